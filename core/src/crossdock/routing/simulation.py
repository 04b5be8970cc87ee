"""Many orders routed one after the other, each finding what the ones before it left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import attrs

from crossdock.inventory import Holdings, Pool
from crossdock.routing.decision import Reason, RoutingDecision
from crossdock.routing.pools import pool
from crossdock.routing.router import NOTHING_TAKEN, Router
from crossdock.routing.rules import AssociationRule
from crossdock.routing.stock import Stock, before
from crossdock.routing.unrouted import Unrouted
from crossdock.routing.warehouses import Taken


@attrs.frozen
class Simulation:
    """What became of orders, in the order in which it was their turn.

    Every order is counted once: whole, split or held; one of which a part is held is held.
    """

    decisions: tuple[RoutingDecision, ...]

    @property
    def whole(self) -> int:
        """Orders that leave in one parcel."""
        return sum(d.routed and len(d.assignments) == 1 for d in self.decisions)

    @property
    def split(self) -> int:
        """Orders that leave in several parcels."""
        return sum(d.routed and len(d.assignments) > 1 for d in self.decisions)

    @property
    def held(self) -> int:
        """Orders of which a line waits."""
        return sum(not d.routed for d in self.decisions)

    @property
    def parcels(self) -> Mapping[str, int]:
        """The parcels that each warehouse sends."""
        return Counter(w for decision in self.decisions for w in decision.warehouses)

    @property
    def reasons(self) -> Mapping[Reason, int]:
        """The held lines by reason."""
        return Counter(held.reason for decision in self.decisions for held in decision.held)


@attrs.frozen
class Change:
    """An order that two sets of rules treat differently."""

    before: RoutingDecision
    after: RoutingDecision

    @property
    def moved(self) -> bool:
        """Whether it leaves from other warehouses."""
        there, here = self.before.warehouses, self.after.warehouses
        return bool(there and here) and set(there) != set(here)

    @property
    def parcels(self) -> int:
        """How many parcels more; fewer, below zero."""
        return len(self.after.assignments) - len(self.before.assignments)

    @property
    def newly_held(self) -> bool:
        """Whether it waits now, and did not before."""
        return self.before.routed and not self.after.routed

    @property
    def released(self) -> bool:
        """Whether it waited before, and does not now."""
        return self.after.routed and not self.before.routed


@attrs.frozen
class Difference:
    """What differs between two sets of rules, and for which orders.

    Args:

        added, removed, edited: rules, by name.

        changes: orders, in their turn; *unchanged* the number of all others.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    edited: tuple[str, ...]
    changes: tuple[Change, ...]
    unchanged: int


def simulate(
    router: Router,
    orders: Iterable[Unrouted],
    holdings: Holdings,
    now: datetime | None = None,
    taken: Taken = NOTHING_TAKEN,
) -> Simulation:
    """Return what becomes of *orders*, who came first being served first.

    Args:

        holdings: what there is at the beginning, the demand of *orders* among it as
            far as their lines name a pool.

        now: the moment of all of them; the time each was placed, for None (a backtest).
    """
    in_turn = sorted(orders, key=lambda order: order.turn)
    stock = before(router.stock(holdings), in_turn)
    given = Counter(taken)
    decisions = []
    for order in in_turn:
        moment = order.placed_at if now is None else now
        decision = router.route(order, stock, moment, given)
        decisions.append(decision)
        stock.take(decision.assignments)
        _queue(router, order, decision, stock)
        given.update(_days(router, decision, moment))
    return Simulation(tuple(decisions))


def diff(
    rules: Iterable[AssociationRule],
    others: Iterable[AssociationRule],
    router: Router,
    orders: Iterable[Unrouted],
    holdings: Holdings,
    now: datetime | None = None,
) -> Difference:
    """Return what changes when *rules* are replaced by *others*, *orders* being simulated twice.

    Args:

        router: gives the warehouses, gazetteer and ranking; its rules are not used.
    """
    old = {rule.name: rule for rule in rules}
    new = {rule.name: rule for rule in others}
    waiting = tuple(orders)
    was, becomes = (
        simulate(attrs.evolve(router, rules=given.values()), waiting, holdings, now).decisions
        for given in (old, new)
    )
    pairs = [Change(a, b) for a, b in zip(was, becomes, strict=True) if _differ(a, b)]
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        edited=tuple(sorted(n for n in old.keys() & new.keys() if old[n] != new[n])),
        changes=tuple(pairs),
        unchanged=len(was) - len(pairs),
    )


def _queue(router: Router, order: Unrouted, decision: RoutingDecision, stock: Stock) -> None:
    """Let what is held keep its turn: it stays promised, and later orders may not take it."""
    waiting = {held.line_id for held in decision.held}
    for line in order.lines:
        if line.line_id in waiting and line.sku:
            through: Pool = line.pool or pool(
                router.rules, order.connection, line.sku, router.warehouses, line.goods
            )
            for sku, units in line.goods.items():
                if through:
                    stock.owe(sku, through, units)


def _days(router: Router, decision: RoutingDecision, now: datetime) -> list[tuple[str, date]]:
    return [(w, router.facts[w].leaves_on(now)) for w in decision.warehouses]


def _differ(one: RoutingDecision, other: RoutingDecision) -> bool:
    """Return whether goods leave from elsewhere or wait for another reason; rules' names aside."""
    return _essence(one) != _essence(other)


def _essence(decision: RoutingDecision) -> object:
    sent = {
        (assignment.warehouse, part.line_id, part.sku, part.units, part.backordered)
        for assignment in decision.assignments
        for part in assignment.parts
    }
    return sent, {(held.line_id, held.reason) for held in decision.held}
