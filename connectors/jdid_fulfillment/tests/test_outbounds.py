"""`crossdock_jdid_fulfillment.outbounds`: created once, found again, cancelled, read."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock import (
    Address,
    CancelOutcome,
    DocumentKey,
    DocumentLine,
    Money,
    OutboundProgress,
    ShippedLine,
)
from crossdock.errors import (
    CredentialsRefusedError,
    DuplicateReferenceError,
    InputRefusedError,
    OutcomeUnknownError,
    RateLimitedError,
    RequestRefusedError,
    SettingsRefusedError,
    UnreadableAnswerError,
)
from crossdock.http.library import httpx
from crossdock_jdid_fulfillment import (
    cancel_outbound,
    create_outbound,
    find_outbound,
    refresh_outbound,
)
from crossdock_jdid_fulfillment.outbound_orders import encode_order

ADD, ASK, FIND, CANCEL = (
    "order.addOrder",
    "order.queryOrder",
    "order.ext.queryOrder",
    "order.cancelOrder",
)
KEY = DocumentKey("CD-0001-A", "ESL1")

CODES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20)
LINES = st.lists(
    st.tuples(CODES, st.integers(1, 10**6), st.decimals(0, 10**9, places=2)),
    min_size=1,
    max_size=100,
    unique_by=lambda line: line[0],
)


def found(**row):
    """Return the answer of the look-up with one row."""
    return {"queryorder_result": [{"isvUUID": "CD-0001-A", "eclpSoNo": "ESL1", **row}]}


def told(row):
    """Return the answer to a query for *row*."""
    return {"queryorder_result": row}


# Creating


def test_what_is_sent(platform, shop, outbound):
    """Every field that JD demands goes out, in JD's own names and forms."""
    platform.replies[ADD] = {"eclpSoNo": "ESL1"}

    created = create_outbound(shop, outbound())

    assert [
        {
            "isvUUID": "CD-0001-A",
            "isvSource": "ISV0000000000042",
            "shopNo": "ESP0000000000456",
            "departmentNo": "EBU0000000000123",
            "warehouseNo": "110008765",
            "shipperNo": "CYS0000010",
            "salePlatformSource": "6",
            "salesPlatformOrderNo": "INV/20220901/MPL/1",
            "salesPlatformCreateTime": "2022-09-01 04:30:00",
            "thirdWayBill": "JT0001112223",
            "orderMark": "0" * 50,
            "consigneeName": "Siti Rahma",
            "consigneeMobile": "+62 812-0001-1122",
            "consigneePostcode": "12810",
            "consigneeAddress": (
                "Jl. Mawar 5 RT 01/02, Tebet, Jakarta Selatan, DKI Jakarta, 12810"
            ),
            "addressProvince": "DKI Jakarta",
            "addressCity": "Jakarta Selatan",
            "addressCounty": "Tebet",
            "goodsNo": "EMG1,EMG2",
            "quantity": "2,1",
        }
    ] == platform.calls(ADD)
    assert ("CD-0001-A", "ESL1", OutboundProgress.ACCEPTED) == (
        created.reference,
        created.remote_id,
        created.progress,
    )
    assert ShippedLine("KAOS-M", 2, None, "EMG1") == created.lines[0]


def test_money_to_be_collected(platform, shop, outbound):
    """The first of fifty flags says that the courier collects, and how much stands beside it."""
    platform.replies[ADD] = {"eclpSoNo": "ESL1"}

    create_outbound(shop, outbound(collect=Money(Decimal(150000), "IDR")))

    [sent] = platform.calls(ADD)
    assert ("1" + "0" * 49, "150000.00") == (sent["orderMark"], sent["receivable"])


def test_goods_go_by_our_code_where_one_of_jds_is_not_known(platform, shop, outbound):
    """A column never mixes two kinds of codes."""
    platform.replies[ADD] = {"eclpSoNo": "ESL1"}

    create_outbound(
        shop, outbound(lines=(DocumentLine("KAOS-M", 2, "EMG1"), DocumentLine("TOPI", 1)))
    )

    [sent] = platform.calls(ADD)
    assert "KAOS-M,TOPI" == sent["isvGoodsNo"]
    assert "goodsNo" not in sent


