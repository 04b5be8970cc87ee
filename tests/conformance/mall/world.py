"""What the mall holds, and what happens there."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from crossdock.sandbox import SandboxRefusedError
from crossdock.sandbox.clock import Clock
from mall.wire import FIRST_WAREHOUSE, signature

Row = dict[str, Any]
Fields = Mapping[str, Any]
SECOND_WAREHOUSE = "south"
TOKEN_SECONDS = 3600
#: Where an outbound goes, in order.
WAY = ("accepted", "picking", "picked", "packed", "shipped", "delivered")
STEPS = {"pick": "picked", "pack": "packed", "ship": "shipped", "deliver": "delivered"}


@attrs.define
class World:
    """Products, orders, goods and documents; plays everybody but the connector."""

    seed: int
    size: int
    clock: Clock
    products: dict[str, Row] = attrs.field(factory=dict)
    orders: dict[str, Row] = attrs.field(factory=dict)
    goods: dict[str, Row] = attrs.field(factory=dict)
    outbounds: dict[str, Row] = attrs.field(factory=dict)
    inbounds: dict[str, Row] = attrs.field(factory=dict)
    tokens: dict[str, datetime] = attrs.field(factory=dict)
    number: int = 0
    client_id: str = ""
    client_secret: str = ""

    def __attrs_post_init__(self) -> None:
        self.client_id = f"mall-client-{self.seed}"
        self.client_secret = f"planted-canary-{_number(self.seed):016x}"
        self.reset()

    def reset(self) -> None:
        """Begin again."""
        for book in (self.products, self.orders, self.goods, self.outbounds, self.inbounds):
            book.clear()
        self.tokens.clear()
        self.number = 0
        dice = random.Random(f"mall|{self.seed}")  # noqa: S311  reproducible
        for place in range(self.size):
            status = "inactive" if place % 7 == 6 else "active"
            row = self.add_listing(
                {"title": f"Thing {place}", "sku": f"T-{place}", "stock": 10 + dice.randrange(50)}
            )
            row |= {"status": status}
            if place % 5 in {1, 2}:
                row |= {"parent": f"family-{place // 5}", "colour": f"colour {place % 5}"}
            if place % 4 == 3:
                row["warehouses"][SECOND_WAREHOUSE] = 4
        for place in range(12):
            name = f"G-{place}"
            self.goods[name] = {"id": name, "sku": f"GOODS-{place}", "units": 40 + place}
        if self.size:
            self.place_orders({"count": 3})

    def next(self, prefix: str) -> str:
        """Return an id that was never given."""
        self.number += 1
        return f"{prefix}{self.seed % 10}{self.number:05d}"

    def now(self) -> str:
        """Return the present."""
        return self.clock.now().isoformat()

    # What the seller's list and stock are.

    def units(self, row: Fields) -> int:
        """Return what a listing shows: its first warehouse's units."""
        return int(row["warehouses"][FIRST_WAREHOUSE])

    def set_stock(self, name: str, warehouse: str, units: int) -> str:
        """Set a stock; return why not."""
        row = self.products.get(name)
        if row is None or warehouse not in row["warehouses"]:
            return "no such product there"
        row["warehouses"][warehouse] = max(units, row["locked"])
        return ""

    # The control plane.

    def summary(self) -> Fields:
        """Return counts."""
        return {"products": len(self.products), "orders": len(self.orders)}

    def state(self) -> Fields:
        """Return everything."""
        listings = [
            {
                "listing_id": name,
                "sku": row["sku"],
                "title": row["title"],
                "stock": self.units(row),
                "warehouses": dict(row["warehouses"]),
                "listed": row["status"] != "deleted",
            }
            for name, row in self.products.items()
        ]
        return {
            "listings": listings,
            "orders": [self._order_state(row) for row in self.orders.values()]
            + [self._document_state(row) for row in self.outbounds.values()],
            "inbounds": [self._document_state(row) for row in self.inbounds.values()],
            "places": [
                {"warehouse": name, "settings": {"warehouse": name}}
                for name in (FIRST_WAREHOUSE, SECOND_WAREHOUSE)
            ],
        }

    def _order_state(self, row: Row) -> Row:
        lines = [{**line, "listing_id": line["listing"]} for line in row["lines"]]
        lines = [{**line, "quantity": line["units"]} for line in lines]
        return {"order_id": row["id"], "status": row["status"], "lines": lines}

    def _document_state(self, row: Row) -> Row:
        lines = [
            {"listing_id": line["goods"], "sku": line["sku"], "quantity": line["units"]}
            for line in row["lines"]
        ]
        return {
            "order_id": row["id"],
            "own_number": row["reference"],
            "status": row["status"],
            "lines": lines,
        }

    def time_moved(self) -> None:
        """Let tokens die by themselves."""

    def place_orders(self, request: Fields) -> list[Fields]:
        """Let buyers order."""
        buyable = [row for row in self.products.values() if row["status"] == "active"]
        if not buyable:
            raise SandboxRefusedError("there is nothing to buy")
        placed = []
        for number in range(int(request.get("count", 1))):
            row = (
                self.products.get(str(request.get("listing_id"))) or buyable[number % len(buyable)]
            )
            line = {"listing": row["id"], "sku": row["sku"], "units": request.get("quantity", 1)}
            order: Row = {
                "id": self.next("O"),
                "status": "paid",
                "placed": self.now(),
                "changed": self.now(),
                "city": "Jakarta",
                "lines": [line],
            }
            self.orders[order["id"]] = order
            placed.append(self._order_state(order))
        return placed  # type: ignore[return-value]

    def order_event(self, order_id: str, event: str, request: Fields) -> Fields:
        """Let something happen to an order or an outbound."""
        if order_id in self.orders and event == "cancel":
            self.orders[order_id] |= {"status": "cancelled", "changed": self.now()}
            return self._order_state(self.orders[order_id])
        row = self.outbounds.get(order_id)
        if row is None:
            raise SandboxRefusedError(f"there is no document {order_id}")
        if event in STEPS:
            row["status"] = STEPS[event]
            self._ship(row)
        elif event == "short-pick":
            row["lines"][0]["short"] = request.get("quantity", 1)
        elif event in {"refuse", "come-back"}:
            row["status"] = "refused" if event == "refuse" else "returned"
        else:
            raise SandboxRefusedError(f"there is no event {event}")
        return self._document_state(row)

    def _ship(self, row: Row) -> None:
        if row["status"] in {"shipped", "delivered"}:
            row["waybill"] = f"WB-{row['id']}"
            for line in row["lines"]:
                line["shipped"] = line["units"] - line.get("short", 0)

    def edit_stock(self, request: Fields) -> Fields:
        """Change a stock as the seller does, of a listing or of goods."""
        goods = self.goods.get(str(request.get("listing_id")))
        if goods is not None:
            goods["units"] = int(request["quantity"])
            return goods
        row = self._product(str(request.get("listing_id")))
        row["locked"] = int(request.get("locked", row["locked"]))
        row["warehouses"][FIRST_WAREHOUSE] = int(request["quantity"])
        return row

    def add_listing(self, request: Fields) -> Row:
        """Add a listing."""
        name = self.next("P")
        self.products[name] = {
            "id": name,
            "listing_id": name,
            "sku": str(request.get("sku", "")),
            "title": str(request["title"]),
            "status": "active",
            "price": "1500.50",
            "locked": 0,
            "warehouses": {FIRST_WAREHOUSE: int(request.get("stock", 0))},
        }
        return self.products[name]

    def edit_listing(self, listing_id: str, request: Fields) -> Fields:
        """Change a listing."""
        self._product(listing_id).update(request)
        return self._product(listing_id)

    def remove_listing(self, listing_id: str) -> Fields:
        """Delete a listing."""
        self._product(listing_id)["status"] = "deleted"
        return {"removed": listing_id}

    def _product(self, name: str) -> Row:
        if name not in self.products:
            raise SandboxRefusedError(f"there is no listing {name}")
        return self.products[name]

    def expire_tokens(self) -> Fields:
        """Make every token invalid."""
        count = len(self.tokens)
        self.tokens.clear()
        return {"expired": count}

    def notification(self) -> Fields:
        """Return the call that tells of the newest order."""
        body = json.dumps({"order": list(self.orders)[-1]})
        signed = signature(self.client_secret, "CALL", "", body.encode())
        return {"headers": {"X-Signature": signed}, "body": body, "settings": {}}

    def give_token(self) -> str:
        """Return a new token."""
        token = f"mall-token-{self.seed}-{_number(self.number):016x}"
        self.number += 1
        self.tokens[token] = self.clock.now() + timedelta(seconds=TOKEN_SECONDS)
        return token


def _number(seed: int) -> int:
    return random.Random(seed).getrandbits(64)  # noqa: S311  reproducible on purpose
