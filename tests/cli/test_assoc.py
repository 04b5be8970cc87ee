"""`crossdock assoc`: rules said in a sentence, carried in files, looked at before orders come."""

from __future__ import annotations

import json

import pytest

CASES = """
[[case]]
name = "the city is served from bandung"
[case.given]
connection = "toko"
city = "Kota Bandung"
at = 2026-05-06T09:00:00+07:00
lines = [{ sku = "MUG", quantity = 2 }]
[case.expect]
warehouses = ["bandung"]
rule = "city"
"""


@pytest.fixture(name="ruled")
def _ruled(workspace):
    """A workspace with a shop, another warehouse, and two rules."""
    for words in (
        ("warehouse", "add", "bandung"),
        ("order", "declare", "toko", "--channel", "shopee"),
        ("assoc", "add", "city", "--order", "1", "--to", "bandung", "--dest", "city=Kota Bandung"),
        ("assoc", "add", "rest", "--order", "9", "--to", "main", "--to", "bandung"),
    ):
        ran = workspace.run(*words)
        assert 0 == ran.code, ran
    return workspace


class TestRules:
    """Added, changed and ended; nothing is forgotten."""

    def test_a_rule_is_said_in_a_sentence(self, workspace):
        """Every condition of it."""
        words = ("--to", "main", "--conn", "toko", "--sku", "GOLD-*", "--courier", "JNE*")
        worth = ("--value-from", "IDR 5000", "--value-below", "IDR 9000")
        times = ("--days", "mon,fri", "--hours", "08:00-17:00", "--zone", "Asia/Jakarta")
        span = ("--from", "2026-01-01T00:00+07:00", "--until", "2099-01-01T00:00+07:00")
        rest = ("--split", "never", "--backorder", "route", "--end-here")
        dest = ("--dest", "province=Jawa Barat,postcode=401*")
        workspace.run("order", "declare", "toko", "--channel", "shopee")

        ran = workspace.run("assoc", "add", "a", *words, *dest, *worth, *times, *span, *rest)

        assert 0 == ran.code
        for said in (
            "Orders of toko for GOLD-* to Jawa Barat, 401* by JNE* worth IDR 5,000 or more",
            "on mon, fri between 08:00 and 17:00 (Asia/Jakarta)",
            "leave from main in one parcel only",
            "waits at main",
        ):
            assert said in ran.err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("a", "--to", "nowhere"), "warehouse nowhere, which does not exist"),
            (("a", "--to", "main", "--conn", "x"), "connection x, which does not exist"),
            (("a",), "warehouses of rule a is empty"),
            (("a b", "--to", "main"), "cannot be a rule's name"),
            (("a", "--to", "main", "--dest", "Bandung"), "--dest is 'Bandung'"),
            (("a", "--to", "main", "--dest", "town=Bandung"), "--dest is"),
            (("a", "--to", "main", "--days", "mon"), "zone of rule a is empty"),
            (("a", "--to", "main", "--value-from", "5000"), "value_from of rule a"),
            (("a", "--to", "main", "--from", "tomorrow"), "starts of rule a"),
            (("a", "--to", "main", "--order", "-1"), "order of rule a"),
            (("city", "--to", "main"), "already an association rule called 'city'"),
        ],
    )
    def test_what_cannot_be_followed_is_refused(self, ruled, words, said):
        """The sentence begins with what to mend, and nothing is kept."""
        ran = ruled.run("assoc", "add", *words)

        assert (2, True) == (ran.code, said in ran.err), ran.err
        assert 2 == len(ruled.json("assoc", "list").data)

    def test_an_edit_keeps_the_rest(self, ruled):
        """What is named changes, what is given up is asked no longer."""
        ruled.run("assoc", "edit", "city", "--any", "dest", "--split", "never")

        shown = ruled.json("assoc", "show", "city").data
        assert {"name": "city", "order": 1, "warehouses": ["bandung"], "split": "never"} == shown
        assert "Nothing was named" in ruled.run("assoc", "edit", "city").err

    def test_what_was_is_shown(self, ruled):
        """By rule, by change and by moment."""
        ruled.run("assoc", "remove", "city")

        assert ["rest"] == [row["name"] for row in ruled.json("assoc", "list").data]
        assert [[], [], ["city"]] == [row["ended"] for row in ruled.json("assoc", "history").data]
        assert "It holds no longer." in ruled.run("assoc", "history", "city").err
        assert 2 == ruled.run("assoc", "history", "nothing").code
        assert [] == ruled.json("assoc", "list", "--at", "1h").data

    def test_revisions_are_compared(self, ruled):
        """By number, by file and as they are now, with what it means for orders."""
        ruled.run("assoc", "edit", "rest", "--to", "bandung")

        rows = ruled.json("assoc", "diff", "1", "now", "--impact").data
        assert [("rest", "added")] == [(row["rule"], row["change"]) for row in rows["rules"]]
        assert {"unchanged": 0} == rows["orders"]
        assert "edited" in ruled.run("assoc", "diff", "2", "3").out
        assert "The rules are the same." in ruled.run("assoc", "diff", "now", "3").err
        assert 2 == ruled.run("assoc", "diff", "9", "now").code
        assert 2 == ruled.run("assoc", "diff", "1", "now", "--since", "3d").code


