"""`crossdock stock rule`: said in a sentence, refused by field, explained step by step."""

from __future__ import annotations

import pytest

CASES = """
[[case]]
name = "two are kept"
[case.holdings.A]
main = 10
[[case.offers]]
connection = "shop"
listing = "1"
sku = "A"
[[case.rules]]
kind = "buffer"
value = 2
[case.expect]
shop.1 = 8
"""


def add(folder, *words):
    """Add a rule; it must stand."""
    ran = folder.run("stock", "rule", "add", *words)
    assert 0 == ran.code, ran
    return ran


class TestAdd:
    """What a rule does is said, and what it may not do is refused."""

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("a", "buffer", "2"), "Keeps 2 units back, of every SKU, on every connection."),
            (
                ("a", "buffer", "10%", "--sku", "KAOS-*", "--conn", "shop"),
                "Keeps 10% back, rounded up to whole units, of KAOS-*, on shop.",
            ),
            (("a", "max", "1"), "Shows 1 at most, of every SKU, on every connection."),
            (("a", "min", "1"), "Shows 1 at least, while there is any, of every SKU"),
            (("a", "end-when", "1"), "Shows nothing once 1 unit or fewer are left"),
            (("a", "percent", "80%"), "Shows 80% of what remains"),
            (("a", "pack", "6"), "Shows whole packs of 6 only"),
            (("a", "fixed", "0"), "Shows exactly 0, whatever there is"),
            (
                ("a", "reserve-for", "5", "--conn", "shop"),
                "Keeps 5 units from all other connections, of every SKU, for shop.",
            ),
            (("a", "presell", "5"), "Lets 5 units be sold that are expected and not here yet"),
            (
                ("a", "freeze", "--until", "2099-01-01T00:00+07:00"),
                "every SKU, on every connection, until 2098-12-31 17:00 UTC.",
            ),
        ],
        ids=lambda one: one[1] if isinstance(one, tuple) else "",
    )
    def test_it_is_said_in_a_sentence(self, shop, words, said):
        """One sentence: what, of which SKUs, where and when."""
        assert said in add(shop, *words).err

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            (("a b", "max", "5"), "name"),
            (("a", "max", "-1"), "value"),
            (("a", "max", "1.5"), "value"),
            (("a", "max", "10%"), "value"),
            (("a", "max", ""), "value"),
            (("a", "pack", "0"), "value"),
            (("a", "percent", "101"), "value"),
            (("a", "freeze", "5"), "value"),
            (("a", "buffer", "99999999999"), "value"),
            (("a", "reserve-for", "5"), "connection"),
            (("a", "max", "5", "--conn", "elsewhere"), "connection"),
            (("a", "max", "5", "--sku", ""), "pattern"),
            (("a", "max", "5", "--from", "tomorrow"), "--from"),
            (("a", "max", "5", "--until", "2020-01-01T00:00Z"), "ends"),
            (
                (
                    *("a", "max", "5", "--from", "2099-01-02T00:00Z"),
                    *("--until", "2099-01-01T00:00Z"),
                ),
                "ends",
            ),
        ],
    )
    def test_a_bad_field_is_named(self, shop, words, field):
        """Exit 2, and nothing is added."""
        ran = shop.json("stock", "rule", "add", *words)

        assert 2 == ran.code
        assert field in ran.json["message"]
        assert [] == shop.json("stock", "rule", "list").data

    def test_a_kind_that_is_none(self, shop):
        """Exit 2, with the kinds there are."""
        ran = shop.json("stock", "rule", "add", "a", "bufer", "2")

        assert (2, True) == (ran.code, "buffer-percent" in ran.json["message"])

    def test_a_name_is_taken_once(self, shop):
        """The second is refused, and how to change the first is said."""
        add(shop, "a", "max", "5")

        ran = shop.json("stock", "rule", "add", "a", "min", "1")

        assert (2, True) == (ran.code, "rule edit a" in ran.json["next_step"])

    def test_a_contradiction_is_refused(self, shop):
        """A min above the max of the same goods, by its value."""
        add(shop, "cap", "max", "5")

        ran = shop.json("stock", "rule", "add", "floor", "min", "6")

        assert (2, True) == (ran.code, "value: the min of 6" in ran.json["message"])

    def test_a_kits_goods_are_its_parts(self, pulled):
        """A buffer that names a kit is refused; a max of it is not."""
        one, two = [row["sku"] for row in pulled.json("product", "list", "--limit", "2").data]
        row = pulled.json("map", "list", "shop", "--limit", "1").data[0]
        pulled.run("map", "set", "shop", row["listing_id"], "KIT-1", "--create")
        assert 0 == pulled.run("kit", "set", "KIT-1", f"{one}=1", f"{two}=2").code

        ran = pulled.json("stock", "rule", "add", "a", "buffer", "2", "--sku", "KIT-1")

        assert 2 == ran.code
        assert "pattern names the kit KIT-1" in ran.json["message"]
        add(pulled, "b", "max", "2", "--sku", "KIT-1")

    def test_a_pattern_that_matches_nothing_is_noticed(self, pulled):
        """The rule stands, and the person is told."""
        assert "No master SKU matches" in add(pulled, "a", "max", "5", "--sku", "NOPE-*").err
        assert "No master SKU" not in add(pulled, "b", "max", "5").err


