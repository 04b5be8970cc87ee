"""The shop's catalogue, a page at a time, with variants as their children (sheet 1.5).

The list by shop gives single products and parents of variants; the children
are fetched by their ids. Should it give children as well (the sheet cannot
tell), those on the same page are not fetched again; one that comes on another
page comes twice, and core keeps listings by id.

The list is paged by number: when a product goes, all that follow move up, one of
them to a page that was read already. So with each page the last product of the one
before is asked for at its place; if it is not there, that page is read once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Listing, Page, RefusedRecord, hookimpl
from crossdock.errors import DataRefusedError, InputRefusedError, RequestRefusedError
from crossdock_tokopedia.codes import NOT_FOUND
from crossdock_tokopedia.listings import (
    Row,
    decode_children,
    decode_last_sort,
    decode_listing,
    decode_rows,
    recognise,
    refuse,
)
from crossdock_tokopedia.manifest import LISTING_PAGE

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_tokopedia.settings import TokopediaSettings

    Shop = Connection[TokopediaSettings]

#: From here on the platform wants `last_sort` too (sheet 1.5).
PLAIN_PRODUCTS = 10_000
#: Ids per request: no limit is documented, and a URL of this length passes everywhere.
IDS_AT_ONCE = 100


@attrs.frozen
class Place:
    """Where a pull stands: what its cursor says.

    Args:

        page: to be asked for, 1 for the first.

        seen: rows that came before it.

        last_id: the product that stood last before it.

        last_sort: the mark that came before it, if the answers give one.

        by_id: the platform took the last product's id for a mark.
    """

    page: int = 1
    seen: int = 0
    last_id: str = ""
    last_sort: str = ""
    by_id: bool = False


@hookimpl
def list_products(connection: Connection[TokopediaSettings], cursor: str | None) -> Page[Listing]:
    """Return a page of listings of every state, children of variants among them."""
    place = decode_cursor(cursor)
    body, by_id, cut_short = _ask(connection, place)
    here = [recognise(raw) for raw in decode_rows(body)]
    rows = [_with_children(connection, row) for row in (*_moved_back(connection, place), *here)]
    if not rows:
        # After the last page, data is null.
        return Page(refused=cut_short)
    listings: dict[str, Listing] = {}
    refused: list[RefusedRecord] = []
    sold = [row for row in rows if not row.is_parent]
    _collect(connection, sold, listings, refused)
    known = {row.product_id for row in rows}
    children = [child for row in rows for child in row.children if child not in known]
    _collect_children(connection, tuple(dict.fromkeys(children)), listings, refused)
    following = Place(
        page=place.page + 1,
        seen=place.seen + len(here),
        last_id=here[-1].product_id if here else "",
        last_sort=decode_last_sort(body),
        by_id=by_id,
    )
    return Page(
        items=tuple(listings.values()),
        cursor=encode_cursor(following),
        refused=tuple(refused),
        containers=sum(row.is_parent for row in rows),
    )


def encode_cursor(place: Place) -> str:
    """Return *place* as text."""
    return json.dumps(attrs.asdict(place), separators=(",", ":"))


def decode_cursor(cursor: str | None) -> Place:
    """Return the place that *cursor* stands for.

    Raises:

        InputRefusedError: it is none of ours.
    """
    if cursor is None:
        return Place()
    try:
        found = json.loads(cursor)
        place = Place(**found)
    except (ValueError, TypeError):
        found, place = {}, Place(page=0)
    kinds = {field.name: type(field.default) for field in attrs.fields(Place)}
    fits = all(type(getattr(place, name)) is kind for name, kind in kinds.items())
    if not fits or place.page < 1 or not {"page", "seen"} <= found.keys():
        raise InputRefusedError(
            "The place where the pull of products stopped cannot be read.",
            next_step="Start the pull from the beginning.",
        )
    return place


def _moved_back(shop: Shop, place: Place) -> list[Row]:
    """Return the page before *place* as it is now, if the list moved since it was read."""
    from crossdock_tokopedia import api

    before = (place.page - 1) * LISTING_PAGE
    # Where a page came short, nobody can tell which place its last product has.
    if not before or place.seen != before or before >= PLAIN_PRODUCTS:
        return []
    last = decode_rows(api.products_of_shop(shop, before, 1, ""))
    if last and recognise(last[0]).product_id == place.last_id:
        return []
    again = decode_rows(api.products_of_shop(shop, place.page - 1, LISTING_PAGE, ""))
    return [recognise(raw) for raw in again]


def _ask(shop: Shop, place: Place) -> tuple[Any, bool, tuple[RefusedRecord, ...]]:
    """Return the page at *place*, whether an id was its mark, and what may be missing after it.

    Past 10,000 products the platform wants ``last_sort``, and the sheet knows
    neither where it comes from nor what happens without it. So: the answers'
    own mark where they give one; else none, for a platform that simply pages
    on; and if the list stops right there, the id of the last product, because
    a mark of the last row is what such a name means everywhere else.
    """
    from crossdock_tokopedia import api

    at_edge = place.seen == PLAIN_PRODUCTS and not place.last_sort and not place.by_id
    marks = [place.last_sort or (place.last_id if place.by_id else "")]
    if at_edge:
        marks.append(place.last_id)
    why = ""
    for mark in marks:
        try:
            body = api.products_of_shop(shop, place.page, LISTING_PAGE, mark)
        except RequestRefusedError as error:
            if error.remote_code.upper() not in NOT_FOUND:
                if place.seen < PLAIN_PRODUCTS:
                    raise
                why = error.message
            continue
        if decode_rows(body):
            return body, place.by_id or bool(at_edge and mark), ()
    return {}, False, (_cut_short(place, why),) if at_edge or why else ()


def _cut_short(place: Place, why: str) -> RefusedRecord:
    """Return the notice that a list stopped where the platform's mark is missing."""
    reason = f" It refused to go on: {why}" if why else ""
    return RefusedRecord(
        record_id=f"page {place.page}",
        raw=encode_cursor(place),
        error=(
            f"The list stopped after {place.seen:,} products.{reason} From {PLAIN_PRODUCTS:,} on"
            " Tokopedia asks for last_sort, which its answers did not give: products after these"
            " may be missing."
        ),
    )


