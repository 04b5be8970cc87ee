"""The router, rule by rule and reason by reason; its laws are in test_router_laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from crossdock.errors import InputRefusedError, PluginRefusedError
from crossdock.inventory import Holdings, Position
from crossdock.money import Money
from crossdock.orders import Address, Order, OrderLine, OrderStatus
from crossdock.routing import (
    AssociationRule,
    BackorderPolicy,
    Destination,
    Gazetteer,
    Hours,
    Reason,
    Router,
    RoutingDecision,
    SplitPolicy,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
    before,
    route,
)

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
NORTH, SOUTH = WarehouseFacts("north"), WarehouseFacts("south")


def order(*lines: UnroutedLine, **more: Any) -> Unrouted:
    """Return an order; of one mug, if no lines are given."""
    return Unrouted("shop", "7", lines or (UnroutedLine("1", "mug", 1),), NOW, **more)


def stock(demand: dict[str, Any] | None = None, **shelves: dict[str, int]) -> Holdings:
    """Return holdings: by SKU, units at each warehouse."""
    there = {
        sku: {w: Position(on_hand=units) for w, units in at.items()} for sku, at in shelves.items()
    }
    return Holdings(there, demand or {})


PLENTY = stock(mug={"north": 9, "south": 9}, tee={"north": 9, "south": 9})


def decide(
    rules: Any, given: Unrouted | None = None, held: Holdings = PLENTY, **more: Any
) -> RoutingDecision:
    """Route an order."""
    warehouses = more.pop("warehouses", [NORTH, SOUTH])
    now = more.pop("now", NOW)
    many = rules if isinstance(rules, list) else [rules]
    return route(given or order(), many, warehouses, held, now, **more)


def reasons(decision: RoutingDecision) -> list[Reason]:
    """Return why lines are held, line by line."""
    return [held.reason for held in decision.held]


ANY = AssociationRule("any", ("north", "south"))


def test_preference() -> None:
    """The first warehouse that has it sends it."""
    assert ("north",) == decide(ANY).warehouses
    assert ("south",) == decide(ANY, held=stock(mug={"south": 1})).warehouses


def test_rules_in_turn() -> None:
    """Rules are tried by their number, however they are listed."""
    later = AssociationRule("a", ("north",), order=2)
    first = AssociationRule("b", ("south",), order=1)

    assert ("south",) == decide([later, first]).warehouses


@pytest.mark.parametrize(
    ("condition", "met", "unmet"),
    [
        ({"connections": ("shop",)}, {}, {"connection": "other"}),
        (
            {"channel_warehouses": ("w1",)},
            {"channel_warehouse": "w1"},
            {"channel_warehouse": "w2"},
        ),
        ({"couriers": ("gosend*",)}, {"courier": "GoSend Same Day"}, {"courier": "JNE"}),
        (
            {"destinations": (Destination(city="Kota Bandung"),)},
            {"address": Address(city="KOTA BANDUNG")},
            {"address": Address(city="Kab. Bandung")},
        ),
        (
            {"value_from": Money(Decimal(100), "IDR"), "value_below": Money(Decimal(200), "IDR")},
            {"value": Money(Decimal(100), "IDR")},
            {"value": Money(Decimal(200), "IDR")},
        ),
        (
            {"value_from": Money(Decimal(100), "IDR")},
            {"value": Money(Decimal(100), "IDR")},
            {"value": Money(Decimal(100), "CNY")},
        ),
        (
            {"value_below": Money(Decimal(100), "IDR")},
            {"value": Money(Decimal(1), "IDR")},
            {"value": None},
        ),
    ],
)
def test_conditions(condition: dict[str, Any], met: dict[str, Any], unmet: dict[str, Any]) -> None:
    """A condition lets in what meets it, and leaves the rest to other rules."""
    rule = AssociationRule("r", ("north",), **condition)

    assert decide(rule, attrs.evolve(order(), **met)).routed
    assert [Reason.NO_RULE] == reasons(decide(rule, attrs.evolve(order(), **unmet)))


@pytest.mark.parametrize(
    ("condition", "met", "unmet"),
    [
        ({"starts": NOW, "ends": NOW + timedelta(1)}, NOW, NOW + timedelta(1)),
        # 09:00 in London is 16:00 in Jakarta, on a Monday.
        ({"days": ("mon",), "zone": "Asia/Jakarta"}, NOW, NOW + timedelta(hours=8)),
        (
            {"hours": Hours(time(16), time(17)), "zone": "Asia/Jakarta"},
            NOW,
            NOW + timedelta(hours=1),
        ),
    ],
)
def test_times(condition: dict[str, Any], met: datetime, unmet: datetime) -> None:
    """A rule holds in its period, on its days and hours, by the clock it names."""
    rule = AssociationRule("r", ("north",), **condition)

    assert decide(rule, now=met).routed
    assert [Reason.NO_RULE] == reasons(decide(rule, now=unmet))


def test_rules_by_goods() -> None:
    """A rule for some goods decides those lines, and others the rest, in one parcel if it can."""
    frozen = AssociationRule("frozen", ("south",), order=1, skus=("ice-*",))
    given = order(UnroutedLine("1", "mug", 1), UnroutedLine("2", "ice-1", 1))
    held = stock(mug={"north": 1, "south": 1}, **{"ice-1": {"south": 1, "north": 1}})

    decision = decide([frozen, attrs.evolve(ANY, order=2)], given, held)

    assert ("south",) == decision.warehouses
    assert {"frozen", "any"} == decision.rules


def test_namesakes_wait() -> None:
    """An address between two namesakes goes to neither of their rules, and says why it waits."""
    kota = AssociationRule("kota", ("north",), destinations=(Destination(city="Kota Bandung"),))
    kab = AssociationRule("kab", ("south",), destinations=(Destination(city="Kab. Bandung"),))
    bare = order(address=Address(city="Bandung"))

    assert [Reason.AMBIGUOUS_PLACE] == reasons(decide([kota, kab], bare))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Destination(city="Kota Bandung"), Address(province="Jawa Barat")),
        (Destination(province="Jawa Barat"), Address(city="Kota Bandung")),
        (Destination(country="ID"), Address(city="Kota Bandung")),
        (Destination(postcode="401*"), Address(city="Kota Bandung")),
    ],
)
def test_addresses_that_leave_something_out(asked: Destination, said: Address) -> None:
    """An address without the part that a rule asks for is not taken for one elsewhere."""
    rule = AssociationRule("r", ("north",), destinations=(asked,))

    assert [Reason.AMBIGUOUS_PLACE] == reasons(decide(rule, order(address=said)))


def test_a_gazetteer_settles() -> None:
    """A list of places finds which of two namesakes an address means."""
    kota = AssociationRule("kota", ("north",), destinations=(Destination(city="Kota Bandung"),))
    known = Gazetteer.of([("Jawa Barat", "Kota Bandung", "Coblong"), ("", "Kab. Bandung", "X")])
    bare = order(address=Address(city="Bandung", district="Coblong"))

    assert ("north",) == decide(kota, bare, gazetteer=known).warehouses


def test_fall_through() -> None:
    """What a rule cannot serve goes on to the next, unless the search ends with it."""
    first = AssociationRule("first", ("north",), order=1)
    then = AssociationRule("then", ("south",), order=2)
    held = stock(mug={"south": 5})

    assert ("south",) == decide([first, then], held=held).warehouses
    ended = decide([attrs.evolve(first, fall_through=False), then], held=held)
    assert [Reason.SHORT] == reasons(ended)
    assert {"first"} == ended.rules


@pytest.mark.parametrize(
    ("facts", "given", "reason"),
    [
        ({"open": False}, {}, Reason.WAREHOUSE_CLOSED),
        ({"refuses": ("shopify",)}, {"channel": "shopify"}, Reason.UNSUPPORTED_CHANNEL),
        ({"serves": ("ID",)}, {"address": Address(country="MY")}, Reason.FOREIGN),
        ({"serves": ("Indonesia",)}, {"address": Address(city="Bandung")}, Reason.FOREIGN),
        (
            {"serves": ("ID",)},
            {"address": Address(country="ID"), "site": "MY"},
            Reason.FOREIGN,
        ),
        ({"holidays": (date(2024, 5, 6),)}, {}, Reason.HOLIDAY),
        ({"holidays": (date(2024, 5, 7),), "cut_off": time(9)}, {}, Reason.HOLIDAY),
        ({"capacity": 0}, {}, Reason.CAPACITY),
    ],
)
def test_warehouses_refuse(facts: dict[str, Any], given: dict[str, Any], reason: Reason) -> None:
    """A warehouse that refuses is passed over for the next; alone, it holds the order."""
    refusing = WarehouseFacts("north", **facts)
    asked = order(**given)

    assert [reason] == reasons(
        decide(AssociationRule("r", ("north",)), asked, warehouses=[refusing])
    )
    assert ("south",) == decide(ANY, asked, warehouses=[refusing, SOUTH]).warehouses


def test_home_orders_are_served() -> None:
    """A warehouse of one country serves it, the shop's site standing in for a blank address."""
    home = WarehouseFacts("north", serves=("ID",))

    assert decide(ANY, order(address=Address(country="Indonesia")), warehouses=[home]).routed
    assert decide(ANY, order(site="ID"), warehouses=[home]).routed


