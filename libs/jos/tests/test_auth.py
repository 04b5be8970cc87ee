"""`crossdock_jos.auth`: each attempt signed afresh, clock and token mended once."""

from __future__ import annotations

from crossdock import Secret, Token
from crossdock.http import Request
from crossdock_jos import FixedToken, RouterClock
from crossdock_jos.auth import parameters_of
from crossdock_jos.signing import verify
from crossdock_jos.timestamps import JAKARTA

URL = "https://api.test/routerjson"


def test_a_call_is_completed_and_signed(desk):
    """Key, token, timestamp and signature are added, and what was there stays."""
    request = Request("POST", URL, data={"method": "m", "v": "2.0", "360buy_param_json": "{}"})

    desk.run(desk.auth(), request)

    [sent] = desk.router.calls
    assert verify(sent, Secret("planted-secret"))
    assert {
        "360buy_param_json": "{}",
        "access_token": "token-1",
        "app_key": "KEY",
        "method": "m",
        "timestamp": "2026-09-01 12:00:00.000+0800",
        "v": "2.0",
        "sign": sent["sign"],
    } == sent


def test_a_post_keeps_everything_in_its_body(desk):
    """Nothing of a POST, its token least of all, stands in the URL."""
    asked = next(desk.auth().auth_flow(Request("POST", URL, data={"method": "m"})))

    assert b"" == asked.url.query
    assert "application/x-www-form-urlencoded;charset=UTF-8" == asked.headers["content-type"]
    assert str(len(asked.content)) == asked.headers["content-length"]


def test_a_get_keeps_everything_in_its_query(desk):
    """A GET is signed in its query, plus signs of the zone encoded."""
    request = Request("GET", URL, params={"method": "m", "360buy_param_json": '{"a":"中 +&"}'})

    asked = next(desk.auth().auth_flow(request))

    assert b"%2B0800" in asked.url.query
    assert '{"a":"中 +&"}' == parameters_of(asked)["360buy_param_json"]
    assert verify(parameters_of(asked), Secret("planted-secret"))


def test_what_core_wrote_on_the_request_stays(desk):
    """Headers and extensions of the request go with the signed one."""
    request = Request(
        "POST", URL, data={"method": "m"}, headers={"User-Agent": "us"}, extensions={"mark": 1}
    )

    asked = next(desk.auth().auth_flow(request))

    assert ("us", 1) == (asked.headers["user-agent"], asked.extensions["mark"])


def test_extra_parameters_are_signed(desk):
    """Format and sign_method are sent and signed where they are asked for."""
    desk.run(desk.auth(extra=(("format", "json"), ("sign_method", "md5"))))

    assert ("json", "md5") == (
        desk.router.calls[0]["format"],
        desk.router.calls[0]["sign_method"],
    )


def test_a_stale_clock_learns_from_the_refusal(desk):
    """A refused timestamp is sent again by the Date of the refusal, and so is the next."""
    desk.router.errors = ["8"]
    desk.router.date = "Tue, 01 Sep 2026 07:30:00 GMT"
    auth = desk.auth()

    desk.run(auth)
    desk.run(auth)

    assert [
        "2026-09-01 12:00:00.000+0800",
        "2026-09-01 15:30:00.000+0800",
        "2026-09-01 15:30:00.000+0800",
    ] == [call["timestamp"] for call in desk.router.calls]


def test_a_form_that_is_not_read_is_changed(desk):
    """Where the clock is right and still refused, the plain form is tried and kept."""
    desk.router.errors = ["8"]
    desk.router.date = "Tue, 01 Sep 2026 04:00:02 GMT"
    auth = desk.auth()

    desk.run(auth)
    desk.run(auth)

    assert ["2026-09-01 12:00:00.000+0800", "2026-09-01 12:00:00", "2026-09-01 12:00:00"] == [
        call["timestamp"] for call in desk.router.calls
    ]


def test_a_refused_timestamp_is_mended_once(desk):
    """A router that refuses every timestamp is asked twice, and no more."""
    desk.router.errors = ["8"] * 9
    desk.router.date = "Tue, 01 Sep 2026 07:30:00 GMT"

    response = desk.run(desk.auth())

    assert 2 == len(desk.router.calls)
    assert b'"8"' in response.content


def test_the_clock_of_another_zone(desk):
    """Timestamps are those of the zone that the router lives in."""
    desk.run(desk.auth(clock=RouterClock(lambda: desk.now, JAKARTA)))

    assert "2026-09-01 11:00:00.000+0700" == desk.router.calls[0]["timestamp"]


def test_clock_and_token_are_both_mended(desk):
    """A call whose timestamp and then whose token are refused succeeds at the third try."""
    desk.router.errors = ["8"]
    desk.router.valid = "token-2"
    desk.router.grants = [{"access_token": "token-2", "expires_in": 86400}]

    response = desk.run(desk.auth())

    assert ["token-1", "token-1", "token-2"] == [
        call["access_token"] for call in desk.router.calls
    ]
    assert b"x_responce" in response.content


def test_a_token_refused_twice_is_told(desk):
    """If the new token is refused too, the refusal is the answer."""
    desk.router.valid = "none"
    desk.router.grants = [{"access_token": "token-2", "expires_in": 86400}]

    response = desk.run(desk.auth())

    assert 2 == len(desk.router.calls)
    assert b'"19"' in response.content


def test_a_fixed_token_is_never_renewed(desk):
    """A token from the console is sent as it is, and its refusal is the answer."""
    desk.router.valid = "other"
    tokens = FixedToken(Token(Secret("token-9")))

    response = desk.run(desk.auth(tokens=tokens))

    assert ["token-9"] == [call["access_token"] for call in desk.router.calls]
    assert b'"19"' in response.content


def test_other_errors_are_left_alone(desk):
    """A refused signature is neither repeated nor answered with a new token."""
    desk.router.errors = ["12"]

    desk.run(desk.auth())

    assert (1, []) == (len(desk.router.calls), desk.router.asked)
