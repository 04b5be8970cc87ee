"""A platform made of answers written by hand, for tests of one call at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings

import crossdock_tokopedia
from crossdock import Connection
from crossdock.http import MockTransport, Ports, Request, Response
from crossdock.testing import open_connection

# How long an example takes says something about the machine, and nothing about us.
settings.register_profile(
    "crossdock-tokopedia", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("crossdock-tokopedia")

SETTINGS = {
    "fs_id": 13004,
    "shop_id": 479573,
    "client_id": "e2f0c2b1a9d84d6f",
    "client_secret": "planted-canary-secret-1",
}
TOKEN = {"access_token": "c:7k1Yb3xQTN2b9mZ0", "expires_in": 2592000, "token_type": "Bearer"}


@attrs.define
class Platform:
    """Answers by path, and keeps what it was asked.

    Args:

        replies: what to answer by the end of a path; a list is used up one by
            one and its last entry then repeats.
    """

    replies: dict[str, Any] = attrs.field(factory=dict)
    asked: list[Request] = attrs.field(factory=list)
    slept: list[float] = attrs.field(factory=list)

    def __call__(self, request: Request) -> Response:
        """Return the reply whose path ends *request*'s."""
        self.asked.append(request)
        for ending, reply in self.replies.items():
            if request.url.path.endswith(ending):
                return self._answer(reply, request)
        if request.url.path == "/token":
            return Response(200, json=TOKEN)
        return Response(404, json={"message": "no Route matched with those values"})

    def _answer(self, reply: Any, request: Request) -> Response:
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        if callable(reply):
            reply = reply(request)
        if isinstance(reply, Response):
            # A response is used up by reading it; each call gets its own.
            return Response(reply.status_code, headers=reply.headers, content=reply.content)
        return Response(200, json=reply)

    def calls(self, ending: str) -> list[Request]:
        """Return what was asked of the path that ends so."""
        return [request for request in self.asked if request.url.path.endswith(ending)]

    def bodies(self, ending: str) -> list[Any]:
        """Return the JSON bodies sent to the path that ends so."""
        return [json.loads(request.content) for request in self.calls(ending)]


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
            ports = attrs.evolve(ports, now=lambda: now)
        return open_connection(
            crossdock_tokopedia,
            {**SETTINGS, **changes},
            transport=MockTransport(platform),
            answers=answers,
            ports=ports,
        )

    return connect


@pytest.fixture(name="shop")
def _shop(connect: Callable[..., Connection[Any]]) -> Connection[Any]:
    return connect()
