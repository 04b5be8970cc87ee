"""Association rules: which warehouses an order may leave from, and in what order.

Rules are tried by their number, then by name. A rule takes those lines of an order
that meet all its conditions; a condition that is left out is met by everything. What
it cannot serve falls through to the next rule, unless the rule says that it ends here.
"""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from crossdock.errors import InputRefusedError
from crossdock.money import Money
from crossdock.routing.destinations import Destination
from crossdock.validators import MOST_UNITS, shown

#: As a rule writes them, Monday first.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class SplitPolicy(StrEnum):
    """Whether the lines that a rule decides may leave from more than one warehouse."""

    #: One parcel, and only together with the order's other lines.
    NEVER = "never"
    #: One parcel where any warehouse can make one; otherwise as few as can be.
    WHEN_NEEDED = "when_needed"
    #: Every line from the most preferred warehouse that has it, however many parcels that makes.
    FREELY = "freely"


class BackorderPolicy(StrEnum):
    """What becomes of lines that no warehouse has the goods for."""

    #: They wait, unrouted, and any warehouse of their pool may come to serve them.
    HOLD = "hold"
    #: They go to the most preferred warehouse and wait there for goods.
    ROUTE = "route"


@attrs.frozen
class Hours:
    """A daily span of time: from *start* until before *end*, over midnight if *end* is earlier."""

    start: time
    end: time

    def __attrs_post_init__(self) -> None:
        for name in ("start", "end"):
            given = getattr(self, name)
            if not isinstance(given, time) or given.tzinfo is not None:
                raise InputRefusedError(
                    f"{name} of the hours is {shown(given)}; give a time of day without a zone,"
                    " such as 08:00, and the zone beside it."
                )
        if self.start == self.end:
            raise InputRefusedError(
                f"The hours begin and end at {self.start:%H:%M}; leave them out for the whole day."
            )

    def include(self, at: time) -> bool:
        """Return whether *at* is within the span."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def _texts(rule: AssociationRule, attribute: attrs.Attribute[Any], given: object) -> None:
    if not isinstance(given, tuple) or not all(isinstance(text, str) and text for text in given):
        raise InputRefusedError(
            f"{attribute.name} of rule {rule.name} is {shown(given)}; give a list of names, none"
            " of them empty, or leave it out for any."
        )
    if len(set(given)) < len(given):
        raise InputRefusedError(
            f"{attribute.name} of rule {rule.name} names something twice; name it once."
        )


@attrs.frozen
class AssociationRule:
    """One rule.

    Args:

        name: how people call it, unique in a workspace.

        warehouses: where the order may leave from, the most preferred first.

        order: the lower, the earlier it is tried.

        connections: the shops it is for.

        channel_warehouses: the channel's own ids of the warehouse an order is to leave from.

        skus: master SKUs, or patterns of them with ``*`` for any text and ``?`` for
            a character. Lines that match none are left to other rules.

        destinations: places, any of which will do.

        couriers: agency and service as the channel names them, or patterns, in any case.

        value_from, value_below: what the order is worth at least, and less than what;
            an order in another currency, or of no known value, does not meet this.

        days: of ``mon`` to ``sun``; *hours* of the day. Both in *zone*.

        zone: an IANA name, such as ``Asia/Jakarta``; required with days or hours.

        starts, ends: from when and until before when it holds, aware; always, for None.

        split, backorder: see `SplitPolicy` and `BackorderPolicy`.

        fall_through: whether lines it cannot serve are tried with the next rule.
    """

    name: str
    warehouses: tuple[str, ...] = attrs.field(validator=_texts)
    order: int = 0
    connections: tuple[str, ...] = attrs.field(default=(), validator=_texts)
    channel_warehouses: tuple[str, ...] = attrs.field(default=(), validator=_texts)
    skus: tuple[str, ...] = attrs.field(default=(), validator=_texts)
    destinations: tuple[Destination, ...] = ()
    couriers: tuple[str, ...] = attrs.field(default=(), validator=_texts)
    value_from: Money | None = None
    value_below: Money | None = None
    days: tuple[str, ...] = attrs.field(default=(), validator=_texts)
    hours: Hours | None = None
    zone: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    split: SplitPolicy = SplitPolicy.WHEN_NEEDED
    backorder: BackorderPolicy = BackorderPolicy.HOLD
    fall_through: bool = True

    def __attrs_post_init__(self) -> None:
        if not self.name:
            raise InputRefusedError("An association rule has no name; give it one.")
        if not self.warehouses:
            raise InputRefusedError(
                f"warehouses of rule {self.name} is empty; name one or more, the preferred first."
            )
        if type(self.order) is not int or not 0 <= self.order <= MOST_UNITS:
            raise InputRefusedError(
                f"order of rule {self.name} is {shown(self.order)}; give a whole number from 0 to"
                f" {MOST_UNITS:,}."
            )
        self._worth()
        self._week()
        self._period()

    @property
    def rank(self) -> tuple[int, str]:
        """When the rule is tried: by its number, then by its name."""
        return self.order, self.name

    def _worth(self) -> None:
        low, high = self.value_from, self.value_below
        if low is None or high is None:
            return
        if low.currency != high.currency:
            raise InputRefusedError(
                f"value_from and value_below of rule {self.name} are in {low.currency} and"
                f" {high.currency}; give both in one currency."
            )
        if high.amount <= low.amount:
            raise InputRefusedError(
                f"value_below of rule {self.name} is not above its value_from; no order would be"
                " worth that."
            )

    def _week(self) -> None:
        unknown = sorted(set(self.days) - set(WEEKDAYS))
        if unknown:
            raise InputRefusedError(
                f"days of rule {self.name} names {', '.join(unknown)}; the days are"
                f" {', '.join(WEEKDAYS)}."
            )
        if not self.zone:
            if self.days or self.hours is not None:
                raise InputRefusedError(
                    f"zone of rule {self.name} is empty; say whose clock its days and hours are"
                    " read from, such as Asia/Jakarta."
                )
            return
        known_zone(self.zone, f"rule {self.name}")

    def _period(self) -> None:
        for name, moment in (("starts", self.starts), ("ends", self.ends)):
            if moment is not None and moment.utcoffset() is None:
                raise InputRefusedError(
                    f"{name} of rule {self.name} is {moment.isoformat()}; add its time zone."
                )
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            raise InputRefusedError(
                f"ends of rule {self.name} is not after its starts; the rule would never hold."
            )


def known_zone(name: str, of: str) -> ZoneInfo:
    """Return the time zone *name*.

    Raises:

        InputRefusedError: *name* is no time zone; the sentence says it is that of *of*.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputRefusedError(
            f"zone of {of} is {shown(name)}, which is no time zone; give an IANA name, such as"
            " Asia/Jakarta."
        ) from error
