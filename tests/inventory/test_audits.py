"""Reading back: what is due, and what a difference means."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossdock.inventory import (
    AUDIT_PERIOD,
    SCARCE,
    SCARCE_PERIOD,
    Audited,
    Change,
    Drift,
    Shown,
    Urgency,
    Verdict,
    audit,
    audits_due,
    drift,
)
from crossdock.testing.worlds import DAWN

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=200)


def listing(name: str, quantity: int, read_at: datetime | None = DAWN) -> Audited:
    """Return a listing known to show *quantity* since the beginning."""
    return Audited("shop", name, Shown().read_back(quantity, DAWN), read_at)


def due(*listings: Audited, hours: float) -> list[str]:
    """Return the listings to read so many hours after the beginning."""
    return [change.listing_id for change in audits_due(listings, DAWN + timedelta(hours=hours))]


def test_once_a_day() -> None:
    """A listing with many units is read once a day."""
    assert [[], ["a"]] == [due(listing("a", 50), hours=hours) for hours in (23.9, 24)]


def test_scarce_goods_once_an_hour() -> None:
    """A listing with few units is read once an hour."""
    assert [[], ["a"]] == [due(listing("a", SCARCE), hours=hours) for hours in (0.9, 1)]


def test_the_longest_overdue_first() -> None:
    """What has waited longest beyond its time is read first."""
    few, many = listing("z-few", 1), listing("a-many", 50)

    assert ["z-few", "a-many"] == due(many, few, hours=26)


def test_the_oldest_first() -> None:
    """Of listings with one period, the one read longest ago is read first."""
    older, newer = listing("b", 50), listing("a", 50, DAWN + timedelta(hours=1))

    assert ["b", "a"] == due(newer, older, hours=26)


def test_an_audit_as_a_change() -> None:
    """An audit changes nothing of its listing, and was wanted since its period ended."""
    (found,) = audits_due([listing("a", 50)], DAWN + timedelta(hours=30))

    assert Change("shop", "a", 50, 50, DAWN + AUDIT_PERIOD) == found


def test_a_listing_of_unknown_age() -> None:
    """What is known and nobody knows since when is read now, before everything else."""
    now = DAWN + timedelta(hours=200)
    unknown = Audited("shop", "z", Shown(quantity=50))

    found = audits_due([listing("a", 1), unknown], now)

    assert [("z", now), ("a", DAWN + SCARCE_PERIOD)] == [(c.listing_id, c.since) for c in found]


def test_what_is_not_due_hides_nobody() -> None:
    """Listings after one that is not read are read."""
    flying = attrs.evolve(listing("a", 3), shown=listing("a", 3).shown.want(4).send(DAWN))

    assert ["b"] == due(flying, listing("b", 50), hours=24)


@pytest.mark.parametrize("lost", [False, True])
def test_not_while_something_else_is_open(lost: bool) -> None:
    """A listing that is being written, or is in doubt, is not audited."""
    flying = listing("a", 3).shown.want(4).send(DAWN)
    shown = flying.lose(flying.issued, DAWN + timedelta(days=9)) if lost else flying

    assert [] == due(attrs.evolve(listing("a", 3), shown=shown), hours=200)


def test_an_acknowledged_write_is_no_reading() -> None:
    """A listing that was never read is due a period after it was written first."""
    assert [[], ["a"]] == [due(listing("a", 50, None), hours=hours) for hours in (23, 24)]


@EXAMPLES
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3000)), max_size=20))
def test_what_is_due_is_what_is_old(rows: list[tuple[int, int]]) -> None:
    """A listing is due exactly when its period is over, and is then in the last class."""
    now = DAWN + timedelta(minutes=3000)
    listings = [
        listing(str(n), quantity, DAWN + timedelta(minutes=read))
        for n, (quantity, read) in enumerate(rows)
    ]

    found = audits_due(listings, now)

    periods = [SCARCE_PERIOD if quantity <= SCARCE else AUDIT_PERIOD for quantity, _ in rows]
    ages = [timedelta(minutes=3000 - read) for _, read in rows]
    expected = {str(n) for n, age in enumerate(ages) if age >= periods[n]}
    assert expected == {change.listing_id for change in found}
    assert {Urgency.AUDIT} >= {change.urgency for change in found}


def test_drift_is_healed_and_then_reported() -> None:
    """A first difference is healed; a second in a row is reported too; agreement ends it."""
    start = listing("a", 5)

    once, first = audit(start, 7, DAWN + timedelta(hours=1))
    twice, second = audit(once, 9, DAWN + timedelta(hours=2))
    calm, third = audit(twice, 9, DAWN + timedelta(hours=3))

    assert [Drift(2, Verdict.HEAL), Drift(2, Verdict.ALERT), Drift(0, Verdict.AGREES)] == [
        first,
        second,
        third,
    ]
    assert [7, 9, 9] == [each.shown.quantity for each in (once, twice, calm)]
    assert [1, 2, 0] == [each.drifted for each in (once, twice, calm)]


def test_healing_sends_what_is_wanted_again() -> None:
    """After a difference the listing is known to show what was read, and wants what it wanted."""
    start = attrs.evolve(listing("a", 5), shown=listing("a", 5).shown.want(5))

    after, _ = audit(start, 7, DAWN + timedelta(hours=1))

    assert after.shown.exceeds


@EXAMPLES
@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_orders_explain_a_difference(quantity: int, orders: int, read: int) -> None:
    """Drift is what is read, less what is shown, plus the orders since."""
    assert read - (quantity - orders) == drift(listing("a", quantity), read, orders).units


@pytest.mark.parametrize(("read", "units"), [(4, -1), (5, 0), (7, 0), (8, 1)])
def test_what_was_put_back_is_no_drift(read: int, units: int) -> None:
    """Whether a channel shows the units of a cancelled order again or not, both are right."""
    before = listing("a", 5)

    assert units == drift(attrs.evolve(before, shown=before.shown.put_back(2)), read).units


def test_an_audit_is_a_reading() -> None:
    """A listing that was audited is known as of then, and its orders are taken off."""
    at = DAWN + timedelta(hours=1)

    after, found = audit(listing("a", 5), 3, at, 2)

    assert Drift(0, Verdict.AGREES) == found
    assert (3, at, at, at) == (
        after.shown.quantity,
        after.shown.asked_at,
        after.shown.as_of,
        after.read_at,
    )
    assert Drift(0, Verdict.AGREES) == drift(after, 3)
