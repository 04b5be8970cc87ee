"""`crossdock_jdid_fulfillment.inbounds`: announced, cancelled, and read by JD's number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crossdock import (
    CancelOutcome,
    DocumentKey,
    DocumentLine,
    Inbound,
    InboundProgress,
    ReceivedLine,
)
from crossdock.errors import (
    DuplicateReferenceError,
    InputRefusedError,
    OutcomeUnknownError,
    RequestRefusedError,
    SettingsRefusedError,
    UnsupportedError,
)
from crossdock.http.library import httpx
from crossdock_jdid_fulfillment import (
    cancel_inbound,
    create_inbound,
    find_inbound,
    refresh_inbound,
)

ADD, ASK, CANCEL = "po.addPoOrder", "po.queryPoOrder", "po.cancalPoOrder"
LINES = (DocumentLine("KAOS-M", 10, "EMG1"), DocumentLine("TOPI", 5, "EMG2"))
KEY = DocumentKey("IN-1", "EPL1")


def told(*rows):
    """Return the answer to a query for *rows*."""
    return {"queryPoModelList": list(rows)}


def test_what_is_announced(platform, shop):
    """Lines go in columns, all in sellable condition, and what has no field in the remark."""
    platform.replies[ADD] = {"poOrderNo": "EPL1"}
    inbound = Inbound(
        "IN-1",
        LINES,
        remark="Dari Bandung",
        waybill="TRUK-7",
        expected_at=datetime(2022, 9, 3, 2, 30, tzinfo=UTC),
    )

    created = create_inbound(shop, inbound)

    assert [
        {
            "spPoOrderNo": "IN-1",
            "deptNo": "EBU0000000000123",
            "whNo": "110008765",
            "supplierNo": "EMS0000000000789",
            "deptGoodsNo": "EMG1,EMG2",
            "numApplication": "10,5",
            "goodsStatus": "1,1",
            "waybillNo": "TRUK-7",
            "inboundRemark": "Dari Bandung | Perkiraan tiba: 2022-09-03 09:30",
        }
    ] == platform.calls(ADD)
    assert ("IN-1", "EPL1", InboundProgress.ACCEPTED) == (
        created.reference,
        created.remote_id,
        created.progress,
    )
    assert ReceivedLine("KAOS-M", 10, remote_id="EMG1") == created.lines[0]


@pytest.mark.parametrize(
    ("inbound", "why"),
    [
        (Inbound("x" * 51, LINES), "51 characters"),
        (Inbound("IN,1", LINES), "IN,1"),
        (Inbound("IN-1", (DocumentLine("A,B", 1),)), "A,B"),
        (Inbound("IN-1", LINES, remark="x" * 201), "201 characters"),
        (Inbound("IN-1", LINES * 2), "two lines of KAOS-M"),
    ],
)
def test_what_does_not_fit_is_refused_before_any_request(platform, shop, inbound, why):
    """What JD could not take is refused here, by name."""
    with pytest.raises(InputRefusedError, match=why):
        create_inbound(shop, inbound)

    assert [] == platform.asked


def test_a_connection_without_a_supplier(platform, connect):
    """JD demands a supplier of inbounds alone, and it is missed when there is one."""
    with pytest.raises(SettingsRefusedError, match="no supplier"):
        create_inbound(connect(supplier=""), Inbound("IN-1", LINES))

    assert [] == platform.asked


@pytest.mark.parametrize("number", [None, [], {"no": "EPL1"}, "EPL1,EPL2"])
def test_an_answer_without_a_number_is_a_doubt(platform, shop, number):
    """Code 0 alone says nothing about the inbound, and does not say that it was not taken."""
    platform.replies[ADD] = {"poOrderNo": number}

    with pytest.raises(OutcomeUnknownError, match="poOrderNo"):
        create_inbound(shop, Inbound("IN-1", LINES))


def test_a_lost_answer_is_a_doubt(platform, shop):
    """One request, and nobody knows."""
    platform.replies[ADD] = httpx.ReadTimeout("lost")

    with pytest.raises(OutcomeUnknownError):
        create_inbound(shop, Inbound("IN-1", LINES))

    assert [ADD] == platform.methods


def test_a_duplicate_that_names_jds_number(platform, shop, inbound_row, refused):
    """A refusal that names the earlier inbound leads to it, if it is ours."""
    platform.replies |= {ADD: refused("67", "spPoOrderNo重复: EPL1 "), ASK: told(inbound_row())}

    assert "EPL1" == create_inbound(shop, Inbound("IN-1", LINES[:1])).remote_id


@pytest.mark.parametrize("words", ["spPoOrderNo重复: EPL1", "EPL1"])
def test_a_duplicate_with_other_goods(platform, shop, inbound_row, refused, words):
    """An inbound of our number that holds other goods is not taken for ours."""
    platform.replies |= {ADD: refused("67", words), ASK: told(inbound_row())}

    with pytest.raises(DuplicateReferenceError, match="inbound EPL1 under IN-1, with other goods"):
        create_inbound(shop, Inbound("IN-1", LINES))


def test_an_earlier_inbound_answered_as_if_new(platform, shop, inbound_row):
    """What JD answers with is read: an earlier inbound comes back as it is, or is refused."""
    row = inbound_row(poOrderStatus="70")
    platform.replies |= {ADD: {"poOrderNo": "EPL1"}, ASK: told(row)}

    assert InboundProgress.DONE is create_inbound(shop, Inbound("IN-1", LINES[:1])).progress
    with pytest.raises(DuplicateReferenceError, match="other goods"):
        create_inbound(shop, Inbound("IN-1", LINES[1:]))


@pytest.mark.parametrize("words", ["spPoOrderNo already exists", "spPoOrderNo重复: EPL2 "])
def test_a_duplicate_that_cannot_be_found_is_a_doubt(platform, shop, inbound_row, refused, words):
    """JD has one that nobody can ask for: a person looks before anything is sent again."""
    row = inbound_row("EPL2", isvPoOrderNo="IN-9")
    platform.replies |= {ADD: refused("67", words), ASK: told(row)}

    with pytest.raises(OutcomeUnknownError, match="IN-1"):
        create_inbound(shop, Inbound("IN-1", LINES))


def test_a_refusal_is_a_refusal(platform, shop, refused):
    """An unknown supplier is refused in JD's words."""
    platform.replies[ADD] = refused("67", "供应商不存在")

    with pytest.raises(RequestRefusedError, match="供应商不存在"):
        create_inbound(shop, Inbound("IN-1", LINES))


