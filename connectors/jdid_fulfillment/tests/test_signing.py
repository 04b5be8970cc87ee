"""Calls as they leave: signed, timed, with the credentials of their authorisation."""

from __future__ import annotations

import pytest

import crossdock_jdid_fulfillment
from crossdock import Secret
from crossdock.errors import CredentialsRefusedError
from crossdock.http import Request, Response
from crossdock_jdid_fulfillment.consent import LoginOAuth
from crossdock_jos.signing import serialise, sign

OAUTH = LoginOAuth(
    "https://oauth.jd.com", "JD", "KEY", Secret("planted-canary-secret-2"), "https://me/cb"
)


def test_the_vector_of_the_sheet():
    """The vector of the warehouse API comes out of the router's signature."""
    parameters = {
        "method": "jingdong.eclp.order.queryOrder",
        "app_key": "KEY",
        "access_token": "TOKEN",
        "timestamp": "2020-09-23 12:23:45",
        "format": "json",
        "v": "2.0",
        "360buy_param_json": serialise({"eclpSoNo": "ESL1"}),
    }

    assert "4B7AE1108F0B1B39F4B4E753BCFF504D" == sign(parameters, Secret("SECRET"))


def test_basic_calls_carry_the_gateway_user(platform, shop):
    """Time by Beijing's clock without a zone, JSON, and the gateway's extra credential."""
    platform.replies["stock.queryStock"] = {}

    crossdock_jdid_fulfillment.list_stock(shop, None)

    [system] = platform.systems
    assert "2022-09-01 12:00:00" == system["timestamp"]
    assert ("json", "2.0") == (system["format"], system["v"])
    assert ("budi_gateway", "planted-canary-token-1") == (
        system["gatewayuser"],
        system["access_token"],
    )


def test_quick_calls_carry_a_token_only(platform, connect):
    """Whoever logged in at JD has no gateway user."""
    platform.replies["stock.queryStock"] = {}

    crossdock_jdid_fulfillment.list_stock(connect(authorisation="quick"), None)

    assert "gatewayuser" not in platform.systems[0]


def test_basic_without_a_token_sends_none(platform, connect):
    """Basic credentials come without a token; a gateway that wants one says so."""
    platform.replies["stock.queryStock"] = {}

    crossdock_jdid_fulfillment.list_stock(connect(access_token=""), None)

    assert "access_token" not in platform.systems[0]


def test_a_token_that_is_wanted_is_asked_for(platform, connect, refused):
    """A refused or missing token ends in what to do about it."""
    platform.replies["stock.queryStock"] = refused("19", "无效access_token")

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdid_fulfillment.list_stock(connect(access_token=""), None)

    assert "access token" in caught.value.next_step


def test_where_to_log_in(connect):
    """Quick authorisation without a token shows the login page, at the older token host."""
    shop = connect(
        authorisation="quick", access_token="", redirect_uri="https://me.example/cb", pin=""
    )

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdid_fulfillment.list_stock(shop, None)

    assert "https://oauth.jd.com/oauth/authorize?response_type=code" in caught.value.next_step


def test_without_a_callback_there_is_no_login_page():
    """An app without a registered callback cannot show where to log in."""
    assert "" == LoginOAuth("https://h", "JD", "KEY", Secret("planted")).authorize_url()


def test_a_code_is_exchanged_by_post():
    """Code and refresh token go to the token path, with names as OAuth 2 has them."""
    asked = OAUTH.code_request(Secret("LOGIN1"))
    renewed = OAUTH.refresh_request(Secret("REFRESH1"))

    assert ("POST", "/oauth/token") == (asked.method, asked.url.path)
    assert {
        "client_id": "KEY",
        "client_secret": "planted-canary-secret-2",
        "grant_type": "authorization_code",
        "code": "LOGIN1",
        "redirect_uri": "https://me/cb",
    } == dict(asked.url.params)
    assert ("refresh_token", "REFRESH1") == (
        renewed.url.params["grant_type"],
        renewed.url.params["refresh_token"],
    )


def test_a_refused_code_names_the_path(shop):
    """What the token host refuses is told with its own path."""
    response = Response(
        200,
        json={"code": 402, "msg": "bad code"},
        request=Request("POST", "https://oauth.jd.com/oauth/token"),
    )

    with pytest.raises(CredentialsRefusedError) as caught:
        OAUTH.read_token(response, shop.now(), None)

    assert "POST /oauth/token" == caught.value.endpoint
