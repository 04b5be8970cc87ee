"""Listings as the product endpoints write them (sheet 1.5)."""

import re
from functools import cache
from typing import Any

from crossdock_tokopedia.sandbox.goods import CATEGORIES, Category
from crossdock_tokopedia.sandbox.listings import ACTIVE, Listing, Shelf
from crossdock_tokopedia.sandbox.replies import without_empty
from crossdock_tokopedia.sandbox.shops import Shop
from crossdock_tokopedia.sandbox.wallclock import NEVER

_OTHER = Category(0, ("Lain-lain",))


def slug(text: str) -> str:
    """Return a title as product pages have it in their address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80]


def product_url(listing: Listing, shop: Shop) -> str:
    """Return the address of the product's page."""
    return (
        listing.url
        or f"https://www.tokopedia.com/{shop.domain}/{slug(listing.title)}-{listing.product_id}"
    )


def product_row(listing: Listing, shop: Shop, *, omitempty: bool = True) -> dict[str, Any]:
    """Return a row of product/info; on the real wire zero and empty members are missing (Q6)."""
    url = product_url(listing, shop)
    row: dict[str, Any] = {
        "basic": {
            "productID": listing.product_id,
            "shopID": listing.shop_id,
            "status": listing.status,
            "name": listing.title,
            "condition": 2 if listing.used else 1,
            "childCategoryID": listing.category,
            "shortDesc": listing.description or f"{listing.title}. Barang siap kirim.",
        },
        "price": {
            "value": listing.price,
            "currency": 1,
            "LastUpdateUnix": listing.updated,
            "idr": listing.price,
        },
        "weight": {"value": listing.weight, "unit": 1},
        "stock": {"useStock": True, "value": listing.stock, "stockWording": _wording(listing)},
        "main_stock": listing.main,
        "reserve_stock": listing.reserve,
        "variant": _variant(listing),
        "menu": _menu(listing),
        "preorder": _preorder(listing),
        "extraAttribute": {
            "minOrder": 1,
            "lastUpdateCategory": listing.updated,
            "isEligibleCOD": listing.cod,
            "isOnCampaign": listing.on_campaign,
        },
        "wholesale": _wholesale(listing),
        "categoryTree": _category_tree(listing.category),
        "pictures": [_picture(listing)],
        "GMStats": {"countSold": listing.sold, "transactionSuccess": listing.sold},
        "stats": {"countView": listing.sold * 17},
        "other": {
            "sku": listing.sku,
            "url": url,
            "mobileURL": url.replace("https://www.", "https://m.", 1),
        },
        "campaign": {"StartDate": NEVER, "EndDate": NEVER},
        "volume": {},
        "warehouses": _warehouses(listing, shop),
    }
    if not omitempty:
        return row
    # A deleted product has status 0, which Go leaves out like any other zero.
    cleaned: dict[str, Any] = without_empty(row)
    return cleaned


def _wording(listing: Listing) -> str:
    if listing.stock == 0:
        return "Stok habis"
    return "Stok tersisa <10" if listing.stock < 10 else "Stok tersedia"


def _variant(listing: Listing) -> dict[str, Any]:
    if listing.children:
        return {"isParent": True, "isVariant": True, "childrenID": list(listing.children)}
    if listing.parent_id:
        return {"isVariant": True, "parentID": listing.parent_id}
    return {}


def _menu(listing: Listing) -> dict[str, Any]:
    """Return the shop's showcase; one listing in sixteen stands in none."""
    if listing.product_id % 16 == 0:
        return {}
    return {"id": 24_000_000 + listing.category, "name": "Semua Etalase"}


def _preorder(listing: Listing) -> dict[str, int]:
    days = listing.preorder_days
    return {"duration": days, "unit": 1, "day": days} if days else {}


def _wholesale(listing: Listing) -> list[dict[str, Any]]:
    ends = [start - 1 for start, _ in listing.wholesale[1:]] + [10_000]
    return [
        {
            "price": {
                "value": price,
                "currency": 1,
                "LastUpdateUnix": listing.updated,
                "idr": price,
            },
            "minQuantity": start,
            "maxQuantity": end,
        }
        for (start, price), end in zip(listing.wholesale, ends, strict=bool(listing.wholesale))
    ]


@cache
def _category_tree(category_id: int) -> list[dict[str, Any]]:
    category = CATEGORIES.get(category_id, _OTHER)
    depth = len(category.path)
    return [
        {
            "id": category.category_id + 10_000 * (depth - level),
            "name": name,
            "title": name,
            "breadcrumbURL": "https://www.tokopedia.com/p/"
            + "/".join(slug(part) for part in category.path[:level]),
        }
        for level, name in enumerate(category.path, start=1)
    ]


def _picture(listing: Listing) -> dict[str, Any]:
    name = f"{listing.product_id}.jpg"
    host = "https://images.tokopedia.net/img/cache"
    return {
        "picID": listing.product_id * 3 % 2_000_000_011,
        "fileName": name,
        "filePath": "product-1/2022/1/1",
        "status": 1,
        "OriginalURL": listing.image or f"{host}/700/product-1/{name}",
        "ThumbnailURL": listing.image or f"{host}/200-square/product-1/{name}",
        "width": 700,
        "height": 700,
        "URL300": listing.image or f"{host}/300/product-1/{name}",
    }


