"""The one file that sends: a function per endpoint of Tokopedia that we call.

Importing it imports the client library, so hooks import it inside themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crossdock.http import Answer, Effect
from crossdock.http.client import CALL_SECONDS
from crossdock_tokopedia.errors import Envelope, judge_label

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_tokopedia.settings import TokopediaSettings

    Shop = Connection[TokopediaSettings]

#: A look at something that may no longer exist is not waited for.
_BRIEFLY = 10.0


def shop_info(shop: Shop, page: int, per_page: int) -> Any:
    """Return the shops connected to the app, ours asked for (sheet 1.4)."""
    path = f"/v1/shop/fs/{shop.settings.fs_id}/shop-info"
    params = {"shop_id": shop.settings.shop_id, "page": page, "per_page": per_page}
    return _read(shop, path, params, "shop_info")


def old_product_list(shop: Shop) -> Any:
    """Return one row of the old list of products, which tells the shop's class (sheet 1.4)."""
    path = f"/inventory/v1/fs/{shop.settings.fs_id}/product/list"
    params = {"shop_id": shop.settings.shop_id, "rows": 1, "start": 0}
    return _read(shop, path, params, "product_list", seconds=_BRIEFLY)


def products_of_shop(shop: Shop, page: int, per_page: int, last_sort: str) -> Any:
    """Return a page of the shop's products (sheet 1.5)."""
    params: dict[str, str | int] = {
        "shop_id": shop.settings.shop_id,
        "page": page,
        "per_page": per_page,
    }
    if last_sort:
        params["last_sort"] = last_sort
    return _read(shop, _product_info(shop), params, "product_info")


def products_by_id(shop: Shop, ids: Sequence[str]) -> Any:
    """Return the products with these ids (sheet 1.5)."""
    return _read(shop, _product_info(shop), {"product_id": ",".join(ids)}, "product_info")


def variants_of(shop: Shop, product_id: str) -> Any:
    """Return the variants of a product, its children (sheet 1.5)."""
    path = f"/inventory/v1/fs/{shop.settings.fs_id}/product/variant/{product_id}"
    return _read(shop, path, {}, "product_variant")


def update_stock(shop: Shop, rows: Sequence[Mapping[str, int]]) -> tuple[Any, Mapping[str, str]]:
    """Return what became of each of *rows*, and the answer's headers (sheet 1.6)."""
    params = {"shop_id": shop.settings.shop_id}
    if shop.settings.warehouse_id is not None:
        params["warehouse_id"] = shop.settings.warehouse_id
    envelope = Envelope(shop.settings)
    answer = shop.http.call(
        "POST",
        f"/inventory/v1/fs/{shop.settings.fs_id}/stock/update",
        params=params,
        json=list(rows),
        effect=Effect.SET,
        bucket="stock_rows",
        cost=len(rows),
        judge=envelope,
    )
    return envelope.body, answer.headers


def orders_of_span(shop: Shop, start: int, end: int, page: int, per_page: int) -> Any:
    """Return a page of the shop's orders between two epochs, both included (sheet 1.7)."""
    params = {
        "fs_id": shop.settings.fs_id,
        "shop_id": shop.settings.shop_id,
        "from_date": start,
        "to_date": end,
        "page": page,
        "per_page": per_page,
    }
    return _read(shop, "/v2/order/list", params, "order_list")


def order_detail(shop: Shop, params: Mapping[str, str | int]) -> Any:
    """Return one order, by id or by invoice (sheet 1.7)."""
    path = f"/v2/fs/{shop.settings.fs_id}/order"
    return _read(shop, path, params, "order_detail")


def acknowledge(shop: Shop, order_id: int) -> Any:
    """Accept an order (sheet 1.7)."""
    path = f"/v1/order/{order_id}/fs/{shop.settings.fs_id}/ack"
    return _act(shop, path, None, "order_ack")


def request_pick_up(shop: Shop, order_id: int) -> Any:
    """Ask for the courier (sheet 1.7)."""
    path = f"/inventory/v1/fs/{shop.settings.fs_id}/pick-up"
    row = {"order_id": order_id, "shop_id": shop.settings.shop_id}
    return _act(shop, path, row, "order_pick_up")


def confirm_shipping(shop: Shop, order_id: int, row: Mapping[str, int | str]) -> Any:
    """Tell that an order was shipped (sheet 1.7)."""
    path = f"/v1/order/{order_id}/fs/{shop.settings.fs_id}/status"
    return _act(shop, path, row, "order_confirm")


def shipping_label(shop: Shop, order_id: int) -> Answer:
    """Return the label, without marking it as printed on the seller's dashboard (sheet Q15)."""
    return shop.http.call(
        "GET",
        f"/v1/order/{order_id}/fs/{shop.settings.fs_id}/shipping-label",
        params={"printed": 0},
        bucket="order_label",
        judge=lambda answer: judge_label(answer, shop.settings),
    )


def _product_info(shop: Shop) -> str:
    return f"/inventory/v1/fs/{shop.settings.fs_id}/product/info"


def _read(
    shop: Shop,
    path: str,
    params: Mapping[str, str | int],
    bucket: str,
    seconds: float = CALL_SECONDS,
) -> Any:
    envelope = Envelope(shop.settings)
    shop.http.call("GET", path, params=params, bucket=bucket, judge=envelope, seconds=seconds)
    return envelope.body


def _act(shop: Shop, path: str, row: Mapping[str, int | str] | None, bucket: str) -> Any:
    envelope = Envelope(shop.settings)
    shop.http.call("POST", path, json=row, effect=Effect.ONCE, bucket=bucket, judge=envelope)
    return envelope.body
