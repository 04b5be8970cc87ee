"""OAuth2: consent, codes, tokens and their renewal (sheet 3)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

Open = Callable[..., Any]
BACK = "https://shop.example/back?x=1"
DAY = 86_400


def consent(merchant: Any, path: str = "/oauth2/to_login", **more: str) -> Any:
    """Go to the login page."""
    key = "client_id" if path == "/oauth/authorize" else "app_key"
    given = {key: merchant.settings["app_key"], "response_type": "code", "redirect_uri": BACK,
             "state": "s 1", "scope": "snsapi_base", **more}  # fmt: skip
    return merchant.request("GET", path, params=given)


def code_of(merchant: Any, **more: str) -> str:
    """Return the code the seller is sent back with."""
    return parse_qs(urlsplit(consent(merchant, **more).headers["location"]).query)["code"][0]


def tokens(merchant: Any, path: str, **more: str) -> Any:
    """Ask for tokens."""
    given = {
        "app_key": merchant.settings["app_key"],
        "app_secret": merchant.settings["app_secret"],
        **more,
    }
    return merchant.request("GET", path, params=given).json()


def exchange(merchant: Any, code: str, **more: str) -> Any:
    """Exchange a code."""
    return tokens(
        merchant, "/oauth2/access_token", grant_type="authorization_code", code=code, **more
    )


def refresh(merchant: Any, token: str) -> Any:
    """Renew tokens."""
    return tokens(
        merchant, "/oauth2/refresh_token", grant_type="refresh_token", refresh_token=token
    )


def test_consent_leads_back_with_a_short_code(merchant: Any) -> None:
    """The seller comes back with six characters, the state, and what the address had."""
    answer = consent(merchant)
    query = parse_qs(urlsplit(answer.headers["location"]).query)

    assert (302, ["1"], ["s 1"], 6) == (
        answer.status_code,
        query["x"],
        query["state"],
        len(query["code"][0]),
    )


def test_a_code_gives_tokens_once(merchant: Any) -> None:
    """The tokens have the sheet's members, work at once, and a code is used up."""
    code = code_of(merchant)
    given, again = exchange(merchant, code), exchange(merchant, code)
    members = {"access_token", "expires_in", "refresh_token", "scope", "open_id", "xid", "time"}

    assert (True, 365 * DAY, 13, "0", 2010) == (
        members <= set(given),
        given["expires_in"],
        len(str(given["time"])),
        merchant.code(access_token=given["access_token"]),
        again["code"],
    )


def test_a_code_ends(merchant: Any) -> None:
    """A code that waits too long gives nothing."""
    code = code_of(merchant)
    merchant.control("/clock", {"advance": 601})

    assert 2010 == exchange(merchant, code)["code"]


def test_denied(open_shop: Open) -> None:
    """A seller who refuses is sent back with access_denied."""
    answer = consent(open_shop(switches={"consent": "deny"}))

    assert ["access_denied"] == parse_qs(urlsplit(answer.headers["location"]).query)["error"]


def test_login_page_speaks_gbk(open_shop: Open) -> None:
    """By switch the seller sees a page in GBK and decides there."""
    merchant = open_shop(switches={"consent": "page"})
    page = consent(merchant)
    granted = consent(merchant, decision="grant")
    denied = consent(merchant, decision="deny")

    assert (True, 302, True) == (
        "授权登录" in page.content.decode("gbk"),
        granted.status_code,
        "access_denied" in denied.headers["location"],
    )


@pytest.mark.parametrize(
    "more", [{"app_key": "x"}, {"redirect_uri": "javascript:x"}, {"redirect_uri": "//["}]
)
def test_bad_consent_leads_nowhere(merchant: Any, more: dict[str, str]) -> None:
    """An unknown app or a bad address is told on the page, not by a redirect."""
    assert (200, False) == (
        consent(merchant, **more).status_code,
        "location" in consent(merchant, **more).headers,
    )


def test_code_out_of_band(merchant: Any) -> None:
    """Without an address of its own an app gets the code on the page."""
    page = consent(merchant, redirect_uri="urn:ietf:wg:oauth:2.0:oob")

    assert True is ("id='code'" in page.content.decode("gbk"))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"app_key": "x"}, 1005),
        ({"app_secret": "x"}, 1006),
        ({"grant_type": "password"}, 1001),
        ({"code": "nothing"}, 2010),
    ],
)
def test_refused_tokens(merchant: Any, more: dict[str, str], code: int) -> None:
    """A refusal has a code that is not 0, a message and a request id."""
    given = {"grant_type": "authorization_code", "code": code_of(merchant), **more}
    answer = tokens(merchant, "/oauth2/access_token", **given)

    assert (code, {"code", "msg", "requestId"}) == (answer["code"], set(answer))


