"""Rows become orders: those of one order are put together, wherever they stand in the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import attrs

from crossdock.flows.order_files.rows import Row, Terms
from crossdock.flows.order_files.statuses import standing
from crossdock.orders import Address, Order, OrderLine, OrderStatus, Person

#: Lines of one order may have moments of their own: the last change and the first
#: deadline are the order's.
_OF_LINES: Mapping[str, Callable[..., datetime]] = MappingProxyType(
    {"updated_at": max, "accept_by": min, "ship_by": min}
)
#: What is never shown: a person stands behind it.
_PERSONAL = frozenset(
    {
        *("buyer_name", "buyer_phone", "buyer_email", "recipient_name", "recipient_phone"),
        *("street", "postal_code"),
    }
)


@attrs.frozen
class Gathered:
    """What the rows of one order come to.

    Args:

        order_id: empty for a row that nobody can tell the order of.

        rows: their numbers.

        order: None if it is refused.

        faults: why, by row; empty unless it is refused.
    """

    order_id: str
    rows: tuple[int, ...]
    order: Order | None = None
    faults: Mapping[int, str] = attrs.field(factory=dict)


def gather(rows: Sequence[Row], terms: Terms) -> list[Gathered]:
    """Return the orders that *rows* tell of, in the order in which they first appear.

    An order is taken whole or not at all: one bad row refuses it, and a row that
    nobody can tell the order of refuses those in the rows beside it, because it may be
    a line of theirs.
    """
    beside = dict(_beside(rows))
    of_order: dict[str, list[Row]] = defaultdict(list)
    found: dict[object, list[Row]] = {}
    for row in rows:
        if row.order_id:
            of_order[row.order_id].append(row)
            found[row.order_id] = of_order[row.order_id]
        else:
            found[row.number] = [row]
    return [_gathered(group, terms, beside) for group in found.values()]


def _beside(rows: Sequence[Row]) -> Iterator[tuple[str, int]]:
    """Yield each order id with the number of a nameless row that stands beside a row of it."""
    for before, after in pairwise(rows):
        if before.order_id and not after.order_id:
            yield before.order_id, after.number
        if after.order_id and not before.order_id:
            yield after.order_id, before.number


def _gathered(group: Sequence[Row], terms: Terms, beside: Mapping[str, int]) -> Gathered:
    order_id = group[0].order_id
    numbers = tuple(row.number for row in group)
    faults = {row.number: row.fault for row in group if row.fault}
    why = ""
    if faults:
        why = f"row {next(iter(faults)):,} of its order is refused"
    elif order_id in beside:
        why = f"row {beside[order_id]:,} beside it cannot be read, and may be a line of its order"
    else:
        facts, why = _agreed(group)
        why = why or _flaw(group, facts)
    if not why:
        return Gathered(order_id, numbers, order=_order(order_id, group, facts, terms))
    return Gathered(order_id, numbers, faults={**dict.fromkeys(numbers, why), **faults})


def _agreed(group: Sequence[Row]) -> tuple[dict[str, Any], str]:
    """Return what the rows of one order say of it, and where they contradict each other."""
    said: dict[str, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in group:
        for field, value in row.facts.items():
            said[field][value].append(row.number)
    for field, values in said.items():
        if len(values) > 1 and field not in _OF_LINES:
            return {}, f"its rows disagree about {field}: {_told(field, values)}"
    # Where there is one value, the least and the greatest are the same.
    return {field: _OF_LINES.get(field, max)(values) for field, values in said.items()}, ""


def _told(field: str, values: Mapping[Any, Sequence[int]]) -> str:
    """Return which rows say what; only which rows, of what is personal."""
    parts = []
    for value, numbers in values.items():
        where = f"row{'s' if len(numbers) > 1 else ''} {_listed(numbers)}"
        parts.append(where if field in _PERSONAL else f"{str(value)[:40]} in {where}")
    return (" and " if field in _PERSONAL else "; ").join(parts)


def _flaw(group: Sequence[Row], facts: Mapping[str, Any]) -> str:
    """Return why rows that agree still make no order, if so."""
    if "placed_at" not in facts:
        return "placed_at is blank, so nobody can tell when it was ordered"
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in group:
        if row.line is not None:
            numbers[row.line.line_id].append(row.number)
    if not numbers:
        return "it has no lines: no row of it says what was bought"
    for line_id, where in numbers.items():
        if len(where) > 1:
            return (
                f"{line_id[:60]!r} stands in rows {_listed(where)} of it, and no line_id tells"
                " them apart: leave one, or map a column with --columns line_id=COLUMN"
            )
    return ""


def _order(order_id: str, group: Iterable[Row], facts: Mapping[str, Any], terms: Terms) -> Order:
    word, delivery = facts.get("status", ""), facts.get("delivery_status", "")
    status = standing(terms.channel, word, delivery, cancelled="cancelled_at" in facts)
    lines: tuple[OrderLine, ...] = tuple(row.line for row in group if row.line is not None)
    asked = {OrderStatus.CANCEL_REQUESTED: True, OrderStatus.UNKNOWN: None}
    return Order(
        order_id=order_id,
        status=status,
        # Rows may come in any order, and the order is the same.
        lines=tuple(sorted(lines, key=lambda line: line.line_id)),
        placed_at=facts["placed_at"],
        raw_status=facts.get("raw_status") or " / ".join(filter(None, (word, delivery))),
        number=facts.get("number", ""),
        updated_at=facts.get("updated_at"),
        paid_at=facts.get("paid_at"),
        accept_by=facts.get("accept_by"),
        ship_by=facts.get("ship_by"),
        total=facts.get("total"),
        buyer=_person(facts, "buyer"),
        recipient=_person(facts, "recipient"),
        address=_address(facts),
        courier=facts.get("courier", ""),
        waybill=facts.get("waybill", ""),
        warehouse_id=facts.get("warehouse_id", ""),
        cancel_requested=asked.get(status, False),
    )


def _person(facts: Mapping[str, Any], role: str) -> Person:
    names = ("name", "phone", "email")
    return Person(**{name: facts.get(f"{role}_{name}", "") for name in names})


def _address(facts: Mapping[str, Any]) -> Address:
    names = attrs.fields_dict(Address)
    return Address(**{name: facts.get(name, "") for name in names})


def _listed(numbers: Sequence[int]) -> str:
    first = ", ".join(f"{number:,}" for number in numbers[:5])
    return first if len(numbers) <= 5 else f"{first} and {len(numbers) - 5:,} more"
