"""The mall's records in our words; what cannot be read is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from crossdock import (
    Address,
    Connection,
    Listing,
    ListingStatus,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    RefusedRecord,
)
from crossdock.errors import DataRefusedError, InputRefusedError, UnreadableAnswerError
from crossdock.records import Record

T = TypeVar("T")


def rows_of(body: Any, name: str) -> list[Any]:
    """Return the rows of a list, and the cursor after it.

    Raises:

        UnreadableAnswerError: it is none.
    """
    rows = body.get(name) if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise UnreadableAnswerError(f"The mall answered without {name}.", next_step="Repeat it.")
    return rows


def each(
    connection: Connection[Any], rows: Iterable[Any], read: Callable[[Record], T]
) -> tuple[tuple[T, ...], tuple[RefusedRecord, ...]]:
    """Return what could be read of *rows*, and what could not."""
    good: list[T] = []
    bad: list[RefusedRecord] = []
    for number, row in enumerate(rows):
        try:
            good.append(read(Record(row)))
        except DataRefusedError as error:
            raw = connection.http.redactor.record(row)
            bad.append(RefusedRecord(f"row {number}", raw, error.message))
    return tuple(good), tuple(bad)


def after(cursor: str | None) -> dict[str, str]:
    """Return the parameters that ask for the page at *cursor*.

    Raises:

        InputRefusedError: it is none of ours.
    """
    if cursor is None:
        return {}
    if not cursor.startswith("after:"):
        raise InputRefusedError("That cursor is none of the mall's.", next_step="Begin anew.")
    return {"after": cursor.removeprefix("after:")}


def following(body: Any) -> str | None:
    """Return the cursor of the next page, if there is one; older malls call it otherwise."""
    more = body.get("next") or body.get("following")
    return f"after:{more}" if more else None


def status_of(kind: type[T], word: str) -> T:
    """Return *word* as a member of *kind*; what nobody has heard of is UNKNOWN."""
    try:
        return kind(word)  # type: ignore[call-arg]
    except ValueError:
        return kind.UNKNOWN  # type: ignore[attr-defined,no-any-return]


def listing(row: Record) -> Listing:
    """Return a row of the list of products."""
    price = row.exact("price")
    name = row.text("id")
    if not name:
        raise DataRefusedError("id is missing.")
    return Listing(
        listing_id=name,
        sku=row.text("sku"),
        title=row.text("title"),
        status=status_of(ListingStatus, row.text("status")),
        raw_status=row.text("status"),
        quantity=row.maybe_whole("units") or 0,
        price=None if price is None else Money(price, "IDR"),
        parent_id=row.text("parent") or None,
        options=(("colour", row.text("colour")),) if row.has("colour") else (),
        locked=row.maybe_whole("locked") or 0,
    )


def order(row: Record) -> Order:
    """Return an order."""
    lines = row.value("lines")
    if not isinstance(lines, list):
        raise DataRefusedError("lines are missing.")
    return Order(
        order_id=row.text("id"),
        status=status_of(OrderStatus, row.text("status")),
        raw_status=row.text("status"),
        lines=tuple(_line(number, Record(line)) for number, line in enumerate(lines)),
        placed_at=datetime.fromisoformat(row.text("placed")),
        updated_at=datetime.fromisoformat(row.text("changed")),
        address=Address(city=row.text("city"), country="ID"),
        waybill=row.text("waybill"),
        cancel_requested=False,
    )


def _line(number: int, row: Record) -> OrderLine:
    return OrderLine(
        line_id=str(number),
        listing_id=row.text("listing"),
        sku=row.text("sku"),
        title=row.text("sku"),
        quantity=row.maybe_whole("units") or 0,
    )
