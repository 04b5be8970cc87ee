"""A platform made of answers written by hand, for tests of one call at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import attrs
import pytest
from hypothesis import HealthCheck, settings

import crossdock_jdid
from crossdock import Connection
from crossdock.http import MockTransport, Ports, Request, Response
from crossdock.testing import open_connection

# How long an example takes says something about the machine, and nothing about us.
settings.register_profile(
    "crossdock-jdid", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("crossdock-jdid")

SETTINGS = {
    "app_key": "9B4D7F0C12E34A56B78C90D1E2F3A4B5",
    "app_secret": "planted-canary-secret-1",
    "access_token": "planted-canary-token-1",
}


@attrs.define
class Asked:
    """One request, taken apart."""

    verb: str
    host: str
    path: str
    fields: dict[str, str]

    @property
    def method(self) -> str:
        """The method called."""
        return self.fields.get("method", "")

    @property
    def params(self) -> str:
        """The text of the business parameters."""
        return self.fields.get("360buy_param_json") or self.fields.get("param_json", "")


@attrs.define
class Platform:
    """Answers by the end of a method's name, and keeps what it was asked.

    Args:

        replies: what to answer; a list is used up one by one and its last entry
            then repeats; a callable is given the request. A `Response` is sent as
            it is, anything else is the body.
    """

    replies: dict[str, Any] = attrs.field(factory=dict)
    asked: list[Asked] = attrs.field(factory=list)
    slept: list[float] = attrs.field(factory=list)

    def __call__(self, request: Request) -> Response:
        """Return the reply to *request*."""
        pairs = parse_qsl(request.url.query.decode(), keep_blank_values=True)
        pairs += parse_qsl(request.content.decode(), keep_blank_values=True)
        asked = Asked(request.method, request.url.host, request.url.path, dict(pairs))
        self.asked.append(asked)
        for ending, reply in self.replies.items():
            if (asked.method or asked.path).endswith(ending):
                return self._answer(reply, asked)
        return Response(200, json={"error_response": {"code": "15", "en_desc": "Invalid Method"}})

    def _answer(self, reply: Any, asked: Asked) -> Response:
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        if callable(reply):
            reply = reply(asked)
        if isinstance(reply, Response):
            # A response is used up by reading it; each call gets its own.
            return Response(reply.status_code, headers=reply.headers, content=reply.content)
        return Response(200, json=reply)

    def say(self, ending: str, *models: Any, key: str = "result", **members: Any) -> None:
        """Answer the methods that end so with *models*, one by one, wrapped as they ask it."""
        self.replies[ending] = [wrapped(model, key, members) for model in models]

    def calls(self, ending: str) -> list[Asked]:
        """Return what was asked of the methods that end so."""
        return [one for one in self.asked if (one.method or one.path).endswith(ending)]

    def params(self, ending: str) -> list[str]:
        """Return the business parameters sent to the methods that end so."""
        return [one.params for one in self.calls(ending)]


def wrapped(model: Any, key: str, members: dict[str, Any]) -> Callable[[Asked], Any]:
    """Return what answers a request in the envelope of its generation."""

    def answer(asked: Asked) -> Any:
        found = model(asked) if callable(model) else model
        payload = {"code": 1, "success": True, "message": "success", "model": found, **members}
        if asked.path == "/api":
            text = json.dumps(payload, ensure_ascii=False)
            return {"openapi_code": 0, "openapi_msg": "success", "openapi_data": text}
        root = f"{asked.method.replace('.', '_')}_response"
        return {root: {"code": "0", key: payload}}

    return answer


def order_row(number: int = 1027409981, **members: Any) -> dict[str, Any]:
    """Return an order as the platform writes one."""
    return {
        "orderId": number,
        "orderState": 1,
        "venderId": 10088,
        "userPin": "jd_budi",
        "customerName": "Budi Santoso",
        "phone": "",
        "mobile": "0812000111",
        "email": "budi@example.com",
        "address": "Jl. Mawar 5",
        "state": "DKI Jakarta",
        "city": "Jakarta Selatan",
        "area": "Tebet",
        "postCode": "12810",
        "bookTime": 1655885576074,
        "createTime": 1655885576074,
        "payTime": 1655885600000,
        "modifyTime": 1655885700000,
        "carrierCompany": "JDL Express",
        "expressNo": "",
        "totalPrice": 300000,
        "paySubtotal": 309000.5,
        "orderSkuinfos": [
            {
                "skuId": 601267085,
                "spuId": 635692163,
                "popSkuId": "KAOS-M",
                "skuName": "Kaos Polos M",
                "skuNumber": 2,
                "jdPrice": 150000,
                "costPrice": 300000,
            }
        ],
        **members,
    }


@pytest.fixture(name="order_row")
def _order_row() -> Callable[..., dict[str, Any]]:
    return order_row


@pytest.fixture(name="platform")
def _platform() -> Platform:
    return Platform()


@pytest.fixture(name="connect")
def _connect(platform: Platform) -> Callable[..., Connection[Any]]:
    def connect(
        answers: dict[str, str] | None = None, now: Any = None, **changes: Any
    ) -> Connection[Any]:
        ports = Ports(sleep=platform.slept.append, uniform=lambda low, high: low)
        if now is not None:
            ports = attrs.evolve(ports, now=now if callable(now) else lambda: now)
        return open_connection(
            crossdock_jdid,
            {**SETTINGS, **changes},
            transport=MockTransport(platform),
            answers=answers,
            ports=ports,
        )

    return connect


@pytest.fixture(name="shop")
def _shop(connect: Callable[..., Connection[Any]]) -> Connection[Any]:
    return connect()


@pytest.fixture(name="old_shop")
def _old_shop(connect: Callable[..., Connection[Any]]) -> Connection[Any]:
    return connect(dialect="gen1")
