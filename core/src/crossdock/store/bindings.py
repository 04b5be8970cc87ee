"""Which account of a platform belongs to which merchant, where one merchant only may use it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crossdock.errors import InputRefusedError
from crossdock.store.database import Database, stamp


class AccountBindings:
    """The accounts of one merchant's connections; the database holds those of all merchants."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def bind(self, connection: str, connector: str, account: str) -> None:
        """Note that *connection* uses *account*, and no other account any more.

        Several connections of one merchant may use one account.

        Raises:

            InputRefusedError: another merchant uses it; nothing says which.
        """
        with self._db.transaction():
            if self.is_taken(connector, account):
                raise InputRefusedError(
                    f"The account {account} is in use already, and may be used by one merchant"
                    " only.",
                    next_step="Use an account of your own, or have it released where it is used.",
                )
            self._db.execute(
                """
                INSERT INTO account_bindings (merchant, connection, connector, account,
                    created_at)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (merchant, connection) DO UPDATE
                SET connector = excluded.connector, account = excluded.account
                """,
                (self._merchant, connection, connector, account, stamp(self._now())),
            )

    def is_taken(self, connector: str, account: str) -> bool:
        """Return whether another merchant uses *account*."""
        return bool(
            self._db.value(
                """
                SELECT 1 FROM account_bindings
                WHERE connector = ? AND account = ? AND merchant <> ?
                """,
                (connector, account, self._merchant),
            )
        )

    def of(self, connection: str) -> str:
        """Return the account that *connection* uses; empty where none is bound."""
        return str(
            self._db.value(
                "SELECT account FROM account_bindings WHERE merchant = ? AND connection = ?",
                (self._merchant, connection),
            )
            or ""
        )
