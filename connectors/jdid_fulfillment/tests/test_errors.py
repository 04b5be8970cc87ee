"""`crossdock_jdid_fulfillment.errors`: envelopes, refusals, and lists that are empty."""

from __future__ import annotations

import json

import pytest

import crossdock_jdid_fulfillment
from crossdock import DocumentKey
from crossdock.errors import (
    CredentialsRefusedError,
    OutcomeUnknownError,
    RateLimitedError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.http import Response

STOCK = "stock.queryStock"


@pytest.mark.parametrize("spelling", ["responce", "response"])
def test_both_spellings_of_the_root(platform, shop, spelling):
    """An answer is read whether its root says responce or response."""
    platform.spelling = spelling
    platform.replies["master.queryWarehouse"] = {
        "querywarehouse_result": [{"warehouseNo": "110008765", "status": 2}]
    }

    [found] = crossdock_jdid_fulfillment.list_warehouses(shop)

    assert "110008765" == found.warehouse_id


def test_a_single_root_of_another_method(platform, shop):
    """A root of another name is taken where it is the only one."""
    platform.replies["master.queryWarehouse"] = Response(
        200, json={"queryWarehouse_response": {"code": 0, "querywarehouse_result": []}}
    )

    assert () == crossdock_jdid_fulfillment.list_warehouses(shop)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("2", RateLimitedError),
        ("12", CredentialsRefusedError),
        ("15", RequestRefusedError),
        ("19", CredentialsRefusedError),
        ("65", RemoteTroubleError),
        ("67", RequestRefusedError),
        ("100400", RequestRefusedError),
    ],
)
def test_what_a_code_of_the_gateway_becomes(platform, shop, refused, code, error):
    """Each kind of refusal of a read is the error that says what to do next."""
    platform.replies[STOCK] = refused(code, "it said so")

    with pytest.raises(error) as caught:
        crossdock_jdid_fulfillment.list_stock(shop, None)

    assert code == caught.value.remote_code
    assert "it said so" in str(caught.value)


@pytest.mark.parametrize(("code", "asked"), [("65", 3), ("67", 1), ("12", 1)])
def test_what_is_asked_again(platform, shop, refused, code, asked):
    """A read is repeated for time-outs behind the gateway, and never for a refusal."""
    platform.replies[STOCK] = refused(code, "no")

    with pytest.raises(RemoteError):
        crossdock_jdid_fulfillment.list_stock(shop, None)

    assert asked == len(platform.calls(STOCK))


def test_a_quota_is_waited_for(platform, shop, refused):
    """A used-up quota lasts too long to wait for inside a call, and says for how long."""
    platform.replies["order.cancelOrder"] = refused("2", "call limited")

    with pytest.raises(RateLimitedError) as caught:
        crossdock_jdid_fulfillment.cancel_outbound(shop, DocumentKey("CD-1", "ESL1"))

    assert 600 == caught.value.retry_after
    assert 1 == len(platform.asked)


@pytest.mark.parametrize(
    "words",
    [
        "查询结果为空",
        "未查询到库存记录",
        "没有数据",
        "出库单ESL1不存在",
        "No data",
        "The result is empty",
        "empty result",
        "Order does not exist",
        "no records found",
        "Not found.",
    ],
)
@pytest.mark.parametrize("code", ["67", "10001"])
def test_no_rows_come_as_an_error(platform, shop, refused, code, words):
    """An error that only says that there is nothing is an empty list."""
    platform.replies[STOCK] = refused(code, words)

    page = crossdock_jdid_fulfillment.list_stock(shop, None)

    assert ((), ()) == (page.items, page.refused)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("67", "事业部不存在"),
        ("67", "deptNo不能为空"),
        ("67", "查询参数信息为空"),
        ("67", "没有数据权限"),
        ("67", "department does not exist: no data"),
        ("67", "goodsNo is wrong"),
        ("15", "no data"),
    ],
)
def test_other_refusals_are_not_empty_lists(platform, shop, refused, code, words):
    """A missing department, parameter or permission is a refusal, whatever is empty in it."""
    platform.replies[STOCK] = refused(code, words)

    with pytest.raises(RequestRefusedError):
        crossdock_jdid_fulfillment.list_stock(shop, None)


def test_a_refusal_inside_the_wrapper(platform, shop):
    """A code that is not 0 in the wrapper is the error, as beside it."""
    body = {
        "jingdong_eclp_stock_queryStock_responce": {
            "code": "67",
            "zh_desc": "库存服务拒绝",
            "x": 1,
        }
    }
    platform.replies[STOCK] = Response(200, content=json.dumps(body).encode())

    with pytest.raises(RequestRefusedError, match="库存服务拒绝"):
        crossdock_jdid_fulfillment.list_stock(shop, None)


@pytest.mark.parametrize(
    "answer",
    [
        Response(502, content=b"<html>bad gateway</html>"),
        Response(200, content=b"<html>login</html>"),
        Response(200, content=b""),
        Response(200, json={"a": {}, "b": {}}),
        Response(500, json={}),
    ],
)
def test_what_is_no_answer_is_a_doubt_after_a_write(platform, shop, outbound, answer):
    """A write whose answer cannot be read may have been done: nobody says that it was not."""
    platform.replies["order.addOrder"] = answer

    with pytest.raises(OutcomeUnknownError):
        crossdock_jdid_fulfillment.create_outbound(shop, outbound())

    assert 1 == len(platform.calls("order.addOrder"))


def test_what_is_no_answer_is_trouble_after_a_read(platform, shop):
    """A read that was answered with a page of a proxy's is trouble, and repeated."""
    platform.replies[STOCK] = Response(200, content=b"<html>login</html>")

    with pytest.raises(UnreadableAnswerError):
        crossdock_jdid_fulfillment.list_stock(shop, None)

    assert 3 == len(platform.calls(STOCK))
