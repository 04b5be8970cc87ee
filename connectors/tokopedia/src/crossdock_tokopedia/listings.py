"""A product as Tokopedia writes it, in our words (sheet 1.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from crossdock import Listing, Money, RefusedRecord
from crossdock.errors import DataRefusedError
from crossdock_tokopedia.reading import Record, rows_of, storable
from crossdock_tokopedia.settings import TokopediaSettings
from crossdock_tokopedia.statuses import listing_status

Redact = Callable[[Any], str]


@attrs.frozen
class Row:
    """A row of product/info, as far as it says what it is.

    Args:

        product_id: empty when the row does not say.

        raw: the row as it came.

        children: ids of the variants that a parent groups; none for what is sold itself.
    """

    product_id: str
    raw: Any = attrs.field(repr=False)
    children: tuple[str, ...] = ()
    is_parent: bool = False


def decode_rows(body: Any) -> list[Any]:
    """Return the rows of an answer; none for ``data: null``, which ends the list."""
    # Some answers wrap the list once more, some send one product bare.
    return rows_of(body, "products", "data", "list")


def decode_last_sort(body: Any) -> str:
    """Return the mark to ask with beyond 10,000 products, if the answer gives one.

    The sheet says that ``last_sort`` is needed there and not where it comes
    from, so we look wherever an answer could carry it.
    """
    top = Record(body)
    data = top.value("data")
    places = [top.record("header"), top, top.record("pagination"), top.record("meta")]
    if isinstance(data, Mapping):
        places.append(Record(data))
    rows = decode_rows(body)
    if rows:
        last = Record(rows[-1])
        places += [last, last.record("basic")]
    for place in places:
        mark = place.value("last_sort")
        if isinstance(mark, str | int | Decimal) and not isinstance(mark, bool):
            return str(mark)
    return ""


def recognise(raw: Any) -> Row:
    """Return what kind of row *raw* is: a parent of variants, or something sold."""
    row = Record(raw)
    product_id = _id(row.record("basic").value("productID") or row.value("productID"))
    variant = row.record("variant")
    listed = variant.value("childrenID", "childrenIDs", "children")
    children = listed if isinstance(listed, list) else ()
    ids = tuple(
        dict.fromkeys(child for c in children if (child := _id(c)) and child != product_id)
    )
    # A child names its parent; isVariant alone is said of parents and children alike.
    parent_id = _id(variant.value("parentID"))
    is_child = parent_id not in {"", product_id}
    is_parent = not is_child and (bool(ids) or variant.flag("isParent"))
    return Row(product_id, raw, ids if is_parent else (), is_parent)


def decode_children(body: Any) -> tuple[str, ...]:
    """Return the ids of the children in an answer of the variant endpoint."""
    children = Record(Record(body).value("data")).value("children")
    rows = children if isinstance(children, list) else ()
    return tuple(dict.fromkeys(child for row in rows if (child := _id(_child_id(row)))))


def _child_id(row: Any) -> Any:
    return Record(row).value("product_id") if isinstance(row, Mapping) else row


def decode_listing(raw: Any, settings: TokopediaSettings) -> Listing:
    """Return the listing that *raw* is.

    Raises:

        DataRefusedError: naming the field that cannot be read.
    """
    if not isinstance(raw, Mapping):
        raise DataRefusedError("The row is not an object.")
    row = Record(raw)
    basic, other = row.record("basic"), row.record("other")
    shop_id = basic.whole("shopID")
    if shop_id not in {0, settings.shop_id}:
        raise DataRefusedError(
            f"basic.shopID is {shop_id}, and this connection is for shop {settings.shop_id}."
        )
    product_id = basic.whole("productID") or row.whole("productID")
    if product_id <= 0:
        raise DataRefusedError("basic.productID is missing.")
    status = basic.maybe_whole("status")
    parent_id = row.record("variant").whole("parentID")
    quantities = _by_warehouse(row)
    shown = _shown(row)
    # The connection keeps this warehouse's stock, so this is what it compares with.
    quantity = dict(quantities).get(str(settings.warehouse_id), shown)
    return Listing(
        listing_id=str(product_id),
        sku=other.text("sku"),
        title=basic.text("name"),
        status=listing_status(status),
        raw_status="" if status is None else str(status),
        quantity=quantity,
        price=_price(row.record("price")),
        parent_id=str(parent_id) if parent_id not in {0, product_id} else None,
        # The reserve is part of the stock that is shown; another warehouse has none of it.
        locked=max(row.whole("reserve_stock"), 0) if quantity == shown else 0,
        warehouse_quantities=quantities,
        url=other.text("url"),
    )


def refuse(raw: Any, place: str, error: str, redact: Redact) -> RefusedRecord:
    """Return *raw* kept aside, under its product id where it has a readable one."""
    product_id = recognise(raw).product_id
    return RefusedRecord(record_id=product_id or place, raw=storable(redact(raw)), error=error)


def _shown(row: Record) -> int:
    """Return the units that buyers see."""
    if row.has("stock"):
        # A zero is left out (sheet Q6).
        return _not_negative(row.record("stock").whole("value"), "stock.value")
    return _not_negative(row.whole("main_stock") + row.whole("reserve_stock"), "main_stock")


def _by_warehouse(row: Record) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for warehouse in row.records("warehouses"):
        warehouse_id = warehouse.whole("warehouseID")
        if warehouse_id > 0:
            quantity = warehouse.record("stock").whole("value")
            found[str(warehouse_id)] = _not_negative(quantity, "warehouses.stock.value")
    return tuple(found.items())


def _not_negative(quantity: int, name: str) -> int:
    if quantity < 0:
        raise DataRefusedError(f"{name} is {quantity}, and a stock cannot be below zero.")
    return quantity


def _price(price: Record) -> Money | None:
    amount = price.exact("value", "idr")
    if amount is None:
        return None
    if amount < 0:
        raise DataRefusedError(f"price.value is {amount}, and a price cannot be below zero.")
    return Money(amount, "IDR")


def _id(value: object) -> str:
    """Return a product id as text; empty for what cannot be one."""
    try:
        number = Record({"id": value}).whole("id")
    except DataRefusedError:
        return ""
    return str(number) if number > 0 else ""
