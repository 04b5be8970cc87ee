"""Whatever is asked, the sandbox answers as the platform would and never falls over."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock_jdid.sandbox import first_generation, second_generation

NAMES = st.sampled_from(
    [
        "orderStatus", "bookTimeBegin", "bookTimeEnd", "updateTimeEnd", "pageNo", "pageSize",
        "startRow", "orderId", "printType", "printNum", "expressNo", "page", "size", "spuId",
        "skuId", "wareStockUpdateListStr", "wareStockQueryListStr", "realNum", "sellerSkuId",
        "salePrice", "skuIds", "jsonStr", "skuInfo", "jdPrice", "venderId",
    ]
)  # fmt: skip
NASTY = st.sampled_from(
    ["", "0", "-1", "1", "9" * 30, "NaN", "1.5", " 7 ", "٣", "\x00", "🙏", "%", "1,2", "[", "['",
     "[{'skuId':1}]", "2022-01-01 00:00:00", "9999-12-31 23:59:59"]
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | NASTY
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)
FIELDS = st.dictionaries(NAMES, VALUES, max_size=5)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("method", sorted(second_generation.METHODS))
@settings(max_examples=15, deadline=None, suppress_health_check=QUIET)
@given(fields=FIELDS)
def test_any_parameters_are_answered(seller: Any, method: str, fields: Any) -> None:
    """Any parameters of generation 2 get HTTP 200 and one root key."""
    if not hasattr(seller, "known"):
        seller.known = seller.stamp
    given = seller.parameters(method, json.dumps(fields), timestamp=seller.known)
    answer = seller.request("POST", "/routerjson", data=given)

    assert (200, 1) == (answer.status_code, len(answer.json()))


@pytest.mark.parametrize("method", sorted(first_generation.METHODS))
@settings(max_examples=20, deadline=None, suppress_health_check=QUIET)
@given(text=st.text(max_size=12) | NASTY | FIELDS.map(json.dumps) | VALUES.map(json.dumps))
def test_any_text_is_answered(seller: Any, method: str, text: str) -> None:
    """Any text of generation 1 gets HTTP 200 and its envelope."""
    if not hasattr(seller, "known"):
        seller.known = seller.stamp
    given = seller.old_parameters(method, text, timestamp=seller.known)
    answer = seller.request("POST", "/api", data=given)

    assert (200, ["openapi_code", "openapi_msg", "openapi_data"]) == (
        answer.status_code,
        list(answer.json()),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(
    door=st.sampled_from(
        ["/clock", "/faults", "/switches", "/orders", "/orders/{order}/status", "/stock",
         "/orders/{order}/request-cancel", "/listings", "/listings/{listing}"]
    ),
    body=st.dictionaries(
        st.sampled_from(
            ["set", "advance", "freeze", "faults", "count", "listing_id", "quantity", "sku",
             "title", "price", "stock", "status", "ready", "drift"]
        ),
        VALUES,
        max_size=4,
    ),
)  # fmt: skip
def test_any_control_request_is_answered(seller: Any, door: str, body: Any) -> None:
    """Any control request is done, or refused in a sentence."""
    if not hasattr(seller, "bought"):
        seller.bought = seller.buy()
    line = seller.bought["lines"][0]
    door = door.format(order=seller.bought["order_id"], listing=line["listing_id"])
    answer = seller.request("POST", f"/_sandbox{door}", content=json.dumps(body))
    seller.control("/clock", method="DELETE")

    assert True is (answer.status_code == 200 or " " in answer.json()["error"])
