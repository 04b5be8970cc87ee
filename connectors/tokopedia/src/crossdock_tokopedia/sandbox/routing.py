"""Every endpoint by its path, and the bridge from ASGI to the handlers."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from crossdock_tokopedia.sandbox import listing_endpoints as listings
from crossdock_tokopedia.sandbox import order_endpoints as orders
from crossdock_tokopedia.sandbox import product_endpoints as products
from crossdock_tokopedia.sandbox import shipping_endpoints as shipping
from crossdock_tokopedia.sandbox import shop_endpoints as shops
from crossdock_tokopedia.sandbox import stock_endpoints as stock
from crossdock_tokopedia.sandbox import webhook_endpoints as webhooks
from crossdock_tokopedia.sandbox.calls import Call
from crossdock_tokopedia.sandbox.gate import Door
from crossdock_tokopedia.sandbox.listings import ACTIVE, DELETED, INACTIVE
from crossdock_tokopedia.sandbox.replies import Reply
from crossdock_tokopedia.sandbox.world import World

#: Larger bodies are nobody's catalogue.
LARGEST_BODY = 8 * 1024 * 1024

_INVENTORY = "/inventory/v1/fs/{fs_id}"
_ORDER = "/v1/order/{order_id}/fs/{fs_id}"

#: Method, path, error family, endpoint. The token endpoint is the one open to all.
ENDPOINTS: tuple[tuple[str, str, str, Door], ...] = (
    ("POST", "/token", "SHP", Door(lambda world, call: world.tokens.answer(call), open=True)),
    ("GET", "/v1/fs/{fs_id}/whitelist", "SHP", Door(shops.whitelist)),
    ("GET", "/v1/shop/fs/{fs_id}/shop-info", "SHP", Door(shops.shop_info, "shop_info_limit")),
    ("POST", "/v2/shop/fs/{fs_id}/shop-status", "SHP", Door(shops.shop_status)),
    ("GET", f"{_INVENTORY}/product/info", "PRD", Door(products.product_info)),
    ("GET", f"{_INVENTORY}/product/list", "PRD", Door(products.active_products)),
    ("GET", f"{_INVENTORY}/product/variant/{{product_id}}", "PRD", Door(products.product_variant)),
    ("GET", "/v2/products/fs/{fs_id}/status/{upload_id}", "PRD", Door(listings.upload_status)),
    ("GET", "/v2/products/fs/{fs_id}/{page}/{per_page}", "PRD", Door(products.older_products)),
    *(
        (method, f"/{version}/products/fs/{{fs_id}}/{action}", "PRD", Door(handler))
        for version in ("v1", "v2", "v3")
        for method, action, handler in (
            ("POST", "active", listings.set_status(ACTIVE, "active_rows")),
            ("POST", "inactive", listings.set_status(INACTIVE, "active_rows")),
            ("POST", "delete", listings.set_status(DELETED, "create_rows")),
            ("POST", "create", listings.create),
            ("PATCH", "edit", listings.edit),
            ("POST", "edit", listings.edit),
        )
    ),
    ("POST", f"{_INVENTORY}/stock/update", "PRD", Door(stock.stock_update)),
    ("POST", f"{_INVENTORY}/price/update", "PRD", Door(stock.price_update)),
    *(
        ("POST", f"/inventory/{version}/fs/{{fs_id}}/stock/{name}", "PRD", Door(handler))
        for version in ("v1", "v2")
        for name, handler in (
            ("increment", stock.stock_delta(+1)),
            ("decrement", stock.stock_delta(-1)),
        )
    ),
    ("POST", f"{_INVENTORY}/pick-up", "ORD", Door(shipping.pick_up)),
    ("GET", "/v2/order/list", "ORD", Door(orders.order_list)),
    ("GET", "/v2/fs/{fs_id}/order", "ORD", Door(orders.order_detail)),
    ("POST", f"{_ORDER}/ack", "ORD", Door(orders.accept)),
    ("POST", f"{_ORDER}/nack", "ORD", Door(orders.reject)),
    ("POST", f"{_ORDER}/reject-cancel", "ORD", Door(orders.reject_cancel)),
    ("POST", f"{_ORDER}/status", "ORD", Door(shipping.change_status)),
    ("POST", f"{_ORDER}/pof/request", "ORD", Door(orders.partial_fulfilment)),
    ("POST", "/v1/fs/{fs_id}/pof/request", "ORD", Door(orders.partial_fulfilment)),
    ("GET", f"{_ORDER}/shipping-label", "ORD", Door(shipping.label)),
    ("GET", f"{_ORDER}/webhook", "ORD", Door(webhooks.payload)),
    ("GET", "/v1/fs/{fs_id}/fulfillment_order", "ORD", Door(shipping.booking)),
    ("GET", "/resolution/v1/fs/{fs_id}/ticket", "ORD", Door(orders.tickets)),
    ("POST", "/v1/fs/{fs_id}/register", "SHP", Door(webhooks.register)),
    ("POST", "/v1/fs/{fs_id}/trigger", "ORD", Door(webhooks.trigger)),
    ("GET", "/v1/fs/{fs_id}", "SHP", Door(webhooks.registered)),
)


def dialect_app(world: World) -> Starlette:
    """Return the platform as an ASGI app."""
    return Starlette(
        routes=[
            Route(path, _endpoint(world, path, family, door), methods=[method])
            for method, path, family, door in ENDPOINTS
        ],
        exception_handlers={404: _no_route, 405: _no_route},
    )


def _endpoint(
    world: World, path: str, family: str, door: Door
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    return _response(Reply({"message": "request entity too large"}, 413))
        except ClientDisconnect:
            return Response(status_code=400)
        request.scope["crossdock.endpoint"] = f"{request.method} {path}"
        call = Call(
            family=family,
            method=request.method,
            path=request.path_params,
            query_pairs=parse_qsl(
                request.scope["query_string"].decode("latin-1"), keep_blank_values=True
            ),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=bytes(body),
            scope=request.scope,
        )
        return _response(door.answer(world, call, f"{request.method} {path}"))

    return endpoint


def _response(reply: Reply) -> Response:
    content: Any = reply.body
    if reply.content_type == "application/json":
        content = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"))
    return Response(
        content.encode("utf-8", "replace"),
        reply.status,
        dict(reply.headers),
        reply.content_type,
    )


async def _no_route(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    message = "no Route matched with those values" if status == 404 else "method not allowed"
    return _response(Reply({"message": message}, status))
