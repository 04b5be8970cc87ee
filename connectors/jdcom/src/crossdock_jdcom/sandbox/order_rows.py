"""Orders as they are written (sheet 4.5): text for nearly everything, yuan with two decimals."""

from typing import Any

import attrs

from crossdock.sandbox.switches import SwitchBoard
from crossdock_jdcom.sandbox.beijing import NEVER, text
from crossdock_jdcom.sandbox.orders import HIDING, PINYIN, SHIPPED, STATES, Line, Order
from crossdock_jdcom.sandbox.personal import Cipherer, blank_consignee, consignee_row
from crossdock_jos.sandbox.stamp import millis

_ALIASES = {state: alias for alias, state in PINYIN.items()}


def money(fen: int) -> str:
    """Return an amount as orders write it."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


@attrs.frozen
class OrderWriter:
    """Writes the orders of one shop."""

    vender_id: int
    switches: SwitchBoard
    cipherer: Cipherer

    def state(self, order: Order) -> str:
        """Return the state by the name family that is switched on."""
        pinyin = self.switches["state_names"] == "pinyin"
        return _ALIASES.get(order.state, order.state) if pinyin else order.state

    def row(self, order: Order, fields: set[str], *, encrypted: bool) -> dict[str, Any]:
        """Return the fields asked for; ``orderId`` is always there."""
        whole = self.everything(order, encrypted=encrypted)
        return {name: whole[name] for name in whole if name == "orderId" or name in fields}

    def everything(self, order: Order, *, encrypted: bool) -> dict[str, Any]:
        """Return all that is known of an order."""
        row = {
            **self._head(order),
            **self._money(order),
            **self._logistics(order),
            "invoiceInfo": f"发票类型:电子发票 抬头:{order.invoice}"
            if order.invoice
            else "不需要开具发票",
            "invoiceCode": "",
            "invoiceEasyInfo": _invoice(order),
            "vatInfo": {},
            "itemInfoList": [self._line(line) for line in order.lines],
            "couponDetailList": [
                {
                    "orderId": str(order.order_id),
                    "skuId": str(coupon.sku_id) if coupon.sku_id else "",
                    "couponType": coupon.kind,
                    "couponPrice": money(coupon.amount),
                }
                for coupon in order.coupons
            ],
        }
        mode = "encrypted" if encrypted else self.switches["consignee"]
        if order.state not in HIDING:
            row["consigneeInfo"] = consignee_row(order.consignee, mode, self.cipherer)
        elif self.switches["hidden_consignee"] == "blank":
            row["consigneeInfo"] = blank_consignee()
        return row

    def _head(self, order: Order) -> dict[str, Any]:
        return {
            "orderId": str(order.order_id),
            "venderId": str(self.vender_id),
            "orderType": str(order.order_type),
            "payType": "4-在线支付",
            "orderState": self.state(order),
            "orderStateRemark": STATES[order.state],
            "orderRemark": order.remark,
            "venderRemark": order.seller_remark,
            "orderStartTime": text(order.created),
            "orderEndTime": text(order.ended) if order.ended else NEVER,
            "paymentConfirmTime": text(order.paid),
            "modified": text(order.modified),
            "pin": order.pin,
            "realPin": order.pin,
            "open_id_buyer": order.open_id,
            "xid_buyer": order.xid,
            "returnOrder": str(order.return_order),
            "parentOrderId": str(order.parent_id),
            "directParentOrderId": str(order.parent_id),
            "orderSource": "移动端订单",
            "storeOrder": order.store_order,
            "storeId": "0",
            "orderSign": "0" * 16,
            "pauseBizInfo": "",
            "tuiHuoWuYou": "",
            "customs": order.customs,
            "customsModel": order.customs_model,
        }

    def _money(self, order: Order) -> dict[str, Any]:
        row: dict[str, Any] = {
            "orderTotalPrice": money(order.goods),
            "orderSellerPrice": money(order.goods - order.discount),
            "orderPayment": money(order.payable - order.balance),
            "freightPrice": money(order.freight),
            "sellerDiscount": money(order.discount),
            "balanceUsed": money(order.balance),
            "serviceFee": money(0),
            "taxFee": money(order.tax),
            "totalOriginalPrice": money(order.goods),
            "totalSellerReceivable": money(order.payable),
            "totalSellerDiscount": money(order.discount),
            "payDiscount": money(0),
            "shouldPay": money(order.payable),
            "paymentDetailList": [],
        }
        if self.switches.on("actual_pay") and order.paid is not None:
            row["actualPay"] = money(order.payable)
        return row

    def _logistics(self, order: Order) -> dict[str, Any]:
        return {
            "deliveryType": "任意时间",
            "idSopShipmenttype": 68,
            "scDT": text(None),
            "waybill": order.waybill,
            "logisticsId": order.carrier,
            "outBoundDate": text(order.shipped),
            "partialLogisticsInfoModel": [
                one | {"shipmentTime": millis(one["shipmentTime"])} for one in order.shipments
            ]
            if order.state == SHIPPED
            else [],
        }

    def _line(self, line: Line) -> dict[str, str]:
        row = _line(line)
        every = self.switches.number("line_gaps")
        if every and line.sku_id % every == 0:
            # Missing "in extreme cases", to be taken from the product methods (sheet 4.5).
            del row["outerSkuId"], row["wareId"]
        return row


def _line(line: Line) -> dict[str, str]:
    return {
        "skuId": str(line.sku_id),
        "outerSkuId": line.outer_id,
        "skuName": line.name,
        "jdPrice": money(line.price),
        "giftPoint": "0",
        "wareId": str(line.ware_id),
        "itemTotal": str(line.quantity),
        "productNo": "",
        "serviceName": "",
        "newStoreId": "0",
    }


def _invoice(order: Order) -> dict[str, str]:
    return {
        "invoiceType": "电子发票" if order.invoice else "",
        "invoiceTitle": order.invoice,
        "invoiceContentId": "1" if order.invoice else "",
        "invoiceConsigneeEmail": "",
        "invoiceConsigneePhone": "",
        "invoiceCode": "",
    }


#: Every name that ``optional_fields`` may hold.
KNOWN_FIELDS = frozenset(
    {
        "orderId", "venderId", "orderType", "payType", "orderTotalPrice", "orderSellerPrice",
        "orderPayment", "freightPrice", "sellerDiscount", "orderState", "orderStateRemark",
        "deliveryType", "invoiceInfo", "invoiceCode", "invoiceEasyInfo", "orderRemark",
        "orderStartTime", "orderEndTime", "consigneeInfo", "itemInfoList", "couponDetailList",
        "venderRemark", "balanceUsed", "pin", "realPin", "returnOrder", "paymentConfirmTime",
        "waybill", "logisticsId", "vatInfo", "modified", "directParentOrderId", "parentOrderId",
        "customs", "customsModel", "orderSource", "storeOrder", "idSopShipmenttype", "scDT",
        "serviceFee", "pauseBizInfo", "taxFee", "tuiHuoWuYou", "orderSign", "storeId",
        "actualPay", "shouldPay", "totalOriginalPrice", "totalSellerReceivable",
        "totalSellerDiscount", "payDiscount", "paymentDetailList", "outBoundDate",
        "partialLogisticsInfoModel", "open_id_buyer", "xid_buyer",
    }
)  # fmt: skip
