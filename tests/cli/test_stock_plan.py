"""`crossdock stock plan`, `verify`, `reconcile`, `why`: what a person asks before and after."""

from __future__ import annotations

import json
from collections import Counter

import pytest


@pytest.fixture
def counted(pulled, sandbox):
    """Three listings that are to show thirty each, their orders imported; with their rows."""
    shown = sandbox.listings()
    rows = [
        row
        for row in pulled.json("map", "list", "shop").data
        if not shown[row["listing_id"]].get("reserve")
    ][:3]
    pulled.run("order", "pull", "shop")
    promised = Counter()
    for row in pulled.json("stock", "reservations").data:
        promised[row["sku"]] += row["units"]
    for row in rows:
        pulled.run("stock", "set", row["sku"], str(30 + promised[row["sku"]]))
    return pulled, rows


class TestPlan:
    """Nothing is written to a channel; everything is said."""

    def test_a_plan_and_its_push(self, counted, tmp_path):
        """Kept, pushed once, and stale after that."""
        folder, _rows = counted
        kept = str(tmp_path / "plan.json")

        made = folder.json("stock", "plan", "shop", "--out", kept)
        first = folder.json("stock", "push", "shop", "--plan", kept)
        second = folder.json("stock", "push", "shop", "--plan", kept)

        assert (0, 3) == (made.code, len(made.data))
        assert (0, {"planned": 3, "done": 3}) == (first.code, first.data["counts"])
        assert (8, "stale") == (second.code, second.json["reason"])
        assert "what its listings show changed" in second.json["message"]

    def test_the_exit_code_on_demand(self, counted):
        """Ten where something would change, nothing where not."""
        folder, rows = counted
        sku = rows[0]["sku"]

        assert 10 == folder.json("stock", "plan", "shop", "--detailed-exitcode").code
        folder.run("stock", "push", "shop", sku, "--yes")
        assert 0 == folder.json("stock", "plan", "shop", sku, "--detailed-exitcode").code

    def test_a_new_order_makes_it_stale(self, counted, sandbox, tmp_path):
        """Orders are imported before a plan is checked."""
        folder, rows = counted
        kept = str(tmp_path / "plan.json")
        folder.run("stock", "plan", "shop", "--out", kept)
        folder.run("stock", "adjust", rows[0]["sku"], "-1", "--reason", "lost")

        ran = folder.json("stock", "push", "shop", "--plan", kept)

        assert 8 == ran.code
        assert "29 now instead of 30" in ran.json["message"]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("plan",), "no connection"),
            (("plan", "nowhere"), "no connection"),
            (("plan", "shop", "NOT-THERE"), "NOT-THERE"),
            (("plan", "shop", "--max-change", "half"), "--max-change"),
            (("push", "shop", "--plan", "missing.json"), "cannot be read"),
            (("verify", "shop", "--all", "--sample", "3"), "different things"),
            (("verify", "shop", "NOT-THERE"), "NOT-THERE"),
            (("why", "NOT-THERE", "shop"), "NOT-THERE"),
            (("why-oversold", "NOT-THERE"), "NOT-THERE"),
            (("compute", "NOT-THERE"), "NOT-THERE"),
        ],
    )
    def test_whatever_is_wrong(self, pulled, words, said):
        """Exit 2 and a sentence that names it."""
        ran = pulled.json("stock", *words)

        assert 2 == ran.code
        assert said in ran.json["message"]

    def test_a_plan_of_something_else(self, counted, tmp_path):
        """The command and the plan must name the same."""
        folder, rows = counted
        kept = str(tmp_path / "plan.json")
        folder.run("stock", "plan", "shop", rows[0]["sku"], "--out", kept)

        assert 2 == folder.json("stock", "push", "shop", rows[1]["sku"], "--plan", kept).code
        assert 0 == folder.json("stock", "push", "shop", "--plan", kept).code

    def test_orders_that_cannot_be_imported(self, counted, sandbox):
        """The plan goes on, says so, and raises nothing."""
        folder, _rows = counted
        sandbox.switch(ip_whitelist="203.0.113.7")

        ran = folder.run("stock", "plan", "shop", "--format", "json")

        assert {"hold"} == {row["action"] for row in ran.data if row["quantity"] > row["before"]}
        assert "could not be imported" in ran.err

    def test_without_orders(self, counted):
        """Said aloud."""
        folder, _rows = counted

        assert "not imported" in folder.run("stock", "plan", "shop", "--no-pull").err


