"""Parcels as they are kept: each warehouse order with every outbound order made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from enum import StrEnum

from crossdock.errors import NotFoundError
from crossdock.fulfilment.outbound_order import OutboundOrder, OutboundState
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_order import WarehouseOrder, WarehouseOrderState
from crossdock.store.bodies import body_of, value_of
from crossdock.store.database import Database, Row, Values, stamp

_BY_KEY = "SELECT key, body FROM warehouse_orders WHERE merchant = ? AND key = ?"
_BY_ORDER = """
    SELECT key, body FROM warehouse_orders
    WHERE merchant = ? AND connection = ? AND order_id = ? ORDER BY split
"""

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


def _listed(states: Collection[StrEnum]) -> str:
    return json.dumps([state.value for state in states]) if states else ""


class Parcels:
    """The parcels of one merchant. Of one warehouse order, at most one outbound is live."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def get(self, key: str) -> Parcel:
        """Return the parcel of the warehouse order *key*.

        Raises:

            NotFoundError: there is none.
        """
        found = self._of(_BY_KEY, (self._merchant, key))
        if not found:
            raise NotFoundError(
                f"There is no warehouse order {key!r}.", next_step="See: crossdock order list"
            )
        return found[0]

    def of_order(self, connection: str, order: str) -> list[Parcel]:
        """Return the parcels of an order, in the order in which they were split off."""
        return self._of(_BY_ORDER, (self._merchant, connection, order))

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
        now = stamp(self._now())
        order = parcel.order
        with self._db.transaction():
            self._db.execute(
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
                (*_order_cells(self._merchant, order), now, now),
            )
            # One that has ended goes first: only one of them may be live.
            for outbound in sorted(parcel.outbounds, key=lambda one: one.is_live):
                self._db.execute(
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
                    (*_outbound_cells(self._merchant, order.key, outbound), now, now),
                )

    def in_states(
        self, states: Collection[WarehouseOrderState] = (), *, connection: str = ""
    ) -> Iterator[Parcel]:
        """Yield parcels by the state of their warehouse order, the oldest first."""
        return iter(self._read(connection=connection, states=_listed(states)))

    def with_outbounds(
        self, states: Collection[OutboundState] = (), *, warehouse: str = ""
    ) -> Iterator[Parcel]:
        """Yield parcels that have an outbound order in one of *states*, the oldest first."""
        return iter(self._read(outbounds=_listed(states) or "[]", warehouse=warehouse))

    def sharing_waybill(self, waybill: str, *, besides: tuple[str, str]) -> bool:
        """Return whether an order other than *besides* (connection, order) has that waybill."""
        return bool(
            self._db.value(
                """
                SELECT 1 FROM outbounds WHERE merchant = ? AND waybill = ? AND waybill != ''
                    AND (connection, order_id) != (?, ?) AND state NOT IN ('cancelled', 'rejected')
                """,
                (self._merchant, waybill, *besides),
            )
        )

    def _read(self, **wanted: str) -> list[Parcel]:
        """Return the parcels that fit all of *wanted*, the oldest first; all, for nothing."""
        values = {"merchant": self._merchant, **dict.fromkeys(_WANTED, ""), **wanted}
        return self._of(_PARCELS, values)

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
