"""The decision table: what exists of an order, and whether it is sent, as one function.

Rows are numbered as in the table of `docs/fulfilment.md`. Before its rows come the
preconditions P1 to P5; a channel's own rows are its `ChannelPolicy`.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

import attrs

from crossdock.fulfilment.holds import Reason
from crossdock.order_status import OrderStatus
from crossdock.policy import Cause, ChannelPolicy, PolicyRow, Push, Standing

#: Nothing more is to be sent of an order in one of these states.
CLOSED = frozenset(
    {
        OrderStatus.DELIVERED,
        OrderStatus.CANCELLED,
        OrderStatus.RETURNING,
        OrderStatus.RETURNED,
    }
)


class Precondition(StrEnum):
    """What must hold for any order at a warehouse that somebody else runs, in this order."""

    #: P1: the shop and the destination are in a country that the warehouse serves.
    COUNTRY = "P1"
    #: P3: each line has a master SKU.
    LINKED = "P3"
    #: P4: the SKU is at the warehouse, and the shop is associated with it.
    ASSOCIATED = "P4"
    #: P4: the warehouse knows all of the goods.
    GOODS = "P4-goods"
    #: P5: department and warehouse are authorised and active.
    AUTHORISED = "P5"


_UNMET = {
    Precondition.COUNTRY: Reason.FOREIGN,
    Precondition.LINKED: Reason.UNLINKED,
    Precondition.ASSOCIATED: Reason.NO_RULE,
    Precondition.GOODS: Reason.GOODS_NOT_ACTIVE,
    Precondition.AUTHORISED: Reason.NOT_AUTHORISED,
}

_HOLDS = {
    Push.NOW: None,
    Push.AFTER_WAYBILL: Reason.WAIT_TRACKING,
    Push.AFTER_STATUS: Reason.WAIT_STATUS,
    Push.NEVER: Reason.ALREADY_SHIPPING,
    Push.NONE: Reason.WAIT_STATUS,
}


@attrs.frozen
class Situation:
    """All that the table looks at.

    Args:

        waybill: the order's; empty for none.

        first_sight: the order was never seen before.

        cause: what brought it into this state.

        unmet: preconditions that do not hold.

        mixed: the waybill covers goods of another warehouse too.

        shared: another order has the same waybill.

        waived: reasons that a person has decided to go on in spite of.
    """

    policy: ChannelPolicy
    status: OrderStatus
    waybill: str = ""
    courier: str = ""
    first_sight: bool = False
    cause: Cause = Cause.SYNC
    unmet: frozenset[Precondition] = frozenset()
    mixed: bool = False
    shared: bool = False
    waived: frozenset[Reason] = frozenset()


@attrs.frozen
class Decision:
    """What the table says.

    Args:

        row: its number; ``P1`` to ``P5`` for a precondition, and a word where the
            table has no row because nothing new is decided.

        push: send the outbound now.

        hold: why it is not sent; None if it is.
    """

    row: str
    warehouse_order: Standing
    outbound: bool
    push: bool
    hold: Reason | None


def decide(situation: Situation) -> Decision:
    """Return what is to exist of an order, and whether it is sent to the warehouse now."""
    policy, status = situation.policy, situation.status
    if status is OrderStatus.UNKNOWN:
        return _kept("unknown", Reason.UNKNOWN_STATUS)
    if status in CLOSED:
        if situation.first_sight:
            return _nothing("20", Reason.ORDER_CLOSED)
        return _kept("closed", Reason.ORDER_CLOSED)
    if not policy.issues_waybills:
        return _nothing("16", Reason.NO_WAYBILL_INTERFACE)
    if not policy.rows:
        return _nothing("21", Reason.CHANNEL_NOT_CONFIGURED)
    for precondition in Precondition:
        if precondition in situation.unmet:
            return _nothing(precondition.value, _UNMET[precondition])
    if status is OrderStatus.CANCEL_REQUESTED:
        return _kept("asked", Reason.CANCEL_ASKED)
    row = policy.row(
        status,
        waybill=bool(situation.waybill),
        courier=situation.courier,
        cause=situation.cause,
    )
    if row is None:
        return _nothing("none", Reason.WAIT_STATUS)
    return _ruled(situation, row)


def _ruled(situation: Situation, row: PolicyRow) -> Decision:
    hold = _HOLDS[row.push]
    if hold is None:
        hold = next(iter(_objections(situation)), None)
        sent = hold is None
        return Decision(row.number, row.warehouse_order, outbound=sent, push=sent, hold=hold)
    if _pushed_literally(situation, row):
        return Decision(row.number, row.warehouse_order, outbound=True, push=True, hold=None)
    return Decision(row.number, row.warehouse_order, outbound=row.outbound, push=False, hold=hold)


def _objections(situation: Situation) -> list[Reason]:
    """Return why an order that the table sends is not sent after all."""
    found = {Reason.MIXED_WAREHOUSES: situation.mixed, Reason.WAYBILL_SHARED: situation.shared}
    return [reason for reason, held in found.items() if held and reason not in situation.waived]


def _pushed_literally(situation: Situation, row: PolicyRow) -> bool:
    return (
        situation.policy.push_instant_at_paid
        and row.instant is True
        and row.push is Push.AFTER_WAYBILL
    )


def _kept(row: str, hold: Reason) -> Decision:
    return Decision(row, Standing.KEEP, outbound=False, push=False, hold=hold)


def _nothing(row: str, hold: Reason) -> Decision:
    return Decision(row, Standing.NONE, outbound=False, push=False, hold=hold)


def served(site: Collection[str], destination: str, countries: Collection[str]) -> bool:
    """Return whether a warehouse that serves *countries* may have an order: precondition P1.

    Args:

        site: ISO 3166 codes of the countries that the shop sells in.

        destination: the address's; empty where the channel leaves it out.

        countries: empty for a warehouse that serves the world.
    """
    if not countries:
        return True
    home = {code.upper() for code in site}
    there = goes_to(site, destination).strip().upper()
    served_codes = {code.upper() for code in countries}
    return bool(home & served_codes) and there in served_codes


def goes_to(site: Collection[str], destination: str) -> str:
    """Return where an order goes: its *destination*, or the shop's own country if left out.

    Empty where the channel leaves it out and the shop sells in several, or nobody knows.
    """
    return destination if destination.strip() or len(site) != 1 else next(iter(site))
