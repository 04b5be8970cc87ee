"""Where kept orders leave from: the router, with rules, warehouses and stock of the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.fulfilment.batches import in_one_go
from crossdock.flows.turns import Turns
from crossdock.flows.unrouted import Reader
from crossdock.inventory import Holdings
from crossdock.inventory.keys import parted
from crossdock.routing import (
    AssociationRule,
    Counterfactual,
    Explanation,
    Reach,
    Router,
    RoutingDecision,
    Stock,
    Unrouted,
    WarehouseFacts,
)
from crossdock.routing import counterfactual as smallest_change
from crossdock.routing import explain as told
from crossdock.store import KeptOrder, UnroutedClaim
from crossdock.store.claims import changes_of
from crossdock.store.event_rows import pool_of_text

if TYPE_CHECKING:
    from crossdock.inventory import StockEvent
    from crossdock.workspace import Workspace

#: No outbound that was given longer ago leaves today.
_LEAVES_WITHIN = timedelta(days=3)


def router_of(
    workspace: Workspace,
    reader: Reader,
    *,
    at: datetime | None = None,
    rules: Iterable[AssociationRule] | None = None,
) -> Router:
    """Return the router of the workspace; without a rule, every open warehouse may send all."""
    store = workspace.store
    given = store.associations.rules(at) if rules is None else list(rules)
    facts = store.routing.facts(reader.countries())
    ranking, gazetteer = workspace.plugins.ranking(), store.routing.gazetteer()
    return Router(given or _any_warehouse(facts), facts, gazetteer, ranking)


@attrs.define(eq=False)
class Routing:
    """The router in use: orders of one run, each finding what those before it left.

    Args:

        taken: the outbounds that warehouses have been given, by the day they leave.
    """

    workspace: Workspace
    reader: Reader
    router: Router
    now: datetime
    turns: Turns
    taken: Counter[tuple[str, date]]

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        *,
        at: datetime | None = None,
        rules: Iterable[AssociationRule] | None = None,
    ) -> Routing:
        """Return the routing of this run.

        Args:

            at: with stock, rules and the clock as they were then; now, for None.
                Warehouses, links and places are always those of now.

            rules: instead of those that are kept.
        """
        store, reader = workspace.store, Reader(workspace)
        router = router_of(workspace, reader, at=at, rules=rules)
        now = at or workspace.clock()
        # Everything that waits is read, and kept for the run.
        with in_one_go():
            bare = router.stock(Holdings(store.ledger.holdings(at=at).positions))
            turns = Turns(bare, store.unrouted.claims(at))
        return cls(
            workspace=workspace,
            reader=reader,
            router=router,
            now=now,
            turns=turns,
            taken=given_today(workspace, router, now),
        )

    def route(
        self, connection: str, order_id: str, *, refused: Collection[str] = frozenset()
    ) -> RoutingDecision:
        """Return where what is unrouted of a kept order leaves from; nothing is changed.

        Lines that were given to a warehouse already are not in the decision, which is
        empty where there are no others.

        Args:

            refused: warehouses not to be asked.

        Raises:

            NotFoundError: there is no such order.
        """
        kept, events = self._kept(connection, order_id)
        lines = self.reader.waiting(connection, kept.order, events)
        if not lines:
            return RoutingDecision(connection, order_id)
        if not self.turns.knows(connection, order_id):
            self.turns.know(_claims(kept, events))
        order = self.reader.of(connection, kept.order, lines, refused)
        return self.router.route(order, self.turns.stock_at(order.turn), self.now, self.taken)

    def assigned(self, decision: RoutingDecision) -> None:
        """Take off goods and outbounds that *decision* gives, for the orders that follow."""
        self.turns.assigned(decision)
        for warehouse in decision.warehouses:
            self.taken[warehouse, self.router.facts[warehouse].leaves_on(self.now)] += 1

    def explain(self, connection: str, order_id: str) -> Explanation:
        """Return where a kept order leaves from and why, as though none of it had been routed.

        Raises:

            NotFoundError: there is no such order.
        """
        order, stock = self._afresh(connection, order_id)
        return told(self.router, order, stock, self.now, self.taken)

    def counterfactual(
        self, connection: str, order_id: str, *, to: str = ""
    ) -> Counterfactual | None:
        """Return the smallest change that would have sent an order elsewhere, asked as `explain`.

        Args:

            to: the warehouse it is to leave from; any other than now, for none.

        Raises:

            NotFoundError: there is no such order.
        """
        order, stock = self._afresh(connection, order_id)
        return smallest_change(self.router, order, stock, self.now, self.taken, to=to)

    def _afresh(self, connection: str, order_id: str) -> tuple[Unrouted, Stock]:
        """Return an order whole, and the stock with what it reserves at warehouses put back."""
        kept, events = self._kept(connection, order_id)
        order = self.reader.whole(connection, kept.order)
        stock = self.turns.stock_at(order.turn).twin()
        for (sku, warehouse), units in _reserved(events, self.now).items():
            stock.put(sku, warehouse, units)
        return order, stock

    def _kept(self, connection: str, order_id: str) -> tuple[KeptOrder, list[StockEvent]]:
        store = self.workspace.store
        return store.orders.kept(connection, order_id), store.ledger.of_order(connection, order_id)


def _any_warehouse(facts: Sequence[WarehouseFacts]) -> list[AssociationRule]:
    """Return what holds while nobody has said anything: goods leave from wherever they are."""
    open_ = Reach((), facts).open
    return [AssociationRule("any-warehouse", open_)] if open_ else []


def given_today(workspace: Workspace, router: Router, now: datetime) -> Counter[tuple[str, date]]:
    """Return the outbounds that warehouses with a limit have been given, by the day they leave."""
    limited = {facts.name: facts for facts in router.warehouses if facts.capacity is not None}
    if not limited:
        return Counter()
    given = workspace.store.unrouted.given(now - _LEAVES_WITHIN)
    return Counter(
        (name, limited[name].leaves_on(moment)) for name, moment in given if name in limited
    )


def _claims(kept: KeptOrder, events: Iterable[StockEvent]) -> list[UnroutedClaim]:
    """Return what an order waits for, by the events of its lines."""
    order = kept.order
    return [
        UnroutedClaim(
            order.placed_at,
            kept.connection,
            order.order_id,
            parted(reference)[-1],
            sku,
            pool_of_text(pool),
            sums[3],
        )
        for (sku, _, pool, reference), sums in changes_of(events).items()
        if sums[3] > 0
    ]


def _reserved(events: Iterable[StockEvent], now: datetime) -> Mapping[tuple[str, str], int]:
    """Return what *events* reserve at warehouses at the moment *now*."""
    units: Counter[tuple[str, str]] = Counter()
    for event in events:
        if event.warehouse and event.effective_at <= now:
            units[event.sku, event.warehouse] += event.reserved
    return +units
