"""The warehouses that a line may come to be served from, before it is known where it goes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crossdock.inventory import Holdings, Position
from crossdock.orders import Address
from crossdock.routing import (
    AssociationRule,
    Destination,
    Unrouted,
    UnroutedLine,
    WarehouseFacts,
    pool,
    route,
)

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
ALL = [WarehouseFacts("north"), WarehouseFacts("south"), WarehouseFacts("west")]


def rule(name: str, *warehouses: str, **more: Any) -> AssociationRule:
    """Return a rule."""
    return AssociationRule(name, warehouses, **more)


def test_all_destinations() -> None:
    """Rules for other places count, rules for other shops and goods do not."""
    rules = [
        rule("a", "north", destinations=(Destination(city="Kota Bandung"),)),
        rule("b", "south", connections=("other",)),
        rule("c", "west", skus=("tee*",)),
    ]

    assert {"north"} == pool(rules, "shop", "mug", ALL)
    assert {"north", "west"} == pool(rules, "shop", "tee-1", ALL)


def test_beyond_the_last_rule() -> None:
    """What comes after a rule that takes everything and ends the search does not count."""
    rules = [rule("a", "north", order=1, fall_through=False), rule("b", "south", order=2)]

    assert {"north"} == pool(rules, "shop", "mug", ALL)


def test_rules_that_fall_through() -> None:
    """What a rule may not be able to serve, the next one may."""
    rules = [rule("a", "north", order=1), rule("b", "south", order=2)]

    assert {"north", "south"} == pool(rules, "shop", "mug", ALL)


def test_warehouses_that_never_would() -> None:
    """A warehouse that does not exist, knows none of the goods or refuses the channel is out."""
    facts = [
        WarehouseFacts("north", skus=("tee",)),
        WarehouseFacts("south", refuses=("shopify",)),
        WarehouseFacts("west", open=False),
    ]
    rules = [rule("a", "north", "south", "west", "moon")]

    assert {"west"} == pool(rules, "shop", "mug", facts, channel="shopify")
    assert {"north", "south", "west"} == pool(rules, "shop", "set", facts, ("mug", "tee"))


def test_shops_abroad() -> None:
    """A warehouse that does not serve the country of the shop's site is out."""
    facts = [WarehouseFacts("north", serves=("ID",)), WarehouseFacts("south")]
    rules = [rule("a", "north", "south")]

    assert {"south"} == pool(rules, "shop", "mug", facts, site="Malaysia")
    assert {"north", "south"} == pool(rules, "shop", "mug", facts, site="ID")


def test_rules_that_are_over() -> None:
    """A rule whose time is over counts no more, once it is asked by the clock."""
    rules = [rule("a", "north", ends=NOW), rule("b", "south")]

    assert {"south"} == pool(rules, "shop", "mug", ALL, now=NOW)
    assert {"north", "south"} == pool(rules, "shop", "mug", ALL)


@given(
    st.lists(
        st.builds(
            AssociationRule,
            st.just("r"),
            st.lists(st.sampled_from(["north", "south", "west"]), min_size=1, unique=True).map(
                tuple
            ),
            connections=st.sampled_from(((), ("shop",), ("other",))),
            skus=st.sampled_from(((), ("m*",), ("tee",))),
            destinations=st.sampled_from(((), (Destination(city="Kota Bandung"),))),
            fall_through=st.booleans(),
        ),
        max_size=4,
    ),
    st.sampled_from(["Kota Bandung", "Kab. Bandung"]),
    st.sampled_from(["north", "south", "west"]),
)
def test_orders_leave_from_their_pool(drawn: list[AssociationRule], city: str, there: str) -> None:
    """Wherever an order goes and whatever lies where, it leaves from a warehouse of the pool."""
    rules = [
        AssociationRule(
            f"r{n}",
            r.warehouses,
            n,
            connections=r.connections,
            skus=r.skus,
            destinations=r.destinations,
            fall_through=r.fall_through,
        )
        for n, r in enumerate(drawn)
    ]
    order = Unrouted("shop", "7", (UnroutedLine("1", "mug", 1),), NOW, address=Address(city=city))
    held = Holdings({"mug": {there: Position(on_hand=1)}})

    decision = route(order, rules, ALL, held, NOW)

    assert set(decision.warehouses) <= pool(rules, "shop", "mug", ALL)