def test_capacity_is_by_day() -> None:
    """A warehouse is full on the day on which the order would leave, and on no other."""
    full = WarehouseFacts("north", capacity=2)
    rule = AssociationRule("r", ("north",))

    today = decide(rule, warehouses=[full], taken={("north", date(2024, 5, 6)): 2})
    tomorrow = decide(rule, warehouses=[full], taken={("north", date(2024, 5, 7)): 2})

    assert [Reason.CAPACITY] == reasons(today)
    assert tomorrow.routed


def test_unknown_warehouse() -> None:
    """A rule that names a warehouse that does not exist sends nothing there."""
    assert [Reason.UNKNOWN_WAREHOUSE] == reasons(decide(AssociationRule("r", ("east",))))


def test_goods_a_warehouse_does_not_know() -> None:
    """What lies at a warehouse that does not know it serves nobody."""
    blind = WarehouseFacts("north", skus={"tee"})

    assert ("south",) == decide(ANY, warehouses=[blind, SOUTH]).warehouses
    assert [Reason.SHORT] == reasons(decide(AssociationRule("r", ("north",)), warehouses=[blind]))


def test_unlinked_lines_hold_the_order() -> None:
    """An order with a line that has no master SKU waits as a whole."""
    decision = decide(ANY, order(UnroutedLine("1", "mug", 1), UnroutedLine("2", "", 1)))

    assert [Reason.UNLINKED, Reason.UNLINKED] == reasons(decision)


