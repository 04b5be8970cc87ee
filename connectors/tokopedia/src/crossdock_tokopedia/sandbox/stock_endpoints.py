"""Changing stock and price, row by row in an HTTP 200 (sheet 1.6)."""

import re
from collections.abc import Callable
from typing import Any

from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.meter import meter_rows
from crossdock_tokopedia.sandbox.calls import Call, whole
from crossdock_tokopedia.sandbox.gate import needed_shop, row_allowed, warehouse_of
from crossdock_tokopedia.sandbox.listings import Listing
from crossdock_tokopedia.sandbox.reasons import ApiError
from crossdock_tokopedia.sandbox.replies import Reply, done
from crossdock_tokopedia.sandbox.shops import Shop
from crossdock_tokopedia.sandbox.stock_desk import (
    INVALID_PRICE,
    INVALID_PRODUCT,
    INVALID_STOCK,
    LARGEST_STOCK,
    stock_row,
)
from crossdock_tokopedia.sandbox.world import World

TOO_MANY = "ERR_TOO_MANY_REQUEST"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")

#: Does one row: the message it fails with, or the stock it leaves.
RowWork = Callable[[Listing, int], str | int]


def stock_update(world: World, call: Call) -> Reply:
    """``POST /inventory/v1/fs/{fs_id}/stock/update``: overwrite, up to 100 rows."""
    shop = needed_shop(world, call)
    place = _place(world, call, shop)
    bypass = call.text("bypass_update_product_status").lower() in ("true", "1")
    couple = world.switches.on("status_coupling") and not bypass

    def overwrite(listing: Listing, quantity: int) -> str | int:
        if not 0 <= quantity <= LARGEST_STOCK:
            return INVALID_STOCK
        world.desk.set_stock(listing, place, quantity, world.now, couple_status=couple)
        return quantity

    return _batch(world, call, shop, place, "new_stock", INVALID_STOCK, overwrite)


def stock_delta(direction: int) -> Callable[[World, Call], Reply]:
    """Return ``stock/increment`` or ``stock/decrement``, on v1 and v2 alike."""

    def endpoint(world: World, call: Call) -> Reply:
        shop = needed_shop(world, call)
        place = _place(world, call, shop)
        if world.switches.on("delta_broken"):
            raise ApiError("PRD_GRPC_002", status=500)
        request_id = call.text("request_id")
        if request_id and not _REQUEST_ID.fullmatch(request_id):
            raise ApiError("PRD_DLV_042", value="request_id")
        known = world.answered.get((str(shop.shop_id), request_id)) if request_id else None
        if known is not None:
            return known

        def shift(listing: Listing, quantity: int) -> str | int:
            after = world.desk.stock_at(listing, place) + direction * quantity
            if quantity <= 0 or not 0 <= after <= LARGEST_STOCK:
                return INVALID_STOCK
            couple = world.switches.on("status_coupling")
            world.desk.set_stock(listing, place, after, world.now, couple_status=couple)
            return after

        reply = _batch(world, call, shop, place, "stock_value", INVALID_STOCK, shift)
        if request_id:
            world.answered[(str(shop.shop_id), request_id)] = reply
        return reply

    return endpoint


def price_update(world: World, call: Call) -> Reply:
    """``POST /inventory/v1/fs/{fs_id}/price/update``: up to 100 rows."""
    shop = needed_shop(world, call)
    place = _place(world, call, shop)

    def reprice(listing: Listing, price: int) -> str | int:
        if not 100 <= price <= 500_000_000:
            return INVALID_PRICE
        world.desk.set_price(listing, price, world.now)
        return world.desk.stock_at(listing, place)

    return _batch(world, call, shop, place, "new_price", INVALID_PRICE, reprice)


def _place(world: World, call: Call, shop: Shop) -> int:
    """Return the warehouse meant: the named one, which must be the shop's, or its default."""
    named = warehouse_of(world, call)
    if named is None and world.switches.on("warehouse_needed"):
        raise ApiError("PRD_USC_008")
    if named is None:
        return shop.default_warehouse.warehouse_id
    if named[0].shop_id != shop.shop_id:
        raise ApiError("PRD_USC_012")
    return named[1].warehouse_id


def _batch(
    world: World,
    call: Call,
    shop: Shop,
    place: int,
    field: str,
    bad_value: str,
    work: RowWork,
) -> Reply:
    rows = call.json()
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ApiError("PRD_DLV_043")
    most = world.switches.number("batch_rows")
    if len(rows) > most:
        raise ApiError("PRD_DLV_018", value=most)
    meter_rows(call.scope, len(rows))
    endpoint = call.scope["crossdock.endpoint"]
    partial = faults_in(call.scope, "partial-batch")
    failures: list[dict[str, Any]] = []
    successes: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        value = whole(row.get(field))
        listing = _meant(world, shop, row)
        outcome: str | int
        if not row_allowed(world, endpoint) or (partial is not None and number % 2):
            outcome = TOO_MANY if partial is None else "Internal Server Error"
        elif isinstance(listing, str):
            outcome = listing
        else:
            outcome = bad_value if value is None else work(listing, value)
        if isinstance(outcome, int) and isinstance(listing, Listing):
            successes.append(stock_row(listing, shop, place, outcome))
        else:
            failures.append(_failure(row, field, value, str(outcome)))
    return done(
        {
            "total_data": len(rows),
            "failed_rows": len(failures),
            "failed_rows_data": failures,
            "succeed_rows": len(successes),
            "succeed_rows_data": successes,
        }
    )


def _meant(world: World, shop: Shop, row: dict[str, Any]) -> Listing | str:
    """Return the listing of a row, its SKU before its product id if both are there (Q7)."""
    sku = row.get("sku")
    sku = sku if isinstance(sku, str) else ""
    product_id = whole(row.get("product_id"))
    if product_id and not world.switches.on("sku_first"):
        sku = ""
    if len(sku) > 50:
        return "Invalid SKU."
    if not sku and not product_id:
        return INVALID_PRODUCT
    return world.desk.find(shop, product_id, sku)


def _failure(row: dict[str, Any], field: str, value: int | None, message: str) -> dict[str, Any]:
    failure: dict[str, Any] = {}
    if whole(row.get("product_id")):
        failure["product_id"] = whole(row.get("product_id"))
    return {
        **failure,
        "sku": str(row.get("sku") or ""),
        "product_url": "",
        field: value or 0,
        "message": message,
    }
