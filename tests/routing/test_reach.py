"""Where goods may leave from before anything is decided: reserved on, and sold from."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from crossdock.inventory import Holdings, Position
from crossdock.inventory.sellable import sellable
from crossdock.orders import Address, Order, OrderLine, OrderStatus
from crossdock.routing import (
    AssociationRule,
    Destination,
    Reach,
    Router,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
    pools,
    simulate,
)

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
NAMES = ("north", "south", "west")
ALL = [WarehouseFacts(name) for name in NAMES]
CITIES = ("Kota Bandung", "Kota Medan", "Kota Solo")


def rule(name: str, *warehouses: str, **more: Any) -> AssociationRule:
    """Return a rule."""
    return AssociationRule(name, warehouses, **more)


def to(city: str) -> tuple[Destination, ...]:
    """Return one destination."""
    return (Destination(city=city),)


def bought(city: str = "", **more: Any) -> Order:
    """Return an order."""
    line = OrderLine("1", "1", "mug", "Mug", 1)
    return Order("o", OrderStatus.PAID, (line,), NOW, address=Address(city=city), **more)


def reserved(reach: Reach, order: Order) -> frozenset[str]:
    """Return what a line of mugs is reserved on."""
    (pool,) = reach.reserved_on(order, "shop", {"mug": {"mug": 1}}, NOW)
    return pool


class TestReserved:
    """A line is reserved where its own order may be served from."""

    def test_without_rules_every_open_warehouse(self) -> None:
        """Nobody said anything yet."""
        reach = Reach((), [*ALL, WarehouseFacts("shut", open=False)])

        assert set(NAMES) == reserved(reach, bought())
        assert NAMES == reach.preferred("shop")

    def test_its_place_counts(self) -> None:
        """Rules for other places do not, and an address that says too little leaves both."""
        rules = [
            rule("a", "north", destinations=to("Kota Bandung")),
            rule("b", "south", destinations=to("Kab. Bandung")),
            rule("c", "west"),
        ]
        reach = Reach(rules, ALL)

        assert {"north", "west"} == reserved(reach, bought("Kota Bandung"))
        assert {"west"} == reserved(reach, bought("Kota Medan"))
        assert set(NAMES) == reserved(reach, bought("Bandung"))

    def test_a_rule_that_ends_here_ends_it(self) -> None:
        """Unless it holds at some hours only: the order may be routed at another."""
        ends = rule("a", "north", order=1, fall_through=False)
        later = rule("b", "south", order=2)
        by_day = attrs.evolve(ends, days=("mon",), zone="UTC")

        assert {"north"} == reserved(Reach([ends, later], ALL), bought())
        assert {"north", "south"} == reserved(Reach([by_day, later], ALL), bought())

    def test_what_no_rule_takes_is_reserved_for_its_shop(self) -> None:
        """Its goods are kept while a person looks; with no rule for the shop there are none."""
        narrow = [rule("a", "north", destinations=to("Kota Bandung"))]
        foreign = [rule("a", "north", connections=("other",))]

        assert {"north"} == reserved(Reach(narrow, ALL), bought("Kota Medan"))
        assert frozenset() == reserved(Reach(foreign, ALL), bought())

    def test_warehouses_that_refuse_its_channel_or_country_are_out(self) -> None:
        """They never could send it."""
        facts = [
            WarehouseFacts("north", refuses=("shopify",)),
            WarehouseFacts("south", serves=("SG",)),
            WarehouseFacts("west"),
        ]
        order = bought()
        order = attrs.evolve(order, address=Address(country="ID"))
        reach = Reach([rule("a", *NAMES)], facts, {"shop": "shopify"})

        assert {"west"} == reserved(reach, order)


class TestForSale:
    """Through these a listing is offered to buyers who may live anywhere."""

    def test_the_narrowest_sets(self) -> None:
        """Of rules that fall through, the last; of those that end, each."""
        last = rule("z", "south", "west", order=9)
        falls = rule("a", "north", order=1, destinations=to("Kota Bandung"))
        ends = attrs.evolve(falls, fall_through=False)

        assert (frozenset({"south", "west"}),) == pools([falls, last], "shop", "mug", ALL)
        assert (frozenset({"north"}), frozenset({"south", "west"})) == pools(
            [ends, last], "shop", "mug", ALL
        )

    def test_warehouses_that_do_not_serve_the_shop_are_out(self) -> None:
        """With rules and without: what lies there would be sold, and could not leave."""
        facts = [
            WarehouseFacts("north", service="depot"),
            WarehouseFacts("south", serves=("CN", "ID")),
            WarehouseFacts("west"),
        ]
        names = [
            [
                sorted(reach.for_sale("shop", "mug", {"mug": 1}, Holdings(), NOW, site))
                for site in ("CN", "ID", "")
            ]
            for rules in ((), [rule("a", *NAMES)])
            for reach in [Reach(rules, facts).serving({"depot": ("ID",), "shop": ("CN",)})]
        ]

        assert [[["south", "west"], [*NAMES], [*NAMES]]] * 2 == names

    def test_gaps_are_no_set(self) -> None:
        """Whom no rule takes, no stock would serve."""
        regions = [
            rule("a", "north", destinations=to("Kota Bandung")),
            rule("b", "south", destinations=to("Kota Medan")),
        ]

        assert (frozenset({"north"}), frozenset({"south"})) == pools(regions, "shop", "mug", ALL)
        assert () == pools(regions, "shop", "mug", [WarehouseFacts("west")])

    @given(st.data())
    def test_what_is_sold_is_served_whoever_buys(self, data: st.DataObject) -> None:
        """As many orders as are offered can all be routed, wherever the buyers live."""
        rules = data.draw(RULES)
        there = data.draw(st.fixed_dictionaries({n: st.integers(0, 4) for n in NAMES}))
        holdings = Holdings({"mug": {n: Position(on_hand=u) for n, u in there.items()}})
        reach = Reach(rules, ALL)

        through = reach.for_sale("shop", "mug", {"mug": 1}, holdings, NOW)
        offered = sellable(holdings, "mug", through, NAMES)
        buyers = [
            Unrouted(
                "shop",
                str(number),
                (UnroutedLine("1", "mug", 1),),
                NOW,
                address=Address(city=data.draw(st.sampled_from(served(rules)))),
            )
            for number in range(offered)
        ]
        pools_of = {buyer.order_id: reach.of_line(buyer, buyer.lines[0]) for buyer in buyers}
        waiting = [
            attrs.evolve(
                buyer, lines=(attrs.evolve(buyer.lines[0], pool=pools_of[buyer.order_id]),)
            )
            for buyer in buyers
        ]
        promised = Holdings(holdings.positions, {"mug": dict(Counter(pools_of.values()))})

        assert 0 == simulate(Router(rules, ALL), waiting, promised, NOW).held


def served(rules: list[AssociationRule]) -> list[str]:
    """Return the cities that some rule takes."""
    cities = {there.city for one in rules for there in one.destinations}
    return sorted({*CITIES} if any(not one.destinations for one in rules) else cities)


RULES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
        st.sampled_from([(), *[to(city) for city in CITIES]]),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
).map(
    lambda drawn: [
        rule(str(number), *names, order=number, destinations=places, fall_through=falls)
        for number, (names, places, falls) in enumerate(drawn)
    ]
)
