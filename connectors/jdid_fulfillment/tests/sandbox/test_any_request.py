"""Whatever is asked, the sandbox answers as the platform would and never falls over."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock_jdid_fulfillment.sandbox.routing import METHODS

NAMES = st.sampled_from(
    ["deptNo", "departmentNo", "warehouseNo", "whNo", "goodsNo", "deptGoodsNo", "isvGoodsNo",
     "isvUUID", "isvSource", "shopNo", "quantity", "price", "orderMark", "receivable", "queryType",
     "pageNo", "pageSize", "currentPage", "goodsNos", "eclpSoNo", "poOrderNo", "numApplication",
     "goodsStatus", "spPoOrderNo", "supplierNo", "safeDays", "instoreThreshold", "stockStatus",
     "returnZeroStock", "startDate", "endDate", "soStatus", "isvRtsNum", "deliveryMode",
     "eclpRtsNo", "isvRtwNum", "ownerNo", "eclpRtwNo", "requestId", "multiReceivingFlag",
     "queryItemFlag", "updateTimeStart", "salePlatformSource", "consigneeName", "planQty"]
)  # fmt: skip
NASTY = st.sampled_from(
    ["", "0", "-1", "1", "9" * 30, "NaN", "1.5", " 7 ", "٣", "\x00", "🙏", "%", "1,2", ",", "true",
     "2026-01-01 00:00:00", "9999-12-31 23:59:59", "EBU0004418000025", "110008421"]
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


def complete(merchant: Any) -> dict[str, Any]:
    """Return fields with which most methods would succeed."""
    if not hasattr(merchant, "complete"):
        outbound, inbound = merchant.outbound(), merchant.inbound()
        merchant.complete = merchant.order() | merchant.purchase() | {
            "eclpSoNo": outbound,
            "poOrderNo": inbound,
            "queryType": "1",
            "isvRtsNum": "R",
            "isvRtwNum": "R",
            "deliveryMode": "1",
            "requestId": "R",
            "safeDays": "0",
            "startDate": merchant.wall(),
            "endDate": merchant.wall(),
            "soStatus": "10009",
            "pageNo": "1",
            "pageSize": "10",
            "pageNumber": "1",
        }  # fmt: skip
        merchant.stamp = merchant.wall()
    fields: dict[str, Any] = merchant.complete
    return fields


@pytest.mark.parametrize("method", sorted(METHODS))
@settings(max_examples=12, deadline=None, suppress_health_check=QUIET)
@given(fields=st.dictionaries(NAMES, VALUES, max_size=6), more=st.booleans())
def test_any_parameters_are_answered(merchant: Any, method: str, fields: Any, more: bool) -> None:
    """Any parameters get HTTP 200 and one root key, alone or among those that fit."""
    sent = complete(merchant) | fields if more else fields
    complete(merchant)
    name = method.removeprefix("jingdong.eclp.")
    given = merchant.parameters(name, sent, timestamp=merchant.stamp)
    answer = merchant.request("POST", "/routerjson", data=given)

    assert (200, 1) == (answer.status_code, len(answer.json()))


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(
    door=st.sampled_from(
        ["/clock", "/faults", "/switches", "/orders", "/stock", "/listings", "/listings/{goods}",
         *(f"/orders/{{{which}}}/{event}" for which in ("outbound", "inbound") for event in
           ("status", "cancel", "hold", "release", "split", "parcels", "short-pick", "refuse",
            "come-back", "receive", "accept", "finish", "reject", "settle-cancel"))]
    ),
    body=st.dictionaries(
        st.sampled_from(
            ["set", "advance", "freeze", "faults", "count", "listing_id", "quantity", "sku",
             "title", "stock", "status", "lines", "final", "scenario", "warehouse", "safe_days",
             "cancel", "outbound_pace", "good", "damaged"]
        ),
        VALUES,
        max_size=4,
    ),
)  # fmt: skip
def test_any_control_request_is_answered(merchant: Any, door: str, body: Any) -> None:
    """Any control request is done, or refused in a sentence."""
    fields = complete(merchant)
    door = door.format(
        outbound=fields["eclpSoNo"], inbound=fields["poOrderNo"], goods=fields["goodsNo"]
    )
    answer = merchant.request("POST", f"/_sandbox{door}", content=json.dumps(body))
    merchant.control("/clock", method="DELETE")

    assert True is (answer.status_code == 200 or " " in answer.json()["error"])
