"""The row of a listing's quantity, cell by cell."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import attrs

from crossdock.converters import make_converter
from crossdock.inventory import Doubt, Flight, Shown
from crossdock.store.database import Row, stamp
from crossdock.store.shown_listing import ShownListing

_CONVERTER = make_converter()

#: A page of a pull was asked for at most so long before it was kept.
PAGE_SPAN = timedelta(minutes=1)


def known_listing(row: Row) -> ShownListing:
    """Return what a row says, or what the last pull read where that is newer."""
    pulled_at = _moment(row["pulled_at"])
    if row["listing_id"] is None:
        one = ShownListing(row["name"], row["listing"])
    else:
        one = ShownListing(
            connection=row["name"],
            listing_id=row["listing"],
            shown=_shown(row),
            wanted_since=_moment(row["wanted_since"]),
            reads_from=_moment(row["reads_from"]),
            read_at=_moment(row["read_at"]),
            drifted=row["drifted"],
        )
    if pulled_at is None or (one.reads_from and pulled_at - PAGE_SPAN < one.reads_from):
        return one
    read = one.shown.read_back(row["pulled"], pulled_at - PAGE_SPAN, pulled_at)
    return one if read == one.shown else attrs.evolve(one, shown=read, reads_from=pulled_at)


def _shown(row: Row) -> Shown:
    return Shown(
        quantity=row["quantity"],
        version=row["version"],
        asked_at=_moment(row["asked_at"]),
        as_of=_moment(row["as_of"]),
        unsure=bool(row["unsure"]),
        loose=row["loose"],
        wanted=row["wanted"],
        flight=_CONVERTER.structure(json.loads(row["flight"]), Flight) if row["flight"] else None,
        doubt=_CONVERTER.structure(json.loads(row["doubt"]), Doubt) if row["doubt"] else None,
        refused=row["refused"],
        issued=row["issued"],
    )


def cells(one: ShownListing) -> tuple[object, ...]:
    """Return a listing as its row, in the order in which `ShownListings` writes it."""
    shown = one.shown
    return (
        one.connection,
        one.listing_id,
        shown.quantity,
        shown.version,
        _text(shown.asked_at),
        _text(shown.as_of),
        int(shown.unsure),
        shown.loose,
        shown.wanted,
        _text(one.wanted_since),
        json.dumps(_CONVERTER.unstructure(shown.flight)) if shown.flight else None,
        json.dumps(_CONVERTER.unstructure(shown.doubt)) if shown.doubt else None,
        shown.refused,
        shown.issued,
        _text(one.reads_from),
        _text(one.read_at),
        one.drifted,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
