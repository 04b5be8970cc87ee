"""The shop's catalogue: wares a page at a time, and the SKUs under each (sheet 4.1, 4.2).

What is sold, and has stock, is the SKU; its ware groups it and says whether it
is on sale.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crossdock import Listing, Page, RefusedRecord, hookimpl
from crossdock.errors import DataRefusedError, RequestRefusedError, UnreadableAnswerError
from crossdock_jdcom import sweep
from crossdock_jdcom.listings import Ware, decode_listing, decode_ware, identify, refuse
from crossdock_jdcom.manifest import LISTING_PAGE
from crossdock_jdcom.statuses import WARE_DELETED
from crossdock_jdcom.sweep import Place, Sheet, Span
from crossdock_jos import Record

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdcom.settings import JdcomSettings

    Shop = Connection[JdcomSettings]

#: Wares whose SKUs can be asked for at once (sheet 4.2).
WARES_AT_ONCE = 10
#: Nothing was on sale there before; where a catalogue is too long for one list,
#: it is read by the time of creation, from here on.
FIRST_DAY = int(datetime(2004, 1, 1, tzinfo=UTC).timestamp())


@hookimpl
def list_products(connection: Connection[JdcomSettings], cursor: str | None) -> Page[Listing]:
    """Return a page of wares as the listings under them, of every state but deleted."""
    place = Place((None,)) if cursor is None else sweep.decode_cursor(cursor)
    sheet = _ask(connection, place)
    redact = connection.http.redactor.record
    wares: dict[str, Ware] = {}
    refused: list[RefusedRecord] = []
    fresh = [raw for raw in sheet.rows if identify(raw, "wareId") not in sheet.place.before]
    for number, raw in enumerate(fresh, start=1):
        try:
            ware = decode_ware(raw)
        except DataRefusedError as error:
            refused.append(refuse(raw, f"ware {number}", error.message, redact))
        else:
            wares.setdefault(ware.ware_id, ware)
    listings: dict[str, Listing] = {}
    empty = _collect(connection, wares, listings, refused)
    ids = tuple(ware_id for raw in sheet.rows if (ware_id := identify(raw, "wareId")))
    return Page(
        items=tuple(listings.values()),
        cursor=sweep.encode_cursor(sheet.place.after(ids, len(fresh))),
        refused=(*refused, *sweep.shortfall("the list of wares", sheet.missing(len(fresh)))),
        containers=len(wares) - empty,
    )


def _ask(shop: Shop, place: Place) -> Sheet:
    """Return the page at *place*."""
    from crossdock_jdcom import api

    def fetch(span: Span | None, page: int) -> sweep.Found:
        try:
            found = api.search_wares(shop, span, page)
        except RequestRefusedError:
            if page == 1:
                raise
            # Where the first page is given, it is this one that there is not.
            return [], page * LISTING_PAGE
        rows = found.rows("data")
        return rows, _total(found, rows)

    whole = (FIRST_DAY, int(shop.now().timestamp()) + 86_400)
    return sweep.read_page(place, LISTING_PAGE, whole, fetch)


def _total(found: Record, rows: list[Any], what: str = "wares") -> int:
    total = found.whole("totalItem", "totalCount", "total")
    if total is None:
        if found and len(rows) < LISTING_PAGE:
            return len(rows)
        raise UnreadableAnswerError(
            f"JD.com answered the search for {what} without page.totalItem, so nobody can tell"
            " how many there are.",
            next_step="Check the connection's endpoint; if it is right, run it again later.",
        )
    return total


def _collect(
    shop: Shop, wares: dict[str, Ware], listings: dict[str, Listing], refused: list[RefusedRecord]
) -> int:
    """Fill *listings* and *refused* with the SKUs of *wares*; return how many wares had none."""
    from crossdock_jdcom import api

    redact = shop.http.redactor.record
    ids = tuple(wares)
    with_skus: set[str] = set()
    for start in range(0, len(ids), WARES_AT_ONCE):
        chunk = ids[start : start + WARES_AT_ONCE]

        def fetch(page: int, chunk: tuple[str, ...] = chunk) -> sweep.Found:
            found = api.search_skus(shop, chunk, page)
            rows = found.rows("data")
            return rows, _total(found, rows, "SKUs")

        unread: dict[str, RefusedRecord] = {}
        rows, total = sweep.read_all(fetch, LISTING_PAGE)
        named = f"the list of SKUs of wares {', '.join(chunk)}"
        for number, raw in enumerate(rows, start=1):
            with_skus.add(identify(raw, "wareId"))
            try:
                listing = decode_listing(raw, wares)
            except DataRefusedError as error:
                record = refuse(raw, f"row {number} of {named}", error.message, redact)
                unread.setdefault(record.record_id, record)
            else:
                listings.setdefault(listing.listing_id, listing)
        refused += unread.values()
        ids_there = {identify(raw, "skuId") or f"row {number}" for number, raw in enumerate(rows)}
        refused += sweep.shortfall(named, max((total or 0) - len(ids_there), 0))
    empty = [ware for ware in wares.values() if ware.ware_id not in with_skus]
    refused += [
        RefusedRecord(
            record_id=ware.ware_id,
            raw=f'{{"wareId": {ware.ware_id}}}',
            error=f"Ware {ware.ware_id} has no SKU, so there is nothing of it to sell.",
        )
        for ware in empty
        if ware.status != WARE_DELETED
    ]
    return sum(ware.status != WARE_DELETED for ware in empty)
