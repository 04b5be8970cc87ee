"""Reading products (sheet 1.5)."""

from collections.abc import Callable, Iterable
from typing import Any

from crossdock.sandbox.faults import faults_in
from crossdock.sandbox.meter import meter_rows
from crossdock_tokopedia.sandbox.calls import Call, whole
from crossdock_tokopedia.sandbox.gate import needed_shop, shop_of, warehouse_of
from crossdock_tokopedia.sandbox.listings import ACTIVE, DELETED, Listing
from crossdock_tokopedia.sandbox.product_rows import (
    active_row,
    older_row,
    product_row,
    variant_data,
)
from crossdock_tokopedia.sandbox.reasons import ApiError
from crossdock_tokopedia.sandbox.replies import Reply, done, old_done
from crossdock_tokopedia.sandbox.shops import Shop
from crossdock_tokopedia.sandbox.world import World

#: Sheet 1.5: clients ask for up to 500 ids at once.
MOST_IDS = 500


def product_info(world: World, call: Call) -> Reply:
    """``GET /inventory/v1/fs/{fs_id}/product/info``: by id, address, SKU or shop."""
    ids = call.texts("product_id", "product")
    if ids:
        return _rows(world, call, _by_ids(world, ids))
    urls = [value for key, value in call.query_pairs if key.lower().startswith("product_url")]
    if urls:
        return _rows(world, call, _by_urls(world, urls))
    sku = call.raw("sku")
    if sku.strip():
        shop = shop_of(world, call)
        found = world.shelf.with_sku(sku) or world.shelf.with_sku(sku.strip())
        return _rows(
            world,
            call,
            [
                one
                for one in found
                if one.status != DELETED and (shop is None or one.shop_id == shop.shop_id)
            ],
        )
    place = warehouse_of(world, call)
    shop = needed_shop(world, call, place[0].shop_id if place else None)
    return _rows(world, call, _page_of_shop(world, call, shop))


def _by_ids(world: World, texts: list[str]) -> list[Listing]:
    ids = [whole(text) for text in texts[:MOST_IDS]]
    found = dict.fromkeys(one for one in ids if one is not None)
    return [listing for one in found if (listing := world.shelf.get(one)) is not None]


def _by_urls(world: World, urls: list[str]) -> list[Listing]:
    found = []
    for url in urls:
        bare = url.strip().split("?", 1)[0].rstrip("/")
        listing = world.shelf.with_url(url.strip()) or world.shelf.with_url(bare)
        number = whole(bare.rsplit("-", 1)[-1])
        listing = listing or (world.shelf.get(number) if number is not None else None)
        if listing is not None:
            found.append(listing)
    return found


def _page_of_shop(world: World, call: Call, shop: Shop) -> list[Listing]:
    page = call.number("page", empty="PRD_DLV_005", bad="PRD_DLV_005") or 1
    per_page = _per_page(world, call)
    sort = call.number("sort", bad="PRD_DLV_043") or 1
    ordering = world.shelf.ordered(
        shop.shop_id,
        sort,
        children=world.switches.on("list_children"),
        deleted=world.switches.on("list_deleted"),
    )
    if faults_in(call.scope, "cursor-loop"):
        page = 1
    begin = (page - 1) * per_page
    last_sort = call.text("last_sort")
    # Decided (sheet 1.5): last_sort is the productID of the last row had, and
    # where it is one the page number no longer counts. Whatever else a client
    # takes it for, it lets it page on beyond the rows that page alone reaches.
    following = ordering.after(whole(last_sort) or 0)
    if following is not None:
        begin = following
    elif not last_sort and begin >= world.switches.number("last_sort_from"):
        return []
    return [world.shelf.by_id[one] for one in ordering.ids[begin : begin + per_page]]


def _per_page(world: World, call: Call) -> int:
    most = world.switches.number("product_page")
    asked = call.number("per_page", empty="PRD_DLV_005", bad="PRD_DLV_005") or most
    if asked > most and world.switches["over_cap"] == "refuse":
        raise ApiError("PRD_DLV_042", value="per_page")
    return min(asked, most)


