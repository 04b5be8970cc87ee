"""A seller's client in front of the sandbox, both generations, sharing nothing with ours."""

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
from crossdock_jdid.sandbox import build

WIB = timezone(timedelta(hours=7))
ORDER, PRODUCT = "jingdong.seller.order", "jingdong.seller.product"


def joined(parameters: dict[str, str]) -> str:
    """Return the text to sign, without the secrets."""
    return "".join(name + parameters[name] for name in sorted(parameters) if parameters[name])


def sign(parameters: dict[str, str], secret: str) -> str:
    """Sign as the sheet says."""
    whole = f"{secret}{joined(parameters)}{secret}".encode()
    return hashlib.md5(whole, usedforsecurity=False).hexdigest().upper()


class Seller:
    """One client with the credentials of its sandbox."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("listings", 200)
        self.sandbox = build(SandboxOptions(**options))
        self.settings = dict(self.sandbox.settings)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.sandbox.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://jdid") as client:
                return await client.request(method, path, **more)

        return asyncio.run(send())

    def control(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Use the control plane."""
        return self.request(method, f"/_sandbox{path}", json=body).json()

    @property
    def now(self) -> datetime:
        """The sandbox's present."""
        return datetime.fromisoformat(self.control("/clock", method="GET")["now"])

    @property
    def stamp(self) -> str:
        """The present with milliseconds and zone."""
        return self.now.astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S.074+0700")

    def wall(self, back: timedelta = timedelta()) -> str:
        """Return the present, or some time before it, as wall clock."""
        return (self.now - back).astimezone(WIB).strftime("%Y-%m-%d %H:%M:%S")

    def parameters(self, method: str, text: str, /, **changes: Any) -> dict[str, str]:
        """Return a signed request of generation 2; None as a change leaves a parameter out."""
        return self._signed(
            {
                "method": method,
                "app_key": self.settings["app_key"],
                "access_token": self.settings["access_token"],
                "timestamp": changes.get("timestamp") or self.stamp,
                "v": "2.0",
                "360buy_param_json": text,
                **changes,
            }
        )

    def old_parameters(self, method: str, text: str, /, **changes: Any) -> dict[str, str]:
        """Return a signed request of generation 1."""
        return self._signed(
            {
                "method": method,
                "app_key": self.settings["app_key"],
                "access_token": self.settings["access_token"],
                "timestamp": self.stamp,
                "v": "1.0",
                "format": "json",
                "sign_method": "md5",
                "param_json": text,
                **changes,
            }
        )

    def _signed(self, parameters: dict[str, Any]) -> dict[str, str]:
        given = {name: value for name, value in parameters.items() if value is not None}
        if given.get("sign_method") == "hmacmd5":
            key = self.settings["app_secret"].encode()
            made = hmac.new(key, joined(given).encode(), hashlib.md5).hexdigest().upper()
            given.setdefault("sign", made)
        given.setdefault("sign", sign(given, self.settings["app_secret"]))
        return given

    def send(self, method: str, fields: Any = None, /, **changes: Any) -> Any:
        """Call a method of generation 2 and return the whole answer."""
        given = self.parameters(method, json.dumps(fields or {}), **changes)
        return self.request("POST", "/routerjson", data=given).json()

    def call(self, method: str, /, **fields: Any) -> Any:
        """Call a method of generation 2 and return its verdict."""
        answer = self.send(method, fields)
        inside = answer.get(f"{method.replace('.', '_')}_response")
        if inside is None:
            return answer
        keys = [key for key in inside if key != "code"]
        return inside[keys[0]]

    def code(self, method: str = "jingdong.seller.getAccountByPin", fields: Any = None, /,
             **changes: Any) -> str:  # fmt: skip
        """Return the gateway's code of a call of generation 2."""
        answer = self.send(method, fields, **changes)
        found: str = answer.get("error_response", {"code": "0"})["code"]
        return found

    def old(self, method: str, text: str, /, **changes: Any) -> Any:
        """Call a method of generation 1 and return its whole answer."""
        given = self.old_parameters(method, text, **changes)
        return self.request("GET", "/api", params=given).json()

    def old_call(self, method: str, text: str, /) -> Any:
        """Call a method of generation 1 and return the verdict inside its text."""
        return json.loads(self.old(method, text)["openapi_data"])

    def ids(self, **fields: Any) -> Any:
        """Return a page of order ids."""
        return self.call(f"{ORDER}.getOrderIdListByCondition", **fields)["model"]

    def order(self, order_id: Any) -> Any:
        """Return an order."""
        return self.call(f"{ORDER}.getOrderInfoByOrderId", orderId=order_id)["model"]

    def print(self, order_id: Any) -> Any:
        """Print a label."""
        return self.call(f"{ORDER}.printOrder", orderId=order_id, printType=1, printNum=1)

    def ship(self, order_id: Any, **more: Any) -> Any:
        """Hand a parcel over."""
        return self.call(f"{ORDER}.sendGoodsOpenApi", orderId=order_id, **more)

    def spus(self, **fields: Any) -> Any:
        """Return a page of SPUs."""
        method = f"{PRODUCT}.getWareInfoListByVendorId"
        return self.call(method, **{"page": 1, "size": 50, **fields})["model"]

    def set_stock(self, value: Any) -> Any:
        """Set stock and return the verdict."""
        return self.call(
            "jingdong.epistock.updateEpiMerchantWareStock", wareStockUpdateListStr=value
        )

    def state(self) -> Any:
        """Return the dump: listings by id and orders by id."""
        dump = self.control("/state", method="GET")
        return (
            {one["listing_id"]: one for one in dump["listings"]},
            {one["order_id"]: one for one in dump["orders"]},
        )

    def single(self, place: int = 0) -> Any:
        """Return a SKU online with stock, as the dump has it."""
        found = [
            one
            for one in self.state()[0].values()
            if one["status"] == 1 and one["spu_status"] == 1 and one["stock"] > 5 and one["sku"]
        ]
        return found[place]

    def of_state(self, state: int) -> list[int]:
        """Return the ids of the orders in a state."""
        return [one["order_id"] for one in self.state()[1].values() if one["status"] == state]

    def buy(self, **request: Any) -> Any:
        """Let a buyer order and pay; return the first order."""
        return self.control("/orders", request)["orders"][0]


@pytest.fixture(name="open_shop")
def _open_shop() -> Callable[..., Seller]:
    return Seller


@pytest.fixture(name="seller")
def _seller() -> Seller:
    return Seller()
