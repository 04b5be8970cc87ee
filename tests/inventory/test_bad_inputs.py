"""Numbers that are none, and stock that cannot be: each refused or taken for what it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from crossdock.errors import CrossdockError, DataRefusedError, InputRefusedError
from crossdock.inventory import (
    Holdings,
    LineRef,
    Offer,
    Position,
    Rule,
    RuleKind,
    flatten,
    publish,
    recipe,
    sellable,
    sellable_kits,
)
from crossdock.inventory.claims import reserve
from crossdock.inventory.events import EventKind
from crossdock.inventory.movements import receive
from crossdock.inventory.stocktaking import count, decide

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
LINE = LineRef("shop", "1", "1")
SHELF = Holdings({"mug": {"north": Position(on_hand=5)}})

#: The bad inputs that no quantity may be, by their number, with how the message shows them.
NO_QUANTITY: dict[str, tuple[Any, str]] = {
    "01 negative": (-1, "-1"),
    "03 2**31": (2**31, "2147483648"),
    "04 2**63": (2**63, "9223372036854775808"),
    "05 text": ("10", "'10'"),
    "06 float": (1.0, "1.0"),
    "07 fraction": (1.5, "1.5"),
    "08 not a number": (float("nan"), "nan"),
    "09 infinite": (float("1e999"), "inf"),
    "10 thousands of digits": (10**5000, "a number of 16610 bits"),
    "11 missing": (None, "None"),
    "12 true": (True, "True"),
}


def shown(*rules: Rule, pool: frozenset[str] = frozenset({"north"})) -> int:
    """Return what a listing of mugs shows under *rules*, five being at the north warehouse."""
    offer = Offer("shop", "L1", {"mug": 1}, pool)
    held = {"mug": {rule.kind: rule for rule in rules}}
    return publish(SHELF, offer, warehouses=("north",), rules=held).quantity


@pytest.mark.parametrize(("quantity", "text"), NO_QUANTITY.values(), ids=NO_QUANTITY)
@pytest.mark.parametrize(
    "fact",
    [
        lambda units: reserve(LINE, "mug", units, "north", NOON),
        lambda units: decide(EventKind.HOLD, "D", "mug", units, "north", NOON, reason="r"),
        lambda units: receive("I", "1", "1", "mug", "north", NOON, good=units),
        lambda units: count("C", "mug", units, "north", NOON),
    ],
    ids=["reserve", "hold", "receive", "count"],
)
def test_quantities(fact: Callable[[Any], object], quantity: Any, text: str) -> None:
    """1-12: what is no number of units makes no event, and the message shows it."""
    with pytest.raises(DataRefusedError) as refused:
        fact(quantity)

    assert f" is {text}, and must be a whole number of units" in refused.value.message


def test_zero() -> None:
    """2: none of something is a claim that stands or an empty shelf, and no other fact."""
    assert 0 == reserve(LINE, "mug", 0, "north", NOON).reserved
    assert 0 == count("C", "mug", 0, "north", NOON).level
    with pytest.raises(DataRefusedError, match="quantity is 0, and must be a whole number"):
        decide(EventKind.HOLD, "D", "mug", 0, "north", NOON, reason="r")


def test_buffer_above_stock() -> None:
    """13: a buffer larger than the stock shows nothing."""
    assert 0 == shown(Rule("b", RuleKind.BUFFER, 6))


def test_max_of_zero() -> None:
    """14: a max of zero shows nothing."""
    assert 0 == shown(Rule("m", RuleKind.MAX, 0))


def test_negative_max() -> None:
    """15: a max below zero is refused, and the message says what a max takes."""
    with pytest.raises(InputRefusedError, match="value of rule m is -1; a max rule takes"):
        Rule("m", RuleKind.MAX, -1)


@pytest.mark.parametrize(("percent", "units"), [(0, 0), (100, 5)])
def test_percent_at_its_ends(percent: int, units: int) -> None:
    """16: nothing and everything are percentages."""
    assert units == shown(Rule("p", RuleKind.PERCENT, percent))


def test_percent_above_a_hundred() -> None:
    """16: more than everything is refused."""
    with pytest.raises(InputRefusedError, match=r"takes a whole number from 0 to 100\."):
        Rule("p", RuleKind.PERCENT, 101)


def test_no_units_in_a_recipe() -> None:
    """17: a component of which a kit takes none is refused, in a recipe and in an offer."""
    with pytest.raises(InputRefusedError, match="The units of mug in set are 0; give"):
        recipe("set", [("mug", 0)])
    with pytest.raises(InputRefusedError, match="The units of mug in listing L1 are 0; give"):
        Offer("shop", "L1", {"mug": 0})


def test_cycle_of_recipes() -> None:
    """18: a kit that contains itself is refused, and the message shows the way round."""
    recipes = {"a": {"mug": 1, "b": 1}, "b": {"c": 2}, "c": {"b": 1}}

    with pytest.raises(InputRefusedError, match="b contains itself: b → c → b"):
        flatten("a", recipes)


def test_duplicate_component() -> None:
    """19: a component listed twice is refused: only its author knows whether that adds up."""
    with pytest.raises(InputRefusedError, match="mug is listed twice in set; list it once"):
        recipe("set", [("mug", 1), ("tray", 1), ("mug", 1)])


def test_no_warehouses() -> None:
    """20: a connection without warehouses shows nothing."""
    assert 0 == shown(pool=frozenset())
    assert 0 == sellable_kits(SHELF, {"mug": 2}, frozenset(), ("north",))


def test_all_warehouses_closed() -> None:
    """21: a connection whose warehouses are all closed shows nothing."""
    assert 0 == sellable(SHELF, "mug", frozenset({"north"}), ())
    assert 0 == shown(pool=frozenset({"south"}))


def test_every_refusal_is_ours() -> None:
    """A refused number is an error of the tree, so one bad row costs no other."""
    assert issubclass(DataRefusedError, CrossdockError)
    assert issubclass(InputRefusedError, CrossdockError)
