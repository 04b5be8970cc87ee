"""Shops of the Tokopedia sandbox on a virtual clock, reached through the real connector.

The sandbox's app runs in this process; requests reach it as ASGI messages, made by
the connector and crossdock's own client. Its clock is frozen and follows the
market's. Each sandbox has two shops with one developer's account; more shops are
more sandboxes. Buyers order at its control plane.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs
from market import DAWN, Market, Sale, Shop

import crossdock_tokopedia
from crossdock import Connection, RowOutcome, StockUpdate, Window
from crossdock.http import Effect, Ports
from crossdock.http.library import BaseTransport, Request, Response
from crossdock.sandbox import SandboxOptions
from crossdock.testing import open_connection
from crossdock_tokopedia import sandbox as tokopedia

#: The sandbox's second shop; the first is the one in its settings.
SECOND_SHOP = "6554870"
#: Orders are asked for again from so long before the last time.
OVERLAP = timedelta(minutes=2)


class AsgiTransport(BaseTransport):
    """Hands requests to an ASGI app, one at a time, on an event loop of its own."""

    def __init__(self, app: Any, *, before: Any = lambda: None, after: Any = lambda: None) -> None:
        self._app, self._before, self._after = app, before, after
        self._loop = asyncio.new_event_loop()

    def handle_request(self, request: Request) -> Response:
        """Return the app's answer; *before* and *after* the app, time may pass."""
        self._before()
        answer = self.ask(
            request.method, request.url.raw_path, request.headers.raw, request.read()
        )
        self._after()
        return answer

    def ask(self, method: str, path: bytes, headers: Any = (), body: bytes = b"") -> Response:
        """Return the app's answer at once."""
        target, _, query = path.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": target.decode(),
            "raw_path": target,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in headers],
            "client": ("127.0.0.1", 4),
            "server": ("127.0.0.1", 80),
        }
        asked = [{"type": "http.request", "body": body, "more_body": False}]
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return asked.pop() if asked else {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        self._loop.run_until_complete(self._app(scope, receive, send))
        content = b"".join(message.get("body", b"") for message in said[1:])
        return Response(said[0]["status"], headers=said[0]["headers"], content=content)

    def close(self) -> None:
        """End the loop."""
        self._loop.close()


@attrs.define
class TokopediaShop:
    """One shop with one listing.

    Args:

        door: the way past the connector, to the control plane.

        served: by order id, of the orders that buyers of this market placed.
    """

    name: str
    market: Market
    connection: Connection[Any]
    door: AsgiTransport
    listing_id: str
    served: dict[str, bool] = attrs.field(factory=dict)
    asked: datetime = DAWN

    def buy(self, placed: datetime, *, served: bool) -> bool:
        """Let a buyer order a unit, if one is shown."""
        control(self.door, "clock", {"set": placed.isoformat()})
        answer = control(self.door, "orders", {"listing_id": int(self.listing_id)})
        for order in answer.get("orders", ()):
            self.served[str(order["order_id"])] = served
        return "orders" in answer

    def orders(self) -> Sequence[Sale]:
        """Return the orders that were not read before."""
        window = Window(self.asked - OVERLAP, self.market.moment)
        self.asked, cursor = window.end, None
        found = {}
        while True:
            page = crossdock_tokopedia.list_orders(self.connection, window, cursor)
            found.update({order.order_id: order for order in page.items})
            cursor = page.cursor
            if cursor is None:
                break
        new = [order for name, order in found.items() if name in self.served]
        return [Sale(order.placed_at, self.served.pop(order.order_id)) for order in new]

    def read(self) -> int:
        """Return what the listing shows."""
        (reading,) = crossdock_tokopedia.read_stock(self.connection, (self.listing_id,))
        if reading.quantity is None:
            raise RuntimeError(reading.doubt)
        return reading.quantity

    def set(self, quantity: int) -> None:
        """Let the listing show *quantity*."""
        update = StockUpdate(self.listing_id, quantity)
        (result,) = crossdock_tokopedia.push_stock(self.connection, (update,)).results
        if result.outcome is not RowOutcome.DONE:
            raise RuntimeError(result.reason)

    def set_if(self, quantity: int, expected: int) -> bool:
        """Refuse: the platform has no such call."""
        raise NotImplementedError("Tokopedia cannot compare before it sets")

    def change(self, units: int) -> None:
        """Send an increment or a decrement, and look at no answer: blind, as its user is."""
        way = "increment" if units > 0 else "decrement"
        settings = self.connection.settings
        self.connection.http.call(
            "POST",
            f"/inventory/v1/fs/{settings.fs_id}/stock/{way}",
            params={"shop_id": settings.shop_id},
            json=[{"product_id": int(self.listing_id), "stock_value": abs(units)}],
            effect=Effect.SET,
            bucket="stock_rows",
        )


def sandboxed(market: Market) -> list[Shop]:
    """Return the shops of as many sandboxes as it takes."""
    shops: list[Shop] = []
    for seed in range(-(-market.demand.shops // 2)):
        built = tokopedia.build(SandboxOptions(seed=seed, listings=24, switches={"limits": "off"}))

        def waiting() -> None:
            market.passing(market.latency / 2)

        door = AsgiTransport(built.app, before=waiting, after=waiting)
        control(door, "clock", {"set": market.moment.isoformat(), "freeze": True})
        for shop_id in (built.settings["shop_id"], SECOND_SHOP):
            settings = {
                **built.settings,
                "shop_id": int(shop_id),
                "fs_id": int(built.settings["fs_id"]),
            }
            connection = open_connection(
                crossdock_tokopedia,
                settings,
                transport=door,
                ports=Ports(now=lambda: market.moment, sleep=market.passing),
            )
            listing_id = single(door, shop_id)
            control(door, "stock", {"listing_id": int(listing_id), "quantity": 0})
            shops.append(TokopediaShop(f"{seed}-{shop_id}", market, connection, door, listing_id))
    return shops[: market.demand.shops]


def single(door: AsgiTransport, shop_id: str) -> str:
    """Return an active listing of the shop that has no variants and no campaign."""
    rows = control(door, "state")["listings"]
    chosen = next(
        row
        for row in rows
        if str(row["shop_id"]) == shop_id
        and row["status"] == 1
        and not row["children"]
        and not row["parent_id"]
        and not row["reserve_stock"]
    )
    return str(chosen["listing_id"])


def control(door: AsgiTransport, path: str, body: Any = None) -> Any:
    """Return what the control plane answers."""
    content = b"" if body is None else json.dumps(body).encode()
    method = "GET" if body is None else "POST"
    return door.ask(method, f"/_sandbox/{path}".encode(), body=content).json()
