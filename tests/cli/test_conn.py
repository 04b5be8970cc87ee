"""`crossdock conn`: what each trouble with an account reads like."""

from __future__ import annotations

import time

import pytest


class TestTest:
    """`conn test` signs in and checks the preconditions."""

    def test_a_good_shop_passes(self, shop):
        """Exit 0, with every precondition and its state."""
        ran = shop.json("conn", "test", "shop")

        assert (0, "done") == (ran.code, ran.json["reason"])
        states = {check["name"]: check["state"] for check in ran.data["checks"]}
        assert ("passed", "passed", "unanswered") == (
            states["shop-open"],
            states["not-on-holiday"],
            states["not-integrated-elsewhere"],
        )

    def test_wrong_credentials(self, shop):
        """Exit 4, one sentence and what to check."""
        shop.run("conn", "edit", "shop", "--secret", "client_secret", stdin="wrong-secret-1")

        ran = shop.run("conn", "test", "shop")

        assert 4 == ran.code
        assert _is_one_sentence_and_a_step(ran)
        assert "client secret" in ran.err
        assert "wrong-secret-1" not in ran.err

    def test_an_unlisted_address(self, shop, sandbox):
        """Exit 4, and where the address is to be listed."""
        sandbox.switch(ip_whitelist="203.0.113.7")

        ran = shop.run("conn", "test", "shop")

        assert 4 == ran.code
        assert _is_one_sentence_and_a_step(ran)
        assert "IP whitelist" in ran.err

    def test_a_foreign_shop(self, shop):
        """Exit 7: the check that failed names both numbers."""
        shop.run("conn", "edit", "shop", "--set", "shop_id=999")

        ran = shop.run("conn", "test", "shop")

        assert 7 == ran.code
        assert "Shop 999 does not belong to fs_id" in ran.out

    def test_a_foreign_shop_cannot_be_pulled(self, shop):
        """Exit 4 from any other command."""
        shop.run("conn", "edit", "shop", "--set", "shop_id=999")

        ran = shop.run("product", "pull", "shop")

        assert 4 == ran.code
        assert _is_one_sentence_and_a_step(ran)

    def test_an_expired_token_is_fetched_anew(self, shop, sandbox):
        """Exit 0: nobody has to be told."""
        shop.run("conn", "test", "shop")
        sandbox.control("tokens/expire", {})

        assert 0 == shop.json("conn", "test", "shop").code

    def test_one_account_twice(self, shop, sandbox):
        """Exit 7: the other connection to it is named, unless it is switched off."""
        shop.run("conn", "add", "again", "--from", "-", "--rate", "0", stdin=sandbox.line)

        twice = shop.json("conn", "test", "again")
        shop.run("conn", "settings", "shop", "--set", "active=no")
        once = shop.json("conn", "test", "again")

        (found,) = [one for one in twice.data["checks"] if one["name"] == "connected-once"]
        assert (7, "failed") == (twice.code, found["state"])
        assert "shop is the same account" in found["detail"]
        assert (0, False) == (once.code, "connected-once" in once.out)

    def test_a_shop_on_holiday(self, shop, sandbox):
        """Exit 7, with the check and its fix."""
        sandbox.switch(holiday="on")

        ran = shop.json("conn", "test", "shop")

        assert (7, "check-failed") == (ran.code, ran.json["reason"])
        states = {check["name"]: check["state"] for check in ran.data["checks"]}
        assert "failed" == states["not-on-holiday"]
        assert "Seller Centre" in ran.json["next_step"]

    def test_a_dead_host(self, shop):
        """Exit 5: nothing listens there, and the sentence says so."""
        shop.run("conn", "edit", "shop", "--endpoint", "http://127.0.0.1:1")

        ran = shop.run("conn", "test", "shop")

        assert 5 == ran.code
        assert _is_one_sentence_and_a_step(ran)
        assert "could not be reached" in ran.err

    @pytest.mark.parametrize(
        "kind", ["html", "empty", "truncated", "503", "nan", "deep", "redirect"]
    )
    def test_nonsense_from_the_platform(self, shop, sandbox, kind):
        """A platform that talks nonsense is exit 3 or 5, one sentence, and no traceback."""
        sandbox.fault(f"GET */shop-info: {kind}")

        ran = shop.run("conn", "test", "shop")

        assert ran.code in {3, 5}
        assert _is_one_sentence_and_a_step(ran)


