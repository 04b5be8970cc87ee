"""crossdock.sandbox.server"""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.options import Sandbox, SandboxOptions
from crossdock.sandbox.server import bind, running, serve
from crossdock.sandbox.wire import TRANSPORT

Bench = Callable[..., Any]

PROGRAM = """
from crossdock.sandbox.options import Sandbox, SandboxOptions
from crossdock.sandbox.server import serve

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})

serve("toy", lambda o: Sandbox(app, {"at": o.public_url}), SandboxOptions(),
      announce=lambda line: print(line, flush=True))
print("returned", flush=True)
"""


def test_announces_once_it_accepts(bench: Bench) -> None:
    """The announcement is what a connection needs, and the address answers at once."""
    with running("toy", bench().build, SandboxOptions()) as announced:
        status = httpx.get(announced["url"] + "/a", trust_env=False).status_code

    assert (200, "toy", announced["url"] + "/_sandbox", None, announced["url"]) == (
        status,
        announced["connector"],
        announced["control"],
        announced["catalogue"],
        announced["settings"]["url"],
    )


def test_stopped_server_frees_its_port(bench: Bench) -> None:
    """Once the context ends nobody listens."""
    with running("toy", bench().build, SandboxOptions()) as announced:
        port = int(announced["url"].rsplit(":", 1)[1])

    bind("127.0.0.1", port).close()


def test_taken_port_is_a_sentence(bench: Bench) -> None:
    """A port in use is refused with the port and what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SandboxRefusedError, match=f"port {port} .*choose another port, or 0"):
            serve("toy", bench().build, SandboxOptions(), port=port, announce=print)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("256.1.1.1", 0)])
def test_impossible_addresses_are_sentences(host: str, port: int) -> None:
    """A port or host that cannot be is refused the same way."""
    with pytest.raises(SandboxRefusedError, match="cannot listen on"):
        bind(host, port)


def test_refused_options_reach_the_caller() -> None:
    """What the builder refuses is raised where serving was asked for."""

    def build(options: SandboxOptions) -> Sandbox:
        raise SandboxRefusedError("there is no switch 'x'")

    with (
        pytest.raises(SandboxRefusedError, match="no switch"),
        running("toy", build, SandboxOptions()),
    ):
        pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(number: int) -> None:
    """On SIGTERM and SIGINT serve() returns, the process ends with 0 and says nothing."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    announced = json.loads(process.stdout.readline())
    with httpx.Client(trust_env=False) as client:
        client.get(announced["url"])  # an open connection must not hold it up
        process.send_signal(number)
        out, err = process.communicate(timeout=300)

    assert (0, "returned\n", "") == (process.returncode, out, err)


def test_answers_without_delay() -> None:
    """A connection sends at once; otherwise every POST waits 40 ms for an acknowledgement."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        connection = scope[TRANSPORT].get_extra_info("socket")
        delay = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        await send({"type": "http.response.start", "status": 200 + bool(delay), "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with running("toy", lambda options: Sandbox(app, {}), SandboxOptions()) as announced:
        assert httpx.get(announced["url"], trust_env=False).status_code == 201


def test_options_need_no_server() -> None:
    """A connector can declare its sandbox without importing server, framework or cryptography."""
    code = (
        "import sys, crossdock.sandbox.options;"
        "print([n for n in ('starlette', 'uvicorn', 'cryptography', 'httpx') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout
