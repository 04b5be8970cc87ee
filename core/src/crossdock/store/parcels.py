"""Parcels as they are kept: each warehouse order with every outbound order made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from crossdock.errors import NotFoundError
from crossdock.fulfilment.outbound_order import OutboundOrder, OutboundState
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_order import WarehouseOrder, WarehouseOrderState
from crossdock.inventory.keys import parted
from crossdock.store.bodies import body_of, value_of
from crossdock.store.database import Database, Row, Values, stamp
from crossdock.store.kept_orders import OrderKey
from crossdock.store.slate import Slate

#: What parcels may be asked for by; nothing is the empty text.
_WANTED = ("connection", "states", "outbounds", "warehouse")

#: Parcels by any of these. Of outbounds, an empty list means those in any state.
_PARCELS = """
    SELECT key, body FROM warehouse_orders AS p
    WHERE merchant = :merchant
        AND :connection IN ('', connection)
        AND (:states = '' OR state IN (SELECT value FROM json_each(:states)))
        AND (:outbounds = '' OR EXISTS (
            SELECT 1 FROM outbounds AS o
            WHERE o.merchant = p.merchant AND o.parcel = p.key
                AND :warehouse IN ('', o.warehouse)
                AND (:outbounds = '[]' OR o.state IN (SELECT value FROM json_each(:outbounds)))
        ))
    ORDER BY created_at, connection, order_id, split
"""


_OF_ORDERS = """
    SELECT parcels.key AS key, parcels.body AS body
    FROM json_each(:orders) AS asked CROSS JOIN warehouse_orders AS parcels
    ON merchant = :merchant AND connection = json_extract(asked.value, '$[0]')
        AND order_id = json_extract(asked.value, '$[1]')
    ORDER BY connection, order_id, split
