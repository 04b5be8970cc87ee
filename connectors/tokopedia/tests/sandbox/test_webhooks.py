"""Webhooks and the buyer's data (sheet 1.8)."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crossdock_tokopedia.sandbox.subscriptions import is_loopback, sign

Open = Callable[..., Any]
Code = Callable[[Any], tuple[int, Any]]
SECRET = "hush"


class Receiver:
    """A place that notifications go to."""

    def __init__(self) -> None:
        self.bodies: list[tuple[str, bytes, str]] = []
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.bodies.append((self.path, body, self.headers["Authorization-Hmac"]))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def wait(self, number: int, path: str = "") -> list[Any]:
        """Return the payloads that came to *path*, once there are *number*."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            found = [json.loads(body) for at, body, _ in self.bodies if at.startswith(path)]
            if len(found) >= number:
                return found
            time.sleep(0.01)
        raise AssertionError(f"{len(self.bodies)} came: {self.bodies}")


@pytest.fixture(name="receiver")
def _receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


def subscribe(seller: Any, receiver: Receiver, **more: Any) -> Any:
    """Register every address with the receiver."""
    names = ("order_notification", "order_status", "order_cancellation", "product_changes")
    urls = {f"{name}_url": f"{receiver.url}/{name}" for name in names}
    urls["order_request_cancellation_url"] = f"{receiver.url}/request"
    body = {"fs_id": int(seller.fs), **urls, "webhook_secret": SECRET, **more}
    return seller.post(f"/v1/fs/{seller.fs}/register", body)


def test_signature_vector() -> None:
    """The published vector comes out."""
    assert "ea64882799707a8045b109120c23955ebb9bb3ac6063dd91596ee3f86228e993" == sign(
        "s3cret", b'{"order_id":43481289}'
    )


def test_registration_replaces_everything(seller: Any) -> None:
    """A second registration empties whatever it leaves out (Q16), and fs_id may be text."""
    path = f"/v1/fs/{seller.fs}/register"
    first = {"order_status_url": "http://a", "chat_notification_url": "http://b"}
    answer = seller.post(path, {"fs_id": seller.fs, **first, "webhook_secret": "1"}).json()
    seller.post(path, {"order_status_url": "http://c"})
    data = seller.get(f"/v1/fs/{seller.fs}").json()

    assert (
        {"data": "success", "status": "200 Ok", "error_message": []},
        ("http://c", "", "", int(seller.fs), "200 Ok"),
    ) == (
        answer,
        (
            data["data"]["order_status_url"],
            data["data"]["chat_notification_url"],
            data["data"]["webhook_secret"],
            data["data"]["fs_id"],
            data["status"],
        ),
    )


@pytest.mark.parametrize(
    "body",
    [{}, [1], {"order_status_url": "ftp://x"}, {"fs_id": 5, "order_status_url": "http://a"}],
)
def test_bad_registration(seller: Any, body: Any) -> None:
    """A registration that makes no sense is refused in the old envelope."""
    answer = seller.post(f"/v1/fs/{seller.fs}/register", body)

    assert (400, "400 Bad Request", ["bad input data"]) == (
        answer.status_code,
        answer.json()["status"],
        answer.json()["error_message"],
    )


def test_new_order_is_announced_and_signed(seller: Any, receiver: Receiver) -> None:
    """A paid order arrives as order_notification, signed over its raw body."""
    subscribe(seller, receiver)
    order = seller.buy()
    payload = receiver.wait(1, "/order_notification")[0]
    raw, signature = next(
        (body, mark) for at, body, mark in receiver.bodies if at == "/order_notification"
    )

    assert (
        order["order_id"],
        order["invoice"],
        order["invoice"],
        220,
        True,
        False,
        hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest(),
    ) == (
        payload["order_id"],
        payload["invoice_num"],
        payload["invoice_ref_num"],
        payload["order_status"],
        "customer" in payload,
        "buyer" in payload,
        signature,
    )


def test_status_and_cancellation(seller: Any, receiver: Receiver) -> None:
    """Every change of status is told, a cancellation also as such, in one shape."""
    order = seller.buy()["order_id"]
    subscribe(seller, receiver)
    seller.act(order, "ack")
    seller.act(order, "nack", {"reason_code": 1, "reason": "x"})
    statuses = receiver.wait(2, "/order_status")
    cancelled = receiver.wait(1, "/order_cancellation")[0]

    assert ([400, 10], statuses[1]) == ([one["order_status"] for one in statuses], cancelled)


