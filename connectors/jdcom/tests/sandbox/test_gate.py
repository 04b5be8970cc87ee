"""What every call passes, and in which order (sheet 1, 2 and 9)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

Open = Callable[..., Any]
SHOP = "jingdong.vender.shop.query"
OLD = "2000-01-01 00:00:00"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "0"),
        ({"app_key": None}, "20"),
        ({"app_key": "A" * 32}, "21"),
        ({"timestamp": "-"}, "7"),
        ({"timestamp": OLD}, "8"),
        ({"timestamp": "2026/11/22 10:00"}, "8"),
        ({"v": None}, "4"),
        ({"v": "3.0"}, "5"),
        ({"v": "1.0"}, "15"),
        ({"format": "xml"}, "13"),
        ({"method": None}, "14"),
        ({"method": "jd.pop.order.search"}, "15"),
        ({"sign": "-"}, "11"),
        ({"sign": "F" * 32}, "12"),
        ({"access_token": None}, "18"),
        ({"access_token": "0" * 32}, "19"),
        ({"360buy_param_json": "{"}, "63"),
        ({"360buy_param_json": "[]"}, "62"),
        ({"format": "json", "sign_method": "md5"}, "0"),
        ({"jos_result_fuzz": "1"}, "0"),
        ({"360buy_param_json": None}, "0"),
    ],
)
def test_codes(merchant: Any, changes: dict[str, Any], code: str) -> None:
    """Each fault of a request has its code, and the status is 200."""
    given = merchant.parameters(changes.get("method") or SHOP, {}, **changes)
    answer = merchant.request("POST", "/routerjson", data=given)
    found = answer.json().get("error_response", {"code": "0"})["code"]

    assert (200, code) == (answer.status_code, found)


def test_order_of_checks(merchant: Any) -> None:
    """With everything wrong the app key is said first, then time, version, method, sign, token."""
    wrong = {
        "app_key": "A" * 32,
        "timestamp": OLD,
        "v": "9",
        "method": "nothing.here",
        "sign": "F" * 32,
        "access_token": "0" * 32,
        "360buy_param_json": "{",
    }
    codes = []
    for name in list(wrong):
        codes.append(merchant.code("x", **wrong))
        del wrong[name]
        if name == "method":
            wrong["method"] = SHOP

    assert ["21", "8", "5", "15", "12", "19", "63"] == codes


def test_error_has_no_wrapper(merchant: Any) -> None:
    """A refusal is the only root key, with text codes and both languages."""
    expected = {
        "error_response": {
            "code": "12",
            "zh_desc": "无效签名",
            "en_desc": "Invalid Signature",
        }
    }

    assert expected == merchant.send(SHOP, sign="F" * 32)


def test_the_wrapper_is_the_only_root_key(merchant: Any) -> None:
    """The official SDK takes the first root key, whatever it is called."""
    answer = merchant.send(SHOP)

    assert (["jingdong_vender_shop_query_responce"], "0") == (
        list(answer),
        answer["jingdong_vender_shop_query_responce"]["code"],
    )


def test_get_with_everything_in_the_query(merchant: Any) -> None:
    """The PHP SDK sends everything in the query, with a trailing ampersand."""
    given = merchant.parameters(SHOP, {})
    query = "&".join(f"{name}={_quoted(value)}" for name, value in given.items()) + "&"
    answer = merchant.request("GET", f"/routerjson?{query}")

    assert "0" == answer.json()["jingdong_vender_shop_query_responce"]["code"]


def _quoted(text: str) -> str:
    return "".join(c if c.isalnum() else f"%{ord(c):02X}" for c in text)


def test_query_and_body_together(merchant: Any) -> None:
    """The Java SDK sends system parameters in the query and the JSON in the body."""
    given = merchant.parameters("jingdong.sku.read.searchSkuList", {"wareTitle": "纯棉 + 格子"})
    body = {"360buy_param_json": given.pop("360buy_param_json")}
    answer = merchant.request("POST", "/routerjson", params=given, data=body)

    assert "0" == answer.json()["jingdong_sku_read_searchSkuList_responce"]["code"]


def test_raw_json_body(merchant: Any) -> None:
    """An npm client sends the JSON as it is, plus signs and ampersands included."""
    text = '{"wareTitle":"a+b & c=d 100% 纯棉"}'
    given = merchant.parameters("jingdong.sku.read.searchSkuList", text)
    del given["360buy_param_json"]
    answer = merchant.request(
        "POST",
        "/routerjson",
        params=given,
        content=f"360buy_param_json={text}".encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert "0" == answer.json()["jingdong_sku_read_searchSkuList_responce"]["code"]


def test_gbk_is_no_valid_signature(merchant: Any) -> None:
    """Chinese in another charset than UTF-8 does not fit what was signed."""
    given = merchant.parameters("jingdong.sku.read.searchSkuList", {"wareTitle": "纯棉"})
    given["360buy_param_json"] = given["360buy_param_json"].encode("gbk")
    answer = merchant.request("POST", "/routerjson", data=given)

    assert "12" == answer.json()["error_response"]["code"]


def test_json_written_twice_does_not_fit(merchant: Any) -> None:
    """What was signed must be what is sent: another spacing is another text."""
    given = merchant.parameters(SHOP, '{"a": 1}')
    given["360buy_param_json"] = '{"a":1}'
    answer = merchant.request("POST", "/routerjson", data=given)

    assert "12" == answer.json()["error_response"]["code"]


def test_stamps_with_a_zone(merchant: Any) -> None:
    """A stamp may carry milliseconds and zone; without them it is Beijing's."""
    moment = merchant.now
    zoned = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.000+0000")
    utc = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    assert ("0", "8") == (merchant.code(timestamp=zoned), merchant.code(timestamp=utc))


