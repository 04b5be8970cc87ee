"""The shop's catalogue, a page of products at a time, each with its SKUs (sheet A6).

The list of products names neither SKU codes nor quantities: each product costs
one more call for its SKUs, and each handful of SKUs one for their quantities.

The list is paged by number and moves while it is read. When a product goes, all
that follow move up, one of them to a page that was read already: so after each
page the one before it is asked again. When a product moves to the front, pages
read later do not bring it: so at the end the front is asked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Listing, Page, RefusedRecord, hookimpl
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock_jdid.listings import (
    Ware,
    decode_listing,
    decode_quantities,
    decode_wares,
    sku_id_of,
)
from crossdock_jdid.manifest import STOCK_BATCH
from crossdock_jdid.nesting import rows_of
from crossdock_jos.codes import UNAVAILABLE
from crossdock_jos.records import storable

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]

#: An id that is missing or no number, among those that are remembered.
_NO_ID = 0


@attrs.frozen
class Place:
    """Where a pull stands: what its cursor says.

    Args:

        page: to be asked for, 1 for the first.

        before: ids of the page before it, as it was read.

        front: ids of the first page, as it was read.
    """

    page: int = 1
    before: tuple[int, ...] = ()
    front: tuple[int, ...] = ()


@attrs.define
class _Harvest:
    """What a page has brought so far."""

    listings: dict[str, Listing] = attrs.field(factory=dict)
    refused: list[RefusedRecord] = attrs.field(factory=list)


@hookimpl
def list_products(connection: Connection[JdidSettings], cursor: str | None) -> Page[Listing]:
    """Return a page of listings of every state; a product's SKUs are the listings."""
    from crossdock_jdid import api

    place = decode_cursor(cursor)
    here = decode_wares(api.wares(connection, place.page))
    again = decode_wares(api.wares(connection, place.page - 1)) if place.page > 1 else []
    if _ids(here) == place.before == _ids(again):
        # Past the end, some platforms give their last page once more.
        here = []
    fresh = [*here, *_unseen(again, (*place.before, *_ids(here)))]
    if not here and place.page > 1:
        fresh += _moved_to_front(connection, place, _ids(fresh))
    harvest = _Harvest()
    _collect(connection, fresh, harvest)
    following = None
    if here:
        front = place.front if place.page > 1 else _ids(here)
        following = encode_cursor(Place(place.page + 1, _ids(here), front))
    return Page(
        items=tuple(harvest.listings.values()),
        cursor=following,
        refused=tuple(harvest.refused),
        containers=len(fresh),
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
        before, front = (tuple(map(int, found[name])) for name in ("before", "front"))
        place = Place(int(found["page"]), before, front)
    except (ValueError, TypeError, KeyError):
        place = Place(page=0)
    if place.page < 1:
        raise InputRefusedError(
            "The place where the pull of products stopped cannot be read.",
            next_step="Start the pull from the beginning.",
        )
    return place


def _ids(wares: Iterable[Ware]) -> tuple[int, ...]:
    return tuple(ware.spu_id or _NO_ID for ware in wares)


def _unseen(wares: Iterable[Ware], seen: Sequence[int]) -> list[Ware]:
    known = {*seen, _NO_ID}
    return [ware for ware in wares if (ware.spu_id or _NO_ID) not in known]


def _moved_to_front(shop: Shop, place: Place, seen: Sequence[int]) -> list[Ware]:
    """Return the products that stand at the front now and did not when the pull began.

    They stand before whatever is left of the first page; were nothing of it
    left, no more pages are looked at than were read.
    """
    from crossdock_jdid import api

    found: list[Ware] = []
    for page in range(1, place.page):
        wares = decode_wares(api.wares(shop, page))
        found += _unseen(wares, (*place.front, *seen, *_ids(found)))
        if not wares or set(_ids(wares)) & set(place.front):
            break
    return found


def _collect(shop: Shop, wares: Sequence[Ware], harvest: _Harvest) -> None:
    rows: list[tuple[Ware, Any]] = []
    for number, ware in enumerate(wares, start=1):
        if ware.spu_id is None or ware.spu_id <= 0:
            error = "spuId is missing, or is no number."
            harvest.refused.append(_refuse(shop, ware.raw, f"product {number}", error))
            continue
        rows += [(ware, raw) for raw in _skus(shop, ware, harvest)]
    ids = [sku_id for _, raw in rows if (sku_id := sku_id_of(raw)) is not None]
    quantities = _quantities(shop, tuple(dict.fromkeys(ids)))
    for number, (ware, raw) in enumerate(rows, start=1):
        try:
            listing = decode_listing(raw, ware, quantities, shop.settings)
        except DataRefusedError as error:
            name = str(sku_id_of(raw) or f"row {number} (product {ware.spu_id})")
            harvest.refused.append(_refuse(shop, raw, name, error.message))
        else:
            harvest.listings.setdefault(listing.listing_id, listing)


def _skus(shop: Shop, ware: Ware, harvest: _Harvest) -> list[Any]:
    """Return the SKUs of *ware* as they came; a product that cannot be asked is set aside."""
    from crossdock_jdid import api

    try:
        return rows_of(api.skus(shop, ware.spu_id or _NO_ID))
    except (RequestRefusedError, UnreadableAnswerError) as error:
        # Of a deleted product there may be none left to tell; nothing of it is sold.
        if not ware.is_deleted:
            name = f"product {ware.spu_id}"
            harvest.refused.append(_refuse(shop, ware.raw, name, error.message))
        return []


def _quantities(shop: Shop, sku_ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for batch in _batches(sku_ids):
        found |= _ask_quantities(shop, batch)
    return found


def _ask_quantities(shop: Shop, sku_ids: Sequence[int]) -> dict[int, Any]:
    """Return what the stock query says; asked one by one where several are refused."""
    from crossdock_jdid import api

    try:
        return decode_quantities(api.quantities(shop, sku_ids))
    except (RequestRefusedError, UnreadableAnswerError) as error:
        if len(sku_ids) == 1 or error.remote_code in UNAVAILABLE:
            return {}
    found: dict[int, Any] = {}
    for sku_id in sku_ids:
        found |= _ask_quantities(shop, (sku_id,))
    return found


def _batches(sku_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(sku_ids), STOCK_BATCH):
        yield sku_ids[start : start + STOCK_BATCH]


def _refuse(shop: Shop, raw: Any, record_id: str, error: str) -> RefusedRecord:
    return RefusedRecord(
        record_id=record_id,
        raw=storable(shop.http.redactor.record(raw)),
        error=error,
    )
