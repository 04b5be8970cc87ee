"""`crossdock map`: links, what stands in their way, and the commands that resolve it."""

from __future__ import annotations

import shlex

import pytest

KINDS = ("duplicate", "near-match", "blank")


class TestConflicts:
    """Each conflict comes with a command that works when it is pasted."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_command_resolves_it(self, pulled, kind):
        """Run as shown, it links the listing, and the conflict is gone."""
        conflict = _first(pulled, kind)

        ran = _paste(pulled, conflict["resolve"])

        assert 0 == ran.code
        assert conflict["listing_id"] in {
            row["listing_id"] for row in pulled.json("map", "list", "shop").data
        }
        assert conflict["listing_id"] not in {
            row["listing_id"] for row in pulled.json("map", "conflicts", "shop").data
        }

    @pytest.mark.parametrize("kind", KINDS)
    def test_it_stays_resolved(self, pulled, kind):
        """Importing again leaves what a person decided."""
        conflict = _first(pulled, kind)
        _paste(pulled, conflict["resolve"])
        before = _link(pulled, conflict["listing_id"])

        pulled.run("product", "pull", "shop")

        assert ("operator", before) == (before["origin"], _link(pulled, conflict["listing_id"]))

    def test_a_code_that_a_shell_would_read(self, shop, sandbox):
        """Quotes, spaces and dollar signs survive the shell."""
        code = "-K 'A' \"B\" $HOME `id`; rm"
        for title in ("one", "two"):
            sandbox.control("listings", {"title": title, "price": 9000, "sku": code, "stock": 3})
        shop.run("product", "pull", "shop")
        (conflict,) = [
            row for row in shop.json("map", "conflicts", "shop").data if row["code"] == code
        ]

        assert 0 == _paste(shop, conflict["resolve"]).code
        assert code == _link(shop, conflict["listing_id"])["sku"]

    def test_a_changed_code_is_shown_and_kept(self, pulled, sandbox):
        """A code that changed since the link was made waits for a person; the link stays."""
        row = pulled.json("map", "list", "shop").data[0]
        sandbox.control(f"listings/{row['listing_id']}", {"sku": "BRAND-NEW-1"})
        pulled.run("product", "pull", "shop")

        assert row["sku"] == _link(pulled, row["listing_id"])["sku"]
        conflict = _first(pulled, "code-changed")
        assert 0 == _paste(pulled, conflict["resolve"]).code
        assert "BRAND-NEW-1" == _link(pulled, row["listing_id"])["sku"]

    def test_near_codes_are_never_merged(self, pulled):
        """Every near match is a listing of its own without a link."""
        linked = {row["listing_id"] for row in pulled.json("map", "list", "shop").data}

        near = [r for r in pulled.json("map", "conflicts").data if r["kind"] == "near-match"]
        assert near
        assert not linked & {row["listing_id"] for row in near}

    def test_nothing_waits(self, workspace):
        """An empty workspace says so."""
        assert "Nothing waits.\n" == workspace.run("map", "conflicts").err


class TestRemove:
    """A link undone by hand stays undone."""

    def test_an_import_does_not_redo_it(self, pulled):
        """After `map rm` the next pulls leave the listing unlinked."""
        row = pulled.json("map", "list", "shop").data[0]
        assert 0 == pulled.json("map", "rm", "shop", row["listing_id"]).code

        for _ in range(2):
            pulled.run("product", "pull", "shop")

        assert None is _link(pulled, row["listing_id"])
        assert row["listing_id"] in {
            one["listing_id"] for one in pulled.json("map", "unmapped", "shop").data
        }

    def test_the_command_shown_links_it_again(self, pulled):
        """The conflict it leaves can be pasted away, back to the SKU it had."""
        row = pulled.json("map", "list", "shop").data[0]
        pulled.run("map", "rm", "shop", row["listing_id"])

        assert 0 == _paste(pulled, _first(pulled, "removed")["resolve"]).code
        assert row["sku"] == _link(pulled, row["listing_id"])["sku"]

    def test_what_is_not_linked_cannot_be_undone(self, pulled):
        """Exit 2, and where to look."""
        assert 2 == pulled.json("map", "rm", "shop", "1").code


class TestSet:
    """A link made by hand."""

    @pytest.mark.parametrize(
        "sku",
        ["", " ", "\u00a0", "a\x00b", "a\u202eb", "x" * 201, "a\x1b[0m"],
        ids=["empty", "space", "nbsp", "nul", "rtl", "long", "escape"],
    )
    def test_a_code_that_cannot_be_one(self, pulled, sku):
        """It is refused with its flaw."""
        listing = pulled.json("map", "list", "shop").data[0]["listing_id"]

        assert 2 == pulled.json("map", "set", "--create", "shop", listing, sku).code

    def test_an_unknown_master_needs_create(self, pulled):
        """The refusal says how to make it."""
        listing = pulled.json("map", "list", "shop").data[0]["listing_id"]

        ran = pulled.json("map", "set", "shop", listing, "NOT-THERE")

        assert (2, True) == (ran.code, "--create" in ran.json["next_step"])

    @pytest.mark.parametrize("sku", ["'; DROP TABLE masters;--", "1E5", "\uff12\uff10-01", "🧦"])
    def test_strange_codes_are_codes(self, pulled, sku):
        """What is text is a code, whatever it looks like."""
        listing = pulled.json("map", "list", "shop").data[0]["listing_id"]

        assert 0 == pulled.json("map", "set", "--create", "shop", listing, sku).code
        assert sku == _link(pulled, listing)["sku"]


def _first(folder, kind):
    rows = folder.json("map", "conflicts", "shop").data
    return next(row for row in rows if row["kind"] == kind)


def _link(folder, listing_id):
    rows = folder.json("map", "list", "shop").data
    return next((row for row in rows if row["listing_id"] == listing_id), None)


def _paste(folder, command):
    program, *words = shlex.split(command)
    assert "crossdock" == program
    return folder.run(*words)
