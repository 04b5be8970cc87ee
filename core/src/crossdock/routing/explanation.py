"""Why an order leaves from where it does: the router's own way, told step by step.

The decision is made by `Router.decide`, the function that routes, which leaves a trace
of every rule it came to. What is added here is said about that trace: the rules that
did not take the order, all refusals of every warehouse where the router needed only
the first, and what each loser lacked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.routing.allocation import needs
from crossdock.routing.conditions import Condition
from crossdock.routing.course import Consideration
from crossdock.routing.decision import Held, Reason, RoutingDecision
from crossdock.routing.doors import refusals, refusals_today
from crossdock.routing.router import NOTHING_TAKEN, Router
from crossdock.routing.rules import AssociationRule, SplitPolicy
from crossdock.routing.stock import Stock
from crossdock.routing.unrouted import Unrouted
from crossdock.routing.warehouses import Taken


class StepKind(StrEnum):
    """What a step tells of."""

    #: A rule that does not take the order.
    RULE_UNMET = "rule_unmet"
    #: A rule that would, when nothing was left to decide.
    RULE_UNASKED = "rule_unasked"
    #: A rule that takes lines.
    RULE_TAKES = "rule_takes"
    #: A warehouse that refuses.
    REFUSED = "refused"
    #: A warehouse that would, and lacks goods.
    LACKS = "lacks"
    #: A warehouse that could have sent all of it, and was not chosen.
    OUTRANKED = "outranked"
    #: A warehouse that sends a parcel.
    SENDS = "sends"
    #: Why these warehouses and no others.
    TIE_BREAK = "tie_break"
    #: Lines that a rule could not serve go on to the next.
    FALLS_THROUGH = "falls_through"
    #: Lines sent to a warehouse that does not have the goods yet.
    BACKORDERED = "backordered"
    HELD = "held"


@attrs.frozen
class Step:
    """One step.

    Args:

        reasons: for a warehouse its refusals, for a rule the conditions not met.

        missing: units by SKU that the warehouse lacks.
    """

    kind: StepKind
    sentence: str
    rule: str = ""
    warehouse: str = ""
    lines: tuple[str, ...] = ()
    reasons: tuple[Reason | Condition, ...] = ()
    missing: Mapping[str, int] = attrs.field(factory=dict)


@attrs.frozen
class Explanation:
    """A decision with the steps that led to it."""

    decision: RoutingDecision
    steps: tuple[Step, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The steps, to be read aloud."""
        return tuple(step.sentence for step in self.steps)


#: What a person reads for a reason, with or without its warehouse before it.
WORDS: Mapping[Reason, str] = {
    Reason.UNLINKED: "a line of the order has no master SKU",
    Reason.NO_RULE: "no rule takes it",
    Reason.AMBIGUOUS_PLACE: "its address says too little for the rules that name such a place",
    Reason.SHORT: "the goods are not there, or are owed to earlier orders",
    Reason.SPLIT_REFUSED: "only several warehouses together have it, and it must be one parcel",
    Reason.SIBLING_HELD: "the rule wants one parcel, and another line of the order waits",
    Reason.UNKNOWN_WAREHOUSE: "there is no such warehouse",
    Reason.WAREHOUSE_CLOSED: "it is closed",
    Reason.HOLIDAY: "nothing leaves on that day",
    Reason.CAPACITY: "the outbounds of that day are all given",
    Reason.UNSUPPORTED_CHANNEL: "it takes no orders of this channel",
    Reason.FOREIGN: "it does not serve the country of the destination or of the shop's site",
    Reason.REFUSED: "it would not send this order before",
    Reason.UNKNOWN_SKU: "it does not know these goods",
}


def explain(
    router: Router, order: Unrouted, stock: Stock, now: datetime, taken: Taken = NOTHING_TAKEN
) -> Explanation:
    """Return where *order* leaves from, with every rule and candidate; asked like `route`."""
    trace: list[Consideration] = []
    decision = router.decide(order, stock, now, taken, trace)
    telling = _Telling(router, order, now, taken, decision)
    return Explanation(decision, tuple(telling.steps(trace)))


