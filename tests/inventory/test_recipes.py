"""Recipes: kits taken apart down to goods."""

from __future__ import annotations

import pytest

from crossdock.errors import InputRefusedError
from crossdock.inventory import flatten, recipe
from crossdock.validators import MOST_UNITS


def test_goods_are_themselves() -> None:
    """What is made of nothing else is one unit of itself."""
    assert {"mug": 1} == flatten("mug", {})


def test_kits_within_kits() -> None:
    """Units multiply on the way down, and what is reached on two ways adds up."""
    recipes = {
        "party": recipe("party", [("set", 2), ("mug", 1)]),
        "set": recipe("set", [("mug", 3), ("tray", 1)]),
    }

    assert {"mug": 7, "tray": 2} == flatten("party", recipes)


def test_recipes_do_not_change() -> None:
    """A recipe is a value: nobody who holds it can change it for others."""
    made = recipe("set", [("mug", 3)])

    with pytest.raises(TypeError):
        made["mug"] = 4  # type: ignore[index]


@pytest.mark.parametrize(
    ("components", "message"),
    [
        ([], "set has no components; give it one or more"),
        ([("", 1)], "A component of set has no SKU"),
        ([("mug", True)], "The units of mug in set are True"),
        ([("mug", 1.0)], r"The units of mug in set are 1\.0"),
        ([("mug", 2**31)], "The units of mug in set are 2147483648"),
    ],
)
def test_refused(components: list[tuple[str, int]], message: str) -> None:
    """What cannot be packed is refused, and the message names the component."""
    with pytest.raises(InputRefusedError, match=message):
        recipe("set", components)


def test_too_much_in_one() -> None:
    """A kit of kits whose units run out of bounds is refused before it is counted with."""
    recipes = {"a": {"b": 2**30}, "b": {"mug": 4}}

    with pytest.raises(InputRefusedError) as refused:
        flatten("a", recipes)

    assert (
        "One a contains more than 2,147,483,647 units of mug; correct the units in its recipe or"
        " in those of its parts." == refused.value.message
    )


def test_just_as_much_as_may_be() -> None:
    """The most units that anything has may be in one kit."""
    made = recipe("set", [("mug", MOST_UNITS)])

    assert {"mug": MOST_UNITS} == made == flatten("set", {"set": made})
