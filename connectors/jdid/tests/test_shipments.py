"""`crossdock_jdid.shipments`: label first, then the hand-over (sheet A6, A8)."""

from __future__ import annotations

import base64
import json

import attrs
import pytest

import crossdock_jdid
from crossdock import Handover, Label, OrderStatus, ShipmentRequest
from crossdock.errors import (
    InputRefusedError,
    OutcomeUnknownError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
)
from crossdock.http import Response
from crossdock_jdid.shipments import Printed, decode_label, decode_printed

PDF = b"%PDF-1.4 label"
CONTENT = base64.b64encode(PDF).decode()
PRINT, SEND, READ = "printOrder", "sendGoodsOpenApi", "getOrderInfoByOrderId"
OLD_PRINT, OLD_SEND = "print.uat1", "sendGoods.uat"


@attrs.define
class Desk:
    """One order at the platform: printing allots a waybill, sending ships."""

    order_row: object
    state: int = 1
    waybill: str = ""
    sent: list[str] = attrs.field(factory=list)

    def read(self, _):
        """Answer a call for the order."""
        return self.order_row(7, orderState=self.state, expressNo=self.waybill)

    def print(self, asked):
        """Answer a call for its label."""
        self.waybill = self.waybill or "JXPOP0001"
        self.state = 7 if self.state == 1 else self.state
        if asked.path == "/api":
            row = {"orderId": "7", "deliveryId": self.waybill, "pdf": CONTENT}
            return {"data": [row], "templateId": 3}
        return {"orderId": 7, "expressNo": self.waybill, "content": CONTENT}

    def send(self, asked):
        """Answer a hand-over."""
        self.sent.append(json.loads(asked.params).get("expressNo", ""))
        self.state = 2
        return {"orderId": 7, "expressCompany": "JDL", "expressNo": self.waybill}


@pytest.fixture(name="desk")
def _desk(platform, order_row):
    desk = Desk(order_row)
    platform.say(READ, desk.read)
    for ending in (PRINT, OLD_PRINT):
        platform.say(ending, desk.print)
    for ending in (SEND, OLD_SEND):
        platform.say(ending, desk.send)
    return desk


def arrange(shop, **changes):
    """Arrange the shipment of order 7."""
    return crossdock_jdid.arrange_shipment(shop, ShipmentRequest("7", **changes))


@pytest.mark.parametrize(
    ("dialect", "first", "then"),
    [
        ("gen2", PRINT, SEND),
        ("gen1", OLD_PRINT, OLD_SEND),
    ],
)
def test_the_label_is_printed_before_the_order_is_sent(
    platform, connect, desk, dialect, first, then
):
    """Printing allots the waybill, which the hand-over then names."""
    shipment = arrange(connect(dialect=dialect))

    order = [one.method for one in platform.asked if not one.method.endswith(READ)]
    assert [True, True] == [order[0].endswith(first), order[1].endswith(then)]
    assert ["JXPOP0001"] == desk.sent
    assert (OrderStatus.SHIPPING, "JXPOP0001") == (shipment.order.status, shipment.order.waybill)
    assert shipment.label is None


@pytest.mark.parametrize("dialect", ["gen2", "gen1"])
def test_the_label_is_the_printed_pdf(connect, desk, dialect):
    """The label comes from the same printing, decoded."""
    assert desk.state == 1
    shipment = arrange(connect(dialect=dialect), with_label=True)

    assert Label("application/pdf", PDF) == shipment.label


def test_an_order_with_a_label_is_only_sent(platform, shop, desk):
    """An order that was printed before and has its waybill is not printed again."""
    desk.state, desk.waybill = 7, "JX7"
    arrange(shop)

    assert (0, ["JX7"]) == (len(platform.calls(PRINT)), desk.sent)


@pytest.mark.parametrize("state", [2, 6])
def test_arranging_again_changes_nothing(platform, shop, desk, state):
    """An order that has left is neither printed nor sent."""
    desk.state, desk.waybill = state, "JX7"
    arrange(shop)

    assert [READ] == [one.method.rpartition(".")[2] for one in platform.asked]


@pytest.mark.parametrize("state", [3, 4, 5, 9])
def test_what_is_cancelled_is_not_sent(platform, shop, desk, state):
    """An order that is cancelled, about to be, or in an unknown state stays where it is."""
    desk.state = state

    for act in (arrange, lambda shop: crossdock_jdid.accept_order(shop, "7")):
        with pytest.raises(RequestRefusedError, match=f"state {state}"):
            act(shop)
    assert [] == platform.calls(PRINT)


def test_a_courier_of_ones_own_is_refused(platform, shop):
    """The platform chooses the courier: nothing else is asked of it."""
    with pytest.raises(InputRefusedError):
        arrange(shop, handover=Handover.OWN_COURIER, waybill="X1")

    assert [] == platform.asked


