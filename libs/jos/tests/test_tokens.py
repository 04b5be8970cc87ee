"""`crossdock_jos.tokens` and `crossdock_jos.oauth`: tokens given out, kept, renewed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from crossdock import Secret, Token
from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RequestRefusedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock.http import Response
from crossdock_jos import OAuth

MILLISECONDS = 1788235200000  # 2026-09-01T04:00:00Z


def granted(text, refresh=None, seconds=86400, **more):
    """Return an answer of the token host."""
    body = {"access_token": text, "expires_in": seconds, "time": MILLISECONDS, "code": 0, **more}
    return body if refresh is None else {**body, "refresh_token": refresh}


def kept(desk):
    """Return the one token on the shelf."""
    [token] = [one for key, one in desk.shelf.tokens.items() if not key.endswith("|due")]
    return token


def test_the_consent_page():
    """Its address carries key, callback, state and scope, and no secret."""
    oauth = OAuth("https://open-oauth.jd.com", "JD.com", "KEY", Secret("s"), "https://me/cb?a=1")

    url = urlsplit(oauth.authorize_url("st+ate"))

    assert ("open-oauth.jd.com", "/oauth2/to_login") == (url.netloc, url.path)
    assert {
        "app_key": ["KEY"],
        "response_type": ["code"],
        "redirect_uri": ["https://me/cb?a=1"],
        "state": ["st+ate"],
        "scope": ["snsapi_base"],
    } == parse_qs(url.query)


def test_no_callback_no_consent_page():
    """Without a registered callback there is no page to point to."""
    assert "" == OAuth("https://o", "JD.com", "KEY", Secret("s")).authorize_url()


def test_a_code_is_exchanged_once(desk):
    """Where there is only a code, the first call exchanges it and the second does not."""
    desk.router.grants = [granted("token-1", "refresh-1")]
    auth = desk.auth(tokens=desk.tokens(given=None, code=Secret("Ab3xYz")))

    desk.run(auth)
    desk.run(auth)

    [request] = desk.router.asked
    assert ("GET", "/oauth2/access_token") == (request.method, request.url.path)
    assert {
        "app_key": "KEY",
        "app_secret": "planted-secret",
        "grant_type": "authorization_code",
        "code": "Ab3xYz",
    } == dict(request.url.params)
    assert kept(desk).expires_at == desk.now + timedelta(days=1)


def test_a_code_takes_the_place_of_a_typed_token(desk):
    """Whoever types a code beside a token that died gets the code's token."""
    desk.router.valid = "token-2"
    desk.router.grants = [granted("token-2", "refresh-2")]

    desk.run(desk.auth(tokens=desk.tokens(code=Secret("Ab3xYz"))))

    assert ["/oauth2/access_token"] == [request.url.path for request in desk.router.asked]
    assert ["token-2"] == [call["access_token"] for call in desk.router.calls]


def test_neither_token_nor_code(desk):
    """Without both, the error names the page to consent on."""
    tokens = desk.tokens(given=None)
    tokens.oauth = OAuth("https://o", "JD.com", "KEY", Secret("planted-secret"), "https://me/cb")

    with pytest.raises(CredentialsRefusedError) as caught:
        desk.run(desk.auth(tokens=tokens))

    assert "https://o/oauth2/to_login?app_key=KEY" in caught.value.next_step


def test_a_refused_token_is_renewed_with_rotation(desk):
    """The new token and the new refresh token are kept, and the call is sent again."""
    desk.router.valid = "token-2"
    desk.router.grants = [granted("token-2", "refresh-2")]

    desk.run(desk.auth())

    assert "/oauth2/refresh_token" == desk.router.asked[0].url.path
    assert "refresh-1" == desk.router.asked[0].url.params["refresh_token"]
    assert ("token-2", "refresh-2") == (kept(desk).text.reveal(), kept(desk).refresh.reveal())
    assert {"token-1", "token-2", "refresh-1", "refresh-2"} == set(desk.learned)


