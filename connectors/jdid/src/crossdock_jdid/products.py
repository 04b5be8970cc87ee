"""The shop's catalogue, a few products at a time, each with its SKUs (sheet A6).

The list of products names neither SKU codes nor quantities: each product costs
one more call for its SKUs, and each handful of SKUs one for their quantities.
The first page reads the list; its cursor holds what is left of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crossdock import Listing, Page, RefusedRecord, hookimpl
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock_jdid.keeping import shown_of
from crossdock_jdid.listings import Ware, decode_listing, decode_quantities, sku_id_of
from crossdock_jdid.manifest import LISTING_PAGE, STOCK_BATCH
from crossdock_jdid.nesting import listed
from crossdock_jdid.patience import Patience
from crossdock_jdid.snapshots import read_list
from crossdock_jos.codes import UNAVAILABLE

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]


@attrs.define
class _Harvest:
    """What a page has brought so far."""

    listings: dict[str, Listing] = attrs.field(factory=dict)
    refused: list[RefusedRecord] = attrs.field(factory=list)
    patience: Patience = attrs.field(factory=Patience)


@hookimpl
def list_products(connection: Connection[JdidSettings], cursor: str | None) -> Page[Listing]:
    """Return a page of listings of every state; a product's SKUs are the listings."""
    harvest = _Harvest()
    if cursor is None:
        reading = read_list(connection)
        wares = tuple(reading.wares.values())
        harvest.refused += reading.refused.values()
    else:
        wares = decode_cursor(cursor)
    here, rest = wares[:LISTING_PAGE], wares[LISTING_PAGE:]
    _collect(connection, here, harvest)
    return Page(
        items=tuple(harvest.listings.values()),
        cursor=encode_cursor(rest) if rest else None,
        refused=tuple(harvest.refused),
        containers=len(here),
    )


def encode_cursor(wares: Sequence[Ware]) -> str:
    """Return the products still to be asked for as text: ``635692163:1 635692164:2``."""
    return " ".join(
        f"{ware.spu_id}:{'' if ware.status is None else ware.status}" for ware in wares
    )


def decode_cursor(cursor: str) -> tuple[Ware, ...]:
    """Return the products that *cursor* names.

    Raises:

        InputRefusedError: it is none of ours.
    """
    try:
        pairs = [word.split(":") for word in cursor.split()]
        wares = tuple(
            Ware(int(spu_id), status=int(status) if status else None) for spu_id, status in pairs
        )
    except ValueError:
        wares = ()
    if not wares:
        raise InputRefusedError(
            "The place where the pull of products stopped cannot be read.",
            next_step="Start the pull from the beginning.",
        )
    return wares


def _collect(shop: Shop, wares: Sequence[Ware], harvest: _Harvest) -> None:
    rows = [(ware, raw) for ware in wares for raw in _skus(shop, ware, harvest)]
    ids = [sku_id for _, raw in rows if (sku_id := sku_id_of(raw)) is not None]
    quantities = _quantities(shop, tuple(dict.fromkeys(ids)))
    for number, (ware, raw) in enumerate(rows, start=1):
        try:
            listing = decode_listing(raw, ware, quantities, shop.settings)
        except DataRefusedError as error:
            name = str(sku_id_of(raw) or f"row {number} (product {ware.spu_id})")
            shown = shown_of(raw, shop.http.redactor)
            harvest.refused.append(RefusedRecord(name, raw=shown, error=error.message))
        else:
            harvest.listings.setdefault(listing.listing_id, listing)


def _skus(shop: Shop, ware: Ware, harvest: _Harvest) -> list[Any]:
    """Return the SKUs of *ware* as they came; a product that cannot be asked is set aside."""
    from crossdock_jdid import api

    try:
        return listed(api.skus(shop, ware.spu_id))
    except (RequestRefusedError, UnreadableAnswerError) as error:
        harvest.patience.bear(error)
        # Of a deleted product there may be none left to tell; nothing of it is sold.
        if not ware.is_deleted:
            name = f"product {ware.spu_id}"
            harvest.refused.append(RefusedRecord(name, raw="", error=error.message))
        return []


def _quantities(shop: Shop, sku_ids: Sequence[int]) -> dict[int, int | str | None]:
    found: dict[int, int | str | None] = {}
    for batch in _batches(sku_ids):
        found |= _ask_quantities(shop, batch)
    return found


def _ask_quantities(shop: Shop, sku_ids: Sequence[int]) -> dict[int, int | str | None]:
    """Return what the stock query says, or why it does not; one by one where several fail."""
    from crossdock_jdid import api

    try:
        return {**decode_quantities(api.quantities(shop, sku_ids))}
    except (RequestRefusedError, UnreadableAnswerError) as error:
        if len(sku_ids) == 1 or error.remote_code in UNAVAILABLE:
            return dict.fromkeys(sku_ids, error.message)
    found: dict[int, int | str | None] = {}
    for sku_id in sku_ids:
        found |= _ask_quantities(shop, (sku_id,))
    return found


def _batches(sku_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(sku_ids), STOCK_BATCH):
        yield sku_ids[start : start + STOCK_BATCH]
