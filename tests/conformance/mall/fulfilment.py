"""The mall as a fulfilment service: goods, outbounds and inbounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crossdock import (
    Cancellation,
    CancelOutcome,
    Connection,
    DocumentKey,
    Goods,
    GoodsResult,
    Inbound,
    InboundProgress,
    Outbound,
    OutboundProgress,
    Page,
    ReceivedLine,
    RemoteInbound,
    RemoteOutbound,
    RemoteWarehouse,
    RowOutcome,
    ShippedLine,
    StockLevel,
    hookimpl,
)
from crossdock.errors import OutcomeUnknownError, RequestRefusedError
from crossdock.records import Record
from mall.calls import call
from mall.reading import after, each, following, rows_of, status_of


@hookimpl
def list_warehouses(connection: Connection[Any]) -> tuple[RemoteWarehouse, ...]:
    """Return the warehouses."""
    rows = map(Record, rows_of(call(connection, "GET", "/warehouses"), "warehouses"))
    return tuple(RemoteWarehouse(row.text("id"), row.text("name")) for row in rows)


@hookimpl
def list_stock(connection: Connection[Any], cursor: str | None) -> Page[StockLevel]:
    """Return a page of stock levels."""
    body = call(connection, "GET", "/goods", params=after(cursor))
    items, refused = each(connection, rows_of(body, "goods"), _level)
    return Page(items, following(body), refused)


def _level(row: Record) -> StockLevel:
    units = row.maybe_whole("units") or 0
    return StockLevel(row.text("sku"), "north", units, units, remote_id=row.text("id"))


@hookimpl
def push_products(
    connection: Connection[Any], goods: tuple[Goods, ...]
) -> tuple[GoodsResult, ...]:
    """Return one result per product."""
    body = {"goods": [{"sku": one.sku, "name": one.name} for one in goods]}
    rows = rows_of(call(connection, "POST", "/goods", body=body, effect="set"), "goods")
    found = {row["sku"]: row["id"] for row in rows}
    return tuple(GoodsResult(one.sku, RowOutcome.DONE, found[one.sku]) for one in goods)


@hookimpl
def create_outbound(connection: Connection[Any], outbound: Outbound) -> RemoteOutbound:
    """Return the outbound, made now or before."""
    body = {
        "reference": outbound.reference,
        "city": outbound.address.city,
        "lines": [{"goods": one.remote_id, "units": one.quantity} for one in outbound.lines],
    }
    return _outbound(Record(call(connection, "POST", "/outbounds", body=body, effect="once")))


@hookimpl
def find_outbound(connection: Connection[Any], reference: str) -> tuple[RemoteOutbound, ...]:
    """Return what is kept under *reference*."""
    return tuple(_found(connection, "/outbounds", {"reference": reference}, _outbound))


@hookimpl
def refresh_outbound(
    connection: Connection[Any], documents: tuple[DocumentKey, ...]
) -> tuple[RemoteOutbound, ...]:
    """Return each outbound as it is now."""
    return tuple(
        one
        for key in documents
        for one in _found(connection, "/outbounds", {"id": key.remote_id}, _outbound)
    )


@hookimpl
def cancel_outbound(connection: Connection[Any], document: DocumentKey) -> Cancellation:
    """Return what asking to cancel came to."""
    return _cancel(connection, "/outbounds/cancel", document)


@hookimpl
def create_inbound(connection: Connection[Any], inbound: Inbound) -> RemoteInbound:
    """Return the inbound, made now or before."""
    lines = [{"goods": one.remote_id, "units": one.quantity} for one in inbound.lines]
    body = {"reference": inbound.reference, "lines": lines}
    return _inbound(Record(call(connection, "POST", "/inbounds", body=body, effect="once")))


@hookimpl
def find_inbound(connection: Connection[Any], reference: str) -> tuple[RemoteInbound, ...]:
    """Return what is kept under *reference*."""
    return tuple(_found(connection, "/inbounds", {"reference": reference}, _inbound))


@hookimpl
def refresh_inbound(
    connection: Connection[Any], documents: tuple[DocumentKey, ...]
) -> tuple[RemoteInbound, ...]:
    """Return each inbound as it is now."""
    return tuple(
        one
        for key in documents
        for one in _found(connection, "/inbounds", {"id": key.remote_id}, _inbound)
    )


@hookimpl
def cancel_inbound(connection: Connection[Any], document: DocumentKey) -> Cancellation:
    """Return what asking to cancel came to."""
    return _cancel(connection, "/inbounds/cancel", document)


def _found(connection: Connection[Any], path: str, params: dict[str, str], read: Any) -> list[Any]:
    rows = rows_of(call(connection, "GET", path, params=params), "found")
    return [read(Record(row)) for row in rows]


def _cancel(connection: Connection[Any], path: str, document: DocumentKey) -> Cancellation:
    body = {"id": document.remote_id}
    try:
        call(connection, "POST", path, body=body, effect="set")
    except RequestRefusedError as error:
        return Cancellation(CancelOutcome.REFUSED, error.message, error.remote_code)
    return Cancellation(CancelOutcome.CANCELLED)


def _outbound(row: Record) -> RemoteOutbound:
    row = _known(row)
    return RemoteOutbound(
        reference=row.text("reference"),
        remote_id=row.text("id"),
        progress=status_of(OutboundProgress, row.text("status")),
        raw=row.text("status"),
        waybills=(row.text("waybill"),) if row.has("waybill") else (),
        lines=tuple(
            ShippedLine(
                line.text("sku"),
                line.maybe_whole("units") or 0,
                line.maybe_whole("shipped"),
                line.text("goods"),
            )
            for line in _lines(row)
        ),
    )


def _inbound(row: Record) -> RemoteInbound:
    row = _known(row)
    return RemoteInbound(
        reference=row.text("reference"),
        remote_id=row.text("id"),
        progress=status_of(InboundProgress, row.text("status")),
        raw=row.text("status"),
        lines=tuple(
            ReceivedLine(line.text("sku"), line.maybe_whole("units") or 0) for line in _lines(row)
        ),
    )


def _known(row: Record) -> Record:
    if not row.text("id"):
        raise OutcomeUnknownError("The mall did not say what it made.", next_step="Look it up.")
    return row


def _lines(row: Record) -> Sequence[Record]:
    found = row.value("lines")
    return [Record(line) for line in found] if isinstance(found, list) else []