@given(LINES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_columns_stay_aligned(shop, outbound, lines):
    """However many lines, each column has a place for each, or the order is refused."""
    order = outbound(
        lines=tuple(
            DocumentLine(sku, number, unit_price=Money(price, "IDR"))
            for sku, number, price in lines
        )
    )

    if any("," in sku for sku, _, _ in lines):
        with pytest.raises(InputRefusedError):
            encode_order(order, shop.settings)
        return
    sent = encode_order(order, shop.settings)

    columns = zip(
        sent["isvGoodsNo"].split(","),
        sent["quantity"].split(","),
        sent["price"].split(","),
        strict=True,
    )
    assert lines == [(sku, int(number), Decimal(price)) for sku, number, price in columns]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"address": Address(street="1 Orchard Rd", country="SG")}, "goes to SG"),
        ({"address": Address(street="Jl. 1")}, "not named"),
        ({"lines": (DocumentLine("A,B", 1),)}, "A,B"),
        ({"lines": (DocumentLine("A" * 51, 1),)}, "51 characters"),
        ({"lines": (DocumentLine("A", 1), DocumentLine("A", 2))}, "two lines of A"),
        ({"lines": tuple(DocumentLine(f"A{n}", 1) for n in range(101))}, "101 lines"),
        ({"reference": "CD-1,CD-2"}, "CD-1,CD-2"),
        ({"reference": "x" * 126}, "126 characters"),
        ({"order_number": "x" * 201}, "201 characters"),
        ({"waybill": "x" * 201}, "201 characters"),
    ],
)
def test_what_does_not_fit_is_refused_before_any_request(platform, shop, outbound, changes, why):
    """What JD could not take is refused here, by name, and nothing leaves."""
    with pytest.raises(InputRefusedError, match=why):
        create_outbound(shop, outbound(**changes))

    assert [] == platform.asked


@pytest.mark.parametrize("name", ["shop", "source"])
def test_a_connection_without_shop_or_source(platform, connect, outbound, name):
    """What JD demands of outbounds alone is missed when there is one, by its name."""
    with pytest.raises(SettingsRefusedError, match=f"no {name}"):
        create_outbound(connect(**{name: ""}), outbound())

    assert [] == platform.asked


def test_a_lost_answer_is_not_repeated(platform, shop, outbound):
    """After a time-out nobody knows, and exactly one request was sent."""
    platform.replies[ADD] = httpx.ReadTimeout("lost")

    with pytest.raises(OutcomeUnknownError):
        create_outbound(shop, outbound())

    assert [ADD] == platform.methods


@pytest.mark.parametrize("number", [None, "", [], {"no": "ESL1"}, True, "ESL1,ESL2", ["A", "B"]])
def test_an_answer_without_a_number_is_a_doubt(platform, shop, outbound, number):
    """Code 0 alone says nothing about the outbound."""
    platform.replies[ADD] = {"msg": "ok", "eclpSoNo": number}

    with pytest.raises(OutcomeUnknownError, match="eclpSoNo"):
        create_outbound(shop, outbound())


def test_a_refusal_of_the_gateway_is_not_looked_up(platform, shop, outbound, refused):
    """Where the call itself was refused, nothing is asked about the outbound."""
    platform.replies[ADD] = refused("61", "bad value")

    with pytest.raises(RequestRefusedError, match="bad value"):
        create_outbound(shop, outbound())

    assert [ADD] == platform.methods


def test_what_was_taken_is_read_at_once(platform, shop, outbound, order_row):
    """A new outbound comes back as JD shows it."""
    platform.replies |= {ADD: {"eclpSoNo": "ESL1"}, ASK: told(order_row())}

    made = create_outbound(shop, outbound())

    assert [ADD, ASK] == platform.methods
    assert ("10014", OutboundProgress.ACCEPTED) == (made.raw, made.progress)


