"""Orders as they are kept: the channel's latest word on each, and how often it changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

import attrs

from crossdock.converters import make_converter
from crossdock.errors import NotFoundError
from crossdock.orders import Order, OrderStatus
from crossdock.store.database import Database, Row, stamp

_CONVERTER = make_converter()

#: Nothing more will happen to an order in one of these states.
FINAL = (OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.RETURNED)

#: An order first seen in one of these states was over before we heard of it.
OVER = (*FINAL, OrderStatus.RETURNING)

#: An order in one of these states can still be cancelled before it leaves.
UNSHIPPED = (OrderStatus.PAID, OrderStatus.READY_TO_SHIP, OrderStatus.PENDING_PAY_OR_SHIP)


class OrderChange(StrEnum):
    """What a pulled order was to us."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    #: It tells of a time before what is kept: nothing was changed.
    OUTDATED = "outdated"


@attrs.frozen
class KeptOrder:
    """An order as it is kept.

    Args:

        revision: how many different readings of it there were.

        history: it was over when it was first seen, so its goods are none of ours.
    """

    connection: str
    order: Order
    revision: int
    history: bool


class Orders:
    """The orders of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def put(self, connection: str, order: Order, *, pull: int) -> OrderChange:
        """Keep *order* as the channel has it now; return what changed.

        What it does to stock is `crossdock.flows.settlement`'s, in the same transaction.
        """
        now = stamp(self._now())
        key = (self._merchant, connection, order.order_id)
        with self._db.transaction():
            kept = self._db.value(
                "SELECT body FROM orders WHERE merchant = ? AND connection = ? AND order_id = ?",
                key,
            )
            if kept is not None and _is_older(order, kept):
                return OrderChange.OUTDATED
            body = json.dumps(_CONVERTER.unstructure(_told(order, kept)), ensure_ascii=False)
            if kept is not None and _says_the_same(kept, body):
                self._db.execute(
                    """
                    UPDATE orders SET pull = ?, last_seen = ?, body = ?
                    WHERE merchant = ? AND connection = ? AND order_id = ?
                    """,
                    (pull, now, body, *key),
                )
                return OrderChange.UNCHANGED
            self._db.execute(
                """
                INSERT INTO orders (merchant, connection, order_id, number, status, raw_status,
                    placed_at, body, revision, pull, first_seen, last_seen, history)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
                ON CONFLICT (merchant, connection, order_id) DO UPDATE
                SET number = excluded.number, status = excluded.status,
                    raw_status = excluded.raw_status, placed_at = excluded.placed_at,
                    body = excluded.body, revision = revision + 1, pull = excluded.pull,
                    last_seen = excluded.last_seen, entered = 0
                """,
                (
                    *key,
                    order.number,
                    order.status.value,
                    order.raw_status,
                    _CONVERTER.unstructure(order.placed_at),
                    body,
                    pull,
                    now,
                    now,
                    int(order.status in OVER),
                ),
            )
            self._put_lines(connection, order)
        return OrderChange.NEW if kept is None else OrderChange.CHANGED

    def _put_lines(self, connection: str, order: Order) -> None:
        key = (self._merchant, connection, order.order_id)
        self._db.execute(
            "DELETE FROM order_lines WHERE merchant = ? AND connection = ? AND order_id = ?", key
        )
        self._db.execute_each(
            """
            INSERT INTO order_lines (merchant, connection, order_id, line_id, listing_id, code,
                title, quantity)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                (*key, line.line_id, line.listing_id, line.sku, line.title, line.quantity)
                for line in order.lines
            ],
        )

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
                _CONVERTER.structure(json.loads(row["body"]), Order),
                row["revision"],
            )
            for row in rows
        ]

    def kept(self, connection: str, order_id: str) -> KeptOrder:
        """Return an order of a connection by its id.

        Raises:

            NotFoundError: the connection has none of that id.
        """
        row = self._db.row(
            """
            SELECT body, revision, history FROM orders
            WHERE merchant = ? AND connection = ? AND order_id = ?
            """,
            (self._merchant, connection, order_id),
        )
        if row is None:
            raise NotFoundError(
                f"{connection} has no order {order_id!r} that was ever pulled.",
                next_step=f"Run: crossdock order pull {connection}",
            )
        return KeptOrder(connection, _read(row["body"]), row["revision"], bool(row["history"]))

    def read_at(self, connection: str, order_id: str) -> datetime | None:
        """Return when an order was last read; None if it never was."""
        seen = self._db.value(
            """
            SELECT last_seen FROM orders
            WHERE merchant = ? AND connection = ? AND order_id = ?
            """,
            (self._merchant, connection, order_id),
        )
        return None if seen is None else datetime.fromisoformat(seen)

    def of(self, connection: str) -> Iterator[Order]:
        """Yield every order of a connection, in no order."""
        rows = self._db.each(
            "SELECT body FROM orders WHERE merchant = ? AND connection = ?",
            (self._merchant, connection),
        )
        for row in rows:
            yield _CONVERTER.structure(json.loads(row["body"]), Order)

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

    def entered(self, connection: str, order_id: str) -> None:
        """Write down that the lines of an order are settled."""
        self._db.execute(
            """
            UPDATE orders SET entered = 1
            WHERE merchant = ? AND connection = ? AND order_id = ?
            """,
            (self._merchant, connection, order_id),
        )

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

    def line_skus(self, connection: str, order_id: str) -> dict[str, str]:
        """Return the master SKU of each linked line of an order, by line id."""
        rows = self._db.rows(
            """
            SELECT line_id, sku FROM order_lines
            JOIN links USING (merchant, connection, listing_id)
            WHERE merchant = ? AND connection = ? AND order_id = ?
            """,
            (self._merchant, connection, order_id),
        )
        return {row["line_id"]: row["sku"] for row in rows}


# While an order is settled and routed, it is asked for again and again.
@lru_cache(maxsize=512)
def _read(body: str) -> Order:
    return _CONVERTER.structure(json.loads(body), Order)


def _told(order: Order, kept: str | None) -> Order:
    """Return *order* with what an earlier reading told and this one leaves out."""
    if kept is None or (order.cancel_requested is not None and order.paid_at is not None):
        return order
    before = json.loads(kept)
    if order.cancel_requested is None:
        order = attrs.evolve(order, cancel_requested=before["cancel_requested"])
    if order.paid_at is None and before["paid_at"]:
        order = attrs.evolve(order, paid_at=datetime.fromisoformat(before["paid_at"]))
    return order


def _is_older(order: Order, kept: str) -> bool:
    """Return whether *order* was read before what is kept of it."""
    before = json.loads(kept)["updated_at"]
    if order.updated_at is None or not before:
        return False
    return order.updated_at < datetime.fromisoformat(before)


def _says_the_same(kept: str, body: str) -> bool:
    """Return whether nothing happened between two readings of an order.

    Hearing for the first time that nobody asked to cancel, or when it was paid, is
    knowing more of the same.
    """
    if kept == body:
        return True
    before, now = json.loads(kept), json.loads(body)
    if before["cancel_requested"] is None and now["cancel_requested"] is False:
        before["cancel_requested"] = False
    if before["paid_at"] is None:
        before["paid_at"] = now["paid_at"]
    return bool(before == now)
