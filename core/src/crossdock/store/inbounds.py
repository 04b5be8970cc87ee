"""Inbound orders, and which goods each service's warehouses know."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from crossdock.errors import NotFoundError
from crossdock.fulfilment.inbound_order import InboundOrder, InboundState
from crossdock.fulfilment.warehouse_goods import GoodsState, WarehouseGoods
from crossdock.store.bodies import body_of, value_of
from crossdock.store.database import Database, stamp
from crossdock.store.slate import Slate


class Inbounds:
    """The inbound orders of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def next_key(self) -> str:
        """Return a number for a new inbound order; each is given out once."""
        count = self._db.value(
            "SELECT count(*) FROM inbounds WHERE merchant = ?", (self._merchant,)
        )
        return f"IN-{count + 1:06}"

    def get(self, key: str) -> InboundOrder:
        """Return the inbound order *key*.

        Raises:

            NotFoundError: there is none.
        """
        body = self._db.value(
            "SELECT body FROM inbounds WHERE merchant = ? AND key = ?", (self._merchant, key)
        )
        if body is None:
            raise NotFoundError(
                f"There is no inbound order {key!r}.", next_step="See: crossdock inbound list"
            )
        return value_of(body, InboundOrder)

    def put(self, inbound: InboundOrder, remark: str | None = None) -> None:
        """Keep an inbound order as it is now; its remark stays where None is given."""
        now = stamp(self._now())
        self._db.execute(
            """
            INSERT INTO inbounds (merchant, key, warehouse, state, remote_id, remark, body,
                created_at, changed_at)
            VALUES (?, ?, ?, ?, ?, coalesce(?, ''), ?, ?, ?)
            ON CONFLICT (merchant, key) DO UPDATE SET warehouse = excluded.warehouse,
                state = excluded.state, remote_id = excluded.remote_id,
                remark = coalesce(?, remark), body = excluded.body,
                changed_at = excluded.changed_at
            """,
            (
                self._merchant,
                inbound.key,
                inbound.warehouse,
                inbound.state.value,
                inbound.remote_id,
                remark,
                body_of(inbound),
                now,
                now,
                remark,
            ),
        )

    def remark(self, key: str) -> str:
        """Return what the warehouse's staff are told of an inbound order."""
        return str(
            self._db.value(
                "SELECT remark FROM inbounds WHERE merchant = ? AND key = ?",
                (self._merchant, key),
            )
            or ""
        )

    def each(
        self, states: Collection[InboundState] = (), *, warehouse: str = ""
    ) -> Iterator[InboundOrder]:
        """Yield inbound orders, the oldest first."""
        rows = self._db.each(
            """
            SELECT body FROM inbounds WHERE merchant = ? AND ? IN ('', warehouse)
                AND (? = '[]' OR state IN (SELECT value FROM json_each(?)))
            ORDER BY created_at, key
            """,
            (
                self._merchant,
                warehouse,
                *[json.dumps([state.value for state in states])] * 2,
            ),
        )
        for row in rows:
            yield value_of(row["body"], InboundOrder)


class KnownGoods:
    """How far each service knows each master product."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now
        self._goods: Slate[tuple[str, str], WarehouseGoods] = Slate(db, self._read)

    def look_up(self, goods: Collection[tuple[str, str]]) -> None:
        """Have the open transaction read *goods*: services with the SKUs that they may know."""
        self._goods.look_up(goods)

    def get(self, connection: str, sku: str) -> WarehouseGoods:
        """Return how far the service of *connection* knows *sku*; absent where nobody said."""
        return self._goods.get((connection, sku)) or WarehouseGoods(connection, sku)

    def _read(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], WarehouseGoods]:
        rows = self._db.peek(
            """
            SELECT goods.connection AS connection, goods.sku AS sku, goods.body AS body
            FROM json_each(:keys) AS asked CROSS JOIN warehouse_goods AS goods
            ON merchant = :merchant AND connection = json_extract(asked.value, '$[0]')
                AND sku = json_extract(asked.value, '$[1]')
            """,
            {"merchant": self._merchant, "keys": json.dumps(list(keys))},
        )
        return {
            (row["connection"], row["sku"]): value_of(row["body"], WarehouseGoods) for row in rows
        }

    def put(self, goods: WarehouseGoods) -> None:
        """Keep it as it is now."""
        now = stamp(self._now())
        self._db.execute(
            """
            INSERT INTO warehouse_goods (merchant, connection, sku, state, remote_id, body,
                created_at, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connection, sku) DO UPDATE SET state = excluded.state,
                remote_id = excluded.remote_id, body = excluded.body,
                changed_at = excluded.changed_at
            """,
            (
                self._merchant,
                goods.connection,
                goods.sku,
                goods.state.value,
                goods.remote_id,
                body_of(goods),
                now,
                now,
            ),
        )

    def each(
        self, states: Collection[GoodsState] = (), *, connection: str = ""
    ) -> Iterator[WarehouseGoods]:
        """Yield what services know, by connection and SKU."""
        rows = self._db.each(
            """
            SELECT body FROM warehouse_goods WHERE merchant = ? AND ? IN ('', connection)
                AND (? = '[]' OR state IN (SELECT value FROM json_each(?)))
            ORDER BY connection, sku
            """,
            (
                self._merchant,
                connection,
                *[json.dumps([state.value for state in states])] * 2,
            ),
        )
        for row in rows:
            yield value_of(row["body"], WarehouseGoods)
