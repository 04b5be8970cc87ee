"""The one file that sends: a function per method of JD that we call (sheet B4 to B8).

Importing it imports the client library, so hooks import it inside themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crossdock.errors import DataRefusedError, UnreadableAnswerError
from crossdock.http import Effect
from crossdock_jdid_fulfillment.columns import joined
from crossdock_jdid_fulfillment.errors import Envelope
from crossdock_jdid_fulfillment.manifest import GOODS_BATCH, PLATFORM
from crossdock_jdid_fulfillment.shapes import plain
from crossdock_jos import Record, serialise

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings

    Shop = Connection[FulfilmentSettings]

ROUTER = "/routerjson"
VERSION = "2.0"

#: Stock rows per page, JD's own default (sheet B8).
STOCK_PAGE = 100
#: Rows of zero come only if they are asked for (sheet B8).
WITH_ZERO = "2"
#: ``queryType``: goods with all their fields (sheet B5).
_WHOLE_GOODS = "1"


def departments(shop: Shop) -> list[Record]:
    """Return the department of the settings, if the account has it (sheet B4)."""
    payload = _read(shop, "master.queryDept", {"deptNos": shop.settings.department})
    return _rows(payload, "querydept_result")


def warehouses(shop: Shop, number: str = "") -> list[Record]:
    """Return the department's warehouses, or the one of that *number* (sheet B4)."""
    business = {"deptNo": shop.settings.department, "warehouseNos": number or None}
    return _rows(_read(shop, "master.queryWarehouse", business), "querywarehouse_result")


def shops(shop: Shop) -> list[Record]:
    """Return the shop of the settings, if the department has it (sheet B4)."""
    business = {"deptNo": shop.settings.department, "shopNos": shop.settings.shop}
    return _rows(_read(shop, "master.queryShop", business), "queryshop_result")


def suppliers(shop: Shop) -> list[Record]:
    """Return the supplier of the settings, if the department has it (sheet B4)."""
    business = {"deptNo": shop.settings.department, "supplierNos": shop.settings.supplier}
    return _rows(_read(shop, "master.querySupplier", business), "querysupplier_result")


def goods(shop: Shop, skus: Sequence[str]) -> list[Record]:
    """Return the goods that JD knows of *skus*, fifty at most (sheet B5)."""
    business = {
        "deptNo": shop.settings.department,
        "queryType": _WHOLE_GOODS,
        "isvGoodsNos": joined(skus, "SKU"),
        "pageNo": 1,
        "pageSize": GOODS_BATCH,
    }
    return _rows(_read(shop, "goods.queryGoodsInfo", business), "goodsInfoList")


def create_goods(shop: Shop, business: Mapping[str, Any]) -> str:
    """Return JD's number of goods that it now knows (sheet B5)."""
    return _create(shop, "goods.transportGoodsInfo", business, "goodsNo")


def update_goods(shop: Shop, business: Mapping[str, Any]) -> bool | None:
    """Return whether goods were changed, None if JD does not say (sheet B5)."""
    payload = _write(shop, "goods.updateGoodsInfo", business, "updateResult")
    return payload.flag("updateResult")


def add_order(shop: Shop, business: Mapping[str, Any]) -> str:
    """Return JD's number of a new outbound (sheet B7)."""
    return _create(shop, "order.addOrder", business, "eclpSoNo")


def orders_by_reference(shop: Shop, references: Sequence[str]) -> list[Record]:
    """Return what JD has under up to 100 of our own numbers, in brief (sheet B7)."""
    business = {"isvUUID": joined(references, "reference")}
    return _rows(_read(shop, "order.ext.queryOrder", business), "queryorder_result")


def order(shop: Shop, number: str) -> Record | None:
    """Return the outbound of JD's *number*; None if there is none (sheet B7).

    Raises:

        DataRefusedError: what JD tells is none.
    """
    payload = _read(shop, "order.queryOrder", {"eclpSoNo": number})
    return next(iter(plain(payload, "queryorder_result")), None)


def cancel_order(shop: Shop, number: str) -> Record:
    """Return JD's verdict on cancelling an outbound (sheet B7)."""
    name = "cancelorder_result"
    payload = _write(shop, "order.cancelOrder", {"eclpSoNo": number}, name)
    return payload.record(name)


def add_purchase(shop: Shop, business: Mapping[str, Any]) -> str:
    """Return JD's number of a new inbound (sheet B6)."""
    return _create(shop, "po.addPoOrder", business, "poOrderNo")


def purchases(shop: Shop, numbers: Sequence[str]) -> list[Record]:
    """Return the inbounds of JD's *numbers*, a hundred at most (sheet B6)."""
    business = {"poOrderNo": joined(numbers, "number")}
    return _rows(_read(shop, "po.queryPoOrder", business), "queryPoModelList")


def cancel_purchase(shop: Shop, number: str) -> Record:
    """Return JD's verdict on cancelling an inbound; its method is really so spelt (B6)."""
    payload = _write(shop, "po.cancalPoOrder", {"poOrderNo": number}, "poResult")
    return payload.record("poResult")


def stock(shop: Shop, page: int) -> Any:
    """Return a page of stock rows, in whichever of their shapes (sheet B8)."""
    return _stock(shop, {"currentPage": page, "pageSize": STOCK_PAGE})


def stock_of(shop: Shop, number: str) -> Any:
    """Return the stock rows of the goods of JD's *number*, likewise."""
    return _stock(shop, {"goodsNo": number})


def _stock(shop: Shop, asked: Mapping[str, Any]) -> Any:
    business = {
        "deptNo": shop.settings.department,
        "warehouseNo": shop.settings.warehouse,
        **asked,
        "returnZeroStock": WITH_ZERO,
    }
    return _read(shop, "stock.queryStock", business).value("querystock_result")


def _rows(payload: Record, name: str) -> list[Record]:
    """Return the rows of the list *name*: what cannot be read there is trouble, and not none."""
    try:
        return plain(payload, name)
    except DataRefusedError as error:
        raise UnreadableAnswerError(
            f"{PLATFORM} answered with a list that cannot be read. {error.message}",
            next_step="Run it again later; send nothing again before that.",
        ) from error


def _read(shop: Shop, name: str, business: Mapping[str, Any]) -> Record:
    envelope = Envelope(f"jingdong.eclp.{name}", may_be_empty=True)
    return _send(shop, envelope, business, Effect.READ)


def _write(shop: Shop, name: str, business: Mapping[str, Any], needed: str) -> Record:
    """Return the answer to something that may be asked for twice."""
    return _send(shop, Envelope(f"jingdong.eclp.{name}", needed), business, Effect.SET)


def _create(shop: Shop, name: str, business: Mapping[str, Any], number: str) -> str:
    """Return JD's *number* of what was made; an answer without one leaves that open."""
    envelope = Envelope(f"jingdong.eclp.{name}", number, is_number=True)
    return _send(shop, envelope, business, Effect.ONCE).words(number).strip()


def _send(shop: Shop, envelope: Envelope, business: Mapping[str, Any], effect: Effect) -> Record:
    form = {"method": envelope.method, "v": VERSION, "360buy_param_json": serialise(business)}
    shop.http.call("POST", ROUTER, form=form, effect=effect, bucket="router", judge=envelope)
    return envelope.payload
