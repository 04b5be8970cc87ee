"""The conditions of rules as questions that can be asked of an order.

Rules are numbered in the order in which they are tried, and an answer is a set of
numbers: bit *n* says that rule *n* has nothing against the order. So twenty rules are
asked at once, and each condition can still be asked by itself, for an explanation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from fnmatch import translate
from zoneinfo import ZoneInfo

import attrs

from crossdock.routing.rules import WEEKDAYS, AssociationRule
from crossdock.routing.unrouted import Unrouted

#: Rules, as bits by their number.
Bits = int

#: Different values of one field whose answers are remembered before memory is cleared.
REMEMBERED = 100_000


class Condition(StrEnum):
    """What a rule can ask of an order."""

    CONNECTION = "connection"
    CHANNEL_WAREHOUSE = "channel_warehouse"
    COURIER = "courier"
    DESTINATION = "destination"
    VALUE = "value"
    PERIOD = "period"
    HOURS = "hours"
    SKU = "sku"


Passing = Callable[[Unrouted, datetime], bool]


@attrs.define(eq=False)
class Texts:
    """One condition of all rules on one text of an order.

    Args:

        asks: by rule, whether a text will do; None where any will.
    """

    asks: Sequence[Callable[[str], bool] | None]
    _known: dict[str, Bits] = attrs.field(factory=dict, init=False)

    def met(self, text: str) -> Bits:
        """Return the rules for which *text* will do."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[text] = bits(ask is None or ask(text) for ask in self.asks)
        return found


def bits(answers: Iterable[bool]) -> Bits:
    """Return *answers*, one for each rule in turn, as bits."""
    return sum(1 << number for number, answer in enumerate(answers) if answer)


def one_of(names: Sequence[str]) -> Callable[[str], bool] | None:
    """Return whether a text is one of *names*; None for any text, where there are none."""
    return frozenset(names).__contains__ if names else None


def pattern(patterns: Sequence[str], *, any_case: bool = False) -> Callable[[str], bool] | None:
    """Return whether a text is one of *patterns*, or matches one; None where there are none.

    Brackets are part of a name, not a set of characters.
    """
    if not patterns:
        return None
    flags = re.IGNORECASE if any_case else 0
    plain = frozenset(map(str.casefold, patterns) if any_case else patterns)
    expressions = [re.compile(translate(text.replace("[", "[[]")), flags) for text in patterns]

    def matches(text: str) -> bool:
        same = (text.casefold() if any_case else text) in plain
        return same or any(expression.match(text) for expression in expressions)

    return matches


def passing(rule: AssociationRule) -> Iterable[tuple[Condition, Passing]]:
    """Yield the conditions of *rule* whose answer depends on the order's worth or on the time."""
    if rule.value_from is not None or rule.value_below is not None:
        yield Condition.VALUE, lambda order, _: _worth(rule, order)
    if rule.starts is not None or rule.ends is not None:
        yield Condition.PERIOD, lambda _, now: _current(rule, now)
    if rule.days or rule.hours is not None:
        zone = ZoneInfo(rule.zone)
        yield Condition.HOURS, lambda _, now: _on_duty(rule, now.astimezone(zone))


def _worth(rule: AssociationRule, order: Unrouted) -> bool:
    value, low, high = order.value, rule.value_from, rule.value_below
    if value is None or any(b is not None and b.currency != value.currency for b in (low, high)):
        return False
    return (low is None or low.amount <= value.amount) and (
        high is None or value.amount < high.amount
    )


def _current(rule: AssociationRule, now: datetime) -> bool:
    begun = rule.starts is None or rule.starts <= now
    return begun and (rule.ends is None or now < rule.ends)


def _on_duty(rule: AssociationRule, here: datetime) -> bool:
    on_day = not rule.days or WEEKDAYS[here.weekday()] in rule.days
    return on_day and (rule.hours is None or rule.hours.include(here.time()))
