"""`crossdock_tokopedia.shipments`: pick-up, own courier, label."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import crossdock_tokopedia
from crossdock import Handover, Label, OrderStatus, ShipmentRequest
from crossdock.errors import (
    InputRefusedError,
    OutcomeUnknownError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
)
from crossdock.http import Response
from crossdock_tokopedia.reading import Record
from crossdock_tokopedia.shipments import rest_of

ORDER = "43481289"
DETAIL = "/v2/fs/13004/order"
PICK_UP = "/inventory/v1/fs/13004/pick-up"
CONFIRM = f"/v1/order/{ORDER}/fs/13004/status"
LABEL = f"/v1/order/{ORDER}/fs/13004/shipping-label"
ACCEPTED = datetime(2023, 6, 1, 4, 0, tzinfo=UTC)
#: The same moment as the platform writes it: Jakarta's clock, with a Z.
WRITTEN = "2023-06-01T11:00:00Z"
THANKS = {
    "header": {},
    "data": {
        "order_id": 43481289,
        "shop_id": 479573,
        "request_time": "2023-06-01 11:00:10",
        "result": "Terima kasih telah melakukan pengiriman.",
    },
}


def detail(status, waybill="", history=()):
    """Return an answer with the order in *status*."""
    return {
        "header": {},
        "data": {
            "order_id": int(ORDER),
            "order_status": status,
            "create_time": WRITTEN,
            "shop_info": {"shop_id": 479573},
            "order_info": {
                "order_detail": [{"product_id": 7, "quantity": 1}],
                "order_history": list(history),
                "shipping_info": {"awb": waybill},
            },
        },
    }


def accepted_at(text, code=400):
    """Return a history with an acceptance at *text*."""
    return [{"action_by": "seller", "hist_status_code": code, "timestamp": text}]


def test_a_pick_up_is_asked_for_once(shop, platform):
    """The pick-up carries order and shop, and the order comes back with its waybill."""
    platform.replies[PICK_UP] = THANKS
    platform.replies[DETAIL] = [detail(400), detail(450, "JNE1")]

    shipment = crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER))

    assert [{"order_id": 43481289, "shop_id": 479573}] == platform.bodies(PICK_UP)
    assert (OrderStatus.READY_TO_SHIP, "JNE1", None) == (
        shipment.order.status,
        shipment.order.waybill,
        shipment.label,
    )


@pytest.mark.parametrize("status", [450, 500, 600, 700])
def test_arranging_again_changes_nothing(shop, platform, status):
    """An order that is on its way is returned as it is."""
    platform.replies[DETAIL] = detail(status, "JNE1")

    shipment = crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER))

    assert "JNE1" == shipment.order.waybill
    assert [] == platform.calls(PICK_UP)


@pytest.mark.parametrize(("age", "rest"), [(0, 6), (1.5, 4.5), (-1, 7), (6, 0), (60, 0), (-9, 0)])
def test_a_pick_up_waits_five_seconds_after_accepting(age, rest):
    """The rest is what is left of 5 seconds and a margin of 1 since the acceptance."""
    record = Record(detail(400, history=accepted_at(WRITTEN))["data"])

    assert rest == rest_of(record, ACCEPTED + timedelta(seconds=age))


def test_a_history_in_true_utc_is_understood_too():
    """Were the history in the UTC that it claims, the rest would be kept all the same."""
    record = Record(detail(400, history=accepted_at("2023-06-01T04:00:00Z"))["data"])

    assert 6 == rest_of(record, ACCEPTED)


@pytest.mark.parametrize(
    "history",
    [
        [],
        None,
        "x",
        [7],
        accepted_at("soon"),
        accepted_at(None),
        accepted_at(WRITTEN, 220),
        accepted_at([]),
    ],
)
def test_a_history_that_tells_nothing_does_not_wait(history):
    """Without a readable acceptance there is nothing to wait for."""
    record = Record({"order_info": {"order_history": history}})

    assert 0 == rest_of(record, ACCEPTED)


def test_a_hurry_is_put_off(connect, platform):
    """Accepted 2 seconds ago: to be tried again in 4, and nothing was asked for."""
    shop = connect(now=ACCEPTED + timedelta(seconds=2))
    platform.replies[DETAIL] = detail(400, history=accepted_at(WRITTEN))

    with pytest.raises(RetryLaterError) as caught:
        crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER))

    assert 4 == caught.value.retry_after
    assert [] == platform.calls(PICK_UP)


@pytest.mark.parametrize(
    ("status", "step"), [(220, "Accept it first"), (10, "Read"), (100, "Read"), (999, "Read")]
)
def test_an_order_that_cannot_be_sent(shop, platform, status, step):
    """An order that is not accepted, cancelled or strange is refused with what to do."""
    platform.replies[DETAIL] = detail(status)

    with pytest.raises(RequestRefusedError, match=str(status)) as caught:
        crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER))

    assert caught.value.next_step.startswith(step)


def test_a_refused_pick_up_raises(shop, platform):
    """A pick-up without permission is refused with the platform's code."""
    platform.replies[DETAIL] = detail(400)
    header = {"error_code": "LGS_USC_012", "reason": "no permission"}
    platform.replies[PICK_UP] = Response(400, json={"header": header, "data": None})

    with pytest.raises(RequestRefusedError) as caught:
        crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER))

    assert "LGS_USC_012" == caught.value.remote_code


