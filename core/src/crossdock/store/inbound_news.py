"""What a service last said of each inbound, in its own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import attrs

from crossdock.fulfilment.inbound import RemoteInbound
from crossdock.store.bodies import body_of, value_of
from crossdock.store.database import Database, stamp


@attrs.frozen
class News:
    """What was last heard of an inbound, and when."""

    remote: RemoteInbound
    heard_at: datetime


class InboundNews:
    """The news of one merchant's inbounds; the newest only."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def put(self, key: str, remote: RemoteInbound) -> None:
        """Keep what a service says of the inbound *key* now."""
        self._db.execute(
            """
            INSERT INTO inbound_news (merchant, key, body, heard_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (merchant, key) DO UPDATE
            SET body = excluded.body, heard_at = excluded.heard_at
            """,
            (self._merchant, key, body_of(remote), stamp(self._now())),
        )

    def of(self, key: str) -> News | None:
        """Return what was last heard of the inbound *key*; None if nothing ever was."""
        row = self._db.row(
            "SELECT body, heard_at FROM inbound_news WHERE merchant = ? AND key = ?",
            (self._merchant, key),
        )
        if row is None:
            return None
        return News(value_of(row["body"], RemoteInbound), datetime.fromisoformat(row["heard_at"]))
