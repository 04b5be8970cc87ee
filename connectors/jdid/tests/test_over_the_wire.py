"""The connector over real HTTP, against a server of a few lines that checks every signature."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

import crossdock_jdid
from crossdock import StockUpdate
from crossdock.errors import CredentialsRefusedError
from crossdock.testing import open_connection

SECRET = "planted-canary-secret"
SETTINGS = {"app_key": "KEY", "app_secret": SECRET, "access_token": "planted-canary-token"}


class Server(ThreadingHTTPServer):
    """Verifies and keeps what arrives."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.arrived: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers stock updates in both envelopes."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer any request."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        parts = urlsplit(self.path)
        fields = dict(parse_qsl(parts.query) + parse_qsl(body))
        self.server.arrived.append((f"{self.command} {parts.path}", dict(fields)))
        sign = fields.pop("sign", "")
        text = SECRET + "".join(name + fields[name] for name in sorted(fields)) + SECRET
        if hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper() != sign:
            self._send({"error_response": {"code": "12", "en_desc": "Invalid Signature"}})
            return
        payload = {"code": 1, "success": True, "message": "Successful operation!!", "model": None}
        if parts.path == "/api":
            self._send({"openapi_code": 0, "openapi_data": json.dumps(payload)})
            return
        name = fields["method"].replace(".", "_")
        self._send({f"{name}_response": {"code": "0", "EptRemoteResult": payload}})

    def do_POST(self) -> None:
        """Answer any request."""
        self.do_GET()

    def _send(self, answer: object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("dialect", "line"), [("gen2", "POST /routerjson"), ("gen1", "GET /api")])
def test_a_signed_update_is_accepted(server, dialect, line):
    """One endpoint serves both generations, and each signature verifies by hand."""
    shop = open_connection(crossdock_jdid, {**SETTINGS, "dialect": dialect}, endpoint=server.url)
    report = crossdock_jdid.push_stock(shop, (StockUpdate("9007199254740993", 5),))
    shop.http.close()

    assert ["done"] == [result.outcome.value for result in report.results]
    assert line == server.arrived[0][0]
    assert "9007199254740993" in str(server.arrived[0][1])


def test_a_wrong_secret_is_refused(server):
    """Another secret does not verify, and the error says what to check."""
    changed = {**SETTINGS, "app_secret": "another-secret"}
    shop = open_connection(crossdock_jdid, changed, endpoint=server.url)

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdid.push_stock(shop, (StockUpdate("1", 5),))
    shop.http.close()

    assert "12" == caught.value.remote_code
