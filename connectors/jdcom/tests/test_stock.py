"""`crossdock_jdcom.stock`: quantities out, results in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_jdcom
from crossdock import RowOutcome, StockUpdate
from crossdock.errors import CredentialsRefusedError, InputRefusedError, OutcomeUnknownError
from crossdock.http import Response
from crossdock_jdcom.stock import decode_results, encode_request, encode_rows
from crossdock_jos import Record

SET = "jingdong.ware.stock.sku.set"
LEGACY = "jingdong.stock.write.updateSkuStock"
UPDATES = (StockUpdate("9007199254740993", 5), StockUpdate("12", 0))
ROWS = [{"skuId": 11, "stockNum": 2}, {"skuId": 12, "stockNum": 0}]
AT = datetime(2026, 9, 1, 4, 0, 0, 123456, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def outcomes(node):
    """Return the outcome of each of `ROWS` for an answer with returnType *node*."""
    found = decode_results(Record(node), ROWS)
    return {sku: result.outcome.value for sku, result in found.items()}


def pushed(shop, updates=UPDATES):
    """Return the outcome of each of *updates*."""
    report = crossdock_jdcom.push_stock(shop, updates)
    return {result.listing_id: result.outcome.value for result in report.results}


def test_the_call_on_the_wire(shop, platform):
    """The request stays nested, sets in full, and carries ids beyond 2^53 as they are."""
    platform.replies[SET] = {"returnType": {"success": True}}

    assert {"9007199254740993": "done", "12": "done"} == pushed(shop)
    [call] = platform.calls(SET)
    assert ["req"] == list(call)
    assert "fullStockIn" == call["req"]["updateModel"]
    assert [
        {"skuId": 9007199254740993, "stockNum": 5},
        {"skuId": 12, "stockNum": 0},
    ] == call["req"]["skuStocks"]


def test_a_store_is_named_where_one_is_kept(connect, platform):
    """With store_id each row names its store."""
    platform.replies[SET] = {"returnType": {"success": "true"}}

    pushed(connect(store_id=7))

    assert {7} == {row["storeId"] for row in platform.calls(SET)[0]["req"]["skuStocks"]}


def test_a_repetition_carries_the_same_number(shop, platform):
    """After a lost answer the same request goes out again, under the same stockRfId."""
    platform.replies[SET] = [
        {"error_response": {"code": "65"}},
        {"returnType": {"success": True}},
    ]

    pushed(shop)

    first, second = platform.calls(SET)
    assert first == second


def test_the_next_push_carries_another_number():
    """The same quantities pushed again later are not taken for a repetition."""
    first = encode_request(ROWS, AT)
    second = encode_request(ROWS, AT + timedelta(microseconds=1))
    third = encode_request(ROWS[:1], AT)

    assert "cd20260901120000123456" == first["stockRfId"][:22]
    assert 3 == len({one["stockRfId"] for one in (first, second, third)})


def test_a_sku_given_twice_is_set_once():
    """SKU and store are unique in a call; the later quantity counts."""
    assert [{"skuId": 7, "stockNum": 2}] == encode_rows(
        [StockUpdate("7", 1), StockUpdate("07", 2)], None
    )


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"success": True}, ["done", "done"]),
        ({"success": True, "obj": {"updateStockResult": None}}, ["done", "done"]),
        (
            {"success": True, "obj": {"updateStockResult": [{"data": 12, "success": False}]}},
            ["done", "refused"],
        ),
        (
            {
                "success": "true",
                "obj": {
                    "updateStockResult": [
                        {"data": "12", "success": "false", "message": "系统繁忙"},
                        {"data": "11", "success": "true"},
                    ]
                },
            },
            ["done", "retry"],
        ),
        ({"success": False, "errorMessage": "not yours"}, ["refused", "refused"]),
        ({"success": False, "errorMessage": "调用超时"}, ["retry", "retry"]),
        (
            {"success": False, "obj": {"updateStockResult": [{"data": 11, "success": True}]}},
            ["done", "unknown"],
        ),
        ({}, ["unknown", "unknown"]),
        (
            {"success": True, "obj": {"updateStockResult": [{"data": 11}]}},
            ["unknown", "done"],
        ),
        (
            {
                "success": True,
                "obj": {
                    "updateStockResult": [
                        {"data": 11, "success": True},
                        {"data": 11, "success": False},
                        {"data": 99, "success": False},
                    ]
                },
            },
            ["unknown", "unknown"],
        ),
    ],
)
def test_what_became_of_each_row(node, expected):
    """Rows are matched by id; one that is not named follows the whole, where that is clear."""
    assert dict(zip(["11", "12"], expected, strict=True)) == outcomes(node)


@pytest.mark.parametrize(
    "obj",
    [
        "?",
        {"updateStockResult": "?"},
        {"updateStockResult": ["?"]},
        {"updateStockResult": [{"success": False}]},
        {"updateStockResult": [{"data": 7, "success": False}]},
    ],
)
def test_a_result_that_nobody_owns_is_a_doubt_of_the_rest(obj):
    """Where failures only are listed, one that cannot be read may be any row's."""
    assert {"11": "unknown", "12": "unknown"} == outcomes({"success": True, "obj": obj})


