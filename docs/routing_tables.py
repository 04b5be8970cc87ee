"""What docs/routing.md takes from the code."""

from __future__ import annotations

import attrs

from crossdock.routing import AssociationRule, Destination, Fault, Reason, WarehouseFacts
from crossdock.routing.explanation import WORDS

#: What a field asks or says, in a few words; a field without any fails the page's test.
_FIELDS = {
    "name": "what people call it; one of each",
    "warehouses": "where orders leave from, the preferred first",
    "order": "the lower, the earlier it is tried; then by name",
    "connections": "orders of these shops",
    "channel_warehouses": "orders that the channel gave to one of its own warehouses",
    "skus": "lines of these master SKUs, or patterns with `*` and `?`",
    "destinations": "orders to one of these places",
    "couriers": "orders sent by these, or by patterns of them, in any case",
    "value_from": "orders worth so much or more, in one currency",
    "value_below": "orders worth less than that",
    "days": "on these days of the week",
    "hours": "at these hours, over midnight if the end is earlier",
    "zone": "whose clock days and hours are read from",
    "starts": "holds from then on",
    "ends": "holds until before then",
    "split": "`never`, `when_needed` or `freely`: whether lines may leave in several parcels",
    "backorder": "`hold`, or `route`: what nobody has goes to the first warehouse and waits there",
    "fall_through": "whether later rules are tried for what it cannot serve",
}
_FAULTS = {
    Fault.GAP: "orders of a connection that meet no rule for certain",
    Fault.OVERLAP: "two rules that take the same line, prefer other warehouses, and neither is"
    " the narrower one",
    Fault.UNREACHABLE: "a rule behind one that takes all it would and ends there",
    Fault.EXPIRED: "a rule whose time is over",
    Fault.UNKNOWN_WAREHOUSE: "a warehouse that does not exist",
    Fault.UNKNOWN_CONNECTION: "a connection that does not exist",
    Fault.NEVER_REACHED: "a warehouse that no rule names which can decide",
    Fault.UNKNOWN_PLACE: "a city that your list of places does not have",
    Fault.NAMESAKES: "a name without its form, which two places have",
}


def rule_fields() -> str:
    """Return every field of a rule."""
    rows = ["| field | takes, or says |", "| --- | --- |"]
    names = [field.name for field in attrs.fields(AssociationRule)]
    return "\n".join([*rows, *(f"| `{name}` | {_FIELDS[name]} |" for name in names)])


def place_fields() -> str:
    """Return the parts of a destination."""
    names = [field.name for field in attrs.fields(Destination) if field.init]
    return ", ".join(f"`{name}`" for name in names)


def warehouse_fields() -> str:
    """Return what is known of a warehouse."""
    return ", ".join(f"`{field.name}`" for field in attrs.fields(WarehouseFacts))


def reasons() -> str:
    """Return why a line is held, or a warehouse passed over."""
    rows = ["| reason | because |", "| --- | --- |"]
    return "\n".join([*rows, *(f"| `{reason.value}` | {WORDS[reason]} |" for reason in Reason)])


def faults() -> str:
    """Return what lint finds."""
    rows = ["| fault | what |", "| --- | --- |"]
    return "\n".join([*rows, *(f"| `{fault.value}` | {_FAULTS[fault]} |" for fault in Fault)])
