"""Corner Shop played on this machine: its routes over a shop that the kit furnishes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from crossdock.sandbox.dialect import Ask, Dialect, SaidNoError, play
from crossdock.sandbox.shop import PlayedListing, PlayedOrder, Shop

if TYPE_CHECKING:
    from crossdock.sandbox import Sandbox, SandboxOptions

PAGE = 20
# The words of the kit's shop in Corner Shop's.
STATES = {"active": "online", "inactive": "offline"}
ORDER_STATES = {"shipping": "shipped", "delivered": "arrived"}


def let_in(shop: Shop, ask: Ask) -> None:
    """Refuse whoever has not the token."""
    if not shop.access.is_secret(ask.headers.get("authorization", "").removeprefix("Bearer ")):
        raise SaidNoError(401, "unknown token")


def played_shop(shop: Shop, ask: Ask) -> Any:
    """Answer who is asking."""
    return {"id": 7, "name": f"Corner Shop {shop.access.client_id}"}


def played_products(shop: Shop, ask: Ask) -> Any:
    """Answer a page of products."""
    return {"products": [_product(one) for one in ask.page(shop.listed, PAGE)]}


def played_product(shop: Shop, ask: Ask) -> Any:
    """Answer one product."""
    if ask.parts["id"] not in shop.listings:
        raise SaidNoError(404, "no such product")
    return _product(shop.listings[ask.parts["id"]])


def played_stock(shop: Shop, ask: Ask) -> Any:
    """Set the stock of one product."""
    played_product(shop, ask)  # or there is none
    if why := shop.set_stock(ask.parts["id"], ask.json["stock"]):
        raise SaidNoError(422, why)
    return played_product(shop, ask)


def played_orders(shop: Shop, ask: Ask) -> Any:
    """Answer a page of the orders that changed in a span."""
    span = (datetime.fromisoformat(ask.params[f"changed_{end}"]) for end in ("from", "to"))
    return {"orders": [_order(one) for one in ask.page(shop.changed_in(*span), PAGE)]}


def played_order(shop: Shop, ask: Ask) -> Any:
    """Answer one order."""
    if ask.parts["id"] not in shop.orders:
        raise SaidNoError(404, "no such order")
    return _order(shop.orders[ask.parts["id"]])


def played_fulfil(shop: Shop, ask: Ask) -> Any:
    """Let an order leave."""
    if why := shop.ship(ask.parts["id"], ask.json["tracking_number"]):
        raise SaidNoError(409, why)
    return played_order(shop, ask)


def _product(one: PlayedListing) -> dict[str, Any]:
    return {
        "id": int(one.listing_id),
        "sku": one.sku,
        "name": one.title,
        "state": STATES.get(one.status, one.status),
        "stock": one.stock,
        "price": one.price,
        "currency": "IDR",
    }


def _order(one: PlayedOrder) -> dict[str, Any]:
    return {
        "id": int(one.order_id),
        "state": ORDER_STATES.get(one.status, one.status),
        "created": one.placed.isoformat(),
        "changed": one.changed.isoformat(),
        "ship_to": {"name": one.buyer, "street": "Jl. Melati 7", "city": one.city},
        "tracking_number": one.waybill or None,
        "items": [
            {"product_id": int(it.listing_id), "sku": it.sku, "name": it.title, "count": units}
            for it, units in one.lines
        ],
    }


ROUTES = {
    "GET /v1/shop": played_shop,
    "GET /v1/products": played_products,
    "GET /v1/products/{id}": played_product,
    "PUT /v1/products/{id}/stock": played_stock,
    "GET /v1/orders": played_orders,
    "GET /v1/orders/{id}": played_order,
    "POST /v1/orders/{id}/fulfil": played_fulfil,
}


def build(options: SandboxOptions) -> Sandbox:
    """Return the sandbox: these routes, with everything of the kit around them."""

    def dialect(shop: Shop) -> Dialect[Shop]:
        return Dialect(shop, ROUTES, let_in)

    return play("cornershop", options, Shop, dialect, lambda access: {"api_token": access.secret})
