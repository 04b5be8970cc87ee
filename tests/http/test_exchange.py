"""What a call's end says, by how certain its outcome is; counted where requests arrive."""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator
from typing import Any

import pytest

from crossdock.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    CrossdockError,
    OutcomeUnknownError,
    RateLimitedError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
    UnreachableError,
    UnreadableAnswerError,
)
from crossdock.http import Answer, Auth, Effect, Request, Response, judge_status

Fixture = Callable[..., Any]
READ, SET, ONCE = Effect.READ, Effect.SET, Effect.ONCE
BURNED = "planted-canary-secret/1+x"


def as_json(judged: Answer) -> None:
    """Judge an answer by reading it."""
    judged.json()


def failure_of(way: Any, **options: Any) -> CrossdockError:
    """Return the error that a call to /thing ends with."""
    with pytest.raises(CrossdockError) as caught:
        way.http.call("POST", "/thing", params={"sign": BURNED}, json={"a": 1}, **options)
    return caught.value


def is_fit_to_show(error: CrossdockError) -> bool:
    """Return whether *error* is a sentence with a next step that gives nothing away."""
    shown = f"{error} {error.message} {error.next_step} {error.args} {vars(error)}"
    return (
        error.message.endswith((".", "…", "!", "}"))
        and error.next_step.endswith(".")
        and "canary" not in shown
        and "sign=" not in shown
        and "Bearer" not in shown
    )


class Bearer(Auth):
    """Signs with a token and a number that grows."""

    def __init__(self) -> None:
        self.signed = 0

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """Sign."""
        self.signed += 1
        request.headers["Authorization"] = f"Bearer {BURNED}"
        request.headers["X-Signed"] = str(self.signed)
        yield request


ANSWERS: dict[str, tuple[tuple[int, dict[str, str], str], ...]] = {
    "500": ((500, {}, "oops"),),
    "503": ((503, {}, ""),),
    "429": ((429, {}, ""),),
    "429, seconds": ((429, {"Retry_After": "2"}, ""),),
    "429, date": ((429, {"Retry_After": "Wed, 21 Oct 2015 07:28:00 GMT"}, ""),),
    "429, junk": ((429, {"Retry_After": "abc"}, ""),),
    "429, negative": ((429, {"Retry_After": "-1"}, ""),),
    "503, seconds": ((503, {"Retry_After": "2"}, ""),),
    "a web page": ((200, {}, "<html><title>Hi</title>"),),
    "nothing": ((200, {}, ""),),
    "cut short": ((200, {}, '{"a": [1, '),),
    "400": ((400, {}, '{"why": "no"}'),),
    "401": ((401, {}, ""),),
    "403": ((403, {}, ""),),
    "308": ((308, {"Location": "http://169.254.169.254/"}, ""),),
    "303": ((303, {"Location": "http://169.254.169.254/"}, ""),),
}
TROUBLE = (
    (READ, 3, RemoteTroubleError),
    (SET, 3, OutcomeUnknownError),
    (ONCE, 1, OutcomeUnknownError),
)
UNREADABLE = ((READ, 3, UnreadableAnswerError), *TROUBLE[1:])
LIMITED = tuple((effect, 3, RateLimitedError) for effect in Effect)
EXPECTED: dict[str, tuple[tuple[Effect, int, type[CrossdockError]], ...]] = {
    "500": TROUBLE,
    "503": TROUBLE,
    "429": LIMITED,
    "429, seconds": LIMITED,
    "429, date": LIMITED,
    "429, junk": LIMITED,
    "429, negative": LIMITED,
    "503, seconds": LIMITED,
    "a web page": UNREADABLE,
    "nothing": UNREADABLE,
    "cut short": UNREADABLE,
    "400": tuple((effect, 1, RequestRefusedError) for effect in Effect),
    "401": tuple((effect, 1, CredentialsRefusedError) for effect in Effect),
    "403": tuple((effect, 1, CredentialsRefusedError) for effect in Effect),
    "308": tuple((effect, 1, ConfigurationError) for effect in Effect),
    "303": (
        (READ, 1, ConfigurationError),
        (SET, 1, OutcomeUnknownError),
        (ONCE, 1, OutcomeUnknownError),
    ),
}