def test_refresh_only_in_the_last_day(merchant: Any) -> None:
    """A token is renewed within its last 24 hours, not before and not after."""
    token = merchant.settings["refresh_token"]
    early = refresh(merchant, token)["code"]
    merchant.control("/clock", {"advance": 364 * DAY + 60})
    renewed = refresh(merchant, token)
    merchant.control("/clock", {"advance": 366 * DAY})
    late = refresh(merchant, renewed["refresh_token"])["code"]

    assert (2013, 0, True, 2011) == (
        early,
        renewed["code"],
        renewed["refresh_token"] != token,
        late,
    )


def test_refresh_any_time(open_shop: Open) -> None:
    """By switch a token can be renewed at any time, and once: the token rotates."""
    merchant = open_shop(switches={"refresh_window": "0"})
    token = merchant.settings["refresh_token"]
    renewed = refresh(merchant, token)

    assert ("0", "19", 2012, 0) == (
        merchant.code(access_token=renewed["access_token"]),
        merchant.code(),
        refresh(merchant, token)["code"],
        refresh(merchant, renewed["refresh_token"])["code"],
    )


def test_refresh_without_rotation(open_shop: Open) -> None:
    """By switch access and refresh token keep their values and only live longer."""
    merchant = open_shop(
        switches={"refresh_window": "0", "refresh_access": "same", "refresh_rotates": "off"}
    )
    merchant.control("/clock", {"advance": 100 * DAY})
    renewed = refresh(merchant, merchant.settings["refresh_token"])
    merchant.control("/clock", {"advance": 300 * DAY})

    assert (merchant.settings["access_token"], merchant.settings["refresh_token"], "0") == (
        renewed["access_token"],
        renewed["refresh_token"],
        merchant.code(),
    )


def test_tokens_of_a_test_app(open_shop: Open) -> None:
    """An app in test state has tokens of 24 hours."""
    merchant = open_shop(switches={"app_state": "test"})
    before = merchant.code()
    merchant.control("/clock", {"advance": DAY + 1})

    assert ("0", "19") == (before, merchant.code())


def test_lives_of_tokens(open_shop: Open) -> None:
    """Both lives are switches."""
    merchant = open_shop(
        switches={"token_life": "60", "refresh_life": "120", "refresh_window": "0"}
    )
    merchant.control("/clock", {"advance": 61})
    expired = merchant.code()
    renewed = refresh(merchant, merchant.settings["refresh_token"])
    merchant.control("/clock", {"advance": 121})
    gone = refresh(merchant, renewed["refresh_token"])["code"]

    assert ("19", 60, 2011) == (expired, renewed["expires_in"], gone)


def test_expired_by_the_control_plane(merchant: Any) -> None:
    """Tokens can be made void; their refresh tokens then work at once."""
    merchant.control("/tokens/expire")
    expired = merchant.code()
    renewed = refresh(merchant, merchant.settings["refresh_token"])

    assert ("19", "0") == (expired, merchant.code(access_token=renewed["access_token"]))


def test_legacy_endpoints(merchant: Any) -> None:
    """The older endpoints speak client_id, take POST, and answer GBK with the nick."""
    answer = consent(merchant, "/oauth/authorize")
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    given = {
        "client_id": merchant.settings["app_key"],
        "client_secret": merchant.settings["app_secret"],
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
    }
    raw = merchant.request("POST", "/oauth/token", params=given)

    assert ("application/json;charset=GBK", True, True) == (
        raw.headers["content-type"],
        '"user_nick":"跨仓旗舰店_主账号"' in raw.content.decode("gbk"),
        '"time":"' in raw.content.decode("gbk"),
    )


def test_legacy_charset(open_shop: Open) -> None:
    """By switch the legacy endpoint answers UTF-8."""
    merchant = open_shop(switches={"legacy_charset": "utf-8"})
    raw = merchant.request("GET", "/oauth/token", params={"client_id": "x"})

    assert "application/json;charset=UTF-8" == raw.headers["content-type"]
