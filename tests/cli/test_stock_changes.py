"""`crossdock stock adjust` and `move`: refused in words, or done whole."""

from __future__ import annotations

import pytest

BAD = ["1.5", "NaN", "1e3", "٣", " 5 ", "", "9" * 400, "2147483648", "true", "0"]


@pytest.fixture
def counted(pulled):
    """Ten of a SKU at main, and an empty second warehouse; with the SKU."""
    sku = pulled.json("map", "list", "shop").data[0]["sku"]
    pulled.run("warehouse", "add", "north")
    assert 0 == pulled.run("stock", "set", sku, "10").code
    return pulled, sku


def here(folder, sku, warehouse="main"):
    """Return what is on hand and available at a warehouse."""
    rows = folder.json("stock", "show", sku, "--by", "warehouse").data
    found = {row["warehouse"]: (row["on_hand"], row["available"]) for row in rows}
    return found.get(warehouse, (0, 0))


class TestAdjust:
    """Found, lost, damaged, held and written off."""

    @pytest.mark.parametrize(
        ("words", "after"),
        [
            (("+3",), (13, 13)),
            (("-2",), (8, 8)),
            (("4", "--kind", "damage"), (10, 6)),
            (("4", "--kind", "write_off"), (6, 6)),
        ],
    )
    def test_each_kind(self, counted, words, after):
        """The position after it is told, and is there."""
        folder, sku = counted

        ran = folder.json("stock", "adjust", sku, *words, "--reason", "because")

        assert (0, after) == (ran.code, (ran.data["on_hand"], ran.data["available"]))
        assert after == here(folder, sku)

    @pytest.mark.parametrize("change", [*BAD, "+-1", "-99", "-5x"], ids=range(13))
    def test_a_bad_change_changes_nothing(self, counted, change):
        """Exit 2 and a sentence."""
        folder, sku = counted

        ran = folder.json("stock", "adjust", sku, change, "--reason", "because")

        assert (2, (10, 10)) == (ran.code, here(folder, sku))
        assert ran.json["message"]

    @pytest.mark.parametrize(
        "words",
        [
            ("TYPO", "1", "--reason", "r"),
            ("SKU", "1", "--reason", "r", "--warehouse", "nowhere"),
            ("SKU", "1"),
            ("SKU", "-1", "--reason", "r", "--kind", "hold"),
            ("SKU", "1", "--reason", "r", "--kind", "ship"),
        ],
        ids=["sku", "warehouse", "reason", "sign", "kind"],
    )
    def test_whatever_is_wrong(self, counted, words):
        """Exit 2, and nothing is changed."""
        folder, sku = counted

        ran = folder.json("stock", "adjust", *(sku if word == "SKU" else word for word in words))

        assert (2, (10, 10)) == (ran.code, here(folder, sku))


class TestMove:
    """From one warehouse to another."""

    def test_both_sides(self, counted):
        """What leaves the one is at the other."""
        folder, sku = counted

        ran = folder.json("stock", "move", sku, "4", "main", "north")

        assert [("main", 6), ("north", 4)] == [(r["warehouse"], r["on_hand"]) for r in ran.data]
        assert ((6, 6), (4, 4)) == (here(folder, sku), here(folder, sku, "north"))

    @pytest.mark.parametrize("quantity", [*BAD, "-1", "11"], ids=range(12))
    def test_a_bad_quantity_moves_nothing(self, counted, quantity):
        """Exit 2 and a sentence."""
        folder, sku = counted

        ran = folder.json("stock", "move", sku, quantity, "main", "north")

        assert (2, (10, 10), (0, 0)) == (
            ran.code,
            here(folder, sku),
            here(folder, sku, "north"),
        )

    @pytest.mark.parametrize(
        "words",
        [
            ("TYPO", "1", "main", "north"),
            ("SKU", "1", "nowhere", "north"),
            ("SKU", "1", "main", "nowhere"),
            ("SKU", "1", "main", "main"),
        ],
        ids=["sku", "from", "to", "same"],
    )
    def test_whatever_is_wrong(self, counted, words):
        """Exit 2, and nothing is moved."""
        folder, sku = counted

        ran = folder.json("stock", "move", *(sku if word == "SKU" else word for word in words))

        assert (2, (10, 10)) == (ran.code, here(folder, sku))
