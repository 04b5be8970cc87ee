"""Sockets: to checked addresses only, under the deadline, and knowing what left."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import attrs

from crossdock.http.deadline import bounded
from crossdock.http.endpoints import EndpointRules, Resolve
from crossdock.http.library import httpcore

#: As much as is handed to the kernel at once.
_SLICE = 64 * 1024


@attrs.define
class Wire:
    """What is known of one request on its way: whether any byte of it may have left."""

    written: bool = False


_wire: ContextVar[Wire | None] = ContextVar("wire", default=None)


@contextmanager
def watched() -> Iterator[Wire]:
    """Note on the `Wire` given whether the request sent inside left this machine."""
    wire = Wire()
    token = _wire.set(wire)
    try:
        yield wire
    finally:
        _wire.reset(token)


def resolve_by_system(host: str, port: int) -> list[str]:
    """Return the addresses the operating system knows for *host*."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in rows]


class BoundedStream(httpcore.NetworkStream):
    """A socket whose every read and write ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self._socket: socket.socket = stream.get_extra_info("socket")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what arrived, waiting no longer than the deadline allows."""
        try:
            left = bounded(timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from None
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send *buffer*, waiting no longer than the deadline allows.

        The library's own writing renews its time-out for every piece that a
        slow reader takes, and does not tell how much had left when it failed.
        """
        rest = memoryview(buffer)
        while rest:
            try:
                self._socket.settimeout(bounded(timeout))
                sent = self._socket.send(rest[:_SLICE])
            except TimeoutError as error:
                raise httpcore.WriteTimeout(str(error)) from None
            except OSError as error:
                raise httpcore.WriteError(error.strerror or str(error)) from None
            wire = _wire.get()
            if wire is not None:
                wire.written = True
            rest = rest[sent:]

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
        try:
            left = bounded(timeout)
        except TimeoutError as error:
            self.close()
            raise httpcore.ConnectTimeout(str(error)) from None
        return BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

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
        try:
            found = self._rules.addresses(host, port, self._resolve_in(bounded(timeout)))
            return BoundedStream(self._first(found, host, port, timeout, socket_options))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from None

    def _resolve_in(self, seconds: float) -> Resolve:
        """Return a resolver that gives up after *seconds*; the system's own has no time-out."""

        def resolve(host: str, port: int) -> Sequence[str]:
            box: queue.SimpleQueue[Sequence[str] | BaseException] = queue.SimpleQueue()

            def ask() -> None:
                try:
                    box.put(self._resolve(host, port))
                except BaseException as error:  # noqa: BLE001 - raised where it is waited for
                    box.put(error)

            threading.Thread(target=ask, daemon=True, name=f"resolve {host}").start()
            try:
                found = box.get(timeout=seconds)
            except queue.Empty:
                raise OSError(0, "the name service did not answer in time") from None
            if isinstance(found, BaseException):
                raise found
            return found

        return resolve

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
                    address, port, timeout=bounded(timeout), socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def sleep(self, seconds: float) -> None:
        """Wait; the pool asks for this between its own connection attempts."""
        self._sockets.sleep(seconds)
