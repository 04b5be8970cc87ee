"""`crossdock stock`: counted, planned, pushed; each row ends somewhere."""

from __future__ import annotations

import time
from collections import Counter

import pytest

UPDATE = "POST /inventory/*/stock/update"


class TestSet:
    """A count is all or nothing."""

    @pytest.mark.parametrize(
        "quantity",
        ["-1", "1.5", "NaN", "1e999", "1e3", "9" * 5000, "", " 5 ", "true", "2147483648", "٣"],
        ids=[
            *("minus", "half", "nan", "huge", "thousand", "digits", "empty", "spaces", "true"),
            *("too many", "arabic"),
        ],
    )
    def test_a_bad_quantity_counts_nothing(self, pulled, quantity):
        """Exit 2, the field named, and no change of state."""
        sku = _skus(pulled)[0]

        ran = pulled.json("stock", "set", sku, quantity)

        assert 2 == ran.code
        assert "QUANTITY" in ran.json["message"]
        assert [] == pulled.json("stock", "show").data

    def test_zero_is_a_quantity(self, pulled):
        """Nothing left is something to say."""
        sku = _skus(pulled)[0]

        assert 0 == pulled.json("stock", "set", sku, "0").code
        assert 0 == pulled.json("stock", "show", sku).data[0]["available"]

    @pytest.mark.parametrize(
        "words",
        [("--warehouse", "nowhere"), ("--as-of", "2099-01-01T00:00:00Z"), ("--as-of", "x")],
    )
    def test_a_bad_place_or_time_counts_nothing(self, pulled, words):
        """Exit 2, and no change of state."""
        ran = pulled.json("stock", "set", _skus(pulled)[0], "5", *words)

        assert (2, []) == (ran.code, pulled.json("stock", "show").data)

    def test_a_count_of_the_past(self, pulled):
        """It is what was there then; the one of now stands."""
        sku = _skus(pulled)[0]
        pulled.run("stock", "set", sku, "5")
        pulled.run("stock", "set", sku, "9", "--as-of", "2h")

        (now,) = pulled.json("stock", "show", sku).data
        (then,) = pulled.json("stock", "show", sku, "--as-of", "1h").data

        assert (5, 9) == (now["on_hand"], then["on_hand"])

    def test_an_unknown_sku_counts_nothing(self, pulled):
        """It is not made by counting it."""
        ran = pulled.json("stock", "set", "NOT-THERE", "5")

        assert (2, []) == (ran.code, pulled.json("stock", "show").data)

    def test_no_sku(self, pulled):
        """Exit 2 says what to give."""
        assert 2 == pulled.json("stock", "set").code


class TestShow:
    """What is on hand, and what may be sold of it."""

    def test_by_warehouse(self, pulled):
        """A row for each place; nothing is promised by place."""
        sku = _skus(pulled)[0]
        pulled.run("warehouse", "add", "north")
        pulled.run("stock", "set", sku, "5")
        pulled.run("stock", "set", sku, "7", "--warehouse", "north")

        rows = pulled.json("stock", "show", sku, "--by", "warehouse").data
        (total,) = pulled.json("stock", "show", sku).data

        assert [("main", 5, None), ("north", 7, None)] == [
            (row["warehouse"], row["on_hand"], row["sellable"]) for row in rows
        ]
        assert (12, 12, 12) == (total["on_hand"], total["available"], total["sellable"])

    def test_a_kit_shows_its_own_row(self, pulled):
        """What its parts suffice for, in one warehouse; its parts by warehouse."""
        part, kit = _skus(pulled)[:2]
        pulled.run("kit", "set", kit, f"{part}=2")
        before = pulled.json("stock", "show", kit).data
        pulled.run("stock", "set", part, "5")

        (row,) = pulled.json("stock", "show", kit).data
        (place,) = pulled.json("stock", "show", kit, "--by", "warehouse").data

        assert ([], (0, 2), part) == (before, (row["on_hand"], row["sellable"]), place["sku"])
        assert 2 == pulled.json("product", "show", kit).data["sellable"]


