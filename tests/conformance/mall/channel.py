"""The mall as a channel: products, stock and orders."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from crossdock import (
    Account,
    Connection,
    Listing,
    Order,
    Page,
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
from crossdock.errors import InputRefusedError
from crossdock.records import Record
from mall.calls import call
from mall.reading import after, each, following, listing, order, rows_of
from mall.wire import BATCH, MOST_UNITS


@hookimpl
def inspect_account(connection: Connection[Any]) -> Account:
    """Return the account."""
    told = Record(call(connection, "GET", "/account"))
    return Account(account_id=told.text("id"), name=told.text("name"))


@hookimpl
def list_products(connection: Connection[Any], cursor: str | None) -> Page[Listing]:
    """Return a page of listings."""
    body = call(connection, "GET", "/products", params=after(cursor))
    items, refused = each(connection, rows_of(body, "products"), listing)
    return Page(items, following(body), refused)


@hookimpl
def push_stock(connection: Connection[Any], updates: tuple[StockUpdate, ...]) -> PushReport:
    """Return one result per update."""
    if len(updates) > BATCH:
        raise InputRefusedError(f"The mall takes {BATCH} rows.", next_step="Push fewer.")
    beyond = {one.listing_id for one in updates if one.quantity > MOST_UNITS}
    rows = [
        {"id": one.listing_id, "units": one.quantity}
        for one in updates
        if one.listing_id not in beyond
    ]
    told: dict[str, Any] = {}
    if rows:
        body = {"warehouse": connection.settings.warehouse, "rows": rows}
        answer = call(connection, "POST", "/stock", body=body, effect="set")
        told = {str(Record(row).value("id")): row for row in _results(answer)}
    return PushReport(tuple(_result(one, beyond, told) for one in updates))


def _results(answer: Any) -> list[Any]:
    found = answer.get("results") if isinstance(answer, dict) else None
    return found if isinstance(found, list) else []


def _result(one: StockUpdate, beyond: set[str], told: dict[str, Any]) -> RowResult:
    if one.listing_id in beyond:
        return RowResult(
            one.listing_id, RowOutcome.REFUSED, f"The mall shows {MOST_UNITS} at most."
        )
    row = told.get(one.listing_id)
    if row is None or not isinstance(row.get("ok"), bool):
        return RowResult(one.listing_id, RowOutcome.UNKNOWN, "The mall did not say.")
    if row["ok"]:
        return RowResult(one.listing_id, RowOutcome.DONE)
    return RowResult(one.listing_id, RowOutcome.REFUSED, str(row.get("why")))


@hookimpl
def read_stock(
    connection: Connection[Any], listing_ids: tuple[str, ...]
) -> tuple[StockReading, ...]:
    """Return what each listing shows."""
    body = call(connection, "POST", "/stock/query", body={"ids": list(listing_ids)})
    rows = map(Record, rows_of(body, "stock"))
    return tuple(
        StockReading(row.text("id"), row.maybe_whole("units"), row.maybe_whole("locked") or 0)
        for row in rows
    )


@hookimpl
def list_orders(connection: Connection[Any], window: Window, cursor: str | None) -> Page[Order]:
    """Return a page of the orders that changed in *window*."""
    span = {"from": window.start.isoformat(), "to": window.end.isoformat()}
    body = call(connection, "GET", "/orders", params={**span, **after(cursor)})
    items, refused = each(connection, rows_of(body, "orders"), order)
    return Page(items, following(body), refused)


@hookimpl
def get_order(connection: Connection[Any], order_id: str) -> Order:
    """Return the order."""
    return order(Record(call(connection, "GET", "/order", params={"id": order_id})))


@hookimpl
def accept_order(connection: Connection[Any], order_id: str) -> Order:
    """Return the order, accepted."""
    path = f"/orders/{quote(order_id, safe='')}/accept"
    return order(Record(call(connection, "POST", path, body={}, effect="once")))


@hookimpl
def arrange_shipment(connection: Connection[Any], request: ShipmentRequest) -> Shipment:
    """Return the order, shipped."""
    path = f"/orders/{quote(request.order_id, safe='')}/ship"
    body = {"waybill": request.waybill}
    return Shipment(order(Record(call(connection, "POST", path, body=body, effect="once"))))
