"""A platform made of answers written by hand, for tests of one call at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request as Ask
from urllib.request import urlopen

import attrs
import pytest
from hypothesis import HealthCheck, settings

import crossdock_jdid_fulfillment
from crossdock import Address, Connection, DocumentLine, Inbound, Outbound, Person, Secret
from crossdock.http import MockTransport, Ports, Request, Response
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.server import running
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


@attrs.define
class House:
    """A warehouse that the sandbox plays, and the connector's connection to it.

    Args:

        ahead: how far the played clock, and ours with it, have been moved.

        skew: how far our clock is ahead of the played one.
    """

    url: str
    settings: dict[str, str]
    shop: Connection[Any] = attrs.field(init=False)
    ahead: timedelta = timedelta()
    skew: timedelta = timedelta()
    made: int = 0

    def __attrs_post_init__(self) -> None:
        self.shop = self.open()

    def open(self, **changes: str) -> Connection[Any]:
        """Return another connection, with *changes* to its settings; blank ones are left out."""
        ports = Ports(
            sleep=lambda _: None,
            uniform=lambda low, high: low,
            now=lambda: datetime.now(UTC) + self.ahead + self.skew,
        )
        given = {name: text for name, text in {**self.settings, **changes}.items() if text}
        return open_connection(crossdock_jdid_fulfillment, given, endpoint=self.url, ports=ports)

    def control(self, path: str, body: Any = None, method: str = "") -> Any:
        """Use the control plane."""
        text = None if body is None else json.dumps(body).encode()
        ask = Ask(f"{self.url}/_sandbox/{path}", data=text, method=method or None)
        with urlopen(ask) as answer:
            return json.load(answer)

    def advance(self, minutes: float) -> None:
        """Let time pass, there and here."""
        self.control("clock", {"advance": minutes * 60})
        self.ahead += timedelta(minutes=minutes)

    def switch(self, **switches: str) -> None:
        """Flip switches."""
        self.control("switches", switches)

    def fault(self, *lines: str) -> None:
        """Let calls go wrong: ``order.addOrder: reset``."""
        lines = tuple(f"POST /routerjson/{PREFIX}{line}" for line in lines)
        self.control("faults", {"faults": lines})

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        self.control("faults", method="DELETE")

    def event(self, number: str, event: str, **fields: Any) -> Any:
        """Let something happen to a document."""
        return self.control(f"orders/{number}/{event}", fields)

    def calls(self, method: str) -> int:
        """Return how often *method* was called."""
        counts = self.control("meter")["endpoints"]
        return sum(row["requests"] for name, row in counts.items() if name.endswith(method))

    def documents(self, reference: str) -> list[Any]:
        """Return the documents of the sandbox under *reference*."""
        state = self.control("state")
        rows = [*state["orders"], *state.get("inbounds", [])]
        return [row for row in rows if row["own_number"] == reference]

    def goods(self, stock: int = 50, sku: str = "") -> DocumentLine:
        """Return one unit of goods that no other document knows."""
        self.made += 1
        sku = sku or f"UJI-{self.made}"
        row = self.control("listings", {"title": "Barang", "stock": stock, "sku": sku})
        return DocumentLine(sku, 1, row["listing_id"])

    def outbound(self, *lines: DocumentLine, **changes: Any) -> Outbound:
        """Return an outbound of *lines*, or of two units of new goods."""
        self.made += 1
        given = {"reference": f"CD-{self.made}", "lines": lines or (self.two(),)}
        return outbound(**given | changes)

    def inbound(self, *lines: DocumentLine, **changes: Any) -> Inbound:
        """Return an inbound of *lines*, or of ten units of new goods."""
        self.made += 1
        given: dict[str, Any] = {
            "reference": f"IN-{self.made}",
            "lines": lines or (attrs.evolve(self.goods(), quantity=10),),
        }
        return Inbound(**given | changes)

    def two(self) -> DocumentLine:
        """Return two units of new goods."""
        return attrs.evolve(self.goods(), quantity=2)


@pytest.fixture(name="open_house")
def _open_house() -> Iterator[Callable[..., House]]:
    with ExitStack() as stack:

        def open_house(*faults: str, listings: int = 30, **switches: str) -> House:
            options = SandboxOptions(listings=listings, switches=switches)
            build = crossdock_jdid_fulfillment.play_sandbox
            announced = stack.enter_context(running("jdid_fulfillment", build, options))
            house = House(announced["url"], announced["settings"])
            stack.callback(house.shop.http.close)
            if faults:
                house.fault(*faults)
            return house

        yield open_house


@pytest.fixture(name="house")
def _house(open_house: Callable[..., House]) -> House:
    return open_house()


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