def judge(judged: Answer) -> None:
    """Judge by status and then by reading."""
    judge_status(judged)
    judged.json()


ROWS = [
    pytest.param(name, *row, id=f"{name}-{row[0]}")
    for name, expected in EXPECTED.items()
    for row in expected
]


@pytest.mark.parametrize(("name", "effect", "arrivals", "error"), ROWS)
def test_answers(
    serve: Fixture,
    way_to: Fixture,
    answer: Fixture,
    name: str,
    effect: Effect,
    arrivals: int,
    error: type[CrossdockError],
) -> None:
    """What may have taken effect is never sent again when it must happen once."""
    peer = serve(*(answer(body, status, **headers) for status, headers, body in ANSWERS[name]))
    way = way_to(peer.url, auth=Bearer())

    raised = failure_of(way, effect=effect, judge=judge)

    assert (error, arrivals, True) == (type(raised), peer.count(), is_fit_to_show(raised))


@pytest.mark.parametrize(("effect", "arrivals", "error"), TROUBLE)
def test_reset(
    serve: Fixture,
    way_to: Fixture,
    reset: Fixture,
    effect: Effect,
    arrivals: int,
    error: type[CrossdockError],
) -> None:
    """A connection that breaks before the answer leaves a write in doubt."""
    peer = serve(reset)

    raised = failure_of(way_to(peer.url), effect=effect)

    assert (error, arrivals, True) == (type(raised), peer.count(), is_fit_to_show(raised))


@pytest.mark.parametrize(("effect", "error"), [(e, t) for e, _, t in TROUBLE])
def test_time_out(
    serve: Fixture, way_to: Fixture, effect: Effect, error: type[CrossdockError]
) -> None:
    """No answer in time leaves a write in doubt, and uses the time for repeating up."""
    peer = serve()
    peer.steps = [peer.hang]

    raised = failure_of(way_to(peer.url), effect=effect, seconds=0.3)

    assert (error, 1, True) == (type(raised), peer.count(), is_fit_to_show(raised))


