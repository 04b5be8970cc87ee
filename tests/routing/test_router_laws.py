"""What holds for every order, set of rules and stock that can be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations, product

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from crossdock.inventory import Holdings, Position, servable
from crossdock.orders import Address
from crossdock.routing import (
    AssociationRule,
    BackorderPolicy,
    Destination,
    Router,
    RoutingDecision,
    SplitPolicy,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
    before,
    counterfactual,
    explain,
    lint,
    route,
    simulate,
)
from crossdock.routing.linting import Fault
from crossdock.testing import laws
from crossdock.testing.subjects import Allotment, Ask

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
PLACES = ("east", "north", "south")
SKUS = ("cap", "mug", "tee")
KITS = {"set": {"cap": 1, "mug": 2}, "duo": {"mug": 1, "tee": 1}, "pack": {"tee": 2}}
CITIES = ("Kota Bandung", "Kab. Bandung", "Bandung", "Sleman", "")

_places = st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True).map(tuple)
_patterns = st.lists(st.sampled_from((*SKUS, "*", "m*", "?ee", "set")), max_size=2, unique=True)
_destinations = st.lists(
    st.sampled_from([*CITIES[:4]]).map(lambda city: Destination(city=city)),
    max_size=2,
    unique=True,
)


def rules(
    *, goods: bool = True, backorder: bool = True
) -> st.SearchStrategy[list[AssociationRule]]:
    """Return sets of rules."""
    one = st.builds(
        AssociationRule,
        name=st.just("r"),
        warehouses=_places,
        connections=st.sampled_from(((), ("shop",), ("other",))),
        skus=_patterns.map(tuple) if goods else st.just(()),
        destinations=_destinations.map(tuple),
        split=st.sampled_from(SplitPolicy),
        backorder=st.sampled_from(BackorderPolicy) if backorder else st.just(BackorderPolicy.HOLD),
        fall_through=st.booleans(),
    )
    return st.lists(one, max_size=4).map(
        lambda drawn: [attrs.evolve(r, name=f"r{n}", order=n) for n, r in enumerate(drawn)]
    )


@st.composite
def orders(draw: st.DrawFn, *, kits: bool = True) -> Unrouted:
    """Return orders, some lines of which name the same goods."""
    codes = (*SKUS, *KITS) if kits else SKUS
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(codes), st.integers(1, 3), st.booleans()),
            min_size=1,
            max_size=4,
        )
    )
    lines = [
        UnroutedLine(str(n), sku, units, KITS.get(sku), may_split)
        for n, (sku, units, may_split) in enumerate(drawn)
    ]
    city = draw(st.sampled_from(CITIES))
    return Unrouted("shop", "1", tuple(lines), NOW, address=Address(city=city), site="ID")


def stocks(*, demand: bool = True, least: int = -1) -> st.SearchStrategy[Holdings]:
    """Return holdings, with orders that came before and places that owe."""
    shelf = st.fixed_dictionaries({w: st.integers(least, 6) for w in PLACES})
    waits = st.dictionaries(_places.map(frozenset), st.integers(1, 3), max_size=2 if demand else 0)
    return st.builds(
        lambda shelves, asked: Holdings(
            {s: {w: Position(on_hand=n) for w, n in shelves[s].items()} for s in SKUS}, asked
        ),
        st.fixed_dictionaries(dict.fromkeys(SKUS, shelf)),
        st.fixed_dictionaries(dict.fromkeys(SKUS, waits)),
    )


def facts(**more: object) -> list[WarehouseFacts]:
    """Return the three warehouses."""
    return [WarehouseFacts(name, **more) for name in PLACES]


def decided(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> RoutingDecision:
    """Return where *order* leaves from."""
    return route(order, given_rules, facts(), held, NOW)


def sent(decision: RoutingDecision) -> Counter[tuple[str, str]]:
    """Return the units that leave, by SKU and warehouse."""
    units: Counter[tuple[str, str]] = Counter()
    for assignment in decision.assignments:
        for part in assignment.parts:
            units[part.sku, assignment.warehouse] += part.units
    return units


@given(orders(), rules(), stocks())
def test_every_unit_once(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """Every line is sent whole, unit for unit, or held with a reason, and never both."""
    decision = decided(order, given_rules, held)

    waiting = {line.line_id for line in decision.held}
    assert len(waiting) == len(decision.held)
    for line in order.lines:
        goods: Counter[str] = Counter()
        for assignment in decision.assignments:
            for part in assignment.parts:
                if part.line_id == line.line_id:
                    goods[part.sku] += part.units
        assert goods == ({} if line.line_id in waiting else dict(line.goods))


@given(orders(), rules(backorder=False), stocks())
def test_no_over_allocation(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """What is sent is there, and what earlier orders wait for can still be served with it."""
    decision = decided(order, given_rules, held)

    units = sent(decision)
    for sku in SKUS:
        taken = {w: units[sku, w] for w in PLACES}
        assert all(held.at(sku, w).available >= n for w, n in taken.items() if n)
        assert servable(held, sku, {frozenset({w}): n for w, n in taken.items()}, PLACES)


@given(orders(), rules(), stocks())
def test_backordered_units_are_those_that_are_not_there(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """Less the units that it says are not there, a backorder takes no more than there is."""
    decision = decided(order, given_rules, held)

    there = sent(decision)
    for assignment in decision.assignments:
        for part in assignment.parts:
            there[part.sku, assignment.warehouse] -= part.backordered
    for (sku, warehouse), units in there.items():
        assert 0 <= units <= max(0, held.at(sku, warehouse).available)


@given(orders(), rules(), stocks())
def test_kits_leave_whole(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """In every parcel, a kit's parts are there for the same number of kits."""
    decision = decided(order, given_rules, held)

    for line in order.lines:
        for assignment in decision.assignments:
            parts = {p.sku: p.units for p in assignment.parts if p.line_id == line.line_id}
            if line.whole and parts and line.recipe:
                kits = {parts.get(sku, 0) / each for sku, each in line.recipe.items()}
                assert len(kits) == 1
                assert kits.pop().is_integer()


