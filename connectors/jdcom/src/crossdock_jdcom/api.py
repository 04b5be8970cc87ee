"""The one file that sends: a function per method of JD that we call (sheet 4).

Importing it imports the client library, so hooks import it inside themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crossdock.errors import RequestRefusedError
from crossdock.http import Answer, Effect
from crossdock_jdcom.errors import Envelope
from crossdock_jdcom.manifest import LISTING_PAGE
from crossdock_jdcom.settings import BuyerData, Marketplace
from crossdock_jdcom.statuses import ASKED, AUDIT_PENDING
from crossdock_jdcom.sweep import Span
from crossdock_jos import Record, serialise, wall_clock

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdcom.settings import JdcomSettings

    Shop = Connection[JdcomSettings]

ROUTER = "/routerjson"
VERSION = "2.0"

#: Orders per page: the interface says 100, copies of its page say 50 (sheet 4.5).
ORDERS_PER_PAGE = 50
#: Refund applications per page (sheet 4.8).
AUDITS_PER_PAGE = 50

#: Only fields asked for come back (sheet 4.1); those a listing is made of.
WARE_FIELDS = "wareId,title,wareStatus,outerId,itemNum,stockNum,jdPrice,modified"
#: At most 10 are advised (sheet 4.2).
SKU_FIELDS = "skuId,wareId,status,saleAttrs,jdPrice,outerId,stockNum,skuName,wareTitle,modified"
#: An empty list is refused (sheet 4.5).
ORDER_FIELDS = (
    "orderId,venderId,orderType,payType,orderTotalPrice,orderSellerPrice,orderPayment,"
    "freightPrice,sellerDiscount,orderState,orderStateRemark,deliveryType,orderRemark,"
    "orderStartTime,orderEndTime,consigneeInfo,itemInfoList,venderRemark,balanceUsed,"
    "returnOrder,paymentConfirmTime,waybill,logisticsId,modified,directParentOrderId,"
    "parentOrderId,storeOrder,storeId"
)
_WORLDWIDE_FIELDS = ",customs,customsModel,taxFee"
#: What JD keeps up in place of ``orderPayment`` (sheet 4.5). A router that does not
#: know it refuses the whole call, and is asked without it.
_NEWER_FIELDS = ",actualPay"
_UNKNOWN_FIELD = "68"


def query_shop(shop: Shop) -> tuple[Record, Answer]:
    """Return the shop that the token belongs to, and the answer it came in (sheet 3.3)."""
    envelope = Envelope("jingdong.vender.shop.query", ("shop_jos_result",))
    answer = _send(shop, envelope, {})
    return envelope.payload.record("shop_jos_result", "result"), answer


def query_vender(shop: Shop) -> Record:
    """Return the merchant that the token belongs to (sheet 3.3)."""
    payload = _call(shop, "jingdong.seller.vender.info.get", {})
    return payload.record("vender_info_result", "result")


def search_wares(shop: Shop, span: Span | None, page: int, size: int = LISTING_PAGE) -> Record:
    """Return a page of the shop's wares by id, created within *span* (sheet 4.1)."""
    business: dict[str, Any] = {
        "field": WARE_FIELDS,
        "orderField": "wareId",
        "orderType": "asc",
        "pageNo": page,
        "pageSize": size,
    }
    if span is not None:
        business["startCreatedTime"], business["endCreatedTime"] = map(_wall, span)
    payload = _call(shop, "jingdong.ware.read.searchWare4Valid", business)
    return payload.record("page")


def search_skus(shop: Shop, ware_ids: Sequence[str], page: int) -> Record:
    """Return a page of the SKUs of some wares; its misspelt parameters are the dialect's (4.2)."""
    business = {
        "field": SKU_FIELDS,
        "orderFiled": "skuId",
        "orderType": "asc",
        "pageNo": page,
        "page_size": LISTING_PAGE,
        "skuStatuValue": "1,2",
        "wareId": ",".join(ware_ids),
    }
    return _call(shop, "jingdong.sku.read.searchSkuList", business).record("page")


def skus_by_id(shop: Shop, sku_ids: Sequence[str]) -> Record:
    """Return the page of the SKUs with these ids that were not deleted (sheet 4.2)."""
    business = {
        "field": "skuId,stockNum",
        "pageNo": 1,
        "page_size": LISTING_PAGE,
        "skuId": ",".join(sku_ids),
        "skuStatuValue": "1,2",
    }
    return _call(shop, "jingdong.sku.read.searchSkuList", business).record("page")


def stock_of_sku(shop: Shop, sku_id: str) -> list[Any]:
    """Return a SKU's stock, a row for each store (sheet 4.3)."""
    business = {"field": "skuId,storeId,stockNum", "skuId": int(sku_id)}
    return _call(shop, "jingdong.stock.read.findSkuStock", business).rows("skuStocks")


def set_stock(shop: Shop, request: Mapping[str, Any]) -> Record:
    """Return what became of each quantity of *request* (sheet 4.3)."""
    # The one call whose parameters stay nested (sheet 4).
    payload = _call(shop, "jingdong.ware.stock.sku.set", {"req": request}, effect=Effect.SET)
    return payload.record("returnType")