@pytest.mark.parametrize("answer", [Response(502), Response(200, json={"data": None})])
def test_a_lost_pick_up_is_looked_up(shop, platform, answer):
    """When the answer is lost, the order tells that the pick-up was asked for."""
    platform.replies[PICK_UP] = answer
    platform.replies[DETAIL] = [detail(400), detail(450)]

    crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER))

    assert 1 == len(platform.calls(PICK_UP))


def test_a_lost_pick_up_that_does_not_show_is_a_doubt(shop, platform):
    """When the order has not moved, nobody can tell, and nothing is repeated."""
    platform.replies[PICK_UP] = Response(502)
    platform.replies[DETAIL] = detail(400)

    with pytest.raises(OutcomeUnknownError):
        crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER))

    assert 1 == len(platform.calls(PICK_UP))


def own(waybill):
    """Return a request for the seller's own courier."""
    return ShipmentRequest(ORDER, Handover.OWN_COURIER, waybill)


def test_an_own_courier_is_told_with_its_waybill(shop, platform):
    """Status 500 is sent with the waybill, trimmed."""
    platform.replies[CONFIRM] = {"header": {}, "data": "Success"}
    platform.replies[DETAIL] = [detail(400), detail(500, "RESI1")]

    shipment = crossdock_tokopedia.arrange_shipment(shop, own(" RESI1 "))

    assert [{"order_status": 500, "shipping_ref_num": "RESI1"}] == platform.bodies(CONFIRM)
    assert "RESI1" == shipment.order.waybill


@pytest.mark.parametrize("waybill", ["", "  "])
def test_an_own_courier_needs_a_waybill(shop, platform, waybill):
    """Without a waybill nothing is asked."""
    with pytest.raises(InputRefusedError):
        crossdock_tokopedia.arrange_shipment(shop, own(waybill))

    assert [] == platform.asked


def test_the_same_waybill_again_changes_nothing(shop, platform):
    """An order that left with this waybill is returned as it is."""
    platform.replies[DETAIL] = detail(500, "RESI1")

    assert "RESI1" == crossdock_tokopedia.arrange_shipment(shop, own("RESI1")).order.waybill


def test_another_waybill_is_refused(shop, platform):
    """An order that left with another waybill is not told a second one."""
    platform.replies[DETAIL] = detail(500, "RESI1")

    with pytest.raises(RequestRefusedError, match="RESI1, not RESI2"):
        crossdock_tokopedia.arrange_shipment(shop, own("RESI2"))


def test_a_shipment_that_waits_for_its_waybill_is_not_passed_over(shop, platform):
    """An order sent without a waybill (501) is not called arranged with the one given."""
    platform.replies[DETAIL] = detail(501)

    with pytest.raises(RequestRefusedError, match="without a waybill") as caught:
        crossdock_tokopedia.arrange_shipment(shop, own("RESI1"))

    assert "RESI1" in caught.value.next_step
    assert [] == platform.calls(CONFIRM)


def test_a_lost_confirmation_is_looked_up(shop, platform):
    """When the answer is lost, status 500 tells that it was confirmed."""
    platform.replies[CONFIRM] = Response(500)
    platform.replies[DETAIL] = [detail(400), detail(500, "R1")]

    assert "R1" == crossdock_tokopedia.arrange_shipment(shop, own("R1")).order.waybill


def test_the_label_is_fetched_without_marking_it_printed(shop, platform):
    """The label is HTML as it came, asked for with printed=0."""
    page = "<html><body>JNE</body></html>"
    platform.replies[DETAIL] = detail(450)
    platform.replies[LABEL] = Response(200, html=page)

    shipment = crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER, with_label=True))

    assert Label("text/html", page.encode()) == shipment.label
    assert {"printed": "0"} == dict(platform.calls(LABEL)[0].url.params)


@pytest.mark.parametrize(
    "answer",
    [
        Response(400, json={"header": {"error_code": "ORD_API_008"}, "data": None}),
        Response(200, json={"header": {"error_code": "ORD_API_008"}, "data": None}),
        Response(200, content=b""),
        Response(200, content=b'\xef\xbb\xbf{"header":{"error_code":"ORD_API_008"},"data":null}'),
        Response(500, html="<html>trouble</html>"),
    ],
)
def test_a_missing_label_says_that_the_shipment_stands(shop, platform, answer):
    """When the label cannot be had, the message says that the shipment is arranged."""
    platform.replies[DETAIL] = detail(450)
    platform.replies[LABEL] = answer

    with pytest.raises(RemoteTroubleError, match="is arranged, but its label"):
        crossdock_tokopedia.arrange_shipment(shop, ShipmentRequest(ORDER, with_label=True))
