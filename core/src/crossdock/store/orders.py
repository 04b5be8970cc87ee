"""Lists of the orders that are kept, by what is the matter with them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from crossdock.errors import NotFoundError
from crossdock.orders import Order, OrderStatus
from crossdock.store.database import Row
from crossdock.store.kept_orders import FINAL as FINAL
from crossdock.store.kept_orders import OVER as OVER
from crossdock.store.kept_orders import UNSHIPPED, KeptOrders
from crossdock.store.kept_orders import KeptOrder as KeptOrder
from crossdock.store.kept_orders import OrderChange as OrderChange
from crossdock.store.order_rows import read


class Orders(KeptOrders):
    """The orders of one merchant."""

    def brought_by(self, connection: str, pull: int, ids: Collection[str]) -> set[str]:
        """Return which of the orders *ids* the pull *pull* has brought already."""
        rows = self._db.rows(
            """
            SELECT order_id FROM orders
            WHERE merchant = ? AND connection = ? AND pull = ?
                AND order_id IN (SELECT value FROM json_each(?))
            """,
            (self._merchant, connection, pull, json.dumps(list(ids))),
        )
        return {row["order_id"] for row in rows}

    def ours(self, connection: str, ids: Collection[str]) -> set[str]:
        """Return which of the orders *ids* any pull has brought."""
        rows = self._db.rows(
            """
            SELECT order_id FROM orders
            WHERE merchant = ? AND connection = ?
                AND order_id IN (SELECT value FROM json_each(?))
            """,
            (self._merchant, connection, json.dumps(list(ids))),
        )
        return {row["order_id"] for row in rows}

    def stale(self, connection: str, pull: int) -> list[str]:
        """Return the ids of open orders that the pull *pull* did not bring again."""
        rows = self._db.rows(
            """
            SELECT order_id FROM orders
            WHERE merchant = ? AND connection = ? AND pull <> ?
                AND status NOT IN (SELECT value FROM json_each(?))
            ORDER BY placed_at
            """,
            (self._merchant, connection, pull, json.dumps([status.value for status in FINAL])),
        )
        return [row["order_id"] for row in rows]

    def unshipped(self, connection: str, pull: int) -> list[str]:
        """Return the orders that the pull *pull* brought and that can still be cancelled."""
        rows = self._db.rows(
            """
            SELECT order_id FROM orders
            WHERE merchant = ? AND connection = ? AND pull = ?
                AND status IN (SELECT value FROM json_each(?))
            ORDER BY placed_at, order_id
            """,
            (self._merchant, connection, pull, json.dumps([status.value for status in UNSHIPPED])),
        )
        return [row["order_id"] for row in rows]

    def find(self, order_id: str, connection: str = "") -> list[tuple[str, Order, int]]:
        """Return ``(connection, order, revision)`` for an order id or number.

        Raises:

            NotFoundError: no connection has it.
        """
        rows = self._db.rows(
            """
            SELECT connection, body, revision FROM orders
            WHERE merchant = ? AND ? IN (order_id, number) AND ? IN ('', connection)
            ORDER BY connection, order_id
            """,
            (self._merchant, order_id, connection),
        )
        if not rows or not order_id:
            raise NotFoundError(
                f"There is no order {order_id!r}.",
                next_step="See: crossdock order list, or pull: crossdock order pull NAME",
            )
        return [
            (
                row["connection"],
                read(row["body"]),
                row["revision"],
            )
            for row in rows
        ]

    def of(self, connection: str) -> Iterator[Order]:
        """Yield every order of a connection, in no order."""
        rows = self._db.each(
            "SELECT body FROM orders WHERE merchant = ? AND connection = ?",
            (self._merchant, connection),
        )
        for row in rows:
            yield read(row["body"])

    def with_listing(self, connection: str, listing_id: str) -> list[str]:
        """Return the ids of the orders that sold a listing."""
        rows = self._db.rows(
            """
            SELECT DISTINCT order_id FROM order_lines
            WHERE merchant = ? AND connection = ? AND listing_id = ? ORDER BY order_id
            """,
            (self._merchant, connection, listing_id),
        )
        return [row["order_id"] for row in rows]

    def to_enter(self) -> list[tuple[str, str]]:
        """Return connection and id of the orders whose lines were never settled."""
        rows = self._db.rows(
            """
            SELECT connection, order_id FROM orders
            WHERE merchant = ? AND entered = 0 ORDER BY placed_at, connection, order_id
            """,
            (self._merchant,),
        )
        return [(row["connection"], row["order_id"]) for row in rows]

    def statuses(self, connection: str) -> dict[str, OrderStatus]:
        """Return the status of every order of a connection, by order id."""
        rows = self._db.rows(
            "SELECT order_id, status FROM orders WHERE merchant = ? AND connection = ?",
            (self._merchant, connection),
        )
        return {row["order_id"]: OrderStatus(row["status"]) for row in rows}

    def all(self, connection: str = "", status: str = "") -> Iterator[Row]:
        """Yield orders, newest first, with what of them is linked."""
        return self._db.each(
            """
            SELECT orders.connection, orders.order_id, number, status, raw_status, placed_at,
                revision, count(order_lines.line_id) AS lines,
                coalesce(sum(order_lines.quantity), 0) AS units,
                count(links.sku) AS linked
            FROM orders
            LEFT JOIN order_lines USING (merchant, connection, order_id)
            LEFT JOIN links ON links.merchant = orders.merchant
                AND links.connection = orders.connection
                AND links.listing_id = order_lines.listing_id
            WHERE orders.merchant = ? AND ? IN ('', orders.connection) AND ? IN ('', status)
            GROUP BY orders.connection, orders.order_id
            ORDER BY placed_at DESC, orders.connection, orders.order_id
            """,
            (self._merchant, connection, status),
        )