class TestFiles:
    """What is exported can be imported, and imported twice it changes nothing."""

    def test_there_and_back(self, ruled):
        """Rules that were removed come back, and nothing more happens after that."""
        file = ruled.path / "rules.toml"
        assert 0 == ruled.run("assoc", "export", str(file)).code
        ruled.run("assoc", "remove", "city")

        tried = ruled.json("assoc", "import", str(file), "--dry-run")
        assert (10, ["city"]) == (tried.code, tried.data["added"])
        assert ["city"] == ruled.json("assoc", "import", str(file)).data["added"]
        changes = ruled.json("assoc", "history").data
        assert ["city", "rest"] == ruled.json("assoc", "import", str(file)).data["unchanged"]
        assert changes == ruled.json("assoc", "history").data

    def test_a_file_is_not_written_over(self, ruled):
        """Unless that is asked for."""
        file = ruled.path / "rules.toml"
        file.write_text("mine")

        assert 2 == ruled.run("assoc", "export", str(file)).code
        assert 0 == ruled.run("assoc", "export", str(file), "--force").code
        assert file.read_text() == ruled.run("assoc", "export", "-").out

    def test_a_table_of_simple_rules(self, ruled):
        """One rule a row; what is left empty is as usual."""
        file = ruled.path / "rules.csv"
        file.write_text(
            "name,order,warehouses,city,province,skus,fall_through\n"
            "city,1,bandung,Kota Bandung,,,yes\n"
            "solo,2,main; bandung,,Jawa Tengah,TEE-*;MUG,no\n"
        )

        done = ruled.json("assoc", "import", str(file)).data

        assert (["solo"], ["city"]) == (done["added"], done["unchanged"])
        assert {
            "name": "solo",
            "order": 2,
            "warehouses": ["main", "bandung"],
            "skus": ["TEE-*", "MUG"],
            "destinations": [{"province": "Jawa Tengah"}],
            "fall_through": False,
        } == ruled.json("assoc", "show", "solo").data

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("name,colour\na,red\n", "the column 'colour'"),
            ("name,warehouses\na,main\na,main\n", "Two rules are named a"),
            ("name,warehouses\n,main\n", "has no name"),
            ("name,warehouses,order\na,main,first\n", "order of rule a"),
            ("name,warehouses,fall_through\na,main,perhaps\n", "fall_through of rule a"),
        ],
    )
    def test_a_bad_table_changes_nothing(self, ruled, text, said):
        """The sentence names the row or the rule."""
        file = ruled.path / "rules.csv"
        file.write_text(text)

        ran = ruled.run("assoc", "import", str(file))

        assert (2, True) == (ran.code, said in ran.err), ran.err
        assert 2 == len(ruled.json("assoc", "list").data)

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"rule = 5", b"[[rule]]\nname = 'a'"])
    def test_a_bad_file_changes_nothing(self, ruled, content):
        """All of a file or nothing of it."""
        file = ruled.path / "rules.toml"
        file.write_bytes(content)

        assert 2 == ruled.run("assoc", "import", str(file)).code
        assert 2 == ruled.run("assoc", "import", str(ruled.path / "none.toml")).code
        assert 2 == len(ruled.json("assoc", "list").data)


class TestChecks:
    """Rules looked at without a single order."""

    def test_nothing_is_wrong(self, ruled):
        """Every order meets a rule, and every warehouse is reached."""
        ran = ruled.run("assoc", "lint")

        assert (0, True) == (ran.code, "Nothing is wrong" in ran.err)

    def test_gaps_are_found(self, ruled):
        """Exit code 7, and only what was asked for is told."""
        ruled.run("assoc", "remove", "rest")

        assert 7 == ruled.run("assoc", "lint").code
        assert ["gap"] == [row["fault"] for row in ruled.json("assoc", "lint", "--gaps").data]
        assert 0 == ruled.run("assoc", "lint", "--unreachable").code

    def test_cases_pass_and_fail(self, ruled):
        """Exit code 7 when one fails, with what came instead."""
        file = ruled.path / "cases.toml"
        file.write_text(CASES)
        passed = ruled.run("assoc", "test", str(file))
        file.write_text(CASES.replace('["bandung"]', '["main"]'))
        failed = ruled.run("assoc", "test", str(file))

        assert (0, True) == (passed.code, "1 cases: 1 pass, 0 fail." in passed.err)
        assert 7 == failed.code
        assert "leaves from bandung, and was expected to leave from main" in failed.err

    def test_places_settle_what_addresses_leave_open(self, ruled):
        """A list of places tells namesakes apart by their province."""
        file = ruled.path / "places.csv"
        file.write_text(
            "province,city,district\nJawa Barat,Kota Bandung,Coblong\n"
            "Jawa Barat,Kabupaten Bandung,Soreang\n"
        )

        told = ruled.json("assoc", "places", "import", str(file)).data
        assert {"cities": 2, "namesakes": 1} == told
        cases = ruled.path / "cases.toml"
        case = CASES.replace('"Kota Bandung"', '"Bandung"\ndistrict = "Coblong"')
        cases.write_text(case)
        assert 0 == ruled.run("assoc", "test", str(cases)).code
        cases.write_text(case.replace("Coblong", "Soreang"))
        assert 7 == ruled.run("assoc", "test", str(cases)).code

    @pytest.mark.parametrize("text", ["city\nKota Bandung\n", "province,city\nAceh,\n"])
    def test_half_a_place_is_none(self, ruled, text):
        """The list stays as it was."""
        file = ruled.path / "places.csv"
        file.write_text(text)

        assert 2 == ruled.run("assoc", "places", "import", str(file)).code
        assert "No list of places" in ruled.run("assoc", "places", "show").err


def test_json_has_every_rule_with_its_sentence(ruled):
    """For programs, the same as for people."""
    rows = json.loads(ruled.run("assoc", "list", "--format", "json").out)["data"]

    assert [(1, "city"), (9, "rest")] == [(row["order"], row["name"]) for row in rows]
    assert rows[0]["does"].startswith("Orders to Kota Bandung leave from bandung;")