APART = stock(mug={"north": 1}, tee={"south": 1})
BOTH = (UnroutedLine("1", "mug", 1), UnroutedLine("2", "tee", 1))


def test_split_when_needed() -> None:
    """Lines leave apart only where no warehouse has all of them."""
    assert ("north", "south") == decide(ANY, order(*BOTH), APART).warehouses
    together = stock(mug={"north": 1, "south": 1}, tee={"south": 1})
    assert ("south",) == decide(ANY, order(*BOTH), together).warehouses


def test_split_freely() -> None:
    """Lines leave from the warehouse that is preferred for each, in as many parcels as that is."""
    rule = attrs.evolve(ANY, split=SplitPolicy.FREELY)
    together = stock(mug={"north": 1, "south": 1}, tee={"south": 1})

    assert ("north", "south") == decide(rule, order(*BOTH), together).warehouses


def test_split_never() -> None:
    """A rule for one parcel holds what only two warehouses have together."""
    rule = attrs.evolve(ANY, split=SplitPolicy.NEVER)

    assert [Reason.SPLIT_REFUSED] * 2 == reasons(decide(rule, order(*BOTH), APART))


def test_one_parcel_waits_for_the_whole_order() -> None:
    """Lines that must leave in one parcel wait while another line of the order does."""
    mugs = AssociationRule("mugs", ("north",), skus=("mug",), split=SplitPolicy.NEVER)

    decision = decide(mugs, order(*BOTH))

    assert [Reason.SIBLING_HELD, Reason.NO_RULE] == reasons(decision)
    loose = attrs.evolve(mugs, split=SplitPolicy.WHEN_NEEDED)
    assert [Reason.NO_RULE] == reasons(decide(loose, order(*BOTH)))


def test_a_line_is_kept_together() -> None:
    """In a split, a line that one warehouse has whole is not taken apart."""
    given = order(UnroutedLine("1", "mug", 3), UnroutedLine("2", "tee", 1))
    held = stock(mug={"north": 2, "south": 3}, tee={"north": 1})

    decision = decide(ANY, given, held)

    units = {(a.warehouse, p.sku): p.units for a in decision.assignments for p in a.parts}
    assert {("south", "mug"): 3, ("north", "tee"): 1} == units