class TestChanges:
    """A rule is never overwritten."""

    def test_edit(self, shop):
        """What is named changes, and what was stays to be seen."""
        add(shop, "a", "buffer", "2", "--conn", "shop")

        ran = shop.run("stock", "rule", "edit", "a", "--value", "3", "--every-conn")

        assert "Keeps 3 units back, of every SKU, on every connection." in ran.err
        revisions = shop.json("stock", "rule", "show", "a").data
        assert [(2, "shop"), (3, "")] == [(row["value"], row["connection"]) for row in revisions]
        assert [False, True] == [row["until"] is None for row in revisions]

    @pytest.mark.parametrize(
        "words",
        [
            ("--value", "x"),
            ("--conn", "elsewhere"),
            ("--conn", "shop", "--every-conn"),
            ("--always", "--from", "2099-01-01T00:00Z"),
            ("--sku", ""),
        ],
    )
    def test_a_bad_edit_changes_nothing(self, shop, words):
        """Exit 2, and the rule is as it was."""
        add(shop, "a", "buffer", "2")
        before = shop.json("stock", "rule", "list").data

        assert 2 == shop.json("stock", "rule", "edit", "a", *words).code
        assert before == shop.json("stock", "rule", "list").data

    def test_an_edit_of_nothing(self, shop):
        """No new revision."""
        add(shop, "a", "buffer", "2")

        assert 0 == shop.run("stock", "rule", "edit", "a", "--value", "2").code
        assert 1 == len(shop.json("stock", "rule", "show", "a").data)

    def test_a_window_is_taken_off(self, shop):
        """--always lets it hold at any time."""
        add(shop, "a", "max", "2", "--until", "2099-01-01T00:00Z")
        shop.run("stock", "rule", "edit", "a", "--always")

        assert None is shop.json("stock", "rule", "list").data[0]["ends"]

    def test_remove(self, shop):
        """It holds no longer, and its past is kept."""
        add(shop, "a", "buffer", "2")
        shop.run("stock", "rule", "remove", "a")

        assert [] == shop.json("stock", "rule", "list").data
        assert "no longer" in shop.run("stock", "rule", "show", "a").err
        assert 2 == shop.json("stock", "rule", "remove", "a").code

    def test_rules_of_a_connection_go_with_it(self, shop):
        """And the removal counts them."""
        add(shop, "a", "buffer", "2", "--conn", "shop")

        assert 1 == shop.json("conn", "remove", "shop").data["stock_rules"]
        assert 1 == shop.json("conn", "remove", "shop", "--yes").data["stock_rules"]
        assert [] == shop.json("stock", "rule", "list").data


