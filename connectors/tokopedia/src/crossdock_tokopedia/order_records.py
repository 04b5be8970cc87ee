"""An order as Tokopedia writes it, in our words: list row and detail alike (sheet 1.7).

The two name most things differently (``products`` and ``order_info.order_detail``,
``buyer.name`` and ``buyer_info.buyer_fullname``); each field is looked for
under every name it has, so that one decoder reads both. What both tell comes
out the same; `update_time`, which only the detail has, is left out, or an order
would seem to change whenever it is read the other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crossdock import Address, Money, Order, OrderLine, Person
from crossdock.errors import DataRefusedError
from crossdock_tokopedia import clock
from crossdock_tokopedia.buyers import Open, unsealed
from crossdock_tokopedia.reading import Record
from crossdock_tokopedia.settings import TokopediaSettings
from crossdock_tokopedia.statuses import order_status

#: ``cancel_request_info.status`` while the buyer waits for an answer.
_ASKED_TO_CANCEL = 1


def decode_order(raw: Any, settings: TokopediaSettings, unseal: Open | None) -> Order:
    """Return the order that *raw* is, its buyer data opened by *unseal* where it can be.

    Raises:

        DataRefusedError: naming the field that cannot be read.
    """
    if not isinstance(raw, Mapping):
        raise DataRefusedError("The row is not an object.")
    row, sealed = unsealed(raw, unseal)
    top = Record(row)
    order_id = top.text("order_id").strip()
    if not order_id or order_id == "0":
        raise DataRefusedError("order_id is missing.")
    shop_id = top.maybe_whole("shop_id") or top.record("shop_info").maybe_whole("shop_id")
    if shop_id not in {None, 0, settings.shop_id}:
        raise DataRefusedError(
            f"shop_id is {shop_id}, and this connection is for shop {settings.shop_id}."
        )
    status = top.maybe_whole("order_status")
    info, terms = top.record("order_info"), top.record("shipment_fulfillment")
    shipping = info.record("shipping_info")
    return Order(
        order_id=order_id,
        status=order_status(status),
        raw_status="" if status is None else str(status),
        number=top.text("invoice_ref_num", "invoice_number", "invoice_num"),
        lines=_lines(top, info),
        placed_at=_placed_at(top),
        paid_at=_paid_at(top),
        accept_by=clock.moment_if_any(terms, "accept_deadline"),
        ship_by=clock.moment_if_any(terms, "confirm_shipping_deadline"),
        total=_total(top),
        buyer=_buyer(top),
        recipient=_recipient(top, info),
        address=_address(top, info),
        courier=_courier(top.record("logistics"), shipping),
        waybill=_waybill(top, shipping),
        warehouse_id=_warehouse(top),
        cancel_requested=_cancel_requested(top, info),
        sealed=sealed,
    )


def _cancel_requested(top: Record, info: Record) -> bool | None:
    """Return whether the buyer waits for an answer; None for a list row, which does not tell."""
    if not info and not top.has("cancel_request_info"):
        return None
    return top.record("cancel_request_info").maybe_whole("status") == _ASKED_TO_CANCEL


def _lines(top: Record, info: Record) -> tuple[OrderLine, ...]:
    rows = (
        top.records("products")
        or info.records("order_detail")
        or top.records("product_details")
        or _bundled(top.record("bundle_detail"))
    )
    if not rows:
        raise DataRefusedError("products is empty: an order has at least one line.")
    lines = []
    seen: dict[str, int] = {}
    for row in rows:
        product_id = row.whole("product_id", "id")
        if product_id <= 0:
            raise DataRefusedError("products.id is missing.")
        quantity = row.whole("quantity")
        if quantity < 1:
            raise DataRefusedError(f"products.quantity of product {product_id} is {quantity}.")
        # The list does not tell the detail's line ids, and both must name a line
        # alike: it is its product, numbered where the product comes again.
        seen[str(product_id)] = times = seen.get(str(product_id), 0) + 1
        lines.append(
            OrderLine(
                line_id=str(product_id) if times == 1 else f"{product_id}-{times}",
                listing_id=str(product_id),
                sku=row.text("sku"),
                title=row.text("name", "product_name"),
                quantity=quantity,
                unit_price=_money(row, "price", "product_price", "normal_price"),
                note=row.text("notes"),
            )
        )
    return tuple(lines)


def _bundled(bundles: Record) -> list[Record]:
    """Return the products of an order whose rows stand in its bundles only."""
    rows = bundles.records("non_bundle")
    for bundle in bundles.records("bundle"):
        rows += bundle.records("order_detail", "products", "bundle_products")
    return rows


def _placed_at(top: Record) -> datetime:
    found = clock.moment(top, "create_time") or _paid_at(top)
    if found is None:
        raise DataRefusedError("create_time is missing.")
    return found


def _paid_at(top: Record) -> datetime | None:
    return (
        clock.moment_if_any(top, "payment_date")
        or clock.moment_if_any(top.record("payment_info"), "payment_date")
        or clock.moment_if_any(top.record("shipment_fulfillment"), "payment_date_time")
    )


def _total(top: Record) -> Money | None:
    amounts = top.record("amt")
    if amounts:
        return _money(amounts, "ttl_amount")
    return _money(top, "open_amt", "ttl_amount")


def _money(row: Record, *names: str) -> Money | None:
    amount = row.exact(*names)
    if amount is None:
        return None
    if amount < 0:
        raise DataRefusedError(f"{names[0]} is {amount}, and an amount cannot be below zero.")
    return Money(amount, "IDR")


def _buyer(top: Record) -> Person:
    row = top.record("buyer", "customer", "buyer_info")
    return Person(
        name=row.text("name", "buyer_fullname"),
        phone=row.text("phone", "buyer_phone"),
        email=row.text("email", "buyer_email"),
    )


def _recipient(top: Record, info: Record) -> Person:
    row = top.record("recipient") or info.record("destination")
    return Person(
        name=row.text("name", "receiver_name"), phone=row.text("phone", "receiver_phone")
    )


def _address(top: Record, info: Record) -> Address:
    row = top.record("recipient").record("address") or info.record("destination")
    return Address(
        street=row.text("address_full", "address_street"),
        district=row.text("district", "address_district"),
        city=row.text("city", "address_city"),
        province=row.text("province", "address_province"),
        postal_code=row.text("postal_code", "address_postal"),
        country=_country(row),
    )


def _country(row: Record) -> str:
    """Return the country's code where it is Indonesia, which is written out or left out."""
    country = row.text("country", "address_country").strip()
    is_home = country.casefold() in {"", "id", "idn", "indonesia"}
    return ("ID" if row else "") if is_home else country


def _courier(listed: Record, shipping: Record) -> str:
    agency = listed.text("shipping_agency") or shipping.text("logistic_name")
    service = listed.text("service_type") or shipping.text("logistic_service")
    return " ".join(part.strip() for part in (agency, service) if part.strip())


def _waybill(top: Record, shipping: Record) -> str:
    found = (
        top.record("custom_fields").text("awb").strip(),
        shipping.text("awb").strip(),
        shipping.text("autoresi_awb").strip(),
    )
    return next((waybill for waybill in found if waybill), "")


def _warehouse(top: Record) -> str:
    found = top.maybe_whole("warehouse_id")
    found = found or top.record("order_warehouse").maybe_whole("warehouse_id")
    return str(found) if found else ""
