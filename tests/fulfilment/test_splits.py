"""What the parts of a split outbound come to together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossdock.fulfilment.outbound import (
    Milestone,
    OutboundProgress,
    RemoteOutbound,
    ShippedLine,
)
from crossdock.fulfilment.readings import cancellation_of, news_of
from crossdock.fulfilment.splits import gathered, standing

_P = OutboundProgress
NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
WHOLE = RemoteOutbound("ref", "ESL1", _P.ACCEPTED, split_into=("ESL2", "ESL3"))


def part(number: str, progress: OutboundProgress, units: int = 1, **given) -> RemoteOutbound:
    """Return a part with units of mugs, of which all have left once it has."""
    gone = progress in {_P.SHIPPED, _P.DELIVERED, _P.REFUSED, _P.RETURNED}
    line = ShippedLine("mug", units, units if gone else None)
    return RemoteOutbound("ref", number, progress, lines=(line,), **given)


def together(*parts: RemoteOutbound) -> RemoteOutbound:
    """Return what the whole is with *parts*."""
    return gathered(WHOLE, {one.remote_id: one for one in parts})


def kinds(remote: RemoteOutbound) -> list[str]:
    """Return what a reading tells the outbound order."""
    return [event.kind.value for event in news_of(remote, NOON)]


def test_what_was_not_split_is_as_it_is():
    """Without parts there is nothing to add up."""
    plain = attrs.evolve(WHOLE, split_into=())

    assert plain is gathered(plain, {})


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (_P.SHIPPED, _P.PICKING, _P.PICKING),
        (_P.PACKED, _P.SHIPPED, _P.PACKED),
        (_P.SHIPPED, _P.DELIVERED, _P.SHIPPED),
        (_P.DELIVERED, _P.DELIVERED, _P.DELIVERED),
        (_P.CANCELLED, _P.PICKED, _P.PICKED),
        (_P.CANCELLED, _P.SHIPPED, _P.SHIPPED),
        (_P.CANCELLED, _P.CANCELLED, _P.CANCELLED),
        (_P.CANCELLING, _P.CANCELLED, _P.CANCELLING),
        (_P.CANCELLED, _P.REJECTED, _P.CANCELLED),
        (_P.REJECTED, _P.REJECTED, _P.REJECTED),
        (_P.UNKNOWN, _P.SHIPPED, _P.UNKNOWN),
        (_P.RETURNED, _P.DELIVERED, _P.SHIPPED),
    ],
)
def test_the_least_advanced_counts(first, second, expected):
    """The whole is as far as the part that is least far, whichever it is."""
    parts = part("ESL2", first), part("ESL3", second)

    assert expected is together(*parts).progress is together(*reversed(parts)).progress


def test_a_part_that_nothing_is_told_of():
    """One that the warehouse lists and does not tell of keeps the whole from having left."""
    whole = together(part("ESL2", _P.SHIPPED))

    assert (_P.ACCEPTED, ()) == (whole.progress, whole.lines)


def test_units_are_added_up_once():
    """What has left is what left with each part, and never the whole's lines as well."""
    whole = attrs.evolve(WHOLE, lines=(ShippedLine("mug", 5, 5),))
    parts = {
        one.remote_id: one for one in (part("ESL2", _P.SHIPPED, 2), part("ESL3", _P.SHIPPED, 3))
    }

    (line,) = gathered(whole, parts).lines

    assert ("mug", 5, 5) == (line.sku, line.quantity, line.shipped)


def test_units_of_a_cancelled_part_have_not_left():
    """The whole has left without them."""
    whole = together(part("ESL2", _P.CANCELLED, 2), part("ESL3", _P.SHIPPED, 3))

    assert {"mug": 3} == news_of(whole, NOON)[-1].left


def test_a_cancelled_part_whose_goods_nobody_knows():
    """How many have left cannot be said, so a person is asked before any are booked."""
    silent = attrs.evolve(part("ESL2", _P.CANCELLED), lines=())

    assert ["remote_unknown"] == kinds(together(silent, part("ESL3", _P.SHIPPED)))


