"""Stock events: facts about goods, each recorded once under a key derived from the fact.

A position is never stored as truth; it is folded from these (`crossdock.inventory.ledger`).
A correction is another event that names its cause.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

Pool = frozenset[str]


class EventKind(StrEnum):
    """What happened to goods."""

    RESERVE = "reserve"
    RESERVE_POOL = "reserve_pool"
    ROUTE = "route"
    RELEASE = "release"
    RELEASE_POOL = "release_pool"
    SHIP = "ship"
    RETURN_GOOD = "return_good"
    RETURN_BAD = "return_bad"
    EXPECT = "expect"
    UNEXPECT = "unexpect"
    RECEIVE = "receive"
    ADJUST = "adjust"
    DAMAGE = "damage"
    HOLD = "hold"
    UNHOLD = "unhold"
    WRITE_OFF = "write_off"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    #: Absolute: what was counted, or what a warehouse system reported.
    COUNT = "count"


#: Kinds that say what is there instead of what changed.
ABSOLUTE = frozenset({EventKind.COUNT})


def _aware(_event: object, _attribute: object, moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a stock event's time must carry its zone")


def _whole(_event: object, attribute: attrs.Attribute[int], number: object) -> None:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"{attribute.name} of a stock event must be a whole number of units")


@attrs.frozen
class StockEvent:
    """One fact about one SKU.

    Args:

        key: derived from the fact, so that hearing of it twice is hearing of it once.

        warehouse: where; empty for demand that has no warehouse yet.

        pool: the warehouses that unrouted demand may be served from.

        on_hand, unavailable, reserved, expected: changes, in base units, at *warehouse*.

        pooled: the change of unrouted demand on *pool*.

        level: for a count, the physical units that were there;
            ``counts_ties`` says whether it had already seen what happened at
            that same moment.

        effective_at: when it was so in the world, aware; the fold orders by this
            and never by arrival.

        reference: the order, outbound, inbound or document it comes from.

        cause: the key of the event that this one corrects.
    """

    key: str
    kind: EventKind
    sku: str
    effective_at: datetime = attrs.field(validator=_aware)
    warehouse: str = ""
    pool: Pool = frozenset()
    on_hand: int = attrs.field(default=0, validator=_whole)
    unavailable: int = attrs.field(default=0, validator=_whole)
    reserved: int = attrs.field(default=0, validator=_whole)
    expected: int = attrs.field(default=0, validator=_whole)
    pooled: int = attrs.field(default=0, validator=_whole)
    level: int | None = None
    counts_ties: bool = True
    reference: str = ""
    cause: str = ""
    note: str = ""
