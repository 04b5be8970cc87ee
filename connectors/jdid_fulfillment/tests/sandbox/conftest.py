"""A merchant's client in front of the sandbox, without a network, sharing nothing with ours."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from crossdock.sandbox.options import SandboxOptions
from crossdock_jdid_fulfillment.sandbox import build

CHINA = timezone(timedelta(hours=8))
DEPTH = {
    "order.queryOrder": "queryorder_result",
    "order.queryOrderStatus": "queryorderstatus_result",
    "order.cancelOrder": "cancelorder_result",
    "order.ext.queryOrder": "queryorder_result",
    "po.queryPoOrder": "queryPoModelList",
    "po.cancalPoOrder": "poResult",
    "goods.queryGoodsInfo": "goodsInfoList",
    "stock.queryStock": "querystock_result",
    "rtw.queryRtw": "queryrtw_result",
    "rtw.transportRtw": "transportrtw_result",
    "rts.isvRtsTransfer": "rtsResult",
    "rts.isvRtsCancel": "rtsResult",
    "rts.isvRtsQuery": "rtsResultList",
}
_HASHES = {"hmacmd5": hashlib.md5, "hmacsha256": hashlib.sha256}


def sign(parameters: dict[str, str], secret: str, way: str = "md5") -> str:
    """Sign as the sheet says: names and values in order, the secret around or as the key."""
    text = "".join(name + parameters[name] for name in sorted(parameters) if parameters[name])
    if way in _HASHES:
        return hmac.new(secret.encode(), text.encode(), _HASHES[way]).hexdigest().upper()
    made = hashlib.md5(f"{secret}{text}{secret}".encode(), usedforsecurity=False)
    return made.hexdigest().upper()


class Merchant:
    """One client with the credentials of its sandbox."""

    def __init__(self, address: str = "127.0.0.1", **options: Any) -> None:
        options.setdefault("listings", 120)
        self.sandbox = build(SandboxOptions(**options))
        self.address = address
        self.settings = dict(self.sandbox.settings)
        self.department = self.settings["department"]
        self.warehouse = self.settings["warehouse"]
        self.made = 0
        self.control("/clock", {"freeze": True})

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

    def advance(self, minutes: float) -> None:
        """Let time pass."""
        self.control("/clock", {"advance": minutes * 60})

    def switch(self, **changes: str) -> None:
        """Flip switches."""
        self.control("/switches", changes)

    @property
    def now(self) -> datetime:
        """The sandbox's present."""
        return datetime.fromisoformat(self.control("/clock", method="GET")["now"])

    def wall(self, back: timedelta = timedelta()) -> str:
        """Return the present, or some time before it, as wall clock of China."""
        return (self.now - back).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")

    def parameters(self, method: str, fields: Any, /, **changes: Any) -> dict[str, str]:
        """Return a signed request; None as a change leaves a parameter out."""
        text = fields if isinstance(fields, str) else json.dumps(fields, ensure_ascii=False)
        parameters = {
            "method": f"jingdong.eclp.{method}",
            "app_key": self.settings["api_key"],
            "access_token": self.settings["access_token"],
            "timestamp": changes.get("timestamp") or self.wall(),
            "format": "json",
            "v": "2.0",
            "360buy_param_json": text,
            **changes,
        }
        way = changes.get("sign_method") or "md5"
        signed = {name: value for name, value in parameters.items() if value is not None}
        signed.setdefault("sign", sign(signed, self.settings["app_secret"], way))
        return {name: value for name, value in signed.items() if value != "-"}

    def send(self, method: str, fields: Any = None, /, **changes: Any) -> Any:
        """Call a method and return the whole answer."""
        parameters = self.parameters(method, fields or {}, **changes)
        return self.request("POST", "/routerjson", data=parameters).json()

    def call(self, method: str, /, **fields: Any) -> Any:
        """Call a method that succeeds, and return what it is about."""
        answer = self.send(method, fields)
        inside = answer[f"jingdong_eclp_{method.replace('.', '_')}_responce"]
        return inside[DEPTH[method]] if method in DEPTH else inside

    def refusal(self, method: str, /, **fields: Any) -> str:
        """Call a method that is refused, and return the English text."""
        text: str = self.send(method, fields)["error_response"]["en_desc"]
        return text

    def code(self, method: str = "master.querySpSource", fields: Any = None, /,
             **changes: Any) -> str:  # fmt: skip
        """Return the gateway's code of a call, 0 where it went through."""
        answer = self.send(method, fields, **changes)
        inside: str = answer.get("error_response", {"code": "0"})["code"]
        return inside

    # What merchants do

    def order(self, **changes: Any) -> dict[str, Any]:
        """Return the fields of an outbound of two pieces; None leaves a field out."""
        self.made += 1
        fields = {
            "isvUUID": f"OB-{self.made}",
            "isvSource": self.settings["source"],
            "shopNo": self.settings["shop"],
            "departmentNo": self.department,
            "warehouseNo": self.warehouse,
            "shipperNo": "CYS0000010",
            "salePlatformSource": "6",
            "consigneeName": "Budi Santoso",
            "consigneeMobile": "081234567890",
            "consigneeAddress": "Jl. Melati No. 1, Jakarta",
            "orderMark": "0" * 50,
            "quantity": "2",
            **changes,
        }
        if "goodsNo" not in fields and "isvGoodsNo" not in fields:
            fields["goodsNo"] = self.plenty()["listing_id"]
        return {name: value for name, value in fields.items() if value is not None}

    def outbound(self, **changes: Any) -> str:
        """Create an outbound and return its ESL."""
        number: str = self.call("order.addOrder", **self.order(**changes))["eclpSoNo"]
        return number

    def purchase(self, **changes: Any) -> dict[str, Any]:
        """Return the fields of an inbound of ten pieces."""
        self.made += 1
        fields = {
            "spPoOrderNo": f"IB-{self.made}",
            "deptNo": self.department,
            "whNo": self.warehouse,
            "supplierNo": self.settings["supplier"],
            "numApplication": "10",
            "goodsStatus": "1",
            **changes,
        }
        if "deptGoodsNo" not in fields and "isvGoodsNo" not in fields:
            fields["deptGoodsNo"] = self.plenty()["listing_id"]
        return {name: value for name, value in fields.items() if value is not None}

    def inbound(self, **changes: Any) -> str:
        """Create an inbound and return its EPL."""
        number: str = self.call("po.addPoOrder", **self.purchase(**changes))["poOrderNo"]
        return number

    # What can be seen

    def query(self, number: str) -> Any:
        """Return an outbound."""
        return self.call("order.queryOrder", eclpSoNo=number)

    def status(self, number: str) -> str:
        """Return an outbound's present status."""
        text: str = self.query(number)["currentStatus"]
        return text

    def inbound_row(self, number: str) -> Any:
        """Return an inbound."""
        return self.call("po.queryPoOrder", poOrderNo=number)[0]

    def cancel(self, number: str) -> Any:
        """Ask for a cancel and return its verdict."""
        return self.call("order.cancelOrder", eclpSoNo=number)["code"]

    def event(self, number: str, event: str, **fields: Any) -> Any:
        """Let something happen to a document."""
        return self.control(f"/orders/{number}/{event}", fields)

    def state(self) -> Any:
        """Return the dump."""
        return self.control("/state", method="GET")

    def listing(self, number: str) -> Any:
        """Return goods as the dump has them."""
        return next(one for one in self.state()["listings"] if one["listing_id"] == number)

    def plenty(self, place: int = 0) -> Any:
        """Return goods of which there are many."""
        found = [
            one
            for one in self.state()["listings"]
            if one["usable"] > 10 and one["department"] == self.department
        ]
        return found[place]

    def nothing(self) -> Any:
        """Return goods of which there are none."""
        return next(one for one in self.state()["listings"] if one["stock"] == 0)

    def numbers(self, goods: str, condition: int = 1) -> tuple[int, int]:
        """Return total and usable of a pile that can be sold."""
        fields = {
            "deptNo": self.department,
            "warehouseNo": self.warehouse,
            "goodsNo": goods,
            "stockStatus": str(condition),
            "stockType": "1",
            "returnZeroStock": "2",
        }
        answer = self.send("stock.queryStock", fields)
        if "error_response" in answer:
            return 0, 0
        row = answer["jingdong_eclp_stock_queryStock_responce"]["querystock_result"][0]
        return row["totalNum"], row["usableNum"]

    def fresh(self, stock: int = 50, sku: str = "") -> str:
        """Return goods that no earlier document knows."""
        self.made += 1
        body = {"title": "Barang", "stock": stock, "sku": sku or f"UJI-{self.made}"}
        number: str = self.control("/listings", body)["listing_id"]
        return number


@pytest.fixture(name="open_house")
def _open_house() -> Callable[..., Merchant]:
    return Merchant


@pytest.fixture(name="merchant")
def _merchant() -> Merchant:
    return Merchant()
