"""Who may call, and how each generation is asked and answers (sheet A1 to A5)."""

import json
from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest

Open = Callable[..., Any]
ME = "jingdong.seller.getAccountByPin"
IDS = "epi.popOrder.getOrderIdListByCondition"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "0"),
        ({"app_key": None}, "20"),
        ({"app_key": "A"}, "21"),
        ({"timestamp": "2022-06-22 15:12:56.074+0700"}, "8"),
        ({"timestamp": "2022-06-22 15:12:56.074 0700"}, "8"),
        ({"v": None}, "4"),
        ({"v": "1.0"}, "15"),
        ({"v": "9"}, "5"),
        ({"format": "xml"}, "13"),
        ({"format": "json", "sign_method": "md5"}, "0"),
        ({"sign": "F" * 32}, "12"),
        ({"sign": ""}, "11"),
        ({"access_token": None}, "18"),
        ({"access_token": "0"}, "19"),
        ({"360buy_param_json": "{"}, "63"),
        ({"360buy_param_json": "[1]"}, "62"),
        ({"360buy_param_json": ""}, "0"),
    ],
)
def test_codes(seller: Any, changes: dict[str, Any], code: str) -> None:
    """Each fault of a request has its code of the family, and the status is 200."""
    given = seller.parameters(ME, "{}", **changes)
    answer = seller.request("POST", "/routerjson", data=given)

    assert (200, code) == (
        answer.status_code,
        answer.json().get("error_response", {"code": "0"})["code"],
    )


def test_the_wrapper_is_spelt_correctly(seller: Any) -> None:
    """The root key ends in _response here, keeps its camel case, and holds a text code."""
    answer = seller.send(ME)

    assert (["jingdong_seller_getAccountByPin_response"], "0", True) == (
        list(answer),
        answer["jingdong_seller_getAccountByPin_response"]["code"],
        answer["jingdong_seller_getAccountByPin_response"]["returnType"]["success"],
    )


def test_everything_in_the_query(seller: Any) -> None:
    """One client sends everything in the query of a GET, another all but the JSON there."""
    given = seller.parameters(ME, "{}")
    got = seller.request("GET", "/routerjson", params=given).json()
    body = {"360buy_param_json": given.pop("360buy_param_json")}
    posted = seller.request("POST", "/routerjson", params=given, data=body).json()

    assert got == posted


def test_a_plus_sign_must_be_encoded(seller: Any) -> None:
    """A zone whose plus sign was not encoded arrives as a space, which is no time."""
    given = seller.parameters(ME, "{}")
    query = "&".join(f"{name}={value}" for name, value in given.items())
    answer = seller.request("POST", "/routerjson", content=query.encode(), headers={
        "content-type": "application/x-www-form-urlencoded"})  # fmt: skip

    assert "8" == answer.json()["error_response"]["code"]


def test_zones_of_a_stamp(seller: Any) -> None:
    """A stamp says its zone; without one it is western Indonesia's."""
    utc = seller.now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.000+0000")
    naked = seller.now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    assert ("0", "0", "8") == (
        seller.code(ME, {}, timestamp=utc),
        seller.code(ME, {}, timestamp=seller.wall()),
        seller.code(ME, {}, timestamp=naked),
    )


def test_old_generation_wraps_text(seller: Any) -> None:
    """Generation 1 answers JSON text within JSON, with codes as numbers."""
    answer = seller.old(IDS, '{"orderStatus":1,"startRow":0}')
    inner = json.loads(answer["openapi_data"])

    assert (0, "success", {"code", "success", "message", "model"}, list) == (
        answer["openapi_code"],
        answer["openapi_msg"],
        set(inner),
        type(inner["model"]),
    )


def test_old_generation_refuses(seller: Any) -> None:
    """Its refusals have the family's codes in its own envelope."""
    bad = seller.old(IDS, "{}", sign="F" * 32)
    newer = seller.old(ME, "{}")
    broken = seller.old(IDS, "{{{")

    assert (12, "", 15, 63) == (
        bad["openapi_code"],
        bad["openapi_data"],
        newer["openapi_code"],
        broken["openapi_code"],
    )


def test_old_generation_takes_multipart(seller: Any) -> None:
    """One client posts the old parameters as multipart, to either path."""
    given = seller.old_parameters(IDS, "{}")
    parts = {name: (None, value) for name, value in given.items()}
    answers = [
        seller.request("POST", path, files=parts).json()["openapi_code"]
        for path in ("/api", "/api_bigdata")
    ]

    assert [0, 0] == answers


def test_old_generation_takes_a_keyed_digest(seller: Any) -> None:
    """With sign_method hmacmd5 the secret is the digest's key."""
    assert 0 == seller.old(IDS, "{}", sign_method="hmacmd5")["openapi_code"]


def test_key_waits_for_approval(open_shop: Open) -> None:
    """A key that waits is refused with 24 until it is owned, days later."""
    seller = open_shop(switches={"approval": "waiting"})
    before = seller.code()
    state = seller.control("", method="GET")["approval"]
    seller.control("/clock", {"advance": 5 * 86_400 + 60})

    assert ("24", "waiting", "0", "own") == (
        before,
        state,
        seller.code(),
        seller.control("", method="GET")["approval"],
    )


def test_key_waits_forever(open_shop: Open) -> None:
    """By switch nobody approves."""
    seller = open_shop(switches={"approval": "waiting", "approval_days": "0"})
    seller.control("/clock", {"advance": 20 * 86_400})

    assert "24" == seller.code()


