"""SPUs, SKUs and orders as they are written (sheet A6 and A7): epoch milliseconds throughout."""

from typing import Any

from crossdock_jdid.sandbox.orders import Line, Order
from crossdock_jdid.sandbox.products import Sku, Spu
from crossdock_jdid.sandbox.world import SHOP_ID
from crossdock_jos.sandbox.stamp import millis


def spu_row(spu: Spu) -> dict[str, Any]:
    """Return a row of the SPU list, which carries no seller code."""
    return {
        "spuId": spu.spu_id,
        "spuName": spu.name,
        "wareStatus": spu.status,
        "fullCategoryId": str(spu.category),
        "fullCategoryName": spu.category_name,
        "brandId": spu.brand,
        "brandName": spu.brand_name,
        "mainImgUri": spu.image,
        "shopId": SHOP_ID,
    }


def spu_detail(spu: Spu, skus: list[Sku]) -> dict[str, Any]:
    """Return an SPU with all that can be asked of it."""
    return spu_row(spu) | {
        "description": spu.description,
        "imgUris": [spu.image],
        "skuIds": [sku.sku_id for sku in skus],
    }


def sku_row(sku: Sku, spu: Spu) -> dict[str, Any]:
    """Return a SKU; its ``sellerSkuId`` may be null."""
    return {
        "skuId": sku.sku_id,
        "spuId": sku.spu_id,
        "skuName": sku.name,
        "sellerSkuId": sku.seller_sku,
        "jdPrice": sku.price,
        "costPrice": sku.price * 8 // 10,
        "status": sku.status,
        "saleAttributeNames": sku.attributes,
        "saleAttributeIds": "",
        "mainImgUri": spu.image,
        "upc": sku.upc,
        "weight": sku.weight,
    }


def order_row(order: Order) -> dict[str, Any]:
    """Return all that is known of an order; a time that has not come is null."""
    buyer = order.buyer
    carrier, company, _ = order.carrier
    return {
        "orderId": order.order_id,
        "orderState": order.state,
        "orderType": 0,
        "serviceType": 0,
        "deliveryType": 1,
        "paymentType": 1 if order.cod else 4,
        "o2oOrder": False,
        "venderId": SHOP_ID,
        "userPin": buyer.pin,
        "customerName": buyer.name,
        "phone": buyer.phone,
        "mobile": buyer.phone,
        "email": buyer.email,
        "address": f"{buyer.street}, {buyer.area}, {buyer.city}, {buyer.province}",
        "deliveryAddr": buyer.street,
        "state": buyer.province,
        "city": buyer.city,
        "area": buyer.area,
        "postCode": buyer.post_code,
        "addLat": "",
        "addLng": "",
        "bookTime": millis(order.booked),
        "createTime": millis(order.created),
        "payTime": millis(order.paid),
        "modifyTime": millis(order.modified),
        "orderCompleteTime": millis(order.completed) if order.completed else None,
        "carrierCode": carrier,
        "carrierCompany": company,
        "expressNo": order.waybill,
        "expressAttribute": 1,
        "totalPrice": order.goods,
        "paySubtotal": order.payable,
        "freightAmount": order.freight,
        "couponAmount": order.coupon,
        "promotionAmount": 0,
        "fullCutAmount": 0,
        "installmentFee": 0,
        "taxationAmount": 0,
        "jdSubsidy": 0,
        "sellerSubsidy": 0,
        "sendPay": "0" * 20,
        "buyerMessage": order.message,
        "orderSkuNum": len(order.lines),
        "orderSkuinfos": [_line(order, line, place) for place, line in enumerate(order.lines)],
    }


def _line(order: Order, line: Line, place: int) -> dict[str, Any]:
    return {
        "skuId": line.sku_id,
        "spuId": line.spu_id,
        # What the catalogue calls sellerSkuId.
        "popSkuId": line.seller_sku,
        "skuName": line.name,
        "skuImage": "",
        "skuNumber": line.quantity,
        "jdPrice": line.price,
        # A total of the line, unlike the price beside it.
        "costPrice": line.price * line.quantity,
        "promotionAmount": 0,
        "couponAmount": 0,
        "fullCutAmount": 0,
        "commission": line.price * line.quantity * 5 // 100,
        "weight": line.weight,
        "hasPromo": 0,
        "crossType": 1,
        "salesAttr": line.attributes,
        "orderSkuUuidId": f"{order.order_id}{place + 1:02d}",
    }