def test_a_refresh_without_rotation(desk):
    """Where no new refresh token comes, the old one stays."""
    desk.router.valid = "token-2"
    desk.router.grants = [granted("token-2")]

    desk.run(desk.auth())

    assert "refresh-1" == kept(desk).refresh.reveal()


def test_a_refresh_that_only_extends(desk):
    """The same token text with a later end counts as a new token."""
    token = Token(Secret("token-1"), desk.now + timedelta(hours=3), Secret("refresh-1"))
    tokens = desk.tokens()
    desk.shelf.write(tokens.key, token)
    desk.router.grants = [granted("token-1", seconds=31536000)]

    desk.run(desk.auth(tokens=tokens))

    assert desk.now + timedelta(days=365) == kept(desk).expires_at
    assert 1 == len(desk.router.calls)


@pytest.mark.parametrize(("hours", "requests"), [(24, 0), (22, 1)])
def test_renewal_near_the_end(desk, hours, requests):
    """A token is renewed within 23 hours of its end, and not before."""
    tokens = desk.tokens()
    expiry = desk.now + timedelta(hours=hours)
    desk.shelf.write(tokens.key, Token(Secret("token-1"), expiry, Secret("refresh-1")))
    desk.router.grants = [granted("token-1", "refresh-2")]

    desk.run(desk.auth(tokens=tokens))

    assert requests == len(desk.router.asked)


@pytest.mark.parametrize(("hours", "requests"), [(11, 0), (13, 1)])
def test_a_short_life_is_half_used(desk, later, hours, requests):
    """A token of 24 hours is renewed in its second half only, by a new process too."""
    desk.router.grants = [granted("token-1", "refresh-1")]
    desk.run(desk.auth(tokens=desk.tokens(given=None, code=Secret("Ab3xYz"))))
    later(desk, timedelta(hours=hours))

    for _ in range(2):
        desk.run(desk.auth(tokens=desk.tokens(given=None, code=Secret("Ab3xYz"))))

    assert 1 + requests == len(desk.router.asked)


def test_a_failed_renewal_leaves_a_working_token(desk, later):
    """A renewal that fails early is not asked for again at every call, but after a while."""
    tokens = desk.tokens()
    expiry = desk.now + timedelta(hours=10)
    desk.shelf.write(tokens.key, Token(Secret("token-1"), expiry, Secret("refresh-1")))
    desk.router.grants = [{"code": 400, "msg": "too early", "requestId": "r1"}]
    auth = desk.auth(tokens=tokens)

    for _ in range(3):
        desk.run(auth)
    later(desk, timedelta(minutes=11))
    desk.run(auth)

    assert 2 == len(desk.router.asked)
    assert "refresh-1" == kept(desk).refresh.reveal()


def test_a_renewal_that_fails_after_the_end_is_told(desk, later):
    """Once the token is over, the refusal is told, with what the support asks for."""
    tokens = desk.tokens()
    expiry = desk.now - timedelta(seconds=1)
    desk.shelf.write(tokens.key, Token(Secret("token-1"), expiry, Secret("refresh-1")))
    desk.router.grants = [{"code": 2011, "msg": "refresh_token expired", "requestId": "r1"}]

    with pytest.raises(CredentialsRefusedError) as caught:
        desk.run(desk.auth(tokens=tokens))

    assert ("2011", "r1") == (caught.value.remote_code, caught.value.request_id)
    assert "refresh_token expired" in caught.value.message
    assert [] == desk.router.calls


def test_a_refused_token_without_a_refresh_token(desk):
    """Nothing is asked of the token host; the gateway's refusal is the answer."""
    desk.router.valid = "other"

    response = desk.run(desk.auth(tokens=desk.tokens(given=Token(Secret("token-1")))))

    assert [] == desk.router.asked
    assert b'"19"' in response.content


