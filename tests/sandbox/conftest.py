"""A toy platform, small enough to see through, with the whole kit around it."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from crossdock.sandbox.assembly import Assembly, assemble
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.control import Controls
from crossdock.sandbox.exceptions import SandboxRefusedError
from crossdock.sandbox.faults import FaultPlan
from crossdock.sandbox.meter import Meter, meter_rows
from crossdock.sandbox.options import Sandbox, SandboxOptions
from crossdock.sandbox.switches import Switch, SwitchBoard

TABLE = (
    Switch("colour", "red", "which colour", ("red", "blue")),
    Switch("size", "3", "how many", ("<number>",)),
    Switch("pace", "5/5", "how fast", ("<rate>/<burst>", "off")),
    Switch("polite", "on", "whether it greets"),
)


class Toy:
    """A platform that counts what was applied to it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.applied = 0
        self.seen_faults: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer anything with one row."""
        while (await receive()).get("more_body"):
            pass
        self.applied += 1
        self.seen_faults += [fault.kind for fault in scope["crossdock.faults"]]
        meter_rows(scope, 2)
        body = b'{"header":{"time":0.5},"data":[{"id":7,"name":"sen"}]}'
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def summary(self) -> dict[str, Any]:
        """Say what there is."""
        return {"applied": self.applied}

    def state(self) -> dict[str, Any]:
        """Say what there is in full."""
        return {"applied": self.applied}

    def time_moved(self) -> None:
        """Do nothing: a toy does not age."""

    def place_orders(self, request: Any) -> list[Any]:
        """Refuse on demand."""
        if request.get("count") == 0:
            raise SandboxRefusedError("count must be 1 or more")
        return [{"order_id": number} for number in range(request.get("count", 1))]

    def order_event(self, order_id: str, event: str, request: Any) -> Any:
        """Echo."""
        return {"order_id": order_id, "event": event}

    def edit_stock(self, request: Any) -> Any:
        """Echo."""
        return dict(request)

    def add_listing(self, request: Any) -> Any:
        """Echo."""
        return {"added": dict(request)}

    def edit_listing(self, listing_id: str, request: Any) -> Any:
        """Echo."""
        return {"listing_id": listing_id, **request}

    def remove_listing(self, listing_id: str) -> Any:
        """Echo."""
        return {"removed": listing_id}

    def expire_tokens(self) -> Any:
        """Expire one."""
        return {"expired": 1}

    def reset(self) -> None:
        """Forget."""
        self.applied = 0


class ToyBench:
    """The toy with the kit around it and a client in front."""

    def __init__(self, *faults: str) -> None:
        self.clock = Clock()
        self.toy = Toy(self.clock)
        self.meter = Meter()
        self.controls = Controls(
            "toy", self.toy, self.clock, FaultPlan(faults), self.meter, SwitchBoard(TABLE)
        )
        self.app: Assembly = assemble(self.toy, self.controls)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send one request without a network."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://toy") as client:
                return await client.request(method, path, **more)

        return asyncio.run(send())

    def get(self, path: str) -> httpx.Response:
        """Send a GET."""
        return self.request("GET", path)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        """Send a POST."""
        return self.request("POST", path, json=body)

    def build(self, options: SandboxOptions) -> Sandbox:
        """Return it as a built sandbox."""
        return Sandbox(app=self.app, settings={"url": options.public_url, "shop": "1"})


@pytest.fixture(name="bench")
def _bench() -> Callable[..., ToyBench]:
    return ToyBench