def _with_children(shop: Shop, row: Row) -> Row:
    """Return *row*; a parent that names no children gets those of the variant endpoint.

    One that has none there either is sold itself, whatever it is called: it
    must not vanish between parents and children.
    """
    from crossdock_tokopedia import api

    if not row.is_parent or row.children or not row.product_id:
        return row
    try:
        children = decode_children(api.variants_of(shop, row.product_id))
    except RequestRefusedError:
        children = ()
    return attrs.evolve(row, children=children, is_parent=bool(children))


def _collect(
    shop: Shop,
    rows: Sequence[Row],
    listings: dict[str, Listing],
    refused: list[RefusedRecord],
) -> None:
    for number, row in enumerate(rows, start=1):
        try:
            listing = decode_listing(row.raw, shop.settings)
        except DataRefusedError as error:
            redact = shop.http.redactor.record
            refused.append(refuse(row.raw, f"row {number}", error.message, redact))
        else:
            listings.setdefault(listing.listing_id, listing)


def _collect_children(
    shop: Shop,
    ids: tuple[str, ...],
    listings: dict[str, Listing],
    refused: list[RefusedRecord],
) -> None:
    missing = dict.fromkeys(ids, "it was not in the answer")
    # What a first answer leaves out (it may be cut to a page's length) is asked
    # for once more, in the length that every answer has.
    for size in (IDS_AT_ONCE, LISTING_PAGE):
        for chunk in _chunks(tuple(missing), size):
            for row, why in _fetch(shop, chunk):
                if isinstance(row, str):
                    missing[row] = why
                elif missing.pop(row.product_id, None) is not None:
                    _collect(shop, [row], listings, refused)
    refused += [
        RefusedRecord(
            record_id=child,
            raw=json.dumps({"product_id": child}),
            error=f"The variant {child} could not be read: {why}.",
        )
        for child, why in missing.items()
    ]


def _fetch(shop: Shop, ids: tuple[str, ...]) -> Iterator[tuple[Row | str, str]]:
    """Yield the rows of *ids*; for a refused one, the id and the reason.

    One bad id may have the whole request refused, so that is halved until it stands alone.
    """
    from crossdock_tokopedia import api

    try:
        body = api.products_by_id(shop, ids)
    except RequestRefusedError as error:
        if len(ids) == 1:
            yield ids[0], error.message.rstrip(".")
            return
        middle = len(ids) // 2
        yield from _fetch(shop, ids[:middle])
        yield from _fetch(shop, ids[middle:])
        return
    for raw in decode_rows(body):
        yield recognise(raw), ""


def _chunks(ids: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
