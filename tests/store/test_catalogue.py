"""Listings, master SKUs and links, through a real store."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock.catalogue.linking import ConflictKind, LinkOutcome
from crossdock.catalogue.sku import fault, near_key, trimmed
from crossdock.errors import DataRefusedError, InputRefusedError, NotFoundError

#: Codes of few letters that collide in every way there is.
CODE = st.sampled_from(
    [
        *("A", "a", "\uff21", " A", "A\u00a0", "A\u200b", "\u00c5", "A\u030a", "\u0661", "1"),
        *("\uff11", "", " ", "A\0", "A\u202e", "\u200b", "x" * 201, "1E5", "=1", "👕"),
        "'; DROP TABLE links;--",
    ]
)
CODES = st.lists(CODE, max_size=12)
FEW = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)

Anew = Callable[[], Any]


@FEW
@given(codes=CODES)
def test_importing_again_changes_nothing(anew: Anew, codes: list[str]) -> None:
    """A second pull of the same shop decides the same and writes nothing new."""
    books = anew()
    first = [books.take_in(str(i), code) for i, code in enumerate(codes)]
    before = books.dump()
    second = [books.take_in(str(i), code) for i, code in enumerate(codes)]

    assert before == books.dump()
    assert [one.conflict for one in first] == [one.conflict for one in second]
    assert [one.sku for one in first] == [one.sku for one in second]


@FEW
@given(codes=CODES)
def test_codes_that_differ_are_never_merged(anew: Anew, codes: list[str]) -> None:
    """Each listing is linked to exactly its code, or waits; no two masters look alike."""
    books = anew()
    for i, code in enumerate(codes):
        books.take_in(str(i), code)
    links = list(books.store.catalogue.links_of("shop"))
    waiting = list(books.store.catalogue.conflicts("shop"))
    masters = [row["sku"] for row in books.store.catalogue.masters()]

    assert all(trimmed(row["code"]) == row["sku"] for row in links)
    assert len(codes) == len(links) + len(waiting)
    assert len(masters) == len({near_key(sku) for sku in masters}) == len(links)
    assert all(fault(sku) is None for sku in masters)


@FEW
@given(before=CODES, after=CODES)
def test_links_outlive_any_change_of_codes(
    anew: Anew, before: list[str], after: list[str]
) -> None:
    """Whatever the seller renames, no link moves."""
    books = anew()
    for i, code in enumerate(before):
        books.take_in(str(i), code)
    ids = [str(i) for i in range(len(before))]
    links = books.store.catalogue.links("shop", ids)
    for i, code in enumerate(after):
        books.take_in(str(i), code)
    later = books.store.catalogue.links("shop", ids)

    assert links == {one: later[one] for one in links}


def test_one_code_in_fifty_shops_is_one_master(books: Any) -> None:
    """The same code in other shops links to the same SKU."""
    for number in range(50):
        books.take_in("1", "A1", conn=f"shop{number}")

    assert [50] == [row["listings"] for row in books.store.catalogue.masters()]


def test_the_second_listing_of_a_code_waits(books: Any) -> None:
    """Two listings of one shop and one code sell one stock only if a person says so."""
    books.take_in("1", "A1")
    expected = [("2", "duplicate", "1"), ("3", "duplicate", "1")]
    for _ in range(2):
        books.take_in("3", "A1")
        books.take_in("2", "A1")
    waiting = books.store.catalogue.conflicts("shop")

    assert expected == [(row["listing_id"], row["kind"], row["other"]) for row in waiting]


def test_a_near_match_waits_and_names_what_it_is_near_to(books: Any) -> None:
    """Two codes that differ in case are shown, not merged."""
    books.take_in("1", "Kaos-M")
    decision = books.take_in("2", "KAOS-M", conn="other")

    assert (ConflictKind.NEAR_MATCH, "Kaos-M") == (decision.conflict, decision.other)
    assert ["Kaos-M"] == books.store.catalogue.near_masters("KAOS-m")


def test_a_near_match_links_once_its_own_master_exists(books: Any) -> None:
    """A person who makes the second SKU has said that they are two."""
    books.take_in("1", "Kaos-M")
    books.take_in("2", "KAOS-M")
    books.store.catalogue.add_master("KAOS-M", "")

    assert LinkOutcome.LINKED == books.take_in("2", "KAOS-M").outcome
    assert [] == list(books.store.catalogue.conflicts("shop"))


def test_an_operators_link_is_never_overridden(books: Any) -> None:
    """Importing, renaming and importing again leave it as it was set."""
    books.take_in("1", "A1")
    made = books.store.catalogue.set_link("shop", "1", "MINE", create=True)
    for code in ("A1", "B2", "", "A\0"):
        assert "MINE" == books.take_in("1", code).sku
    (link,) = books.store.catalogue.links_of("shop")

    assert made
    assert ("MINE", "operator") == (link["sku"], link["origin"])
    assert [] == list(books.store.catalogue.conflicts("shop"))


def test_a_link_to_nothing_is_refused(books: Any) -> None:
    """A SKU that does not exist is made only when that was asked for."""
    books.take_in("1", "A1")

    with pytest.raises(NotFoundError, match="There is no master SKU 'TYPO'"):
        books.store.catalogue.set_link("shop", "1", "TYPO", create=False)
    with pytest.raises(NotFoundError, match="no listing '2' that was ever pulled"):
        books.store.catalogue.set_link("shop", "2", "A1", create=False)
    assert not books.store.catalogue.master_exists("TYPO")


def test_a_removed_link_is_not_redone(books: Any) -> None:
    """Importing again leaves the listing unlinked, and still says from what."""
    books.take_in("1", "A1")
    assert "A1" == books.store.catalogue.remove_link("shop", "1")
    before = books.dump()
    books.take_in("1", "A1")
    (row,) = books.store.catalogue.conflicts("shop")

    assert before == books.dump()
    assert ("removed", "A1") == (row["kind"], row["other"])
    with pytest.raises(NotFoundError, match="Listing 1 of shop is not linked"):
        books.store.catalogue.remove_link("shop", "1")


def test_a_changed_code_is_reported_until_it_changes_back(books: Any) -> None:
    """The report goes when its reason does."""
    books.take_in("1", "A1")
    books.take_in("1", "B2")
    reported = [row["kind"] for row in books.store.catalogue.conflicts("shop")]
    books.take_in("1", "A1 ")

    assert ["code-changed"] == reported
    assert [] == list(books.store.catalogue.conflicts("shop"))


def test_a_refused_listing_counts_as_unmapped(books: Any) -> None:
    """What the limits keep out, and what waits, is listed with its reason."""
    catalogue = books.store.catalogue
    catalogue.put_listing("shop", books.listing("1"), refusal="sku-blank", pull=1)
    books.take_in("2", "")
    books.take_in("3", "A1")

    assert {"1": "sku-blank", "2": "blank"} == {
        row["listing_id"]: row["reason"] for row in catalogue.unmapped("shop")
    }
    assert ["1"] == [row["listing_id"] for row in catalogue.refusals("")]


def test_a_listing_comes_back_as_it_was(books: Any) -> None:
    """Title, code and numbers survive the store unchanged, however odd."""
    row = books.listing("1", " A\u00a0", title="Kaos 👕 '; DROP TABLE x;--", quantity=-2, locked=3)
    books.store.catalogue.put_listing("shop", row, refusal=None, pull=1)

    assert row == books.store.catalogue.listing("shop", "1")


def test_a_megabyte_of_title_is_a_title(books: Any) -> None:
    """Long text is kept whole."""
    books.take_in("1", "A1", title="x" * 1_000_000)

    assert 1_000_000 == len(books.store.catalogue.listing("shop", "1").title)


def test_a_listing_that_cannot_be_kept_leaves_nothing(books: Any) -> None:
    """A lone surrogate sets one record aside, and the transaction around it goes on."""
    with books.store.db.transaction():
        books.take_in("1", "A1")
        with pytest.raises(DataRefusedError, match="lone surrogate"):
            books.take_in("2", "B2", title="\ud800")

    assert {"1"} == set(books.store.catalogue.known_listings("shop", ["1", "2", "\ud800"]))


def test_an_acknowledged_quantity_is_what_it_shows(books: Any) -> None:
    """After a push, the row and the listing in it agree."""
    books.take_in("1", "A1", quantity=1)
    books.store.catalogue.set_quantity("shop", "1", 9)
    (row,) = books.store.catalogue.listings_of("A1")

    assert (9, 9) == (row["quantity"], books.store.catalogue.listing("shop", "1").quantity)


def test_masters_are_found_by_part_of_code_or_title(books: Any) -> None:
    """A search is for text as it stands: no character in it means anything."""
    books.store.catalogue.add_master("A%1", "Kaos Polos")
    books.store.catalogue.add_master("AB1", "Celana")

    def found(like: str) -> list[str]:
        return [row["sku"] for row in books.store.catalogue.masters(like)]

    assert (["A%1"], ["A%1"], ["AB1"], []) == (found("%"), found("polos"), found("b1"), found("_"))


def test_a_master_is_made_once(books: Any) -> None:
    """A second one of the same code is refused."""
    books.store.catalogue.add_master("A", "")

    with pytest.raises(InputRefusedError, match="already a master SKU 'A'"):
        books.store.catalogue.add_master("A", "")