class TestExplain:
    """The steps that make a number, and the number they make."""

    def test_every_step_is_there(self, pulled, sandbox):
        """What was counted, what is kept back, and by which rule; what it leads to is pushed."""
        row = _row(pulled, sandbox)
        pulled.run("stock", "set", row["sku"], "30")
        add(pulled, "keep", "buffer", "10%", "--conn", "shop")
        add(pulled, "dozens", "pack", "12", "--sku", row["sku"])

        ran = pulled.json("stock", "rule", "explain", row["sku"], "shop")

        (found,) = ran.data
        assert (0, 24, 24) == (ran.code, found["quantity"], found["replayed"])
        assert [30, 27, 24] == [step["after"] for step in found["steps"]]
        assert "keep back 3 → 27 (keep)" in found["sentences"]
        pulled.run("stock", "push", "shop", row["sku"], "--yes")
        assert 24 == sandbox.listings()[row["listing_id"]]["stock"]

    def test_what_was_never_counted(self, pulled, sandbox):
        """Exit 2: nothing is published, because nothing is known."""
        ran = pulled.json("stock", "rule", "explain", _row(pulled, sandbox)["sku"], "shop")

        assert (2, True) == (ran.code, "never counted" in ran.json["message"])

    @pytest.mark.parametrize("words", [("NOT-THERE", "shop"), ("NOT-THERE", "elsewhere")])
    def test_what_is_not_there(self, pulled, words):
        """Exit 2, and what to look at."""
        ran = pulled.json("stock", "rule", "explain", *words)

        assert (2, True) == (ran.code, bool(ran.json["next_step"]))


class TestCases:
    """Given and expect."""

    def test_all_hold(self, folder):
        """Exit 0; a file that gives its rules needs no workspace."""
        ran = _cases(folder, CASES)

        assert (0, {"passed": 1, "failed": 0}) == (
            ran.code,
            {name: ran.data[name] for name in ("passed", "failed")},
        )

    def test_one_does_not(self, folder):
        """Exit 7, with what was expected, what came, and by which steps."""
        _cases(folder, CASES)
        ran = _cases(folder, CASES.replace("shop.1 = 8", "shop.1 = 9"))
        told = folder.run("stock", "rule", "test", str(folder.path / "rules.toml"))

        assert (7, "check-failed") == (ran.code, ran.json["reason"])
        (row,) = ran.data["expectations"]
        assert (9, 8, False) == (row["expected"], row["got"], row["holds"])
        assert "expected to show 9 and shows 8: start 10 → 10 (A in main); keep back 2" in told.err

    def test_the_rules_of_the_workspace(self, shop):
        """A case without rules is put to those that are kept here."""
        add(shop, "cap", "max", "3")
        text = CASES.replace('[[case.rules]]\nkind = "buffer"\nvalue = 2\n', "")

        ran = _cases(shop, text.replace("shop.1 = 8", "shop.1 = 3"))

        assert 0 == ran.code

    @pytest.mark.parametrize("content", [b"", b"[[case", b"\xff\xfe", b"case = 1"])
    def test_what_is_no_file_of_cases(self, folder, content):
        """Exit 2 in a sentence."""
        file = folder.path / "rules.toml"
        file.write_bytes(content)

        assert 2 == folder.json("stock", "rule", "test", str(file)).code

    def test_a_file_that_is_not_there(self, folder):
        """Exit 2."""
        assert 2 == folder.json("stock", "rule", "test", "nowhere.toml").code


def _cases(folder, text):
    file = folder.path / "rules.toml"
    file.write_text(text)
    return folder.json("stock", "rule", "test", str(file))


def _row(folder, sandbox):
    shown = sandbox.listings()
    return next(
        row
        for row in folder.json("map", "list", "shop").data
        if not shown[row["listing_id"]].get("reserve")
    )
