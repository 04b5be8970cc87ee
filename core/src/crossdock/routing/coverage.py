"""Whether one rule takes everything that another takes, and whether two can take the same.

Both answers are careful: `covers` says yes only when it is so, `meet` says no only
when it is so. Patterns are compared by their text, not by all the names there could be.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crossdock.money import Money
from crossdock.routing.conditions import pattern
from crossdock.routing.destinations import Destination, postcodes
from crossdock.routing.places import CityForm
from crossdock.routing.rules import AssociationRule


def covers(wide: AssociationRule, narrow: AssociationRule) -> bool:
    """Return whether every order line that *narrow* takes, *wide* takes as well."""
    return (
        _names_cover(wide.connections, narrow.connections)
        and _names_cover(wide.channel_warehouses, narrow.channel_warehouses)
        and _patterns_cover(wide.skus, narrow.skus, any_case=False)
        and _patterns_cover(wide.couriers, narrow.couriers, any_case=True)
        and _places_cover(wide.destinations, narrow.destinations)
        and _worth_covers(wide, narrow)
        and _time_covers(wide, narrow)
    )


def meet(one: AssociationRule, other: AssociationRule) -> bool:
    """Return whether some order line could be taken by both."""
    return (
        _names_meet(one.connections, other.connections)
        and _names_meet(one.channel_warehouses, other.channel_warehouses)
        and _patterns_meet(one.skus, other.skus, any_case=False)
        and _patterns_meet(one.couriers, other.couriers, any_case=True)
        and _places_meet(one.destinations, other.destinations)
        and _worth_meets(one, other)
        and _before(one.starts, other.ends)
        and _before(other.starts, one.ends)
        and (one.zone != other.zone or _names_meet(one.days, other.days))
    )


def _names_cover(wide: Sequence[str], narrow: Sequence[str]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def _names_meet(one: Sequence[str], other: Sequence[str]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def _patterns_cover(wide: Sequence[str], narrow: Sequence[str], *, any_case: bool) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(_one_covers(wide, text, any_case=any_case) for text in narrow)


def _one_covers(wide: Sequence[str], text: str, *, any_case: bool) -> bool:
    """Return whether what *text* stands for is within one of *wide*."""
    if text in wide or "*" in wide:
        return True
    if not _wild(text):
        matches = pattern(wide, any_case=any_case)
        return matches is not None and matches(text)
    folded = text.casefold() if any_case else text
    # "AB*" holds all that begins with AB, so also whatever "ABC*" or "AB?" stands for.
    heads = [w[:-1] for w in wide if w.endswith("*") and not _wild(w[:-1])]
    return any(folded.startswith(head.casefold() if any_case else head) for head in heads)


def _patterns_meet(one: Sequence[str], other: Sequence[str], *, any_case: bool) -> bool:
    if not one or not other:
        return True
    return any(_two_meet(a, b, any_case=any_case) for a in one for b in other)


def _two_meet(a: str, b: str, *, any_case: bool) -> bool:
    if not _wild(a) or not _wild(b):
        plain, other = (a, b) if not _wild(a) else (b, a)
        matches = pattern((other,), any_case=any_case)
        return matches is not None and matches(plain)
    heads = [_head(text.casefold() if any_case else text) for text in (a, b)]
    return heads[0].startswith(heads[1]) or heads[1].startswith(heads[0])


def _wild(text: str) -> bool:
    return "*" in text or "?" in text


def _head(text: str) -> str:
    return text[: min(text.find(c) for c in "*?" if c in text)]


def _places_cover(wide: Sequence[Destination], narrow: Sequence[Destination]) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(any(_place_covers(w, n) for w in wide) for n in narrow)


def _place_covers(wide: Destination, narrow: Destination) -> bool:
    """Return whether *narrow* is within *wide*; without a country, cities are Indonesian."""
    a, b = wide.place, narrow.place
    named = ((a.country, b.country), (a.province, b.province), (a.district, b.district))
    if any(asked and asked != given for asked, given in named):
        return False
    if a.city.name:
        form_fits = a.city.form is CityForm.UNSAID or (
            a.city.form is b.city.form and (wide.form_unsaid or not narrow.form_unsaid)
        )
        if a.city.name != b.city.name or not form_fits:
            return False
    return _codes_cover(wide.postcode, narrow.postcode)


def _codes_cover(wide: str, narrow: str) -> bool:
    if not wide or wide == narrow:
        return True
    if not narrow:
        return False
    (low, high), (first, last) = postcodes(wide), postcodes(narrow)
    if wide.endswith("*"):
        return first.startswith(low) and last.startswith(low)
    return not narrow.endswith("*") and len(low) == len(first) and low <= first and last <= high


def _places_meet(one: Sequence[Destination], other: Sequence[Destination]) -> bool:
    return not one or not other or any(_place_meets(a, b) for a in one for b in other)


def _place_meets(one: Destination, other: Destination) -> bool:
    a, b = one.place, other.place
    named = (
        (a.country, b.country),
        (a.province, b.province),
        (a.district, b.district),
        (a.city.name, b.city.name if a.city.word != b.city.word else a.city.name),
    )
    if any(x and y and x != y for x, y in named):
        return False
    forms = {a.city.form, b.city.form} - {CityForm.UNSAID}
    both_open = one.form_unsaid and other.form_unsaid
    return not (a.city.name and b.city.name and len(forms) > 1) or both_open


def _worth_covers(wide: AssociationRule, narrow: AssociationRule) -> bool:
    if wide.value_from is None and wide.value_below is None:
        return True
    if _currency(wide) != _currency(narrow):
        return False
    from_earlier = wide.value_from is None or (
        narrow.value_from is not None and wide.value_from.amount <= narrow.value_from.amount
    )
    to_later = wide.value_below is None or (
        narrow.value_below is not None and narrow.value_below.amount <= wide.value_below.amount
    )
    return from_earlier and to_later


def _worth_meets(one: AssociationRule, other: AssociationRule) -> bool:
    currencies = {_currency(one), _currency(other)} - {""}
    if len(currencies) > 1:
        return False
    return _under(one.value_from, other.value_below) and _under(other.value_from, one.value_below)


def _under(low: Money | None, high: Money | None) -> bool:
    return low is None or high is None or low.amount < high.amount


def _currency(rule: AssociationRule) -> str:
    bound = rule.value_from or rule.value_below
    return bound.currency if bound is not None else ""


def _time_covers(wide: AssociationRule, narrow: AssociationRule) -> bool:
    same_clock = wide.zone == narrow.zone
    days = not wide.days or (same_clock and bool(narrow.days) and {*narrow.days} <= {*wide.days})
    hours = wide.hours is None or (same_clock and wide.hours == narrow.hours)
    begun = wide.starts is None or (narrow.starts is not None and wide.starts <= narrow.starts)
    lasts = wide.ends is None or (narrow.ends is not None and narrow.ends <= wide.ends)
    return days and hours and begun and lasts


def _before(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end
