"""`crossdock stock ledger` and `check`: everything that happened, and that it adds up."""

from __future__ import annotations

import sqlite3

import pytest


@pytest.fixture
def counted(pulled):
    """A SKU counted as ten at main and four at north, then two fewer; with the SKU."""
    sku = pulled.json("map", "list", "shop").data[0]["sku"]
    pulled.run("warehouse", "add", "north")
    pulled.run("stock", "set", sku, "10", "--as-of", "2d", "--reason", "monday")
    pulled.run("stock", "set", sku, "4", "--warehouse", "north")
    pulled.run("stock", "adjust", sku, "-2", "--reason", "lost")
    return pulled, sku


class TestLedger:
    """Every event of a SKU."""

    def test_every_event(self, counted):
        """In the order of taking effect, each with what it changed and why."""
        folder, sku = counted

        rows = folder.json("stock", "ledger", sku).data

        assert [
            ("count", "main", 10, 0, "monday"),
            ("count", "north", 4, 0, "counted"),
            ("adjust", "main", None, -2, "lost"),
        ] == [
            (row["kind"], row["place"], row["level"], row["on_hand"], row["note"]) for row in rows
        ]

    @pytest.mark.parametrize(
        ("words", "kinds"),
        [
            (("--warehouse", "north"), ["count"]),
            (("--from", "1d"), ["count", "adjust"]),
            (("--to", "1d"), ["count"]),
            (("--limit", "1"), ["count"]),
        ],
    )
    def test_some_of_them(self, counted, words, kinds):
        """By warehouse, by time, by number."""
        folder, sku = counted

        assert kinds == [row["kind"] for row in folder.json("stock", "ledger", sku, *words).data]

    @pytest.mark.parametrize("words", [("TYPO",), ("SKU", "--warehouse", "nowhere")])
    def test_what_is_not_there(self, counted, words):
        """Exit 2."""
        folder, sku = counted

        assert 2 == folder.run("stock", "ledger", *(sku if w == "SKU" else w for w in words)).code


class TestCheck:
    """What is kept is what the events add up to."""

    def test_it_adds_up(self, counted):
        """Exit 0 and no rows."""
        folder, _sku = counted

        ran = folder.json("stock", "check")

        assert (0, []) == (ran.code, ran.data)

    def test_what_does_not_is_listed_and_mended(self, counted):
        """Exit 7 with the command that mends it; after that command, exit 0."""
        folder, sku = counted
        database = sqlite3.connect(folder.path / ".crossdock" / "crossdock.db")
        with database:
            database.execute("UPDATE positions SET on_hand = 99 WHERE warehouse = 'main'")
        database.close()

        found = folder.json("stock", "check")
        mended = folder.json("stock", "check", "--rebuild")

        assert (7, [(sku, "main")]) == (
            found.code,
            [(row["sku"], row["place"]) for row in found.data],
        )
        assert "crossdock stock check --rebuild" == found.json["next_step"]
        assert (0, found.data) == (mended.code, mended.data)
        assert [] == folder.json("stock", "check").data
