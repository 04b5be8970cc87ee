"""The edge: what is written down of every request, and what a stand-in may raise."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from typing import Any

import pytest

from crossdock.errors import CrossdockError, OutcomeUnknownError, RemoteTroubleError
from crossdock.errors import UnreachableError as Unreachable
from crossdock.http import Auth, Effect, MockTransport, Redactor, Request, Response
from crossdock.http.library import httpx
from crossdock.runs import current_hook

Fixture = Callable[..., Any]
SECRET = "planted-canary-secret"


class Signed(Auth):
    """Signs in the query and in a header, as platforms do."""

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """Sign."""
        request.url = request.url.copy_add_param("sign", SECRET)
        request.headers["Authorization"] = f"Bearer {SECRET}"
        yield request


class TestJournal:
    """Every request has its line."""

    def test_line(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """It tells hook, endpoint, status, outcome, attempt; no query and no secret."""
        peer = serve(answer("", 500), answer())
        way = way_to(peer.url, auth=Signed())
        token = current_hook.set("list_products")

        way.http.call("GET", f"/v1/{SECRET}/info", params={"a": 1})
        current_hook.reset(token)

        assert [
            ("list_products", "GET 127.0.0.1/v1/****/info", 500, "answered", 1),
            ("list_products", "GET 127.0.0.1/v1/****/info", 200, "answered", 2),
        ] == [(c.hook, c.endpoint, c.status, c.outcome, c.attempt) for c in way.calls]
        assert all(call.seconds >= 0 and call.at.tzinfo for call in way.calls)

    @pytest.mark.parametrize(
        ("header", "ahead"),
        [({"Date": "Fri, 01 Jan 2100 00:00:00 GMT"}, True), ({"Date": "soon"}, None), ({}, None)],
    )
    def test_the_platforms_time(
        self, serve: Fixture, way_to: Fixture, answer: Fixture, header: Any, ahead: bool | None
    ) -> None:
        """How far the platform's clock is ahead is on the line, where it told the time."""
        way = way_to(serve(answer("", 200, **header)).url)

        way.http.call("GET", "/")

        (call,) = way.calls
        assert ahead is (None if call.skew is None else call.skew > 0)

    def test_outside_a_hook(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """Outside any hook it is put down to signing on."""
        way = way_to(serve(answer()).url)

        way.http.call("GET", "/")

        assert ["authenticate"] == [call.hook for call in way.calls]

    def test_lost(self, serve: Fixture, way_to: Fixture, reset: Fixture) -> None:
        """A lost answer is written down too, each time."""
        way = way_to(serve(reset).url)

        with pytest.raises(RemoteTroubleError):
            way.http.call("GET", "/")

        assert [(None, "answer lost", n) for n in (1, 2, 3)] == [
            (call.status, call.outcome, call.attempt) for call in way.calls
        ]

    def test_that_fails(
        self,
        serve: Fixture,
        way_to: Fixture,
        answer: Fixture,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """A journal that cannot be written does not take a write's answer with it."""
        way = way_to(serve(answer("[1]")).url)
        way.calls = None

        assert [1] == way.http.call("POST", "/", effect=Effect.ONCE).json()
        assert ["A call could not be written down: POST 127.0.0.1/"] == caplog.messages


class TestStandIn:
    """A stand-in for the network, as a connector's own tests use it."""

    @pytest.mark.parametrize(
        ("failure", "effect", "error"),
        [
            (httpx.ConnectError("no"), Effect.ONCE, Unreachable),
            (httpx.ConnectTimeout("no"), Effect.ONCE, Unreachable),
            (httpx.ReadTimeout("no"), Effect.READ, RemoteTroubleError),
            (httpx.ReadTimeout("no"), Effect.ONCE, OutcomeUnknownError),
            (httpx.RemoteProtocolError("no"), Effect.SET, OutcomeUnknownError),
        ],
    )
    def test_failures(
        self, way_to: Fixture, failure: Exception, effect: Effect, error: type[CrossdockError]
    ) -> None:
        """What it raises means what it would mean on the wire."""

        def fail(request: Request) -> Response:
            raise failure

        way = way_to("http://127.0.0.1:9", inner=MockTransport(fail))

        with pytest.raises(error):
            way.http.call("POST", "/", effect=effect)

    def test_live_hosts_only(self, way_to: Fixture) -> None:
        """It answers for the connector's hosts and for no others."""
        asked: list[str] = []

        def reply(request: Request) -> Response:
            asked.append(request.url.host)
            return Response(200, json=[])

        class Stray(Auth):
            def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
                yield Request("POST", "https://elsewhere.example/token")

        way = way_to("https://api.nowhere.example", sandbox=False, inner=MockTransport(reply))
        way.http.call("GET", "/")
        way.http.sign_with(Stray())

        with pytest.raises(CrossdockError, match="none of the connector's"):
            way.http.call("GET", "/")

        assert ["api.nowhere.example"] == asked


@pytest.mark.parametrize(
    ("header", "masked"),
    [
        ("Bearer abcdefgh", "**** Bearer"),
        ("Basic YWJjOmRlZg==", "**** Basic"),
        ("0123456789abcdef0123", "****"),
        ("Bearer", "Bearer"),
        ("Bearer ab", "ab Bearer"),
    ],
)
def test_learns_what_it_signs_with(
    serve: Fixture, way_to: Fixture, answer: Fixture, header: str, masked: str
) -> None:
    """A token is masked from its first use, also when its connector did not say so."""

    class Plain(Auth):
        def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
            request.headers["Authorization"] = header
            yield request

    way = way_to(serve(answer()).url, auth=Plain())
    way.http.call("GET", "/")
    redactor: Redactor = way.redactor

    assert masked == redactor.text(" ".join(reversed(header.split())))


def test_silence(
    serve: Fixture, way_to: Fixture, answer: Fixture, caplog: pytest.LogCaptureFixture
) -> None:
    """The library's own log, with its URLs and headers, is silent while it works for us."""
    peer = serve(answer())
    way = way_to(peer.url, auth=Signed())
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
        caplog.set_level(logging.DEBUG, logger=name)

    way.http.call("GET", "/", params={"q": SECRET})

    assert "" == caplog.text


def test_no_silence_for_others(
    serve: Fixture, way_to: Fixture, answer: Fixture, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever uses the library for something else sees its log as ever."""
    peer = serve(answer())
    way_to(peer.url)
    caplog.set_level(logging.INFO, logger="httpx")

    with httpx.Client(trust_env=False) as other:
        other.get(peer.url)

    assert [f'HTTP Request: GET {peer.url} "HTTP/1.1 200 Whatever"'] == caplog.messages
