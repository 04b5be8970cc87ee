"""`crossdock_tokopedia.auth`: the token's flow, without a network."""

from __future__ import annotations

import base64
import threading
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from crossdock import Secret, Token
from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RequestRefusedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock.http import Redactor, Request, Response
from crossdock.testing import MemoryShelf
from crossdock_tokopedia.auth import ClientCredentials
from crossdock_tokopedia.settings import TokopediaSettings

NOW = datetime(2023, 6, 1, 12, tzinfo=UTC)
CALL = "https://fs.tokopedia.net/v1/shop/fs/13004/shop-info"


@attrs.define
class Stage:
    """A flow with its shelf and a clock that stands still until it is moved."""

    shelf: MemoryShelf = attrs.field(factory=MemoryShelf)
    redactor: Redactor = attrs.field(factory=Redactor)
    now: datetime = NOW

    @property
    def auth(self) -> ClientCredentials:
        """Return a flow on this stage's shelf, as another process would have it."""
        return ClientCredentials(
            accounts="https://accounts.tokopedia.com",
            settings=TokopediaSettings(13004, 479573, "id", Secret("planted-canary")),
            shelf=self.shelf,
            now=lambda: self.now,
            learn=self.redactor.learn,
        )

    def keep(self, text, seconds=1000):
        """Put a token on the shelf."""
        token = Token(Secret(text), self.now + timedelta(seconds=seconds))
        self.shelf.write(self.auth.key, token)

    def run(self, *responses):
        """Return the requests a call makes when these are the answers in turn."""
        flow = self.auth.auth_flow(Request("GET", CALL))
        sent = [next(flow)]
        shown = [describe(sent[-1])]
        try:
            for response in responses:
                sent.append(flow.send(response))
                shown.append(describe(sent[-1]))
        except StopIteration:
            pass
        return shown


def describe(request):
    """Return a request as path and credentials."""
    return f"{request.url.path.rpartition('/')[2]} {request.headers['Authorization']}"


def token(text="c:new-token-text", expires_in=1000):
    """Return an answer with a token."""
    return Response(
        200,
        json={
            "access_token": text,
            "expires_in": expires_in,
            "token_type": "Bearer",
            "event_code": "",
            "last_login_type": "10",
            "sq_check": False,
        },
    )


OK = Response(200, json={"header": {}, "data": []})
BASIC = "token Basic " + base64.b64encode(b"id:planted-canary").decode()


@pytest.fixture(name="stage")
def _stage():
    return Stage()


def test_the_first_call_fetches_a_token(stage):
    """Without a token one is fetched by client credentials, and the call is signed with it."""
    sent = stage.run(token(), OK)

    assert [BASIC, "shop-info Bearer c:new-token-text"] == sent


def test_the_token_request_has_the_documented_form(stage):
    """The request is a POST with the grant in the query, an empty body and its length."""
    request = next(stage.auth.auth_flow(Request("GET", CALL, headers={"User-Agent": "crossdock"})))

    assert "https://accounts.tokopedia.com/token?grant_type=client_credentials" == str(request.url)
    assert ("POST", b"", "0") == (
        request.method,
        request.content,
        request.headers["Content-Length"],
    )
    assert "crossdock" == request.headers["User-Agent"]


def test_a_kept_token_is_used(stage):
    """A token on the shelf that has not expired is used without asking."""
    stage.keep("c:kept-token-text")

    assert ["shop-info Bearer c:kept-token-text"] == stage.run(OK)


def test_an_expired_token_is_replaced(stage):
    """A token whose expires_in is over is not sent any more."""
    stage.keep("c:kept-token-text")
    stage.now += timedelta(seconds=1000)

    assert [BASIC, "shop-info Bearer c:new-token-text"] == stage.run(token(), OK)


def test_expires_in_is_trusted(stage):
    """The token is kept for exactly the seconds its answer gives, here as text."""
    stage.run(token(expires_in="86400"), OK)

    kept = stage.shelf.read(stage.auth.key)
    assert NOW + timedelta(days=1) == kept.expires_at


@pytest.mark.parametrize("expires_in", [None, "soon", -5, 1e300, True])
def test_a_life_that_cannot_be_read_means_until_refused(stage, expires_in):
    """A token without a readable life is kept until the platform refuses it."""
    stage.run(token(expires_in=expires_in), OK)

    assert stage.shelf.read(stage.auth.key).expires_at is None


def test_tokens_are_masked_from_the_start(stage):
    """A token is masked in output, fetched or kept."""
    stage.keep("c:kept-token-text")
    stage.run(Response(401, json={"message": "invalid_token"}), token(), OK)

    assert "**** ****" == stage.redactor.text("c:kept-token-text c:new-token-text")


def test_connections_of_one_app_share_the_token(stage):
    """The key names host, app and credentials, and not the shop."""
    other = ClientCredentials(
        accounts="https://accounts.tokopedia.com",
        settings=TokopediaSettings(13004, 99, "id", Secret("planted-canary")),
        shelf=stage.shelf,
        now=lambda: NOW,
        learn=str,
    )

    assert stage.auth.key == other.key
    assert "planted-canary" not in other.key