class TestCalls:
    """So many changes, as few calls as possible."""

    @pytest.mark.parametrize("changed", [1, 100, 101])
    def test_on_the_wire(self, pulled, sandbox, changed):
        """The platform's own meter counts them."""
        shown = sandbox.listings()
        rows = [
            row
            for row in pulled.json("map", "list", "shop").data
            if not shown[row["listing_id"]].get("reserve")
        ][:changed]
        text = "".join(f'"{row["sku"]}",{row["quantity"] + 500}\n' for row in rows)
        pulled.run("stock", "import", "-", stdin=f"sku,quantity\n{text}")
        # The first call of all finds its token expired.
        pulled.run("conn", "test", "shop")
        sandbox.clear("meter")

        ran = pulled.json("stock", "push", "shop", "--yes", "--no-pull")

        (seen,) = [
            row for name, row in sandbox.control("meter")["endpoints"].items() if "stock" in name
        ]
        assert (len(rows), -(-len(rows) // 100)) == (ran.data["counts"]["done"], seen["requests"])


class TestVerify:
    """Read back, and decided about."""

    @pytest.fixture
    def drifted(self, counted, sandbox):
        """Three listings that were pushed, of which buyers have bought since."""
        folder, rows = counted
        assert 0 == folder.run("stock", "push", "shop", "--yes").code
        return folder, rows

    def test_clean(self, drifted):
        """Everything agrees: exit 0, and nothing to reconcile."""
        folder, rows = drifted

        ran = folder.json("stock", "verify", "shop", *(row["sku"] for row in rows))
        reconciled = folder.json("stock", "reconcile", "shop", "--policy", "ask")

        assert (0, {"read": 3, "agrees": 3}) == (ran.code, ran.data["counts"])
        assert (0, {"open": 0}) == (reconciled.code, reconciled.data)

    def test_a_sample(self, drifted):
        """As many as asked for."""
        folder, _rows = drifted

        assert 5 == folder.json("stock", "verify", "shop", "--sample", "5").data["counts"]["read"]


class TestWhy:
    """The steps, and where the number stands."""

    def test_before_and_after(self, counted):
        """Wanted, then acknowledged; the last push is told."""
        folder, rows = counted
        sku = rows[0]["sku"]
        before = folder.json("stock", "why", sku, "shop")
        folder.run("stock", "push", "shop", sku, "--yes")
        (after,) = folder.json("stock", "why", sku, "shop").data

        assert "stock push" in before.json["next_step"]
        assert (30, 30) == (after["published"]["quantity"], after["acknowledged"])
        assert any("acknowledged it" in sentence for sentence in after["sentences"])

    def test_as_it_was(self, counted):
        """A push of later is not told of then."""
        folder, rows = counted
        folder.run("stock", "push", "shop", "--yes")

        ran = folder.json("stock", "why", rows[0]["sku"], "shop", "--as-of", "1h")

        assert not any("Last push" in one for row in ran.data for one in row["sentences"])

    def test_computed_without_a_call(self, counted, sandbox):
        """Each number with its steps."""
        folder, rows = counted
        sandbox.clear("meter")

        ran = folder.json("stock", "compute", "shop", rows[0]["sku"])

        assert [30] == [row["quantity"] for row in ran.data]
        assert {} == sandbox.control("meter")["endpoints"]

    def test_oversold(self, counted):
        """Fewer found than promised: the count is the step, and no channel is to blame."""
        folder, _rows = counted
        folder.run("stock", "push", "shop", "--yes")
        promised = next(
            row["sku"] for row in folder.json("stock", "reservations").data if row["units"] > 0
        )
        folder.run("stock", "set", promised, "0")

        ran = folder.json("stock", "why-oversold", promised)

        assert "count" in ran.data["oversale"]["what"]
        assert ran.data["oversale"]["oversold"] > 0

    def test_never_oversold(self, counted):
        """Said so."""
        folder, rows = counted

        ran = folder.json("stock", "why-oversold", rows[0]["sku"])

        assert (0, None) == (ran.code, ran.data["oversale"])


def test_a_plan_is_canonical(counted, tmp_path):
    """Keys in order, one form, and what it was made from."""
    folder, _rows = counted
    kept = tmp_path / "plan.json"
    folder.run("stock", "plan", "shop", "--out", str(kept))
    body = json.loads(kept.read_text())

    assert 1 == body["crossdock_stock_plan"]
    assert {"stock", "rules", "settings", "shown"} == set(body["plan"]["state"])
    again = json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    assert again == kept.read_text()