def test_the_order_of_lines_is_chance() -> None:
    """Of two lines for the same goods the larger is placed first, whichever is told first."""
    few, many = UnroutedLine("1", "mug", 1), UnroutedLine("2", "mug", 2)
    held = stock(mug={"north": 2, "south": 1})

    decision = decide(ANY, order(few, many), held)

    sent = {(a.warehouse, p.line_id, p.units) for a in decision.assignments for p in a.parts}
    assert {("north", "2", 2), ("south", "1", 1)} == sent
    assert decision == decide(ANY, order(many, few), held)


def test_kits_are_not_taken_apart() -> None:
    """A kit whose parts lie in two warehouses waits, unless it may be split."""
    kit = UnroutedLine("1", "set", 1, {"mug": 1, "tee": 1})

    assert [Reason.SHORT] == reasons(decide(ANY, order(kit), APART))
    assert decide(ANY, order(attrs.evolve(kit, may_split=True)), APART).routed


def test_kits_one_here_one_there() -> None:
    """Two kits may leave from two warehouses, each whole."""
    kit = UnroutedLine("1", "set", 2, {"mug": 1, "tee": 1})
    held = stock(mug={"north": 1, "south": 1}, tee={"north": 1, "south": 1})

    assert ("north", "south") == decide(ANY, order(kit), held).warehouses


def test_kits_make_room_for_each_other() -> None:
    """A kit moves on from a preferred warehouse that another kit cannot do without."""
    duo = UnroutedLine("1", "duo", 1, {"mug": 1, "tee": 1})
    hat = UnroutedLine("2", "hat", 1, {"mug": 1, "cap": 1})
    held = stock(
        mug={"north": 1, "south": 1}, tee={"north": 1, "south": 1}, cap={"north": 1, "south": 0}
    )

    decision = decide(ANY, order(duo, hat), held)

    sent = {(a.warehouse, p.line_id) for a in decision.assignments for p in a.parts}
    assert {("south", "1"), ("north", "2")} == sent


def test_names_of_lines_are_chance() -> None:
    """Which of two kits leaves from where depends on what they are, not on their ids."""
    duo = UnroutedLine("1", "duo", 1, {"mug": 1, "tee": 1})
    hat = UnroutedLine("2", "hat", 1, {"mug": 1, "cap": 1})
    one_each = {"north": 1, "south": 1}
    held = stock(mug=one_each, tee=one_each, cap=one_each)
    renamed = (attrs.evolve(duo, line_id="2"), attrs.evolve(hat, line_id="1"))

    decision, other = decide(ANY, order(duo, hat), held), decide(ANY, order(*renamed), held)

    sent = [
        {(a.warehouse, p.sku) for a in routed.assignments for p in a.parts if p.sku != "mug"}
        for routed in (decision, other)
    ]
    assert [{("north", "tee"), ("south", "cap")}] * 2 == sent


def test_one_router_for_all_orders() -> None:
    """What a router remembers of one order's rules is not taken for those of another's."""
    home = WarehouseFacts("north", serves=("ID",), refuses=("shopify",))
    router = Router([ANY], [home, SOUTH])
    held = router.stock(PLENTY)

    def leaves(**more: Any) -> tuple[str, ...]:
        return router.route(order(**more), held, NOW).warehouses

    assert ("north",) == leaves(address=Address(country="ID"))
    assert ("south",) == leaves(address=Address(country="MY"))
    assert ("south",) == leaves(address=Address(country="ID"), channel="shopify")
    assert ("south",) == leaves(address=Address(country="ID"), site="MY")


def test_rules_share_what_there_is() -> None:
    """What one rule's kit takes is gone for the lines of the next rule."""
    kits = AssociationRule("kits", ("north",), order=1, skus=("set",))
    rest = AssociationRule("rest", ("north",), order=2)
    kit = UnroutedLine("1", "set", 1, {"mug": 1, "tee": 1})

    decision = decide(
        [kits, rest],
        order(kit, UnroutedLine("2", "mug", 1)),
        stock(mug={"north": 1}, tee={"north": 1}),
    )

    assert [Reason.SHORT] == reasons(decision)
    assert "2" == decision.held[0].line_id


def test_parcels_that_are_open() -> None:
    """In a split, a warehouse that sends a parcel of the order anyway costs no parcel more."""
    ice = AssociationRule("ice", ("west",), order=1, skus=("ice",))
    rest = AssociationRule("rest", ("north", "south", "west"), order=2)
    given = order(UnroutedLine("1", "ice", 1), UnroutedLine("2", "mug", 2))
    held = stock(ice={"west": 1}, mug={"north": 1, "south": 1, "west": 1})

    decision = decide([ice, rest], given, held, warehouses=[NORTH, SOUTH, WarehouseFacts("west")])

    assert {"north", "west"} == set(decision.warehouses)


