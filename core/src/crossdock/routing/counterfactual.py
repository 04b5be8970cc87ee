"""The smallest change that would have sent an order elsewhere.

Changes are tried in order of their size with the function that routes, so what is
returned has been seen to work. Tried are: more units of what the order needs at each
warehouse its rules name, a rule tried earlier, a warehouse that lets go of a refusal
(opens, works on a holiday, takes one more outbound), and a destination that some rule
names. A size counts what has to be touched: a unit of stock, a place in the list of
rules, a fact of a warehouse, a part of an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.orders import Address
from crossdock.routing.allocation import needs
from crossdock.routing.decision import RoutingDecision
from crossdock.routing.destinations import Destination
from crossdock.routing.router import NOTHING_TAKEN, Router
from crossdock.routing.rules import AssociationRule
from crossdock.routing.stock import Stock
from crossdock.routing.unrouted import Unrouted
from crossdock.routing.warehouses import Taken, WarehouseFacts

#: Units of one SKU at one warehouse that are tried one by one; beyond, only what is lacking.
_ONE_BY_ONE = 12


class ChangeKind(StrEnum):
    """What is changed; of changes of one size, the earlier kind is tried first."""

    STOCK = "stock"
    WAREHOUSE = "warehouse"
    RULE_ORDER = "rule_order"
    DESTINATION = "destination"


@attrs.frozen
class Counterfactual:
    """A change, and where the order would have left from.

    Args:

        size: what has to be touched.

        sentence: the change and what comes of it.
    """

    kind: ChangeKind
    size: int
    sentence: str
    decision: RoutingDecision


@attrs.frozen
class _Trial:
    """A change that is not tried yet."""

    size: int
    kind: ChangeKind
    words: str
    decide: Callable[[], RoutingDecision] = attrs.field(eq=False)


def counterfactual(
    router: Router,
    order: Unrouted,
    stock: Stock,
    now: datetime,
    taken: Taken = NOTHING_TAKEN,
    *,
    to: str = "",
) -> Counterfactual | None:
    """Return the smallest change that sends *order* elsewhere, or None where none of them does.

    Args:

        to: the warehouse it is to leave from; any other than now, for none.
    """
    decision = router.route(order, stock, now, taken)
    trying = _Trying(router, order, stock, now, taken)
    for trial in sorted(trying.trials(), key=_size):
        becomes = trial.decide()
        if _elsewhere(decision, becomes, to):
            there = " and ".join(becomes.warehouses)
            sentence = f"With {trial.words}, the order would have left from {there}."
            return Counterfactual(trial.kind, trial.size, sentence, becomes)
    return None


def _size(trial: _Trial) -> tuple[int, int, str]:
    return trial.size, list(ChangeKind).index(trial.kind), trial.words


def _elsewhere(was: RoutingDecision, becomes: RoutingDecision, to: str) -> bool:
    new = set(becomes.warehouses) - set(was.warehouses)
    different = bool(becomes.warehouses) and set(becomes.warehouses) != set(was.warehouses)
    return to in new if to else different


@attrs.frozen
class _Trying:
    """The changes that can be tried for one order."""

    router: Router
    order: Unrouted
    stock: Stock
    now: datetime
    taken: Taken

    def trials(self) -> Iterator[_Trial]:
        if all(line.sku for line in self.order.lines):
            yield from self._more_stock()
        yield from self._warehouses()
        yield from self._earlier_rules()
        yield from self._destinations()

    def _named(self) -> list[WarehouseFacts]:
        """Return the warehouses that the order's rules name, in their own order."""
        met, _ = self.router.matching.met(self.order, self.router.matching.located(self.order))
        rules = [rule for n, rule in enumerate(self.router.matching.rules) if met >> n & 1]
        names = dict.fromkeys(warehouse for rule in rules for warehouse in rule.warehouses)
        return [self.router.facts[name] for name in names if name in self.router.facts]

    def _more_stock(self) -> Iterator[_Trial]:
        needed = needs(self.order.lines)
        for facts in self._named():
            lacking = {
                sku: units - self.stock[sku].room(facts.name)
                for sku, units in needed.items()
                if facts.knows(sku) and self.stock[sku].room(facts.name) < units
            }
            if len(lacking) > 1:
                yield self._with_stock(facts.name, lacking)
            for sku, units in lacking.items():
                for few in (*range(1, min(units, _ONE_BY_ONE + 1)), units):
                    yield self._with_stock(facts.name, {sku: few})

    def _with_stock(self, warehouse: str, units: dict[str, int]) -> _Trial:
        def decide() -> RoutingDecision:
            stock = self.stock.twin()
            for sku, more in units.items():
                stock.put(sku, warehouse, more)
            return self.router.route(self.order, stock, self.now, self.taken)

        goods = " and ".join(f"{more} more of {sku}" for sku, more in sorted(units.items()))
        return _Trial(sum(units.values()), ChangeKind.STOCK, f"{goods} at {warehouse}", decide)

    def _warehouses(self) -> Iterator[_Trial]:
        for facts in self._named():
            if not facts.open:
                yield self._with_facts(attrs.evolve(facts, open=True), f"{facts.name} open")
            day = facts.leaves_on(self.now)
            if day in facts.holidays:
                working = attrs.evolve(facts, holidays=facts.holidays - {day})
                yield self._with_facts(working, f"{facts.name} working on {day}")
            given = self.taken.get((facts.name, day), 0)
            if facts.capacity is not None and given >= facts.capacity:
                more = given + 1 - facts.capacity
                wider = attrs.evolve(facts, capacity=given + 1)
                words = f"{facts.name} taking {more} outbound{'s' if more > 1 else ''} more a day"
                yield self._with_facts(wider, words, more)

    def _with_facts(self, facts: WarehouseFacts, words: str, size: int = 1) -> _Trial:
        def decide() -> RoutingDecision:
            changed = {**self.router.facts, facts.name: facts}
            router = attrs.evolve(self.router, warehouses=changed.values())
            stock = router.stock(self.stock.holdings)
            opened = stock.open
            for sku, shelf in self.stock.items():
                stock[sku] = attrs.evolve(shelf, open=opened)
            return router.route(self.order, stock, self.now, self.taken)

        return _Trial(size, ChangeKind.WAREHOUSE, words, decide)

    def _earlier_rules(self) -> Iterator[_Trial]:
        in_turn = list(self.router.matching.rules)
        for number, rule in enumerate(in_turn):
            for place in range(number):
                moved = [*in_turn[:place], rule, *in_turn[place:number], *in_turn[number + 1 :]]
                words = f"rule {rule.name} tried before rule {in_turn[place].name}"
                yield self._with_rules(moved, words, number - place)

    def _with_rules(self, in_turn: Iterable[AssociationRule], words: str, size: int) -> _Trial:
        def decide() -> RoutingDecision:
            numbered = [attrs.evolve(rule, order=n) for n, rule in enumerate(in_turn)]
            router = attrs.evolve(self.router, rules=numbered)
            return router.route(self.order, self.stock, self.now, self.taken)

        return _Trial(size, ChangeKind.RULE_ORDER, words, decide)

    def _destinations(self) -> Iterator[_Trial]:
        for rule in self.router.matching.rules:
            for there in rule.destinations:
                address = _moved(self.order.address, there)
                changed = attrs.asdict(address, recurse=False)
                now = attrs.asdict(self.order.address, recurse=False)
                size = sum(changed[name] != now[name] for name in changed)
                if size:
                    yield self._with_address(address, f"a destination in {there}", size)

    def _with_address(self, address: Address, words: str, size: int) -> _Trial:
        def decide() -> RoutingDecision:
            order = attrs.evolve(self.order, address=address)
            return self.router.route(order, self.stock, self.now, self.taken)

        return _Trial(size, ChangeKind.DESTINATION, words, decide)


def _moved(address: Address, there: Destination) -> Address:
    """Return *address* with the parts that *there* names; a range's first code stands for it."""
    code = there.postcode.partition("..")[0].rstrip("*")
    return attrs.evolve(
        address,
        country=there.country or address.country,
        province=there.province or address.province,
        city=there.city or address.city,
        district=there.district or address.district,
        postal_code=code or address.postal_code,
    )
