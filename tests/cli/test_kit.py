"""`crossdock kit`: what master SKUs are made of."""

from __future__ import annotations

import pytest


@pytest.fixture
def skus(pulled):
    """A workspace with four of its master SKUs."""
    return pulled, [row["sku"] for row in pulled.json("product", "list", "--limit", "4").data]


class TestSet:
    """One kit by hand."""

    def test_set_shown_listed_and_removed(self, skus):
        """Kits within it are taken apart to goods."""
        folder, (kit, inner, one, two) = skus
        folder.run("kit", "set", inner, f"{one}=2")
        made = folder.json("kit", "set", kit, f"{inner}=3", f"{two}=1")
        listed = folder.json("kit", "list").data
        removed = folder.json("kit", "remove", inner)

        assert (0, 0) == (made.code, removed.code)
        assert {one: 6, two: 1} == made.data["goods"]
        assert 3 == len(listed)
        assert {inner: 3, two: 1} == folder.json("kit", "show", kit).data["goods"]

    @pytest.mark.parametrize(
        "words",
        [
            ("ONE", "ONE=1"),
            ("ONE", "TYPO=1"),
            ("TYPO", "ONE=1"),
            ("ONE", "TWO"),
            ("ONE", "TWO=1", "TWO=2"),
            *(("ONE", f"TWO={bad}") for bad in ("0", "-1", "1.5", "NaN", "1e3", "٣", " 5 ", "")),
        ],
        ids=range(13),
    )
    def test_whatever_is_wrong(self, skus, words):
        """Exit 2 and a sentence, and there is no kit."""
        folder, (one, two, *_) = skus

        ran = folder.json("kit", "set", *(_named(word, one, two) for word in words))

        assert (2, []) == (ran.code, folder.json("kit", "list").data)
        assert ran.json["message"]

    @pytest.mark.parametrize("verb", ["show", "remove"])
    def test_what_is_no_kit(self, skus, verb):
        """Exit 2."""
        folder, (one, *_) = skus

        assert 2 == folder.run("kit", verb, one).code


class TestImport:
    """Many kits from a file, or none of them."""

    def test_a_file(self, skus):
        """All rows of a kit are one kit; spaces around cells do not matter."""
        folder, (a, b, c, d) = skus
        text = f'kit,part,units\n"{a}","{c}",2\n"{a}"," {d} ", 1 \n"{b}","{c}",3\n'

        ran = folder.json("kit", "import", "-", stdin=text)

        assert {"kits": 2, "parts": 3} == ran.data
        assert {c: 2, d: 1} == folder.json("kit", "show", a).data["parts"]

    @pytest.mark.parametrize(
        "row", ['"{a}","{a}",1', '"{a}","TYPO",1', '"{a}","{b}",x', '"","{b}",1', '"{a}","{b}"']
    )
    def test_a_bad_row_imports_nothing(self, skus, row):
        """Exit 2, and the good row before it is not kept."""
        folder, (a, b, c, d) = skus
        text = f'kit,part,units\n"{c}","{d}",1\n' + row.format(a=a, b=b) + "\n"

        ran = folder.json("kit", "import", "-", stdin=text)

        assert (2, []) == (ran.code, folder.json("kit", "list").data)

    def test_a_file_without_the_columns(self, skus):
        """Exit 2 says how to begin it."""
        folder, _ = skus

        ran = folder.json("kit", "import", "-", stdin="a,b\n1,2\n")

        assert (2, True) == (ran.code, "kit,part,units" in ran.json["next_step"])


def _named(word, one, two):
    return word.replace("ONE", one).replace("TWO", two)
