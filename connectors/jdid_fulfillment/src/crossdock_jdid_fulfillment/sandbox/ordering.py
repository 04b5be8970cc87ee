"""An outbound as a merchant writes it, checked field by field (sheet B7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crossdock_jdid_fulfillment.sandbox import access
from crossdock_jdid_fulfillment.sandbox.master import ENABLED, JD_EXPRESS, JD_PLATFORM
from crossdock_jdid_fulfillment.sandbox.outbounds import Outbound, OutboundLine
from crossdock_jdid_fulfillment.sandbox.reading import Given, check_prices, pieces, same_length
from crossdock_jdid_fulfillment.sandbox.refusals import invalid, missing, too_long, unknown

if TYPE_CHECKING:
    from crossdock_jdid_fulfillment.sandbox.world import World

_SOURCE = re.compile(r"ISV\d{13}", re.ASCII)
_MARK = re.compile(r"[0-9A-Za-z]{50}", re.ASCII)
_B2C, _B2B = 1, 2
#: What is kept and told back, and how long it may be.
_LIMITS = {
    "salesPlatformOrderNo": 200,
    "salesPlatformCreateTime": None,
    "consigneeMobile": 30,
    "consigneePhone": 30,
    "consigneePostcode": None,
    "consigneeEmail": None,
    "expectDate": None,
    "addressProvince": 100,
    "addressCity": 100,
    "addressCounty": 100,
    "addressTown": 100,
    "thirdWayBill": 200,
    "destinationName": None,
    "sellerRemark": 500,
    "sellerNote": None,
    "consigneeRemark": None,
    "customField": None,
}
_NOTE = 200
#: By switch ``address_library``: as much of JD's library as anybody needs here.
_PROVINCES = frozenset(
    {"Banten", "Bali", "DKI Jakarta", "DI Yogyakarta", "Jawa Barat", "Jawa Tengah", "Jawa Timur",
     "Sumatera Utara"}
)  # fmt: skip


def read_outbound(world: World, given: Given) -> Outbound:
    """
    Return the outbound a request asks for.

    Raises:
        EclpRefusalError: A field is missing, too long or wrong, or names what is not there.
    """
    uuid = given.needed("isvUUID", 125)
    _check_source(world, given)
    department = access.department(world, given, "departmentNo")
    so_type = given.whole("soType", _B2C, _B2C, _B2B)
    shop = given.text("shopNo") if so_type == _B2B else given.needed("shopNo")
    if shop:
        access.shop(world, shop, department)
    warehouse = _warehouse(world, given, department)
    shipper = access.shipper(world, given.text("shipperNo") or JD_EXPRESS)
    fields = _fields(given)
    province = fields["addressProvince"]
    if world.switches["address_library"] == "checked" and province not in _PROVINCES:
        raise unknown("addressProvince", province)
    if _is_cash(given) and not shipper.cash:
        raise invalid("shipperNo", "this carrier takes no cash on delivery")
    lines = _lines(world, given, department)
    return Outbound(
        no="",
        uuid=uuid,
        department=department,
        warehouse=warehouse,
        shop=shop,
        shipper=shipper.no,
        created=world.now,
        lines=lines,
        so_type=so_type,
        fields=fields,
    )


def _check_source(world: World, given: Given) -> None:
    source = given.needed("isvSource")
    own = world.switches["isv_source"] == "own"
    if not _SOURCE.fullmatch(source) or (own and source != world.source):
        raise unknown("isvSource", source)


def _warehouse(world: World, given: Given, department: str) -> str:
    number = given.text("warehouseNo")
    if number:
        return access.warehouse(world, number, department, working=True).no
    if not world.switches.on("order_sourcing"):
        raise missing("warehouseNo")
    found = (w for w in world.master.warehouses_of(department) if w.status == ENABLED)
    chosen = next(found, None)
    if chosen is None:
        raise unknown("仓库", "")
    return chosen.no


def _fields(given: Given) -> dict[str, str]:
    platform = given.needed("salePlatformSource")
    if not platform.isdigit():
        raise invalid("salePlatformSource", "a number")
    fields = {
        "salePlatformSource": platform,
        "consigneeName": given.needed("consigneeName", 20),
        "consigneeAddress": given.needed("consigneeAddress", 100),
        "orderMark": given.needed("orderMark"),
    }
    for name, most in _LIMITS.items():
        fields[name] = given.text(name, most)
    # The seller's note is cut where the other texts are refused.
    fields["sellerNote"] = fields["sellerNote"][:_NOTE]
    if not fields["consigneeMobile"] and not fields["consigneePhone"]:
        raise missing("consigneeMobile/consigneePhone")
    if platform == JD_PLATFORM and not fields["salesPlatformOrderNo"]:
        raise missing("salesPlatformOrderNo")
    given.moment("salesPlatformCreateTime")
    _check_mark(given, fields["orderMark"])
    fields["receivable"] = given.text("receivable")
    return fields


def _check_mark(given: Given, mark: str) -> None:
    if len(mark) > 50:
        raise too_long("orderMark", 50)
    if not _MARK.fullmatch(mark):
        raise invalid("orderMark", "50 flags")
    amount = given.amount("receivable") or 0
    if _is_cash(given) and amount <= 0:
        raise invalid("receivable", "above zero where orderMark says cash on delivery")
    if not _is_cash(given) and amount:
        raise invalid("receivable", "zero where orderMark says no cash on delivery")


def _is_cash(given: Given) -> bool:
    return given.text("orderMark").startswith("1")


def _lines(world: World, given: Given, department: str) -> list[OutboundLine]:
    columns = {
        name: given.column(name)
        for name in ("goodsNo", "isvGoodsNo", "quantity", "price", "orderLine")
    }
    if not columns["quantity"]:
        raise missing("quantity")
    if not columns["goodsNo"] and not columns["isvGoodsNo"]:
        raise missing("goodsNo/isvGoodsNo")
    same_length(columns)
    for code in columns["isvGoodsNo"]:
        if len(code) > 50:
            raise too_long("isvGoodsNo", 50)
    if world.switches["price_decimals"] == "two":
        check_prices(columns["price"])
    goods = access.goods_of_lines(world, department, columns["goodsNo"], columns["isvGoodsNo"])
    return [
        OutboundLine(
            one.no,
            one.isv_no,
            quantity,
            columns["price"][place] if columns["price"] else "",
            columns["orderLine"][place] if columns["orderLine"] else str(place + 1),
        )
        for place, (one, quantity) in enumerate(
            zip(goods, pieces("quantity", columns["quantity"]), strict=True)
        )
    ]