@pytest.mark.parametrize("effect", list(Effect))
def test_refused_connection(way_to: Fixture, effect: Effect) -> None:
    """A connection that is refused left nothing in doubt, and is tried three times."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    way = way_to(f"http://127.0.0.1:{port}")

    raised = failure_of(way, effect=effect)

    assert (UnreachableError, 3) == (type(raised), len(way.calls))
    assert "127.0.0.1 could not be reached: Connection refused." == raised.message


@pytest.mark.parametrize("effect", list(Effect))
def test_name_without_address(way_to: Fixture, effect: Effect) -> None:
    """A name that does not resolve left nothing in doubt."""

    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    way = way_to("http://localhost:9", resolve=resolve)

    raised = failure_of(way, effect=effect)

    assert (UnreachableError, 3) == (type(raised), len(way.calls))
    assert is_fit_to_show(raised)


def test_doubt_survives_later_answers(
    serve: Fixture, way_to: Fixture, answer: Fixture, reset: Fixture
) -> None:
    """A write whose first answer was lost stays in doubt when the next ones were refused."""
    peer = serve(reset, answer("", 429), answer("", 429))

    raised = failure_of(way_to(peer.url), effect=SET)

    assert (OutcomeUnknownError, 3, 429) == (type(raised), peer.count(), raised.status)  # type: ignore[attr-defined]


def test_doubt_ends_with_success(
    serve: Fixture, way_to: Fixture, answer: Fixture, reset: Fixture
) -> None:
    """A value that is set again after a lost answer is set."""
    peer = serve(reset, answer('{"ok": true}'))

    got = way_to(peer.url).http.call("POST", "/thing", effect=SET)

    assert ({"ok": True}, 2) == (got.json(), peer.count())


def test_limited_write_is_repeated(serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
    """A write that must happen once is sent again after a 429, which applied nothing."""
    peer = serve(answer("", 429, Retry_After="3"), answer())
    way = way_to(peer.url)

    way.http.call("POST", "/thing", effect=ONCE)

    assert (2, [3.0]) == (peer.count(), way.slept)


def test_unreadable_after_acceptance(serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
    """A write whose accepted answer cannot be read when it is looked at is in doubt."""
    peer = serve(answer("<html>"))

    got = way_to(peer.url).http.call("POST", "/thing", effect=ONCE)

    with pytest.raises(OutcomeUnknownError, match="is not the JSON its interface promises"):
        got.json()


class TestJudges:
    """A judge is somebody else's code."""

    @pytest.mark.parametrize(("effect", "arrivals", "error"), UNREADABLE)
    def test_failing(
        self,
        serve: Fixture,
        way_to: Fixture,
        answer: Fixture,
        effect: Effect,
        arrivals: int,
        error: type[CrossdockError],
    ) -> None:
        """One that trips over an answer has found it unreadable; where is told, not what."""
        peer = serve(answer('{"token": "planted-canary"}'))

        def trip(judged: Answer) -> None:
            judged.json()["planted-canary"]

        raised = failure_of(way_to(peer.url), effect=effect, judge=trip)

        assert (error, arrivals) == (type(raised), peer.count())
        assert "KeyError in TestJudges.test_failing.<locals>.trip, line" in raised.message
        assert is_fit_to_show(raised)

    def test_certain(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """One that says a 200 was refused is believed."""
        peer = serve(answer('{"code": 7}'))

        def refuse(judged: Answer) -> None:
            raise RequestRefusedError(
                f"No: {BURNED}.", next_step=f"Not {BURNED}.", remote_code="7"
            )

        raised = failure_of(way_to(peer.url, secrets=[BURNED]), effect=ONCE, judge=refuse)

        assert (RequestRefusedError, "No: ****.", "Not ****.", "POST /thing") == (
            type(raised),
            raised.message,
            raised.next_step,
            raised.endpoint,  # type: ignore[attr-defined]
        )

    def test_own_limit_in_the_body(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """One that reads a limit out of a 200 makes the whole bucket wait."""
        peer = serve(answer('{"code": 403}'))
        way = way_to(peer.url, paced=True)

        def limited(judged: Answer) -> None:
            raise RateLimitedError("Slow down.", next_step="Wait.", retry_after=7)

        failure_of(way, effect=ONCE, judge=limited, bucket="calls")

        # A burst of 5 at 5 a second is let through 0.832 s early.
        assert [("shop/calls", pytest.approx(7.832))] * 3 == way.paused

    def test_never_see_redirects(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """One that takes everything does not get to take a redirect."""
        peer = serve(answer("{}", 302, Location="/elsewhere"))

        raised = failure_of(way_to(peer.url), judge=lambda judged: None)

        assert (
            "POST /thing answered 302, a redirect, which crossdock never follows.",
            1,
        ) == (raised.message, peer.count())


class TokenFirst(Auth):
    """Fetches a token before each request, and once more when it is refused."""

    requires_response_body = True

    def __init__(self, url: str) -> None:
        self.url = url

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """Fetch and sign."""
        for _ in range(2):
            told = yield Request("POST", f"{self.url}/token?grant={BURNED}")
            token = Answer("POST /token", told.status_code, {}, told.content).json()["token"]
            request.headers["Authorization"] = f"Bearer {token}"
            response = yield request
            if response.status_code != 401:
                return


class TestTokens:
    """What befalls a token's request never makes a write doubtful."""

    def test_both_arrive(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """The token is fetched first, and each request gets its own line in the journal."""
        peer = serve(answer(), paths={"/token": [answer('{"token": "abcdefgh1"}')]})
        way = way_to(peer.url, auth=TokenFirst(peer.url))

        way.http.call("POST", "/thing", effect=ONCE)

        assert ["POST 127.0.0.1/token", "POST 127.0.0.1/thing"] == [c.endpoint for c in way.calls]
        assert b"Authorization: Bearer abcdefgh1" in peer.requests[1]

    @pytest.mark.parametrize("effect", list(Effect))
    def test_lost(self, serve: Fixture, way_to: Fixture, reset: Fixture, effect: Effect) -> None:
        """A lost one means: repeat later; nothing was sent."""
        peer = serve(reset)

        raised = failure_of(way_to(peer.url, auth=TokenFirst(peer.url)), effect=effect)

        assert (RetryLaterError, 0, 3) == (
            type(raised),
            peer.count("/thing"),
            peer.count("/token"),
        )
        assert raised.message.startswith(
            "POST /thing did not take place, because there was no token for it."
            " The request for a token was sent and not answered"
        )
        assert is_fit_to_show(raised)

    @pytest.mark.parametrize("body", ["<html>", "", '{"token": '])
    def test_unreadable(self, serve: Fixture, way_to: Fixture, answer: Fixture, body: str) -> None:
        """One that cannot be read means the same."""
        peer = serve(answer(body))

        raised = failure_of(way_to(peer.url, auth=TokenFirst(peer.url)), effect=ONCE)

        assert (RetryLaterError, 0) == (type(raised), peer.count("/thing"))

    def test_lost_after_refusal(
        self, serve: Fixture, way_to: Fixture, answer: Fixture, reset: Fixture
    ) -> None:
        """A write that was refused for its token did not happen, though its renewal was lost."""
        peer = serve(answer("", 401), paths={"/token": [answer('{"token": "abcdefgh1"}'), reset]})

        raised = failure_of(way_to(peer.url, auth=TokenFirst(peer.url)), effect=ONCE)

        assert (RetryLaterError, 1) == (type(raised), peer.count("/thing"))

    def test_lost_main(
        self, serve: Fixture, way_to: Fixture, answer: Fixture, reset: Fixture
    ) -> None:
        """A write that was lost after its token came is in doubt."""
        peer = serve(reset, paths={"/token": [answer('{"token": "abcdefgh1"}')]})

        raised = failure_of(way_to(peer.url, auth=TokenFirst(peer.url)), effect=ONCE)

        assert (OutcomeUnknownError, 1) == (type(raised), peer.count("/thing"))

    def test_signed_anew(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """Each attempt is signed by itself, on a request that carries no old signature."""
        peer = serve(answer("", 500))
        way = way_to(peer.url, auth=Bearer())

        failure_of(way)

        signatures = [
            [line for line in request.split(b"\r\n") if line.startswith(b"X-Signed")]
            for request in peer.requests
        ]
        assert [[b"X-Signed: 1"], [b"X-Signed: 2"], [b"X-Signed: 3"]] == signatures

    def test_bug_in_flow_after_sending(
        self, serve: Fixture, way_to: Fixture, answer: Fixture
    ) -> None:
        """A flow that breaks once a write was sent leaves a doubt, not a bare error."""

        class Broken(Auth):
            def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
                yield request
                raise ZeroDivisionError

        peer = serve(answer())

        raised = failure_of(way_to(peer.url, auth=Broken()), effect=ONCE)

        assert (OutcomeUnknownError, 1) == (type(raised), peer.count())

    def test_header_that_cannot_be_sent(self, serve: Fixture, way_to: Fixture) -> None:
        """A credential with a line break is named as the cause, and not shown."""

        class Pasted(Auth):
            def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
                request.headers["X-Key"] = f"{BURNED}\n"
                yield request

        peer = serve(b"")
        way = way_to(peer.url, auth=Pasted())

        raised = failure_of(way, effect=ONCE)

        assert (ConfigurationError, 0, "not sent") == (
            type(raised),
            peer.count(),
            way.calls[0].outcome,
        )
        assert is_fit_to_show(raised)

    def test_header_that_is_no_text(self, serve: Fixture, way_to: Fixture) -> None:
        """So is one with bytes from the environment that are no text."""

        class Pasted(Auth):
            def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
                request.headers["X-Key"] = f"{BURNED}\udc80"
                yield request

        raised = failure_of(way_to(serve(b"").url, auth=Pasted()), effect=ONCE)

        assert (ConfigurationError, True) == (type(raised), is_fit_to_show(raised))