@given(JSON)
def test_every_row_has_one_result(node):
    """Whatever is answered, each row has exactly one result."""
    assert {"11", "12"} == set(outcomes(node))


@given(st.lists(st.tuples(st.text(max_size=4) | st.integers(0, 99).map(str), st.integers(0, 9))))
def test_each_update_is_accounted_for(rows):
    """Of any updates, those with a SKU id are rows and the others are not."""
    updates = [StockUpdate(listing_id, quantity) for listing_id, quantity in rows]

    encoded = encode_rows(updates, None)

    assert len({row["skuId"] for row in encoded}) == len(encoded)


def test_an_id_that_is_none_is_refused_alone(shop, platform):
    """A listing id that is no number is refused without being sent."""
    platform.replies[SET] = {"returnType": {"success": True}}

    assert {"abc": "refused", "12": "done"} == pushed(
        shop, (StockUpdate("abc", 1), StockUpdate("12", 1))
    )
    assert 1 == len(platform.calls(SET)[0]["req"]["skuStocks"])


def test_more_than_thirty(shop):
    """More than 30 SKUs are refused before anything is sent."""
    with pytest.raises(InputRefusedError, match="30 SKUs"):
        crossdock_jdcom.push_stock(shop, tuple(StockUpdate(str(n), 1) for n in range(1, 32)))


def test_nothing_to_send(shop, platform):
    """No updates, no call."""
    assert {} == pushed(shop, ())
    assert [] == platform.asked


def test_an_answer_that_cannot_be_read_is_a_doubt(shop, platform):
    """Three empty answers leave it unknown what was set."""
    platform.replies[SET] = Response(200, content=b"")

    with pytest.raises(OutcomeUnknownError):
        pushed(shop)
    assert 3 == len(platform.calls(SET))


def test_the_older_call(connect, platform):
    """Behind its setting each SKU is set by a call of its own, and a refusal is its row's."""
    replies = [{"success": True}, {"error_response": {"code": "71", "en_desc": "not yours"}}]
    platform.replies[LEGACY] = replies

    assert {"9007199254740993": "done", "12": "refused"} == pushed(connect(stock_call="legacy"))
    assert [{"skuId": 9007199254740993, "stockNum": 5}, {"skuId": 12, "stockNum": 0}] == (
        platform.calls(LEGACY)
    )


def test_the_older_call_fails_in_its_own_way(connect, platform):
    """A verdict of false, a quota and an unreadable answer each mark their row."""
    shop = connect(stock_call="legacy")
    for reply, expected in (
        ({"success": False, "message": "no"}, "refused"),
        ({"error_response": {"code": "2"}}, "retry"),
        ({"error_response": {"code": "67"}}, "unknown"),
        ({}, "unknown"),
        ({"success": "?"}, "unknown"),
    ):
        platform.replies[LEGACY] = reply
        assert {"12": expected} == pushed(shop, UPDATES[1:])


def test_the_older_call_stops_for_bad_credentials(connect, platform):
    """Where nobody is let in, no other row is tried."""
    platform.replies[LEGACY] = {"error_response": {"code": "24"}}

    with pytest.raises(CredentialsRefusedError):
        pushed(connect(stock_call="legacy"))
    assert 1 == len(platform.calls(LEGACY))


def test_no_secret_in_a_reason(shop, platform):
    """A reason that quotes our token does not show it."""
    node = {"success": False, "errorMessage": "bad planted-canary-token-1"}
    platform.replies[SET] = {"returnType": node}

    [result] = crossdock_jdcom.push_stock(shop, UPDATES[1:]).results

    assert RowOutcome.REFUSED is result.outcome
    assert "bad ****" in result.reason
