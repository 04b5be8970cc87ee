"""The connector over real HTTP, against a router of a few lines."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

import crossdock_jdid_fulfillment
from crossdock import DocumentKey, Person, Secret
from crossdock.errors import CredentialsRefusedError, OutcomeUnknownError
from crossdock.testing import open_connection
from crossdock_jos.signing import verify

SECRET = "planted-canary-secret"
SETTINGS = {
    "authorisation": "quick",
    "api_key": "KEY",
    "app_secret": SECRET,
    "access_token": "planted-canary-token-0",
    "refresh_token": "planted-canary-refresh-0",
    "department": "EBU0000000000123",
    "warehouse": "110008765",
    "shop": "ESP0000000000456",
    "source": "ISV0000000000042",
}


class Server(ThreadingHTTPServer):
    """Keeps what arrived, gives out numbered tokens, and knows which one is valid."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.arrived: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.renewed = 0
        self.valid = "planted-canary-token-0"
        self.payload: object = {"querystock_result": []}
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers with a token, a refusal, or what the server was told; or hangs up."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer any request."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parameters = dict(parse_qsl(urlsplit(self.path).query + "&" + body.decode()))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            self.server.arrived.append((f"{self.command} {self.path}", headers, parameters))
            reply = self._reply(parameters)
            if reply is None:
                self.close_connection = True
                return
            self._send(reply)

    def _reply(self, parameters: dict[str, str]) -> object:
        if self.path.startswith("/oauth/token"):
            assert ("KEY", SECRET) == (parameters["client_id"], parameters["client_secret"])
            assert parameters["refresh_token"] == f"planted-canary-refresh-{self.server.renewed}"
            self.server.renewed += 1
            self.server.valid = f"planted-canary-token-{self.server.renewed}"
            refresh = f"planted-canary-refresh-{self.server.renewed}"
            token = {"access_token": self.server.valid, "refresh_token": refresh}
            return {**token, "code": 0, "expires_in": 86400}
        if not verify(parameters, Secret(SECRET)):
            return {"error_response": {"code": "12", "zh_desc": "无效签名"}}
        if parameters["access_token"] != self.server.valid:
            return {"error_response": {"code": "19", "zh_desc": "无效access_token"}}
        if self.server.payload is None:
            return None
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
    shop = open_connection(crossdock_jdid_fulfillment, SETTINGS, endpoint=server.url)
    yield shop
    shop.http.close()


def test_a_call_on_the_wire(server, shop):
    """It is a POST of a form; neither token nor signature stand in its URL."""
    crossdock_jdid_fulfillment.list_stock(shop, None)

    [(line, headers, parameters)] = server.arrived
    assert "POST /routerjson" == line
    assert "application/x-www-form-urlencoded;charset=UTF-8" == headers["content-type"]
    assert {
        "360buy_param_json",
        "access_token",
        "app_key",
        "format",
        "method",
        "sign",
        "timestamp",
        "v",
    } == set(parameters)


def test_a_token_that_died_is_renewed_once_by_many(server, shop):
    """When the platform drops the token, callers at once renew it once and all succeed."""
    server.valid = "somebody-else"

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: crossdock_jdid_fulfillment.list_stock(shop, None), range(16)))

    assert 1 == server.renewed


def test_a_refused_token_does_not_create_an_outbound_twice(server, shop, outbound):
    """An outbound refused for its token goes out again with the new one, unchanged."""
    server.valid = "somebody-else"
    server.payload = {"eclpSoNo": "ESL1"}

    crossdock_jdid_fulfillment.create_outbound(shop, outbound())

    sent = [row for _, _, row in server.arrived if row.get("method", "").endswith("addOrder")]
    assert ["planted-canary-token-0", "planted-canary-token-1"] == [
        row["access_token"] for row in sent
    ]
    assert 1 == len({row["360buy_param_json"] for row in sent})


def test_a_connection_that_breaks_after_a_write(server, shop, outbound):
    """Where the gateway hangs up on an outbound, its fate is unknown and it was sent once."""
    server.payload = None

    with pytest.raises(OutcomeUnknownError):
        crossdock_jdid_fulfillment.create_outbound(shop, outbound())

    assert 1 == len(server.arrived)


def test_every_script_arrives(server, shop, outbound):
    """Names in any script arrive as they are, and the signature over them holds."""
    server.payload = {"eclpSoNo": "ESL1"}
    person = Person(name="Ni Luh 😀 𠮷野", phone="0812")

    crossdock_jdid_fulfillment.create_outbound(shop, outbound(recipient=person))

    _, _, parameters = server.arrived[0]
    business = json.loads(parameters["360buy_param_json"])
    assert "Ni Luh 😀 𠮷野" == business["consigneeName"]


def test_no_secret_comes_back_out(server, shop):
    """A platform that quotes our secrets cannot make us print them."""
    said = f"bad {SECRET} and {server.valid} and planted-canary-refresh-0"
    server.payload = {"error": 1, "code": "24", "en_desc": said}

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdid_fulfillment.list_stock(shop, None)

    shown = str(caught.value) + str(vars(caught.value)) + repr(shop)
    assert "planted-canary" not in shown


def test_no_secret_in_a_reason(server, shop):
    """What JD says of one document comes back as a reason, without the secrets in it."""
    server.payload = {"code": "67", "en_desc": f"bad {SECRET}"}

    key = DocumentKey("CD-1", "ESL1")
    [found] = crossdock_jdid_fulfillment.refresh_outbound(shop, (key,))
    server.payload = {"cancelorder_result": {"code": 2, "msg": f"bad {SECRET}"}}
    refusal = crossdock_jdid_fulfillment.cancel_outbound(shop, key)

    for reason in (found.reason, refusal.reason):
        assert "bad" in reason
        assert SECRET not in reason
