"""A platform made of answers written by hand, for tests of one call at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings

import crossdock_jdid_fulfillment
from crossdock import Address, Connection, DocumentLine, Outbound, Person, Secret
from crossdock.http import MockTransport, Ports, Request, Response
from crossdock.testing import open_connection
from crossdock_jos.auth import parameters_of
from crossdock_jos.signing import verify

# How long an example takes says something about the machine, and nothing about us.
settings.register_profile(
    "crossdock-jdid-fulfillment", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("crossdock-jdid-fulfillment")

SETTINGS = {
    "api_key": "9B4D7F0C12E34A56B78C90D1E2F3A4B5",
    "app_secret": "planted-canary-secret-1",
    "gateway_user": "budi_gateway",
    "pin": "toko_budi",
    "department": "EBU0000000000123",
    "warehouse": "110008765",
    "shop": "ESP0000000000456",
    "supplier": "EMS0000000000789",
    "source": "ISV0000000000042",
    "access_token": "planted-canary-token-1",
}
NOW = datetime(2022, 9, 1, 4, 0, tzinfo=UTC)
PREFIX = "jingdong.eclp."


@attrs.define
class Platform:
    """Answers by method, and keeps what it was asked.

    Args:

        replies: the payload to answer each method with, by its name after
            ``jingdong.eclp.``; a list is used up one by one and its last entry then
            repeats, a function gets the parameters.

        spelling: how the root key of an answer ends.
    """

    replies: dict[str, Any] = attrs.field(factory=dict)
    spelling: str = "responce"
    asked: list[tuple[str, dict[str, Any]]] = attrs.field(factory=list)
    systems: list[dict[str, str]] = attrs.field(factory=list)
    slept: list[float] = attrs.field(factory=list)

    def __call__(self, request: Request) -> Response:
        """Return the reply to *request*'s method, in its envelope."""
        parameters = parameters_of(request)
        assert verify(parameters, Secret(SETTINGS["app_secret"]))
        assert "/routerjson" == request.url.path
        method = parameters["method"].removeprefix(PREFIX)
        business = json.loads(parameters.pop("360buy_param_json"))
        self.systems.append(parameters)
        self.asked.append((method, business))
        return self._answer(method, business)

    def _answer(self, method: str, business: dict[str, Any]) -> Response:
        reply = self.replies.get(method, refused("15", "Invalid Method"))
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        if callable(reply):
            reply = reply(business)
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, Response):
            # A response is used up by reading it; each call gets its own.
            return Response(reply.status_code, headers=reply.headers, content=reply.content)
        if "error_response" not in reply:
            root = f"{PREFIX}{method}".replace(".", "_") + f"_{self.spelling}"
            reply = {root: {"code": "0", **reply}}
        return Response(200, json=reply)

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the business parameters of each call of *method*."""
        return [business for name, business in self.asked if name == method]

    @property
    def methods(self) -> list[str]:
        """The methods called, in their order."""
        return [name for name, _ in self.asked]


def refused(code: str, words: str) -> dict[str, Any]:
    """Return the gateway's error with *code* and *words*."""
    return {"error_response": {"code": code, "zh_desc": words, "en_desc": words}}


def outbound(**changes: Any) -> Outbound:
    """Return an outbound to somebody in Jakarta."""
    given: dict[str, Any] = {
        "reference": "CD-0001-A",
        "channel": "tokopedia",
        "shop": "toko-budi",
        "order_number": "INV/20220901/MPL/1",
        "lines": (DocumentLine("KAOS-M", 2, "EMG1"), DocumentLine("TOPI", 1, "EMG2")),
        "recipient": Person(name="Siti Rahma", phone="+62 812-0001-1122"),
        "address": Address(
            street="Jl. Mawar 5 RT 01/02",
            district="Tebet",
            city="Jakarta Selatan",
            province="DKI Jakarta",
            postal_code="12810",
            country="ID",
        ),
        "placed_at": datetime(2022, 8, 31, 20, 30, tzinfo=UTC),
        "courier": "JNE REG",
        "waybill": "JT0001112223",
    }
    return Outbound(**{**given, **changes})


def order_row(number: str = "ESL1", **members: Any) -> dict[str, Any]:
    """Return an outbound as ``queryOrder`` tells one."""
    return {
        "eclpSoNo": number,
        "isvUUID": "CD-0001-A",
        "departmentNo": SETTINGS["department"],
        "warehouseNo": SETTINGS["warehouse"],
        "currentStatus": "10014",
        "orderStatusList": [
            {"soStatusCode": "10014", "soStatusName": "x", "operateTime": "2022-09-01 10:05:00"},
            {"soStatusCode": "10010", "soStatusName": "x", "operateTime": "2022-09-01 10:00:00"},
        ],
        "orderDetailList": [
            {"goodsNo": "EMG1", "isvGoodsNo": ["KAOS-M"], "quantity": 2, "realOutQty": [0]},
            {"goodsNo": "EMG2", "isvGoodsNo": ["TOPI"], "quantity": "1", "realOutQty": ["0"]},
        ],
        **members,
    }


def inbound_row(number: str = "EPL1", **members: Any) -> dict[str, Any]:
    """Return an inbound as ``queryPoOrder`` tells one."""
    return {
        "poOrderNo": number,
        "isvPoOrderNo": "IN-1",
        "poOrderStatus": "20",
        "createTime": "2022-09-01 09:00:00",
        "poItemModelList": [
            {
                "goodsNo": "EMG1",
                "isvGoodsNo": "KAOS-M",
                "numApplication": 10,
                "realInstoreQty": "0",
                "goodsStatus": "1",
            }
        ],
        **members,
    }


@pytest.fixture(name="platform")
def _platform() -> Platform:
    return Platform()


@pytest.fixture(name="connect")
def _connect(platform: Platform) -> Callable[..., Connection[Any]]:
    def connect(
        now: Any = NOW, answers: dict[str, str] | None = None, **changes: Any
    ) -> Connection[Any]:
        ports = Ports(sleep=platform.slept.append, uniform=lambda low, high: low, now=lambda: now)
        given = {name: value for name, value in {**SETTINGS, **changes}.items() if value != ""}
        return open_connection(
            crossdock_jdid_fulfillment,
            given,
            transport=MockTransport(platform),
            answers=answers,
            ports=ports,
        )

    return connect


@pytest.fixture(name="shop")
def _shop(connect: Callable[..., Connection[Any]]) -> Connection[Any]:
    return connect()


@pytest.fixture(name="refused")
def _refused() -> Callable[[str, str], dict[str, Any]]:
    return refused


@pytest.fixture(name="outbound")
def _outbound() -> Callable[..., Outbound]:
    return outbound


@pytest.fixture(name="order_row")
def _order_row() -> Callable[..., dict[str, Any]]:
    return order_row


@pytest.fixture(name="inbound_row")
def _inbound_row() -> Callable[..., dict[str, Any]]:
    return inbound_row