class TestRemove:
    """A connection goes only when it is meant."""

    def test_without_yes_nothing_goes(self, pulled):
        """Exit 10 and the rows that would go."""
        ran = pulled.json("conn", "remove", "shop")

        assert (10, "changes-pending", 1) == (
            ran.code,
            ran.json["reason"],
            ran.data["connections"],
        )
        assert 1 == len(pulled.json("conn", "list").data)

    def test_what_was_announced_goes(self, pulled):
        """``--yes`` removes exactly what was shown."""
        planned = pulled.json("conn", "remove", "shop").data

        assert planned == pulled.json("conn", "remove", "shop", "--yes").data
        assert [] == pulled.json("conn", "list").data

    def test_it_says_what_stays_reserved(self, pulled):
        """How many units of how many orders, and the command that ends them."""
        pulled.run("order", "pull", "shop")
        held = pulled.json("stock", "reservations").data
        units, orders = sum(row["units"] for row in held), len({row["order_id"] for row in held})

        said = pulled.run("conn", "remove", "shop", "--yes").err

        assert 0 < units
        assert f"{units:,} units of {orders:,} orders stay reserved" in said
        assert "crossdock stock release shop ORDER --shipped or --cancelled" in said
        assert held == [
            {**row, "status": held[n]["status"], "trouble": ""}
            for n, row in enumerate(pulled.json("stock", "reservations").data)
        ]


class TestShow:
    """What is kept can be read, secrets never."""

    def test_calls_are_recorded(self, pulled):
        """The last remote calls name hook, endpoint, status and duration."""
        calls = pulled.json("conn", "show", "shop", "--calls", "3").data

        assert 3 == len(calls)
        assert {"hook", "endpoint", "status", "outcome", "seconds", "attempt"} < set(calls[0])

    def test_what_is_shown_is_what_was_given(self, shop, sandbox):
        """The settings come back as they were."""
        facts = shop.json("conn", "show", "shop").data

        assert sandbox.settings["shop_id"] == facts["shop_id"]
        assert "sealed in the workspace" == facts["client_secret"]

    def test_nothing_named_changes_nothing(self, shop):
        """An edit without options says so."""
        assert "Nothing was named" in shop.run("conn", "edit", "shop").err


class TestPace:
    """Two processes share one pace."""

    def test_two_pulls_at_once_keep_the_declared_rate(self, shop, sandbox):
        """Both end well, and the sandbox never saw more than 5 calls in a second."""
        shop.run("conn", "edit", "shop", "--rate", "8")
        sandbox.control("tokens/expire", {})
        shop.run("conn", "test", "shop")
        time.sleep(1.1)
        sandbox.clear("meter")
        both = [
            shop.spawn("product", "pull", "shop", "--full", "--format", "json") for _ in range(2)
        ]
        codes = [(process.communicate(timeout=300), process.returncode)[1] for process in both]
        counts = sandbox.control("meter")["endpoints"]
        (seen,) = [row for name, row in counts.items() if name.endswith("product/info")]

        assert [0, 0] == codes
        assert 8 >= seen["peak_per_second"]
        assert 12 < seen["requests"]


def _is_one_sentence_and_a_step(ran):
    lines = ran.err.strip().splitlines()
    return (
        ran.out == ""
        and len(lines) == 2
        and lines[0].startswith("Error: ")
        and lines[0].endswith((".", '"'))
        and lines[1].startswith("Next: ")
    )