def update_stock(shop: Shop, row: Mapping[str, int]) -> bool:
    """Set one SKU's quantity by the older interface; return whether JD says so (sheet 4.3)."""
    envelope = Envelope("jingdong.stock.write.updateSkuStock", ("",))
    _send(shop, envelope, row, effect=Effect.SET)
    return envelope.payload.flag("success", "isSuccess") is True


def search_orders(shop: Shop, span: Span, page: int, size: int = ORDERS_PER_PAGE) -> Record:
    """Return a page of the orders that changed within *span*, oldest change first (4.5)."""
    worldwide = shop.settings.marketplace is Marketplace.WORLDWIDE
    business = {
        # By the last change, upwards: what changes meanwhile leaves for the end.
        "dateType": 0,
        "sortType": 0,
        "start_date": _wall(span[0]),
        "end_date": _wall(span[1]),
        "optional_fields": ORDER_FIELDS + (_WORLDWIDE_FIELDS if worldwide else ""),
        "order_state": ASKED,
        # Text, both of them (sheet 4.5).
        "page": str(page),
        "page_size": str(size),
    }
    method = f"jingdong.pop.order.{_twin(shop, 'search', 'enSearch')}"
    return _ask_orders(shop, method, "searchorderinfo_result", business)


def order_detail(shop: Shop, order_id: str) -> Record:
    """Return one order, with its result beside it (sheet 4.6)."""
    worldwide = shop.settings.marketplace is Marketplace.WORLDWIDE
    business = {
        "optional_fields": ORDER_FIELDS + (_WORLDWIDE_FIELDS if worldwide else ""),
        "order_id": int(order_id),
    }
    method = f"jingdong.pop.order.{_twin(shop, 'get', 'enGet')}"
    return _ask_orders(shop, method, "orderDetailInfo", business)


def refund_audits(shop: Shop, page: int, order_id: str | None = None) -> Record:
    """Return a page of the refund applications that wait for the seller (sheet 4.8)."""
    business: dict[str, Any] = {
        "pageIndex": page,
        "pageSize": AUDITS_PER_PAGE,
        "status": AUDIT_PENDING,
    }
    if order_id is not None:
        business["orderId"] = int(order_id)
    method = "jingdong.pop.afs.soa.refundapply.queryPageList"
    envelope = Envelope(method, ("queryResult",))
    _send(shop, envelope, business)
    return envelope.payload.record("queryResult")


def ship(shop: Shop, order_id: str, carriers: str, numbers: str) -> bool:
    """Tell that an order has left, with whom; return whether JD says that it took it (4.7)."""
    envelope = Envelope("jingdong.pop.order.shipment", ("sopjosshipment_result",))
    business = {"logiCoprId": carriers, "logiNo": numbers, "orderId": int(order_id)}
    _send(shop, envelope, business, effect=Effect.ONCE)
    return envelope.payload.record("sopjosshipment_result").flag("success", "isSuccess") is True


def leave_overseas(shop: Shop, order_id: str) -> None:
    """Tell that an order has left its warehouse abroad (sheet 5)."""
    business = {"order_id": int(order_id), "trade_no": f"{order_id}-out"}
    _act(shop, "360buy.overseas.order.sop.outstorage", business)


def deliver_overseas(shop: Shop, order_id: str, carriers: str, numbers: str) -> None:
    """Tell who carries an order from the border on (sheet 5)."""
    business = {
        "logistics_id": carriers,
        "order_id": int(order_id),
        "trade_no": f"{order_id}-delivery",
        "waybill": numbers,
    }
    _act(shop, "360buy.overseas.order.sop.delivery", business)


def _ask_orders(shop: Shop, method: str, result: str, business: Mapping[str, Any]) -> Record:
    """Return the result of a query of orders, with the newer fields where they are known."""
    envelope = Envelope(method, (f"{result}.apiResult",))
    fields = business["optional_fields"] + _NEWER_FIELDS
    try:
        _send(shop, envelope, {**business, "optional_fields": fields})
    except RequestRefusedError as error:
        if error.remote_code != _UNKNOWN_FIELD:
            raise
        _send(shop, envelope, business)
    return envelope.payload.record(result)


def _call(
    shop: Shop, method: str, business: Mapping[str, Any], effect: Effect = Effect.READ
) -> Record:
    envelope = Envelope(method)
    _send(shop, envelope, business, effect)
    return envelope.payload


def _act(shop: Shop, method: str, business: Mapping[str, Any]) -> None:
    _send(shop, Envelope(method, ("",)), business, Effect.ONCE)


def _send(
    shop: Shop, envelope: Envelope, business: Mapping[str, Any], effect: Effect = Effect.READ
) -> Answer:
    form = {"method": envelope.method, "v": VERSION, "360buy_param_json": serialise(business)}
    return shop.http.call(
        "POST",
        ROUTER,
        host=shop.settings.router,
        form=form,
        effect=effect,
        bucket="router",
        judge=envelope,
    )


def _twin(shop: Shop, plain: str, encrypted: str) -> str:
    return encrypted if shop.settings.buyer_data is BuyerData.ENCRYPTED else plain


def _wall(epoch: int) -> str:
    return wall_clock(datetime.fromtimestamp(epoch, UTC))
