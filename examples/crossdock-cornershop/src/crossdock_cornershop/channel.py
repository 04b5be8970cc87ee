"""Corner Shop as a channel: products, stock and orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from crossdock import (
    Address,
    Connection,
    Handover,
    Listing,
    ListingStatus,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Page,
    Person,
    PushReport,
    RowOutcome,
    RowResult,
    Shipment,
    ShipmentRequest,
    StockReading,
    StockUpdate,
    Window,
    hookimpl,
)
from crossdock.errors import DataRefusedError, InputRefusedError, RequestRefusedError
from crossdock.records import Record
from crossdock.rows import numbered, read_rows, row_id, rows_of

from crossdock_cornershop.api import call

LISTING_STATUSES = {"online": ListingStatus.ACTIVE, "offline": ListingStatus.INACTIVE}
ORDER_STATUSES = {
    "unpaid": OrderStatus.UNPAID,
    "paid": OrderStatus.PAID,
    "shipped": OrderStatus.SHIPPING,
    "arrived": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
}


@hookimpl
def list_products(connection: Connection[Any], cursor: str | None) -> Page[Listing]:
    """Return a page of listings."""

    def fetch(page: int) -> list[Any]:
        body = call(connection, "GET", "/v1/products", params={"page": page})
        return rows_of(body, "products")

    rows, following = numbered(fetch, cursor, row_id)
    items, refused = read_rows(rows, _listing, connection.http.redactor.record)
    return Page(items, following, refused)


def _listing(row: Record) -> Listing:
    state, price = row.text("state"), row.exact("price")
    return Listing(
        listing_id=_needed(row, "id"),
        sku=row.text("sku"),
        title=row.text("name"),
        status=LISTING_STATUSES.get(state, ListingStatus.UNKNOWN),
        raw_status=state,
        quantity=_units(row, "stock"),
        price=None if price is None else Money(price, row.text("currency")),
    )


@hookimpl
def push_stock(connection: Connection[Any], updates: tuple[StockUpdate, ...]) -> PushReport:
    """Return one result per update; the shop takes them one by one."""
    return PushReport(tuple(_pushed(connection, one) for one in updates))


def _pushed(connection: Connection[Any], update: StockUpdate) -> RowResult:
    path, body = f"{_path('products', update.listing_id)}/stock", {"stock": update.quantity}
    try:
        answer = Record(call(connection, "PUT", path, json=body, effect="set"))
    except RequestRefusedError as error:
        return RowResult(update.listing_id, RowOutcome.REFUSED, error.message)
    if answer.value("stock") != update.quantity or answer.text("id") != update.listing_id:
        why = "The shop did not say that it shows this number."
        return RowResult(update.listing_id, RowOutcome.UNKNOWN, why)
    return RowResult(update.listing_id, RowOutcome.DONE)


@hookimpl
def read_stock(
    connection: Connection[Any], listing_ids: tuple[str, ...]
) -> tuple[StockReading, ...]:
    """Return what each listing shows; one that the shop does not know is left out."""
    found = []
    for listing_id in listing_ids:
        try:
            row = Record(call(connection, "GET", _path("products", listing_id)))
        except RequestRefusedError as error:
            if error.status != 404:
                raise
            continue
        try:
            found.append(StockReading(listing_id, _units(row, "stock")))
        except DataRefusedError as error:
            found.append(StockReading(listing_id, None, doubt=error.message))
    return tuple(found)


@hookimpl
def list_orders(connection: Connection[Any], window: Window, cursor: str | None) -> Page[Order]:
    """Return a page of the orders that changed in *window*."""
    span = {
        "changed_from": window.start.isoformat(),
        "changed_to": window.end.isoformat(),
    }

    def fetch(page: int) -> list[Any]:
        body = call(connection, "GET", "/v1/orders", params={**span, "page": page})
        return rows_of(body, "orders")

    rows, following = numbered(fetch, cursor, row_id)
    items, refused = read_rows(rows, _order, connection.http.redactor.record)
    return Page(items, following, refused)


@hookimpl
def get_order(connection: Connection[Any], order_id: str) -> Order:
    """Return the order as it is now."""
    return _order(Record(call(connection, "GET", _path("orders", order_id))))


@hookimpl
def arrange_shipment(connection: Connection[Any], request: ShipmentRequest) -> Shipment:
    """Return the order, on its way under the seller's own tracking number."""
    if request.handover is not Handover.OWN_COURIER or not request.waybill:
        raise InputRefusedError(
            "Corner Shop has no courier of its own.",
            next_step="Ship it yourself, and give the tracking number.",
        )
    path, body = _path("orders", request.order_id), {"tracking_number": request.waybill}
    answer = call(connection, "POST", f"{path}/fulfil", json=body, effect="once")
    return Shipment(_order(Record(answer)))


def _order(row: Record) -> Order:
    state, items, place = row.text("state"), row.value("items"), row.record("ship_to")
    if not isinstance(items, list) or not items:
        raise DataRefusedError("items are missing.")
    return Order(
        order_id=_needed(row, "id"),
        status=ORDER_STATUSES.get(state, OrderStatus.UNKNOWN),
        raw_status=state,
        lines=tuple(_line(number, Record(one)) for number, one in enumerate(items, start=1)),
        placed_at=_time(row, "created"),
        updated_at=_time(row, "changed"),
        recipient=Person(name=place.text("name")),
        address=Address(street=place.text("street"), city=place.text("city"), country="ID"),
        waybill=row.text("tracking_number"),
    )


def _line(number: int, row: Record) -> OrderLine:
    return OrderLine(
        line_id=str(number),
        listing_id=_needed(row, "product_id"),
        sku=row.text("sku"),
        title=row.text("name"),
        quantity=_units(row, "count"),
    )


def _path(what: str, name: str) -> str:
    # An id from outside must not become another path.
    return f"/v1/{what}/{quote(name, safe='')}"


def _needed(row: Record, name: str) -> str:
    if not (found := row.text(name)):
        raise DataRefusedError(f"{name} is missing.")
    return found


def _units(row: Record, name: str) -> int:
    if (found := row.maybe_whole(name)) is None:
        raise DataRefusedError(f"{name} is missing.")
    return found


def _time(row: Record, name: str) -> datetime:
    text = row.text(name)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise DataRefusedError(f"{name} is no time with its zone.") from None
