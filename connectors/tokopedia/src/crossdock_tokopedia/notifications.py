"""Webhook calls, verified and reduced to hints (sheet 1.8)."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from crossdock import Hint, HintKind, NotificationRequest, OrderStatus, Secret, hookimpl
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    SettingsRefusedError,
    UnreadableAnswerError,
)
from crossdock_tokopedia.reading import Record
from crossdock_tokopedia.statuses import order_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crossdock import Connection
    from crossdock_tokopedia.settings import TokopediaSettings

SIGNATURE = "authorization-hmac"

_CAMPAIGNS = (
    "slash_price_active",
    "slash_price_inactive",
    "flash_sale_active",
    "flash_sale_inactive",
)
#: What a request to cancel may carry besides the order's id; more makes it another event.
_BARE = frozenset({"orderid", "fsid", "shopid"})
_DEEPEST = 8


@hookimpl
def decode_notification(
    connection: Connection[TokopediaSettings], request: NotificationRequest
) -> tuple[Hint, ...]:
    """Return what the call hints at; nothing for events that change no order and no stock.

    Raises:

        SettingsRefusedError: the connection has no webhook secret to verify with.

        InputRefusedError: the signature does not hold, or the body is not JSON.
            A forged call is bad input to us, and says nothing about our own
            credentials at the platform.
    """
    secret = connection.settings.webhook_secret
    if secret is None:
        raise SettingsRefusedError(
            f"Connection {connection.name} has no webhook_secret, so no webhook can be verified.",
            next_step="Set webhook_secret to the secret that was registered with the webhook.",
        )
    if not is_signed(request, secret):
        raise InputRefusedError(
            "A webhook call for Tokopedia carries no valid signature, and was not read.",
            next_step="Check that webhook_secret is the one registered; if it is, ignore it.",
        )
    from crossdock.http import Answer

    try:
        body = Answer("webhook", 200, {}, request.body).json()
    except UnreadableAnswerError:
        raise InputRefusedError(
            "A webhook call for Tokopedia is signed, but its body is no JSON that can be read.",
            next_step="Nothing is lost: the next pull reads what it was about.",
        ) from None
    return tuple(dict.fromkeys(decode_hints(body)))


def signature(secret: Secret, body: bytes) -> str:
    """Return the lower-case hex HMAC-SHA256 over the raw *body*."""
    return hmac.new(secret.reveal().encode(), body, hashlib.sha256).hexdigest()


def is_signed(request: NotificationRequest, secret: Secret) -> bool:
    """Return whether *request* carries the signature that its body has under *secret*."""
    given = request.headers.get(SIGNATURE, "").strip().lower()
    # As bytes: comparing text in constant time takes ASCII only.
    expected = signature(secret, request.body).encode()
    return hmac.compare_digest(expected, given.encode("utf-8", "replace"))


def decode_hints(body: Any) -> Iterator[Hint]:
    """Yield what *body* hints at, whichever of the platform's events it is."""
    row = Record(body)
    if not row:
        return
    if row.has("product_changes_data"):
        yield from _changes(row)
    elif row.has("success_rows_data") or row.has("success_row_data"):
        yield from _created(row)
    elif _id(row, "order_id"):
        yield _about_order(row, body)
    else:
        yield from _campaign(row, body)


def _about_order(row: Record, body: dict[str, Any]) -> Hint:
    order_id, shop = _id(row, "order_id"), _id(row, "shop_id")
    if {name.replace("_", "").lower() for name in body} <= _BARE:
        return Hint(HintKind.ORDER_CANCEL_REQUEST, order_id, shop, "order_request_cancellation")
    topic = "order_notification"
    if row.has("product_details") or not row.has("products"):
        # Status and cancellation share one shape; the code tells them apart.
        topic = "order_status"
        if order_status(_number(row, "order_status")) is OrderStatus.CANCELLED:
            topic = "order_cancellation"
    return Hint(HintKind.ORDER, order_id, shop, topic)


def _changes(row: Record) -> Iterator[Hint]:
    for change in _rows(row, "product_changes_data"):
        product_id = _id(change, "product_id")
        if not product_id:
            continue
        topic = str(change.value("action") or "")
        # A stock_alert change moves a threshold, and re-reading a stock costs little.
        kind = HintKind.STOCK if topic.startswith("stock_") else HintKind.LISTING
        yield Hint(kind, product_id, _id(change, "shop_id"), topic)


def _created(row: Record) -> Iterator[Hint]:
    for created in _rows(row, "success_rows_data", "success_row_data"):
        product_id = _id(created, "product_id")
        if product_id:
            yield Hint(HintKind.LISTING, product_id, _id(row, "shop_id"), "product_creation")


def _campaign(row: Record, body: Any) -> Iterator[Hint]:
    """Yield a hint per product of a campaign event.

    The sheet names the four events and not their shape, so the name is looked
    for as a member and as a value, and the products wherever they are.
    """
    topic = next((name for name in _CAMPAIGNS if row.has(name)), "")
    if not topic:
        words = {value.strip().lower() for value in body.values() if isinstance(value, str)}
        topic = next((name for name in _CAMPAIGNS if name in words), "")
    if not topic:
        return
    shop = _id(row, "shop_id")
    for product_id, own_shop in _products(row.value(topic) if row.has(topic) else body, 0):
        yield Hint(HintKind.LISTING, product_id, own_shop or shop, topic)


def _products(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        row = Record(value)
        product_id = _id(row, "product_id")
        if product_id:
            yield product_id, _id(row, "shop_id")
        ids = row.value("product_id", "product_ids")
        for each in ids if isinstance(ids, list) else ():
            found = _id(Record({"id": each}), "id")
            if found:
                yield found, _id(row, "shop_id")
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from _products(member, depth + 1)


def _rows(row: Record, *names: str) -> list[Record]:
    value = row.value(*names)
    return [Record(each) for each in value] if isinstance(value, list) else []


def _id(row: Record, name: str) -> str:
    number = _number(row, name)
    return str(number) if number is not None and number > 0 else ""


def _number(row: Record, name: str) -> int | None:
    try:
        return row.maybe_whole(name)
    except DataRefusedError:
        return None
