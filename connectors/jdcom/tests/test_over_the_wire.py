"""The connector over real HTTP, against a router of a few lines."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

import crossdock_jdcom
from crossdock import Secret, StockUpdate
from crossdock.errors import CredentialsRefusedError, OutcomeUnknownError
from crossdock.testing import open_connection
from crossdock_jos.signing import verify

SECRET = "planted-canary-secret"
SETTINGS = {
    "app_key": "KEY",
    "app_secret": SECRET,
    "access_token": "planted-canary-token-0",
    "refresh_token": "planted-canary-refresh-0",
}


class Server(ThreadingHTTPServer):
    """Keeps what arrived, gives out numbered tokens, and knows which one is valid."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.arrived: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.renewed = 0
        self.valid = "planted-canary-token-0"
        self.payload: object = {"page": {"data": [], "totalItem": 0}}
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers with a token, a refusal, or what the server was told."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer any request."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parameters = dict(parse_qsl(urlsplit(self.path).query + "&" + body.decode()))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            self.server.arrived.append((f"{self.command} {self.path}", headers, parameters))
            self._send(self._reply(parameters))

    def do_POST(self) -> None:
        """Answer any request."""
        self.do_GET()

    def _reply(self, parameters: dict[str, str]) -> object:
        if self.path.startswith("/oauth2/refresh_token"):
            assert parameters["refresh_token"] == f"planted-canary-refresh-{self.server.renewed}"
            self.server.renewed += 1
            self.server.valid = f"planted-canary-token-{self.server.renewed}"
            refresh = f"planted-canary-refresh-{self.server.renewed}"
            return {
                "access_token": self.server.valid,
                "refresh_token": refresh,
                "expires_in": 86400,
            }
        if not verify(parameters, Secret(SECRET)):
            return {"error_response": {"code": "12", "zh_desc": "无效签名"}}
        if parameters["access_token"] != self.server.valid:
            return {"error_response": {"code": "19", "zh_desc": "无效access_token"}}
        root = parameters["method"].replace(".", "_") + "_responce"
        return {root: {"code": "0", **self.server.payload}}

    def _send(self, answer: object) -> None:
        body = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/json;charset=UTF-8")
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
    shop = open_connection(crossdock_jdcom, SETTINGS, endpoint=server.url)
    yield shop
    shop.http.close()


def test_a_call_on_the_wire(server, shop):
    """It is a POST of a form; neither token nor signature stand in its URL."""
    crossdock_jdcom.list_products(shop, None)

    [(line, headers, parameters)] = server.arrived
    assert "POST /routerjson" == line
    assert "application/x-www-form-urlencoded;charset=UTF-8" == headers["content-type"]
    assert {
        "360buy_param_json",
        "access_token",
        "app_key",
        "method",
        "sign",
        "timestamp",
        "v",
    } == set(parameters)


def test_a_token_that_died_is_renewed_once_by_many(server, shop):
    """When the platform drops the token, callers at once renew it once and all succeed."""
    server.valid = "somebody-else"

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: crossdock_jdcom.list_products(shop, None), range(16)))

    assert 1 == server.renewed


def test_a_rotated_refresh_token_is_the_next_one(server, shop):
    """A second renewal is made with the refresh token of the first."""
    for _ in range(3):
        server.valid = "somebody-else"
        crossdock_jdcom.list_products(shop, None)

    assert 3 == server.renewed


def test_a_refused_token_does_not_set_stock_twice(server, shop):
    """A stock update refused for its token goes out again with the new one, unchanged."""
    server.valid = "somebody-else"
    server.payload = {"returnType": {"success": True}}

    crossdock_jdcom.push_stock(shop, (StockUpdate("7", 3),))

    sent = [row for line, _, row in server.arrived if line.startswith("POST")]
    assert ["planted-canary-token-0", "planted-canary-token-1"] == [
        row["access_token"] for row in sent
    ]
    assert 1 == len({row["360buy_param_json"] for row in sent})


def test_chinese_and_four_byte_characters_arrive(server, shop):
    """What the platform sends in UTF-8 is read character by character."""
    ware = {"wareId": 1, "title": "𠮷野家 😀", "wareStatus": 8}
    sku = {"skuId": 2, "wareId": 1, "status": 1, "outerId": "红-1", "stockNum": 1}
    server.payload = {"page": {"data": [{**ware, **sku}], "totalItem": 1}}

    [listing] = crossdock_jdcom.list_products(shop, None).items

    assert ("𠮷野家 😀", "红-1") == (listing.title, listing.sku)


def test_no_secret_comes_back_out(server, shop):
    """A platform that quotes our secrets cannot make us print them."""
    said = f"bad {SECRET} and {server.valid} and planted-canary-refresh-0"
    server.payload = {"error": 1, "code": "24", "en_desc": said}

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdcom.list_products(shop, None)

    shown = str(caught.value) + str(vars(caught.value)) + repr(shop)
    assert "planted-canary" not in shown


def test_no_secret_in_a_record_kept_aside(server, shop):
    """A record that cannot be read is kept without the secrets in it."""
    server.payload = {"page": {"data": [{"wareId": "x", "title": SECRET}], "totalItem": 1}}

    [refused] = crossdock_jdcom.list_products(shop, None).refused

    assert SECRET not in repr(refused)


def test_an_empty_answer_to_a_write(server, shop):
    """A stock update without a result, or that timed out, leaves its outcome unknown."""
    server.payload = {"returnType": None}

    report = crossdock_jdcom.push_stock(shop, (StockUpdate("7", 3),))

    assert ["unknown"] == [result.outcome.value for result in report.results]
    server.payload = {"code": "65", "en_desc": "timeout"}
    with pytest.raises(OutcomeUnknownError):
        crossdock_jdcom.push_stock(shop, (StockUpdate("7", 3),))