@pytest.mark.parametrize("answer", [{}, {"queryorder_result": None}, {"queryorder_result": []}])
def test_what_was_taken_and_does_not_show_yet(platform, shop, outbound, answer):
    """Where JD does not show it yet, what was sent is what it has."""
    platform.replies |= {ADD: {"eclpSoNo": "ESL1"}, ASK: answer}

    made = create_outbound(shop, outbound())

    assert ("ESL1", OutboundProgress.ACCEPTED, 2) == (
        made.remote_id,
        made.progress,
        len(made.lines),
    )


# A number used before


def test_a_duplicate_answered_with_the_earlier_one(platform, shop, outbound):
    """JD may answer a second request with the number that the first one got."""
    platform.replies[ADD] = {"eclpSoNo": "ESL1"}

    numbers = {create_outbound(shop, outbound()).remote_id for _ in range(2)}

    assert {"ESL1"} == numbers


def test_a_line_without_a_quantity_is_of_no_other_goods(platform, shop, outbound, order_row):
    """Where JD leaves out how many, nobody can say that it has another outbound."""
    lines = [{"goodsNo": "EMG1", "isvGoodsNo": ["KAOS-M"], "quantity": None}]
    row = order_row(orderDetailList=lines)
    platform.replies |= {ADD: {"eclpSoNo": "ESL1"}, ASK: told(row)}

    assert "ESL1" == create_outbound(shop, outbound()).remote_id


def test_the_earlier_one_holds_other_goods(platform, shop, outbound, order_row):
    """An earlier outbound that JD answers with as if it were new is not taken for ours."""
    row = order_row(orderDetailList=[{"goodsNo": "EMG9", "isvGoodsNo": "X", "quantity": 1}])
    platform.replies |= {ADD: {"eclpSoNo": "ESL1"}, ASK: told(row)}

    with pytest.raises(DuplicateReferenceError, match="other goods"):
        create_outbound(shop, outbound())


def test_the_earlier_one_was_cancelled(platform, shop, outbound, order_row):
    """A number that belongs to something cancelled comes back as cancelled, not as accepted."""
    row = order_row(currentStatus="10028")
    platform.replies |= {ADD: {"eclpSoNo": "ESL1"}, ASK: told(row)}

    assert OutboundProgress.CANCELLED is create_outbound(shop, outbound()).progress


@pytest.mark.parametrize("words", ["isvUUID重复", "出库单已存在", "order already exists", "E-1"])
def test_a_duplicate_refused_is_the_earlier_one(
    platform, shop, outbound, order_row, refused, words
):
    """JD may refuse a second request in any words, and then the first one is looked up."""
    platform.replies |= {ADD: refused("67", words), FIND: found(), ASK: told(order_row())}

    again = create_outbound(shop, outbound())

    assert ("ESL1", OutboundProgress.ACCEPTED) == (again.remote_id, again.progress)
    assert [ADD, FIND, ASK] == platform.methods


def test_a_duplicate_with_other_goods_is_refused(platform, shop, outbound, order_row, refused):
    """An outbound that is not ours is never taken for it."""
    row = order_row(orderDetailList=[{"goodsNo": "EMG9", "isvGoodsNo": "X", "quantity": 1}])
    platform.replies |= {ADD: refused("67", "duplicate isvUUID"), FIND: found(), ASK: told(row)}

    with pytest.raises(DuplicateReferenceError, match="other goods"):
        create_outbound(shop, outbound())


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [(2, contextlib.nullcontext()), (3, pytest.raises(RequestRefusedError, match="other goods"))],
)
def test_a_duplicate_is_compared_by_our_codes_as_well(
    platform, shop, outbound, order_row, refused, quantity, expected
):
    """Where JD's numbers of the goods are not known here, our own codes tell."""
    platform.replies |= {ADD: refused("67", "duplicate"), FIND: found(), ASK: told(order_row())}
    order = outbound(lines=(DocumentLine("KAOS-M", quantity), DocumentLine("TOPI", 1)))

    with expected:
        assert "ESL1" == create_outbound(shop, order).remote_id


