"""Why a warehouse would not take an order, whatever lies in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from crossdock.routing.decision import Reason
from crossdock.routing.places import Place, country
from crossdock.routing.unrouted import Unrouted
from crossdock.routing.warehouses import Taken, WarehouseFacts

Standing = Callable[[WarehouseFacts, Unrouted, Place], bool]


def _closed(facts: WarehouseFacts, _order: Unrouted, _place: Place) -> bool:
    return not facts.open


def _unsupported(facts: WarehouseFacts, order: Unrouted, _place: Place) -> bool:
    return order.channel in facts.refuses


def _foreign(facts: WarehouseFacts, order: Unrouted, place: Place) -> bool:
    if not facts.serves:
        return False
    site = country(order.site)
    return place.country not in facts.serves or (site != "" and site not in facts.serves)


def _refused(facts: WarehouseFacts, order: Unrouted, _place: Place) -> bool:
    return facts.name in order.refused


#: What refuses an order for good, asked in this order.
_STANDING: tuple[tuple[Reason, Standing], ...] = (
    (Reason.WAREHOUSE_CLOSED, _closed),
    (Reason.UNSUPPORTED_CHANNEL, _unsupported),
    (Reason.FOREIGN, _foreign),
    (Reason.REFUSED, _refused),
)


def refusals(facts: WarehouseFacts | None, order: Unrouted, place: Place) -> Iterable[Reason]:
    """Yield why the warehouse refuses *order*; *facts* are None for one that does not exist."""
    if facts is None:
        yield Reason.UNKNOWN_WAREHOUSE
        return
    for reason, refuses in _STANDING:
        if refuses(facts, order, place):
            yield reason


def refusals_today(facts: WarehouseFacts, now: datetime, taken: Taken) -> Iterable[Reason]:
    """Yield why nothing more leaves the warehouse on the day that an order given now would."""
    if not facts.holidays and facts.capacity is None:
        return
    day = facts.leaves_on(now)
    if day in facts.holidays:
        yield Reason.HOLIDAY
    if facts.capacity is not None and taken.get((facts.name, day), 0) >= facts.capacity:
        yield Reason.CAPACITY
