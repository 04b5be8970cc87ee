"""A seller's client in front of the sandbox, without a network, sharing nothing with ours."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from crossdock.sandbox.options import SandboxOptions
from crossdock_tokopedia.sandbox import build

DAY = 86_400


class Seller:
    """One client with its token."""

    def __init__(self, address: str = "127.0.0.1", **options: Any) -> None:
        options.setdefault("listings", 300)
        self.sandbox = build(SandboxOptions(**options))
        self.address = address
        settings = self.sandbox.settings
        self.fs, self.shop = settings["fs_id"], settings["shop_id"]
        self.credentials = (settings["client_id"], settings["client_secret"])
        self.headers: dict[str, str] = {}
        self.inventory = f"/inventory/v1/fs/{self.fs}"

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.sandbox.app, client=(self.address, 4))
            async with httpx.AsyncClient(transport=transport, base_url="http://fs") as client:
                return await client.request(method, path, **more)

        more.setdefault("headers", self.headers)
        return asyncio.run(send())

    def get(self, path: str, **params: Any) -> httpx.Response:
        """GET with query parameters."""
        return self.request("GET", path, params=params)

    def post(self, path: str, body: Any = None, **params: Any) -> httpx.Response:
        """POST a JSON body."""
        return self.request("POST", path, json=body, params=params)

    def log_in(self) -> "Seller":
        """Fetch a token."""
        answer = self.request(
            "POST",
            "/token",
            params={"grant_type": "client_credentials"},
            auth=self.credentials,
            headers={},
        )
        self.headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        return self

    def control(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Use the control plane."""
        return self.request(method, f"/_sandbox{path}", json=body).json()

    @property
    def now(self) -> int:
        """The sandbox's present, in seconds."""
        text = self.control("/clock", method="GET")["now"]
        return int(datetime.fromisoformat(text).timestamp())

    def products(self, **params: Any) -> Any:
        """Return product/info's data."""
        return self.get(f"{self.inventory}/product/info", **params).json()["data"]

    def product(self, product_id: int) -> Any:
        """Return one product."""
        return self.products(product_id=product_id)[0]

    def all_products(self, **params: Any) -> list[Any]:
        """Page through the shop's list."""
        rows: list[Any] = []
        page = 1
        while found := self.products(shop_id=self.shop, page=page, per_page=50, **params):
            rows += found
            page += 1
        return rows

    def state(self) -> Any:
        """Return the dump, listings by id and orders by id."""
        dump = self.control("/state", method="GET")
        return (
            {one["listing_id"]: one for one in dump["listings"]},
            {one["order_id"]: one for one in dump["orders"]},
        )

    def single(self, **wanted: Any) -> Any:
        """Return a listing of the main shop that can be bought, as the dump has it."""
        wanted = {"status": 1, **wanted}
        return next(
            one
            for one in self.state()[0].values()
            if one["shop_id"] == int(self.shop)
            and not one["children"]
            and one["stock"] > 5
            and one["sku"]
            and all(one[key] == value for key, value in wanted.items())
        )

    def push(self, rows: Any, **params: Any) -> Any:
        """Overwrite stock and return the answer's data."""
        path = f"{self.inventory}/stock/update"
        return self.post(path, rows, shop_id=self.shop, **params).json()["data"]

    def orders(self, **params: Any) -> Any:
        """Return order/list's data for the last three days."""
        now = self.now
        window = {"from_date": now - 3 * DAY, "to_date": now, "page": 1, "per_page": 100}
        return self.get("/v2/order/list", **{"fs_id": self.fs, **window, **params}).json()["data"]

    def order(self, order_id: int) -> Any:
        """Return an order's detail."""
        return self.get(f"/v2/fs/{self.fs}/order", order_id=order_id).json()["data"]

    def act(self, order_id: int, action: str, body: Any = None) -> httpx.Response:
        """POST to an order's endpoint."""
        return self.post(f"/v1/order/{order_id}/fs/{self.fs}/{action}", body)

    def pick_up(self, order_id: int) -> httpx.Response:
        """Ask for a pick-up."""
        return self.post(
            f"{self.inventory}/pick-up", {"order_id": order_id, "shop_id": int(self.shop)}
        )

    def buy(self, **request: Any) -> Any:
        """Let a buyer order and pay; return the first order."""
        return self.control("/orders", request)["orders"][0]


def code(answer: httpx.Response) -> tuple[int, Any]:
    """Return status and error code."""
    return answer.status_code, answer.json()["header"].get("error_code")


@pytest.fixture(name="open_shop")
def _open_shop() -> Callable[..., Seller]:
    def open_shop(**options: Any) -> Seller:
        return Seller(**options).log_in()

    return open_shop


@pytest.fixture(name="seller")
def _seller() -> Seller:
    return Seller().log_in()


@pytest.fixture(name="code")
def _code() -> Callable[[httpx.Response], tuple[int, Any]]:
    return code
