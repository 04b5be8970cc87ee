"""Both generations' routers and the OAuth hosts behind one URL (sheet A1 and A3)."""

from collections.abc import Collection

import attrs
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from crossdock.sandbox.wire import App, Receive, Scope, Send, page, send_answer
from crossdock_jdid.sandbox import first_generation, second_generation
from crossdock_jdid.sandbox.jakarta import ZONE
from crossdock_jdid.sandbox.world import World
from crossdock_jos.sandbox.consent import oauth_routes
from crossdock_jos.sandbox.envelope import RootKeyEnvelope
from crossdock_jos.sandbox.gate import Gate
from crossdock_jos.sandbox.router import Router


def gate_of(world: World, version: str, methods: Collection[str]) -> Gate:
    """Return the gate every call of a generation passes."""
    return Gate(
        app_key=world.app_key,
        app_secret=world.app_secret,
        clock=world.clock,
        switches=world.switches,
        desk=lambda: world.grants,
        zone=ZONE,
        methods=methods,
        version=version,
        also=world.check_seller,
    )


def gates_of(world: World) -> tuple[Gate, Gate]:
    """Return the gates of both generations, the newer first."""
    return (
        gate_of(world, "2.0", second_generation.METHODS),
        gate_of(world, "1.0", first_generation.METHODS),
    )


@attrs.frozen
class Closing:
    """An ASGI app around *app* that is gone once the platform is closed (sheet A10)."""

    app: App
    world: World

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; the real hosts no longer have a name, which HTTP cannot play."""
        if scope["type"] == "http" and self.world.switches["platform"] == "closed":
            body = b"<html><body><h1>JD.ID sudah tutup, 31 Maret 2023</h1></body></html>"
            await send_answer(page(503, body, "text/html"), send)
            return
        await self.app(scope, receive, send)


def dialect_app(world: World, gates: tuple[Gate, Gate]) -> App:
    """Return the platform as an ASGI app."""
    newer = Router(
        gates[0],
        RootKeyEnvelope("_response", world.switches),
        lambda call: second_generation.answer(world, call),
        world.tick,
    )
    older = Router(
        gates[1],
        first_generation.OpenApiEnvelope(),
        lambda call: first_generation.answer(world, call),
        world.tick,
    )
    routes = [newer.route("/routerjson"), older.route("/api"), older.route("/api_bigdata")]
    app = Starlette(
        routes=[*routes, *oauth_routes(lambda: world.grants, world.switches, legacy=False)],
        exception_handlers={404: _no_page, 405: _no_page},
    )
    return Closing(app, world)


def endpoints(world: World) -> tuple[str, ...]:
    """Return everything that can be asked, by the names that faults and meter know."""
    oauth = oauth_routes(lambda: world.grants, world.switches, legacy=False)
    return (
        *(f"* /routerjson/{one}" for one in second_generation.METHODS),
        *(
            f"* {path}/{one}"
            for path in ("/api", "/api_bigdata")
            for one in first_generation.METHODS
        ),
        *(f"* {one.path}" for one in oauth),
    )


async def _no_page(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return Response(f"<html><body><h1>{status}</h1></body></html>", status, media_type="text/html")
