"""Codes of listings that are none, look like another, or only look odd: each has its own end.

The numbers are those of the list of bad inputs. Numbers in quantities are in
tests/inventory/test_bad_inputs.py; the same as files in tests/cli/test_bad_stock_inputs.py;
34 (one code in fifty shops) is in tests/store/test_catalogue.py, and 39 and 40 (bytes of
another encoding, and its mark) in tests/tables/test_reading.py.
"""

from __future__ import annotations

import pytest

from crossdock.catalogue import Listing, ListingStatus
from crossdock.catalogue.linking import ConflictKind, Decision, Known, LinkOutcome, decide
from crossdock.catalogue.sku import near_key, trimmed

#: What there is already.
MASTERS = ("MUG", "CAF\u00c9", "10")

NO_CODE = {
    "22 empty": ("", "Its SKU code is blank."),
    "23 spaces alone": (" \u00a0\u3000", "Its SKU code is blank."),
    "23 zero width alone": (
        "\u200b",
        "Its SKU code contains nothing that can be seen.",
    ),
    "28 reversed": (
        "\u202eGUM",
        "Its SKU code contains U+202E, which reverses the order of characters.",
    ),
    "29 NUL": ("MUG\0", "Its SKU code contains the control character U+0000."),
    "30 half a character": (
        "A\ud800",
        "Its SKU code contains the lone surrogate U+D800, which is not text.",
    ),
    "32 a megabyte": (
        "M" * 2**20,
        "Its SKU code is 1048576 characters long, and 200 is the most a SKU can have.",
    ),
    "38 tab": ("A\t=1", "Its SKU code contains the control character U+0009."),
    "38 return": ("A\r=1", "Its SKU code contains the control character U+000D."),
}

LOOKS_LIKE = {
    "23 zero width": ("M\u200bUG", "MUG"),
    "24 case": ("mug", "MUG"),
    "25 decomposed": ("CAFE\u0301", "CAF\u00c9"),
    "26 full width": ("\uff11\uff10", "10"),
}

ODD = {
    "27 Arabic-Indic digits": "\u0661\u0660",
    "31 four bytes": "\U0001f455",
    "35 number": "1E5",
    "35 day": "2024-01-02",
    "36 SQL": "'; DROP TABLE x;--",
    "37 formula": "=HYPERLINK(1)",
    "38 plus": "+1",
    "38 minus": "-1",
    "38 at": "@SUM",
}


def linked(code: str, **known: str) -> Decision:
    """Return what becomes of a pulled listing with a code."""
    near = (one for one in MASTERS if near_key(one) == near_key(code) and one != trimmed(code))
    exists = trimmed(code) in MASTERS
    listing = Listing("2", code, "Kaos", ListingStatus.ACTIVE, 1)
    return decide(listing, Known(master_exists=exists, near_masters=tuple(near), **known))


@pytest.mark.parametrize(("code", "words"), NO_CODE.values(), ids=NO_CODE)
def test_what_is_no_code_links_nothing(code: str, words: str) -> None:
    """The listing waits with a sentence of what is wrong, and no master SKU is made."""
    decision = linked(code)

    assert (LinkOutcome.CONFLICT, "", words) == (decision.outcome, decision.sku, decision.detail)


@pytest.mark.parametrize(("code", "near"), LOOKS_LIKE.values(), ids=LOOKS_LIKE)
def test_what_looks_like_another_is_not_taken_for_it(code: str, near: str) -> None:
    """The listing waits, and the code that it looks like is named."""
    decision = linked(code)

    assert (ConflictKind.NEAR_MATCH, near) == (decision.conflict, decision.other)
    assert "differs from" in decision.detail


@pytest.mark.parametrize("end", [" ", "\u00a0", "\u3000"], ids=["space", "NBSP", "wide"])
def test_spaces_at_the_ends_are_no_part_of_it(end: str) -> None:
    """23: what a seller cannot see there is taken off."""
    assert Decision(LinkOutcome.LINKED, sku="MUG") == linked(f"{end}MUG{end}")


@pytest.mark.parametrize("code", ODD.values(), ids=ODD)
def test_what_only_looks_odd_is_a_code_of_its_own(code: str) -> None:
    """It becomes a master SKU as it stands."""
    assert Decision(LinkOutcome.CREATED, sku=code) == linked(code)


def test_two_listings_of_one_code() -> None:
    """33: the second one of a shop waits, and names the first."""
    decision = linked("MUG", sibling="1")

    assert (ConflictKind.DUPLICATE, "1") == (decision.conflict, decision.other)
    assert "Listing 1 of the same shop already sells MUG." == decision.detail
