"""Stock events: facts about goods, each recorded once under a key derived from the fact.

A position is never stored as truth; it is folded from these (`crossdock.inventory.holdings`).
Nothing is ever changed or taken away: a correction is another event that names
its cause. `claims`, `movements` and `stocktaking` make them, with their keys; here
is what one may contain.

What an event of each kind changes, in units of one quantity::

    kind                on hand  unavailable  reserved  pooled  expected  occupied
    reserve                                      +
    reserve_pool                                          +
    route                                        +        -
    unroute                                      -        +                  -
    accept                                                                   +
    release                                      -                           -
    release_pool                                          -
    ship                   -                     -                           -
    cancel_after_ship
    return_good            +
    return_bad             +          +
    inbound_expected                                                +
    inbound_cancelled                                               -
    inbound_received       +          +                             -
    transfer_out           -
    transfer_in            +                                        -
    adjust                 ±
    damage, hold                      +
    unhold                            -
    write_off              -          -
    count, snapshot     a level

The columns of a receipt and of a write-off may differ: not all that came is
good, and not all that is written off was good before.

Three kinds and one column stand beside those of the usual books. *accept* says
that a warehouse's own system has taken an outbound and counts its units as
occupied; without that fact, a snapshot of what is *not* occupied cannot be read
once news of a shipment comes late. *unroute* puts a routed order back, and
*release_pool* is release before routing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

import attrs

from crossdock.errors import DataRefusedError
from crossdock.validators import MOST_UNITS, aware, units

#: Warehouses that an unrouted order may be served from.
Pool = frozenset[str]


class EventKind(StrEnum):
    """What happened to goods."""

    RESERVE = "reserve"
    RESERVE_POOL = "reserve_pool"
    ROUTE = "route"
    UNROUTE = "unroute"
    ACCEPT = "accept"
    RELEASE = "release"
    RELEASE_POOL = "release_pool"
    SHIP = "ship"
    CANCEL_AFTER_SHIP = "cancel_after_ship"
    RETURN_GOOD = "return_good"
    RETURN_BAD = "return_bad"
    INBOUND_EXPECTED = "inbound_expected"
    INBOUND_CANCELLED = "inbound_cancelled"
    INBOUND_RECEIVED = "inbound_received"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    ADJUST = "adjust"
    DAMAGE = "damage"
    HOLD = "hold"
    UNHOLD = "unhold"
    WRITE_OFF = "write_off"
    #: Absolute: what people counted.
    COUNT = "count"
    #: Absolute: what a warehouse's system said was there.
    SNAPSHOT = "snapshot"


class SnapshotSemantics(StrEnum):
    """What a warehouse's system means by the quantity it reports."""

    #: Everything on its shelves.
    PHYSICAL = "physical"
    #: Without the units of outbounds it has accepted and not shipped.
    NET_OF_RESERVED = "net_of_reserved"


#: Kinds that say what is there instead of what changed.
ABSOLUTE = frozenset({EventKind.COUNT, EventKind.SNAPSHOT})

#: Kinds that somebody decides: they mean nothing without a reason.
DECIDED = frozenset(
    {
        EventKind.ADJUST,
        EventKind.DAMAGE,
        EventKind.HOLD,
        EventKind.UNHOLD,
        EventKind.WRITE_OFF,
    }
)

COLUMNS = ("on_hand", "unavailable", "reserved", "pooled", "expected", "occupied")

_EFFECTS = {
    EventKind.RESERVE: {"reserved": "+"},
    EventKind.RESERVE_POOL: {"pooled": "+"},
    EventKind.ROUTE: {"reserved": "+", "pooled": "-"},
    EventKind.UNROUTE: {"reserved": "-", "pooled": "+", "occupied": "-"},
    EventKind.ACCEPT: {"occupied": "+"},
    EventKind.RELEASE: {"reserved": "-", "occupied": "-"},
    EventKind.RELEASE_POOL: {"pooled": "-"},
    EventKind.SHIP: {"on_hand": "-", "reserved": "-", "occupied": "-"},
    EventKind.CANCEL_AFTER_SHIP: {},
    EventKind.RETURN_GOOD: {"on_hand": "+"},
    EventKind.RETURN_BAD: {"on_hand": "+", "unavailable": "+"},
    EventKind.INBOUND_EXPECTED: {"expected": "+"},
    EventKind.INBOUND_CANCELLED: {"expected": "-"},
    EventKind.INBOUND_RECEIVED: {"on_hand": "+", "unavailable": "+", "expected": "-"},
    EventKind.TRANSFER_OUT: {"on_hand": "-"},
    EventKind.TRANSFER_IN: {"on_hand": "+", "expected": "-"},
    EventKind.ADJUST: {"on_hand": "±"},
    EventKind.DAMAGE: {"unavailable": "+"},
    EventKind.HOLD: {"unavailable": "+"},
    EventKind.UNHOLD: {"unavailable": "-"},
    EventKind.WRITE_OFF: {"on_hand": "-", "unavailable": "-"},
    EventKind.COUNT: {},
    EventKind.SNAPSHOT: {},
}

