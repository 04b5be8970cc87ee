"""One order on its way through the rules that take it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

import attrs

from crossdock.errors import PluginRefusedError
from crossdock.routing.allocation import Portion, allocate, has_all, needs, whole
from crossdock.routing.conditions import Bits, Condition, Passing, Texts
from crossdock.routing.decision import Assignment, Held, Part, Reason, RoutingDecision
from crossdock.routing.doors import refusals_today
from crossdock.routing.rules import AssociationRule, BackorderPolicy, SplitPolicy
from crossdock.routing.stock import Shelf, Stock
from crossdock.routing.unrouted import Unrouted, UnroutedLine
from crossdock.routing.warehouses import Taken, WarehouseFacts

_BY_LINE = attrgetter("line_id", "sku")

#: From an order, the rule that takes it and the warehouses that could send it, as the
#: rule prefers them, to the names of all of these, the preferred first.
Ranking = Callable[[Unrouted, AssociationRule, Sequence[WarehouseFacts]], Sequence[str]]


@attrs.frozen(eq=False)
class Matched:
    """A rule that takes an order, and what of its warehouses is settled for good.

    Args:

        bit: the rule among all of the router; *passing* what it asks of the moment.

        picky: whether it takes lines of some SKUs only.

        able: those that do not refuse; *fixed* when nothing about them changes by the day.

        refused: why the most preferred of the others refuses.
    """

    rule: AssociationRule
    bit: Bits
    passing: tuple[tuple[Condition, Passing], ...]
    picky: bool
    able: tuple[WarehouseFacts, ...]
    names: tuple[str, ...]
    fixed: bool
    refused: Reason | None


@attrs.frozen(eq=False)
class Consideration:
    """What came of one rule: who was asked in which order, and who sends what or why not."""

    rule: AssociationRule
    lines: tuple[UnroutedLine, ...]
    ranked: tuple[str, ...]
    opened: tuple[str, ...]
    portions: tuple[Portion, ...] | None
    reason: Reason | None
    stock: Callable[[str], Shelf]


def at_once(match: Matched, order: Unrouted, stock: Stock) -> RoutingDecision | None:
    """Return the decision where the first rule's one warehouse has all goods; else None.

    What `Course.run` comes to, without its bookkeeping: nearly all orders end here.
    """
    rule = match.rule
    if match.passing or match.picky or not match.fixed or rule.split is SplitPolicy.FREELY:
        return None
    lines = order.lines
    wanted = [(stock[sku], units) for sku, units in needs(lines).items()]
    for warehouse in match.names:
        if has_all(wanted, warehouse):
            name = rule.name
            parts = [Part(line, sku, units, name) for line, sku, _, units in whole(lines, "")]
            if len(parts) > 1:
                parts.sort(key=_BY_LINE)
            sent = (Assignment(warehouse, tuple(parts)),)
            return RoutingDecision(order.connection, order.order_id, sent)
    return None


@attrs.define(eq=False)
class Course:
    """One order on its way through the rules."""

    facts: Mapping[str, WarehouseFacts]
    ranking: Ranking | None
    skus: Texts
    order: Unrouted
    stock: Stock
    now: datetime
    taken: Taken
    trace: list[Consideration] | None
    #: Rules by which lines must leave in one parcel, as far as they sent any.
    strict: set[str] = attrs.field(factory=set)
    sent: dict[str, list[Part]] = attrs.field(factory=dict)
    #: Lines that a rule took and could not send, with the reason and who was asked.
    passed: list[tuple[tuple[UnroutedLine, ...], AssociationRule, Reason, tuple[str, ...]]] = (
        attrs.field(factory=list)
    )
    unsent: int = 0
    held: dict[str, Held] = attrs.field(factory=dict)
    #: The rule and warehouse at which lines may wait for goods, the first that offers it.
    fallback: dict[str, tuple[AssociationRule, str]] = attrs.field(factory=dict)

    def run(self, matched: tuple[Matched, ...], unsure: bool) -> RoutingDecision:
        """Return the decision; *unsure*, whether a rule might take it if its address said more."""
        pending = self.order.lines
        self.unsent = len(pending)
        skus = self.skus
        for match in matched:
            if match.passing and not all(a(self.order, self.now) for _, a in match.passing):
                continue
            mine = pending
            if match.picky:
                bit = match.bit
                mine = tuple(line for line in pending if skus.met(line.sku) & bit)
                if not mine:
                    continue
            if self._serve(match, mine):
                if mine is pending:
                    pending = ()
                    break
                gone = {line.line_id for line in mine}
                pending = tuple(line for line in pending if line.line_id not in gone)
        if self.unsent:
            return self._incomplete(pending, unsure)
        return self._decision()

    def _serve(self, match: Matched, lines: tuple[UnroutedLine, ...]) -> bool:
        """Return whether the search of *lines* ends with this rule."""
        rule = match.rule
        ranked = match.names if match.fixed else self._ranked(match)
        shelf_of = self._left() if self.sent else self.stock.__getitem__
        portions = None
        if ranked:
            portions = allocate(lines, shelf_of, ranked, rule.split, tuple(self.sent))
        reason = None if portions is not None else self._why(match, lines, ranked, shelf_of)
        if self.trace is not None:
            told = None if portions is None else tuple(portions)
            opened = tuple(self.sent)
            self.trace.append(Consideration(rule, lines, ranked, opened, told, reason, shelf_of))
        if portions is not None:
            if rule.split is SplitPolicy.NEVER:
                self.strict.add(rule.name)
            self._send(portions, rule.name)
            self.unsent -= len(lines)
            return True
        # Most are sent by a rule that follows: who is held is found out at the end.
        self.passed.append((lines, rule, reason or Reason.SHORT, ranked))
        return not rule.fall_through

    def _ranked(self, match: Matched) -> tuple[str, ...]:
        today = [w for w in match.able if not any(refusals_today(w, self.now, self.taken))]
        names = tuple(facts.name for facts in today)
        if self.ranking is None or not today:
            return names
        rule = match.rule
        ranked = tuple(self.ranking(self.order, rule, today))
        if sorted(ranked) != sorted(names):
            raise PluginRefusedError(
                f"The ranking returned {', '.join(ranked) or 'no warehouse'} for the warehouses"
                f" {', '.join(names)} of rule {rule.name}.",
                next_step="Let it return each of the names it was given once, in its own order.",
            )
        return ranked

    def _left(self) -> Callable[[str], Shelf]:
        """Return the shelves without what this order has taken already."""
        changed: dict[str, Shelf] = {}
        for warehouse, parts in self.sent.items():
            for part in parts:
                shelf = changed.get(part.sku) or self.stock[part.sku]
                changed[part.sku] = shelf.less(warehouse, part.units)
        return lambda sku: changed.get(sku) or self.stock[sku]

    def _why(
        self,
        match: Matched,
        lines: tuple[UnroutedLine, ...],
        ranked: tuple[str, ...],
        shelf_of: Callable[[str], Shelf],
    ) -> Reason:
        """Return what stands in the way: stock where any warehouse is left, else its refusal."""
        if ranked:
            split = SplitPolicy.WHEN_NEEDED
            if match.rule.split is SplitPolicy.NEVER and allocate(lines, shelf_of, ranked, split):
                return Reason.SPLIT_REFUSED
            return Reason.SHORT
        today = (reason for w in match.able for reason in refusals_today(w, self.now, self.taken))
        # A warehouse that may take it tomorrow is nearer than one that never will.
        return next(today, None) or match.refused or Reason.NO_RULE

    def _hold(
        self,
        lines: Sequence[UnroutedLine],
        rule: AssociationRule,
        reason: Reason,
        ranked: tuple[str, ...],
        sent: Collection[str],
    ) -> None:
        """Hold those of *lines* that were not *sent* by another rule."""
        knowing = (w for w in ranked if all(self.facts[w].knows(sku) for sku in needs(lines)))
        waits_at = next(knowing, "") if rule.backorder is BackorderPolicy.ROUTE else ""
        for line in lines:
            if line.line_id in sent:
                continue
            self.held[line.line_id] = Held(line.line_id, reason, rule.name)
            if waits_at:
                self.fallback.setdefault(line.line_id, (rule, waits_at))

    def _send(self, portions: Iterable[Portion], rule: str) -> None:
        for line, sku, warehouse, units in portions:
            part = Part(line, sku, units, rule)
            there = self.sent.get(warehouse)
            if there is None:
                self.sent[warehouse] = [part]
            else:
                there.append(part)

    def _incomplete(self, pending: tuple[UnroutedLine, ...], unsure: bool) -> RoutingDecision:
        sent = {part.line_id for parts in self.sent.values() for part in parts}
        for lines, rule, reason, ranked in self.passed:
            self._hold(lines, rule, reason, ranked, sent)
        missed = Reason.AMBIGUOUS_PLACE if unsure else Reason.NO_RULE
        for line in pending:
            self.held.setdefault(line.line_id, Held(line.line_id, missed))
        self._backorder()
        if self.held:
            self._wait_together()
        return self._decision()

    def _backorder(self) -> None:
        """Send lines that may wait for their goods at a warehouse there, short as they are."""
        for line in sorted(self.order.lines, key=lambda line: line.line_id):
            if line.line_id not in self.held or line.line_id not in self.fallback:
                continue
            rule, warehouse = self.fallback[line.line_id]
            if rule.split is SplitPolicy.NEVER:
                self.strict.add(rule.name)
            shelf_of = self._left()
            for sku, units in sorted(line.goods.items()):
                missing = units - max(0, min(units, shelf_of(sku).room(warehouse)))
                part = Part(line.line_id, sku, units, rule.name, missing)
                self.sent.setdefault(warehouse, []).append(part)
            del self.held[line.line_id]

    def _wait_together(self) -> None:
        """Hold what must leave in one parcel with lines that are held."""
        strict = self.strict
        for warehouse, parts in list(self.sent.items()):
            for part in parts:
                if part.rule in strict:
                    waits = Held(part.line_id, Reason.SIBLING_HELD, part.rule)
                    self.held[part.line_id] = waits
            kept = [part for part in parts if part.rule not in strict]
            if kept:
                self.sent[warehouse] = kept
            else:
                del self.sent[warehouse]

    def _decision(self) -> RoutingDecision:
        held = self.held
        return RoutingDecision(
            self.order.connection,
            self.order.order_id,
            self._assignments(),
            tuple(held[line] for line in sorted(held)) if held else (),
        )

    def _assignments(self) -> tuple[Assignment, ...]:
        assignments = []
        for warehouse, parts in self.sent.items():
            if len(parts) > 1:
                parts.sort(key=_BY_LINE)
            assignments.append(Assignment(warehouse, tuple(parts)))
        return tuple(assignments)
