"""An order as JD writes it, in our words: list row and detail alike (sheet 4.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crossdock import Money, Order, OrderLine, OrderStatus, Person
from crossdock.errors import DataRefusedError
from crossdock_jdcom import statuses
from crossdock_jdcom.buyers import decode_consignee
from crossdock_jdcom.carriers import carrier_names
from crossdock_jos import Record

#: ``storeOrder`` of an order that leaves from a warehouse of JD's own, or its cloud's.
_THEIR_WAREHOUSES = ("京仓", "云仓")


def decode_order(raw: Any) -> Order:
    """Return the order that *raw* is.

    Raises:

        DataRefusedError: naming the field that cannot be read.
    """
    if not isinstance(raw, Mapping):
        raise DataRefusedError("The row is not an object.")
    row = Record(raw)
    order_id = row.identifier("orderId")
    if not order_id:
        raise DataRefusedError("orderId is missing.")
    state = row.text("orderState").strip()
    status = statuses.order_status(state)
    if status is OrderStatus.READY_TO_SHIP and is_theirs(row):
        # JD sends it itself: not ours to ship, and not cancelled either.
        status = OrderStatus.PENDING_PAY_OR_SHIP
    consignee = decode_consignee(row.record("consigneeInfo"))
    return Order(
        order_id=order_id,
        status=status,
        raw_status=state,
        number=order_id,
        lines=_lines(row),
        placed_at=_placed_at(row),
        updated_at=row.moment("modified"),
        paid_at=row.moment("paymentConfirmTime"),
        total=_total(row),
        # Who bought is told by a pin only, which is an account and no name.
        buyer=Person(),
        recipient=consignee.person,
        address=consignee.address,
        courier=carrier_names(row.text("logisticsId")),
        waybill=row.text("waybill").strip(),
        warehouse_id=row.identifier("storeId"),
        cancel_requested=status is OrderStatus.CANCEL_REQUESTED,
        sealed=consignee.sealed,
    )


def is_theirs(row: Record) -> bool:
    """Return whether the order leaves from a warehouse that JD runs."""
    return row.words("storeOrder").startswith(_THEIR_WAREHOUSES)


def _lines(row: Record) -> tuple[OrderLine, ...]:
    rows = row.records("itemInfoList")
    if not rows:
        raise DataRefusedError("itemInfoList is empty: an order has at least one line.")
    if len(rows) < len(row.rows("itemInfoList")):
        raise DataRefusedError("itemInfoList has a line that is not an object.")
    lines = []
    seen: dict[str, int] = {}
    for item in rows:
        sku_id = item.identifier("skuId")
        if not sku_id:
            raise DataRefusedError("itemInfoList.skuId is missing.")
        quantity = item.whole("itemTotal")
        if quantity is None or quantity < 1:
            raise DataRefusedError(f"itemInfoList.itemTotal of SKU {sku_id} is {quantity}.")
        # A line has no id of its own: it is its SKU, numbered where that comes again.
        seen[sku_id] = times = seen.get(sku_id, 0) + 1
        lines.append(
            OrderLine(
                line_id=sku_id if times == 1 else f"{sku_id}-{times}",
                listing_id=sku_id,
                sku=item.text("outerSkuId"),
                title=item.text("skuName"),
                quantity=quantity,
                unit_price=_money(item, "jdPrice"),
            )
        )
    return tuple(lines)


def _placed_at(row: Record) -> datetime:
    found = row.moment("orderStartTime") or row.moment("paymentConfirmTime")
    if found is None:
        raise DataRefusedError("orderStartTime is missing.")
    return found


def _total(row: Record) -> Money | None:
    """Return what the buyer pays: the payable amount, and what the balance paid of it."""
    paid = _money(row, "actualPay")
    if paid is not None:
        return paid
    payable = _money(row, "orderPayment")
    if payable is None:
        return _money(row, "orderSellerPrice", "orderTotalPrice")
    balance = _money(row, "balanceUsed")
    return Money(payable.amount + balance.amount, "CNY") if balance else payable


def _money(row: Record, *names: str) -> Money | None:
    amount = row.exact(*names)
    if amount is None:
        return None
    if amount < 0:
        raise DataRefusedError(f"{names[0]} is {amount}, and an amount cannot be below zero.")
    return Money(amount, "CNY")
