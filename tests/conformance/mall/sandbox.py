"""The mall itself, played: one ASGI app, and the kit's control plane beside it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import attrs

from crossdock.sandbox import Sandbox, SandboxOptions
from crossdock.sandbox.assembly import assemble
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.control import Controls
from crossdock.sandbox.faults import FaultPlan, faults_in
from crossdock.sandbox.meter import Meter
from crossdock.sandbox.switches import Switch, SwitchBoard
from crossdock.sandbox.wire import Receive, Scope, Send, drain, page, send_answer
from mall.wire import BATCH, MOST_UNITS, PAGE, signature
from mall.world import TOKEN_SECONDS, WAY, Row, World

Params = Mapping[str, str]
SWITCHES = (
    Switch("dialect", "new", "what a list calls its next page", ("new", "old"), is_dialect=True),
)


class SaidNoError(Exception):
    """The mall refuses; with a status and its words."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@attrs.define
class Mall:
    """The dialect."""

    world: World
    switches: SwitchBoard
    partial: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = (await (await drain(receive))()).get("body", b"")
        try:
            answer, status = self._answer(scope, body), 200
        except SaidNoError as error:
            answer, status = {"code": f"M{error.status}", "why": str(error)}, error.status
        except (KeyError, TypeError, ValueError, AttributeError):
            answer, status = {"code": "M400", "why": "this cannot be read"}, 400
        await send_answer(page(status, json.dumps(answer).encode(), "application/json"), send)

    def _answer(self, scope: Scope, body: bytes) -> Any:
        method, raw = scope["method"], scope["raw_path"].decode().partition("?")[0]
        given = json.loads(body) if body else {}
        if (method, raw) == ("POST", "/token"):
            return self._token(given)
        self._let_in(scope, raw, body)
        self.partial = faults_in(scope, "partial-batch") is not None
        params = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        known = ROUTES.get((method, raw))
        if known is not None:
            return self._spoken(known(self, params, given))
        parts = raw.split("/")
        if method == "POST" and len(parts) == 4 and parts[1] == "orders":
            return self.change_order(unquote(parts[2]), parts[3], given)
        raise SaidNoError(404, "no such thing")

    def _spoken(self, answer: Any) -> Any:
        """Return *answer* as the dialect in force says it."""
        if self.switches["dialect"] == "old" and "next" in answer:
            return {"following": answer["next"], **answer, "next": None}
        return answer

    def _token(self, given: Any) -> Row:
        world = self.world
        if (given["id"], given["secret"]) != (world.client_id, world.client_secret):
            raise SaidNoError(401, "no such client")
        return {
            "access_token": world.give_token(),
            "expires_in": TOKEN_SECONDS,
            "issued": world.now(),
        }

    def _let_in(self, scope: Scope, raw: str, body: bytes) -> None:
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        query = scope["query_string"].decode()
        target = f"{raw}?{query}" if query else raw
        due = signature(self.world.client_secret, scope["method"], target, body)
        if not hmac.compare_digest(due, headers.get("x-signature", "")):
            raise SaidNoError(401, "wrong signature")
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if self.world.tokens.get(token, self.world.clock.now()) <= self.world.clock.now():
            raise SaidNoError(401, "dead token")

    def account(self, params: Params, given: Any) -> Row:
        """Who is asking."""
        return {"id": self.world.client_id, "name": "A shop in the mall"}

    def products(self, params: Params, given: Any) -> Row:
        """A page of what is listed."""
        rows = [
            {**row, "units": self.world.units(row)}
            for row in self.world.products.values()
            if row["status"] != "deleted"
        ]
        return _page(rows, params, "products")

    def push(self, params: Params, given: Any) -> Row:
        """Set stocks, row by row."""
        rows = given["rows"]
        if len(rows) > BATCH:
            raise SaidNoError(422, "too many rows")
        results = []
        for number, row in enumerate(rows):
            why = "" if 0 <= row["units"] <= MOST_UNITS else "no such number"
            why = why or ("busy" if self.partial and number % 2 else "")
            why = why or self.world.set_stock(row["id"], given["warehouse"], row["units"])
            results.append({"id": row["id"], "ok": not why, "why": why})
        return {"results": results}

    def stock(self, params: Params, given: Any) -> Row:
        """What listings show."""
        found = [self.world.products[name] for name in given["ids"] if name in self.world.products]
        return {"stock": [{**row, "units": self.world.units(row)} for row in found]}

    def orders(self, params: Params, given: Any) -> Row:
        """A page of the orders that changed in a span."""
        rows = [
            row
            for row in self.world.orders.values()
            if params["from"][:19] <= row["changed"][:19] <= params["to"][:19]
        ]
        return _page(rows, params, "orders")

    def order(self, params: Params, given: Any) -> Row:
        """One order."""
        if params["id"] not in self.world.orders:
            raise SaidNoError(404, "no such order")
        return self.world.orders[params["id"]]

    def change_order(self, name: str, what: str, given: Any) -> Row:
        """Accept or ship an order."""
        row = self.order({"id": name}, given)
        row |= {"changed": self.world.now()}
        if what == "accept":
            row |= {"status": "ready_to_ship"}
        else:
            row |= {"status": "shipping", "waybill": given["waybill"] or f"W-{name}"}
        return row

    def warehouses(self, params: Params, given: Any) -> Row:
        """Where goods lie."""
        return {"warehouses": [{"id": "north", "name": "North"}]}

    def goods(self, params: Params, given: Any) -> Row:
        """A page of what lies there."""
        return _page(list(self.world.goods.values()), params, "goods")

    def learn_goods(self, params: Params, given: Any) -> Row:
        """Take new goods in."""
        for row in given["goods"]:
            name = f"G-{row['sku']}"
            self.world.goods.setdefault(name, {"id": name, "sku": row["sku"], "units": 0})
        return {"goods": [{"sku": row["sku"], "id": f"G-{row['sku']}"} for row in given["goods"]]}

    def make_outbound(self, params: Params, given: Any) -> Row:
        """Take an outbound on, once per reference, with as much of each line as there is."""
        for one in given["lines"]:
            goods = self.world.goods.get(one["goods"])
            one["units"] = min(one["units"], goods["units"]) if goods else one["units"]
        return self._make(self.world.outbounds, "X", given)

    def make_inbound(self, params: Params, given: Any) -> Row:
        """Take an inbound on, once per reference."""
        return self._make(self.world.inbounds, "I", given)

    def _make(self, book: dict[str, Row], prefix: str, given: Any) -> Row:
        lines = [{"goods": one["goods"], "units": one["units"]} for one in given["lines"]]
        if unknown := [one["goods"] for one in lines if one["goods"] not in self.world.goods]:
            raise SaidNoError(422, f"goods {unknown[0]} are not known")
        for line in lines:
            line["sku"] = self.world.goods[line["goods"]]["sku"]
        for row in book.values():
            if row["reference"] == given["reference"]:
                if [one["goods"] for one in row["lines"]] != [one["goods"] for one in lines]:
                    raise SaidNoError(409, "that reference is taken")
                return row
        name = self.world.next(prefix)
        row = {"id": name, "reference": given["reference"], "status": WAY[0], "lines": lines}
        book[name] = row
        return row

    def outbounds(self, params: Params, given: Any) -> Row:
        """Outbounds by id or reference."""
        return _found(self.world.outbounds, params)

    def inbounds(self, params: Params, given: Any) -> Row:
        """Inbounds by id or reference."""
        return _found(self.world.inbounds, params)

    def cancel_outbound(self, params: Params, given: Any) -> Row:
        """Cancel what has not been picked."""
        row = self.world.outbounds[given["id"]]
        if row["status"] not in {*WAY[:2], "cancelled"}:
            raise SaidNoError(409, f"it is {row['status']}")
        row["status"] = "cancelled"
        return row

    def cancel_inbound(self, params: Params, given: Any) -> Row:
        """Cancel an inbound."""
        row = self.world.inbounds[given["id"]]
        row["status"] = "cancelled"
        return row