#: Which columns an event of each kind changes, and which way: the table above.
EFFECTS: Mapping[EventKind, Mapping[str, str]] = MappingProxyType(_EFFECTS)

#: Kinds whose columns may differ from one another.
_UNEVEN = frozenset({EventKind.INBOUND_RECEIVED, EventKind.WRITE_OFF})

#: Kinds that happen at a warehouse; the others are of a pool alone.
_PLACED = ABSOLUTE | {kind for kind, effect in _EFFECTS.items() if effect.keys() - {"pooled"}}

_change = units(-MOST_UNITS)


@attrs.frozen
class StockEvent:
    """One fact about one SKU.

    Args:

        key: derived from the fact, so that hearing of it twice is hearing of it once.

        warehouse: where; empty for demand that has no warehouse yet.

        pool: the warehouses that unrouted demand may be served from.

        on_hand, unavailable, reserved, expected, occupied: changes, in base units,
            at *warehouse*; ``pooled`` the change of unrouted demand on *pool*.

        level: for a count or snapshot, the units that were there; below zero only
            where a net snapshot has more occupied than there is.

        semantics: what *level* means.

        counts_ties: the count has seen what the same *source* reports for that very
            moment; see `crossdock.inventory.holdings`.

        effective_at: when it was so in the world, aware; the fold goes by this and
            never by arrival.

        reference: the order line, inbound line or document it belongs to. Numbers
            that cannot be below zero are added up per reference.

        revision: which revision of that order line it speaks of.

        source: who reported it: a connection, or empty for people.

        cause: the key of the event that this one corrects.

        note: a reason, in words. The same fact in other words is the same fact.
    """

    key: str = attrs.field(validator=attrs.validators.min_len(1))
    kind: EventKind
    sku: str = attrs.field()
    effective_at: datetime = attrs.field(validator=aware)
    warehouse: str = ""
    pool: Pool = frozenset()
    on_hand: int = attrs.field(default=0, validator=_change)
    unavailable: int = attrs.field(default=0, validator=_change)
    reserved: int = attrs.field(default=0, validator=_change)
    pooled: int = attrs.field(default=0, validator=_change)
    expected: int = attrs.field(default=0, validator=_change)
    occupied: int = attrs.field(default=0, validator=_change)
    level: int | None = attrs.field(default=None, validator=attrs.validators.optional(_change))
    semantics: SnapshotSemantics = SnapshotSemantics.PHYSICAL
    counts_ties: bool = True
    reference: str = ""
    revision: int = attrs.field(default=0, validator=units())
    source: str = ""
    cause: str = ""
    note: str = attrs.field(default="", eq=False)

    @sku.validator
    def _named(self, _attribute: object, sku: str) -> None:
        if not sku:
            raise DataRefusedError(
                f"sku of StockEvent {self.key} is empty, and must be a master SKU."
            )

    def __attrs_post_init__(self) -> None:
        self._place()
        self._columns()
        self._level()
        if self.kind in DECIDED and not self.note:
            raise DataRefusedError(
                f"note of StockEvent {self.key} is empty; give the reason for the {self.kind}."
            )

    def _place(self) -> None:
        if not self.warehouse and self.kind in _PLACED:
            raise DataRefusedError(
                f"warehouse of StockEvent {self.key} is empty; say where the {self.kind} was."
            )
        if self.pooled and not self.pool:
            raise DataRefusedError(
                f"pool of StockEvent {self.key} is empty; name the warehouses that may serve it."
            )

    def _columns(self) -> None:
        effect = EFFECTS[self.kind]
        for column in COLUMNS:
            change: int = getattr(self, column)
            if not change:
                continue
            sign = effect.get(column, "")
            if (change > 0 and sign not in {"+", "±"}) or (change < 0 and sign not in {"-", "±"}):
                raise DataRefusedError(
                    f"{column} of StockEvent {self.key} is {change:+}; a {self.kind} cannot"
                    " change it that way."
                )
        even = len(effect) > 1 and self.kind not in _UNEVEN
        if even and len({abs(getattr(self, c)) for c in effect}) > 1:
            raise DataRefusedError(
                f"StockEvent {self.key} changes {' and '.join(effect)} by different numbers of"
                f" units; a {self.kind} changes them by one."
            )

    def _level(self) -> None:
        if (self.level is not None) is not (self.kind in ABSOLUTE):
            raise DataRefusedError(
                f"level of StockEvent {self.key} is {self.level}; a count or snapshot has one,"
                f" and a {self.kind} {'does' if self.kind in ABSOLUTE else 'does not'}."
            )
        physical = self.semantics is SnapshotSemantics.PHYSICAL
        if self.level is not None and self.level < 0 and physical:
            raise DataRefusedError(
                f"level of StockEvent {self.key} is {self.level}; no shelf holds fewer than no"
                " units. If the warehouse means what is left after its own outbounds, declare"
                " its snapshots net of reserved."
            )
