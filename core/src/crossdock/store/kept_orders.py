"""The orders that are kept, one by one: the channel's latest word on each."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.errors import NotFoundError
from crossdock.orders import Order, OrderStatus
from crossdock.store.database import Database, stamp
from crossdock.store.order_rows import (
    OrderRow,
    cells,
    is_older,
    says_the_same,
    told,
    written,
)
from crossdock.store.slate import Slate

#: Connection and order id.
OrderKey = tuple[str, str]
#: Connection and listing id.
ListingKey = tuple[str, str]

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


class KeptOrders:
    """The orders of one merchant, each by its connection and id."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now
        self._kept: Slate[OrderKey, OrderRow] = Slate(db, self._rows, self._write)
        #: Orders whose lines are other ones now.
        self._relined: Slate[OrderKey, Order] = Slate(db, write=self._write_lines)
        self._links: Slate[ListingKey, str] = Slate(db, self._linked)

    def look_up(
        self, keys: Collection[OrderKey], listings: Collection[ListingKey] = ()
    ) -> set[str]:
        """Have the open transaction read the orders *keys*, and what their lines are linked to.

        Returns the master SKUs that they sold.

        Args:

            listings: whose links are to be read besides.
        """
        self._kept.look_up(keys)
        found = [(key[0], row.order) for key in keys if (row := self._kept.known(key)) is not None]
        sold = ((shop, line.listing_id) for shop, order in found for line in order.lines)
        return set(self._links.of([*sold, *listings]).values())

    def put(self, connection: str, order: Order, *, pull: int) -> OrderChange:
        """Keep *order* as the channel has it now; return what changed.

        What it does to stock is `crossdock.flows.settlement`'s, in the same transaction.

        Raises:

            DataRefusedError: a value of it cannot be kept.
        """
        key, now = (connection, order.order_id), stamp(self._now())
        with self._db.transaction():
            kept = self._kept.get(key)
            if kept is None:
                body, order = written(order)
                history = order.status in OVER
                self._kept.put(key, OrderRow(order, body, 1, history, pull, now))
                self._relined.put(key, order)
                return OrderChange.NEW
            if is_older(order, kept.body):
                return OrderChange.OUTDATED
            body, order = written(told(order, kept.body))
            same = attrs.evolve(kept, order=order, body=body, pull=pull, last_seen=now)
            if says_the_same(kept.body, body):
                self._kept.put(key, same)
                return OrderChange.UNCHANGED
            self._kept.put(key, attrs.evolve(same, revision=kept.revision + 1, entered=False))
            self._relined.put(key, order)
        return OrderChange.CHANGED

    def find_kept(self, connection: str, order_id: str) -> KeptOrder | None:
        """Return an order of a connection by its id; None if it has none of that id."""
        row = self._kept.get((connection, order_id))
        if row is None:
            return None
        return KeptOrder(connection, row.order, row.revision, row.history)

    def kept(self, connection: str, order_id: str) -> KeptOrder:
        """Return an order of a connection by its id.

        Raises:

            NotFoundError: the connection has none of that id.
        """
        found = self.find_kept(connection, order_id)
        if found is None:
            raise NotFoundError(
                f"{connection} has no order {order_id!r} that was ever pulled.",
                next_step=f"Run: crossdock order pull {connection}",
            )
        return found

    def read_at(self, connection: str, order_id: str) -> datetime | None:
        """Return when an order was last read; None if it never was."""
        row = self._kept.get((connection, order_id))
        return None if row is None else datetime.fromisoformat(row.last_seen)

    def entered(self, connection: str, order_id: str) -> None:
        """Write down that the lines of an order are settled."""
        key = (connection, order_id)
        with self._db.transaction():
            row = self._kept.get(key)
            if row is not None and not row.entered:
                self._kept.put(key, attrs.evolve(row, entered=True))

    def line_skus(self, connection: str, order_id: str) -> dict[str, str]:
        """Return the master SKU of each linked line of an order, by line id."""
        row = self._kept.get((connection, order_id))
        if row is None:
            return {}
        sold = {line.line_id: (connection, line.listing_id) for line in row.order.lines}
        links = self._links.of(sold.values())
        return {line: links[listing] for line, listing in sold.items() if listing in links}

    def _rows(self, keys: Collection[OrderKey]) -> dict[OrderKey, OrderRow]:
        rows = self._db.peek(
            """
            SELECT orders.connection AS connection, orders.order_id AS order_id, body, revision,
                history, pull, last_seen, entered
            FROM json_each(:asked) AS asked CROSS JOIN orders ON merchant = :merchant
                AND connection = json_extract(asked.value, '$[0]')
                AND order_id = json_extract(asked.value, '$[1]')
            """,
            {"merchant": self._merchant, "asked": json.dumps(list(keys))},
        )
        return {(row["connection"], row["order_id"]): OrderRow.of(row) for row in rows}

    def _linked(self, keys: Collection[ListingKey]) -> dict[ListingKey, str]:
        rows = self._db.peek(
            """
            SELECT links.connection AS connection, links.listing_id AS listing_id, sku
            FROM json_each(:asked) AS asked CROSS JOIN links ON merchant = :merchant
                AND connection = json_extract(asked.value, '$[0]')
                AND listing_id = json_extract(asked.value, '$[1]')
            """,
            {"merchant": self._merchant, "asked": json.dumps(list(keys))},
        )
        return {(row["connection"], row["listing_id"]): row["sku"] for row in rows}

    def _write(self, rows: Mapping[OrderKey, OrderRow]) -> None:
        self._db.execute_each(
            """
            INSERT INTO orders (merchant, connection, order_id, number, status, raw_status,
                placed_at, body, revision, pull, first_seen, last_seen, history, entered)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connection, order_id) DO UPDATE
            SET number = excluded.number, status = excluded.status,
                raw_status = excluded.raw_status, placed_at = excluded.placed_at,
                body = excluded.body, revision = excluded.revision, pull = excluded.pull,
                last_seen = excluded.last_seen, entered = excluded.entered
            """,
            [(self._merchant, *key, *cells(row)) for key, row in rows.items()],
        )

    def _write_lines(self, orders: Mapping[OrderKey, Order]) -> None:
        self._db.execute_each(
            "DELETE FROM order_lines WHERE merchant = ? AND connection = ? AND order_id = ?",
            [(self._merchant, *key) for key in orders],
        )
        self._db.execute_each(
            """
            INSERT INTO order_lines (merchant, connection, order_id, line_id, listing_id, code,
                title, quantity)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                (
                    self._merchant,
                    *key,
                    one.line_id,
                    one.listing_id,
                    one.sku,
                    one.title,
                    one.quantity,
                )
                for key, order in orders.items()
                for one in order.lines
            ],
        )
