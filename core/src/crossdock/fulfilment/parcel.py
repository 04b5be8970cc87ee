"""A parcel: a warehouse order and its outbound orders, stepped together.

The two machines tell each other things; what one tells the other happens in the same
step, so whoever keeps them keeps both states and all effects in one transaction.
"""

from __future__ import annotations

from collections import deque

import attrs

from crossdock.errors import InputRefusedError
from crossdock.fulfilment import outbound_machine, warehouse_machine
from crossdock.fulfilment.booking import Lines
from crossdock.fulfilment.circumstances import Circumstances
from crossdock.fulfilment.effects import Effect
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.messages import OpenOutbound, TellOutbound, TellWarehouseOrder
from crossdock.fulfilment.outbound_order import OutboundEvent, OutboundOrder, OutboundState
from crossdock.fulfilment.transitions import Verdict
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)

Event = WarehouseOrderEvent | OutboundEvent

_LEFT_AFTER_ALL = WarehouseOrderEventKind.OUTBOUND_LEFT_AFTER_ALL


@attrs.frozen
class Parcel:
    """A warehouse order with every outbound order that was ever made of it, oldest first."""

    order: WarehouseOrder
    outbounds: tuple[OutboundOrder, ...] = ()

    @property
    def outbound(self) -> OutboundOrder | None:
        """The newest outbound order, live or not."""
        return self.find(self.order.outbound)

    def find(self, key: str) -> OutboundOrder | None:
        """Return the outbound order *key*."""
        return next((one for one in self.outbounds if one.key == key), None)


@attrs.frozen
class ParcelStep:
    """What an event made of a parcel.

    Args:

        effects: in the order they arose; to be carried out with the new parcel.

        verdict: what the document that the event was for made of it.
    """

    parcel: Parcel
    effects: tuple[Effect, ...] = ()
    verdict: Verdict = Verdict.MOVES


def step(parcel: Parcel, event: Event, world: Circumstances, *, key: str = "") -> ParcelStep:
    """Return what *event* makes of *parcel*.

    Args:

        key: the outbound order that an outbound's event is for; the newest if empty.

    Raises:

        InputRefusedError: there is no such outbound order.
    """
    turning = _Turning(parcel, world)
    if isinstance(event, OutboundEvent):
        if parcel.find(key or parcel.order.outbound) is None:
            raise InputRefusedError(
                f"{parcel.order.key} has no outbound order {key}.",
                next_step="See: crossdock outbound list",
            )
        verdict = turning.outbound(event, key or parcel.order.outbound)
    else:
        verdict = turning.order(event)
    turning.settle()
    return ParcelStep(turning.parcel, tuple(turning.effects), verdict)


class _Turning:
    """One step of a parcel while it is being made."""

    def __init__(self, parcel: Parcel, world: Circumstances) -> None:
        self.parcel = parcel
        self.effects: list[Effect] = []
        self._world = world
        self._messages: deque[TellWarehouseOrder | TellOutbound] = deque()

    def order(self, event: WarehouseOrderEvent) -> Verdict:
        made = warehouse_machine.step(self.parcel.order, event, self._world)
        self.parcel = Parcel(made.document, self.parcel.outbounds)
        self._sort(made.effects, speaks=True)
        return made.verdict

    def outbound(self, event: OutboundEvent, key: str) -> Verdict:
        found = self.parcel.find(key)
        if found is None:
            return Verdict.IGNORES
        made = outbound_machine.step(found, event, self._world)
        others = (made.document if one.key == key else one for one in self.parcel.outbounds)
        self.parcel = Parcel(self.parcel.order, tuple(others))
        self._sort(made.effects, speaks=key == self.parcel.order.outbound)
        return made.verdict

    def settle(self) -> None:
        while self._messages:
            message = self._messages.popleft()
            if isinstance(message, TellWarehouseOrder):
                self.order(message.event)
            else:
                self.outbound(message.event, self.parcel.order.outbound)

    def _sort(self, effects: tuple[Effect, ...], *, speaks: bool) -> None:
        for effect in effects:
            if isinstance(effect, OpenOutbound):
                made = _outbound_of(self.parcel.order, effect.hold)
                self.parcel = Parcel(self.parcel.order, (*self.parcel.outbounds, made))
            elif isinstance(effect, TellOutbound):
                self._messages.append(effect)
            elif isinstance(effect, TellWarehouseOrder):
                # One that was given up says nothing any more of what replaced it.
                if speaks or effect.event.kind is _LEFT_AFTER_ALL:
                    self._messages.append(effect)
            else:
                self.effects.append(effect)


def _outbound_of(order: WarehouseOrder, hold: Reason | None) -> OutboundOrder:
    return OutboundOrder(
        key=order.outbound,
        connection=order.connection,
        order=order.order,
        warehouse=order.warehouse,
        lines=order.lines,
        pool=order.pool,
        state=OutboundState.HELD if hold else OutboundState.DRAFT,
        split=order.split,
        revision=order.revision,
        turn=order.turn_name,
        hold=hold,
        waybill=order.waybill,
    )


def divide(
    order: WarehouseOrder, shares: tuple[Lines, ...], first_free: int
) -> tuple[WarehouseOrder, ...]:
    """Return one warehouse order per share of *order*, each its own parcel.

    Args:

        shares: what each warehouse is to ship; together, all that *order* asks for.

        first_free: the lowest number that no parcel of the order has.

    Raises:

        InputRefusedError: the order is at a warehouse already, or the shares are not
            its units.
    """
    if order.state is not WarehouseOrderState.NEW or order.routed:
        raise InputRefusedError(
            f"{order.key} is {order.state.value}, and only a new one can be divided."
        )
    if _units(order.lines) != _units(tuple(one for share in shares for one in share)):
        raise InputRefusedError(f"The shares of {order.key} do not add up to its units.")
    splits = (order.split, *range(first_free, first_free + len(shares) - 1))
    return tuple(
        attrs.evolve(order, lines=share, split=split)
        for split, share in zip(splits, shares, strict=True)
    )


def _units(lines: Lines) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for one in lines:
        place = (one.line.reference, one.sku)
        sums[place] = sums.get(place, 0) + one.quantity
    return sums
