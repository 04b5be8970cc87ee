"""Kits: what they are made of, and what cannot be one."""

from typing import Any

import pytest

from crossdock.errors import InputRefusedError, NotFoundError


@pytest.fixture(name="goods")
def _goods(books: Any) -> Any:
    """Master SKUs A to F."""
    for sku in "ABCDEF":
        books.store.catalogue.add_master(sku, "")
    return books


def test_kits_within_kits_come_down_to_goods(goods: Any) -> None:
    """Times the units on the way."""
    goods.store.recipes.put({"A": [("B", 2), ("C", 1)], "B": [("C", 3), ("D", 1)]})

    assert {"C": 7, "D": 2} == dict(goods.store.recipes.goods_of("A"))
    assert {"D": 1} == dict(goods.store.recipes.goods_of("D"))
    assert {"A", "B"} == set(goods.store.recipes.all())


def test_a_kit_is_replaced_whole(goods: Any) -> None:
    """What it was made of before is forgotten."""
    goods.store.recipes.put({"A": [("B", 2), ("C", 1)]})
    goods.store.recipes.put({"A": [("D", 1)]})

    assert {"D": 1} == dict(goods.store.recipes.get("A"))


@pytest.mark.parametrize(
    ("kits", "error", "match"),
    [
        ({"D": [("A", 1)]}, InputRefusedError, "contains itself"),
        ({"D": [("D", 1)]}, InputRefusedError, "contains itself"),
        ({"E": [("A", 1)], "C": [("E", 1)]}, InputRefusedError, "contains itself"),
        ({"D": [("E", 1)], "F": [("TYPO", 1)]}, NotFoundError, "no master SKU 'TYPO'"),
        ({"TYPO": [("A", 1)]}, NotFoundError, "no master SKU 'TYPO'"),
        ({"D": [("E", 1), ("E", 2)]}, InputRefusedError, "listed twice"),
        ({"D": [("E", 0)]}, InputRefusedError, "whole number from 1"),
        ({"D": [("E", 1.5)]}, InputRefusedError, "whole number from 1"),
        ({"D": []}, InputRefusedError, "no components"),
        ({"F": [("A", 2**31 - 1)]}, InputRefusedError, "more than"),
    ],
)
def test_what_is_no_kit_changes_none(
    goods: Any, kits: Any, error: type[Exception], match: str
) -> None:
    """The good ones beside it are not kept either."""
    goods.store.recipes.put({"A": [("B", 2)], "B": [("C", 1), ("D", 2)]})
    before = goods.store.recipes.all()

    with pytest.raises(error, match=match):
        goods.store.recipes.put(kits)
    assert before == goods.store.recipes.all()


def test_goods_on_a_shelf_are_no_kit(goods: Any) -> None:
    """A kit has no stock of its own, and none is counted for one."""
    goods.count(("A", 3))

    with pytest.raises(InputRefusedError, match="A has stock of its own"):
        goods.store.recipes.put({"A": [("B", 1)]})
    goods.store.recipes.put({"C": [("B", 1)]})
    with pytest.raises(InputRefusedError, match="C is made of B and has no stock of its own"):
        goods.count(("C", 1), run="r2")


def test_a_kit_is_goods_again(goods: Any) -> None:
    """And what is none cannot be removed."""
    goods.store.recipes.put({"A": [("B", 2)]})
    goods.store.recipes.remove("A")

    assert {"A": 1} == dict(goods.store.recipes.goods_of("A"))
    with pytest.raises(NotFoundError, match="'A' is no kit"):
        goods.store.recipes.remove("A")
