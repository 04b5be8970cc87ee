"""What leaves: everything signed, each generation in its own way (sheet A1, A4)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

import crossdock_jdid
from crossdock import Secret, StockUpdate, Window
from crossdock.errors import CredentialsRefusedError
from crossdock.http import Response
from crossdock_jos.signing import sign, signed

NOW = datetime(2022, 6, 22, 8, 12, 56, 74000, tzinfo=UTC)
VECTORS = [
    (
        {
            "method": "jingdong.seller.order.getOrderInfoByOrderId",
            "v": "2.0",
            "timestamp": "2022-06-22 15:12:56.074+0700",
            "360buy_param_json": '{"orderId":1}',
        },
        "6125549E92AA8756D8E8F340741D8AD0",
    ),
    (
        {
            "method": "epi.popOrder.getOrderIdListByCondition",
            "v": "1.0",
            "format": "json",
            "sign_method": "md5",
            "timestamp": "2021-01-02 03:04:05.000+0700",
            "param_json": '{"orderStatus":1,"startRow":0}',
        },
        "108D09BC4F77A95AF3169E347BFEF053",
    ),
]


def by_hand(fields, secret):
    """Return the signature of *fields*, computed as sheet A4 words it."""
    rest = sorted((name, value) for name, value in fields.items() if name != "sign" and value)
    text = secret + "".join(name + value for name, value in rest) + secret
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.mark.parametrize(("fields", "signature"), VECTORS)
def test_the_vectors_of_both_generations(fields, signature):
    """The signatures that the descriptions give come out, by ours and by their own wording."""
    whole = {**fields, "app_key": "KEY", "access_token": "TOKEN"}

    assert signature == sign(whole, Secret("SECRET"))
    assert signature == by_hand(whole, "SECRET")
    assert signature == signed(whole, Secret("SECRET"))["sign"]


def test_the_newer_generation_on_the_wire(platform, connect, order_row):
    """A form with version, timestamp and signature goes to /routerjson; nothing is in the URL."""
    platform.say("getOrderInfoByOrderId", order_row(1))
    crossdock_jdid.get_order(connect(now=NOW), "1")

    [asked] = platform.asked
    fields = dict(asked.fields)
    assert ("POST", "open-api.jd.id", "/routerjson") == (asked.verb, asked.host, asked.path)
    assert by_hand(fields, "planted-canary-secret-1") == fields.pop("sign")
    assert {
        "method": "jingdong.seller.order.getOrderInfoByOrderId",
        "app_key": "9B4D7F0C12E34A56B78C90D1E2F3A4B5",
        "access_token": "planted-canary-token-1",
        "timestamp": "2022-06-22 15:12:56.074+0700",
        "v": "2.0",
        "360buy_param_json": '{"orderId":1}',
    } == fields


def test_the_older_generation_on_the_wire(platform, connect, order_row):
    """A query with format and sign_method, both signed, goes to /api of the older host."""
    platform.say("getOrderInfoByOrderId", order_row(1))
    crossdock_jdid.get_order(connect(dialect="gen1", now=NOW), "1")

    [asked] = platform.asked
    fields = dict(asked.fields)
    assert ("GET", "open.jd.id", "/api") == (asked.verb, asked.host, asked.path)
    assert by_hand(fields, "planted-canary-secret-1") == fields.pop("sign")
    assert {
        "method": "epi.popOrder.getOrderInfoByOrderId",
        "app_key": "9B4D7F0C12E34A56B78C90D1E2F3A4B5",
        "access_token": "planted-canary-token-1",
        "timestamp": "2022-06-22 15:12:56.074+0700",
        "v": "1.0",
        "format": "json",
        "sign_method": "md5",
        "param_json": "1",
    } == fields


def test_quotes_of_the_stock_list_are_signed_as_they_are(platform, shop):
    """What is signed is the decoded text, single quotes and all."""
    platform.say("updateEpiMerchantWareStock", None, key="EptRemoteResult")
    crossdock_jdid.push_stock(shop, (StockUpdate("601", 1),))

    [asked] = platform.asked
    fields = dict(asked.fields)
    assert by_hand(fields, "planted-canary-secret-1") == fields.pop("sign")
    assert """{"wareStockUpdateListStr":"[{'skuId':601,'realNum':1}]"}""" == asked.params


def refusing(token):
    """Return what answers any call signed with *token* as refused."""

    def answer(asked):
        if asked.fields["access_token"] == token:
            return {"error_response": {"code": "19", "en_desc": "Invalid access_token"}}
        name = asked.method.replace(".", "_")
        return {
            f"{name}_response": {
                "code": "0",
                "returnType": {"success": True, "model": {"venderId": 10088}},
                "result": {"success": True, "model": []},
            }
        }

    return answer


def test_a_refused_token_is_renewed_once(platform, connect):
    """With a refresh token, a refused access token is renewed and the call sent again."""
    for ending in ("getAccountByPin", "getWareInfoListByVendorId", "getOrderIdListByCondition"):
        platform.replies[ending] = refusing("planted-canary-token-1")
    platform.replies["/oauth2/refresh_token"] = {
        "access_token": "planted-canary-token-2",
        "expires_in": 86400,
        "refresh_token": "planted-canary-refresh-2",
        "time": 1655885576074,
    }
    shop = connect(refresh_token="planted-canary-refresh-1", now=NOW)
    crossdock_jdid.inspect_account(shop)

    [asked] = platform.calls("/oauth2/refresh_token")
    tokens = [one.fields["access_token"] for one in platform.calls("getAccountByPin")]
    assert ("oauth.jd.id", "refresh_token") == (asked.host, asked.fields["grant_type"])
    assert ["planted-canary-token-1", "planted-canary-token-2"] == tokens
    assert (
        Secret("planted-canary-refresh-2") == next(iter(shop.tokens.kept.tokens.values())).refresh
    )


def test_a_code_is_exchanged_for_a_token(platform, connect):
    """Without an access token, the consent page's code is exchanged, and its token signs."""
    platform.replies["/oauth2/access_token"] = {
        "access_token": "planted-canary-token-3",
        "expires_in": 86400,
        "refresh_token": "planted-canary-refresh-3",
        "time": 1655885576074,
    }
    platform.say("getOrderIdListByCondition", [])
    shop = connect(access_token="", authorization_code="c0de-1", now=NOW)
    window = Window(NOW, NOW)
    crossdock_jdid.list_orders(shop, window, None)

    exchange, call = platform.asked
    assert ("authorization_code", "c0de-1") == (
        exchange.fields["grant_type"],
        exchange.fields["code"],
    )
    assert "planted-canary-token-3" == call.fields["access_token"]


