"""Serving a sandbox over real HTTP, from the free port to the clean exit."""

import contextlib
import json
import logging
import signal
import socket
import threading
from asyncio import Transport
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import attrs
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.options import Sandbox, SandboxOptions
from crossdock.sandbox.wire import GONE, TRANSPORT, App, Receive, Scope, Send

Builder = Callable[[SandboxOptions], Sandbox]


class _Protocol(H11Protocol):
    """Leaves each request's transport in its scope, for faults below HTTP."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app: App = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope[TRANSPORT] = transport
            scope[GONE] = transport.is_closing
            await app(scope, receive, send)

        self.app = with_transport


class _Server(uvicorn.Server):
    """Announces once it accepts, and returns from a signal instead of raising it again."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True
        self.force_exit = True


def bind(host: str, port: int) -> socket.socket:
    """Take the port, or say in a sentence why it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sends without delay only where it is.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise SandboxRefusedError(
            f"the sandbox cannot listen on {host} port {port} ({reason});"
            " choose another port, or 0 for a free one"
        ) from error
    return listener


def serve(
    connector: str,
    build: Builder,
    options: SandboxOptions,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    announce: Callable[[str], None],
    on_server: Callable[[uvicorn.Server], None] | None = None,
) -> None:
    """
    Build and serve a sandbox until SIGTERM, SIGINT or its *should_exit*.

    Args:
        connector: The name announced.

        build: Makes the sandbox once its address is known.

        options: Handed to *build* with *public_url* filled in.

        host: Where to listen.

        port: 0 for a free one.

        announce: Receives one line of JSON as soon as connections are accepted.

        on_server: Receives the server before it runs, for stopping it from another thread.

    Raises:
        SandboxRefusedError: The port is taken, or the options cannot be played.
    """
    with contextlib.closing(bind(host, port)) as listener:
        url = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        sandbox = build(attrs.evolve(options, public_url=url))
        line = json.dumps(announcement(connector, url, sandbox), ensure_ascii=False)
        server = _Server(_config(sandbox), lambda: announce(line))
        if on_server is not None:
            on_server(server)
        server.run(sockets=[listener])


def announcement(connector: str, url: str, sandbox: Sandbox) -> dict[str, Any]:
    """Return what is said about a sandbox that accepts connections."""
    return {
        "connector": connector,
        "url": url,
        "settings": dict(sandbox.settings),
        "control": f"{url}/_sandbox",
        "catalogue": sandbox.catalogue.counts() if sandbox.catalogue else None,
    }


def _config(sandbox: Sandbox) -> uvicorn.Config:
    # Faults break connections on purpose; what uvicorn thinks of that is no news.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
    return uvicorn.Config(
        sandbox.app,
        http=_Protocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        # The kit sends the played time instead.
        date_header=False,
        timeout_graceful_shutdown=1,
        # Longer than a client's pool keeps a connection, so that none is closed under a request.
        timeout_keep_alive=75,
    )


@contextlib.contextmanager
def running(
    connector: str, build: Builder, options: SandboxOptions, *, port: int = 0
) -> Iterator[dict[str, Any]]:
    """Serve a sandbox from a thread for as long as the context lasts; yield its announcement."""
    lines: list[str] = []
    servers: list[uvicorn.Server] = []
    failures: list[BaseException] = []
    ready = threading.Event()

    def announce(line: str) -> None:
        lines.append(line)
        ready.set()

    def work() -> None:
        try:
            serve(
                connector, build, options, port=port, announce=announce, on_server=servers.append
            )
        except BaseException as error:  # noqa: BLE001  handed to the caller's thread below
            failures.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=work, name=f"sandbox-{connector}", daemon=True)
    thread.start()
    ready.wait()
    if failures:
        raise failures[0]
    try:
        yield json.loads(lines[0])
    finally:
        servers[0].should_exit = servers[0].force_exit = True
        thread.join(timeout=10)
