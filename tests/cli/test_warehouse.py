"""`crossdock warehouse`: added, changed, closed and removed; with the places in them."""

from __future__ import annotations

import pytest


class TestWarehouse:
    """Where goods lie."""

    def test_a_workspace_begins_with_one(self, workspace):
        """It is called main."""
        assert ["main"] == [row["name"] for row in workspace.json("warehouse", "list").data]

    def test_added_shown_changed_and_removed(self, workspace):
        """What is not named stays as it is."""
        words = ("--title", "Bandung", "--country", "ID")
        added = workspace.json("warehouse", "add", "bandung", *words)
        edited = workspace.json("warehouse", "edit", "bandung", "--closed")
        shown = workspace.json("warehouse", "show", "bandung")
        removed = workspace.json("warehouse", "remove", "bandung")

        assert [0] * 4 == [ran.code for ran in (added, edited, shown, removed)]
        assert ("Bandung", "ID", False, 0) == tuple(
            shown.data[name] for name in ("title", "country", "open", "skus")
        )
        assert ["main"] == [row["name"] for row in workspace.json("warehouse", "list").data]

    def test_a_service_s_warehouse(self, shop):
        """With its connection, its id there, and what its quantities mean."""
        words = ("--conn", "shop", "--remote-id", "110", "--snapshots", "net_of_reserved")

        ran = shop.json("warehouse", "add", "jd", *words)

        assert (0, "net_of_reserved") == (ran.code, ran.data["snapshots"])
        assert 2 == shop.run("warehouse", "add", "jd2", *words).code

    @pytest.mark.parametrize(
        "words",
        [
            ("add", "main"),
            ("add", "a b"),
            ("add", ""),
            ("add", "x" * 65),
            ("add", "jd", "--conn", "nowhere", "--remote-id", "1"),
            ("add", "jd", "--remote-id", "1"),
            ("add", "jd", "--country", "Indonesia"),
            ("show", "nowhere"),
            ("edit", "nowhere", "--closed"),
            ("remove", "nowhere"),
        ],
        ids=lambda words: " ".join(words)[:24],
    )
    def test_whatever_is_wrong(self, workspace, words):
        """Exit 2 and a sentence; nothing is added."""
        ran = workspace.json("warehouse", *words)

        assert 2 == ran.code
        assert ran.json["message"]
        assert 1 == len(workspace.json("warehouse", "list").data)

    def test_what_holds_stock_stays(self, pulled):
        """And the way out is told."""
        sku = pulled.json("map", "list", "shop").data[0]["sku"]
        pulled.run("warehouse", "add", "north")
        pulled.run("stock", "set", sku, "3", "--warehouse", "north")

        ran = pulled.json("warehouse", "remove", "north")

        assert (2, True) == (ran.code, "--closed" in ran.json["next_step"])
        assert 3 == pulled.json("warehouse", "show", "north").data["on_hand"]

    def test_a_closed_one_promises_nothing(self, pulled):
        """Its goods are there, and not to be sold."""
        sku = pulled.json("map", "list", "shop").data[0]["sku"]
        pulled.run("warehouse", "add", "north")
        pulled.run("stock", "set", sku, "3", "--warehouse", "north")
        pulled.run("warehouse", "edit", "north", "--closed")

        (row,) = pulled.json("stock", "show", sku).data

        assert (3, 0) == (row["on_hand"], row["sellable"])


class TestLocation:
    """Places in a warehouse."""

    def test_one_or_many_and_never_twice(self, pulled):
        """What is there already is counted as that."""
        one, two = [row["sku"] for row in pulled.json("map", "list", "shop").data[:2]]
        first = ("A-01", "A-02", "--sku", f"A-01={one}", "--sku", f"A-01={two}")

        ran = pulled.json("warehouse", "location", "add", "main", *first)
        again = pulled.json("warehouse", "location", "add", "main", *first, "--sku", f"A-02={one}")

        assert (2, 2) == (ran.data["added"], ran.data["bound"])
        assert (0, 2, 1, 2) == tuple(
            again.data[name] for name in ("added", "there_already", "bound", "bound_already")
        )
        assert [("A-01", 2), ("A-02", 1)] == [
            (row["location"], row["skus"])
            for row in pulled.json("warehouse", "location", "list", "main").data
        ]
        assert {one, two} == {
            row["sku"] for row in pulled.json("warehouse", "location", "list", "main", "A-01").data
        }

    @pytest.mark.parametrize(
        "words",
        [
            ("nowhere", "A"),
            ("main", "A", "--sku", "A=TYPO"),
            ("main", "A", "--sku", "B=TYPO"),
            ("main", "A", "--sku", "A"),
            ("main", "A", " "),
            ("main", "A", "\u202eB"),
        ],
        ids=range(6),
    )
    def test_whatever_is_wrong(self, workspace, words):
        """Exit 2, and no place is added, the good one neither."""
        ran = workspace.json("warehouse", "location", "add", *words)

        assert 2 == ran.code
        assert [] == workspace.json("warehouse", "location", "list", "main").data
