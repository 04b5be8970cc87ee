"""Deciding which master SKU a listing belongs to, without a store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.catalogue import Listing, ListingStatus
from crossdock.catalogue.linking import (
    ConflictKind,
    Decision,
    Known,
    Link,
    LinkOutcome,
    decide,
)
from crossdock.catalogue.sku import fault, trimmed

#: Codes that differ in what people and machines see differently.
CODES = st.one_of(
    st.sampled_from(
        ["", " ", "A1", "a1", "\uff21\uff11", "A\u200b1", "\u00a0A1 ", "A\0", "A\ud800", "\u0661"]
    ),
    st.text(max_size=6),
)
KNOWN = st.builds(
    Known,
    link=st.none()
    | st.builds(
        Link,
        listing_id=st.just("1"),
        sku=st.just("M"),
        code=CODES,
        origin=st.sampled_from(["import", "operator"]),
    ),
    master_exists=st.booleans(),
    near_masters=st.lists(st.text(min_size=1, max_size=3), max_size=2).map(tuple),
    sibling=st.sampled_from(["", "2"]),
    removed=st.booleans(),
)


def listing(sku: str) -> Listing:
    """Return a listing with a code."""
    return Listing("1", sku, "Kaos", ListingStatus.ACTIVE, 1)


@given(CODES, KNOWN)
def test_deciding_is_deterministic(sku: str, known: Known) -> None:
    """The same listing and knowledge give the same decision."""
    assert decide(listing(sku), known) == decide(listing(sku), known)


@given(CODES, KNOWN)
def test_a_new_link_is_to_exactly_the_code(sku: str, known: Known) -> None:
    """Whatever is known, nothing but the trimmed code is linked to or made."""
    decision = decide(listing(sku), known)
    if decision.outcome in {LinkOutcome.LINKED, LinkOutcome.CREATED}:
        assert trimmed(sku) == decision.sku
        assert fault(decision.sku) is None
        assert decision.sku


@given(CODES, KNOWN)
def test_a_link_is_never_moved(sku: str, known: Known) -> None:
    """A linked listing keeps its SKU, whatever its code has become."""
    decision = decide(listing(sku), known)
    if known.link is not None:
        assert (LinkOutcome.KEPT, "M") == (decision.outcome, decision.sku)


@given(CODES, KNOWN)
def test_what_an_operator_linked_is_left_in_peace(sku: str, known: Known) -> None:
    """An operator's link is kept without a word."""
    if known.link is not None and known.link.origin == "operator":
        assert Decision(LinkOutcome.KEPT, sku="M") == decide(listing(sku), known)


@given(CODES, KNOWN)
def test_a_conflict_always_says_why(sku: str, known: Known) -> None:
    """Each has a kind and a sentence that can be printed."""
    decision = decide(listing(sku), known)
    if decision.outcome is LinkOutcome.CONFLICT:
        assert decision.conflict is not None
        assert decision.sku == ""
    if decision.conflict is not None:
        assert decision.detail.endswith(".")
        assert "\0" not in decision.detail
        assert len(decision.detail) < 600


@pytest.mark.parametrize(
    ("sku", "known", "expected"),
    [
        ("A1", Known(), (LinkOutcome.CREATED, None)),
        (" A1\u00a0", Known(master_exists=True), (LinkOutcome.LINKED, None)),
        ("a1", Known(near_masters=("A1",)), (LinkOutcome.CONFLICT, ConflictKind.NEAR_MATCH)),
        ("a1", Known(master_exists=True, near_masters=("A1",)), (LinkOutcome.LINKED, None)),
        ("A1", Known(sibling="2"), (LinkOutcome.CONFLICT, ConflictKind.DUPLICATE)),
        (
            "A1",
            Known(sibling="2", master_exists=True),
            (LinkOutcome.CONFLICT, ConflictKind.DUPLICATE),
        ),
        (" \u3000", Known(), (LinkOutcome.CONFLICT, ConflictKind.BLANK)),
        ("A1", Known(removed=True), (LinkOutcome.CONFLICT, ConflictKind.REMOVED)),
        ("", Known(removed=True), (LinkOutcome.CONFLICT, ConflictKind.REMOVED)),
        ("A\0", Known(sibling="2"), (LinkOutcome.CONFLICT, ConflictKind.UNUSABLE)),
    ],
)
def test_each_kind_of_listing_is_decided_its_own_way(
    sku: str, known: Known, expected: tuple[LinkOutcome, ConflictKind | None]
) -> None:
    """New, known, near, twice, blank, undone and unusable codes each end as they should."""
    decision = decide(listing(sku), known)

    assert expected == (decision.outcome, decision.conflict)


def test_a_changed_code_is_reported_and_the_link_stands() -> None:
    """A seller who renames a code is told, and stock goes on flowing."""
    known = Known(link=Link("1", "A1", "A1"))
    expected = Decision(
        LinkOutcome.KEPT,
        sku="A1",
        conflict=ConflictKind.CODE_CHANGED,
        detail="Its code was 'A1' when it was linked, and is 'B2' now.",
        other="A1",
    )

    assert expected == decide(listing("B2"), known)


def test_a_code_that_became_unusable_is_not_quoted() -> None:
    """What reverses the order of characters never reaches a sentence or a command."""
    decision = decide(listing("B\u202e2"), Known(link=Link("1", "A1", "A1")))

    assert (LinkOutcome.KEPT, ConflictKind.UNUSABLE) == (decision.outcome, decision.conflict)
    assert "\u202e" not in decision.detail


def test_a_code_that_became_blank_changes_nothing() -> None:
    """Without a code there is nothing to ask the operator about."""
    known = Known(link=Link("1", "A1", "A1"))

    assert Decision(LinkOutcome.KEPT, sku="A1") == decide(listing(" "), known)
