"""`crossdock_tokopedia.notifications`: webhook calls to hints."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_tokopedia
from crossdock import Hint, HintKind, NotificationRequest, Secret
from crossdock.errors import InputRefusedError, SettingsRefusedError
from crossdock_tokopedia.notifications import decode_hints, signature

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
#: The vector of sheet 1.8.
SECRET = "s3cret"
BODY = b'{"order_id":43481289}'
SIGNED = "ea64882799707a8045b109120c23955ebb9bb3ac6063dd91596ee3f86228e993"


def call(body, sign=None):
    """Return a webhook call with *body*, signed unless told otherwise."""
    signed = signature(Secret(SECRET), body) if sign is None else sign
    moment = datetime(2023, 6, 1, tzinfo=UTC)
    return NotificationRequest({"authorization-hmac": signed}, body, moment)


def hints(body):
    """Return the hints of an event."""
    return list(decode_hints(json.loads(json.dumps(body))))


def test_the_vector_of_the_sheet():
    """The published secret and body give the published signature."""
    assert SIGNED == signature(Secret(SECRET), BODY)


def test_a_signed_call_is_read(connect):
    """A call with the right signature gives its hint."""
    shop = connect(webhook_secret=SECRET)

    found = crossdock_tokopedia.decode_notification(shop, call(BODY, SIGNED))

    expected = Hint(HintKind.ORDER_CANCEL_REQUEST, "43481289", "", "order_request_cancellation")
    assert (expected,) == found


@pytest.mark.parametrize(
    "request_",
    [
        call(BODY, ""),
        call(BODY, "0" * 64),
        call(BODY, SIGNED[:-1]),
        call(BODY, "\u00e9\ud800"),
        call(BODY + b" ", SIGNED),
        call(json.dumps(json.loads(BODY)).encode(), SIGNED),
        NotificationRequest({}, BODY, datetime(2023, 6, 1, tzinfo=UTC)),
    ],
)
def test_a_call_without_a_valid_signature_is_refused(connect, request_):
    """No signature, a wrong one, or another encoding of the body is refused unread."""
    with pytest.raises(InputRefusedError, match="no valid signature"):
        crossdock_tokopedia.decode_notification(connect(webhook_secret=SECRET), request_)


def test_without_a_secret_nothing_is_believed(shop):
    """A connection without a webhook secret verifies nothing and reads nothing."""
    with pytest.raises(SettingsRefusedError, match="webhook_secret"):
        crossdock_tokopedia.decode_notification(shop, call(BODY))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a":1,"a":2}'])
def test_a_signed_body_that_is_no_json(connect, body):
    """A signed body that cannot be read is refused with a sentence."""
    with pytest.raises(InputRefusedError, match="JSON"):
        crossdock_tokopedia.decode_notification(connect(webhook_secret=SECRET), call(body))


@pytest.mark.parametrize("order_id", [43481289, "43481289"])
def test_a_request_to_cancel(order_id):
    """The order's id alone, number or text, is a buyer's wish to cancel."""
    expected = Hint(HintKind.ORDER_CANCEL_REQUEST, "43481289", "", "order_request_cancellation")

    assert [expected] == hints({"order_id": order_id})


@pytest.mark.parametrize("invoice", ["invoice_num", "invoice_ref_num"])
def test_a_new_order(invoice):
    """A new order is named with its shop, whichever name its invoice has."""
    body = {
        "fs_id": 13004,
        "order_id": 1,
        invoice: "INV/1",
        "products": [{"id": 7, "quantity": 1}],
        "customer": {"id": 2},
        "shop_id": 479573,
        "order_status": 220,
    }

    assert [Hint(HintKind.ORDER, "1", "479573", "order_notification")] == hints(body)


@pytest.mark.parametrize(
    ("status", "topic"),
    [
        (500, "order_status"),
        (700, "order_status"),
        (10, "order_cancellation"),
        (0, "order_cancellation"),
    ],
)
def test_an_order_that_moved(status, topic):
    """Status and cancellation share a shape, and are told apart by the code."""
    body = {
        "order_status": status,
        "fs_id": 13004,
        "shop_id": 479573,
        "order_id": 1,
        "product_details": [{"id": 7}],
    }

    assert [Hint(HintKind.ORDER, "1", "479573", topic)] == hints(body)


def test_changes_of_products():
    """Each change is a hint on its product: on its stock, or on the listing."""
    actions = ("stock_overwrite", "stock_decrement", "price_changes", "status_changes")
    rows = [
        {"action": action, "product_id": n, "shop_id": 479573, "value": "5"}
        for n, action in enumerate(actions, start=1)
    ]

    assert [
        Hint(HintKind.STOCK, "1", "479573", "stock_overwrite"),
        Hint(HintKind.STOCK, "2", "479573", "stock_decrement"),
        Hint(HintKind.LISTING, "3", "479573", "price_changes"),
        Hint(HintKind.LISTING, "4", "479573", "status_changes"),
    ] == hints({"fs_id": 13004, "product_changes_data": rows})


@pytest.mark.parametrize("name", ["success_rows_data", "success_row_data"])
def test_created_products(name):
    """Products that were created or edited are hints on listings."""
    body = {"upload_id": 5, "shop_id": 479573, name: [{"product_id": 7}, {"product_id": "8"}]}

    assert ["7", "8"] == [hint.record_id for hint in hints(body)]


@pytest.mark.parametrize(
    "body",
    [
        {"slash_price_active": [{"product_id": 7, "shop_id": 479573}]},
        {"type": "slash_price_active", "shop_id": 479573, "data": [{"product_id": 7}]},
        {"event": "slash_price_active", "shop_id": 479573, "product_ids": [7]},
        {"slash_price_active": {"shop_id": 479573, "product_id": [7]}},
    ],
)
def test_campaigns(body):
    """A campaign's products are hints on listings, wherever they stand."""
    assert [Hint(HintKind.LISTING, "7", "479573", "slash_price_active")] == hints(body)


@pytest.mark.parametrize("body", [{}, [], None, 7, {"msg_id": 5, "message": "halo"}])
def test_other_events_hint_at_nothing(body):
    """Chats, discussions and the unknown change no order and no stock."""
    assert [] == hints(body)


@given(JSON | st.dictionaries(st.sampled_from(["order_id", "product_changes_data"]), JSON))
def test_any_body_can_be_read(body):
    """Arbitrary JSON gives hints with ids, or none, and never an exception."""
    assert all(hint.record_id for hint in decode_hints(body))