@pytest.mark.parametrize(("switch", "kind"), [("number", int), ("string", str)])
def test_cancel_request_carries_only_the_id(
    open_shop: Open, receiver: Receiver, switch: str, kind: type
) -> None:
    """A buyer's wish is told with nothing but the id, a number or text by switch (Q18)."""
    seller = open_shop(switches={"cancel_webhook_id": switch})
    subscribe(seller, receiver)
    order = seller.buy()["order_id"]
    seller.control(f"/orders/{order}/request-cancel")

    assert [{"order_id": kind(order)}] == receiver.wait(1, "/request")


def test_own_pushes_come_back(seller: Any, receiver: Receiver) -> None:
    """A push returns as product_changes with text values, a status change without warehouse."""
    one = seller.single(reserve_stock=0)
    subscribe(seller, receiver)
    seller.push([{"product_id": one["listing_id"], "new_stock": 0}])
    changes = [p["product_changes_data"][0] for p in receiver.wait(2, "/product_changes")]

    assert (
        ("stock_decrement", "0", str(one["stock"]), 12210, True),
        ("status_changes", "3", "1", False),
    ) == (
        tuple(
            changes[0][key]
            for key in (
                "action",
                "value",
                "previous_value",
                "warehouse_id",
                "is_default_warehouse",
            )
        ),
        (
            changes[1]["action"],
            changes[1]["value"],
            changes[1]["previous_value"],
            "warehouse_id" in changes[1],
        ),
    )


def test_what_changes_stock_and_how_it_is_called(seller: Any, receiver: Receiver) -> None:
    """Dashboard edits, orders, cancellations and prices each have their action."""
    one = seller.single(reserve_stock=0)["listing_id"]
    subscribe(seller, receiver)
    seller.control("/stock", {"listing_id": one, "quantity": 50})
    order = seller.buy(listing_id=one)["order_id"]
    seller.act(order, "nack", {"reason_code": 1, "reason": "x"})
    rows = [{"product_id": one, "new_price": 12345}]
    seller.post(f"{seller.inventory}/price/update", rows, shop_id=seller.shop)
    actions = [p["product_changes_data"][0]["action"] for p in receiver.wait(4, "/product")]

    assert ["stock_overwrite", "stock_decrement", "stock_increment", "price_changes"] == actions


@pytest.mark.parametrize("switches", [{"webhooks": "off"}, {"webhook_echo": "off"}])
def test_silence_by_switch(open_shop: Open, receiver: Receiver, switches: dict[str, str]) -> None:
    """Notifications, or only the echo of pushes, can be switched off."""
    seller = open_shop(switches=switches)
    subscribe(seller, receiver)
    seller.push([{"product_id": seller.single()["listing_id"], "new_stock": 3}])
    seller.buy()
    if "webhook_echo" in switches:
        receiver.wait(1, "/order_notification")

    assert [] == [at for at, _, _ in receiver.bodies if at == "/product_changes"]


def test_delivery_is_tried_again(open_shop: Open, receiver: Receiver) -> None:
    """A receiver that fails hears the same again, as often as the switch says."""
    seller = open_shop(switches={"webhook_tries": "2"})
    receiver.status = 500
    subscribe(seller, receiver)
    order = seller.buy()["order_id"]

    assert [order] * 2 == [p["order_id"] for p in receiver.wait(2, "/order_notification")]


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:9/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:8/", True),
        ("http://10.0.0.1/", False),
        ("http://169.254.169.254/", False),
        ("http://example.com/", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://[::ffff:10.0.0.1]/", False),
        ("http://user@127.0.0.1@10.0.0.1/", False),
        ("http://[bad", False),
    ],
)
def test_loopback_only(url: str, loopback: bool) -> None:
    """Only addresses that lead to this machine count as loopback."""
    assert loopback is is_loopback(url)


def test_other_hosts_are_not_called(seller: Any) -> None:
    """An address elsewhere may be registered and is not called, which the summary shows."""
    body = {"order_notification_url": "http://192.0.2.1/x", "webhook_secret": "s"}
    seller.post(f"/v1/fs/{seller.fs}/register", body)
    seller.buy()

    assert "not a loopback address" == seller.control("", method="GET")["deliveries"][0]["outcome"]


@pytest.mark.parametrize(("switch", "called"), [("any", 1), ("loopback", 0)])
def test_other_hosts_by_switch(
    open_shop: Open, receiver: Receiver, switch: str, called: int
) -> None:
    """By switch any address is called; this one leads home without being loopback."""
    seller = open_shop(switches={"webhook_hosts": switch})
    elsewhere = receiver.url.replace("127.0.0.1", "0.0.0.0")  # noqa: S104  nothing is bound
    body = {"order_notification_url": elsewhere, "order_status_url": f"{receiver.url}/status"}
    if switch == "loopback":
        body["order_status_url"] = receiver.url.replace("127.0.0.1", "localhost") + "/status"
    seller.post(f"/v1/fs/{seller.fs}/register", body)
    seller.buy()
    receiver.wait(1, "/status")

    assert called == sum(at == "/" for at, _, _ in receiver.bodies)


