"""`crossdock stock reservations`, `release`, `order review`: what waits for news or people."""

from __future__ import annotations

import pytest


@pytest.fixture
def sold(pulled, sandbox):
    """A shop with one order of three units of a counted SKU; with SKU and order id."""
    pulled.run("order", "pull", "shop")
    held = {one["sku"] for one in pulled.json("stock", "reservations").data}
    listed = pulled.json("map", "list", "shop").data
    row = next(one for one in listed if one["quantity"] > 5 and one["sku"] not in held)
    pulled.run("stock", "set", row["sku"], "50")
    placed = sandbox.control("orders", {"listing_id": row["listing_id"], "quantity": 3})
    assert 0 == pulled.run("order", "pull", "shop").code
    return pulled, row["sku"], str(placed["orders"][0]["order_id"])


def held(folder, sku):
    """Return the units of a SKU on hand, and those that may be sold."""
    (row,) = folder.json("stock", "show", sku).data
    return row["on_hand"], row["sellable"]


class TestReservations:
    """What order lines hold."""

    def test_an_open_order_holds_its_units(self, sold):
        """At the pool that may serve it, and nothing is wrong with it."""
        folder, sku, order = sold

        rows = folder.json("stock", "reservations", "shop").data
        (row,) = [row for row in rows if row["order_id"] == order]

        assert (sku, "main", 3, "") == (row["sku"], row["place"], row["units"], row["trouble"])
        assert [] == folder.json("stock", "reservations", "--inconsistent").data

    def test_what_a_removed_connection_left_is_inconsistent(self, sold):
        """And the next step ends the first of them."""
        folder, _sku, order = sold
        folder.run("conn", "remove", "shop", "--yes")

        ran = folder.json("stock", "reservations", "--inconsistent")

        assert order in {row["order_id"] for row in ran.data}
        assert {"its order is no longer kept"} == {row["trouble"] for row in ran.data}
        assert ran.json["next_step"].startswith("crossdock stock release shop ")


class TestRelease:
    """Ending by hand what a channel will not tell."""

    @pytest.mark.parametrize(
        ("word", "after"), [("--shipped", (47, 47)), ("--cancelled", (50, 50))]
    )
    def test_either_way(self, sold, word, after):
        """The goods have left, or they are free; the reason is in the ledger."""
        folder, sku, order = sold
        before = held(folder, sku)

        ran = folder.json("stock", "release", "shop", order, word, "--reason", "phoned them")

        assert (0, (50, 47), after) == (ran.code, before, held(folder, sku))
        assert "phoned them" in {row["note"] for row in folder.json("stock", "ledger", sku).data}

    @pytest.mark.parametrize(
        "words",
        [
            ("ORDER", "--reason", "r"),
            ("ORDER", "--shipped", "--cancelled", "--reason", "r"),
            ("ORDER", "--shipped"),
            ("ORDER", "nothing", "--shipped", "--reason", "r"),
        ],
        ids=["neither", "both", "no reason", "one unknown"],
    )
    def test_whatever_is_wrong(self, sold, words):
        """Exit 2, and no order is ended, the good one beside it neither."""
        folder, sku, order = sold

        ran = folder.json(
            "stock", "release", "shop", *(order if w == "ORDER" else w for w in words)
        )

        assert (2, (50, 47)) == (ran.code, held(folder, sku))


def test_an_unlinked_line_is_reviewed_until_it_is_linked(pulled, sandbox):
    """It is listed with its reason, and gone once its listing is linked."""
    pulled.run("order", "pull", "shop")
    row = pulled.json("map", "list", "shop").data[0]
    before = pulled.json("order", "review", "shop").data
    pulled.run("map", "rm", "shop", row["listing_id"])
    placed = sandbox.control("orders", {"listing_id": row["listing_id"], "quantity": 1})
    pulled.run("order", "pull", "shop")
    waits = pulled.json("order", "review").data
    pulled.run("map", "set", "shop", row["listing_id"], row["sku"])

    after = pulled.json("order", "review").data

    assert before == after
    reasons = {one["order_id"]: one["reason"] for one in waits if one not in before}
    order_id = str(placed["orders"][0]["order_id"])
    assert "has no master SKU: link its listing" in reasons[order_id]
