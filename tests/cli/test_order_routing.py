"""`crossdock order explain`, `simulate` and `backtest`: asked of orders that came from a file."""

from __future__ import annotations

import pytest

ORDERS = """\
order_id,status,placed_at,sku,quantity,city,province,title,country
1,paid,2026-05-01T00:00:00Z,MUG,2,Kota Bandung,Jawa Barat,Mug,ID
2,paid,2026-05-02T00:00:00Z,MUG,3,Kab. Bandung,Jawa Barat,Mug,ID
3,paid,2026-05-03T00:00:00Z,MUG,9,Bandung,Jawa Barat,Mug,ID
4,cancelled,2026-05-04T00:00:00Z,MUG,9,Bandung,Jawa Barat,Mug,ID
"""
SINCE = "2026-04-01T00:00:00Z"


@pytest.fixture(name="trading")
def _trading(workspace):
    """Four orders of mugs, two rules, and mugs at two warehouses."""
    (workspace.path / "orders.csv").write_text(ORDERS)
    for words in (
        ("warehouse", "add", "bandung"),
        ("order", "declare", "toko", "--channel", "shopee"),
        ("assoc", "add", "city", "--order", "1", "--to", "bandung", "--dest", "city=Kota Bandung"),
        ("assoc", "add", "rest", "--order", "9", "--to", "main", "--dest", "city=Kab. Bandung"),
        (*("order", "import", str(workspace.path / "orders.csv")), "--conn", "toko", "--create"),
        ("stock", "set", "MUG", "5", "--warehouse", "bandung", "--reason", "counted"),
        ("stock", "set", "MUG", "6", "--warehouse", "main", "--reason", "counted"),
    ):
        ran = workspace.run(*words)
        assert 0 == ran.code, ran
    return workspace


class TestExplain:
    """Every rule and warehouse, and why."""

    def test_the_deciding_rule(self, trading):
        """And with --losers, those that did not decide."""
        short = trading.json("order", "explain", "1").data
        long = trading.json("order", "explain", "1", "--losers").data

        assert (["bandung"], ["city"]) == (short["warehouses"], short["rules"])
        assert {"rule_unmet"} == {row["step"] for row in long["steps"]} - {
            row["step"] for row in short["steps"]
        }

    def test_a_kota_and_a_kabupaten_are_told_apart(self, trading):
        """And an address that says neither goes to neither."""
        leaving = {name: trading.json("order", "explain", name).data for name in "123"}

        assert [["bandung"], ["main"], []] == [one["warehouses"] for one in leaving.values()]
        assert ["ambiguous_place"] == list(leaving["3"]["held"].values())

    def test_the_smallest_change(self, trading):
        """That would have sent it elsewhere, or to a warehouse that is named."""
        ran = trading.run("order", "explain", "1", "--counterfactual", "--to", "main")

        assert "the order would have left from main" in ran.err
        assert 2 == trading.run("order", "explain", "1", "--to", "main").code
        assert 2 == trading.run("order", "explain", "1", "--counterfactual", "--to", "x").code
        assert 2 == trading.run("order", "explain", "nothing").code

    def test_as_it_was(self, trading):
        """An hour ago there was no rule and nothing on the shelf."""
        ran = trading.run("order", "explain", "1", "--at", "1h")

        assert "There are no association rules" in ran.err
        assert "leaves from nowhere yet, and 1 of its lines waits." in ran.err


class TestSimulate:
    """Every order is counted once."""

    def test_those_that_wait(self, trading):
        """With what there is now."""
        found = trading.json("order", "simulate").data

        assert {"whole": 2, "split": 0, "held": 1} == found["orders"]
        assert {"bandung": 1, "main": 1} == found["parcels"]
        assert {"ambiguous_place": 1} == found["held_lines"]

    def test_by_the_rules_of_a_file(self, trading):
        """As though they held; they do not."""
        file = trading.path / "other.toml"
        file.write_text('[[rule]]\nname = "all"\nwarehouses = ["main", "bandung"]\n')

        ran = trading.run("order", "simulate", "--rules", str(file), "--each")

        assert 0 == ran.code
        assert "3 orders: 2 whole, 0 split, 1 held." in ran.err
        assert 3 == len(ran.out.splitlines()) - 2
        assert 2 == len(trading.json("assoc", "list").data)

    def test_orders_of_a_file(self, trading):
        """They are not kept, and those that nobody is to send are left out."""
        orders = ORDERS.replace("\n1,", "\n11,").replace("\n2,paid", "\n12,nonsense")
        (trading.path / "more.csv").write_text(orders)
        words = ("order", "simulate", "--orders", str(trading.path / "more.csv"))

        found = trading.json(*words, "--conn", "toko").data["orders"]

        assert 4 == sum(found.values())
        assert 1 == found["left_out_cancelled"]
        assert 2 == trading.run(*words).code
        assert 2 == trading.run(*words, "--conn", "x").code
        assert 2 == trading.run(*words, "--conn", "toko", "--since", "3d").code
        assert 2 == trading.run("order", "simulate", "--conn", "toko").code

    def test_the_past_has_the_stock_of_then(self, trading):
        """Before anything was counted, everything was short."""
        found = trading.json("order", "simulate", "--since", SINCE).data

        assert {"whole": 0, "split": 0, "held": 3, "left_out_cancelled": 1} == found["orders"]


class TestBacktest:
    """Two sets of rules, and what becomes of each order."""

    def test_the_counts_add_up(self, trading):
        """Those that nobody was to send among them."""
        file = trading.path / "other.toml"
        file.write_text('[[rule]]\nname = "all"\nwarehouses = ["main", "bandung"]\n')

        words = ("order", "backtest", "--rules", str(file), "--since", SINCE)
        found = trading.json(*words).data

        assert {"otherwise": 1, "unchanged": 2, "left_out_cancelled": 1} == found["orders"]
        assert [("3", "held: ambiguous_place", "held: short")] == [
            (row["order_id"], row["before"], row["after"]) for row in found["changes"]
        ]
