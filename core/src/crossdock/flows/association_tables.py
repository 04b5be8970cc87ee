"""Association rules from tables: one rule a row, with one place at most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossdock.errors import InputRefusedError
from crossdock.routing import AssociationRule, rule_of
from crossdock.tables import Table, text_of
from crossdock.tables.table import Cell

#: Several names in one cell are parted by this: a comma is part of a name more often.
_PARTED = ";"
_LISTS = ("warehouses", "connections", "channel_warehouses", "skus", "couriers", "days")
_TEXTS = (
    *("name", "value_from", "value_below", "hours", "zone", "starts", "ends", "split"),
    "backorder",
)
_PLACE = ("country", "province", "city", "district", "postcode")
COLUMNS = (*_TEXTS, *_LISTS, *_PLACE, "order", "fall_through")


def rules_of(table: Table) -> tuple[AssociationRule, ...]:
    """Return the rules in the rows of *table*.

    Raises:

        InputRefusedError: a column is unknown, a row cannot be read, or two rules have
            one name; the sentence names the row.
    """
    unknown = [column for column in table.columns if column not in COLUMNS]
    if unknown:
        raise InputRefusedError(
            f"{table.name} has the column {unknown[0]!r}, which says nothing of a rule.",
            next_step=f"Name one of {', '.join(COLUMNS)}.",
        )
    rules: dict[str, AssociationRule] = {}
    for row in table.rows:
        label = f"rule in row {row.number:,}"
        if row.fault:
            raise InputRefusedError(f"The {label} cannot be read: {row.fault}.")
        rule = rule_of(_table(row.cells), label)
        if rule.name in rules:
            raise InputRefusedError(f"Two rules are named {rule.name}; give each its own name.")
        rules[rule.name] = rule
    return tuple(rules.values())


def _table(cells: Mapping[str, Cell]) -> dict[str, Any]:
    said = {name: _text(cells, name) for name in (*_TEXTS, *_LISTS, *_PLACE)}
    table: dict[str, Any] = {name: said[name] for name in _TEXTS if said[name]}
    for name in _LISTS:
        if said[name]:
            table[name] = [part.strip() for part in said[name].split(_PARTED)]
    place = {name: said[name] for name in _PLACE if said[name]}
    if place:
        table["destinations"] = [place]
    order, falls = cells.get("order"), cells.get("fall_through")
    if order not in {None, ""}:
        table["order"] = int(order) if isinstance(order, str) and order.isdigit() else order
    if falls not in {None, ""}:
        table["fall_through"] = {"yes": True, "no": False}.get(str(falls), falls)
    return table


def _text(cells: Mapping[str, Cell], name: str) -> str:
    return text_of(cells.get(name), name).strip()
