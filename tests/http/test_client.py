"""`Http.call`: its rules for what it is given, its pace, its patience, its threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest

from crossdock.errors import (
    EndpointRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    PluginRefusedError,
    RateLimitedError,
    RemoteTroubleError,
    UnreachableError,
)
from crossdock.http import Effect

Fixture = Callable[..., Any]


class TestRequest:
    """What a connector may ask for."""

    @pytest.mark.parametrize(
        "path",
        [
            "",
            "thing",
            "@evil.example/",
            ".evil.example/",
            "/a?b=1",
            "/a#b",
            "/a b",
            "/a\\b",
            "/a\n",
            "/a/../b",
            "/a/%2E%2e/b",
            "/..",
            "/\N{SNOWMAN}",
        ],
    )
    def test_path(self, serve: Fixture, way_to: Fixture, path: str) -> None:
        """A path that would lead elsewhere is refused before anything is sent."""
        peer = serve(b"")

        with pytest.raises(PluginRefusedError, match="called a path that is none"):
            way_to(peer.url).http.call("GET", path)

        assert 0 == peer.connections

    @pytest.mark.parametrize("path", ["/", "/a/b-c/1%2F2", "/a/..b", "/a.../b", "//a", "/a@b:c"])
    def test_good_path(self, serve: Fixture, way_to: Fixture, answer: Fixture, path: str) -> None:
        """Any other path arrives as it was given."""
        peer = serve(answer())

        way_to(peer.url).http.call("GET", path)

        assert path.encode() == peer.requests[0].split(b" ")[1]

    def test_host(self, way_to: Fixture) -> None:
        """A host the manifest does not have is the connector's mistake."""
        with pytest.raises(PluginRefusedError, match="called a host 'acounts'"):
            way_to("http://127.0.0.1:9").http.call("GET", "/", host="acounts")

    def test_limit(self, way_to: Fixture) -> None:
        """So is a limit it does not have, also where limits are lifted."""
        with pytest.raises(PluginRefusedError, match="named a limit 'cals'"):
            way_to("http://127.0.0.1:9").http.call("GET", "/", bucket="cals")

    def test_known_limit_that_is_lifted(
        self, serve: Fixture, way_to: Fixture, answer: Fixture
    ) -> None:
        """A limit it has is no mistake when it is lifted."""
        assert 200 == way_to(serve(answer()).url).http.call("GET", "/", bucket="calls").status

    @pytest.mark.parametrize("options", [{"json": {"a": "\ud800"}}, {"params": {"a": "\ud800"}}])
    def test_not_unicode(self, way_to: Fixture, options: dict[str, Any]) -> None:
        """Text that cannot be encoded is refused in words."""
        with pytest.raises(InputRefusedError, match="not valid Unicode"):
            way_to("http://127.0.0.1:9").http.call("POST", "/", **options)

    def test_what_arrives(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """Method, query in its order, repeated names together, and the body arrive."""
        peer = serve(answer())

        way_to(peer.url).http.call(
            "POST", "/a", params=[("b", 1), ("b", 2), ("a", "x y")], json={"k": ["v"]}
        )

        head, _, body = peer.requests[0].partition(b"\r\n\r\n")
        assert b"POST /a?b=1&b=2&a=x+y HTTP/1.1" == head.split(b"\r\n")[0].replace(b"%20", b"+")
        assert b'{"k":["v"]}' == body
        assert b"User-Agent: crossdock (nowhere)" in head

    def test_file(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """A file arrives as a part of a form."""
        peer = serve(answer())

        way_to(peer.url).http.call("POST", "/", files={"key": ("k.pem", b"PEM", "text/plain")})

        assert b'name="key"; filename="k.pem"' in peer.requests[0]

    def test_cookies(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """A cookie the platform sets is not sent back."""
        peer = serve(answer(Set_Cookie="a=b; Path=/"))
        http = way_to(peer.url).http

        http.call("GET", "/")
        http.call("GET", "/")

        assert b"cookie" not in peer.requests[1].lower()

    @pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
    def test_proxies(
        self,
        serve: Fixture,
        way_to: Fixture,
        answer: Fixture,
        monkeypatch: pytest.MonkeyPatch,
        name: str,
    ) -> None:
        """A proxy in the environment is not asked."""
        proxy, peer = serve(answer()), serve(answer())
        monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)

        way_to(peer.url).http.call("GET", "/")

        assert (0, 1) == (proxy.connections, peer.count())

    def test_netrc(
        self,
        serve: Fixture,
        way_to: Fixture,
        answer: Fixture,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Any,
    ) -> None:
        """Credentials in a .netrc file are not sent."""
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password hunter22\n")
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        monkeypatch.setenv("HOME", str(tmp_path))
        peer = serve(answer())

        way_to(peer.url).http.call("GET", "/")

        assert b"authorization" not in peer.requests[0].lower()

    def test_redirect(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """A redirect is not followed, wherever it leads."""
        other = serve(answer())
        peer = serve(answer("", 307, Location=other.url))

        with pytest.raises(Exception, match="a redirect, which crossdock never follows"):
            way_to(peer.url).http.call("GET", "/")

        assert (1, 0) == (peer.count(), other.connections)


class TestPace:
    """The limiter, ours and the platform's."""

    def test_reserved(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """Every attempt takes its own place, with its cost, and waits for it."""
        peer = serve(answer("", 500), answer())
        way = way_to(peer.url, paced=True)
        way.waits = [0.25]

        way.http.call("GET", "/", bucket="calls", cost=7)

        assert [("shop/calls", 7), ("shop/calls", 7)] == way.reserved
        assert [0.25, 0.0, 0.25] == way.slept

    @pytest.mark.parametrize("effect", list(Effect))
    def test_no_room(self, serve: Fixture, way_to: Fixture, effect: Effect) -> None:
        """A place beyond the deadline is not waited for, asked for once, and nothing is sent."""
        peer = serve(b"")
        way = way_to(peer.url, paced=True)
        way.waits = [5.0]

        with pytest.raises(RateLimitedError, match="leaves no room") as caught:
            way.http.call("GET", "/", bucket="calls", effect=effect, seconds=1.0)

        assert (0, 1, [], [], "GET /") == (
            peer.connections,
            len(way.reserved),
            way.slept,
            way.calls,
            caught.value.endpoint,
        )

    def test_no_room_for_a_repetition(
        self, serve: Fixture, way_to: Fixture, reset: Fixture
    ) -> None:
        """A write in doubt that finds no room to be repeated stays in doubt."""
        peer = serve(reset)
        way = way_to(peer.url, paced=True)
        way.waits = [0.0, 99.0]

        with pytest.raises(OutcomeUnknownError, match="leaves no room"):
            way.http.call("POST", "/", bucket="calls", effect=Effect.SET, seconds=9.0)

        assert 1 == peer.count()

    def test_pause(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """What a 429 asks for, everybody in the bucket waits, a burst included."""
        peer = serve(answer("", 429, Retry_After="10"), answer())
        way = way_to(peer.url, paced=True)

        way.http.call("GET", "/", bucket="calls")

        assert [("shop/calls", pytest.approx(10 + 4 * 1.04 / 5))] == way.paused
        assert [10.0] == way.slept

    def test_pause_that_is_too_long(
        self, serve: Fixture, way_to: Fixture, answer: Fixture
    ) -> None:
        """A wait beyond the deadline is handed on, and still everybody's."""
        peer = serve(answer("", 429, Retry_After="3000"))
        way = way_to(peer.url, paced=True)

        with pytest.raises(RateLimitedError) as caught:
            way.http.call("GET", "/", bucket="calls", seconds=5.0)

        assert (1, [], 3000.0) == (peer.count(), way.slept, caught.value.retry_after)
        assert 1 == len(way.paused)

    def test_date_by_the_platforms_clock(
        self, serve: Fixture, way_to: Fixture, answer: Fixture
    ) -> None:
        """A date to come back at is read by the clock of whoever named it."""
        now = datetime(2020, 1, 1, tzinfo=UTC)
        later = datetime(2020, 1, 1, 0, 0, 30, tzinfo=UTC)
        limited = answer(
            "",
            429,
            Date=format_datetime(now, usegmt=True),
            Retry_After=format_datetime(later, usegmt=True),
        )
        way = way_to(serve(limited, answer()).url)

        way.http.call("GET", "/")

        assert [30.0] == way.slept


#: Seconds that only a call without its deadline would still be waiting after: what
#: it waits for here takes twenty or more.
ENDLESS = 15


class TestDeadline:
    """The whole of a call ends in time, whatever the other side does."""

    def took(self, way: Any, seconds: float) -> float:
        """Return how long a read takes to fail, which it must for want of time."""
        start = time.monotonic()
        with pytest.raises((RemoteTroubleError, UnreachableError)):
            way.http.call("GET", "/", seconds=seconds)
        return time.monotonic() - start

    @pytest.mark.parametrize(
        "data",
        [
            b"HTTP/1.1 200 OK\nContent-Length: 100000\r\n\r\n{",
            b"HTTP/1.1 200 OK\nX-Drip: " + b"a" * 1000,
            b"HTTP/1.1 100 Continue\n\r\nHTTP/1.1 100 Continue\r\n",
            b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\na\r\n",
        ],
        ids=["body", "headers", "endless interim answers", "chunks"],
    )
    def test_drip(self, serve: Fixture, way_to: Fixture, data: bytes) -> None:
        """An answer that drips is not waited for to its end."""
        peer = serve()
        peer.steps = [peer.drip(data, pause=0.01)]

        assert self.took(way_to(peer.url), 0.4) < ENDLESS

    def test_repetitions(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """Repetitions and the waits between them are part of it."""
        peer = serve(answer("", 429, Retry_After="2"))
        way = way_to(peer.url, real_sleep=True)

        start = time.monotonic()
        with pytest.raises(RateLimitedError):
            way.http.call("GET", "/", seconds=3.5)

        assert 2 == peer.count()
        assert time.monotonic() - start < ENDLESS

    def test_used_up(self, serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
        """A call without time does not even connect, and says so."""
        peer = serve(answer())

        with pytest.raises(UnreachableError, match="time for this call was used up"):
            way_to(peer.url).http.call("POST", "/", effect=Effect.ONCE, seconds=0)

        assert 0 == peer.connections

    def test_slow_name_service(self, serve: Fixture, way_to: Fixture) -> None:
        """A name service that does not answer is not waited for longer."""
        over = threading.Event()

        def resolve(host: str, port: int) -> list[str]:
            over.wait(20)
            return ["127.0.0.1"]

        way = way_to("http://localhost:9", resolve=resolve)

        took = self.took(way, 0.3)
        over.set()

        assert took < ENDLESS

    def test_slow_reader(self, serve: Fixture, way_to: Fixture) -> None:
        """A server that takes a large body by drops does not stretch it."""

        def sip(sock: Any) -> Any:
            while not peer.over.wait(0.02):
                sock.recv(2048)
            return sock

        peer = serve(b"", wrap=sip)
        way = way_to(peer.url)
        start = time.monotonic()
        with pytest.raises(OutcomeUnknownError, match="no whole answer came in time"):
            way.http.call(
                "POST",
                "/",
                files={"f": ("f", b"x" * 30_000_000, "text/plain")},
                effect=Effect.ONCE,
                seconds=0.5,
            )

        assert time.monotonic() - start < ENDLESS


def test_threads(serve: Fixture, way_to: Fixture) -> None:
    """Eight threads share one way, and each gets the answers to its own requests."""

    def echo(sock: Any, request: bytes) -> None:
        path = request.split(b" ")[1]
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(path), path))

    peer = serve(echo)
    way = way_to(peer.url)
    paths = [f"/{thread}/{number}" for thread in range(8) for number in range(12)]

    def ask(path: str) -> str:
        effect = Effect.ONCE if path.endswith("5") else Effect.READ
        text: str = way.http.call("POST", path, effect=effect).text
        return text

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, paths))

    assert paths == answers
    assert (len(paths), len(paths)) == (peer.count(), len(way.calls))


def test_budget(serve: Fixture, way_to: Fixture, answer: Fixture) -> None:
    """A platform in trouble is not hit three times as hard for ever."""
    peer = serve(answer("", 500))
    http = way_to(peer.url).http

    for _ in range(40):
        with pytest.raises(RemoteTroubleError):
            http.call("GET", "/")

    # 40 calls, and 50 repetitions at most.
    assert 90 == peer.count()


def test_sandbox_only(way_to: Fixture) -> None:
    """A flow that asks another host for its token is stopped at the door."""
    from crossdock.http import Auth, Request

    class Elsewhere(Auth):
        def auth_flow(self, request: Request) -> Any:
            yield Request("POST", "http://10.0.0.1/token")

    with pytest.raises(EndpointRefusedError, match="only talk to this machine"):
        way_to("http://127.0.0.1:9", auth=Elsewhere()).http.call("POST", "/", effect=Effect.ONCE)
