"""A merchant's client in front of the sandbox, without a network, sharing nothing with ours."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from crossdock.sandbox.options import SandboxOptions
from crossdock_jdcom.sandbox import build

BEIJING = timezone(timedelta(hours=8))
FIELDS = "orderId,orderState,itemInfoList,consigneeInfo,modified,orderPayment,waybill,logisticsId"
TO_SHIP = "WAIT_SELLER_STOCK_OUT"


def sign(parameters: dict[str, str], secret: str) -> str:
    """Sign as the sheet says."""
    text = "".join(name + parameters[name] for name in sorted(parameters) if parameters[name])
    made = hashlib.md5(f"{secret}{text}{secret}".encode(), usedforsecurity=False)
    return made.hexdigest().upper()


class Merchant:
    """One client with the credentials of its sandbox."""

    def __init__(self, address: str = "127.0.0.1", **options: Any) -> None:
        options.setdefault("listings", 300)
        self.sandbox = build(SandboxOptions(**options))
        self.address = address
        self.settings = dict(self.sandbox.settings)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.sandbox.app, client=(self.address, 4))
            async with httpx.AsyncClient(transport=transport, base_url="http://jd") as client:
                return await client.request(method, path, **more)

        return asyncio.run(send())

    def control(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Use the control plane."""
        return self.request(method, f"/_sandbox{path}", json=body).json()

    @property
    def now(self) -> datetime:
        """The sandbox's present."""
        return datetime.fromisoformat(self.control("/clock", method="GET")["now"])

    def wall(self, back: timedelta = timedelta()) -> str:
        """Return the present, or some time before it, as wall clock."""
        return (self.now - back).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")

    def parameters(self, method: str, fields: Any, /, **changes: Any) -> dict[str, str]:
        """Return a signed request; None as a change leaves a parameter out."""
        text = fields if isinstance(fields, str) else json.dumps(fields, ensure_ascii=False)
        parameters = {
            "method": method,
            "app_key": self.settings["app_key"],
            "access_token": self.settings["access_token"],
            "timestamp": changes.get("timestamp") or self.wall(),
            "v": "2.0",
            "360buy_param_json": text,
            **changes,
        }
        signed = {name: value for name, value in parameters.items() if value is not None}
        signed.setdefault("sign", sign(signed, self.settings["app_secret"]))
        return {name: value for name, value in signed.items() if value != "-"}

    def send(self, method: str, fields: Any = None, /, **changes: Any) -> Any:
        """Call a method and return the whole answer."""
        parameters = self.parameters(method, fields or {}, **changes)
        return self.request("POST", "/routerjson", data=parameters).json()

    def call(self, method: str, **fields: Any) -> Any:
        """Call a method and return what is inside the wrapper."""
        answer = self.send(method, fields)
        return answer.get(f"{method.replace('.', '_')}_responce", answer)

    def code(self, method: str = "jingdong.vender.shop.query", fields: Any = None, /,
             **changes: Any) -> str:  # fmt: skip
        """Return the gateway's code of a call, 0 where it went through."""
        answer = self.send(method, fields, **changes)
        inside: str = answer.get("error_response", {"code": "0"})["code"]
        return inside

    def wares(self, **fields: Any) -> Any:
        """Return a page of wares."""
        return self.call("jingdong.ware.read.searchWare4Valid", **fields)["page"]

    def skus(self, **fields: Any) -> Any:
        """Return a page of SKUs."""
        return self.call("jingdong.sku.read.searchSkuList", **fields)["page"]

    def search(self, **fields: Any) -> Any:
        """Return the result of an order search over the last month."""
        fields = {
            "start_date": self.wall(timedelta(days=30)),
            "end_date": self.wall(),
            "order_state": TO_SHIP,
            "optional_fields": FIELDS,
            "page": "1",
            "page_size": "100",
            **fields,
        }
        method = fields.pop("method", "jingdong.pop.order.search")
        answer = self.call(method, **fields)
        return answer.get("searchorderinfo_result", answer)

    def order(self, order_id: Any, fields: str = FIELDS, method: str = "get") -> Any:
        """Return an order's detail."""
        answer = self.call(
            f"jingdong.pop.order.{method}", order_id=order_id, optional_fields=fields
        )
        return answer["orderDetailInfo"]

    def set_stock(self, rows: Any, number: str = "1", model: str = "fullStockIn") -> Any:
        """Set stock and return what came back."""
        request = {"updateModel": model, "stockRfId": number, "skuStocks": rows}
        return self.call("jingdong.ware.stock.sku.set", req=request)["returnType"]

    def ship(self, order_id: Any, carrier: str = "467", number: str | None = "SF1") -> Any:
        """Ship an order."""
        return self.call(
            "jingdong.pop.order.shipment", orderId=order_id, logiCoprId=carrier, logiNo=number
        )["sopjosshipment_result"]

    def audits(self, **fields: Any) -> Any:
        """Return a page of refund audits."""
        method = "jingdong.pop.afs.soa.refundapply.queryPageList"
        return self.call(method, **{"pageIndex": 1, "pageSize": 50, **fields})["queryResult"]

    def state(self) -> Any:
        """Return the dump: listings by id and orders by id."""
        dump = self.control("/state", method="GET")
        return (
            {one["listing_id"]: one for one in dump["listings"]},
            {one["order_id"]: one for one in dump["orders"]},
        )

    def single(self, place: int = 0) -> Any:
        """Return a SKU on sale with stock, as the dump has it."""
        found = [
            one
            for one in self.state()[0].values()
            if one["status"] == 1 and one["ware_status"] == 8 and one["stock"] > 5 and one["sku"]
        ]
        return found[place]

    def buy(self, **request: Any) -> Any:
        """Let a buyer order and pay; return the first order."""
        return self.control("/orders", request)["orders"][0]

    def of_state(self, state: str) -> list[int]:
        """Return the ids of the orders in a state."""
        return [one["order_id"] for one in self.state()[1].values() if one["status"] == state]


@pytest.fixture(name="open_shop")
def _open_shop() -> Callable[..., Merchant]:
    return Merchant


@pytest.fixture(name="merchant")
def _merchant() -> Merchant:
    return Merchant()
