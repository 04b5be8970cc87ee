"""A server of raw bytes on this machine, and a way to it whose waiting takes no time."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import pytest

from crossdock.http import Auth, Call, Http, Ports, Redactor, open_http
from crossdock.manifest import ApiStatus, Manifest, RateLimit, Role

Play = Callable[[socket.socket, bytes], None]


def answer(
    body: bytes | str = b"{}", status: int = 200, *, length: int | None = None, **headers: str
) -> bytes:
    """Return the bytes of an answer; header names take ``_`` for ``-``."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(content) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


def reset(sock: socket.socket, _: bytes) -> None:
    """Hang up without an answer, rudely."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


@attrs.define(eq=False)
class Peer:
    """Answers the first request with the first step, and so on; the last step repeats.

    Args:

        steps: bytes to send, or what to do with the socket and the request.

        paths: steps for the requests whose path begins so, instead.
    """

    steps: Sequence[bytes | Play]
    paths: Mapping[str, Sequence[bytes | Play]] = attrs.field(factory=dict)
    requests: list[bytes] = attrs.field(factory=list)
    connections: int = 0
    over: threading.Event = attrs.field(factory=threading.Event)
    wrap: Callable[[socket.socket], socket.socket] = lambda sock: sock
    _listener: socket.socket = attrs.field(init=False)
    _threads: list[threading.Thread] = attrs.field(factory=list)
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def __attrs_post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._start(self._accept)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        """How it is reached."""
        return f"http://127.0.0.1:{self.port}"

    def count(self, path: str = "/") -> int:
        """Return how many requests to *path* and below arrived whole."""
        return sum(_path(request).startswith(path) for request in self.requests)

    def hang(self, sock: socket.socket, _: bytes) -> None:
        """Never answer."""
        self.over.wait(30)

    def drip(self, data: bytes, *, pause: float = 0.05) -> Play:
        """Send *data* for ever, one byte at a time after its first line."""

        def play(sock: socket.socket, _: bytes) -> None:
            first, mark, rest = data.partition(b"\n")
            sock.sendall(first + mark)
            while not self.over.wait(pause):
                for octet in rest:
                    sock.sendall(bytes([octet]))
                    if self.over.wait(pause):
                        return

        return play

    def flood(self, head: bytes, block: bytes) -> Play:
        """Send *head* and then *block* for ever, as fast as it goes."""

        def play(sock: socket.socket, _: bytes) -> None:
            sock.sendall(head)
            while not self.over.is_set():
                sock.sendall(block)

        return play

    def close(self) -> None:
        """Stop and wait for every thread."""
        self.over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._start(self._serve, sock)

    def _serve(self, bare: socket.socket) -> None:
        sock = bare
        with contextlib.suppress(OSError):
            bare.settimeout(10)
            sock = self.wrap(bare)
            sock.settimeout(0.1)
            while request := self._read(sock):
                with self._lock:
                    self.requests.append(request)
                step = self._step(request)
                if isinstance(step, bytes):
                    sock.sendall(step)
                else:
                    sock.settimeout(10)
                    step(sock, request)
                    if sock.fileno() < 0:
                        break
                    sock.settimeout(0.1)
        sock.close()
        bare.close()

    def _step(self, request: bytes) -> bytes | Play:
        steps, seen = self.steps, "/"
        for prefix, special in self.paths.items():
            if _path(request).startswith(prefix):
                steps, seen = special, prefix
        number = self.count(seen) if seen != "/" else len(self.requests)
        return steps[min(number, len(steps)) - 1]

    def _read(self, sock: socket.socket) -> bytes:
        data = b""
        wanted = None
        while wanted is None or len(data) < wanted:
            try:
                chunk = sock.recv(65536)
            except TimeoutError:
                if self.over.is_set():
                    return b""
                continue
            if not chunk:
                return b""
            data += chunk
            head, mark, _ = data.partition(b"\r\n\r\n")
            if mark and wanted is None:
                sizes = [
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                ]
                wanted = len(head) + 4 + (sizes[0] if sizes else 0)
        return data


def _path(request: bytes) -> str:
    return request.split(b" ", 2)[1].decode()


@attrs.define(eq=False)
class Way:
    """An `Http` with everything around it in sight."""

    http: Http
    redactor: Redactor
    calls: list[Call] = attrs.field(factory=list)
    slept: list[float] = attrs.field(factory=list)
    paused: list[tuple[str, float]] = attrs.field(factory=list)
    reserved: list[tuple[str, int]] = attrs.field(factory=list)
    waits: list[float] = attrs.field(factory=lambda: [0.0])

    def record(self, call: Call) -> None:
        """Keep *call*."""
        self.calls.append(call)

    def reserve(self, bucket: str, limit: RateLimit, cost: int, longest: float) -> float | None:
        """Return the next of the test's waits, the last one again and again."""
        self.reserved.append((bucket, cost))
        wait = self.waits.pop(0) if len(self.waits) > 1 else self.waits[0]
        return None if wait > longest else wait

    def pause(self, bucket: str, seconds: float) -> None:
        """Keep that *bucket* was to pause."""
        self.paused.append((bucket, seconds))

    def sleep(self, seconds: float) -> None:
        """Take no time."""
        self.slept.append(seconds)


