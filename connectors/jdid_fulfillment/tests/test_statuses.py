"""`crossdock_jdid_fulfillment.statuses`: codes in our words, and the furthest of many."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import InboundProgress, OutboundProgress
from crossdock_jdid_fulfillment.outbound_records import decode_outbound
from crossdock_jdid_fulfillment.statuses import (
    OUTBOUNDS,
    furthest,
    inbound_progress,
    outbound_progress,
)
from crossdock_jos import Record

CODES = st.lists(st.sampled_from([*OUTBOUNDS, "10077", "abc"]), max_size=12)


@pytest.mark.parametrize(
    ("code", "progress"),
    [
        ("10009", OutboundProgress.ACCEPTED),
        ("100132", OutboundProgress.ACCEPTED),
        ("10014", OutboundProgress.ACCEPTED),
        ("10015", OutboundProgress.PICKING),
        ("10016", OutboundProgress.PICKED),
        ("10018", OutboundProgress.PACKED),
        ("10019", OutboundProgress.SHIPPED),
        ("10034", OutboundProgress.DELIVERED),
        ("10035", OutboundProgress.REFUSED),
        ("10038", OutboundProgress.RETURNED),
        ("10028", OutboundProgress.CANCELLED),
        ("10029", OutboundProgress.CANCEL_FAILED),
        ("10077", OutboundProgress.UNKNOWN),
    ],
)
def test_what_a_code_means(code, progress):
    """Each documented code has a state, and any other is unknown."""
    assert progress is outbound_progress(code)


@given(CODES, st.randoms(use_true_random=False), st.sampled_from(["", *OUTBOUNDS]))
def test_the_order_of_the_list_does_not_matter(codes, random, current):
    """However the history is shuffled, the outbound has come equally far."""

    def told(order):
        rows = [{"soStatusCode": code, "operateTime": "2022-09-01 10:00:00"} for code in order]
        found = decode_outbound(
            Record({"orderStatusList": rows, "currentStatus": current}), "CD-1", "ESL1"
        )
        return found.progress, found.raw

    shuffled = random.sample(codes, len(codes))

    assert told(codes) == told(shuffled)


@given(CODES, st.sampled_from(list(OUTBOUNDS)))
def test_more_history_never_leads_back(codes, another):
    """A state that comes in late leaves an outbound where it is, or moves it on."""
    ranks = list(OUTBOUNDS)
    before = furthest(codes)

    after = furthest([*codes, another])

    assert before not in OUTBOUNDS or ranks.index(after) >= ranks.index(before)


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        (["10019", "10018"], "10019"),
        (["10014", "10029"], "10029"),
        (["10029", "10016"], "10016"),
        (["10016", "10028"], "10028"),
        # It left although it was cancelled: what left has left.
        (["10028", "10019"], "10019"),
        (["11000", "10034"], "10034"),
        (["10077", "10010"], "10010"),
        (["10077"], "10077"),
        ([], ""),
    ],
)
def test_the_furthest_of_several(codes, code):
    """The place in the table says what is further, and the size of the number does not."""
    assert code == furthest(codes)


@pytest.mark.parametrize(
    ("code", "progress"),
    [
        ("10", InboundProgress.ACCEPTED),
        ("20", InboundProgress.ACCEPTED),
        ("45", InboundProgress.RECEIVING),
        ("70", InboundProgress.DONE),
        ("90", InboundProgress.CANCELLING),
        ("91", InboundProgress.CANCELLED),
        ("92", InboundProgress.CANCEL_FAILED),
        ("71", InboundProgress.UNKNOWN),
        ("", InboundProgress.UNKNOWN),
        ("½", InboundProgress.UNKNOWN),
    ],
)
def test_what_a_code_of_an_inbound_means(code, progress):
    """Codes between accepted and completed are in progress; others are unknown."""
    assert progress is inbound_progress(code)


def test_a_history_keeps_what_it_does_not_know(order_row):
    """Unknown codes stay in the history as they came, times by Beijing's clock."""
    row = order_row(
        currentStatus=10015,
        orderStatusList=[
            {"soStatusCode": 10077, "operateTime": "2022-09-01 10:05:00"},
            {"soStatusName": "?"},
        ],
    )

    found = decode_outbound(Record(row), "CD-0001-A", "ESL1")

    assert (OutboundProgress.PICKING, "10015") == (found.progress, found.raw)
    assert [
        (OutboundProgress.UNKNOWN, "10077", datetime(2022, 9, 1, 2, 5, tzinfo=UTC)),
        (OutboundProgress.PICKING, "10015", None),
    ] == [(one.progress, one.raw, one.at) for one in found.history]
