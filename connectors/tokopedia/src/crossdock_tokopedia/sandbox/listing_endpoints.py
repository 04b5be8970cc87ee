"""Changing products themselves: status, creation, edit, deletion (sheet 1.5)."""

from typing import Any

from crossdock.sandbox.meter import meter_rows
from crossdock_tokopedia.sandbox.calls import Call, whole
from crossdock_tokopedia.sandbox.gate import Handler, needed_shop, row_allowed
from crossdock_tokopedia.sandbox.listings import ACTIVE, DELETED, INACTIVE, Listing
from crossdock_tokopedia.sandbox.reasons import ApiError
from crossdock_tokopedia.sandbox.replies import Reply, done
from crossdock_tokopedia.sandbox.shops import Shop
from crossdock_tokopedia.sandbox.wallclock import epoch
from crossdock_tokopedia.sandbox.world import World

_TROUBLE = "Error Product ID [%s] : There are some problem when retrieve product info"
_TOO_MANY = "Error Product ID [%s] : ERR_TOO_MANY_REQUEST"
_STATUS_WORDS = {"LIMITED": ACTIVE, "UNLIMITED": ACTIVE, "EMPTY": INACTIVE}


def set_status(status: int, most: str) -> Handler:
    """Return ``active``, ``inactive`` or ``delete``; its failures are sentences, not objects."""

    def endpoint(world: World, call: Call) -> Reply:
        shop = needed_shop(world, call)
        ids = call.fields().get("product_id")
        ids = [ids] if isinstance(ids, int | str) else ids
        if not isinstance(ids, list) or not ids:
            raise ApiError("PRD_DLV_043")
        if len(ids) > world.switches.number(most):
            raise ApiError("PRD_DLV_018", value=world.switches.number(most))
        meter_rows(call.scope, len(ids))
        failures = []
        for one in ids:
            listing = _own(world, shop, one)
            if not row_allowed(world, call.scope["crossdock.endpoint"]):
                failures.append(_TOO_MANY % one)
            elif listing is None or listing.status < 0:
                failures.append(_TROUBLE % one)
            else:
                _set_family(world, listing, status)
        return done(
            {
                "total_data": len(ids),
                "succeed_rows": len(ids) - len(failures),
                "failed_rows": len(failures),
                "failed_rows_data": failures or None,
            }
        )

    return endpoint


def _own(world: World, shop: Shop, product_id: object) -> Listing | None:
    number = whole(product_id)
    listing = world.shelf.get(number) if number is not None else None
    if listing is None or listing.shop_id != shop.shop_id or listing.status == DELETED:
        return None
    return listing


def _set_family(world: World, listing: Listing, status: int) -> None:
    """Set a listing's status; a parent takes its children with it."""
    world.desk.set_status(listing, status, world.now)
    for one in listing.children:
        child = world.shelf.get(one)
        if child is not None and child.status != DELETED:
            world.desk.set_status(child, status, world.now)


def create(world: World, call: Call) -> Reply:
    """``POST /v3/products/fs/{fs_id}/create``: up to 20, answered with an upload to ask about."""
    shop = needed_shop(world, call)
    rows = _products(world, call)
    made, failures = [], []
    for row in rows:
        if not row_allowed(world, call.scope["crossdock.endpoint"]):
            failures.append(_failed(row, "ERR_TOO_MANY_REQUEST"))
            continue
        title, price = str(row.get("name") or "").strip(), _price(row)
        if not title or price is None:
            failures.append(_failed(row, "Field name and price should not be empty"))
            continue
        listing = Listing(
            product_id=world.product_ids.next(),
            shop_id=shop.shop_id,
            title=title[:255],
            sku=str(row.get("sku") or "")[:50],
            price=price,
            main=max(0, whole(row.get("stock")) or 0),
            category=whole(row.get("category_id")) or 0,
            weight=whole(row.get("weight")) or 0,
            updated=epoch(world.now),
            description=str(row.get("description") or ""),
            status=_STATUS_WORDS.get(str(row.get("status") or "LIMITED").upper(), ACTIVE),
        )
        world.shelf.add(listing)
        made.append(listing)
    return _uploaded(world, "product_creation_url", shop, made, failures)