def test_backorder() -> None:
    """A rule may let an order wait at a warehouse, and says what is missing there."""
    rule = attrs.evolve(ANY, backorder=BackorderPolicy.ROUTE)
    given = order(UnroutedLine("1", "mug", 5))

    decision = decide(rule, given, stock(mug={"north": 2, "south": 1}))

    (part,) = decision.assignments[0].parts
    assert ("north", 5, 3) == (decision.assignments[0].warehouse, part.units, part.backordered)


def test_goods_before_backorder() -> None:
    """A later rule that has the goods comes before waiting for them with an earlier one."""
    waits = AssociationRule("waits", ("north",), order=1, backorder=BackorderPolicy.ROUTE)
    has = AssociationRule("has", ("south",), order=2)

    assert ("south",) == decide([waits, has], held=stock(mug={"south": 1})).warehouses


def test_earlier_orders_stay_servable() -> None:
    """Units that only one warehouse can give an earlier order are not given to a later one."""
    waits = {"mug": {frozenset({"north"}): 1}}
    held = stock(waits, mug={"north": 1, "south": 1})

    assert ("south",) == decide(ANY, held=held).warehouses


def test_demand_of_its_own() -> None:
    """An order does not compete with what was reserved for itself, nor with later orders."""
    both = frozenset({"north", "south"})
    mine = order(UnroutedLine("1", "mug", 1, pool=both))
    held = stock({"mug": {both: 2}}, mug={"north": 1})
    later = attrs.evolve(mine, order_id="8")
    router = Router([ANY], [NORTH, SOUTH])

    assert not router.route(mine, router.stock(held), NOW).routed
    assert router.route(mine, before(router.stock(held), [mine, later]), NOW).routed


def test_rankings() -> None:
    """A ranking replaces the rule's preference, among warehouses that do not refuse."""
    asked: list[list[str]] = []

    def last_first(_order: Unrouted, _rule: AssociationRule, able: Any) -> list[str]:
        asked.append([facts.name for facts in able])
        return [facts.name for facts in reversed(able)]

    three = AssociationRule("r", ("east", "north", "south"))
    warehouses = [WarehouseFacts("east", open=False), NORTH, SOUTH]
    decision = decide(three, warehouses=warehouses, ranking=last_first)

    assert ("south",) == decision.warehouses
    assert [["north", "south"]] == asked


@pytest.mark.parametrize("answer", [[], ["north"], ["north", "north"], ["north", "moon"]])
def test_rankings_that_lose_a_warehouse(answer: list[str]) -> None:
    """A ranking that leaves out, doubles or invents a warehouse is refused by name."""
    with pytest.raises(PluginRefusedError, match="rule any"):
        decide(ANY, ranking=lambda _order, _rule, _able: answer)


def test_names_once() -> None:
    """Two rules or two warehouses of one name are refused."""
    with pytest.raises(InputRefusedError, match="rules are named any"):
        Router([ANY, ANY], [NORTH])
    with pytest.raises(InputRefusedError, match="warehouses are named north"):
        Router([ANY], [NORTH, NORTH])


def test_from_an_order() -> None:
    """An order of a channel is routed by its own place, courier, worth and warehouse."""
    placed = Order(
        order_id="7",
        status=OrderStatus.PAID,
        lines=(OrderLine("1", "listing", "code", "Mug", 1),),
        placed_at=NOW,
        total=Money(Decimal(5), "IDR"),
        address=Address(country="ID"),
        courier="JNE",
        warehouse_id="w1",
    )

    unrouted = Unrouted.of(placed, "shop", [UnroutedLine("1", "mug", 1)], site="ID")

    assert ("JNE", "w1", placed.total) == (
        unrouted.courier,
        unrouted.channel_warehouse,
        unrouted.value,
    )
    assert "ID" == unrouted.address.country


def test_more_warehouses_than_sets_can_be_tried() -> None:
    """With very many warehouses an order is still served, exactly, and no parcel is needless."""
    names = [f"w{number:02}" for number in range(20)]
    rule = AssociationRule("r", tuple(names))
    given = order(UnroutedLine("1", "mug", 20))

    decision = decide(
        rule, given, stock(mug=dict.fromkeys(names, 2)), warehouses=map(WarehouseFacts, names)
    )

    assert 10 == len(decision.warehouses)
    assert 20 == sum(part.units for a in decision.assignments for part in a.parts)