def test_a_duplicate_that_cannot_be_compared_is_ours(platform, shop, outbound, order_row, refused):
    """Where JD does not tell the goods, our number is what says whose it is."""
    row = order_row(orderDetailList=[])
    platform.replies |= {ADD: refused("67", "duplicate"), FIND: found(), ASK: told(row)}

    assert "ESL1" == create_outbound(shop, outbound()).remote_id


def test_a_duplicate_that_does_not_show_is_a_doubt(platform, shop, outbound, refused):
    """Known to JD and not to be found yet: nobody may send it under another number."""
    platform.replies |= {ADD: refused("67", "isvUUID重复"), FIND: {"queryorder_result": []}}

    with pytest.raises(OutcomeUnknownError, match="cannot show"):
        create_outbound(shop, outbound())


def test_a_refusal_whose_look_up_fails_is_a_doubt(platform, shop, outbound, refused):
    """What was refused may have been refused for an earlier attempt, until a look tells."""
    platform.replies |= {ADD: refused("67", "E-1"), FIND: refused("65", "timeout")}

    with pytest.raises(OutcomeUnknownError, match="E-1"):
        create_outbound(shop, outbound())


@pytest.mark.parametrize(
    ("words", "kind"), [("E-1", RequestRefusedError), ("isvUUID重复", OutcomeUnknownError)]
)
def test_a_look_up_refused_in_unknown_words(platform, shop, outbound, refused, words, kind):
    """It most likely says that there is nothing, unless the refusal said that there is."""
    platform.replies |= {ADD: refused("67", words), FIND: refused("67", "E-2")}

    with pytest.raises(kind, match=words):
        create_outbound(shop, outbound())


# Finding


def test_found_by_our_number(platform, shop, order_row):
    """The look-up by isvUUID gives JD's number, and the query by that all the rest."""
    platform.replies |= {FIND: found(), ASK: told(order_row())}

    [one] = find_outbound(shop, "CD-0001-A")

    assert [{"isvUUID": "CD-0001-A"}] == platform.calls(FIND)
    assert [{"eclpSoNo": "ESL1"}] == platform.calls(ASK)
    assert ("CD-0001-A", "ESL1") == (one.reference, one.remote_id)


@pytest.mark.parametrize(
    "answer",
    [
        {"queryorder_result": []},
        {},
        {"queryorder_result": None},
        found(eclpSoNo=None, resultCode=2, resultMessage="no such order"),
        found(eclpSoNo="", resultCode="2", resultMessage="订单不存在"),
        {"error_response": {"code": "67", "zh_desc": "未查询到出库单"}},
    ],
)
def test_absent_only_where_jd_says_so(platform, shop, answer):
    """An empty list, an error in words, or a row with a reason: there is no such outbound."""
    platform.replies[FIND] = answer

    assert () == find_outbound(shop, "CD-0001-A")


@pytest.mark.parametrize(
    "row",
    [
        {"esl": "ESL1"},
        {"isvUUID": "CD-9", "eclpSoNo": "ESL9"},
        {"isvUUID": "CD-0001-A", "eclpSoNo": "", "resultCode": 1},
        '{"isvUUID":"CD-0001-A","eclpSoNo":"ESL1"}',
    ],
)
def test_what_cannot_be_read_is_not_absent(platform, shop, row):
    """What names no number, or only another outbound, is no proof that there is nothing."""
    platform.replies[FIND] = {"queryorder_result": [row]}

    with pytest.raises(UnreadableAnswerError):
        find_outbound(shop, "CD-0001-A")


def test_a_row_that_does_not_echo_our_number(platform, shop, order_row):
    """Where one number was asked for, a row without any is its answer."""
    platform.replies |= {FIND: found(isvUUID=None), ASK: told(order_row())}

    [one] = find_outbound(shop, "CD-0001-A")

    assert ("CD-0001-A", "ESL1") == (one.reference, one.remote_id)


