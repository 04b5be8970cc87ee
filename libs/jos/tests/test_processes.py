"""One token for all processes of a workspace: a renewal by several at once happens once."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crossdock.store import Store

WORKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import httpx
from crossdock import Secret, Token
from crossdock.store import Store, StoredShelf
from crossdock_jos import KeptTokens, OAuth

class Plain:
    def seal(self, secret, label): return secret.reveal()
    def open(self, sealed, label): return Secret(sealed)

now = datetime.now(UTC)
store = Store(Path(sys.argv[1]), lambda: datetime.now(UTC))
shelf = StoredShelf(store.db, "main", "jdcom", Plain())
given = Token(Secret("token-0"), refresh=Secret("refresh-0"))
oauth = OAuth(sys.argv[2], "JD.com", "KEY", Secret("planted-secret"))
tokens = KeptTokens(oauth, shelf, lambda text: None, given=given)
print("ready", flush=True)
sys.stdin.readline()
flow = tokens.renewed(given, now)
try:
    request = next(flow)
    with httpx.Client(trust_env=False) as client:
        while True:
            request = flow.send(client.send(request))
except StopIteration as done:
    print(done.value.text.reveal(), done.value.refresh.reveal(), flush=True)
store.close()
"""


class Host(ThreadingHTTPServer):
    """Gives out numbered tokens, slowly, and counts them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.given = 0


class Handler(BaseHTTPRequestHandler):
    """Answers a request for a token."""

    server: Host

    def do_GET(self) -> None:
        """Give out the next token."""
        self.server.given += 1
        number = self.server.given
        # Long enough for every other process to want one too.
        threading.Event().wait(0.3)
        answer = {
            "access_token": f"token-{number}",
            "refresh_token": f"refresh-{number}",
            "expires_in": 86400,
        }
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(name="host")
def _host() -> Iterator[Host]:
    with Host() as host:
        thread = threading.Thread(target=host.serve_forever, args=(0.01,))
        thread.start()
        yield host
        host.shutdown()
        thread.join()


def test_processes_renew_once(host, tmp_path):
    """Four processes whose token was refused at once share the one that the first fetched."""
    path = tmp_path / "crossdock.db"
    Store(path, lambda: datetime.now(UTC)).close()
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), f"http://127.0.0.1:{host.server_port}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for worker in workers:
        assert "ready\n" == worker.stdout.readline()
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=300)[0].strip() for worker in workers]

    assert ["token-1 refresh-1"] * 4 == said
    assert 1 == host.given
