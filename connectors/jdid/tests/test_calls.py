"""`crossdock_jdid.calls` and `.dialects`: method names and parameters to the letter (sheet A6)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import Window
from crossdock_jdid import calls
from crossdock_jdid.calls import Call
from crossdock_jdid.settings import Dialect
from crossdock_jdid.spans import Span, span_of

NEW, OLD = Dialect.GEN2, Dialect.GEN1
SPAN = Span(1655885576, 1655971976)
ROWS = [{"skuId": 601, "realNum": 1}, {"skuId": 602, "realNum": 0}]
WARES = "com.jd.eptid.warecenter.api.ware.WarePlusClient."
STOCK = "epi.ware.openapi.warestock."


@pytest.mark.parametrize(
    ("call", "method", "params", "payload"),
    [
        (calls.account(), "jingdong.seller.getAccountByPin", "{}", "returnType"),
        (
            calls.wares(NEW, 3, 10),
            "jingdong.seller.product.getWareInfoListByVendorId",
            '{"page":3,"size":10}',
            "returnType",
        ),
        (
            calls.skus(NEW, 635692163),
            "jingdong.seller.product.getSkuInfoBySpuIdAndVenderId",
            '{"spuId":635692163}',
            "returnType",
        ),
        (
            calls.stock(NEW, [601, 602]),
            "jingdong.epistock.queryEpiMerchantWareStock",
            """{"wareStockQueryListStr":"[{'skuId':601},{'skuId':602}]"}""",
            "EptRemoteResult",
        ),
        (
            calls.update_stock(NEW, ROWS),
            "jingdong.epistock.updateEpiMerchantWareStock",
            """{"wareStockUpdateListStr":"[{'skuId':601,'realNum':1},{'skuId':602,'realNum':0}]"}""",
            "EptRemoteResult",
        ),
        (
            calls.order_ids(NEW, 7, SPAN, 2),
            "jingdong.seller.order.getOrderIdListByCondition",
            (
                '{"orderStatus":7,"pageNo":2,"pageSize":20,'
                '"updateTimeBegin":"2022-06-22 15:12:56","updateTimeEnd":"2022-06-23 15:12:56"}'
            ),
            "result",
        ),
        (
            calls.orders(NEW, [1, 2]),
            "jingdong.seller.order.batchGetOrderInfoList",
            '{"orderId":"1,2"}',
            "result",
        ),
        (
            calls.order(NEW, 1),
            "jingdong.seller.order.getOrderInfoByOrderId",
            '{"orderId":1}',
            "result",
        ),
        (
            calls.print_order(NEW, 1),
            "jingdong.seller.order.printOrder",
            '{"orderId":1,"printNum":1,"printType":1}',
            "result",
        ),
        (
            calls.send_goods(NEW, 1, "JX1"),
            "jingdong.seller.order.sendGoodsOpenApi",
            '{"expressNo":"JX1","orderId":1}',
            "result",
        ),
    ],
)
def test_the_newer_generation(call, method, params, payload):
    """Each call of the newer generation has its method, an object as text, and its payload key."""
    assert Call(method, params, payload) == call


@pytest.mark.parametrize(
    ("call", "method", "params"),
    [
        (calls.wares(OLD, 3, 10), WARES + "getWareTinyInfoListByVenderId", "3,10"),
        (calls.skus(OLD, 635692163), WARES + "getSkuInfoBySpuId", "[635692163]"),
        (calls.stock(OLD, [601]), STOCK + "queryWareStockList", '{"jsonStr":[{"skuId":601}]}'),
        (
            calls.update_stock(OLD, ROWS[:1]),
            STOCK + "updateWareStock",
            '{"jsonStr":[{"realNum":1,"skuId":601}]}',
        ),
        (
            calls.order_ids(OLD, 1, SPAN, 2),
            "epi.popOrder.getOrderIdListByCondition",
            (
                '{"bookTimeBegin":1655885576000,"bookTimeEnd":1655971976000,"orderStatus":1,'
                '"startRow":20}'
            ),
        ),
        (calls.orders(OLD, [1, 2]), "epi.popOrder.getOrderInfoListForBatch", "[1,2]"),
        (calls.order(OLD, 1), "epi.popOrder.getOrderInfoByOrderId", "1"),
        (calls.print_order(OLD, 1), "epi.pop.order.print.uat1", '1,1,1,"PDF"'),
        (
            calls.send_goods(OLD, 1, "JX1"),
            "epi.popOrder.sendGoods.uat",
            '{"expressNo":"JX1","orderId":1}',
        ),
    ],
)
def test_the_older_generation(call, method, params):
    """Each call of the older generation has its method and its text, bare where it is bare."""
    assert (method, params) == (call.method, call.params)


@given(st.lists(st.tuples(st.integers(1, 10**18 - 1), st.integers(0, 2**31 - 1)), min_size=1))
def test_the_quoted_list_reads_back_exactly(pairs):
    """The list in single quotes holds each id and quantity to the last digit, beyond 2^53 too."""
    rows = [{"skuId": sku_id, "realNum": number} for sku_id, number in pairs]
    text = json.loads(calls.update_stock(NEW, rows).params)["wareStockUpdateListStr"]

    assert '"' not in text
    assert rows == json.loads(text.replace("'", '"'))


def test_a_span_reaches_a_second_further_than_its_window():
    """A window becomes the whole seconds around it, one more at each end."""
    start = datetime(2022, 6, 22, 8, 12, 56, 74000, tzinfo=UTC)

    assert Span(1655885575, 1655885578) == span_of(Window(start, start))


@given(st.integers(0, 10**10), st.integers(3, 10**6))
def test_halves_cover_their_span_and_share_a_second(start, length):
    """No moment of a span is outside both halves, and each half is shorter."""
    first, second = Span(start, start + length).halves()

    assert (start, start + length) == (first.start, second.end)
    assert first.end == second.start + 1
    assert max(first.end - first.start, second.end - second.start) < length