@given(orders(), rules(), stocks())
def test_one_parcel_per_warehouse(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """No warehouse sends two parcels of an order, and each is named by the rule of its parts."""
    decision = decided(order, given_rules, held)

    by_name = {rule.name: rule for rule in given_rules}
    assert len(set(decision.warehouses)) == len(decision.warehouses)
    for assignment in decision.assignments:
        assert all(assignment.warehouse in by_name[p.rule].warehouses for p in assignment.parts)


@given(orders(), rules(), stocks())
def test_watched_or_not(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """Whoever watches the rules being tried sees the decision that is made unwatched."""
    router = Router(given_rules, [WarehouseFacts(name) for name in PLACES])
    stock = router.stock(held)

    watched = router.decide(order, stock, NOW, {}, [])

    assert watched == router.route(order, stock, NOW)


@given(orders(), rules(), stocks(), st.randoms(use_true_random=False))
def test_order_of_lines(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings, chance: object
) -> None:
    """In whatever order the lines and the rules are told, the decision is the same."""
    lines, told = list(order.lines), list(given_rules)
    chance.shuffle(lines)
    chance.shuffle(told)

    shuffled = decided(attrs.evolve(order, lines=tuple(lines)), told, held)

    assert _set_of(decided(order, given_rules, held)) == _set_of(shuffled)


@given(orders(), rules(), stocks(), st.permutations(range(4)))
def test_names_of_lines(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings, names: Sequence[int]
) -> None:
    """Other line ids move no unit: what leaves from where, and how many wait, is the same."""
    lines = [attrs.evolve(line, line_id=str(names[n])) for n, line in enumerate(order.lines)]
    decision = decided(order, given_rules, held)

    renamed = decided(attrs.evolve(order, lines=tuple(lines)), given_rules, held)

    assert sent(decision) == sent(renamed)
    assert Counter(h.reason for h in decision.held) == Counter(h.reason for h in renamed.held)


@given(
    orders(kits=False),
    rules(),
    stocks(demand=False),
    st.sampled_from(SKUS),
    st.sampled_from(PLACES),
    st.integers(1, 5),
)
def test_more_stock(
    order: Unrouted,
    given_rules: list[AssociationRule],
    held: Holdings,
    sku: str,
    place: str,
    more: int,
) -> None:
    """More stock anywhere never makes a routed order wait."""
    decision = decided(order, given_rules, held)

    there = dict(held.of(sku))
    there[place] = attrs.evolve(there[place], on_hand=there[place].on_hand + more)
    richer = Holdings({**held.positions, sku: there}, held.demand)
    assert decided(order, given_rules, richer).routed >= decision.routed


@given(orders(), rules(goods=False), stocks(), st.sampled_from(SKUS), st.sampled_from(PLACES))
def test_more_stock_for_kits(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings, sku: str, place: str
) -> None:
    """The same with kits and earlier orders, where one rule takes all lines."""
    decision = decided(order, given_rules, held)

    there = dict(held.of(sku))
    there[place] = attrs.evolve(there[place], on_hand=there[place].on_hand + 1)
    richer = Holdings({**held.positions, sku: there}, held.demand)
    assert decided(order, given_rules, richer).routed >= decision.routed


@given(orders(), _places, stocks())
def test_fewest_parcels(order: Unrouted, ranked: tuple[str, ...], held: Holdings) -> None:
    """No smaller set of warehouses, and none as small and more preferred, has all of it."""
    rule = AssociationRule("r", ranked)
    expected = _by_trying_all(order.lines, ranked, held)

    decision = decided(order, [rule], held)

    assert (set(expected) if expected else set()) == set(decision.warehouses)
    assert decision.routed is (expected is not None)


@given(orders(), rules(), stocks())
def test_explanation_agrees(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """The explained decision is the decision, and no candidate of a rule is left out."""
    router = Router(given_rules, facts())

    told = explain(router, order, router.stock(held), NOW)

    assert router.route(order, router.stock(held), NOW) == told.decision
    took = [step.rule for step in told.steps if step.kind == "rule_takes"]
    for rule in given_rules:
        named = [s.warehouse for s in told.steps if s.rule == rule.name and s.warehouse]
        assert rule.name not in took or set(rule.warehouses) <= set(named)
        assert any(step.rule == rule.name for step in told.steps)


@given(orders(), rules(), stocks())
def test_remembered_rules(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """A router that has seen other orders decides as one that has seen none."""
    router = Router(given_rules, facts())
    for city in CITIES:
        for shop in ("shop", "other"):
            seen = attrs.evolve(order, connection=shop, address=Address(city=city))
            router.route(seen, router.stock(held), NOW)

    assert decided(order, given_rules, held) == router.route(order, router.stock(held), NOW)


@settings(max_examples=60)
@given(orders(), rules(), stocks())
def test_counterfactual_is_true(
    order: Unrouted, given_rules: list[AssociationRule], held: Holdings
) -> None:
    """A change that is named really sends the order elsewhere."""
    router = Router(given_rules, facts())

    found = counterfactual(router, order, router.stock(held), NOW)

    if found is not None:
        was = router.route(order, router.stock(held), NOW)
        assert set(found.decision.warehouses) != set(was.warehouses)
        assert found.size > 0


@settings(max_examples=60)
@given(rules())
def test_unreachable_never_decides(given_rules: list[AssociationRule]) -> None:
    """A rule that lint calls unreachable decides no order of a whole domain."""
    ending = [attrs.evolve(rule, fall_through=False) for rule in given_rules]
    found = lint(ending, facts(), ["shop", "other"])
    dead = {f.rules[0] for f in found if f.fault is Fault.UNREACHABLE}
    router = Router(ending, facts())
    some = Holdings({sku: {"east": Position(on_hand=5)} for sku in (*SKUS, "set")})

    deciding: set[str] = set()
    for shop, city in product(("shop", "other", "third"), CITIES):
        for sku, units in product((*SKUS, "set", "zzz"), (1, 9)):
            line = UnroutedLine("1", sku, units)
            order = Unrouted(shop, "1", (line,), NOW, address=Address(city=city))
            deciding |= router.route(order, router.stock(some), NOW).rules

    assert not dead & deciding


@settings(max_examples=60)
@given(st.lists(orders(kits=False), max_size=5), rules(backorder=False), stocks(least=0))
def test_simulated_totals(
    drawn: list[Unrouted], given_rules: list[AssociationRule], held: Holdings
) -> None:
    """Of many orders together, no warehouse sends more than there was, and all are counted."""
    many = [attrs.evolve(order, order_id=str(n)) for n, order in enumerate(drawn)]

    done = simulate(Router(given_rules, facts()), many, held, NOW)

    assert len(many) == done.whole + done.split + done.held
    total: Counter[tuple[str, str]] = Counter()
    for decision in done.decisions:
        total += sent(decision)
    for (sku, warehouse), units in total.items():
        assert units <= held.at(sku, warehouse).available


def routed_one_by_one(lines: Sequence[Ask], stock: dict[str, int]) -> Sequence[Allotment] | None:
    """Route each line as an order of its own, all others waiting; None if one must wait."""
    waiting = [
        Unrouted(
            line.line, line.line, (UnroutedLine("1", "mug", line.units, pool=line.pool),), NOW
        )
        for line in lines
    ]
    by_shop = [
        AssociationRule(f"r{line.line}", tuple(sorted(line.pool)), connections=(line.line,))
        for line in lines
    ]
    demand: Counter[frozenset[str]] = Counter()
    for line in lines:
        demand[line.pool] += line.units
    there = {"mug": {w: Position(on_hand=units) for w, units in stock.items()}}
    router = Router(by_shop, [WarehouseFacts(name) for name in stock])
    left = router.stock(Holdings(there, {"mug": demand}))
    found = []
    for order in waiting:
        left = before(left, [order])
        decision = router.route(order, left, NOW)
        if not decision.routed:
            return None
        left.take(decision.assignments)
        found += [Allotment(order.order_id, w, n) for (_, w), n in sent(decision).items()]
    return found


def test_servable_orders_are_served() -> None:
    """Orders that can all be served are all served, whoever is routed first (P23, P21)."""
    laws.check(laws.orders.served_when_servable, routed_one_by_one)
    laws.check(laws.orders.split_neutrality, routed_one_by_one)


def _set_of(decision: RoutingDecision) -> object:
    return {(a.warehouse, a.parts) for a in decision.assignments}, decision.held


def _by_trying_all(
    lines: Sequence[UnroutedLine], ranked: tuple[str, ...], held: Holdings
) -> tuple[str, ...] | None:
    """Return the first set of warehouses that can send *lines*: unit by unit, by trying all."""
    units = [part for line in lines for _ in range(line.quantity) for part in _indivisible(line)]
    for size in range(1, len(ranked) + 1):
        for chosen in combinations(ranked, size):
            if _placed(units, chosen, Counter(), held, set()):
                return chosen
    return None


def _indivisible(line: UnroutedLine) -> list[tuple[tuple[str, int], ...]]:
    if line.recipe is None:
        return [((line.sku, 1),)]
    if line.may_split:
        return [((sku, 1),) for sku, each in line.recipe.items() for _ in range(each)]
    return [tuple(sorted(line.recipe.items()))]


def _placed(
    units: Sequence[tuple[tuple[str, int], ...]],
    chosen: Sequence[str],
    taken: Counter[tuple[str, str]],
    held: Holdings,
    seen: set[object],
) -> bool:
    state = (len(units), frozenset((key, n) for key, n in taken.items() if n))
    if state in seen:
        return False
    seen.add(state)
    for sku in SKUS:
        here = {frozenset({w}): taken[sku, w] for w in chosen if taken[sku, w]}
        if not servable(held, sku, here, PLACES):
            return False
    if not units:
        return True
    for warehouse in chosen:
        more = taken + Counter({(sku, warehouse): each for sku, each in units[0]})
        if _placed(units[1:], chosen, more, held, seen):
            return True
    return False