def test_what_is_listed_is_there(platform, shop):
    """An outbound that JD lists and does not tell of yet is unknown, and not absent."""
    platform.replies |= {FIND: found(), ASK: {}}

    [one] = find_outbound(shop, "CD-0001-A")
    [again] = refresh_outbound(shop, (DocumentKey("CD-0001-A"),))

    assert ("ESL1", OutboundProgress.UNKNOWN) == (one.remote_id, one.progress)
    assert one == again


def test_the_parts_of_a_split_outbound(platform, shop, order_row):
    """A split outbound is found with its parts, each asked for once."""
    rows = {
        "ESL1": order_row(splitFlag=1, splitEclpSoNos="ESL2,ESL3"),
        "ESL2": order_row("ESL2", isvUUID=None),
        "ESL3": order_row("ESL3", splitEclpSoNos="ESL1,ESL2,ESL3"),
    }
    platform.replies |= {FIND: found(), ASK: lambda asked: told(rows[asked["eclpSoNo"]])}

    parts = find_outbound(shop, "CD-0001-A")

    assert ["ESL1", "ESL2", "ESL3"] == [part.remote_id for part in parts]
    assert {"CD-0001-A"} == {part.reference for part in parts}
    assert ("ESL2", "ESL3") == parts[0].split_into


# Reading


def test_each_document_is_read_and_the_unknown_left_out(platform, shop, order_row):
    """JD tells all of one outbound at a time; one that it does not know is no answer."""
    rows = {
        "ESL1": told(order_row()),
        "ESL2": {"error_response": {"code": "67", "zh_desc": "出库单不存在"}},
        "ESL3": {},
    }
    platform.replies[ASK] = lambda asked: rows[asked["eclpSoNo"]]
    keys = tuple(DocumentKey("CD-0001-A", number) for number in rows)

    assert ["ESL1"] == [one.remote_id for one in refresh_outbound(shop, keys)]


@pytest.mark.parametrize("code", ["61", "67", "71"])
def test_one_that_jd_will_not_tell_of_costs_itself_only(platform, shop, order_row, refused, code):
    """A number that is not valid, or of another merchant, says nothing of the others."""
    rows = {"ESL1": refused(code, "E-1"), "ESL2": told(order_row("ESL2"))}
    platform.replies[ASK] = lambda asked: rows[asked["eclpSoNo"]]

    read = refresh_outbound(shop, tuple(DocumentKey("CD-0001-A", number) for number in rows))

    assert ["unknown", "accepted"] == [one.progress.value for one in read]
    assert "E-1" in read[0].reason


def test_documents_without_jds_number_are_looked_up_together(platform, shop, order_row):
    """Those of which JD's number is not known yet are asked for by ours, in one call."""
    platform.replies |= {
        FIND: {"queryorder_result": [{"isvUUID": "CD-2", "eclpSoNo": "ESL2"}]},
        ASK: lambda asked: told(order_row(asked["eclpSoNo"])),
    }

    read = refresh_outbound(shop, (KEY, DocumentKey("CD-2"), DocumentKey("CD-3")))

    assert [("CD-0001-A", "ESL1"), ("CD-2", "ESL2")] == [
        (one.reference, one.remote_id) for one in read
    ]
    assert [{"isvUUID": "CD-2,CD-3"}] == platform.calls(FIND)


def test_one_that_is_refused_does_not_stop_the_others(platform, shop, order_row, refused):
    """What JD will not tell, or tells of another, is unknown with the reason."""
    rows = {
        "ESL1": refused("67", "数据异常"),
        "ESL2": told(order_row("ESL9")),
        "ESL3": told(order_row("ESL3")),
    }
    platform.replies[ASK] = lambda asked: rows[asked["eclpSoNo"]]

    read = refresh_outbound(shop, tuple(DocumentKey("CD", number) for number in rows))

    assert ["unknown", "unknown", "accepted"] == [one.progress.value for one in read]
    assert "数据异常" in read[0].reason
    assert "ESL9" in read[1].reason


