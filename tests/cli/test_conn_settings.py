"""`crossdock conn settings`: what each setting does, seen on the wire."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

USUAL = {
    "active": "yes",
    "sync_inventory": "yes",
    "sync_stock": "yes",
    "channel_names": "yes",
    "max_stock": "none",
    "buffer": "0",
    "auto_merge": "no",
    "import_orders": "everything",
}


def settle(folder, *words):
    """Change settings of shop; they must hold."""
    ran = folder.json("conn", "settings", "shop", *(part for w in words for part in ("--set", w)))
    assert 0 == ran.code, ran
    return ran


def one_listing(folder, sandbox):
    """Return an active listing that shows more than ten, and is linked."""
    shown = sandbox.listings()
    return next(
        row
        for row in folder.json("map", "list", "shop").data
        if row["quantity"] > 10 and not shown[row["listing_id"]].get("reserve")
    )


def calls(sandbox):
    """Return the endpoints that were called since the meter was cleared."""
    return list(sandbox.control("meter")["endpoints"])


class TestSetting:
    """Shown, and changed all or none."""

    def test_the_usual_ones(self, shop):
        """Nobody has said anything, and every setting is there."""
        assert USUAL == shop.json("conn", "settings", "shop").data

    def test_changes_are_told_and_kept(self, shop):
        """What was is told beside what is."""
        ran = shop.run("conn", "settings", "shop", "--set", "max_stock=50", "--set", "buffer=2")

        assert 0 == ran.code
        assert "max_stock is 50, and was none." in ran.err
        assert {**USUAL, "max_stock": "50", "buffer": "2"} == shop.json(
            "conn", "settings", "shop"
        ).data

    def test_one_bad_word_changes_nothing(self, shop):
        """Neither the bad one nor the good ones."""
        words = ("--set", "buffer=2", "--set", "max_stock=many", "--set", "colour=red")

        ran = shop.json("conn", "settings", "shop", *words)

        assert 2 == ran.code
        assert all(name in ran.json["message"] for name in ("max_stock", "colour"))
        assert USUAL == shop.json("conn", "settings", "shop").data

    @pytest.mark.parametrize(
        "words", [("--set", "buffer"), ("--set", "buffer=1", "--set", "buffer=2")]
    )
    def test_what_is_no_pair(self, shop, words):
        """A key without a value, or one twice, is refused."""
        assert 2 == shop.json("conn", "settings", "shop", *words).code

    def test_a_connection_that_is_not_there(self, workspace):
        """Exit 2, and the next step is to add one."""
        assert 2 == workspace.json("conn", "settings", "shop").code

    def test_a_rule_for_everything_stands_in_the_way(self, shop):
        """A max stock beside a max rule for all SKUs of the connection is refused."""
        shop.run("stock", "rule", "add", "cap", "max", "9", "--conn", "shop")

        ran = shop.json("conn", "settings", "shop", "--set", "max_stock=5")

        assert (2, True) == (ran.code, "cap" in ran.json["message"])
        assert USUAL == shop.json("conn", "settings", "shop").data

    def test_they_go_with_their_connection(self, shop, sandbox):
        """A connection added again under the old name begins with the usual settings."""
        settle(shop, "active=no", "buffer=3")
        gone = shop.json("conn", "remove", "shop", "--yes").data
        shop.run("conn", "add", "shop", "--from", "-", stdin=sandbox.line)

        assert 1 == gone["interaction_settings"]
        assert USUAL == shop.json("conn", "settings", "shop").data

    def test_setting_import_orders_back_tells_how_to_fetch_the_rest(self, shop):
        """What was left out comes with a pull since then."""
        settle(shop, "import_orders=2026-11-10T00:00:00+07:00")

        ran = settle(shop, "import_orders=2026-11-01T00:00:00+07:00")

        assert "order pull shop --since 2026-10-31T17:00:00" in ran.json["next_step"]


class TestActive:
    """A connection that is switched off is left alone."""

    @pytest.mark.parametrize(
        "words",
        [
            ("product", "pull", "shop"),
            ("order", "pull", "shop"),
            ("stock", "push", "shop", "--yes"),
        ],
        ids=" ".join,
    )
    def test_no_command_contacts_the_channel(self, pulled, sandbox, words):
        """Exit 3 with what to do, and no call."""
        pulled.run("stock", "set", one_listing(pulled, sandbox)["sku"], "3")
        settle(pulled, "active=no")
        sandbox.clear("meter")

        ran = pulled.json(*words)

        assert 3 == ran.code
        assert "shop --set active=yes" in ran.json["next_step"]
        assert [] == calls(sandbox)

    def test_it_can_be_tested(self, shop, sandbox):
        """`conn test` signs in all the same."""
        settle(shop, "active=no")
        sandbox.clear("meter")

        assert 0 == shop.run("conn", "test", "shop").code
        assert [] != calls(sandbox)

    def test_its_offers_publish_nothing(self, pulled, sandbox):
        """The plan says 0, and why."""
        sku = one_listing(pulled, sandbox)["sku"]
        pulled.run("stock", "set", sku, "30")
        settle(pulled, "active=no")

        (row,) = pulled.json("stock", "rule", "explain", sku, "shop").data

        assert (0, ["the listing is switched off"]) == (
            row["quantity"],
            [step["because"] for step in row["steps"]],
        )

    def test_switched_on_again(self, shop, sandbox):
        """Everything works as before."""
        settle(shop, "active=no")
        settle(shop, "active=yes")

        assert 0 == shop.run("product", "pull", "shop", "--pages", "1").code


class TestSync:
    """Listings and stock can be left alone apart."""

    def test_listings_are_not_pulled(self, shop, sandbox):
        """`product pull` refuses, without a call, and orders come in all the same."""
        settle(shop, "sync_inventory=no")
        sandbox.clear("meter")

        ran = shop.json("product", "pull", "shop")

        assert (3, []) == (ran.code, calls(sandbox))
        assert "sync_inventory=yes" in ran.json["next_step"]
        assert 0 == shop.run("order", "pull", "shop").code

    def test_stock_is_not_pushed(self, pulled, sandbox):
        """`stock push` refuses, and the shop shows what it showed."""
        row = one_listing(pulled, sandbox)
        pulled.run("stock", "set", row["sku"], "3")
        settle(pulled, "sync_stock=no")
        sandbox.clear("meter")

        ran = pulled.json("stock", "push", "shop", "--yes")

        assert 3 == ran.code
        assert "sync_stock=yes" in ran.json["next_step"]
        assert [] == [name for name in calls(sandbox) if "stock" in name]
        assert row["quantity"] == sandbox.listings()[row["listing_id"]]["stock"]


class TestNumbers:
    """Max stock and buffer, as the shop shows them."""

    def test_what_is_pushed(self, pulled, sandbox):
        """Buffer first, then the cap; the shop shows that very number."""
        # Each number differs from the one before it: every push has something to change.
        cases = {
            ("max_stock=7",): 7,
            ("max_stock=none", "buffer=4"): 26,
            ("max_stock=0", "buffer=0"): 0,
            ("max_stock=7", "buffer=26"): 4,
            ("max_stock=none", "buffer=31"): 0,
            ("max_stock=none", "buffer=0"): 30,
        }
        row = one_listing(pulled, sandbox)
        # A push imports orders first; what they have taken lies on the shelf beside the 30.
        pulled.run("order", "pull", "shop")
        pulled.run("stock", "set", row["sku"], "100")
        (stock,) = pulled.json("stock", "show", row["sku"]).data
        pulled.run("stock", "adjust", row["sku"], str(30 - stock["sellable"]), "--reason", "test")

        found = {}
        for words in cases:
            settle(pulled, *words)
            assert 0 == pulled.run("stock", "push", "shop", row["sku"], "--yes").code
            found[words] = sandbox.listings()[row["listing_id"]]["stock"]

        assert cases == found


class TestNames:
    """Whose title an order line carries."""

    def test_the_channels_or_ours(self, pulled, sandbox):
        """Theirs by default, the master SKU's when channel names are off."""
        row = one_listing(pulled, sandbox)
        (order,) = sandbox.control("orders", {"listing_id": row["listing_id"]})["orders"]
        order_id = str(order["order_id"])
        # The master SKU was named after the listing; renamed there, the two differ.
        sandbox.control(f"listings/{row['listing_id']}", {"title": "Renamed by the seller"})
        (late,) = sandbox.control("orders", {"listing_id": row["listing_id"]})["orders"]
        pulled.run("order", "pull", "shop")

        theirs = _titles(pulled, str(late["order_id"]))
        settle(pulled, "channel_names=no")
        ours = _titles(pulled, str(late["order_id"]))

        assert ("Renamed by the seller",) * 2 == theirs
        assert (row["title"],) * 2 == ours == _titles(pulled, order_id)


