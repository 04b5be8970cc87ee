"""The total time a call may take, held at the socket.

A time-out per read never ends a body that drips one byte a second; a deadline
does. It is carried by a context variable because the socket belongs to a pool
that several calls share in turn.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from crossdock.http.endpoints import EndpointRules, Resolve
from crossdock.http.library import httpcore

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Let the calls inside take at most *seconds* together."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining() -> float:
    """Return the seconds left until the deadline; a day when there is none."""
    moment = _deadline.get()
    return 86_400.0 if moment is None else moment - time.monotonic()


def _bounded(timeout: float | None, error: type[Exception]) -> float:
    left = remaining()
    if left <= 0:
        raise error("the time for this call is used up")
    return left if timeout is None else min(timeout, left)


class BoundedStream(httpcore.NetworkStream):
    """A socket whose every read and write ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what arrived, waiting no longer than the deadline allows."""
        return self._stream.read(max_bytes, _bounded(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send *buffer*, waiting no longer than the deadline allows."""
        self._stream.write(buffer, _bounded(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Return the same socket, encrypted, under the same deadline."""
        secured = self._stream.start_tls(
            ssl_context, server_hostname, _bounded(timeout, httpcore.ConnectTimeout)
        )
        return BoundedStream(secured)

    def get_extra_info(self, info: str) -> Any:
        """Return what the socket knows of itself."""
        return self._stream.get_extra_info(info)


class CheckedNetwork(httpcore.NetworkBackend):
    """Opens sockets to addresses that the rules allow, and to the address it checked."""

    def __init__(self, rules: EndpointRules, resolve: Resolve) -> None:
        self._rules = rules
        self._resolve = resolve
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a socket to the first address of *host* that answers."""
        addresses = self._rules.addresses(host, port, self._resolve)
        return BoundedStream(self._first(addresses, host, port, timeout, socket_options))

    def _first(
        self,
        addresses: Sequence[str],
        host: str,
        port: int,
        timeout: float | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return self._sockets.connect_tcp(
                    address,
                    port,
                    timeout=_bounded(timeout, httpcore.ConnectTimeout),
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def sleep(self, seconds: float) -> None:
        """Wait; the pool asks for this between its own connection attempts."""
        self._sockets.sleep(seconds)
