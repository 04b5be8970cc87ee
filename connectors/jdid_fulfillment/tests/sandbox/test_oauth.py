"""OAuth2 and the box on its login page (sheet B1, B11)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

Open = Callable[..., Any]
BACK = "https://crossdock.example/back"


def consent(merchant: Any, **more: Any) -> Any:
    """Go to the login page."""
    given = {
        "client_id": merchant.settings["api_key"],
        "response_type": "code",
        "redirect_uri": BACK,
        "state": "s",
    }
    return merchant.request("GET", "/oauth/authorize", params=given, **more)


def press(merchant: Any, page: Any, **fields: str) -> Any:
    """Send the form of the login page."""
    action = page.text.split('action="')[1].split('"')[0].replace("&amp;", "&")
    return merchant.request("POST", f"/oauth/authorize{action}", data=fields)


def exchange(merchant: Any, code: str) -> Any:
    """Have tokens for a code."""
    given = {
        "client_id": merchant.settings["api_key"],
        "client_secret": merchant.settings["app_secret"],
        "grant_type": "authorization_code",
        "redirect_uri": BACK,
        "code": code,
    }
    return merchant.request("GET", "/oauth/token", params=given).json()


def code_in(answer: Any) -> str:
    """Return the code the merchant is sent back with."""
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def test_a_code_is_exchanged_for_a_token_that_works(merchant: Any) -> None:
    """Consent leads back with a code; its token admits calls and tells the account."""
    tokens = exchange(merchant, code_in(consent(merchant)))

    assert (merchant.settings["pin"], "0") == (
        tokens["user_nick"],
        merchant.code("master.queryDept", {}, access_token=tokens["access_token"]),
    )


def test_a_token_is_renewed(open_house: Open) -> None:
    """The refresh token gives another access token."""
    merchant = open_house(switches={"refresh_window": "0"})
    given = {
        "client_id": merchant.settings["api_key"],
        "client_secret": merchant.settings["app_secret"],
        "grant_type": "refresh_token",
        "refresh_token": merchant.settings["refresh_token"],
    }
    tokens = merchant.request("POST", "/oauth/token", data=given).json()

    assert "0" == merchant.code("master.queryDept", {}, access_token=tokens["access_token"])


@pytest.mark.parametrize(("fields", "subscribed"), [({"subscribe": "on"}, True), ({}, False)])
def test_the_box_decides_about_messages(
    open_house: Open, fields: dict[str, str], subscribed: bool
) -> None:
    """Who does not tick Berlangganan is not told about statuses."""
    merchant = open_house(switches={"consent": "page"})
    page = consent(merchant)
    answer = press(merchant, page, decision="grant", **fields)

    assert (True, 302, subscribed) == (
        "Berlangganan" in page.text,
        answer.status_code,
        merchant.state()["subscribed"],
    )


def test_a_denied_consent_changes_nothing(open_house: Open) -> None:
    """Who presses cancel is sent back with an error, and the subscription stays."""
    merchant = open_house(switches={"consent": "page"})
    answer = press(merchant, consent(merchant), decision="deny")

    assert (True, True) == ("error=access_denied" in answer.headers["location"],
                            merchant.state()["subscribed"])  # fmt: skip


def test_ticking_without_a_page(open_house: Open) -> None:
    """Where consent is automatic, a switch says whether the box was ticked."""
    merchant = open_house(switches={"tick": "off"})
    consent(merchant)

    assert False is merchant.state()["subscribed"]


def test_changes_are_logged_with_who_was_told(open_house: Open) -> None:
    """Every status change is in the log, marked with whether somebody had subscribed."""
    merchant = open_house(switches={"subscribed": "no"})
    number = merchant.outbound()
    merchant.advance(2)
    told = [
        (one["kind"], one["status"], one["subscribed"])
        for one in merchant.state()["log"]
        if one["number"] == number
    ]

    assert [("outbound", 10009, False), ("outbound", 10010, False)] == told
