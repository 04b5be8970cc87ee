"""Orders, their states, and the refund audits that hang on them (sheet 4.5 and 4.8)."""

from datetime import datetime, timedelta
from typing import Any

import attrs

TO_SHIP, SHIPPED, FINISHED = "WAIT_SELLER_STOCK_OUT", "WAIT_GOODS_RECEIVE_CONFIRM", "FINISHED_L"
CANCELLED, LOCKED, UNPAID = "TRADE_CANCELED", "LOCKED", "NOT_PAY"
OVERSEAS_LEG, PAUSED, POP_PAUSED = "WAIT_SELLER_DELIVERY", "PAUSE", "POP_ORDER_PAUSE"
SEND_CODE, RETURNED, UNKNOWN = "WAIT_SEND_CODE", "DELIVERY_RETURN", "UN_KNOWN"

#: Sheet 4.5: every state with what the console calls it.
STATES = {
    TO_SHIP: "等待出库",
    SHIPPED: "等待确认收货",
    OVERSEAS_LEG: "等待发货",
    PAUSED: "暂停",
    POP_PAUSED: "商家暂停",
    FINISHED: "完成",
    CANCELLED: "取消",
    LOCKED: "锁定",
    UNPAID: "等待付款",
    SEND_CODE: "等待发码",
    RETURNED: "配送退货",
    UNKNOWN: "未知",
    # Of the older business modes LBP and SOPL; the first is misspelt there.
    "SEND_TO_DISTRIBUTION_CENER": "发往配送中心",
    "DISTRIBUTION_CENTER_RECEIVED": "配送中心已收货",
    "RECEIPTS_CONFIRM": "收款确认",
}
#: Sheet 4.5: aliases of newer documents, in questions and answers.
PINYIN = {
    "DengDaiChuKu": TO_SHIP,
    "DengDaiQueRenShouHuo": SHIPPED,
    "DengDaiFaHuo": OVERSEAS_LEG,
    "ZanTing": PAUSED,
    "WanCheng": FINISHED,
    "PeiSongTuiHuo": RETURNED,
}
#: Sheet 4.5: states whose orders do not tell the consignee.
HIDING = frozenset({LOCKED, CANCELLED})
#: What goes back to stock when it is cancelled.
NOT_SENT = frozenset({TO_SHIP, LOCKED, PAUSED, POP_PAUSED, SEND_CODE})

#: Decided: the time a parcel takes, and an unpaid order has.
DELIVERED_AFTER = timedelta(days=4)
UNPAID_FOR = timedelta(days=1)

#: Sheet 4.8: status of a refund audit.
PENDING, APPROVED, REJECTED, REFUNDED, FINANCE_REFUSED = 0, 1, 2, 3, 4
INTERCEPT, FORCED, WAIT_LOGISTICS, WITHDRAWN = 6, 9, 10, 11


@attrs.frozen
class Consignee:
    """Who receives, and where; a municipality shifts the levels (sheet 6.8)."""

    name: str
    mobile: str
    telephone: str
    province: str
    city: str
    county: str
    town: str
    province_id: int
    city_id: int
    county_id: int
    town_id: int
    street: str

    @property
    def address(self) -> str:
        """The whole address."""
        return f"{self.province}{self.city}{self.county}{self.town}{self.street}"


@attrs.define
class Line:
    """Goods of an order; price in fen is the list price, not the paid one (sheet 6.11)."""

    sku_id: int
    ware_id: int
    outer_id: str
    name: str
    quantity: int
    price: int
    taken: bool = False


@attrs.frozen
class Coupon:
    """A discount; only a single-item promotion names its SKU (sheet 6.10)."""

    kind: str
    amount: int
    sku_id: int | None = None


@attrs.define
class RefundAudit:
    """A buyer's wish to have an order cancelled before it is shipped."""

    audit_id: int
    order_id: int
    pin: str
    open_id: str
    applied: datetime
    amount: int
    reason: str
    status: int = PENDING
    checked: datetime | None = None
    checker: str = ""
    remark: str = ""
    from_state: str = TO_SHIP


@attrs.frozen
class ServiceRefund:
    """A refund after shipping."""

    service_id: int
    refund_id: int
    order_id: int
    applied: datetime
    approved: datetime
    completed: datetime
    amount: int


@attrs.define
class Order:
    """One order; amounts in fen."""

    order_id: int
    state: str
    created: datetime
    modified: datetime
    pin: str
    open_id: str
    xid: str
    consignee: Consignee
    lines: list[Line]
    freight: int
    coupons: tuple[Coupon, ...] = ()
    balance: int = 0
    paid: datetime | None = None
    shipped: datetime | None = None
    ended: datetime | None = None
    remark: str = ""
    seller_remark: str = ""
    seller_flag: int = 0
    order_type: int = 22
    carrier: str = ""
    waybill: str = ""
    parent_id: int = 0
    return_order: int = 0
    store_order: str = ""
    invoice: str = ""
    trade_numbers: set[str] = attrs.field(factory=set)
    customs: str = ""
    customs_model: str = ""
    tax: int = 0
    shipments: list[dict[str, Any]] = attrs.field(factory=list)

    @property
    def goods(self) -> int:
        """List price of the goods."""
        return sum(line.price * line.quantity for line in self.lines)

    @property
    def discount(self) -> int:
        """All coupons together."""
        return sum(coupon.amount for coupon in self.coupons)

    @property
    def payable(self) -> int:
        """What the buyer owes in all."""
        return self.goods - self.discount + self.freight + self.tax

    def next_move(self) -> tuple[datetime, str] | None:
        """Return when time alone will move this order on, and to what."""
        if self.state == SHIPPED and self.shipped is not None:
            return self.shipped + DELIVERED_AFTER, FINISHED
        if self.state == UNPAID:
            return self.created + UNPAID_FOR, CANCELLED
        return None