@attrs.frozen
class _Telling:
    """What is said of one order."""

    router: Router
    order: Unrouted
    now: datetime
    taken: Taken
    decision: RoutingDecision

    def steps(self, trace: Sequence[Consideration]) -> Iterable[Step]:
        if all(line.sku for line in self.order.lines):
            came_to = {considered.rule.name: considered for considered in trace}
            for number, rule in enumerate(self.router.matching.rules):
                if rule.name in came_to:
                    yield from self._considered(came_to[rule.name])
                else:
                    yield self._passed_over(number, rule)
        yield from self._backordered()
        for held in self.decision.held:
            yield self._held(held)

    def _passed_over(self, number: int, rule: AssociationRule) -> Step:
        unmet = tuple(self._unmet(number))
        if not unmet:
            said = f"Rule {rule.name} is not asked; every line it takes is decided before."
            return Step(StepKind.RULE_UNASKED, said, rule.name)
        located = self.router.matching.located(self.order)
        said = f"Rule {rule.name} does not take the order: {', '.join(unmet)} does not fit."
        if unmet == (Condition.DESTINATION,) and located.unsure >> number & 1:
            said = (
                f"Rule {rule.name} does not take the order: its address does not say whether it"
                " is the place that the rule names."
            )
        return Step(StepKind.RULE_UNMET, said, rule.name, reasons=unmet)

    def _unmet(self, number: int) -> Iterable[Condition]:
        matching = self.router.matching
        for condition, met in matching.standing(self.order).items():
            if not met >> number & 1:
                yield condition
        for condition, asks in matching.passing[number]:
            if not asks(self.order, self.now):
                yield condition
        if not any(matching.skus.met(line.sku) >> number & 1 for line in self.order.lines):
            yield Condition.SKU

    def _considered(self, considered: Consideration) -> Iterable[Step]:
        rule, lines = considered.rule, tuple(line.line_id for line in considered.lines)
        said = f"Rule {rule.name} takes {_lines(lines)}."
        yield Step(StepKind.RULE_TAKES, said, rule.name, lines=lines)
        for warehouse in rule.warehouses:
            yield self._candidate(considered, warehouse)
        if considered.portions is not None:
            yield self._tie_break(considered)
            return
        why = WORDS[considered.reason or Reason.SHORT]
        end = "they go on to the next rule" if rule.fall_through else "the search ends here"
        kind = StepKind.FALLS_THROUGH if rule.fall_through else StepKind.HELD
        said = f"Rule {rule.name} cannot send {_lines(lines)}: {why}; {end}."
        reasons = (considered.reason or Reason.SHORT,)
        yield Step(kind, said, rule.name, lines=lines, reasons=reasons)

    def _candidate(self, considered: Consideration, warehouse: str) -> Step:
        refused = tuple(self._refusals(considered, warehouse))
        missing = {
            sku: units - max(0, considered.stock(sku).room(warehouse))
            for sku, units in needs(considered.lines).items()
            if considered.stock(sku).room(warehouse) < units
        }
        sends = tuple(
            sorted({line for line, _, w, _ in considered.portions or () if w == warehouse})
        )
        if sends:
            kind, said = StepKind.SENDS, f"sends {_lines(sends)}"
        elif warehouse not in considered.ranked:
            kind, said = StepKind.REFUSED, "refuses: " + "; ".join(WORDS[r] for r in refused)
        elif missing:
            lacks = ", ".join(f"{units} of {sku}" for sku, units in sorted(missing.items()))
            unknown = Reason.UNKNOWN_SKU in refused
            why = f", and {WORDS[Reason.UNKNOWN_SKU]}" if unknown else ""
            kind, said = StepKind.LACKS, f"lacks {lacks}{why}"
        else:
            kind, said = StepKind.OUTRANKED, "could send all of it, and is less preferred"
        return Step(
            kind, f"{warehouse} {said}.", considered.rule.name, warehouse, sends, refused, missing
        )

    def _refusals(self, considered: Consideration, warehouse: str) -> Iterable[Reason]:
        facts = self.router.facts.get(warehouse)
        place = self.router.matching.located(self.order).place
        yield from refusals(facts, self.order, place)
        if facts is not None:
            yield from refusals_today(facts, self.now, self.taken)
            if not all(facts.knows(sku) for sku in needs(considered.lines)):
                yield Reason.UNKNOWN_SKU

    def _tie_break(self, considered: Consideration) -> Step:
        rule = considered.rule
        sending = {warehouse for _, _, warehouse, _ in considered.portions or ()}
        chosen = [warehouse for warehouse in considered.ranked if warehouse in sending]
        preference = ", then ".join(considered.ranked)
        if rule.split is SplitPolicy.FREELY:
            why = "every line leaves from the first that has it"
        elif len(chosen) > 1:
            why = f"no fewer than {len(chosen)} warehouses together have it"
        elif set(chosen) & set(considered.opened):
            why = "a parcel of the order leaves from there anyway"
        else:
            why = "it is the first that has all of it"
        leaves = f"it leaves from {' and '.join(chosen)}, because {why}"
        said = f"Rule {rule.name} prefers {preference}; {leaves}."
        return Step(StepKind.TIE_BREAK, said, rule.name)

    def _backordered(self) -> Iterable[Step]:
        for assignment in self.decision.assignments:
            for part in assignment.parts:
                if part.backordered:
                    said = (
                        f"{part.backordered} of {part.units} {part.sku} of line {part.line_id} are"
                        f" not there; rule {part.rule} lets the line wait at"
                        f" {assignment.warehouse}."
                    )
                    yield Step(
                        StepKind.BACKORDERED,
                        said,
                        part.rule,
                        assignment.warehouse,
                        (part.line_id,),
                        missing={part.sku: part.backordered},
                    )

    def _held(self, held: Held) -> Step:
        said = f"Line {held.line_id} is held: {WORDS[held.reason]}."
        return Step(StepKind.HELD, said, held.rule, "", (held.line_id,), (held.reason,))


def _lines(ids: Sequence[str]) -> str:
    return f"line{'s' if len(ids) > 1 else ''} {', '.join(ids)}"
