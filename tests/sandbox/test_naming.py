"""Platforms with one URL for everything: faults and meter know a call by another path."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

from crossdock.sandbox.assembly import assemble
from crossdock.sandbox.faults import FaultPlan

Bench = Callable[..., Any]


def named(bench: Any, *faults: str) -> Any:
    """Put the toy together with names taken from the body."""
    plan = FaultPlan(faults)
    controls = bench.controls.__class__(
        "toy", bench.toy, bench.clock, plan, bench.meter, bench.controls.switches
    )

    def name(scope: Any, body: bytes) -> str:
        return f"{scope['path']}/{body.decode()}"

    return assemble(bench.toy, controls, naming=name)


def post(app: Any, body: str) -> int:
    """Send a body and return the status."""

    async def send() -> int:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://toy") as client:
            return (await client.post("/router", content=body)).status_code

    return asyncio.run(send())


def test_faults_find_the_name(bench: Bench) -> None:
    """A fault on one name leaves the others of the same URL alone."""
    app = named(bench(), "POST /router/orders: 503")

    assert (503, 200) == (post(app, "orders"), post(app, "stock"))


def test_meter_counts_by_name(bench: Bench) -> None:
    """The meter has a line for each name."""
    toy = bench()
    app = named(toy)
    for body in ("orders", "stock", "stock"):
        post(app, body)

    assert {"POST /router/orders": 1, "POST /router/stock": 2} == {
        name: count.requests for name, count in toy.meter.endpoints.items()
    }


def test_the_body_is_still_there(bench: Bench) -> None:
    """What the name was read from reaches the platform, and is applied once."""
    toy = bench()
    post(named(toy), "orders")

    assert 1 == toy.toy.applied
