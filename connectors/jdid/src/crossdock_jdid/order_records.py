"""An order as JD.ID writes it, in our words; both generations write it alike (sheet A7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crossdock import Address, Order, OrderLine, OrderStatus, Person
from crossdock.errors import DataRefusedError
from crossdock_jdid.amounts import rupiah
from crossdock_jdid.nesting import rows_of, unpacked
from crossdock_jdid.ownership import refuse_foreign
from crossdock_jdid.settings import JdidSettings
from crossdock_jdid.statuses import order_status
from crossdock_jos.records import Record
from crossdock_jos.timestamps import JAKARTA


def decode_order(raw: Any, settings: JdidSettings) -> Order:
    """Return the order that *raw* is.

    Raises:

        DataRefusedError: naming the field that cannot be read.
    """
    raw = unpacked(raw)
    if not isinstance(raw, Mapping):
        raise DataRefusedError("The order is not an object.")
    row = Record(raw)
    number = row.whole("orderId")
    if number is None or number <= 0:
        raise DataRefusedError("orderId is missing.")
    refuse_foreign(row, settings)
    state = row.whole("orderState", "orderStatus")
    status = order_status(state)
    placed_at = _moment(row, "bookTime") or _moment(row, "createTime") or _moment(row, "payTime")
    if placed_at is None:
        raise DataRefusedError("bookTime is missing.")
    phone = row.text("mobile") or row.text("phone")
    email = row.text("email")
    return Order(
        order_id=str(number),
        number=str(number),
        status=status,
        raw_status="" if state is None else str(state),
        lines=_lines(row),
        placed_at=placed_at,
        updated_at=_moment(row, "modifyTime"),
        paid_at=_moment(row, "payTime"),
        total=rupiah(row, "paySubtotal", "totalPrice"),
        # The account is the buyer's identity; name and phone are of whoever receives.
        buyer=Person(name=row.text("userPin"), email=email),
        recipient=Person(name=row.text("customerName"), phone=phone, email=email),
        address=_address(row),
        courier=row.text("carrierCompany").strip(),
        waybill=row.text("expressNo").strip(),
        cancel_requested=status is OrderStatus.CANCEL_REQUESTED,
    )


def order_id_of(raw: Any) -> str:
    """Return the id of an order's row; empty when it does not say."""
    try:
        number = Record(unpacked(raw)).whole("orderId")
    except DataRefusedError:
        return ""
    return "" if number is None else str(number)


def _lines(row: Record) -> tuple[OrderLine, ...]:
    rows = [Record(raw, "orderSkuinfos.") for raw in rows_of(row.value("orderSkuinfos"))]
    if not rows:
        raise DataRefusedError("orderSkuinfos is empty: an order has at least one line.")
    lines = []
    seen: dict[int, int] = {}
    for line in rows:
        sku_id = line.whole("skuId")
        if sku_id is None or sku_id <= 0:
            raise DataRefusedError("orderSkuinfos.skuId is missing.")
        quantity = line.whole("skuNumber")
        if quantity is None or quantity < 1:
            raise DataRefusedError(f"orderSkuinfos.skuNumber of SKU {sku_id} is {quantity or 0}.")
        # orderSkuUuidId was not in every answer, and a line must keep its id: it is its
        # SKU, numbered where that comes again.
        seen[sku_id] = times = seen.get(sku_id, 0) + 1
        lines.append(
            OrderLine(
                line_id=str(sku_id) if times == 1 else f"{sku_id}-{times}",
                listing_id=str(sku_id),
                # The seller's own code: sellerSkuId in the catalogue, popSkuId here.
                sku=line.text("popSkuId"),
                title=line.text("skuName"),
                quantity=quantity,
                # costPrice is the line's total, jdPrice the price of one.
                unit_price=rupiah(line, "jdPrice"),
            )
        )
    return tuple(lines)


def _moment(row: Record, name: str) -> datetime | None:
    # Milliseconds since 1970; a clock on the wall would be Jakarta's.
    return row.moment(name, zone=JAKARTA)


def _address(row: Record) -> Address:
    return Address(
        street=row.text("address", "deliveryAddr"),
        district=row.text("area"),
        city=row.text("city"),
        # "state" is the province here, and never where the order stands.
        province=row.text("state"),
        postal_code=row.text("postCode"),
        country="ID",
    )
