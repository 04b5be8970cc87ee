"""What the lines of orders are called: by their channel, and by us."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection

import attrs

from crossdock.store.database import Database


@attrs.frozen
class LineTitle:
    """The titles of one order line.

    Args:

        channel: what it was sold as; ``master`` the title of the master SKU it is
            linked to, None while it is linked to none.
    """

    line_id: str
    channel: str
    master: str | None

    def shown(self, *, channel_names: bool) -> str:
        """Return the title to show; the channel's as well where there is no other."""
        return self.channel if channel_names or not self.master else self.master


class Titles:
    """The titles of one merchant's order lines."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant

    def of(self, connection: str, order_ids: Collection[str]) -> dict[str, list[LineTitle]]:
        """Return the titles of the lines of orders, in the order they were bought."""
        rows = self._db.rows(
            """
            SELECT order_id, line_id, order_lines.title AS channel, masters.title AS master
            FROM order_lines
            LEFT JOIN links USING (merchant, connection, listing_id)
            LEFT JOIN masters ON masters.merchant = order_lines.merchant
                AND masters.sku = links.sku
            WHERE order_lines.merchant = ? AND order_lines.connection = ?
                AND order_id IN (SELECT value FROM json_each(?))
            ORDER BY order_lines.rowid
            """,
            (self._merchant, connection, json.dumps(list(order_ids))),
        )
        found: dict[str, list[LineTitle]] = defaultdict(list)
        for row in rows:
            found[row["order_id"]].append(LineTitle(row["line_id"], row["channel"], row["master"]))
        return dict(found)