def test_jd_cannot_be_asked_by_our_number(platform, shop):
    """There is no look-up by our number, and nothing pretends that there is."""
    with pytest.raises(UnsupportedError, match="EPL"):
        find_inbound(shop, "IN-1")

    assert [] == platform.asked


def test_counts_are_final_once_it_is_completed(platform, shop, inbound_row):
    """Before state 70 the numbers are on the way; short and over as they may be at the end."""
    item = {"goodsNo": "EMG1", "isvGoodsNo": "KAOS-M", "numApplication": "10", "goodsStatus": 1}
    rows = [
        inbound_row(poOrderStatus="45", poItemModelList=[{**item, "realInstoreQty": "4"}]),
        inbound_row(
            poOrderStatus="70",
            completeTime="2022-09-02 15:00:00",
            msg="success",
            poItemModelList=[
                {**item, "realInstoreQty": "7", "shortQty": 2, "damagedQty": "1", "emptyQty": 0},
                {**item, "numApplication": 0, "realInstoreQty": 1, "realGoodsStatus": "2"},
            ],
        ),
    ]
    platform.replies[ASK] = [told(row) for row in rows]

    [before] = refresh_inbound(shop, (KEY,))
    [after] = refresh_inbound(shop, (KEY,))

    assert (InboundProgress.RECEIVING, "45", False) == (
        before.progress,
        before.raw,
        before.lines[0].final,
    )
    assert (InboundProgress.DONE, "", datetime(2022, 9, 2, 7, tzinfo=UTC)) == (
        after.progress,
        after.reason,
        after.changed_at,
    )
    assert (
        ReceivedLine(
            "KAOS-M", 10, 7, 1, "EMG1", final=True, discrepancies={"shortQty": 2, "damagedQty": 1}
        ),
    ) == after.lines


def test_many_are_read_at_once(platform, shop, inbound_row):
    """Up to a hundred numbers are one call; what JD does not know is left out."""
    absent = {"poOrderNo": "EPL3", "resultCode": 2, "msg": "not found"}
    platform.replies[ASK] = told(inbound_row(), inbound_row("EPL9"), absent)
    keys = (KEY, DocumentKey("IN-2", "EPL2"), DocumentKey("IN-3", "EPL3"))

    assert ["EPL1"] == [one.remote_id for one in refresh_inbound(shop, keys)]
    assert [{"poOrderNo": "EPL1,EPL2,EPL3"}] == platform.calls(ASK)


def test_one_that_is_refused_does_not_stop_the_others(platform, shop, inbound_row, refused):
    """A batch that is refused is asked for one by one."""

    def answer(asked):
        bad = "EPL2" in asked["poOrderNo"]
        return refused("67", "单据异常") if bad else told(inbound_row())

    platform.replies[ASK] = answer

    found = refresh_inbound(shop, (KEY, DocumentKey("IN-2", "EPL2"), DocumentKey("IN-3")))

    assert [("IN-1", "accepted"), ("IN-2", "unknown"), ("IN-3", "unknown")] == [
        (one.reference, one.progress.value) for one in found
    ]
    assert "单据异常" in found[1].reason
    assert "EPL..." in found[2].reason