def test_without_token_or_code_the_consent_page_is_shown(platform, connect):
    """With only a redirect_uri, the error names the page on JD.ID's own host; nothing is sent."""
    shop = connect(access_token="", redirect_uri="https://shop.example/back")

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdid.get_order(shop, "1")

    assert "https://oauth.jd.id/oauth2/to_login?app_key=9B4D" in caught.value.next_step
    assert [] == platform.asked


def test_the_older_token_is_never_renewed(platform, connect):
    """The older generation's token lives long and is refused once and for all."""
    said = {"openapi_code": 19, "openapi_msg": "Invalid access_token", "openapi_data": None}
    platform.replies["getOrderInfoByOrderId"] = said
    shop = connect(dialect="gen1", refresh_token="planted-canary-refresh-1")

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdid.get_order(shop, "1")

    assert "19" == caught.value.remote_code
    assert "Key & Token" in caught.value.next_step
    assert 1 == len(platform.asked)


def test_no_secret_comes_back_out(platform, shop):
    """A platform that quotes our secrets cannot make us print them."""
    said = "bad planted-canary-secret-1 and planted-canary-token-1"
    platform.replies["getOrderInfoByOrderId"] = Response(
        200, json={"error_response": {"code": "12", "en_desc": said}}
    )

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdid.get_order(shop, "1")

    assert "planted-canary" not in str(caught.value) + str(vars(caught.value)) + repr(shop)
