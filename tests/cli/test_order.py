"""`crossdock order`: nothing lost, nothing doubled."""

from __future__ import annotations

import pytest

READ = ("new", "changed", "unchanged", "outdated", "repeated", "unreadable")


class TestPull:
    """Orders come in once, however often they are pulled."""

    def test_counts_add_up(self, pulled):
        """Every row is new, changed, unchanged, repeated or unreadable."""
        ran = pulled.json("order", "pull", "shop")

        counts = ran.data["counts"]
        assert 0 == ran.code
        assert counts["read"] == sum(counts.get(name, 0) for name in READ)
        assert 20 <= counts["new"]

    def test_pulling_twice_doubles_nothing(self, pulled):
        """The second pull brings no new order, and the list is as long as before."""
        pulled.run("order", "pull", "shop")
        before = _ids(pulled)

        again = pulled.json("order", "pull", "shop").data["counts"]

        assert 0 == again.get("new", 0)
        assert before == _ids(pulled)
        assert again.get("reread", 0) == sum(
            again.get(name, 0) for name in ("moved", "same", "missing")
        )

    def test_windows_overlap_and_are_counted_once(self, pulled):
        """An order that two windows bring is repeated, not new twice."""
        counts = pulled.json("order", "pull", "shop", "--since", "14d").data["counts"]

        assert counts["new"] == len(_ids(pulled))

    def test_a_new_order_is_taken_off_the_stock(self, pulled, sandbox):
        """What is sold after the count is no longer available."""
        row = _unsold(pulled)
        pulled.run("stock", "set", row["sku"], "50")
        sandbox.control("orders", {"listing_id": row["listing_id"], "quantity": 3})

        pulled.run("order", "pull", "shop")

        (position,) = pulled.json("stock", "show", row["sku"]).data
        assert (50, 3, 47) == (
            position["on_hand"],
            position["unrouted"],
            position["sellable"],
        )

    def test_a_cancelled_order_gives_it_back(self, pulled, sandbox):
        """An order cancelled later is read again, and its units are available again."""
        row = _unsold(pulled)
        pulled.run("stock", "set", row["sku"], "50")
        (order,) = sandbox.control("orders", {"listing_id": row["listing_id"], "quantity": 3})[
            "orders"
        ]
        pulled.run("order", "pull", "shop")
        sandbox.control(f"orders/{order['order_id']}/cancel", {})

        pulled.run("order", "pull", "shop")

        assert 50 == pulled.json("stock", "show", row["sku"]).data[0]["sellable"]

    def test_a_later_start_leaves_no_gap(self, pulled, sandbox):
        """``--since`` after the last pull's end makes the next one skip nothing."""
        pulled.run("order", "pull", "shop")
        reached = pulled.json("order", "pull", "shop").data["until"]
        sandbox.control("orders", {"count": 1})

        pulled.run("order", "pull", "shop", "--since", "1m")

        assert reached[:16] >= pulled.json("order", "pull", "shop").data["since"][:16]

    @pytest.mark.parametrize(
        ("kind", "code"),
        [
            ("html x9", 5),
            ("500-before x9", 5),
            ("429(retry-after=0)x1", 0),
            ("duplicate-rows", 0),
            ("cursor-loop", 5),
        ],
    )
    def test_each_fault_ends_in_its_code(self, pulled, sandbox, kind, code):
        """A lasting trouble is exit 5, and the next pull goes on and ends well."""
        sandbox.switch(order_page="10")
        sandbox.fault(f"GET /v2/order/list: {kind.replace(' ', '')}")
        ran = pulled.json("order", "pull", "shop")
        sandbox.clear("faults")
        again = pulled.json("order", "pull", "shop")

        assert (code, 0) == (ran.code, again.code)
        ids = _ids(pulled)
        assert len(set(ids)) == len(ids)

    def test_a_poison_order_stops_nothing(self, pulled, sandbox):
        """It is kept aside, the others are in, exit 6."""
        sandbox.fault("GET /v2/order/list: poison-row")

        ran = pulled.json("order", "pull", "shop", "--no-reread")

        assert 6 == ran.code
        assert 1 <= ran.data["counts"]["unreadable"]
        assert 1 <= ran.data["counts"]["new"]
        assert pulled.json("order", "unreadable", "shop").data


class TestSince:
    """When to begin."""

    @pytest.mark.parametrize(
        "since",
        [
            "",
            "yesterday",
            "2026-11-01",
            "2026-02-31T00:00:00Z",
            "2099-01-01T00:00:00Z",
            "999999w",
            "-1d",
            "1970-01-01T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "3",
            "3 d",
            "1e3d",
        ],
    )
    def test_what_is_no_moment(self, shop, since):
        """Exit 2 with the forms that are understood; a span that long is bad input too."""
        ran = shop.json("order", "pull", "shop", "--since", since)

        assert (2, True) == (ran.code, bool(ran.json["next_step"]))

    @pytest.mark.parametrize("since", ["90m", "12h", "3d", "1w", "2026-11-20T00:00:00+07:00"])
    def test_what_is_one(self, shop, since):
        """Spans back from now, and moments with their zone."""
        assert 0 == shop.json("order", "pull", "shop", "--since", since).code


class TestShow:
    """Who bought stays masked unless asked for."""

    def test_the_buyer_is_masked(self, pulled):
        """One letter, and neither phone nor street."""
        order = _first(pulled)

        data = pulled.json("order", "show", order).data

        assert data["buyer"].endswith("****")
        assert not {"street", "buyer_phone", "postal_code"} & set(data)

    def test_personal_shows_it(self, pulled):
        """``--personal`` is the one way to see it."""
        order = _first(pulled)

        data = pulled.json("order", "show", order, "--personal").data

        assert {"buyer_name", "recipient_phone", "street"} <= set(data)

    def test_by_invoice_number(self, pulled):
        """An order is found by what buyers call it, too."""
        order = _first(pulled)
        number = pulled.json("order", "show", order).data["number"]

        assert order == pulled.json("order", "show", number).data["order_id"]

    def test_the_table_has_a_row_per_line(self, pulled):
        """What was bought reads as a sentence per line."""
        order = _first(pulled)
        lines = pulled.json("order", "show", order).data["lines"]

        assert len(lines) == pulled.run("order", "show", order).out.count("\nline ")


def _unsold(folder):
    """Return a listing of which the orders of the last days have sold none."""
    folder.run("order", "pull", "shop")
    sold = {row["sku"] for row in folder.json("stock", "reservations").data}
    listed = folder.json("map", "list", "shop").data
    return next(row for row in listed if row["quantity"] > 5 and row["sku"] not in sold)


def _ids(folder):
    return [row["order_id"] for row in folder.json("order", "list").data]


def _first(folder):
    folder.run("order", "pull", "shop")
    return _ids(folder)[0]
