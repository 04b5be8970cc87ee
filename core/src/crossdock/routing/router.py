"""The router: from an order, rules, warehouses and stock to where it leaves from, and why.

One function decides; run, explain, simulate and backtest are all made of it. For each
rule that takes lines of the order: warehouses that refuse are filtered out, the others
ranked as the rule prefers them or as a `Ranking` says, the lines given to one of them
or split over as few as can be, and what cannot be served falls through to the next rule.

What is guaranteed: every line is sent whole or held with a reason. No warehouse sends
more than it may, the lines of an order counted together, and what orders before this
one wait for stays servable; only `BackorderPolicy.ROUTE` gives away what is not there.
Units of a kit leave whole. Of one rule's lines no allocation opens fewer parcels, and
more stock never makes an order wait (save where lines of different rules compete for
one component of a kit: rules are served one after the other). The order in which lines
are told makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import attrs

from crossdock.errors import InputRefusedError
from crossdock.inventory import Holdings
from crossdock.routing.conditions import REMEMBERED, Bits
from crossdock.routing.course import Consideration, Course, Matched, Ranking, at_once
from crossdock.routing.decision import Held, Reason, RoutingDecision
from crossdock.routing.doors import refusals
from crossdock.routing.gazetteer import Gazetteer
from crossdock.routing.matching import Matching
from crossdock.routing.places import Place
from crossdock.routing.rules import AssociationRule
from crossdock.routing.stock import Stock
from crossdock.routing.unrouted import Unrouted, UnroutedLine
from crossdock.routing.warehouses import Taken, WarehouseFacts

#: No warehouse has been given anything yet.
NOTHING_TAKEN: Taken = {}


def _rules(given: Iterable[AssociationRule]) -> tuple[AssociationRule, ...]:
    rules = tuple(given)
    _told_apart([rule.name for rule in rules], "association rules")
    return rules


def _warehouses(given: Iterable[WarehouseFacts]) -> tuple[WarehouseFacts, ...]:
    warehouses = tuple(given)
    _told_apart([facts.name for facts in warehouses], "warehouses")
    return warehouses


def _told_apart(names: Sequence[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputRefusedError(
            f"Two {what} are named {', '.join(twice)}; give each a name of its own."
        )


@attrs.define(eq=False)
class Router:
    """Rules and warehouses, made ready for many orders.

    Args:

        gazetteer: settles addresses that leave out what makes two places differ.

        ranking: replaces the preference of the rules.

    Raises:

        InputRefusedError: two rules or two warehouses have one name.
    """

    rules: tuple[AssociationRule, ...] = attrs.field(converter=_rules)
    warehouses: tuple[WarehouseFacts, ...] = attrs.field(converter=_warehouses)
    gazetteer: Gazetteer | None = None
    ranking: Ranking | None = None
    #: The warehouses by name.
    facts: Mapping[str, WarehouseFacts] = attrs.field(init=False)
    matching: Matching = attrs.field(init=False)
    _known: dict[object, tuple[Matched, ...]] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        in_turn = sorted(self.rules, key=lambda rule: rule.rank)
        self.facts = {facts.name: facts for facts in self.warehouses}
        self.matching = Matching(in_turn, self.gazetteer)

    def stock(self, holdings: Holdings) -> Stock:
        """Return *holdings* as stock of these warehouses."""
        known = self.facts
        open_ = frozenset(name for name, facts in known.items() if facts.open)
        return Stock(holdings, open_, lambda w, sku: w not in known or known[w].knows(sku))

    def route(
        self, order: Unrouted, stock: Stock, now: datetime, taken: Taken = NOTHING_TAKEN
    ) -> RoutingDecision:
        """Return where *order* leaves from; nothing is changed.

        Args:

            stock: without what this order and later ones wait for (`before`).

            taken: the outbounds that warehouses have been given already, by day.
        """
        return self.decide(order, stock, now, taken, None)

    def decide(
        self,
        order: Unrouted,
        stock: Stock,
        now: datetime,
        taken: Taken,
        trace: list[Consideration] | None,
    ) -> RoutingDecision:
        """Return the decision, and what came of each rule in *trace*, if one is given."""
        lines = order.lines
        for line in lines:
            if not line.sku:
                return _waiting(order, lines, Reason.UNLINKED)
        located = self.matching.located(order)
        sure, unsure = self.matching.met(order, located)
        key = (sure, order.channel, order.site, located.place.country, order.refused)
        matched = self._known.get(key)
        if matched is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            matched = self._known[key] = self._matched(sure, order, located.place)
        if trace is None and matched:
            decision = at_once(matched[0], order, stock)
            if decision is not None:
                return decision
        course = Course(
            self.facts, self.ranking, self.matching.skus, order, stock, now, taken, trace
        )
        return course.run(matched, bool(unsure))

    def _matched(self, sure: Bits, order: Unrouted, where: Place) -> tuple[Matched, ...]:
        """Return the rules of *sure* with what of their warehouses is settled for good."""
        rules = enumerate(self.matching.rules)
        return tuple(
            self._able(number, rule, order, where) for number, rule in rules if sure >> number & 1
        )

    def _able(self, number: int, rule: AssociationRule, order: Unrouted, where: Place) -> Matched:
        able: list[WarehouseFacts] = []
        refused: Reason | None = None
        for name in rule.warehouses:
            facts = self.facts.get(name)
            reason = next(iter(refusals(facts, order, where)), None)
            if facts is not None and reason is None:
                able.append(facts)
            refused = refused or reason
        return Matched(
            rule=rule,
            bit=1 << number,
            passing=self.matching.passing[number],
            picky=bool(rule.skus),
            able=tuple(able),
            names=tuple(facts.name for facts in able),
            fixed=self.ranking is None
            and all(not facts.holidays and facts.capacity is None for facts in able),
            refused=refused,
        )


def route(
    order: Unrouted,
    rules: Iterable[AssociationRule],
    warehouses: Iterable[WarehouseFacts],
    holdings: Holdings,
    now: datetime,
    *,
    taken: Taken = NOTHING_TAKEN,
    gazetteer: Gazetteer | None = None,
    ranking: Ranking | None = None,
) -> RoutingDecision:
    """Return where one *order* leaves from.

    Args:

        holdings: without the demand of this order and later ones; see `before`.
    """
    router = Router(rules, warehouses, gazetteer, ranking)
    return router.route(order, router.stock(holdings), now, taken)


def _waiting(order: Unrouted, lines: tuple[UnroutedLine, ...], reason: Reason) -> RoutingDecision:
    held = tuple(Held(line.line_id, reason) for line in sorted(lines, key=lambda x: x.line_id))
    return RoutingDecision(order.connection, order.order_id, (), held)