class TestImportOrders:
    """When importing begins."""

    def test_now_leaves_out_what_was_placed_before(self, pulled, sandbox):
        """What is placed afterwards comes in; the rest is counted, and the counts add up."""
        settle(pulled, "import_orders=now")
        # The platform tells the second of an order.
        time.sleep(1.1)
        (order,) = sandbox.control("orders", {"count": 1})["orders"]

        ran = pulled.json("order", "pull", "shop", "--since", "3d")

        counts = ran.data["counts"]
        read = ("new", "changed", "unchanged", "outdated", "repeated", "before_start")
        assert counts["read"] == sum(counts.get(name, 0) for name in read)
        assert 1 <= counts["before_start"]
        assert [str(order["order_id"])] == [
            row["order_id"] for row in pulled.json("order", "list").data
        ]

    def test_nothing_placed_before_a_moment(self, pulled):
        """Every order that is kept was placed after it."""
        start = datetime.now(UTC).replace(microsecond=0, hour=0)
        settle(pulled, f"import_orders={start.isoformat()}")

        counts = pulled.json("order", "pull", "shop", "--since", "7d").data["counts"]

        placed = [row["placed_at"] for row in pulled.json("order", "list").data]
        assert 1 <= counts["before_start"]
        assert all(datetime.fromisoformat(moment) >= start for moment in placed)


def _titles(folder, order_id):
    """Return what the line of an order is called, in its own view and in the list."""
    (line,) = folder.json("order", "show", order_id).data["lines"]
    listed = {row["order_id"]: row["bought"] for row in folder.json("order", "list").data}
    return line["title"], listed[order_id]