def test_what_was_announced_may_be_left_out_at_the_end(platform, shop, inbound_row):
    """What came is what counts once it is completed; before, a line without it tells nothing."""
    lines = [{"goodsNo": "EMG1", "isvGoodsNo": "KAOS-M", "realInstoreQty": "5"}]
    rows = [inbound_row(poOrderStatus=state, poItemModelList=lines) for state in ("20", "70")]
    platform.replies[ASK] = [told(row) for row in rows]

    [before] = refresh_inbound(shop, (KEY,))
    [after] = refresh_inbound(shop, (KEY,))

    assert (InboundProgress.ACCEPTED, ()) == (before.progress, before.lines)
    assert [(5, 5)] == [(line.expected, line.good) for line in after.lines]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([{"goodsNo": "EMG1", "realInstoreQty": "many"}], "realInstoreQty"),
        ([{"realInstoreQty": "5", "numApplication": "5"}], "goodsNo"),
        ([{"goodsNo": "EMG1", "realInstoreQty": "5"}, "EMG2 x 5"], "poItemModelList"),
        ("EMG1 x 5", "poItemModelList"),
        ([], "no line"),
        (None, "no line"),
    ],
)
def test_a_completed_inbound_that_cannot_be_read_is_not_completed(
    platform, shop, inbound_row, lines, reason
):
    """Nobody could book what came, so it is not told as done."""
    platform.replies[ASK] = told(inbound_row(poOrderStatus="70", poItemModelList=lines))

    [found] = refresh_inbound(shop, (KEY,))

    assert (InboundProgress.UNKNOWN, "70", ()) == (found.progress, found.raw, found.lines)
    assert reason in found.reason


def test_why_a_cancellation_failed(platform, shop, inbound_row):
    """JD's words come along where something went wrong."""
    platform.replies[ASK] = told(inbound_row(poOrderStatus=92, msg="已开始收货"))

    [found] = refresh_inbound(shop, (KEY,))

    assert (InboundProgress.CANCEL_FAILED, "已开始收货") == (found.progress, found.reason)


@pytest.mark.parametrize(
    ("code", "status", "outcome"),
    [
        (1, "91", CancelOutcome.CANCELLED),
        (1, "90", CancelOutcome.PENDING),
        (1, "20", CancelOutcome.PENDING),
        (2, "45", CancelOutcome.REFUSED),
        (2, "90", CancelOutcome.PENDING),
        ("2", "91", CancelOutcome.CANCELLED),
    ],
)
def test_what_asking_to_cancel_comes_to(platform, shop, inbound_row, code, status, outcome):
    """The verdict counts together with what the inbound shows afterwards."""
    platform.replies |= {
        CANCEL: {"poResult": {"code": code, "msg": "so it is"}},
        ASK: told(inbound_row(poOrderStatus=status)),
    }

    answer = cancel_inbound(shop, KEY)

    assert (outcome, "so it is") == (answer.outcome, answer.reason)
    assert [{"poOrderNo": "EPL1"}] == platform.calls(CANCEL)


def test_a_refusal_in_the_gateways_envelope(platform, shop, inbound_row, refused):
    """An error to a cancellation is a refusal of it; one of the call itself is an error."""
    platform.replies |= {CANCEL: refused("67", "已开始收货"), ASK: told(inbound_row())}

    answer = cancel_inbound(shop, KEY)

    assert CancelOutcome.REFUSED is answer.outcome
    assert "已开始收货" in answer.reason
    platform.replies[CANCEL] = refused("15", "Invalid Method")
    with pytest.raises(RequestRefusedError):
        cancel_inbound(shop, KEY)


def test_a_verdict_that_nothing_confirms_is_pending(platform, shop, refused):
    """Where the inbound cannot be read just now, the next refresh tells."""
    platform.replies |= {CANCEL: {"poResult": {"code": 1}}, ASK: refused("65", "timeout")}

    assert CancelOutcome.PENDING is cancel_inbound(shop, KEY).outcome


def test_a_refused_call_says_nothing_of_any_inbound(platform, shop, refused):
    """A refusal of the gateway's is an error, and not a state of what was asked for."""
    platform.replies[ASK] = refused("15", "Invalid Method")

    with pytest.raises(RequestRefusedError):
        refresh_inbound(shop, (KEY,))


def test_grades_and_times_as_far_as_they_can_be_read(platform, shop, inbound_row):
    """A grade tells the condition where nothing else does; an unreadable time is passed over."""
    items = [
        {"goodsNo": "EMG1", "numApplication": 4, "realInstoreQty": 3, "realGoodsLevel": "100"},
        {"goodsNo": "EMG1", "numApplication": 0, "realInstoreQty": 1, "realGoodsLevel": 200},
    ]
    row = inbound_row(poOrderStatus="70", completeTime="soon", poItemModelList=items)
    platform.replies[ASK] = [told(row), told({**row, "createTime": None})]

    [found] = refresh_inbound(shop, (KEY,))
    [timeless] = refresh_inbound(shop, (KEY,))

    [line] = found.lines
    assert ("", 4, 3, 1) == (line.sku, line.expected, line.good, line.bad)
    assert datetime(2022, 9, 1, 1, tzinfo=UTC) == found.changed_at
    assert timeless.changed_at is None


def test_cancelling_needs_jds_number(platform, shop):
    """Without JD's number there is nothing to ask for."""
    with pytest.raises(UnsupportedError, match="IN-1 cannot be cancelled"):
        cancel_inbound(shop, DocumentKey("IN-1"))

    assert [] == platform.asked
