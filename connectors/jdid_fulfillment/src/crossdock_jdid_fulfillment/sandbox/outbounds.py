"""Outbounds (sales orders, "SO"): what they are and which statuses they have (sheet B7)."""

from datetime import datetime

import attrs

from crossdock_jdid_fulfillment.sandbox.trail import Trail

NEW, INITIALISED, SENT, ALLOCATED, PICKED = 10009, 10010, 10014, 10015, 10016
CHECKED, PACKED, HANDED_OVER, LEFT = 10017, 10018, 10019, 10020
SORTED, STATION, DELIVERING, DELIVERED = 10032, 10033, 11000, 10034
WAITING, PARTIAL, SHORT = 100130, 100131, 100132
CANCELLED, CANCEL_FAILED, REFUSED, REVERSED = 10028, 10029, 10035, 10038

#: The way of an outbound that nothing happens to.
FLOW = (NEW, INITIALISED, SENT, ALLOCATED, PICKED, CHECKED, PACKED, HANDED_OVER, LEFT, SORTED,
        STATION, DELIVERING, DELIVERED)  # fmt: skip
PLACE = {code: index for index, code in enumerate(FLOW)}
#: After these nothing more happens by itself.
ENDED = frozenset({CANCELLED, DELIVERED, REVERSED})
NAMES = {
    NEW: "新建",
    INITIALISED: "初始化",
    WAITING: "待预占库存",
    PARTIAL: "部分预占",
    SHORT: "库存不足",
    SENT: "已下发仓库",
    ALLOCATED: "任务已分配",
    PICKED: "拣货下架",
    CHECKED: "复核",
    PACKED: "打包",
    HANDED_OVER: "交接发货",
    LEFT: "包裹出库",
    SORTED: "分拣中心验货",
    STATION: "站点验收",
    DELIVERING: "配送员收货",
    DELIVERED: "妥投",
    CANCELLED: "取消成功",
    CANCEL_FAILED: "取消失败",
    REFUSED: "拒收",
    REVERSED: "逆向完成",
}


@attrs.define
class OutboundLine:
    """What goes out: *quantity* without what was *short* at picking; *back* of *out* returned."""

    goods: str
    isv_no: str
    quantity: int
    price: str = ""
    order_line: str = ""
    short: int = 0
    out: int = 0
    back: int = 0


@attrs.define
class Parcel:
    """One package and the number on it."""

    number: str
    weight: str


@attrs.define
class Outbound:
    """
    One outbound.

    Attributes:
        uuid: The merchant's number, the idempotency key.

        fields: What else the merchant sent, as it is told back.

        progress: The member of `FLOW` it has come to, whatever was added to its trail.

        turn: Counts plans, so that an overtaken one does nothing.
    """

    no: str
    uuid: str
    department: str
    warehouse: str
    shop: str
    shipper: str
    created: datetime
    lines: list[OutboundLine]
    so_type: int = 1
    fields: dict[str, str] = attrs.field(factory=dict)
    trail: Trail = attrs.field(factory=Trail)
    progress: int = NEW
    occupied: bool = False
    waiting: bool = False
    cancelling: bool = False
    held: bool = False
    parent: str = ""
    children: list[str] = attrs.field(factory=list)
    waybills: list[str] = attrs.field(factory=list)
    parcels: list[Parcel] = attrs.field(factory=list)
    parcels_wanted: int = 0
    turn: int = 0

    @property
    def code(self) -> int:
        """The present status."""
        return self.trail.last.code

    def reached(self, code: int) -> bool:
        """Say whether the outbound has come as far as *code*."""
        return PLACE[self.progress] >= PLACE[code]

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.code in ENDED or any(step.code in ENDED for step in self.trail.steps)

    @property
    def refused(self) -> bool:
        """Whether the consignee did not take it."""
        return any(step.code == REFUSED for step in self.trail.steps)


def way_to(code: int) -> list[int]:
    """Return every status before and up to one of the flow's."""
    return list(FLOW[: PLACE[code] + 1])


def portion(lines: list[OutboundLine], *, first: bool) -> list[OutboundLine]:
    """Return one of two portions: whole lines where there are several, else halves."""
    if len(lines) > 1:
        middle = len(lines) // 2
        return [attrs.evolve(line) for line in (lines[:middle] if first else lines[middle:])]
    half = lines[0].quantity // 2
    quantity = half if first else lines[0].quantity - half
    return [attrs.evolve(lines[0], quantity=quantity)]
