"""Whatever is asked, the sandbox answers as the platform would and never falls over."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock_tokopedia.sandbox.routing import ENDPOINTS

#: Numbers and texts that have hurt somebody before.
NASTY = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1",
        "abc",
        "1e9",
        "9" * 30,
        "NaN",
        "1.5",
        " 7 ",
        "٣",
        "null",
        "\x00",
        "🙏",
        "%",
        "1,2",
    ]
)
NAMES = st.sampled_from(
    [
        "shop_id",
        "warehouse_id",
        "page",
        "per_page",
        "product_id",
        "product_url",
        "sku",
        "sort",
        "last_sort",
        "status",
        "from_date",
        "to_date",
        "order_id",
        "invoice_num",
        "fs_id",
        "type",
        "request_id",
        "printed",
        "rows",
        "start",
        "upload",
        "next_order_id",
        "price_min",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | NASTY
)
KEYS = st.sampled_from(
    [
        "product_id",
        "sku",
        "new_stock",
        "stock_value",
        "new_price",
        "products",
        "name",
        "price",
        "stock",
        "id",
        "reason_code",
        "reason",
        "shop_close_end_date",
        "shop_close_note",
        "order_id",
        "empty_products",
        "order_status",
        "shipping_ref_num",
        "shop_id",
        "action",
        "start_date",
        "end_date",
        "close_now",
        "fs_id",
        "order_status_url",
        "webhook_secret",
        "url",
        "Type",
        "pof_detail",
        "quantity_request",
        "quantity_reject",
        "is_encrypted",
        "status",
        "weight",
    ]
)
BODIES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("method", "path"), sorted({(method, path) for method, path, _, _ in ENDPOINTS})
)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_any_request_is_answered(seller: Any, method: str, path: str, data: st.DataObject) -> None:
    """Any query and body get one of the platform's statuses, in JSON or as a label."""
    if not hasattr(seller, "known_orders"):
        seller.known_orders = [str(order["order_id"]) for order in seller.orders(per_page=3)]
    parts = {
        "fs_id": st.just(seller.fs) | NASTY,
        "order_id": st.sampled_from(seller.known_orders) | NASTY,
        "product_id": NASTY,
        "upload_id": NASTY,
        "page": NASTY,
        "per_page": NASTY,
    }
    filled = path
    for name, strategy in parts.items():
        value = data.draw(strategy, name).replace("/", "") or "x"
        filled = filled.replace("{" + name + "}", quote(value))
    query = data.draw(st.dictionaries(NAMES, NASTY, max_size=5), "query")
    if data.draw(st.booleans(), "with shop"):
        query["shop_id"] = seller.shop
    body = data.draw(st.binary(max_size=20) | BODIES.map(lambda b: json.dumps(b).encode()), "body")
    answer = seller.request(method, filled, params=query, content=body)
    kind = answer.headers["content-type"]

    assert True is (
        answer.status_code in {200, 400, 401, 403, 404, 429, 500}
        and (kind.startswith("text/html") or isinstance(answer.json(), dict))
    )


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    door=st.sampled_from(
        [
            "/clock",
            "/faults",
            "/switches",
            "/orders",
            "/orders/{order}/status",
            "/stock",
            "/orders/{order}/request-cancel",
            "/listings",
            "/listings/{listing}",
        ]
    ),
    body=st.dictionaries(
        st.sampled_from(
            [
                "set",
                "advance",
                "freeze",
                "faults",
                "count",
                "listing_id",
                "quantity",
                "sku",
                "title",
                "price",
                "stock",
                "shop_id",
                "status",
                "reason",
                "warehouse_id",
                "window",
                "limits",
            ]
        ),
        BODIES,
        max_size=4,
    ),
)
def test_any_control_request_is_answered(seller: Any, door: str, body: Any) -> None:
    """Any control request is done, or refused in a sentence."""
    if not hasattr(seller, "bought"):
        seller.bought = seller.buy()
    lines = seller.bought["lines"]
    door = door.format(order=seller.bought["order_id"], listing=lines[0]["listing_id"])
    answer = seller.request("POST", f"/_sandbox{door}", content=json.dumps(body))
    seller.control("/clock", method="DELETE")

    assert True is (answer.status_code == 200 or " " in answer.json()["error"])
