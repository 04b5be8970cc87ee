"""Shops whose orders come from files: each has a channel that no connector speaks to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import attrs

from crossdock.errors import InputRefusedError
from crossdock.store.database import Database, stamp


@attrs.frozen
class FileConnection:
    """A shop whose orders come from files.

    Args:

        name: as a connection's; no two of either share one.

        channel: where it sells: ``shopee``, ``bukalapak``, or any other word.

        site: the ISO 3166 code of the country it sells in.

    Raises:

        InputRefusedError: channel or site can be none.
    """

    name: str
    channel: str = attrs.field()
    site: str = attrs.field(default="ID")

    @channel.validator
    def _a_word(self, _attribute: object, channel: str) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,49}", channel):
            raise InputRefusedError(
                f"A channel cannot be called {channel[:60]!r}.",
                next_step="Use small letters, digits and hyphens, such as shopee.",
            )

    @site.validator
    def _a_country(self, _attribute: object, site: str) -> None:
        if not re.fullmatch(r"[A-Z]{2}", site):
            raise InputRefusedError(
                f"{site[:60]!r} is no country code.",
                next_step="Give the two letters of ISO 3166, such as ID.",
            )


class Files:
    """The shops of one merchant whose orders come from files.

    `Connections.remove` forgets one, with everything that was imported for it.
    """

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def add(self, shop: FileConnection) -> None:
        """Keep a new shop.

        Raises:

            InputRefusedError: the name is taken, by another shop or a connection.
        """
        with self._db.transaction():
            taken = self._db.value(
                """
                SELECT 1 FROM connections WHERE merchant = :merchant AND name = :name
                UNION ALL
                SELECT 1 FROM file_channels WHERE merchant = :merchant AND name = :name
                """,
                {"merchant": self._merchant, "name": shop.name},
            )
            if taken:
                raise InputRefusedError(
                    f"There is already a connection called {shop.name!r}.",
                    next_step="Choose another name; see: crossdock conn list",
                )
            self._db.execute(
                """
                INSERT INTO file_channels (merchant, name, channel, site, created_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                (self._merchant, shop.name, shop.channel, shop.site, stamp(self._now())),
            )

    def find(self, name: str) -> FileConnection | None:
        """Return the shop called *name*, or None."""
        return self._db.recall(("files", self._merchant, name), lambda: self._find(name))

    def _find(self, name: str) -> FileConnection | None:
        row = self._db.row(
            "SELECT name, channel, site FROM file_channels WHERE merchant = ? AND name = ?",
            (self._merchant, name),
        )
        return None if row is None else FileConnection(**row)

    def channel(self, connection: str) -> str:
        """Return the channel that a shop sells on; empty where no files are known of."""
        found = self.find(connection)
        return found.channel if found else ""

    def site(self, connection: str) -> str:
        """Return the country that a shop sells in; empty where no files are known of."""
        found = self.find(connection)
        return found.site if found else ""

    def all(self) -> list[FileConnection]:
        """Return every shop, by name."""
        rows = self._db.rows(
            "SELECT name, channel, site FROM file_channels WHERE merchant = ? ORDER BY name",
            (self._merchant,),
        )
        return [FileConnection(**row) for row in rows]
