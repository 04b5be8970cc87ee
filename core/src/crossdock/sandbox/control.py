"""The control plane: the sandbox's own door, which no remote platform has."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import attrs
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crossdock.sandbox.clock import Clock, move
from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.faults import KINDS, FaultPlan
from crossdock.sandbox.meter import Meter
from crossdock.sandbox.switches import SwitchBoard

Fields = Mapping[str, Any]

PREFIX = "/_sandbox"


class Platform(Protocol):
    """What the control plane needs of the platform that is being played."""

    def summary(self) -> Fields:
        """Return what there is: shops, counts, dialect."""

    def state(self) -> Fields:
        """Return the stock of every listing and the state of every order."""

    def time_moved(self) -> None:
        """Let happen what a moved clock has brought about."""

    def place_orders(self, request: Fields) -> list[Fields]:
        """Let buyers order now, ``count`` of them, and return the orders."""

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let something happen to an order, and return it."""

    def edit_stock(self, request: Fields) -> Fields:
        """Change a stock as the seller would in the dashboard, and return the listing."""

    def add_listing(self, request: Fields) -> Fields:
        """Add a listing and return it."""

    def edit_listing(self, listing_id: str, request: Fields) -> Fields:
        """Change a listing and return it."""

    def remove_listing(self, listing_id: str) -> Fields:
        """Delete a listing and return it."""

    def expire_tokens(self) -> Fields:
        """Make every token in use invalid."""

    def reset(self) -> None:
        """Begin again as freshly built."""


class CallingBack(Protocol):
    """What a platform that calls back may have besides."""

    def notification(self) -> Fields:
        """Return a webhook call as it would arrive: ``headers``, ``body`` as text, and the
        ``settings`` that a connection needs to verify it."""


@attrs.frozen
class Controls:
    """Everything the control plane can reach."""

    name: str
    platform: Platform
    clock: Clock
    faults: FaultPlan
    meter: Meter
    switches: SwitchBoard
    forget: Callable[[], None] = lambda: None


Endpoint = Callable[[Request], Awaitable[Response]]
Answering = Callable[[Controls, Request, dict[str, Any]], Any]


def control_app(controls: Controls) -> Starlette:
    """Return the control plane as an app, routed under its prefix."""

    def route(path: str, method: str, answer: Answering) -> Route:
        return Route(f"{PREFIX}{path}", _endpoint(controls, answer), methods=[method])

    return Starlette(
        routes=[
            route("", "GET", _summary),
            route("/", "GET", _summary),
            route("/clock", "GET", lambda c, r, b: c.clock.state()),
            route("/clock", "POST", _move_clock),
            route("/clock", "DELETE", _reset_clock),
            route("/faults", "GET", lambda c, r, b: _faults(c)),
            route("/faults", "POST", _add_faults),
            route("/faults", "DELETE", _clear_faults),
            route("/meter", "GET", lambda c, r, b: c.meter.state()),
            route("/meter", "DELETE", _clear_meter),
            route("/switches", "GET", lambda c, r, b: c.switches.describe()),
            route("/switches", "POST", _flip_switches),
            route("/orders", "POST", lambda c, r, b: {"orders": c.platform.place_orders(b)}),
            route("/orders/{id}/{event}", "POST", _order_event),
            route("/stock", "POST", lambda c, r, b: c.platform.edit_stock(b)),
            route("/listings", "POST", lambda c, r, b: c.platform.add_listing(b)),
            route(
                "/listings/{id}",
                "POST",
                lambda c, r, b: c.platform.edit_listing(r.path_params["id"], b),
            ),
            route(
                "/listings/{id}",
                "DELETE",
                lambda c, r, b: c.platform.remove_listing(r.path_params["id"]),
            ),
            route("/tokens/expire", "POST", lambda c, r, b: c.platform.expire_tokens()),
            route("/notifications", "POST", lambda c, r, b: _notification(c.platform)),
            route("/reset", "POST", _reset),
            route("/state", "GET", lambda c, r, b: c.platform.state()),
        ],
        exception_handlers={404: _unknown, 405: _unknown},
    )


def _endpoint(controls: Controls, answer: Answering) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(answer(controls, request, await _fields(request)))
        except SandboxRefusedError as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return endpoint


async def _fields(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        fields = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise SandboxRefusedError(f"the body is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise SandboxRefusedError("the body must be a JSON object")
    return fields


async def _unknown(request: Request, error: Exception) -> Response:
    doors = (
        "clock, faults, meter, switches, orders, stock, listings, tokens/expire, notifications,"
        " reset, state"
    )
    return JSONResponse(
        {
            "error": f"the control plane has no {request.method} {request.url.path};"
            f" there is {PREFIX} and below it {doors}"
        },
        status_code=getattr(error, "status_code", 404),
    )


def _summary(controls: Controls, request: Request, body: Fields) -> Fields:
    return {
        "sandbox": controls.name,
        **controls.platform.summary(),
        "clock": controls.clock.state(),
        "faults": controls.faults.state(),
        "meter": {
            key: value for key, value in controls.meter.state().items() if key != "endpoints"
        },
        "switches": dict(controls.switches),
        "doors": {
            "GET": ["", "/clock", "/faults", "/meter", "/switches", "/state"],
            "POST": [
                "/clock",
                "/faults",
                "/switches",
                "/orders",
                "/orders/{id}/{event}",
                "/stock",
                "/listings",
                "/listings/{id}",
                "/tokens/expire",
                "/notifications",
                "/reset",
            ],
            "DELETE": ["/clock", "/faults", "/meter", "/listings/{id}"],
        },
    }


def _move_clock(controls: Controls, request: Request, body: dict[str, Any]) -> Fields:
    move(controls.clock, body)
    controls.platform.time_moved()
    return controls.clock.state()


def _reset_clock(controls: Controls, request: Request, body: Fields) -> Fields:
    controls.clock.reset()
    return controls.clock.state()


def _faults(controls: Controls) -> Fields:
    return {"faults": controls.faults.state(), "kinds": KINDS}


def _add_faults(controls: Controls, request: Request, body: Fields) -> Fields:
    texts = body.get("faults", body.get("fault"))
    texts = [texts] if isinstance(texts, str) else texts
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise SandboxRefusedError('faults are given as {"faults": ["METHOD PATH: KIND", ...]}')
    controls.faults.add(texts)
    return _faults(controls)


def _clear_faults(controls: Controls, request: Request, body: Fields) -> Fields:
    controls.faults.clear()
    return _faults(controls)


def _clear_meter(controls: Controls, request: Request, body: Fields) -> Fields:
    controls.meter.clear()
    return controls.meter.state()


def _flip_switches(controls: Controls, request: Request, body: Fields) -> Fields:
    controls.switches.flip(body)
    return dict(controls.switches)


def _order_event(controls: Controls, request: Request, body: Fields) -> Fields:
    return controls.platform.order_event(
        request.path_params["id"], request.path_params["event"], body
    )


def _notification(platform: Platform | CallingBack) -> Fields:
    notification: Callable[[], Fields] | None = getattr(platform, "notification", None)
    if notification is None:
        raise SandboxRefusedError("this platform never calls back")
    return notification()


def _reset(controls: Controls, request: Request, body: Fields) -> Fields:
    """Clock to real time, faults and meter to nothing, buckets full, platform as built."""
    controls.clock.reset()
    controls.faults.clear()
    controls.meter.clear()
    controls.forget()
    controls.platform.reset()
    return _summary(controls, request, body)
