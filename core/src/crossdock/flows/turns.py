"""Stock as each order finds it when it is its turn, routed one after the other in a run.

An order is routed against what is there, less what this run has given away, and less
what orders before it wait for. What it waits for itself, and those after it, counts
for nothing then: against itself it would compete with itself, and two orders could
wait for each other.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from datetime import datetime

import attrs

from crossdock.routing import RoutingDecision, Stock
from crossdock.store import UnroutedClaim

_Turn = tuple[datetime, str, str]


def _order(claim: UnroutedClaim) -> _Turn:
    return claim.turn


@attrs.define(eq=False)
class Turns:
    """The stock of a run.

    Args:

        bare: what is there, without what any order waits for.

        claims: what orders wait for, in their turn.
    """

    bare: Stock
    claims: list[UnroutedClaim]
    _turns: dict[tuple[str, str], _Turn] = attrs.field(init=False)
    #: Lines that this run has given away.
    _gone: set[tuple[str, str, str]] = attrs.field(factory=set, init=False)
    _stock: Stock = attrs.field(init=False)
    #: The claims before this one are taken off the stock.
    _next: int = attrs.field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._turns = {(claim.connection, claim.order_id): claim.turn for claim in self.claims}
        self._stock = self.bare.twin()

    def knows(self, connection: str, order_id: str) -> bool:
        """Return whether an order is among those that wait."""
        return (connection, order_id) in self._turns

    def know(self, claims: Sequence[UnroutedClaim]) -> None:
        """Take note of what an order waits for, if it came after the run began."""
        fresh = [one for one in claims if (one.connection, one.order_id) not in self._turns]
        for claim in fresh:
            insort(self.claims, claim, key=_order)
            self._turns[claim.connection, claim.order_id] = claim.turn
            if bisect_left(self.claims, claim.turn, key=_order) < self._next:
                self._start_over()

    def stock_at(self, turn: _Turn) -> Stock:
        """Return the stock that the order whose turn it is finds; it must not be changed."""
        upto = bisect_left(self.claims, turn, key=_order)
        if upto < self._next:
            self._start_over()
        for claim in self.claims[self._next : upto]:
            if (claim.connection, claim.order_id, claim.line_id) not in self._gone:
                self._stock.owe(claim.sku, claim.pool, claim.units)
        self._next = upto
        return self._stock

    def assigned(self, decision: RoutingDecision) -> None:
        """Take off what *decision* sends, for the orders that follow."""
        connection, order_id = decision.connection, decision.order_id
        parts = [part for assigned in decision.assignments for part in assigned.parts]
        gone = {(connection, order_id, part.line_id) for part in parts}
        self._gone |= gone
        self.bare.take(decision.assignments)
        turn = self._turns.get((connection, order_id))
        if turn is not None and bisect_left(self.claims, turn, key=_order) < self._next:
            # What it waited for was taken off already: it is not its turn any more.
            self._start_over()
        else:
            self._stock.take(decision.assignments)

    def _start_over(self) -> None:
        self._stock, self._next = self.bare.twin(), 0
