"""crossdock.sandbox.injection, .garbling, .wire: what a client meets."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from crossdock.sandbox.faults import DIALECT_KINDS, TRANSPORT_KINDS
from crossdock.sandbox.garbling import GARBLERS
from crossdock.sandbox.injection import PLAYERS, gzip_bomb
from crossdock.sandbox.options import SandboxOptions
from crossdock.sandbox.server import running

Bench = Callable[..., Any]


def test_every_kind_is_played() -> None:
    """No kind of the grammar is without somebody who plays it."""
    assert set(TRANSPORT_KINDS) == {*PLAYERS, *GARBLERS, "latency"}


@pytest.mark.parametrize(
    ("kind", "status", "applied"),
    [
        ("429", 429, 0),
        ("500-before", 500, 0),
        ("500-after", 500, 1),
        ("502", 502, 0),
        ("502(applied=yes)", 502, 1),
        ("503", 503, 0),
        ("504", 504, 0),
        ("redirect", 302, 0),
        ("html", 200, 1),
        ("empty", 200, 1),
        ("twice", 200, 2),
        ("latency(seconds=0)", 200, 1),
    ],
)
def test_status_and_whether_applied(bench: Bench, kind: str, status: int, applied: int) -> None:
    """Each kind answers its status, and the request was applied or not as it says."""
    toy = bench(f"* *: {kind}")
    answer = toy.get("/a")

    assert (status, applied) == (answer.status_code, toy.toy.applied)


@pytest.mark.parametrize("value", ["2", "-1", "99999999", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_retry_after_is_passed_as_written(bench: Bench, value: str) -> None:
    """Retry-After carries whatever the fault says, sensible or not."""
    assert value == bench(f"* *: 429(retry-after={value})").get("/a").headers["retry-after"]


def test_redirect_leads_where_no_client_should_go(bench: Bench) -> None:
    """By default the redirect points at a cloud's metadata address."""
    location = bench("* *: redirect").get("/a").headers["location"]

    assert "http://169.254.169.254/latest/meta-data/" == location


@pytest.mark.parametrize(
    "kind", ["html", "empty", "truncated", "nan(applied=yes)", "deep(depth=5000)"]
)
def test_bodies_no_strict_parser_takes(bench: Bench, kind: str) -> None:
    """A strict JSON parser stumbles over the body."""

    def strict(constant: str) -> None:
        raise ValueError(constant)

    body = bench(f"* *: {kind}").get("/a").content
    with pytest.raises((ValueError, RecursionError)):
        json.loads(body, parse_constant=strict)


def test_duplicate_keys(bench: Bench) -> None:
    """Every outer key stands there twice, first null, then as it was."""
    pairs = json.loads(
        bench("* *: duplicate-keys").get("/a").content, object_pairs_hook=lambda p: p
    )

    assert ["header", "data", "header", "data"] == [key for key, _ in pairs]


def test_wrong_charset_lies(bench: Bench) -> None:
    """The label says UTF-8 and the bytes are not."""
    answer = bench("* *: wrong-charset").get("/a")

    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_gzip_bomb_is_small_and_valid() -> None:
    """Three megabytes come out of a few kilobytes, whole and with the right checksum."""
    bomb = gzip_bomb(b'{"a":1}', 3)
    plain = gzip.decompress(bomb)

    assert (3 * 1024 * 1024 + 7, {"a": 1}, True) == (
        len(plain),
        json.loads(plain),
        len(bomb) < 20_000,
    )


def test_gzip_bomb_is_one_stream() -> None:
    """It is one member, so that decoders which stop after the first inflate all of it."""
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)

    assert (2 * 1024 * 1024 + 2, True) == (
        len(decoder.decompress(gzip_bomb(b"{}", 2))),
        decoder.eof,
    )


@pytest.mark.parametrize("kind", sorted(DIALECT_KINDS))
def test_dialect_faults_reach_the_app(bench: Bench, kind: str) -> None:
    """Faults about rows and tokens are handed to the app, which answers as usual."""
    toy = bench(f"* *: {kind}")
    answer = toy.get("/a")

    assert (200, [kind]) == (answer.status_code, toy.toy.seen_faults)


def test_control_plane_meets_no_faults(bench: Bench) -> None:
    """A fault on everything leaves the control plane reachable."""
    assert 200 == bench("* *: 503").get("/_sandbox").status_code


@pytest.fixture(name="served")
def _served(bench: Bench) -> Iterator[tuple[Any, httpx.Client]]:
    toy = bench()
    with (
        running("toy", toy.build, SandboxOptions()) as announced,
        httpx.Client(base_url=announced["url"], timeout=2, trust_env=False) as client,
    ):
        yield toy, client


@pytest.mark.parametrize(
    ("kind", "applied", "error"),
    [
        ("timeout-before(seconds=0.1)", 0, httpx.RemoteProtocolError),
        ("timeout-after(seconds=0.1)", 1, httpx.RemoteProtocolError),
        ("timeout-after(seconds=30)", 1, httpx.ReadTimeout),
        ("reset", 0, httpx.ReadError),
        ("reset(applied=yes)", 1, httpx.ReadError),
        ("truncated(cut=connection)", 1, httpx.RemoteProtocolError),
        ("content-length-lies", 1, httpx.RemoteProtocolError),
        ("slow-drip(seconds=3)", 1, httpx.ReadTimeout),
    ],
)
def test_faults_below_http(
    served: tuple[Any, httpx.Client], kind: str, applied: int, error: type[Exception]
) -> None:
    """On a real connection the client sees the connection fail, after or before it was applied."""
    toy, client = served
    toy.controls.faults.add([f"GET /a: {kind}"])
    with pytest.raises(error):
        client.get("/a", timeout=0.5)

    assert (applied, 200) == (toy.toy.applied, client.get("/b").status_code)


def test_short_length_cuts_the_body(served: tuple[Any, httpx.Client]) -> None:
    """A Content-Length that is too small hands over only that much."""
    toy, client = served
    toy.controls.faults.add(["GET /a: content-length-lies(by=-10)"])
    whole = client.get("/b").content

    assert whole[:-10] == client.get("/a").content


def test_endless_body_goes_on(served: tuple[Any, httpx.Client]) -> None:
    """An endless body outgrows any cap, and the server lives on once the client has gone."""
    toy, client = served
    toy.controls.faults.add(["GET /a: endless"])
    size = 0
    with client.stream("GET", "/a") as answer:
        for chunk in answer.iter_bytes():
            size += len(chunk)
            if size > 1_000_000:
                break

    assert (True, 200) == (size > 1_000_000, client.get("/b").status_code)


def test_late_apply(served: tuple[Any, httpx.Client]) -> None:
    """504 comes at once, and the request is applied afterwards."""
    toy, client = served
    toy.controls.faults.add(["GET /a: late-apply(seconds=0.2)"])
    status, at_once = client.get("/a").status_code, toy.toy.applied
    for _ in range(50):
        if toy.toy.applied:
            break
        client.get("/_sandbox/meter")

    assert (504, 0, True) == (status, at_once, _applied_later(toy, client))


def _applied_later(toy: Any, client: httpx.Client) -> bool:
    for _ in range(2000):
        if toy.toy.applied:
            return True
        client.get("/_sandbox/clock")
    return False