@pytest.mark.parametrize(
    "refusal",
    [
        Response(401, json={"message": "invalid_token"}),
        Response(200, json={"message": "invalid_token"}),
        Response(403, json={"message": "Invalid Token"}),
        Response(401, text="Unauthorized"),
        Response(400, json={"message": "unauthorized"}),
    ],
)
def test_a_refused_token_is_renewed_once(stage, refusal):
    """A token the gateway refuses is dropped, and the call repeated with a new one."""
    stage.keep("c:kept-token-text")

    sent = stage.run(refusal, token(), OK)

    assert [
        "shop-info Bearer c:kept-token-text",
        BASIC,
        "shop-info Bearer c:new-token-text",
    ] == sent
    assert "c:new-token-text" == stage.shelf.read(stage.auth.key).text.reveal()


def test_a_token_refused_twice_is_an_error(stage):
    """When a new token is refused too, the credentials are, and the token is forgotten."""
    stage.keep("c:kept-token-text")
    refused = Response(401, json={"message": "invalid_token"})

    with pytest.raises(CredentialsRefusedError, match="13004"):
        stage.run(refused, token(), refused)

    assert stage.shelf.read(stage.auth.key) is None


def test_a_token_another_worker_fetched_is_used(stage):
    """After a refusal, a token that has meanwhile replaced ours is used without fetching."""
    stage.keep("c:kept-token-text")
    flow = stage.auth.auth_flow(Request("GET", CALL))
    next(flow)
    stage.keep("c:theirs-token-text")

    request = flow.send(Response(401, json={"message": "invalid_token"}))

    assert "Bearer c:theirs-token-text" == request.headers["Authorization"]
    assert "c:theirs-token-text" == stage.shelf.read(stage.auth.key).text.reveal()


def test_the_platform_may_send_the_refused_token_again(stage):
    """A sticky platform answers with the token it has; that one is tried once more."""
    stage.keep("c:new-token-text")
    refused = Response(401, json={"message": "invalid_token"})

    sent = stage.run(refused, token(expires_in=3), OK)

    assert "shop-info Bearer c:new-token-text" == sent[-1]


@pytest.mark.parametrize("status", [200, 401, 403])
def test_an_unlisted_address_is_not_a_token_matter(stage, status):
    """An address that is not on the whitelist does not cost the token."""
    stage.keep("c:kept-token-text")

    stage.run(Response(status, json={"message": "unauthorized_ip_address"}))

    assert stage.shelf.read(stage.auth.key) is not None


def test_an_error_in_the_envelope_is_not_a_token_matter(stage):
    """A 401 or 403 with a code of the interface keeps the token."""
    stage.keep("c:kept-token-text")
    body = {"header": {"error_code": "RBAC_MDLW_001"}, "data": None}

    assert 1 == len(stage.run(Response(403, json=body)))
    assert 1 == len(stage.run(Response(401, json=body)))


@pytest.mark.parametrize(
    "answer",
    [
        Response(200, json={"error": "invalid_client", "error_description": "no such client"}),
        Response(400, json={"error": "invalid_client"}),
        Response(401, json={"message": "Unauthorized"}),
        Response(401, text=""),
        Response(403, text="<html>Forbidden</html>"),
        Response(400, json={"header": {"reason": "bad credentials"}, "data": None}),
    ],
)
def test_wrong_credentials_are_named(stage, answer):
    """Wrong credentials are said so, whichever status carries them, and no secret with it."""
    with pytest.raises(CredentialsRefusedError) as caught:
        stage.run(answer)

    assert "client id and client secret of fs_id 13004" in caught.value.message
    assert "planted-canary" not in str(caught.value.__dict__)


def test_an_unlisted_address_at_the_accounts_host(stage):
    """The accounts host's refusal of our address names the whitelist."""
    with pytest.raises(CredentialsRefusedError, match="IP whitelist") as caught:
        stage.run(Response(403, json={"message": "unauthorized_ip_address"}))

    assert "developer" in caught.value.next_step


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response(503, text="down"), RetryLaterError),
        (Response(429, json={}, headers={"X-Ratelimit-Full-Reset-After": "3"}), RateLimitedError),
        (Response(404, text="nothing here"), RequestRefusedError),
        (Response(302, headers={"Location": "https://x.example/"}), RequestRefusedError),
        (Response(200, text="<html>"), UnreadableAnswerError),
        (Response(200, json={"token": "x"}), UnreadableAnswerError),
    ],
)
def test_other_troubles_of_the_accounts_host(stage, answer, error):
    """Trouble at the accounts host is told apart from wrong credentials."""
    with pytest.raises(error) as caught:
        stage.run(answer)

    assert error is type(caught.value)


def test_many_workers_fetch_once():
    """However many workers start at once, the token is fetched exactly once."""
    stage, fetched, started = Stage(), [], threading.Barrier(8)

    def work():
        flow = stage.auth.auth_flow(Request("GET", CALL))
        started.wait()
        request = next(flow)
        while request.url.path == "/token":
            fetched.append(request)
            request = flow.send(token())
        flow.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert 1 == len(fetched)


def test_a_call_end_to_end_fetches_and_signs(shop, platform):
    """Through the http edge, the first call fetches a token and the second reuses it."""
    import crossdock_tokopedia

    platform.replies["/shop-info"] = {"header": {}, "data": []}

    crossdock_tokopedia.inspect_account(shop)
    crossdock_tokopedia.inspect_account(shop)

    assert 1 == len(platform.calls("/token"))
    assert {"Bearer c:7k1Yb3xQTN2b9mZ0"} == {
        call.headers["authorization"] for call in platform.calls("/shop-info")
    }
