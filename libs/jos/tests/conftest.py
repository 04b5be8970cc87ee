"""Profiles for property tests, and a router of a few lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings

from crossdock import Secret, Token
from crossdock.http import Request, Response
from crossdock.testing import MemoryShelf
from crossdock_jos import KeptTokens, OAuth, RouterAuth, RouterClock
from crossdock_jos.auth import parameters_of
from crossdock_jos.signing import verify

# How long an example takes says something about the machine, and nothing about us.
settings.register_profile(
    "crossdock-jos", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("crossdock-jos")

NOW = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)


@attrs.define
class Router:
    """Answers router calls and token requests, and keeps what it was asked.

    Args:

        valid: the token it accepts.

        errors: codes to answer with first, one call each.

        date: its ``Date`` header.

        grants: answers of its token host, one request each; the last repeats.
    """

    valid: str = "token-1"
    errors: list[str] = attrs.field(factory=list)
    date: str = ""
    grants: list[Any] = attrs.field(factory=list)
    calls: list[dict[str, str]] = attrs.field(factory=list)
    asked: list[Request] = attrs.field(factory=list)

    def answer(self, request: Request) -> Response:
        """Return the answer to *request*."""
        if request.url.path.startswith("/oauth2/"):
            self.asked.append(request)
            grant = self.grants.pop(0) if len(self.grants) > 1 else self.grants[0]
            return grant if isinstance(grant, Response) else Response(200, json=grant)
        parameters = parameters_of(request)
        self.calls.append(parameters)
        headers = {"Date": self.date} if self.date else {}
        code = self.errors.pop(0) if self.errors else ""
        if not code and not verify(parameters, Secret("planted-secret")):
            code = "12"
        if not code and parameters.get("access_token") != self.valid:
            code = "19"
        if code:
            body: dict[str, Any] = {"error_response": {"code": code, "en_desc": "no"}}
        else:
            body = {"x_responce": {"code": "0"}}
        return Response(200, json=body, headers=headers)


@attrs.define
class Desk:
    """A flow and what stands around it."""

    router: Router = attrs.field(factory=Router)
    shelf: MemoryShelf = attrs.field(factory=MemoryShelf)
    learned: list[str] = attrs.field(factory=list)
    now: datetime = NOW

    def tokens(self, **changes: Any) -> KeptTokens:
        """Return tokens kept on the shelf."""
        oauth = OAuth("https://oauth.test", "JD.com", "KEY", Secret("planted-secret"))
        changes.setdefault("given", Token(Secret("token-1"), refresh=Secret("refresh-1")))
        return KeptTokens(oauth, self.shelf, self.learned.append, **changes)

    def auth(self, **changes: Any) -> RouterAuth:
        """Return the flow under test."""
        tokens = changes.pop("tokens", None) or self.tokens()
        clock = changes.pop("clock", None) or RouterClock(lambda: self.now)
        return RouterAuth("KEY", Secret("planted-secret"), tokens, clock, **changes)

    def run(self, auth: RouterAuth, request: Request | None = None) -> Response:
        """Drive *auth*'s flow against the router, as the client library would."""
        request = request or Request(
            "POST", "https://api.test/routerjson", data={"method": "x", "v": "2.0"}
        )
        flow = auth.auth_flow(request)
        asked = next(flow)
        while True:
            response = self.router.answer(asked)
            try:
                asked = flow.send(response)
            except StopIteration:
                return response


@pytest.fixture(name="desk")
def _desk() -> Desk:
    return Desk()


@pytest.fixture(name="later")
def _later() -> Callable[[Desk, timedelta], None]:
    def later(desk: Desk, span: timedelta) -> None:
        desk.now += span

    return later