def edit(world: World, call: Call) -> Reply:
    """``PATCH /v3/products/fs/{fs_id}/edit``: whatever of a product the row names."""
    shop = needed_shop(world, call)
    rows = _products(world, call)
    changed, failures = [], []
    for row in rows:
        listing = _own(world, shop, row.get("id", row.get("product_id")))
        if not row_allowed(world, call.scope["crossdock.endpoint"]):
            failures.append(_failed(row, "ERR_TOO_MANY_REQUEST"))
        elif listing is None:
            failures.append(_failed(row, "Product not found"))
        elif listing.status not in (ACTIVE, INACTIVE):
            raise ApiError("PRD_USC_028")
        else:
            _edit(world, shop, listing, row)
            changed.append(listing)
    return _uploaded(world, "product_edit_url", shop, changed, failures)


def _edit(world: World, shop: Shop, listing: Listing, row: dict[str, Any]) -> None:
    if row.get("name"):
        listing.title = str(row["name"])[:255]
    if isinstance(row.get("sku"), str):
        world.shelf.rename(listing, row["sku"][:50])
    price, stock = _price(row), whole(row.get("stock"))
    if price is not None:
        world.desk.set_price(listing, price, world.now)
    if stock is not None and stock >= 0 and not listing.children:
        home = shop.default_warehouse.warehouse_id
        world.desk.set_stock(
            listing, home, stock, world.now, couple_status=True, action="stock_overwrite"
        )
    world.shelf.touch(listing, epoch(world.now))


def _products(world: World, call: Call) -> list[dict[str, Any]]:
    rows = call.fields().get("products")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ApiError("PRD_DLV_043")
    most = world.switches.number("create_rows")
    if len(rows) > most:
        raise ApiError("PRD_DLV_018", value=most)
    meter_rows(call.scope, len(rows))
    return rows


def _price(row: dict[str, Any]) -> int | None:
    price = whole(row.get("price"))
    return price if price is not None and price > 0 else None


def _failed(row: dict[str, Any], error: str) -> dict[str, Any]:
    return {
        "product_name": str(row.get("name") or ""),
        "product_price": _price(row) or 0,
        "sku": str(row.get("sku") or ""),
        "error": [error],
    }


def _uploaded(
    world: World, field: str, shop: Shop, done_rows: list[Listing], failures: list[dict[str, Any]]
) -> Reply:
    """Note an upload as finished, tell whoever listens, and answer with its number."""
    upload_id = 4_100_000 + len(world.uploads) + 1
    total = len(done_rows) + len(failures)
    rows = [{"product_id": one.product_id} for one in done_rows]
    world.uploads[upload_id] = {
        "upload_id": upload_id,
        "status": "DONE",
        "total_data": total,
        "unprocessed_rows": 0,
        "success_rows": len(rows),
        "success_rows_data": rows,
        "failed_rows": len(failures),
        "failed_rows_data": failures,
        "processed": total,
        "shop_id": shop.shop_id,
    }
    notice = {
        "upload_id": upload_id,
        "shop_id": shop.shop_id,
        "user_id": shop.user_id,
        "fs_id": world.fs_id,
        "status": "DONE",
        "total_data": total,
        "success_rows_data": rows,
    }
    world.subscriptions.notify(field, notice)
    return done(
        {
            "total_data": total,
            "success_data": len(rows),
            "fail_data": len(failures),
            "upload_id": upload_id,
            "failed_rows_data": failures,
        }
    )


def upload_status(world: World, call: Call) -> Reply:
    """``GET /v2/products/fs/{fs_id}/status/{upload_id}``."""
    shop = needed_shop(world, call)
    upload = world.uploads.get(whole(call.path["upload_id"]) or 0)
    if upload is None or upload["shop_id"] != shop.shop_id:
        raise ApiError("PRD_GRPC_003")
    data = {name: value for name, value in upload.items() if name != "shop_id"}
    return done({"upload_data": [data]})