def _rows(world: World, call: Call, listings: Iterable[Listing]) -> Reply:
    omit = world.switches.on("omitempty")
    rows = [product_row(one, world.shops[one.shop_id], omitempty=omit) for one in listings]
    rows = disturbed(call, rows, lambda row: row | {"basic": "?", "price": [], "stock": 1.5})
    meter_rows(call.scope, len(rows))
    return done(page_data(world, rows))


def page_data(world: World, rows: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Return a page's data: beyond the last page, or with nothing found, it is null."""
    return rows or (None if world.switches["last_page"] == "null" else [])


def disturbed(
    call: Call, rows: list[dict[str, Any]], poison: Callable[[dict[str, Any]], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Let a list meet the faults that are about rows."""
    if rows and faults_in(call.scope, "duplicate-rows"):
        rows = [row for row in rows for _ in range(2)]
    if faults_in(call.scope, "missing-rows"):
        rows = rows[::2]
    if rows and faults_in(call.scope, "poison-row"):
        middle = len(rows) // 2
        rows = [*rows[:middle], poison(rows[middle]), *rows[middle + 1 :]]
    return rows


def product_variant(world: World, call: Call) -> Reply:
    """``GET /inventory/v1/fs/{fs_id}/product/variant/{product_id}``, by parent or child."""
    product_id = whole(call.path["product_id"])
    listing = world.shelf.get(product_id) if product_id is not None else None
    if listing is not None and listing.parent_id:
        listing = world.shelf.get(listing.parent_id)
    if listing is None or not listing.children or listing.status == DELETED:
        raise ApiError("PRD_GRPC_003")
    data = variant_data(listing, world.shelf, world.shops[listing.shop_id])
    meter_rows(call.scope, len(data["children"]))
    return done(data)


def older_products(world: World, call: Call) -> Reply:
    """``GET /v2/products/fs/{fs_id}/{page}/{per_page}``: across all shops, since about 2019."""
    wanted = [whole(text) for text in call.texts("product_id")]
    if wanted:
        found = [world.shelf.get(one) for one in wanted if one is not None]
        listings = [one for one in found if one is not None]
    else:
        page = whole(call.path["page"]) or 1
        per_page = min(whole(call.path["per_page"]) or 1, world.switches.number("product_page"))
        shop = shop_of(world, call)
        ids = [
            one
            for shop_id in ([shop.shop_id] if shop else world.shops)
            for one in world.shelf.ordered(shop_id, 1, children=False, deleted=False).ids
        ]
        listings = [world.shelf.by_id[one] for one in ids[(page - 1) * per_page :][:per_page]]
    rows = [older_row(one, world.shops[one.shop_id]) for one in listings]
    meter_rows(call.scope, len(rows))
    return old_done(rows or None)


def active_products(world: World, call: Call) -> Reply:
    """``GET /inventory/v1/fs/{fs_id}/product/list``: active ones only, and what the shop is."""
    shop = needed_shop(world, call)
    rows = min(call.number("rows", bad="PRD_DLV_043") or 10, world.switches.number("product_page"))
    start = call.number("start", bad="PRD_DLV_043") or 0
    keyword, without = call.text("keyword").casefold(), call.text("exclude_keyword").casefold()
    sku = call.raw("sku")
    low = call.number("price_min", bad="PRD_DLV_043") or 0
    high = call.number("price_max", bad="PRD_DLV_043") or 10**12

    def shown(listing: Listing) -> bool:
        title = listing.title.casefold()
        return (
            listing.status == ACTIVE
            and keyword in title
            and not (without and without in title)
            and (not sku or listing.sku == sku)
            and low <= listing.price <= high
        )

    ordering = world.shelf.ordered(shop.shop_id, 1, children=False, deleted=False)
    found = [one for place in ordering.ids if shown(one := world.shelf.by_id[place])]
    page = [active_row(one, shop) for one in found[start : start + rows]]
    meter_rows(call.scope, len(page))
    about = {
        "id": shop.shop_id,
        "name": shop.name,
        "uri": f"https://www.tokopedia.com/{shop.domain}",
        "location": shop.default_warehouse.city,
    }
    return done({"total_data": len(found), "shop": about, "products": page or None})