def test_payload_and_trigger(seller: Any, receiver: Receiver, code: Code) -> None:
    """A payload can be looked at, and sent to an address; the key may be spelt Type."""
    order = seller.buy()["order_id"]
    path = f"/v1/order/{order}/fs/{seller.fs}/webhook"
    shown = seller.get(path, type="order_status").json()["data"]
    body = {"Type": "order_status", "order_id": order, "url": f"{receiver.url}/here"}
    sent = seller.post(f"/v1/fs/{seller.fs}/trigger", body).json()["data"]

    assert ("success", shown, (400, "ORD_DLV_018")) == (
        sent,
        receiver.wait(1, "/here")[0],
        code(seller.get(path, type="nonsense")),
    )


@pytest.fixture(name="key", scope="module")
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def upload(seller: Any, pem: bytes, field: str = "public_key") -> Any:
    """Upload a key."""
    return seller.request(
        "POST", f"/v1/fs/{seller.fs}/register?upload=1", files={field: ("key.pem", pem)}
    )


def pem_of(key: rsa.RSAPrivateKey) -> bytes:
    """Return the public half as PEM."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def opened(encryption: Any, key: rsa.RSAPrivateKey) -> Any:
    """Decrypt as the documentation tells partners to."""
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    secret = key.decrypt(base64.b64decode(encryption["secret"]), oaep)
    content = base64.b64decode(encryption["content"])
    return json.loads(AESGCM(secret).decrypt(content[-12:], content[:-12], None))


def test_buyer_data_is_encrypted_once_a_key_is_there(
    seller: Any, key: rsa.RSAPrivateKey, receiver: Receiver
) -> None:
    """Blank in the clear, whole behind the key, in list, detail and notification alike."""
    order = seller.buy()["order_id"]
    clear = next(row for row in seller.orders() if row["order_id"] == order)
    uploaded = upload(seller, pem_of(key)).json()
    subscribe(seller, receiver)
    row = next(row for row in seller.orders() if row["order_id"] == order)
    detail = seller.order(order)
    seller.buy()
    notice = receiver.wait(1, "/order_notification")[0]
    blank = ("", "", "", "")

    assert (
        None,
        clear["buyer"]["email"],
        clear["recipient"]["address"]["address_full"],
        clear["recipient"]["phone"],
        blank,
        clear["recipient"]["address"]["city"],
        {"id": clear["buyer"]["id"], "name": "", "phone": "", "email": ""},
        True,
    ) == (
        uploaded["data"],
        opened(row["encryption"], key)["buyer"]["email"],
        opened(detail["encryption"], key)["order_info"]["destination"]["address_street"],
        opened(row["encryption"], key)["recipient"]["phone"],
        (
            row["buyer"]["name"],
            row["recipient"]["phone"],
            row["recipient"]["address"]["address_full"],
            detail["buyer_info"]["buyer_fullname"],
        ),
        row["recipient"]["address"]["city"],
        row["buyer"],
        opened(notice["encryption"], key)["customer"]["name"] != notice["customer"]["name"],
    )


@pytest.mark.parametrize(
    ("switch", "blank"), [("blank", True), ("when-key", False), ("off", False)]
)
def test_without_a_key(open_shop: Open, switch: str, blank: bool) -> None:
    """Without a key buyer data is blank or clear by switch (Q17)."""
    row = open_shop(switches={"encryption": switch}).orders()[0]

    assert (blank, "") == (row["buyer"]["name"] == "", row["encryption"]["secret"])


def test_encryption_off(open_shop: Open, key: rsa.RSAPrivateKey) -> None:
    """Switched off, a key changes nothing."""
    seller = open_shop(switches={"encryption": "off"})
    upload(seller, pem_of(key))

    assert True is bool(seller.orders()[0]["buyer"]["name"])


def test_pkcs1_pem_is_taken_too(seller: Any, key: rsa.RSAPrivateKey) -> None:
    """A key in the older PEM form is as good."""
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.PKCS1
    )

    assert 200 == upload(seller, pem).status_code


@pytest.mark.parametrize("field", ["public_key", "other"])
def test_bad_key(seller: Any, key: rsa.RSAPrivateKey, field: str) -> None:
    """What is no RSA key of 2048 bits, or comes in another field, is refused."""
    pem = b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
    answer = upload(seller, pem if field == "public_key" else pem_of(key), field)

    assert (400, None, True) == (
        answer.status_code,
        answer.json()["data"],
        "response_id" in answer.json()["header"],
    )