def test_a_refused_token_that_cannot_be_renewed(desk):
    """Both are told: that the token was refused, and why there is no other."""
    desk.router.valid = "other"
    desk.router.grants = [{"code": 2012, "msg": "unknown refresh_token"}]

    with pytest.raises(CredentialsRefusedError) as caught:
        desk.run(desk.auth())

    assert "The access token was refused (code 19)." in caught.value.message
    assert "unknown refresh_token" in caught.value.message


def test_another_workers_token_is_taken_over(desk):
    """If somebody else has renewed it meanwhile, their token is used."""
    tokens = desk.tokens()
    old = Token(Secret("token-1"), refresh=Secret("refresh-1"))
    desk.shelf.write(tokens.key, Token(Secret("token-2"), refresh=Secret("refresh-2")))
    flow = tokens.renewed(old, desk.now)

    with pytest.raises(StopIteration) as done:
        next(flow)

    assert "token-2" == done.value.value.text.reveal()


def test_many_workers_renew_once(desk):
    """Sixteen calls at once, all refused, ask for one new token."""
    desk.router.valid = "token-2"
    desk.router.grants = [granted("token-2", "refresh-2")]
    auth = desk.auth()
    barrier = threading.Barrier(8)

    def call(_):
        barrier.wait(timeout=60)
        return desk.run(auth)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, range(16)))

    assert 1 == len(desk.router.asked)
    assert all(b"x_responce" in answer.content for answer in answers)


def test_what_is_typed_anew_begins_anew(desk):
    """Another access token in the settings does not meet the old one's place on the shelf."""
    old = desk.tokens()
    new = desk.tokens(given=Token(Secret("token-7"), refresh=Secret("refresh-7")))

    assert old.key != new.key
    assert "planted-secret" not in old.key
    assert "token-1" not in old.key


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Response(500), RetryLaterError),
        (Response(429), RateLimitedError),
        (Response(404), RequestRefusedError),
        (Response(302, headers={"Location": "/"}), RequestRefusedError),
        (Response(200), UnreadableAnswerError),
        (Response(200, json=[]), UnreadableAnswerError),
        (Response(200, json={"access_token": " "}), UnreadableAnswerError),
        (Response(200, json={"access_token": None, "code": 401}), CredentialsRefusedError),
        (Response(400, json={"error": "access_denied"}), CredentialsRefusedError),
        (
            Response(200, json={"error_response": {"code": "21", "en_desc": "x"}}),
            CredentialsRefusedError,
        ),
    ],
)
def test_what_the_token_host_can_say(desk, answer, kind):
    """Each answer without a token is an error that says what to do."""
    with pytest.raises(kind) as caught:
        desk.tokens().oauth.read_token(answer, desk.now, None)

    assert caught.value.next_step
    assert "planted-secret" not in str(vars(caught.value))


def test_a_nickname_in_gbk_is_no_hindrance(desk):
    """The legacy host's answer in GBK gives its token."""
    body = '{"access_token":"t","expires_in":"60","user_nick":"京东小店"}'.encode("gbk")

    token = desk.tokens().oauth.read_token(Response(200, content=body), desk.now, None)

    assert ("t", desk.now + timedelta(minutes=1)) == (token.text.reveal(), token.expires_at)


@pytest.mark.parametrize("seconds", [None, "", "soon", -1, True, 10**12, 1.5])
def test_an_end_that_cannot_be(desk, seconds):
    """A lifetime that is none leaves the end untold."""
    answer = Response(200, json={"access_token": "t", "expires_in": seconds})

    assert desk.tokens().oauth.read_token(answer, desk.now, None).expires_at is None


def test_a_time_that_cannot_be(desk):
    """Without a sane time of issue, the lifetime counts from when it was asked for."""
    answer = Response(200, json={"access_token": "t", "expires_in": 60, "time": "yesterday"})

    token = desk.tokens().oauth.read_token(answer, desk.now, None)

    assert desk.now + timedelta(minutes=1) == token.expires_at