def _warehouses(listing: Listing, shop: Shop) -> list[dict[str, Any]]:
    stocks = {shop.default_warehouse.warehouse_id: listing.stock, **listing.elsewhere}
    price = {"value": listing.price, "currency": 1, "idr": listing.price}
    return [
        {
            "productID": listing.product_id,
            "warehouseID": warehouse_id,
            "price": {**price, "LastUpdateUnix": listing.updated},
            "stock": {"useStock": True, "value": stock},
        }
        for warehouse_id, stock in stocks.items()
    ]


def variant_data(parent: Listing, shelf: Shelf, shop: Shop) -> dict[str, Any]:
    """Return what product/variant answers for a parent; here zeros are written out."""
    children = [child for one in parent.children if (child := shelf.get(one)) is not None]
    return {
        "parent_id": parent.product_id,
        "default_child": parent.children[0],
        "sizechart": "",
        "variant": [
            {
                "name": name,
                "identifier": slug(name),
                "unit_name": "",
                "position": position,
                "option": [
                    {"id": _option_id(parent, position, index), "value": value, "hex": ""}
                    for index, value in enumerate(values)
                ],
            }
            for position, (name, values) in enumerate(parent.axes, start=1)
        ],
        "children": [_child(child, parent, shop) for child in children],
    }


def _option_id(parent: Listing, position: int, index: int) -> int:
    return parent.product_id % 10_000_000 * 100 + position * 10 + index


def _child(child: Listing, parent: Listing, shop: Shop) -> dict[str, Any]:
    picture = _picture(child)
    return {
        "name": child.title,
        "url": product_url(child, shop),
        "product_id": child.product_id,
        "price": child.price,
        "price_fmt": f"Rp {child.price:,}".replace(",", "."),
        "stock": child.stock,
        "main_stock": child.main,
        "reserve_stock": child.reserve,
        "sku": child.sku,
        "option_ids": [
            _option_id(parent, position, option)
            for position, option in enumerate(child.options, start=1)
        ],
        "enabled": child.status == ACTIVE,
        "is_buyable": child.buyable,
        "is_wishlist": False,
        "picture": {"original": picture["OriginalURL"], "thumbnail": picture["ThumbnailURL"]},
        "campaign": {
            "is_active": child.on_campaign,
            "discounted_percentage": 0,
            "discounted_price": 0,
            "discounted_price_fmt": "",
            "campaign_type": 0,
            "campaign_type_name": "",
            "start_date": "",
            "end_date": "",
        },
        "always_available": False,
        "stock_wording": _wording(child),
        "other_variant_stock": "available" if parent.stock else "empty",
        "is_limited_stock": 0 < child.stock < 10,
    }


def older_row(listing: Listing, shop: Shop) -> dict[str, Any]:
    """Return a row of ``/v2/products/fs/{fs_id}/{page}/{per_page}`` (sheet 1.5, older)."""
    return {
        "product_id": listing.product_id,
        "name": listing.title,
        "shop_id": shop.shop_id,
        "shop_name": shop.name,
        "category_id": listing.category,
        "desc": listing.description or listing.title,
        "stock": listing.stock,
        "price": listing.price,
        "status": listing.status,
        "sku": listing.sku,
    }


def active_row(listing: Listing, shop: Shop) -> dict[str, Any]:
    """Return a row of product/list, the one place that shows what a shop is (gap 8)."""
    category = CATEGORIES.get(listing.category, _OTHER)
    return {
        "id": listing.product_id,
        "name": listing.title,
        "childs": list(listing.children),
        "url": product_url(listing, shop),
        "image_url": _picture(listing)["OriginalURL"],
        "image_url_700": _picture(listing)["OriginalURL"],
        "price": f"Rp {listing.price:,}".replace(",", "."),
        "price_int": listing.price,
        "shop": {
            "id": shop.shop_id,
            "name": shop.name,
            "url": f"https://www.tokopedia.com/{shop.domain}",
            "is_gold": shop.power_merchant,
            "is_official": shop.official,
            "is_power_badge": shop.power_merchant,
            "location": shop.default_warehouse.city,
            "city": shop.default_warehouse.city,
            "reputation": "",
            "clover": "",
        },
        "wholesale_price": [],
        "courier_count": 5,
        "labels": [],
        "badges": [],
        "is_featured": 0,
        "discount_expired": "",
        "condition": 2 if listing.used else 1,
        "preorder": bool(listing.preorder_days),
        "department_id": listing.category,
        "category_id": listing.category,
        "category_name": category.path[-1],
        "category_breadcrumb": "/".join(slug(part) for part in category.path),
        "rating": 0,
        "count_review": 0,
        "original_price": "",
        "discount_percentage": 0,
        "sku": listing.sku,
        "stock": listing.stock,
        "status": listing.status,
    }
