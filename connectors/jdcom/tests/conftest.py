"""A platform made of answers written by hand, for tests of one call at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings

import crossdock_jdcom
from crossdock import Connection, Secret
from crossdock.http import MockTransport, Ports, Request, Response
from crossdock.testing import open_connection
from crossdock_jos.auth import parameters_of
from crossdock_jos.signing import verify

# How long an example takes says something about the machine, and nothing about us.
settings.register_profile(
    "crossdock-jdcom", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("crossdock-jdcom")

SETTINGS = {
    "app_key": "B7C2A1D04E5F4A6F9C8D7E6F5A4B3C2D",
    "app_secret": "planted-canary-secret-1",
    "access_token": "planted-canary-token-1",
}
NOW = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)


@attrs.define
class Platform:
    """Answers by method, and keeps what it was asked.

    Args:

        replies: the payload to answer each method with; a list is used up one by
            one and its last entry then repeats, a function gets the parameters.
    """

    replies: dict[str, Any] = attrs.field(factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = attrs.field(factory=list)
    hosts: list[str] = attrs.field(factory=list)
    slept: list[float] = attrs.field(factory=list)

    def __call__(self, request: Request) -> Response:
        """Return the reply to *request*'s method, in its envelope."""
        parameters = parameters_of(request)
        assert verify(parameters, Secret(SETTINGS["app_secret"]))
        assert "/routerjson" == request.url.path
        self.hosts.append(request.url.host)
        method = parameters["method"]
        business = json.loads(parameters["360buy_param_json"])
        self.asked.append((method, business))
        return self._answer(method, business)

    def _answer(self, method: str, business: dict[str, Any]) -> Response:
        reply = self.replies.get(method, {"error_response": {"code": "15", "en_desc": "none"}})
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
            reply = {method.replace(".", "_") + "_responce": {"code": "0", **reply}}
        return Response(200, json=reply)

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the business parameters of each call of *method*."""
        return [business for name, business in self.asked if name == method]


@pytest.fixture(name="platform")
def _platform() -> Platform:
    return Platform()


@pytest.fixture(name="connect")
def _connect(platform: Platform) -> Callable[..., Connection[Any]]:
    def connect(now: Any = NOW, **changes: Any) -> Connection[Any]:
        ports = Ports(sleep=platform.slept.append, uniform=lambda low, high: low, now=lambda: now)
        return open_connection(
            crossdock_jdcom,
            {**SETTINGS, **changes},
            transport=MockTransport(platform),
            ports=ports,
        )

    return connect


@pytest.fixture(name="shop")
def _shop(connect: Callable[..., Connection[Any]]) -> Connection[Any]:
    return connect()
