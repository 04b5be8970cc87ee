"""Which master SKU a listing belongs to: one pure decision per listing.

A listing links by its SKU code, exactly, once white space at its ends is gone.
Codes that only look alike (case, width, invisible characters) are never merged:
the listing waits for a person. So does the second listing of one shop that
carries a code already linked there, because two listings selling one stock is
something a seller must want.
"""

from __future__ import annotations

from enum import StrEnum

import attrs

from crossdock.catalogue.listing import Listing
from crossdock.catalogue.sku import fault, trimmed


class ConflictKind(StrEnum):
    """Why a listing waits for a person."""

    BLANK = "blank"
    UNUSABLE = "unusable"
    DUPLICATE = "duplicate"
    NEAR_MATCH = "near-match"
    CODE_CHANGED = "code-changed"
    #: An operator undid its link, and importing it again must not redo that.
    REMOVED = "removed"


class LinkOutcome(StrEnum):
    """What becomes of a listing when it is imported."""

    #: A link from an earlier import stands.
    KEPT = "kept"
    #: Linked to a master SKU that was there.
    LINKED = "linked"
    #: Linked to a master SKU made for it.
    CREATED = "created"
    #: Waits for a person; see the conflict.
    CONFLICT = "conflict"


@attrs.frozen
class Link:
    """A listing's link to a master SKU.

    Args:

        code: the listing's SKU code, trimmed, when the link was made.

        origin: ``import`` or ``operator``.
    """

    listing_id: str
    sku: str
    code: str
    origin: str = "import"


@attrs.frozen
class Known:
    """What linking must know of the workspace, about the listing at hand.

    Args:

        link: the listing's own link, if it has one.

        master_exists: there is a master SKU of exactly the listing's code.

        near_masters: other master SKUs with the same near key.

        sibling: another listing of the same shop that is linked to that code.

        removed: an operator undid the listing's link.
    """

    link: Link | None = None
    master_exists: bool = False
    near_masters: tuple[str, ...] = ()
    sibling: str = ""
    removed: bool = False


@attrs.frozen
class Decision:
    """What to do with a listing.

    Args:

        sku: the master SKU it links to; empty for a conflict without one.

        conflict: why it waits, ``detail`` the sentence, ``other`` the SKU or
            listing it conflicts with.
    """

    outcome: LinkOutcome
    sku: str = ""
    conflict: ConflictKind | None = None
    detail: str = ""
    other: str = ""


def decide(listing: Listing, known: Known) -> Decision:
    """Return what becomes of *listing*: a pure function of it and of what is *known*."""
    code = trimmed(listing.sku)
    if known.link is not None:
        return _keep(known.link, code)
    if known.removed:
        return _conflict(ConflictKind.REMOVED, "Its link was removed by hand.")
    if not code:
        return _conflict(ConflictKind.BLANK, "Its SKU code is blank.")
    flaw = fault(code)
    if flaw is not None:
        return _conflict(ConflictKind.UNUSABLE, f"Its SKU code {flaw}.")
    if known.sibling:
        return _conflict(
            ConflictKind.DUPLICATE,
            f"Listing {known.sibling} of the same shop already sells {code}.",
            other=known.sibling,
        )
    if known.master_exists:
        return Decision(LinkOutcome.LINKED, sku=code)
    if known.near_masters:
        nearest = known.near_masters[0]
        return _conflict(
            ConflictKind.NEAR_MATCH,
            f"Its code {code!r} differs from {nearest!r} only in case, width or invisible"
            " characters.",
            other=nearest,
        )
    return Decision(LinkOutcome.CREATED, sku=code)


def _keep(link: Link, code: str) -> Decision:
    if link.origin == "import" and code and code != link.code:
        flaw = fault(code)
        if flaw is not None:
            # It must not be quoted in a sentence or command, let alone be linked to.
            return Decision(
                LinkOutcome.KEPT,
                sku=link.sku,
                conflict=ConflictKind.UNUSABLE,
                detail=f"Its SKU code, once {link.code!r}, now {flaw}.",
                other=link.sku,
            )
        return Decision(
            LinkOutcome.KEPT,
            sku=link.sku,
            conflict=ConflictKind.CODE_CHANGED,
            detail=f"Its code was {link.code!r} when it was linked, and is {code!r} now.",
            other=link.sku,
        )
    return Decision(LinkOutcome.KEPT, sku=link.sku)


def _conflict(kind: ConflictKind, detail: str, other: str = "") -> Decision:
    return Decision(LinkOutcome.CONFLICT, conflict=kind, detail=detail, other=other)