def _page(rows: list[Row], params: Params, name: str) -> Row:
    ids = [row["id"] for row in rows]
    start = next((n for n, one in enumerate(ids) if one > params.get("after", "")), len(ids))
    shown = rows[start : start + PAGE]
    more = start + PAGE < len(rows)
    return {name: shown, "next": shown[-1]["id"] if more else None}


def _found(book: dict[str, Row], params: Params) -> Row:
    ((field, value),) = params.items()
    return {"found": [row for row in book.values() if row[field] == value]}


Answering = Callable[[Mall, Params, Any], Any]
ROUTES: dict[tuple[str, str], Answering] = {
    ("GET", "/account"): Mall.account,
    ("GET", "/products"): Mall.products,
    ("POST", "/stock"): Mall.push,
    ("POST", "/stock/query"): Mall.stock,
    ("GET", "/orders"): Mall.orders,
    ("GET", "/order"): Mall.order,
    ("GET", "/warehouses"): Mall.warehouses,
    ("GET", "/goods"): Mall.goods,
    ("POST", "/goods"): Mall.learn_goods,
    ("POST", "/outbounds"): Mall.make_outbound,
    ("GET", "/outbounds"): Mall.outbounds,
    ("POST", "/outbounds/cancel"): Mall.cancel_outbound,
    ("POST", "/inbounds"): Mall.make_inbound,
    ("GET", "/inbounds"): Mall.inbounds,
    ("POST", "/inbounds/cancel"): Mall.cancel_inbound,
}


def build(options: SandboxOptions) -> Sandbox:
    """Build the sandbox."""
    clock = Clock()
    world = World(options.seed, options.listings, clock)
    controls = Controls(
        name="mall",
        platform=world,
        clock=clock,
        faults=FaultPlan(options.faults, options.seed),
        meter=Meter(),
        switches=SwitchBoard(SWITCHES, options.switches),
    )
    settings = {"client_id": world.client_id, "client_secret": world.client_secret}
    return Sandbox(app=assemble(Mall(world, controls.switches), controls), settings=settings)
