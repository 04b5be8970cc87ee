"""Which change goes first: the gone, the scarce, the due; and nothing waits for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossdock.inventory import AGEING, PATIENCE, SCARCE, Change, Urgency, in_turn
from crossdock.testing.worlds import DAWN

EXAMPLES = settings(deadline=None, derandomize=True, max_examples=200)


def change(
    name: str, before: int, quantity: int, *, since: datetime = DAWN, per_hour: float = 0.0
) -> Change:
    """Return a change of listing *name*."""
    return Change("shop", name, before, quantity, since, per_hour)


def names(*changes: Change, now: datetime = DAWN) -> str:
    """Return the listings in the order in which they are to go."""
    return "".join(each.listing_id for each in in_turn(changes, now))


CHANGES = st.builds(
    change,
    st.text("abcdef", min_size=1, max_size=3),
    st.integers(0, 30),
    st.integers(0, 30),
    since=st.integers(-7200, 0).map(lambda s: DAWN + timedelta(seconds=s)),
    per_hour=st.floats(0, 1e6),
)


@pytest.mark.parametrize(
    ("before", "quantity", "urgency"),
    [
        (9, 0, Urgency.TO_ZERO),
        (9, 5, Urgency.SCARCE_DECREASE),
        (9, 6, Urgency.DECREASE),
        (0, 9, Urgency.FROM_ZERO),
        (1, 9, Urgency.INCREASE),
        (9, 9, Urgency.AUDIT),
        (0, 0, Urgency.AUDIT),
    ],
)
def test_classes(before: int, quantity: int, urgency: Urgency) -> None:
    """A change's class follows from what is shown and what is to be shown."""
    assert urgency is change("a", before, quantity).urgency


def test_rising_by_whole_classes() -> None:
    """What has not waited for long enough to rise goes by its deadline."""
    older = change("a", 20, 10)
    due = change("b", 20, 10, since=DAWN + timedelta(minutes=5), per_hour=100)

    assert "ba" == names(older, due, now=DAWN + AGEING - timedelta(minutes=1))


def test_nothing_goes_before_the_gone() -> None:
    """What is to show nothing goes first, however early a scarce one is due."""
    gone = change("a", 9, 0, since=DAWN + timedelta(minutes=1))
    scarce = change("b", 9, SCARCE, per_hour=1000)

    assert "ab" == names(scarce, gone, now=DAWN + timedelta(minutes=2))


def test_classes_go_in_order() -> None:
    """Of changes made at one moment the more urgent class goes first."""
    assert "abcdef" == names(
        change("f", 9, 9),
        change("e", 1, 9),
        change("d", 0, 9),
        change("c", 9, 8),
        change("b", 9, 3),
        change("a", 9, 0),
    )


def test_the_earliest_deadline_goes_first() -> None:
    """Within a class goes first what sells out what is left first."""
    slow = change("s", 30, 10, per_hour=20)
    fast = change("f", 30, 20, per_hour=100)

    assert DAWN + timedelta(minutes=30) == slow.deadline
    assert "fs" == names(slow, fast)


def test_ties_by_expected_loss() -> None:
    """Of two sold-out listings the one that oversells faster goes first."""
    assert "ba" == names(change("a", 9, 0, per_hour=2), change("b", 5, 0, per_hour=9))


def test_without_sales_there_is_patience() -> None:
    """What does not sell has a distant deadline, and what is sold out has none to wait for."""
    assert [DAWN + PATIENCE, DAWN] == [change("a", 9, 6).deadline, change("b", 9, 0).deadline]


@EXAMPLES
@given(st.lists(CHANGES, max_size=12), st.integers(0, 12))
def test_nothing_waits_for_ever(newer: list[Change], more: int) -> None:
    """An audit that has waited long enough goes before whatever came after."""
    longest = max(PATIENCE, AGEING * len(Urgency))
    waiting = change("old", 9, 9, since=DAWN - longest - timedelta(hours=2 + more, seconds=1))

    assert waiting == in_turn([*newer, waiting], DAWN)[0]


@EXAMPLES
@given(
    st.lists(CHANGES, max_size=12, unique_by=lambda each: each.key),
    st.randoms(use_true_random=False),
)
def test_the_order_does_not_depend_on_the_order(changes: list[Change], dice: Random) -> None:
    """However changes come in, they go out in the same order."""
    shuffled = list(changes)
    dice.shuffle(shuffled)

    assert in_turn(changes, DAWN) == in_turn(shuffled, DAWN)


@EXAMPLES
@given(st.lists(st.integers(1, 20), min_size=1, max_size=5), st.integers(1, 60))
def test_deadlines_are_met_if_they_can_be(rates: list[int], minutes: int) -> None:
    """Served one by one, a deadline is missed only where every order misses one."""
    work = [change(str(n), 99, 50, per_hour=float(rate)) for n, rate in enumerate(rates)]

    def missed(order: Sequence[Change]) -> bool:
        return any(
            each.deadline < DAWN + timedelta(minutes=minutes * place)
            for place, each in enumerate(order, start=1)
        )

    assert not missed(in_turn(work, DAWN)) or all(map(missed, permutations(work)))
