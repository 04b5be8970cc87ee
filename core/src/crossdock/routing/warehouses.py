"""What is known of a warehouse before an order may leave from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

import attrs

from crossdock.errors import InputRefusedError
from crossdock.routing.places import country
from crossdock.routing.rules import known_zone
from crossdock.validators import MOST_UNITS, shown

#: Outbounds that a warehouse has already been given, by its name and the day they leave.
Taken = Mapping[tuple[str, date], int]


def _countries(given: Iterable[str]) -> frozenset[str]:
    return frozenset(map(country, given))


def _names(given: Iterable[str]) -> frozenset[str]:
    return frozenset(given)


def _days(given: Iterable[date]) -> frozenset[date]:
    return frozenset(given)


@attrs.frozen
class WarehouseFacts:
    """A warehouse, and what it refuses.

    Args:

        name: unique in a workspace.

        country: where it stands; *service* the connection that runs it, empty for our own.

        open: it takes and ships goods at all.

        serves: countries it ships to; any, for none. Where the country of a
            destination is not known, only a warehouse that serves any may ship there.

        refuses: channels whose orders it cannot take, such as ``shopify`` for a
            service that needs a waybill no such channel issues.

        skus: goods it knows; None for all. What it does not know it cannot ship,
            whatever lies there.

        capacity: outbounds it takes a day; None for any number.

        holidays: days on which nothing leaves.

        cut_off: what is given to it from this time on leaves on the next day, and
            counts against that day's capacity and holidays. In *zone*.

        zone: an IANA name; whose clock its days are read from.
    """

    name: str
    country: str = ""
    service: str = ""
    open: bool = True
    serves: frozenset[str] = attrs.field(default=frozenset(), converter=_countries)
    refuses: frozenset[str] = attrs.field(default=frozenset(), converter=_names)
    skus: frozenset[str] | None = attrs.field(
        default=None, converter=attrs.converters.optional(_names)
    )
    capacity: int | None = None
    holidays: frozenset[date] = attrs.field(default=frozenset(), converter=_days)
    cut_off: time | None = None
    zone: str = "UTC"

    def __attrs_post_init__(self) -> None:
        if not self.name:
            raise InputRefusedError("A warehouse has no name; give it one.")
        most = self.capacity
        if most is not None and (type(most) is not int or not 0 <= most <= MOST_UNITS):
            raise InputRefusedError(
                f"capacity of warehouse {self.name} is {shown(most)}; give the outbounds it takes"
                " a day, or leave it out for any number."
            )
        if self.cut_off is not None and self.cut_off.tzinfo is not None:
            raise InputRefusedError(
                f"cut_off of warehouse {self.name} has a zone of its own; give the time alone,"
                " and the zone beside it."
            )
        known_zone(self.zone, f"warehouse {self.name}")

    def knows(self, sku: str) -> bool:
        """Return whether the warehouse can ship *sku*."""
        return self.skus is None or sku in self.skus

    def ships_to(self, code: str) -> bool:
        """Return whether it serves the country *code*; an empty one is not known, and no bar."""
        return not code or not self.serves or code in self.serves

    def leaves_on(self, now: datetime) -> date:
        """Return the day on which what is given to it *now* leaves, by its own calendar."""
        here = now.astimezone(known_zone(self.zone, f"warehouse {self.name}"))
        late = self.cut_off is not None and here.time() >= self.cut_off
        return here.date() + timedelta(days=1) if late else here.date()
