"""Wares and SKUs as they are written (sheet 4.1 and 4.2): numbers for ids, yuan for prices."""

from typing import Any

from crossdock_jdcom.sandbox.beijing import from_millis, text
from crossdock_jdcom.sandbox.wares import Shelf, Sku, Ware

#: Sheet 4.1: there whatever ``field`` asks for.
WARE_BASICS = ("wareId", "title", "wareStatus")
SKU_BASICS = ("wareId", "skuId", "status")


def yuan(fen: int) -> int | float:
    """Return an amount as the platform's JSON number; whole ones without a point."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def moment(millis: int, form: str) -> int | str | None:
    """Return a time of a ware or SKU, which the official SDK wants in epoch milliseconds."""
    if not millis:
        return None
    return millis if form == "millis" else text(from_millis(millis))


def ware_row(ware: Ware, shelf: Shelf, shop_id: int, form: str) -> dict[str, Any]:
    """Return every field of a ware."""
    skus = shelf.family(ware)
    prices = [sku.price for sku in skus] or [0]
    return {
        "wareId": ware.ware_id,
        "title": ware.title,
        "categoryId": ware.category,
        "brandId": ware.brand,
        "brandName": ware.brand_name,
        "wareStatus": ware.status,
        "outerId": ware.outer_id,
        "itemNum": ware.item_number,
        "barCode": ware.bar_code,
        "modified": moment(ware.modified, form),
        "created": moment(ware.created, form),
        "onlineTime": moment(ware.online, form),
        "offlineTime": moment(ware.offline, form),
        "colType": 0,
        "delivery": "",
        "adWords": {"words": "", "url": "", "urlWords": ""},
        "weight": ware.weight,
        "width": 20,
        "height": 8,
        "length": 30,
        "props": [],
        "features": [{"featureKey": "is7ToReturn", "featureValue": "1", "featureCn": "7天无理由"}],
        "images": [
            {
                "colorId": "0000000000",
                "imgId": ware.ware_id % 10_000_000,
                "imgIndex": 1,
                "imgUrl": ware.image,
                "imgZoneId": "",
            }
        ],
        "shopCategorys": [1_210_774],
        "logo": ware.image,
        "marketPrice": yuan(ware.market_price),
        "costPrice": yuan(ware.cost_price),
        "jdPrice": yuan(min(prices)),
        "stockNum": sum(sku.stock for sku in skus),
        "categorySecId": ware.category - ware.category % 10,
        "shopId": shop_id,
        "promiseId": 1,
        "multiCategoryId": 0,
        "multiCateProps": [],
    }


def sku_row(sku: Sku, ware: Ware, form: str) -> dict[str, Any]:
    """Return every field of a SKU."""
    return {
        "wareId": sku.ware_id,
        "skuId": sku.sku_id,
        "status": sku.status,
        "saleAttrs": [
            {
                "attrId": one.attr_id,
                "attrValues": [one.value_id],
                "attrValueAlias": [one.alias],
                "index": one.index,
            }
            for one in sku.attributes
        ],
        "features": [],
        "jdPrice": yuan(sku.price),
        "outerId": sku.outer_id,
        "barCode": sku.bar_code,
        "categoryId": ware.category,
        "imgTag": 0,
        "logo": ware.image,
        "skuName": sku.name,
        "stockNum": sku.stock,
        "wareTitle": ware.title,
        "modified": moment(sku.modified, form),
        "created": moment(sku.created, form),
        "multiCateProps": [],
        "parentId": 0,
        "capacity": "",
        "enable": 1,
    }


def chosen(row: dict[str, Any], fields: list[str], basics: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields asked for beside the basic ones; all where none are named."""
    if not fields:
        return row
    return {name: value for name, value in row.items() if name in basics or name in fields}