@pytest.mark.parametrize(
    ("code", "error"), [("19", CredentialsRefusedError), ("2", RateLimitedError)]
)
def test_trouble_is_not_a_state(platform, shop, refused, code, error):
    """A refused token or a limit says nothing about any outbound, so nothing is said of them."""
    platform.replies[ASK] = refused(code, "no")

    with pytest.raises(error):
        refresh_outbound(shop, (KEY,))


def test_what_left_is_told_once_it_has_left(platform, shop, order_row):
    """Quantities that left count from the hand-over on; batches of a line add up."""
    lines = [
        {"goodsNo": "EMG1", "isvGoodsNo": ["KAOS-M"], "quantity": 2, "realOutQty": [1, "1"]},
        {"goodsNo": "EMG2", "isvGoodsNo": "TOPI", "quantity": "3", "realOutQty": 1},
        {"goodsNo": ["EMG3", "EMG4"], "isvGoodsNo": ["A", "B"], "quantity": [5, 6]},
    ]
    packed = order_row(currentStatus="10018", orderDetailList=lines)
    platform.replies[ASK] = [told(packed), told({**packed, "currentStatus": "10019"})]

    [before] = refresh_outbound(shop, (KEY,))
    [after] = refresh_outbound(shop, (KEY,))

    assert [None, None, None, None] == [line.shipped for line in before.lines]
    assert [2, 1, None, None] == [line.shipped for line in after.lines]
    assert [("KAOS-M", 2), ("TOPI", 3), ("A", 5), ("B", 6)] == [
        (line.sku, line.quantity) for line in after.lines
    ]


@pytest.mark.parametrize(
    "line",
    [
        {"goodsNo": "EMG1", "quantity": "two"},
        {"goodsNo": "EMG1", "quantity": -1},
        {"goodsNo": ["EMG1", "EMG2"], "isvGoodsNo": ["A", "B"], "quantity": [1, 2, 3]},
        {"goodsNo": "EMG1"},
        "EMG1 x 2",
    ],
)
def test_damaged_lines_do_not_hide_a_state(platform, shop, order_row, line):
    """An outbound whose lines cannot be read has left all the same."""
    row = order_row(
        currentStatus="10019",
        orderDetailList=[line],
        orderStatusList=[{"soStatusCode": "10019", "operateTime": "yesterday"}],
    )
    platform.replies[ASK] = told(row)

    [one] = refresh_outbound(shop, (KEY,))

    assert (OutboundProgress.SHIPPED, ()) == (one.progress, one.lines)
    assert "lines of outbound ESL1 cannot be read" in one.reason


@pytest.mark.parametrize(
    ("members", "waybills"),
    [
        ({"wayBill": "JD1,JD2, JD1"}, ("JD1", "JD2")),
        ({"wayBill": "JD1-1-2-,JD1-2-2-"}, ("JD1",)),
        ({"wayBill": ["JD1", "JD2"], "tpWayBill": "JT1"}, ("JD1", "JD2")),
        ({"wayBill": "", "tpWayBill": "JT1"}, ("JT1",)),
        ({}, ()),
    ],
)
def test_waybills(platform, shop, order_row, members, waybills):
    """One per parcel, without its place among the parcels; the channel's where JD has none."""
    platform.replies[ASK] = told(order_row(**members))

    [one] = refresh_outbound(shop, (KEY,))

    assert waybills == one.waybills


def test_a_refused_call_says_nothing_of_any_outbound(platform, shop, refused):
    """A refusal of the gateway's is an error, and not a state of what was asked for."""
    platform.replies[ASK] = refused("15", "Invalid Method")

    with pytest.raises(RequestRefusedError):
        refresh_outbound(shop, (KEY,))


# Cancelling


