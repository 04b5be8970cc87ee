"""Whatever is asked, the sandbox answers as the platform would and never falls over."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock_jdcom.sandbox.routing import METHODS

NAMES = st.sampled_from(
    [
        "wareId", "skuId", "wareStatusValue", "skuStatuValue", "pageNo", "pageSize", "page_size",
        "page", "field", "outId", "searchKey", "startModifiedTime", "endJdPrice", "orderField",
        "orderType", "orderFiled", "req", "updateModel", "stockRfId", "skuStocks", "stockNum",
        "storeId", "order_id", "orderId", "order_state", "optional_fields", "start_date",
        "end_date", "dateType", "sortType", "logiCoprId", "logiNo", "trade_no", "pageIndex",
        "status", "ids", "id", "checkUserName", "remark", "flag", "jdPrice", "opType",
        "pageNumber", "minStockNum", "marketPrice", "startDate", "rejectType",
    ]
)  # fmt: skip
NASTY = st.sampled_from(
    ["", "0", "-1", "1", "9" * 30, "NaN", "1.5", " 7 ", "٣", "\x00", "🙏", "%", "1,2", "ALL",
     "2026-01-01 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59"]
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
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("method", sorted(METHODS))
@settings(max_examples=15, deadline=None, suppress_health_check=QUIET)
@given(fields=st.dictionaries(NAMES, VALUES, max_size=6))
def test_any_parameters_are_answered(merchant: Any, method: str, fields: Any) -> None:
    """Any parameters get HTTP 200 and one root key."""
    if not hasattr(merchant, "stamp"):
        merchant.stamp = merchant.wall()
    given = merchant.parameters(method, fields, timestamp=merchant.stamp)
    answer = merchant.request("POST", "/routerjson", data=given)

    assert (200, 1) == (answer.status_code, len(answer.json()))


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(query=st.binary(max_size=60), body=st.binary(max_size=60), form=st.booleans())
def test_any_bytes_are_answered(merchant: Any, query: bytes, body: bytes, form: bool) -> None:
    """Any query and body get an error of the platform."""
    kind = "application/x-www-form-urlencoded" if form else "multipart/form-data; boundary=a"
    text = "".join(f"%{byte:02X}" if byte % 3 else chr(33 + byte % 90) for byte in query)
    path = f"/routerjson?{text.replace('#', '')}"
    answer = merchant.request("POST", path, content=body, headers={"content-type": kind})

    assert (200, "error_response") == (answer.status_code, next(iter(answer.json())))


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(
    door=st.sampled_from(
        ["/clock", "/faults", "/switches", "/orders", "/orders/{order}/status", "/stock",
         "/orders/{order}/request-cancel", "/listings", "/listings/{listing}"]
    ),
    body=st.dictionaries(
        st.sampled_from(
            ["set", "advance", "freeze", "faults", "count", "listing_id", "quantity", "sku",
             "title", "price", "stock", "status", "reason", "store_id", "drift", "paid"]
        ),
        VALUES,
        max_size=4,
    ),
)  # fmt: skip
def test_any_control_request_is_answered(merchant: Any, door: str, body: Any) -> None:
    """Any control request is done, or refused in a sentence."""
    if not hasattr(merchant, "bought"):
        merchant.bought = merchant.buy()
    line = merchant.bought["lines"][0]
    door = door.format(order=merchant.bought["order_id"], listing=line["listing_id"])
    answer = merchant.request("POST", f"/_sandbox{door}", content=json.dumps(body))
    merchant.control("/clock", method="DELETE")

    assert True is (answer.status_code == 200 or " " in answer.json()["error"])