"""

#: What the key of a warehouse order is made of.
_PARTS = 4
#: An outbound in one of these states has its waybill no more.
_GIVEN_UP = frozenset({OutboundState.CANCELLED, OutboundState.REJECTED})
_Holder = tuple[str, str, str]


def _listed(states: Collection[StrEnum]) -> str:
    return json.dumps([state.value for state in states]) if states else ""


class Parcels:
    """The parcels of one merchant. Of one warehouse order, at most one outbound is live."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now
        self._of_orders: Slate[OrderKey, list[Parcel]] = Slate(db, self._kept)
        self._changed: Slate[str, Parcel] = Slate(db, write=self._write)
        #: Connection, order and key of the outbounds that have a waybill.
        self._waybills: Slate[str, set[_Holder]] = Slate(db, self._holders)

    def look_up(self, orders: Collection[OrderKey], waybills: Collection[str] = ()) -> None:
        """Have the open transaction read the parcels of *orders*, and who has *waybills*."""
        self._of_orders.look_up(orders)
        self._waybills.look_up(waybills)

    def get(self, key: str) -> Parcel:
        """Return the parcel of the warehouse order *key*.

        Raises:

            NotFoundError: there is none.
        """
        parts = parted(key)
        parcels = self.of_order(parts[1], parts[2]) if len(parts) == _PARTS else []
        found = next((one for one in parcels if one.order.key == key), None)
        if found is None:
            raise NotFoundError(
                f"There is no warehouse order {key!r}.", next_step="See: crossdock order list"
            )
        return found

    def of_order(self, connection: str, order: str) -> list[Parcel]:
        """Return the parcels of an order, in the order in which they were split off."""
        return list(self._of_orders.get((connection, order)) or ())

    def of_outbound(self, key: str) -> Parcel:
        """Return the parcel that the outbound order *key* was made of.

        Raises:

            NotFoundError: there is none.
        """
        parcel = self._db.value(
            "SELECT parcel FROM outbounds WHERE merchant = ? AND key = ?", (self._merchant, key)
        )
        if parcel is None:
            raise NotFoundError(
                f"There is no outbound order {key!r}.", next_step="See: crossdock outbound list"
            )
        return self.get(parcel)

    def put(self, parcel: Parcel) -> None:
        """Keep a parcel as it is now."""
        order = parcel.order
        place = order.connection, order.order
        with self._db.transaction():
            before = self._of_orders.get(place) or []
            mine = {one.order.split: one for one in before}
            self._hold_waybills(mine.get(order.split), parcel)
            mine[order.split] = parcel
            self._of_orders.revise(place, [mine[split] for split in sorted(mine)])
            self._changed.put(order.key, parcel)

    def _hold_waybills(self, before: Parcel | None, after: Parcel) -> None:
        """Have it known who has which waybill, as far as that was asked for."""
        for one in before.outbounds if before else ():
            (self._waybills.known(one.waybill) or set()).discard(_holder(one))
        for one in after.outbounds:
            holders = self._waybills.known(one.waybill)
            if holders is not None and one.state not in _GIVEN_UP:
                holders.add(_holder(one))

    def _write(self, parcels: Mapping[str, Parcel]) -> None:
        now = stamp(self._now())
        self._db.execute_each(
            """
            INSERT INTO warehouse_orders (merchant, key, connection, order_id, split, state,
                hold, warehouse, outbound, listed, body, created_at, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, key) DO UPDATE SET state = excluded.state,
                hold = excluded.hold, warehouse = excluded.warehouse,
                outbound = excluded.outbound, listed = excluded.listed,
                body = excluded.body, changed_at = excluded.changed_at
            WHERE body != excluded.body
            """,
            [(*_order_cells(self._merchant, one.order), now, now) for one in parcels.values()],
        )
        self._db.execute_each(
            """
            INSERT INTO outbounds (merchant, key, parcel, connection, order_id, warehouse,
                state, hold, live, remote_id, waybill, heard_at, body, created_at,
                changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, key) DO UPDATE SET state = excluded.state,
                hold = excluded.hold, live = excluded.live,
                remote_id = excluded.remote_id, waybill = excluded.waybill,
                heard_at = excluded.heard_at, body = excluded.body,
                changed_at = excluded.changed_at
            WHERE body != excluded.body
            """,
            [
                (*_outbound_cells(self._merchant, key, one), now, now)
                for key, parcel in parcels.items()
                # One that has ended goes first: only one of them may be live.
                for one in sorted(parcel.outbounds, key=lambda one: one.is_live)
            ],
        )

    def in_states(
        self, states: Collection[WarehouseOrderState] = (), *, connection: str = ""
    ) -> Iterator[Parcel]:
        """Yield parcels by the state of their warehouse order, the oldest first."""
        return iter(self._read(connection=connection, states=_listed(states)))

    def in_turn(
        self, states: Collection[WarehouseOrderState], orders: Collection[OrderKey] | None = None
    ) -> list[tuple[OrderKey, str]]:
        """Return order and key of the parcels in one of *states*, the order placed first first.

        Args:

            orders: of these alone; of all, for None.
        """
        rows = self._db.rows(
            """
            SELECT p.connection AS connection, p.order_id AS order_id, p.key AS key
            FROM warehouse_orders AS p LEFT JOIN orders USING (merchant, connection, order_id)
            WHERE p.merchant = :merchant
                AND p.state IN (SELECT value FROM json_each(:states))
                AND (:orders IS NULL OR (p.connection, p.order_id) IN (
                    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')
                    FROM json_each(:orders)
                ))
            ORDER BY placed_at, p.connection, p.order_id, p.split
            """,
            {
                **self._mine,
                "states": _listed(states),
                "orders": None if orders is None else json.dumps(list(orders)),
            },
        )
        return [((row["connection"], row["order_id"]), row["key"]) for row in rows]

    def with_outbounds(
        self, states: Collection[OutboundState] = (), *, warehouse: str = ""
    ) -> Iterator[Parcel]:
        """Yield parcels that have an outbound order in one of *states*, the oldest first."""
        return iter(self._read(outbounds=_listed(states) or "[]", warehouse=warehouse))

    def sharing_waybill(self, waybill: str, *, besides: OrderKey) -> bool:
        """Return whether an order other than *besides* has that waybill."""
        holders = self._waybills.get(waybill) or () if waybill else ()
        return any(holder[:2] != besides for holder in holders)

    def _holders(self, waybills: Collection[str]) -> dict[str, set[_Holder]]:
        found: dict[str, set[_Holder]] = {waybill: set() for waybill in waybills}
        for row in self._db.rows(
            """
            SELECT waybill, connection, order_id, key FROM outbounds
            WHERE merchant = ? AND waybill IN (SELECT value FROM json_each(?))
                AND state NOT IN ('cancelled', 'rejected')
            """,
            (self._merchant, json.dumps(list(waybills))),
        ):
            found[row["waybill"]].add((row["connection"], row["order_id"], row["key"]))
        return found

    def _kept(self, orders: Collection[OrderKey]) -> dict[OrderKey, list[Parcel]]:
        found: dict[OrderKey, list[Parcel]] = {order: [] for order in orders}
        for one in self._of(_OF_ORDERS, {**self._mine, "orders": json.dumps(list(orders))}):
            found[one.order.connection, one.order.order].append(one)
        return found

    def _read(self, **wanted: str) -> list[Parcel]:
        """Return the parcels that fit all of *wanted*, the oldest first; all, for nothing."""
        return self._of(_PARCELS, {**self._mine, **dict.fromkeys(_WANTED, ""), **wanted})

    @property
    def _mine(self) -> dict[str, str]:
        return {"merchant": self._merchant}

    def _of(self, sql: str, values: Values) -> list[Parcel]:
        orders = self._db.rows(sql, values)
        outbounds: dict[str, list[OutboundOrder]] = {}
        keys = json.dumps([row["key"] for row in orders])
        for row in self._db.rows(
            """
            SELECT parcel, body FROM outbounds
            WHERE merchant = ? AND parcel IN (SELECT value FROM json_each(?))
            ORDER BY created_at, key
            """,
            (self._merchant, keys),
        ):
            outbounds.setdefault(row["parcel"], []).append(value_of(row["body"], OutboundOrder))
        return [_parcel(row, outbounds.get(row["key"], [])) for row in orders]


def _holder(outbound: OutboundOrder) -> _Holder:
    return outbound.connection, outbound.order, outbound.key


def _parcel(row: Row, outbounds: list[OutboundOrder]) -> Parcel:
    outbounds.sort(key=lambda one: one.revision)
    return Parcel(value_of(row["body"], WarehouseOrder), tuple(outbounds))


def _order_cells(merchant: str, order: WarehouseOrder) -> tuple[object, ...]:
    return (
        merchant,
        order.key,
        order.connection,
        order.order,
        order.split,
        order.state.value,
        order.hold.value if order.hold else None,
        order.warehouse,
        order.outbound,
        int(order.listed),
        body_of(order),
    )


def _outbound_cells(merchant: str, parcel: str, outbound: OutboundOrder) -> tuple[object, ...]:
    return (
        merchant,
        outbound.key,
        parcel,
        outbound.connection,
        outbound.order,
        outbound.warehouse,
        outbound.state.value,
        outbound.hold.value if outbound.hold else None,
        int(outbound.is_live),
        outbound.remote_id,
        outbound.waybill,
        stamp(outbound.heard_at) if outbound.heard_at else None,
        body_of(outbound),
    )
