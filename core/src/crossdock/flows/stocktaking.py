"""What people say of stock: counted, adjusted, moved; each all or nothing.

Only of their own warehouses: what lies in a service's, the service counts, and units
come and go there by inbounds, orders and transfers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import EventKind, Position, Recorded, StockEvent
from crossdock.inventory.movements import transfer_in, transfer_out
from crossdock.inventory.stocktaking import count as counted
from crossdock.inventory.stocktaking import decide
from crossdock.store import MAIN, Store
from crossdock.validators import MOST_UNITS, shown


@attrs.frozen
class Stocktaker:
    """Whoever counts, in one run; the run is the document that the events belong to."""

    store: Store
    now: datetime
    run: str

    def count(
        self,
        rows: Sequence[tuple[str, int]],
        *,
        warehouse: str = MAIN,
        as_of: datetime | None = None,
        reason: str = "counted",
    ) -> Mapping[str, Position]:
        """Record that so many units of each SKU were there; return what is there now.

        Args:

            rows: SKU and units, promised and damaged ones included.

            as_of: when they were counted; what happened since is added to it.

        Raises:

            NotFoundError: a SKU is no master SKU, or there is no such warehouse.

            InputRefusedError: a quantity is no number of units, a SKU is a kit, or a
                service runs the warehouse.
        """
        with self.store.db.transaction():
            self._refuse_service(warehouse)
            for sku, units in rows:
                self._refuse_units(f"The count of {sku!r}", units, least=0)
                self._refuse_stranger(sku)
            at = as_of or self.now
            self._record(
                [counted(self.run, sku, units, warehouse, at, note=reason) for sku, units in rows]
            )
            holdings = self.store.ledger.holdings([sku for sku, _ in rows])
        return {sku: holdings.at(sku, warehouse) for sku, _ in rows}

    def adjust(
        self, kind: EventKind, sku: str, units: int, *, warehouse: str = MAIN, reason: str
    ) -> Position:
        """Record a decision of *kind* about units of *sku*; return what is there now.

        Args:

            units: with their sign for an adjustment, and more than none otherwise.

        Raises:

            NotFoundError: no such master SKU or warehouse.

            InputRefusedError: no reason, no number of units, a kit, more units than
                there are to decide about, or a service's warehouse.
        """
        if not reason.strip():
            raise InputRefusedError(
                f"No reason was given for the {kind}.", next_step="Add --reason 'what happened'"
            )
        least = -MOST_UNITS if kind is EventKind.ADJUST else 1
        self._refuse_units("The quantity", units, least=least)
        with self.store.db.transaction():
            self._refuse_service(warehouse)
            self._refuse_stranger(sku)
            here = self.store.ledger.holdings([sku]).at(sku, warehouse)
            _refuse_more_than_there_is(kind, sku, warehouse, units, here)
            bad = min(units, here.unavailable) if kind is EventKind.WRITE_OFF else 0
            event = decide(
                kind,
                self.run,
                sku,
                units,
                warehouse,
                self.now,
                reason=reason.strip(),
                unavailable=bad,
            )
            self._record([event])
            return self.store.ledger.holdings([sku]).at(sku, warehouse)

    def move(self, sku: str, units: int, origin: str, target: str) -> Mapping[str, Position]:
        """Record that units went from one warehouse to another; return what is at each now.

        Raises:

            NotFoundError: no such master SKU or warehouse.

            InputRefusedError: no number of units, one warehouse twice, a kit, fewer
                units there than were to leave, or a service's warehouse.
        """
        self._refuse_units("The quantity", units, least=1)
        if origin == target:
            raise InputRefusedError(
                f"{origin} is named twice; nothing was moved.",
                next_step="Name the warehouse they left, then the one they came to.",
            )
        with self.store.db.transaction():
            self._refuse_service(origin)
            self._refuse_service(
                target, f"Have it brought there: crossdock inbound new {target} {sku}={units}"
            )
            self._refuse_stranger(sku)
            there = self.store.ledger.holdings([sku]).at(sku, origin).on_hand
            if there < units:
                raise InputRefusedError(
                    f"{origin} has {there:,} of {sku} on hand, and {units:,} cannot leave it;"
                    " nothing was moved.",
                    next_step=f"Count first: crossdock stock set {sku} QTY --warehouse {origin}",
                )
            left = transfer_out(self.run, sku, sku, units, origin, target, self.now)
            self._record([*left, transfer_in(self.run, sku, "1", sku, units, target, self.now)])
            holdings = self.store.ledger.holdings([sku])
        return {warehouse: holdings.at(sku, warehouse) for warehouse in (origin, target)}

    def _record(self, events: Sequence[StockEvent]) -> None:
        if Recorded.CONFLICT in self.store.ledger.record(events, self.run):
            raise InputRefusedError(
                f"The run {self.run} has said something else of the same goods already; nothing"
                " was changed.",
                next_step="Run it again under another id, or without --run-id.",
            )

    def _refuse_units(self, what: str, units: object, *, least: int) -> None:
        if type(units) is not int or not least <= units <= MOST_UNITS or units == 0 != least:
            raise InputRefusedError(
                f"{what} is {shown(units)}; nothing was changed.",
                next_step=f"Give a whole number from {least:,} to {MOST_UNITS:,}"
                f"{', and not 0' if least < 0 else ''}.",
            )

    def _refuse_service(self, warehouse: str, next_step: str = "") -> None:
        service = self.store.warehouses.get(warehouse).connection
        if service:
            raise InputRefusedError(
                f"{service} runs {warehouse} and counts what lies there; nothing was changed.",
                next_step=next_step or f"Read what it counts: crossdock stock snapshot {service}",
            )

    def _refuse_stranger(self, sku: str) -> None:
        if not self.store.catalogue.master_exists(sku):
            raise NotFoundError(
                f"There is no master SKU {sku!r}; nothing was changed.",
                next_step="See: crossdock product list",
            )
        goods = self.store.recipes.goods_of(sku)
        if set(goods) != {sku}:
            raise InputRefusedError(
                f"{sku} is made of {', '.join(goods)} and has no stock of its own; nothing was"
                " changed.",
                next_step="Say it of its parts.",
            )


def _refuse_more_than_there_is(
    kind: EventKind, sku: str, warehouse: str, units: int, here: Position
) -> None:
    there, name = {
        EventKind.ADJUST: (here.on_hand, "on hand"),
        EventKind.WRITE_OFF: (here.on_hand, "on hand"),
        EventKind.DAMAGE: (here.on_hand - here.unavailable, "in good order"),
        EventKind.HOLD: (here.on_hand - here.unavailable, "in good order"),
        EventKind.UNHOLD: (here.unavailable, "unavailable"),
    }[kind]
    taken = -units if kind is EventKind.ADJUST else units
    if taken > max(0, there):
        raise InputRefusedError(
            f"{warehouse} has {there:,} of {sku} {name}, and {taken:,} cannot be taken from that;"
            " nothing was changed.",
            next_step=f"See: crossdock stock show {sku} --by warehouse",
        )