@pytest.mark.parametrize(
    ("code", "status", "outcome"),
    [
        (1, "10028", CancelOutcome.CANCELLED),
        # Said, and not done yet: pickers may still be faster.
        (1, "10014", CancelOutcome.PENDING),
        (2, "10016", CancelOutcome.REFUSED),
        # A second request for one that was cancelled before.
        (2, "10028", CancelOutcome.CANCELLED),
        (3, "10014", CancelOutcome.PENDING),
        ("3", "10028", CancelOutcome.CANCELLED),
        (7, "10014", CancelOutcome.PENDING),
    ],
)
def test_what_asking_to_cancel_comes_to(platform, shop, order_row, code, status, outcome):
    """The verdict counts together with what the outbound shows afterwards."""
    platform.replies |= {
        CANCEL: {"cancelorder_result": {"code": code, "msg": "so it is"}},
        ASK: told(order_row(currentStatus=status)),
    }

    answer = cancel_outbound(shop, KEY)

    assert (outcome, str(code), "so it is") == (answer.outcome, answer.remote_code, answer.reason)


@pytest.mark.parametrize(
    ("code", "parts", "outcome"),
    [
        (1, ("10028", "10028"), CancelOutcome.CANCELLED),
        (1, ("10028", "10019"), CancelOutcome.PENDING),
        (2, ("10028", "10018"), CancelOutcome.REFUSED),
    ],
)
def test_a_split_outbound_is_cancelled_once_its_parts_are(
    platform, shop, order_row, code, parts, outcome
):
    """That the whole shows as cancelled stops none of its parts."""
    rows = {
        "ESL1": order_row(currentStatus="10028", splitEclpSoNos="ESL2,ESL3"),
        **{f"ESL{n}": order_row(f"ESL{n}", currentStatus=s) for n, s in enumerate(parts, 2)},
    }
    platform.replies |= {
        CANCEL: {"cancelorder_result": {"code": code}},
        ASK: lambda asked: told(rows[asked["eclpSoNo"]]),
    }

    assert outcome is cancel_outbound(shop, KEY).outcome


def test_a_refusal_in_the_gateways_envelope(platform, shop, order_row, refused):
    """An error to a cancellation is a refusal, unless the outbound is cancelled."""
    platform.replies |= {CANCEL: refused("67", "订单已出库"), ASK: told(order_row())}

    answer = cancel_outbound(shop, KEY)

    assert CancelOutcome.REFUSED is answer.outcome
    assert "订单已出库" in answer.reason


def test_a_verdict_that_nothing_confirms_is_pending(platform, shop, refused):
    """Where the outbound cannot be read just now, the next refresh tells."""
    platform.replies |= {
        CANCEL: {"cancelorder_result": {"code": 1}},
        ASK: refused("65", "timeout"),
    }

    assert CancelOutcome.PENDING is cancel_outbound(shop, KEY).outcome


def test_cancelling_by_our_number(platform, shop, order_row):
    """Where JD's number is not known, it is looked up first."""
    platform.replies |= {
        FIND: found(),
        CANCEL: {"cancelorder_result": {"code": 1}},
        ASK: told(order_row(currentStatus="10028")),
    }

    answer = cancel_outbound(shop, attrs.evolve(KEY, remote_id=""))

    assert CancelOutcome.CANCELLED is answer.outcome
    assert [{"eclpSoNo": "ESL1"}] == platform.calls(CANCEL)


def test_cancelling_what_is_not_there(platform, shop):
    """An outbound that JD does not have cannot be cancelled, and is no cancelled one."""
    platform.replies[FIND] = {"queryorder_result": []}

    with pytest.raises(RequestRefusedError, match="no outbound under CD-0001-A"):
        cancel_outbound(shop, DocumentKey("CD-0001-A"))


def test_a_verdict_without_a_result_is_a_doubt(platform, shop):
    """An answer that leaves out the verdict leaves open what became of it."""
    platform.replies[CANCEL] = {}

    with pytest.raises(OutcomeUnknownError):
        cancel_outbound(shop, KEY)


def test_a_missing_permission_is_no_refusal_to_cancel(platform, shop, refused):
    """A refusal of the gateway's is about the call, and the outbound goes on as it was."""
    platform.replies[CANCEL] = refused("15", "Invalid Method")

    with pytest.raises(RequestRefusedError):
        cancel_outbound(shop, KEY)