@pytest.mark.parametrize(("shift", "code"), [(359, "0"), (361, "8"), (-359, "0"), (-361, "8")])
def test_clock_tolerance(merchant: Any, shift: int, code: str) -> None:
    """A stamp may be six minutes off, either way."""
    stamp = merchant.wall()
    frozen = datetime.strptime(f"{stamp}+0800", "%Y-%m-%d %H:%M:%S%z").isoformat()
    merchant.control("/clock", {"set": frozen, "freeze": True})
    merchant.control("/clock", {"advance": shift})

    assert code == merchant.code(timestamp=stamp)


def test_wider_tolerance(open_shop: Open) -> None:
    """Other pages of JD say ten minutes."""
    merchant = open_shop(switches={"clock_tolerance": "600"})
    stamp = merchant.wall()
    merchant.control("/clock", {"advance": 500})

    assert "0" == merchant.code(timestamp=stamp)


def test_code_as_number(open_shop: Open) -> None:
    """Codes may come as numbers."""
    merchant = open_shop(switches={"code_type": "number"})

    assert (0, 12) == (
        merchant.send(SHOP)["jingdong_vender_shop_query_responce"]["code"],
        merchant.send(SHOP, sign="F")["error_response"]["code"],
    )


def test_shapes_of_errors(open_shop: Open) -> None:
    """Errors were also seen inside the wrapper and at the root."""
    inside = open_shop(switches={"error_shape": "inside"}).send(SHOP, sign="F")
    root = open_shop(switches={"error_shape": "root"}).send(SHOP, sign="F")

    assert ("12", {"code": "12", "errorMessage": "无效签名"}) == (
        inside["jingdong_vender_shop_query_responce"]["code"],
        root,
    )


def test_wrapper_spelt_correctly(open_shop: Open) -> None:
    """Older documents spell the suffix correctly."""
    answer = open_shop(switches={"wrapper": "response"}).send(SHOP)

    assert ["jingdong_vender_shop_query_response"] == list(answer)


def test_unknown_parameters_are_signed_or_not(open_shop: Open) -> None:
    """A parameter the router does not know is part of the signed set, or by switch is not."""
    outcomes = []
    for mode in ("signed", "ignored"):
        merchant = open_shop(switches={"unknown_parameters": mode})
        given = merchant.parameters(SHOP, {}) | {"debug": "1"}
        answer = merchant.request("POST", "/routerjson", data=given).json()
        outcomes.append(answer.get("error_response", {"code": "0"})["code"])

    assert ["12", "0"] == outcomes


def test_states_of_the_app(open_shop: Open) -> None:
    """An app that is not online is 25; one in test state has 500 calls a day, then 2."""
    offline = open_shop(switches={"app_state": "offline"})
    tested = open_shop(switches={"app_state": "test"}, listings=1)
    stamp = tested.wall()
    codes = [tested.code(timestamp=stamp) for _ in range(501)]
    tested.control("/clock", {"advance": 86_000})
    tomorrow = tested.code()

    assert ("25", {"0"}, "2", "0") == (offline.code(), set(codes[:500]), codes[500], tomorrow)


def test_quota_of_a_live_app(open_shop: Open) -> None:
    """A live app's calls per day can be limited, and its calls per second."""
    daily = open_shop(switches={"daily_calls": "2"})
    hasty = open_shop(switches={"request_limit": "1/1"})

    assert (["0", "0", "2"], ["0", "2"]) == (
        [daily.code() for _ in range(3)],
        [hasty.code() for _ in range(2)],
    )


@pytest.mark.parametrize(
    ("switches", "code"),
    [
        ({"no_permission": SHOP}, "24"),
        ({"no_permission": "all"}, "24"),
        ({"no_permission": "other"}, "0"),
        ({"retired": SHOP}, "15"),
        ({"stopped": f"x, {SHOP}"}, "23"),
        ({"ip_whitelist": "10.0.0.1"}, "80"),
        ({"ip_whitelist": "10.0.0.1,127.0.0.1"}, "0"),
        ({"merchant": "off"}, "22"),
    ],
)
def test_who_may_call_what(open_shop: Open, switches: dict[str, str], code: str) -> None:
    """Permission, retirement, whitelist and the kind of account have codes of their own."""
    assert code == open_shop(switches=switches).code()


def test_faults_of_the_gateway(open_shop: Open) -> None:
    """A fault gives any code, before or after the call was done, by the method's name."""
    merchant = open_shop(
        faults=(
            "POST /routerjson/jingdong.vender.shop.query: api-error(code=65)@1",
            "POST /routerjson/jingdong.vender.shop.query: expired-token@2",
            "* *jingdong.stock*: api-error(code=67,applied=yes)@1",
        )
    )
    sku = merchant.single()
    fields = {"skuId": sku["listing_id"], "stockNum": 7}
    codes = [merchant.code() for _ in range(3)]
    applied = merchant.code("jingdong.stock.write.updateSkuStock", fields)

    assert (["65", "19", "0"], "67", 7) == (
        codes,
        applied,
        merchant.state()[0][sku["listing_id"]]["stores"]["0"],
    )


def test_meter_counts_by_method(merchant: Any) -> None:
    """The meter counts each method by its name, with the rows it gave."""
    merchant.wares(pageSize=10)
    endpoints = merchant.control("/meter", method="GET")["endpoints"]
    name = "POST /routerjson/jingdong.ware.read.searchWare4Valid"

    assert {"requests": 1, "rows": 10, "statuses": {"200": 1}} == {
        key: value for key, value in endpoints[name].items() if key != "peak_per_second"
    }


def test_other_pages_are_not_there(merchant: Any) -> None:
    """There is one router path and the OAuth ones."""
    assert 404 == merchant.request("GET", "/rest").status_code