@pytest.mark.parametrize(
    ("switches", "code"),
    [
        ({"approval": "none"}, "88"),
        ({"qualified": "off"}, "64"),
        ({"merchant": "off"}, "22"),
        ({"no_permission": ME}, "24"),
        ({"retired": ME}, "15"),
        ({"stopped": ME}, "23"),
        ({"ip_whitelist": "10.0.0.1"}, "80"),
        ({"app_state": "offline"}, "25"),
    ],
)
def test_who_may_call(open_shop: Open, switches: dict[str, str], code: str) -> None:
    """Approval, kind of seller, permission and address have codes of their own."""
    assert code == open_shop(switches=switches).code()


def test_quotas(open_shop: Open) -> None:
    """Calls per day and per second can be limited."""
    daily, hasty = (
        open_shop(switches={"daily_calls": "1"}),
        open_shop(switches={"request_limit": "1/1"}),
    )

    assert (["0", "2"], ["0", "2"]) == (
        [daily.code() for _ in range(2)],
        [hasty.code() for _ in range(2)],
    )


def test_shapes_of_the_gateway(open_shop: Open) -> None:
    """Codes as numbers, errors elsewhere, other parameters, and a wider clock are switches."""
    numbers = open_shop(switches={"code_type": "number"}).send(ME, {}, sign="F")
    inside = open_shop(switches={"error_shape": "inside"}).send(ME, {}, sign="F")
    ignoring = open_shop(switches={"unknown_parameters": "ignored"})
    given = ignoring.parameters(ME, "{}") | {"debug": "1"}
    late = open_shop(switches={"clock_tolerance": "600"})
    stamp = late.stamp
    late.control("/clock", {"advance": 500})

    assert (12, "12", False, "0") == (
        numbers["error_response"]["code"],
        inside["jingdong_seller_getAccountByPin_response"]["code"],
        "error_response" in ignoring.request("POST", "/routerjson", data=given).json(),
        late.code(ME, {}, timestamp=stamp),
    )


def test_a_closed_platform(open_shop: Open) -> None:
    """By switch JD.ID is closed: nothing answers any more, and the control plane does."""
    seller = open_shop(switches={"platform": "closed"})

    assert (503, "jdid") == (
        seller.request("POST", "/routerjson").status_code,
        seller.control("", method="GET")["sandbox"],
    )


def tokens(seller: Any, path: str, **more: str) -> Any:
    """Ask for tokens."""
    given = {"app_key": seller.settings["app_key"], "app_secret": seller.settings["app_secret"]}
    return seller.request("GET", path, params={**given, **more}).json()


def refresh(seller: Any, token: str) -> Any:
    """Renew tokens."""
    path = "/oauth2/refresh_token"
    return tokens(seller, path, grant_type="refresh_token", refresh_token=token)


def test_code_flow(seller: Any) -> None:
    """Consent leads back with a code, which gives tokens that work; other members besides."""
    given = {"app_key": seller.settings["app_key"], "response_type": "code", "state": "s",
             "redirect_uri": "https://shop.example/", "scope": "snsapi_base"}  # fmt: skip
    back = seller.request("GET", "/oauth2/to_login", params=given).headers["location"]
    code = back.partition("code=")[2].partition("&")[0]
    found = tokens(seller, "/oauth2/access_token", grant_type="authorization_code", code=code)

    assert ("0", {"access_token", "expires_in", "refresh_token", "scope", "open_id", "uid",
                  "time", "token_type", "code"}) == (
        seller.code(ME, {}, access_token=found["access_token"]),
        set(found),
    )  # fmt: skip


def test_refresh_rotates(seller: Any) -> None:
    """A refresh token is good once; the one that comes with the tokens is the next."""
    token = seller.settings["refresh_token"]
    renewed = refresh(seller, token)

    assert (2012, 0, "19") == (
        refresh(seller, token)["code"],
        refresh(seller, renewed["refresh_token"])["code"],
        seller.code(),
    )


def test_refresh_by_switch(open_shop: Open) -> None:
    """Without rotation, with the same token, and only late are switches."""
    same = open_shop(switches={"refresh_rotates": "off", "refresh_access": "same"})
    late = open_shop(switches={"refresh_window": "60"})

    assert ((same.settings["access_token"], same.settings["refresh_token"]), 2013) == (
        (lambda r: (r["access_token"], r["refresh_token"]))(
            refresh(same, same.settings["refresh_token"])
        ),
        refresh(late, late.settings["refresh_token"])["code"],
    )


def test_lives_and_consent(open_shop: Open) -> None:
    """Lives of tokens and what the seller does are switches."""
    seller = open_shop(switches={"token_life": "60", "refresh_life": "90", "consent": "deny"})
    given = {"app_key": seller.settings["app_key"], "redirect_uri": "https://a.example/"}
    denied = seller.request("GET", "/oauth2/to_login", params=given).headers["location"]
    seller.control("/clock", {"advance": 61})
    expired = seller.code()
    seller.control("/clock", {"advance": 40})

    assert ("https://a.example/?error=access_denied", "19", 2011) == (
        denied,
        expired,
        refresh(seller, seller.settings["refresh_token"])["code"],
    )


def test_expired_by_the_control_plane(seller: Any) -> None:
    """Tokens can be made void for both generations."""
    seller.control("/tokens/expire")

    assert ("19", 19) == (seller.code(), seller.old(IDS, "{}")["openapi_code"])


def test_faults_by_method(open_shop: Open) -> None:
    """A fault concerns the method it names, in either generation."""
    seller = open_shop(
        faults=(
            f"POST /routerjson/{ME}: api-error(code=66)@1",
            f"GET /api/{IDS}: expired-token@1",
        )
    )

    assert (["66", "0"], [19, 0]) == (
        [seller.code() for _ in range(2)],
        [seller.old(IDS, "{}")["openapi_code"] for _ in range(2)],
    )