def test_accepting_prints_and_sends_nothing(shop, desk):
    """Accepting moves the order to 7 with its waybill, and does not ship it."""
    order = crossdock_jdid.accept_order(shop, "7")

    assert (OrderStatus.READY_TO_SHIP, "JXPOP0001") == (order.status, order.waybill)
    assert [] == desk.sent


@pytest.mark.parametrize("state", [7, 2, 6])
def test_accepting_again_changes_nothing(platform, shop, desk, state):
    """An order past state 1 counts as accepted."""
    desk.state, desk.waybill = state, "JX7"
    crossdock_jdid.accept_order(shop, "7")

    assert [] == platform.calls(PRINT)


def lost(desk, act):
    """Return what does *act* at the desk and loses the answer."""

    def answer(asked):
        act(asked)
        return Response(200, text="<html>gateway</html>")

    return answer


def test_a_lost_answer_to_printing_is_looked_up(platform, shop, desk):
    """After an answer that cannot be read, the order is read and not printed again."""
    platform.replies[PRINT] = lost(desk, desk.print)
    arrange(shop)

    assert (1, ["JXPOP0001"]) == (len(platform.calls(PRINT)), desk.sent)


def test_a_label_that_was_lost_is_printed_again_before_the_hand_over(platform, shop, desk):
    """The label is fetched while the order is still here: afterwards it may be refused."""
    ways = [lost(desk, desk.print), platform.replies[PRINT][0]]
    states = []

    def answer(asked):
        states.append(desk.state)
        return ways.pop(0)(asked)

    platform.replies[PRINT] = answer
    shipment = arrange(shop, with_label=True)

    assert ([1, 7], ["JXPOP0001"]) == (states, desk.sent)
    assert Label("application/pdf", PDF) == shipment.label


def test_a_lost_answer_to_the_hand_over_is_looked_up(platform, shop, desk):
    """After an answer that cannot be read, an order that has left was handed over."""
    platform.replies[SEND] = lost(desk, desk.send)

    assert OrderStatus.SHIPPING is arrange(shop).order.status
    assert 1 == len(platform.calls(SEND))


@pytest.mark.parametrize("ending", [PRINT, SEND])
def test_what_cannot_be_looked_up_is_unknown(platform, shop, desk, ending):
    """Where the order does not show it either, the outcome is unknown."""
    platform.replies[ending] = Response(200, text="<html>gateway</html>")

    with pytest.raises(OutcomeUnknownError):
        arrange(shop)
    assert 1 == len(platform.calls(ending))


def test_a_refused_hand_over_that_took_place(platform, shop, desk):
    """A refusal because another worker was faster is no refusal."""

    def answer(asked):
        desk.send(asked)
        payload = {"success": False, "message": "order state error"}
        return {
            "jingdong_seller_order_sendGoodsOpenApi_response": {"code": "0", "result": payload}
        }

    platform.replies[SEND] = answer

    assert OrderStatus.SHIPPING is arrange(shop).order.status


def test_no_waybill_yet(platform, shop, desk):
    """A printing that allots no waybill is to be tried again later; nothing is sent."""
    platform.say(PRINT, {"orderId": 7, "expressNo": None, "content": CONTENT})

    with pytest.raises(RetryLaterError):
        arrange(shop)
    assert [] == desk.sent


def test_the_waybill_of_the_printing_is_good_enough(platform, shop, desk):
    """Where the order does not show its waybill yet, the printed one is sent."""
    platform.say(PRINT, {"orderId": 7, "expressNo": "JX9", "content": CONTENT})
    arrange(shop)

    assert ["JX9"] == desk.sent


def test_a_label_that_fails_says_that_the_shipment_stands(platform, shop, desk):
    """A label that cannot be fetched after the hand-over is said to be only that."""
    desk.state, desk.waybill = 2, "JX7"
    platform.say(PRINT, {"orderId": 7, "content": "not base64!"})

    with pytest.raises(RemoteTroubleError, match="is arranged, but its label"):
        arrange(shop, with_label=True)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ({"expressNo": " JX1 ", "content": "QQ=="}, Printed("JX1", "QQ==")),
        ({"data": [{"PDF": "QQ==", "deliveryId": "JX1"}]}, Printed("JX1", "QQ==")),
        ('{"data":[{"pdf":"QQ==","deliveryId":"JX1"}]}', Printed("JX1", "QQ==")),
        ({"data": []}, Printed()),
        (None, Printed()),
    ],
)
def test_what_a_printing_gives(model, expected):
    """Waybill and label are found in the answers of both generations."""
    assert expected == decode_printed(model)


def test_a_label_that_is_no_pdf_says_so():
    """What was not a PDF is handed on as bytes of an unknown kind."""
    assert "application/octet-stream" == decode_label(base64.b64encode(b"^XA").decode()).media_type
