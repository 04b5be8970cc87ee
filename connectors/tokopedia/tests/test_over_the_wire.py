"""The connector over real HTTP, against a server of a few lines."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import crossdock_tokopedia
from crossdock import StockUpdate
from crossdock.errors import CredentialsRefusedError, RequestRefusedError
from crossdock.testing import open_connection

SECRET = "planted-canary-secret"
SETTINGS = {"fs_id": 13004, "shop_id": 479573, "client_id": "id", "client_secret": SECRET}


class Server(ThreadingHTTPServer):
    """Keeps what arrived, hands out numbered tokens, and knows which one is valid."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.arrived: list[tuple[str, dict[str, str], bytes]] = []
        self.fetched = 0
        self.valid = ""
        self.answer: tuple[int, object] = (200, {"header": {}, "data": None})
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers with a token, a refusal of one, or what the server was told."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer any request."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            self.server.arrived.append((f"{self.command} {self.path}", headers, body))
            if self.path.startswith("/token"):
                self.server.fetched += 1
                self.server.valid = f"c:token-number-{self.server.fetched}"
                self._send(200, {"access_token": self.server.valid, "expires_in": 3600})
            elif headers.get("authorization") != f"Bearer {self.server.valid}":
                self._send(401, {"message": "invalid_token"})
            else:
                self._send(*self.server.answer)

    def do_POST(self) -> None:
        """Answer any request."""
        self.do_GET()

    def _send(self, status: int, answer: object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
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


@pytest.fixture(name="shop")
def _shop(server):
    shop = open_connection(crossdock_tokopedia, SETTINGS, endpoint=server.url)
    yield shop
    shop.http.close()


def test_the_token_request_on_the_wire(server, shop):
    """It is a POST with Basic credentials, the grant in the query and a length of zero."""
    crossdock_tokopedia.list_products(shop, None)

    line, headers, body = server.arrived[0]
    assert "POST /token?grant_type=client_credentials" == line
    assert (
        "Basic " + base64.b64encode(f"id:{SECRET}".encode()).decode() == (headers["authorization"])
    )
    assert ("0", b"") == (headers["content-length"], body)


def test_many_threads_fetch_one_token(server, shop):
    """Sixteen calls at once on a new connection fetch one token."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: crossdock_tokopedia.list_products(shop, None), range(16)))

    assert 1 == server.fetched


def test_a_token_that_died_is_renewed_once_by_many(server, shop):
    """When the platform drops the token, callers at once renew it once and all succeed."""
    crossdock_tokopedia.list_products(shop, None)
    server.valid = "c:somebody-else"

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: crossdock_tokopedia.list_products(shop, None), range(16)))

    assert 2 == server.fetched


def test_a_refused_token_does_not_send_a_write_twice(server, shop):
    """A stock update refused for its token is sent again with the new one, and applied once."""
    crossdock_tokopedia.list_products(shop, None)
    server.valid = "c:somebody-else"
    server.answer = (200, {"header": {}, "data": {"succeed_rows": 1, "failed_rows_data": []}})

    crossdock_tokopedia.push_stock(shop, (StockUpdate("7", 3),))

    sent = [headers for line, headers, _ in server.arrived if "stock/update" in line]
    assert ["Bearer c:token-number-1", "Bearer c:token-number-2"] == [
        headers["authorization"] for headers in sent
    ]


@pytest.mark.parametrize("status", [200, 400, 403, 500])
def test_no_secret_comes_back_out(server, shop, status):
    """A platform that quotes our secrets cannot make us print them."""
    crossdock_tokopedia.list_products(shop, None)
    said = f"bad {SECRET} and {server.valid}"
    header = {"error_code": "ORD_DLV_020", "reason": said, "messages": said}
    server.answer = (status, {"header": header, "data": None})

    with pytest.raises((RequestRefusedError, CredentialsRefusedError)) as caught:
        crossdock_tokopedia.get_order(shop, "1")

    shown = str(caught.value) + str(vars(caught.value)) + repr(shop)
    assert SECRET not in shown
    assert server.valid not in shown


def test_no_secret_in_the_reason_of_a_row_or_in_a_record(server, shop):
    """Neither the reason of a refused row nor a record kept aside carries a secret."""
    crossdock_tokopedia.list_products(shop, None)
    said = f"bad {SECRET} and {server.valid}"
    rows = [{"product_id": 7, "message": said}]
    server.answer = (200, {"data": {"failed_rows": 1, "failed_rows_data": rows}})
    report = crossdock_tokopedia.push_stock(shop, (StockUpdate("7", 3),))
    server.answer = (200, {"data": [{"basic": {"productID": 1, "status": said}, "x": said}]})
    page = crossdock_tokopedia.list_products(shop, None)

    shown = repr(report) + repr(page)
    assert "bad **** and ****" in shown
    assert SECRET not in shown
    assert server.valid not in shown
