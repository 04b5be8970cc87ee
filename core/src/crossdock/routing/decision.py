"""What the router decides: which warehouse sends what, and what waits for which reason."""

from __future__ import annotations

from enum import StrEnum

import attrs


class Reason(StrEnum):
    """Why a line is held, or a warehouse passed over."""

    #: The line, or another of its order, has no master SKU.
    UNLINKED = "unlinked"
    #: No rule takes it.
    NO_RULE = "no_rule"
    #: No rule takes it for certain, and one would if its address said more.
    AMBIGUOUS_PLACE = "ambiguous_place"
    #: The goods are not there, or are owed to orders that came before.
    SHORT = "short"
    #: Together the warehouses have it, and the rule wants one parcel.
    SPLIT_REFUSED = "split_refused"
    #: Another line of the order is held, and the rule wants one parcel.
    SIBLING_HELD = "sibling_held"
    #: The rule names a warehouse that does not exist.
    UNKNOWN_WAREHOUSE = "unknown_warehouse"
    WAREHOUSE_CLOSED = "warehouse_closed"
    #: Nothing leaves on the day the order would.
    HOLIDAY = "holiday"
    #: The day's outbounds are all given.
    CAPACITY = "capacity"
    UNSUPPORTED_CHANNEL = "unsupported_channel"
    #: The destination or the shop's site is in a country that is not served, or not known.
    FOREIGN = "foreign"
    #: The warehouse was asked to send this order before, and would not.
    REFUSED = "refused"
    #: The warehouse does not know one of the goods.
    UNKNOWN_SKU = "unknown_sku"


@attrs.frozen
class Part:
    """Goods of a line that one warehouse sends.

    Args:

        sku: of the goods: a kit's components each have a part.

        units: of *sku*.

        rule: the rule that decided it.

        backordered: of *units*, what is not there yet.
    """

    line_id: str
    sku: str
    units: int
    rule: str
    backordered: int = 0


@attrs.frozen
class Assignment:
    """What one warehouse sends for an order: one parcel, one warehouse order."""

    warehouse: str
    parts: tuple[Part, ...]


@attrs.frozen
class Held:
    """A line that waits.

    Args:

        rule: the rule where the search ended; empty where none took the line.
    """

    line_id: str
    reason: Reason
    rule: str = ""


@attrs.frozen
class RoutingDecision:
    """Where an order leaves from. Every line is in assignments, whole, or held."""

    connection: str
    order_id: str
    assignments: tuple[Assignment, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def warehouses(self) -> tuple[str, ...]:
        """The warehouses that send a parcel, the first opened first."""
        return tuple(assignment.warehouse for assignment in self.assignments)

    @property
    def rules(self) -> frozenset[str]:
        """The rules that decided."""
        sending = {part.rule for assigned in self.assignments for part in assigned.parts}
        return frozenset(sending | {held.rule for held in self.held if held.rule})

    @property
    def routed(self) -> bool:
        """Whether no line is held."""
        return not self.held
