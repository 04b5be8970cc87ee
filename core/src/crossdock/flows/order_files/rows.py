"""What each row of an order file says, read strictly and before anything is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from crossdock.errors import InputRefusedError
from crossdock.flows.order_files import cells
from crossdock.orders import OrderLine
from crossdock.tables import Cell, Table, TableRow, units_of

_TEXTS = (
    *("number", "status", "raw_status", "delivery_status", "buyer_name", "buyer_phone"),
    *("buyer_email", "recipient_name", "recipient_phone", "street", "district", "city"),
    *("province", "postal_code", "courier", "warehouse_id"),
)
#: Moments that have passed, and deadlines, which need not have.
_PAST = ("placed_at", "paid_at", "updated_at", "cancelled_at")
_AHEAD = ("accept_by", "ship_by")
#: A row says something of goods if it fills one of these.
_OF_GOODS = ("line_id", "listing_id", "sku", "title", "quantity", "unit_price")


@attrs.frozen
class Terms:
    """What goes for the rows of a file that say nothing else.

    Args:

        channel: whose words for states the file has.

        zone: of times that name none; None to refuse those.

        currency: of amounts that name none; empty to refuse those.

        day_first: 05/11/2026 is the fifth of November.
    """

    now: datetime
    channel: str
    zone: ZoneInfo | None = None
    currency: str = ""
    day_first: bool = False


@attrs.frozen
class Row:
    """What one row says.

    Args:

        number: its line in a text file, its row in a sheet.

        order_id: whose row it is; empty where that cannot be read.

        facts: what it says of its order, by field; without what it leaves empty.

        line: what was bought; None for a row that tells of the order alone.

        fault: why it cannot be read, in words.
    """

    number: int
    order_id: str = ""
    facts: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    line: OrderLine | None = None
    fault: str = ""


def read_rows(table: Table, columns: Mapping[str, str], terms: Terms) -> Iterator[Row]:
    """Yield what each row of *table* says.

    Args:

        columns: as `find_columns` found them.

    Raises:

        InputRefusedError: the table itself goes on beyond what is read.
    """
    for row in table.rows:
        strange = [column for column in row.cells if column not in table.columns]
        if row.fault or strange:
            why = row.fault or f"the first record has no {strange[0]!a}, and this one has"
            yield Row(row.number, fault=why)
        else:
            named = {field: row.cells.get(column) for field, column in columns.items()}
            yield _read(row, named, terms)


def _read(row: TableRow, named: Mapping[str, Cell], terms: Terms) -> Row:
    order_id = ""
    try:
        order_id = cells.code(named["order_id"], "order_id")
        if not order_id:
            return Row(row.number, fault="order_id is blank")
        facts = _facts(named, terms)
        return Row(row.number, order_id, facts, _line(named, facts.get("currency", "")))
    except InputRefusedError as error:
        return Row(row.number, order_id, fault=error.message.removesuffix("."))


def _facts(named: Mapping[str, Cell], terms: Terms) -> dict[str, Any]:
    found: dict[str, Any] = {field: cells.said(named.get(field), field) for field in _TEXTS}
    found["waybill"] = cells.code(named.get("waybill"), "waybill")
    found["country"] = cells.country(named.get("country"))
    found["currency"] = cells.currency(named.get("currency"), terms.currency)
    for field in (*_PAST, *_AHEAD):
        found[field] = cells.moment(
            named.get(field),
            field,
            terms.zone,
            day_first=terms.day_first,
            before=terms.now if field in _PAST else None,
        )
    found["total"] = cells.amount(named.get("total"), "total", found["currency"])
    return {field: value for field, value in found.items() if value not in {None, ""}}


def _line(named: Mapping[str, Cell], currency: str) -> OrderLine | None:
    if all(named.get(field) in {None, ""} for field in _OF_GOODS):
        return None
    sku = cells.code(named.get("sku"), "sku")
    title = cells.said(named.get("title"), "title")
    listing_id = cells.code(named.get("listing_id"), "listing_id") or sku
    # What has no code is known by its title.
    listing_id = listing_id or cells.code(title, "title")
    if not listing_id:
        raise InputRefusedError("neither sku nor title says what was bought")
    return OrderLine(
        line_id=cells.code(named.get("line_id"), "line_id") or listing_id,
        listing_id=listing_id,
        sku=sku,
        title=title or listing_id,
        quantity=units_of(named["quantity"], "quantity", least=1),
        unit_price=cells.amount(named.get("unit_price"), "unit_price", currency),
        note=cells.said(named.get("note"), "note"),
    )