LIMIT = RateLimit("calls", per_second=5, burst=5)


def manifest(**changed: Any) -> Manifest:
    """Return a platform's manifest."""
    plain: dict[str, Any] = {
        "name": "nowhere",
        "title": "Nowhere",
        "roles": frozenset({Role.CHANNEL}),
        "dialect": "none",
        "dialect_date": "2026-01-01",
        "api_status": ApiStatus.LIVE,
        "hosts": {"api": "https://api.nowhere.example"},
        "allowed_hosts": ("api.nowhere.example", "*.cdn.nowhere.example"),
        "limits": (LIMIT,),
    }
    return Manifest(**{**plain, **changed})


@pytest.fixture(name="serve")
def _serve() -> Iterator[Callable[..., Peer]]:
    peers: list[Peer] = []

    def serve(*steps: bytes | Play, **options: Any) -> Peer:
        peer = Peer(steps, **options)
        peers.append(peer)
        return peer

    yield serve
    for peer in peers:
        peer.close()


@pytest.fixture(name="way_to")
def _way_to() -> Iterator[Callable[..., Way]]:
    opened: list[Http] = []

    def way_to(
        url: str,
        *,
        auth: Auth | None = None,
        secrets: Sequence[str] = (),
        paced: bool = False,
        sandbox: bool = True,
        real_sleep: bool = False,
        **options: Any,
    ) -> Way:
        redactor = Redactor(secrets)
        way = Way(http=None, redactor=redactor)  # type: ignore[arg-type]
        way.http = open_http(
            manifest(),
            hosts={"api": url},
            buckets={"calls": ("shop/calls", LIMIT)} if paced else {},
            pacer=way,
            journal=way,
            redactor=redactor,
            ports=Ports(sleep=time.sleep if real_sleep else way.sleep, uniform=lambda a, b: a),
            sandbox=sandbox,
            **options,
        )
        if auth is not None:
            way.http.sign_with(auth)
        opened.append(way.http)
        return way

    yield way_to
    for http in opened:
        http.close()


@pytest.fixture(name="answer")
def _answer() -> Callable[..., bytes]:
    return answer


@pytest.fixture(name="reset")
def _reset() -> Play:
    return reset


@pytest.fixture(name="manifest")
def _manifest() -> Callable[..., Manifest]:
    return manifest


@pytest.fixture(name="packed", scope="session")
def _packed() -> bytes:
    """A megabyte that unpacks to a gigabyte; made once, a piece at a time."""
    piece = gzip.compress(b"\0" * (64 * 1024 * 1024), 9)
    return piece * 16