class TestPlan:
    """Without ``--yes`` nothing is sent."""

    def test_a_plan_changes_nothing(self, pulled, sandbox):
        """Exit 10, the rows, and no call that writes."""
        _count(pulled, sandbox, 3)
        sandbox.clear("meter")

        ran = pulled.json("stock", "push", "shop")

        assert (10, True, 3) == (ran.code, ran.json["ok"], len(ran.data))
        assert [] == [name for name in sandbox.control("meter")["endpoints"] if "stock" in name]

    def test_the_next_step_does_it(self, pulled, sandbox):
        """The command shown pushes the plan."""
        _count(pulled, sandbox, 3)
        step = pulled.json("stock", "push", "shop").json["next_step"]

        assert 0 == pulled.run(*step.split()[1:]).code

    def test_one_sku(self, pulled, sandbox):
        """Named SKUs only."""
        skus = _count(pulled, sandbox, 3)

        assert [skus[1]] == [
            row["sku"] for row in pulled.json("stock", "push", "shop", skus[1]).data
        ]

    def test_nothing_to_push(self, pulled):
        """Nothing counted, nothing to do, exit 0."""
        assert 0 == pulled.json("stock", "push", "shop").code


class TestPush:
    """What is pushed is what the shop shows, or it is said why not."""

    def test_the_shop_shows_what_was_pushed(self, pulled, sandbox):
        """After a push the platform has our numbers, and nothing is left to push."""
        _count(pulled, sandbox, 5)

        ran = pulled.json("stock", "push", "shop", "--yes")

        assert (0, {"planned": 5, "done": 5}) == (ran.code, ran.data["counts"])
        shown = sandbox.listings()
        for row in ran.data["rows"]:
            assert row["quantity"] == shown[row["listing_id"]]["stock"]
        assert 0 == pulled.json("stock", "push", "shop").code

    @pytest.mark.parametrize(
        ("kind", "code", "outcome"),
        [
            ("timeout-after(seconds=0.1)x9", 11, "unknown"),
            ("500-after x9", 11, "unknown"),
            ("reset(applied=yes)x9", 11, "unknown"),
            ("html x9", 11, "unknown"),
            ("truncated x9", 11, "unknown"),
            ("empty x9", 11, "unknown"),
            ("429(retry-after=0)x99", 5, "retry"),
            ("timeout-after(seconds=0.1)x1", 0, "done"),
            ("500-before x1", 0, "done"),
            ("429(retry-after=0)x1", 0, "done"),
            ("503 x1", 0, "done"),
            ("twice x1", 0, "done"),
        ],
    )
    def test_each_fault_ends_in_its_code(self, pulled, sandbox, kind, code, outcome):
        """A passing trouble is outlasted; a lasting one is a doubt, or surely not applied."""
        _count(pulled, sandbox, 2)
        sandbox.fault(f"{UPDATE}: {kind.replace(' ', '')}")

        ran = pulled.json("stock", "push", "shop", "--yes")

        assert code == ran.code
        assert {"planned": 2, outcome: 2} == ran.data["counts"]
        assert {outcome} == {row["outcome"] for row in ran.data["rows"]}

    def test_a_doubt_waits(self, pulled, sandbox):
        """A row without an answer is planned whatever it shows, and not sent again too early."""
        _count(pulled, sandbox, 2)
        sandbox.fault(f"{UPDATE}: 500-after")
        assert 11 == pulled.json("stock", "push", "shop", "--yes").code
        sandbox.clear("faults")
        pulled.run("product", "pull", "shop")

        plan = pulled.json("stock", "push", "shop")
        again = pulled.json("stock", "push", "shop", "--yes")

        assert (10, [True, True]) == (plan.code, [row["doubtful"] for row in plan.data])
        assert (11, {"planned": 2, "waiting": 2}) == (again.code, again.data["counts"])
        assert "looks them up" in again.json["next_step"]

    def test_doctor_knows_of_the_doubt(self, pulled, sandbox):
        """What is in doubt is a warning with the command that settles it."""
        _count(pulled, sandbox, 2)
        sandbox.fault(f"{UPDATE}: 500-after")
        pulled.run("stock", "push", "shop", "--yes")

        (finding,) = [row for row in pulled.json("doctor").data if row["name"] == "pushes"]
        assert ("warning", True) == (finding["state"], "stock push" in finding["fix"])

    def test_killed_in_the_middle(self, pulled, sandbox):
        """A push killed before the answer leaves its rows doubtful; the next waits for them."""
        _count(pulled, sandbox, 2)
        sandbox.clear("meter")
        sandbox.fault(f"{UPDATE}: timeout-after(seconds=30)@1x1")
        process = pulled.spawn("stock", "push", "shop", "--yes")
        _wait_for_push(sandbox)
        process.kill()
        process.communicate(timeout=300)

        plan = pulled.json("stock", "push", "shop")

        assert [True, True] == [row["doubtful"] for row in plan.data]
        assert 11 == pulled.json("stock", "push", "shop", "--yes").code

    def test_rows_that_fail_for_no_reason_are_sent_again(self, pulled, sandbox):
        """A batch that is done in part is finished by further calls, each row once in the end."""
        _count(pulled, sandbox, 6)
        sandbox.clear("meter")
        sandbox.fault(f"{UPDATE}: partial-batch@1")

        ran = pulled.json("stock", "push", "shop", "--yes")

        assert (0, {"planned": 6, "done": 6}) == (ran.code, ran.data["counts"])
        (seen,) = [
            row for name, row in sandbox.control("meter")["endpoints"].items() if "stock" in name
        ]
        assert 1 < seen["requests"]

    def test_a_removed_listing_is_refused_with_its_reason(self, pulled, sandbox):
        """The platform's words reach the row, and the others are done."""
        skus = _count(pulled, sandbox, 2)
        gone = next(r for r in pulled.json("map", "list").data if r["sku"] == skus[0])
        sandbox.control(f"listings/{gone['listing_id']}", {"status": 0})

        ran = pulled.json("stock", "push", "shop", "--yes")

        assert (6, {"planned": 2, "refused": 1, "done": 1}) == (ran.code, ran.data["counts"])
        (row,) = [row for row in ran.data["rows"] if row["outcome"] == "refused"]
        assert "Invalid Product ID" in row["reason"]

    def test_two_pushes_at_once(self, pulled, sandbox):
        """One does it, the other is told that somebody is at work: exit 9."""
        _count(pulled, sandbox, 2)
        sandbox.clear("meter")
        sandbox.fault(f"{UPDATE}: latency(seconds=2)@1x1")
        first = pulled.spawn("stock", "push", "shop", "--yes")
        _wait_for_push(sandbox)

        # Without importing orders: it comes to the lock while the first one waits.
        second = pulled.json("stock", "push", "shop", "--yes", "--no-pull")
        first.communicate(timeout=300)

        assert (9, "locked", 0) == (second.code, second.json["reason"], first.returncode)

    def test_wrong_credentials_in_the_middle(self, pulled, sandbox):
        """Exit 4: nothing is raised, and the next step is about the credentials."""
        _count(pulled, sandbox, 2)
        sandbox.switch(ip_whitelist="203.0.113.7")

        ran = pulled.json("stock", "push", "shop", "--yes")

        assert (4, {"planned": 2, "held": 2}) == (ran.code, ran.data["counts"])
        assert "whitelist" in ran.json["next_step"]


def _skus(folder):
    return [row["sku"] for row in folder.json("map", "list", "shop").data]


def _count(folder, sandbox, number):
    """Pull the orders, and count so many SKUs that two more can be shown; return them."""
    shown = sandbox.listings()
    rows = [
        row
        for row in folder.json("map", "list", "shop").data
        if not shown[row["listing_id"]].get("reserve")
    ][:number]
    assert 0 == folder.run("order", "pull", "shop").code
    promised = Counter()
    for row in folder.json("stock", "reservations").data:
        promised[row["sku"]] += row["units"]
    text = "".join(
        f'"{row["sku"]}",{row["quantity"] + 2 + promised[row["sku"]]}\n' for row in rows
    )
    assert 0 == folder.run("stock", "import", "-", stdin=f"sku,quantity\n{text}").code
    return [row["sku"] for row in rows]


def _wait_for_push(sandbox):
    until = time.monotonic() + 300
    while not any("stock/update" in name for name in sandbox.control("meter")["endpoints"]):
        assert time.monotonic() < until
        time.sleep(0.02)
