"""Webhook subscriptions and their delivery in the background (sheet 1.8)."""

import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import json
import queue
import threading
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import attrs

from crossdock.sandbox.switches import SwitchBoard

#: Every address that can be registered; a registration replaces all of them (Q16).
URL_FIELDS = (
    "order_notification_url",
    "order_cancellation_url",
    "order_status_url",
    "order_request_cancellation_url",
    "chat_notification_url",
    "product_creation_url",
    "product_changes_url",
    "product_edit_url",
    "campaign_notification_url",
    "order_actions_url",
    "order_confirm_delivery_notification_url",
    "product_discussion_url",
)
#: Decided (gap 4): how long a receiver may take, and the wait before each further try.
TIMEOUT = 5.0
PAUSES = (0.2, 1.0, 3.0, 9.0)


def sign(secret: str, body: bytes) -> str:
    """
    Return the Authorization-Hmac of a body.

    >>> sign("s3cret", b'{"order_id":43481289}')[:16]
    'ea64882799707a80'
    """
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@attrs.frozen
class Parcel:
    """One notification on its way."""

    url: str
    body: bytes
    secret: str


@attrs.define
class Subscriptions:
    """What is registered, and the one thread that delivers to it."""

    switches: SwitchBoard
    fields: dict[str, str] = attrs.field(factory=dict)
    log: deque[dict[str, Any]] = attrs.field(factory=lambda: deque(maxlen=200))
    _queue: "queue.SimpleQueue[Parcel | None]" = attrs.field(factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None

    def replace(self, fields: dict[str, Any]) -> None:
        """Register a new set; whatever it leaves out becomes empty (Q16)."""
        self.fields = {name: str(fields.get(name) or "") for name in URL_FIELDS}
        self.fields["webhook_secret"] = str(fields.get("webhook_secret") or "")

    def wants(self, field: str) -> bool:
        """Say whether anybody hears this kind, so that nothing is written for nobody."""
        return bool(self.fields.get(field)) and self.switches.on("webhooks")

    def notify(self, field: str, payload: dict[str, Any], url: str = "") -> None:
        """Send *payload* to the address registered under *field*, or to *url*."""
        target = url or self.fields.get(field, "")
        if not target or not self.switches.on("webhooks"):
            return
        if self.switches["webhook_hosts"] == "loopback" and not is_loopback(target):
            self.log.append({"url": target, "kind": field, "outcome": "not a loopback address"})
            return
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        self._queue.put(Parcel(target, body, self.fields.get("webhook_secret", "")))
        if self._thread is None:
            self._thread = threading.Thread(target=self._deliver, name="webhooks", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Let the thread finish with what it has."""
        self._queue.put(None)

    def _deliver(self) -> None:
        while True:
            parcel = self._queue.get()
            if parcel is None:
                return
            tries = max(1, self.switches.number("webhook_tries"))
            outcome = post(parcel)
            for pause in PAUSES[: tries - 1]:
                if outcome == "200":
                    break
                time.sleep(pause)
                outcome = post(parcel)
            self.log.append({"url": parcel.url, "bytes": len(parcel.body), "outcome": outcome})


def is_loopback(url: str) -> bool:
    """Say whether a URL leads to this machine alone."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def post(parcel: Parcel) -> str:
    """Deliver once and return the status, or what went wrong."""
    try:
        parts = urlsplit(parcel.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
        with contextlib.closing(connection):
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(
                "POST",
                path,
                parcel.body,
                {
                    "Content-Type": "application/json",
                    "Authorization-Hmac": sign(parcel.secret, parcel.body),
                },
            )
            return str(connection.getresponse().status)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return type(error).__name__