def test_waybills_of_all_parts():
    """Each part has parcels of its own."""
    first, second = (
        part(number, _P.PACKED, waybills=(f"JD-{number}",)) for number in WHOLE.split_into
    )

    assert ("JD-ESL2", "JD-ESL3") == together(first, second).waybills


def test_a_part_that_was_split_again():
    """Parts of parts count, and the part between them does not."""
    between = attrs.evolve(part("ESL2", _P.ACCEPTED, 3), split_into=("ESL4", "ESL5"))
    told = (between, part("ESL3", _P.SHIPPED), part("ESL4", _P.SHIPPED), part("ESL5", _P.SHIPPED))

    whole = together(*told)

    assert (_P.SHIPPED, {"mug": 3}) == (whole.progress, news_of(whole, NOON)[-1].left)
    assert whole == gathered(whole, {one.remote_id: one for one in told})


def test_parts_that_name_each_other():
    """A warehouse whose parts go round in a circle is read to an end."""
    circle = attrs.evolve(part("ESL2", _P.SHIPPED), split_into=("ESL1", "ESL2"))

    assert _P.SHIPPED is together(circle, part("ESL3", _P.SHIPPED)).progress


def test_it_left_when_the_last_part_did():
    """The whole comes to a milestone when its last part does."""
    late = NOON - timedelta(hours=1)
    first, second = (
        part(number, _P.SHIPPED, history=(Milestone(_P.SHIPPED, "10019", at),))
        for number, at in (("ESL2", NOON - timedelta(hours=5)), ("ESL3", late))
    )

    assert late == news_of(together(first, second), NOON)[-1].at


def test_a_part_on_its_way_back():
    """That a part comes back is told once all have left, and not before."""
    back = part("ESL2", _P.REFUSED)

    assert "remote_refused" not in kinds(together(back, part("ESL3", _P.PICKED)))
    assert ["remote_shipped", "remote_refused"] == kinds(together(back, part("ESL3", _P.SHIPPED)))[
        -2:
    ]


def test_a_cancellation_that_one_part_lost():
    """Where one part is picked already, the whole goes on, and is expected back."""
    lost = part("ESL2", _P.PICKED, history=(Milestone(_P.CANCEL_FAILED, "10029"),))
    whole = together(lost, part("ESL3", _P.CANCELLED))

    assert ("refused", "picked") == (cancellation_of(whole).outcome.value, whole.progress.value)
    assert "remote_cancel_failed" in kinds(whole)


class TestStanding:
    """Which of several documents under one reference are to be reckoned with."""

    def test_the_parts_are_their_wholes(self):
        """A whole and its parts are one document."""
        parts = part("ESL2", _P.SHIPPED), part("ESL3", _P.ACCEPTED)

        assert [WHOLE] == standing((parts[0], WHOLE, parts[1]))

    def test_several_that_live(self):
        """Two that both go on are two."""
        both = part("ESL2", _P.SHIPPED), part("ESL3", _P.ACCEPTED)

        assert list(both) == standing(both)

    def test_one_that_lives(self):
        """What is over stands for nothing beside one that goes on, and alone for itself."""
        over, live = part("ESL2", _P.CANCELLED), part("ESL3", _P.ACCEPTED)

        assert [live] == standing((over, live))
        assert [over] == standing((over,))

    def test_nothing(self):
        """Nothing is nothing."""
        assert [] == standing(())


_STATES = st.sampled_from(list(_P))


@settings(max_examples=60)
@given(st.lists(st.tuples(_STATES, st.integers(1, 9)), min_size=1, max_size=4))
def test_no_unit_leaves_that_no_part_sent(states):
    """Whatever the parts say, the whole tells of no more units than have left with them."""
    parts = [part(f"P{place}", *state) for place, state in enumerate(states)]
    whole = attrs.evolve(WHOLE, split_into=tuple(one.remote_id for one in parts))

    events = news_of(gathered(whole, {one.remote_id: one for one in parts}), NOON)

    left = sum(line.shipped or 0 for one in parts for line in one.lines)
    shipped = [event for event in events if event.kind.value in {"remote_shipped", "remote_done"}]
    assert all(sum(event.left.values()) == left for event in shipped)
