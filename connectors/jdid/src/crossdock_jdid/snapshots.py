"""The shop's whole list of products, read until two readings agree (sheet A6).

The list is paged by number and moves while it is read: when a product goes, all
that follow move up, one of them to a page that was read already; when one moves
to the front, pages read later do not bring it. Reading it takes a call for a
hundred products, so it is read whole, at once, and again, until nothing differs;
what takes long, asking for the SKUs, then goes by ids that stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from crossdock import RefusedRecord
from crossdock.errors import CursorLoopError, RequestRefusedError, UnreadableAnswerError
from crossdock_jdid.keeping import shown_of
from crossdock_jdid.listings import Ware, recognise
from crossdock_jdid.nesting import listed, total_of
from crossdock_jdid.patience import Patience
from crossdock_jos.codes import UNAVAILABLE

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]

#: Products asked for at once: 10 and 100 were seen (sheet A6). A platform that gives
#: fewer than it is asked for is read all the same.
LARGEST_PAGE = 100
SMALLEST_PAGE = 10
_MOST_READINGS = 6
_MOST_PAGES = 5_000


@attrs.define
class Reading:
    """What one reading of the list has brought.

    Args:

        wares: by product id, in the list's order.

        refused: rows without an id, and places that cannot be read, by name.

        pages: how many were asked for.
    """

    wares: dict[int, Ware] = attrs.field(factory=dict)
    refused: dict[str, RefusedRecord] = attrs.field(factory=dict)
    pages: int = 0


@attrs.define
class _Part:
    """A page, or a part of one: rows, places that cannot be read, the size of the whole list."""

    rows: list[Any] = attrs.field(factory=list)
    broken: list[RefusedRecord] = attrs.field(factory=list)
    total: int = 0


def read_list(shop: Shop) -> Reading:
    """Return every product of the shop, by its row in the list."""
    try:
        return _read_until_still(shop, LARGEST_PAGE)
    except RequestRefusedError as error:
        # The older generation was seen with the smaller page only.
        if error.remote_code in UNAVAILABLE:
            raise
        return _read_until_still(shop, SMALLEST_PAGE)


def _read_until_still(shop: Shop, size: int) -> Reading:
    whole = Reading()
    before: set[int] | None = None
    for _ in range(_MOST_READINGS):
        reading = _read_once(shop, size)
        whole.wares |= reading.wares
        whole.refused |= reading.refused
        # One answer is of one moment; several agree when nothing moved between them.
        if reading.pages < 2 or before == set(reading.wares):
            break
        before = set(reading.wares)
    return whole


def _read_once(shop: Shop, size: int) -> Reading:
    reading = Reading()
    for page in range(1, _MOST_PAGES + 1):
        known = len(reading.wares) + len(reading.refused)
        part = _part(shop, page, size)
        reading.pages = page
        reading.refused |= {record.record_id: record for record in part.broken}
        for place, raw in enumerate(part.rows, start=1):
            _take(shop, raw, f"row {place} of page {page}", reading)
        brought = len(reading.wares) + len(reading.refused)
        # Past the end comes an empty page, or the last one once more.
        if brought == known:
            _refuse_unlisted(brought, part.total)
            return reading
        # A page may be short because it is the last, or because no more go on one.
        if len(part.rows) < SMALLEST_PAGE and not part.broken and brought >= part.total:
            return reading
    raise CursorLoopError(
        f"JD.ID's list of products did not end within {_MOST_PAGES:,} pages.",
        next_step="Pull again later.",
    )


def _refuse_unlisted(brought: int, total: int) -> None:
    if total > 0 and not brought:
        raise UnreadableAnswerError(
            f"JD.ID counts {total:,} products and lists none of them.",
            next_step="Pull again later; if it stays so, the gateway is broken.",
        )


def _take(shop: Shop, raw: Any, place: str, reading: Reading) -> None:
    ware = recognise(raw)
    if ware is not None:
        reading.wares.setdefault(ware.spu_id, ware)
        return
    shown = shown_of(raw, shop.http.redactor)
    if all(record.raw != shown for record in reading.refused.values()):
        error = "spuId is missing, or is no number."
        reading.refused[place] = RefusedRecord(f"product in {place}", raw=shown, error=error)


def _part(shop: Shop, page: int, size: int) -> _Part:
    """Return what a page has; of one that cannot be read, what its parts have.

    A name in bytes that break the whole answer costs its own product only, and
    is named by its place. Where more than a few parts are broken, so is the
    platform, and the error is raised.
    """
    try:
        return _ask(shop, page, size)
    except UnreadableAnswerError:
        if size == 1:
            raise
    whole = _Part()
    patience = Patience()
    for number in range((page - 1) * 10 + 1, page * 10 + 1):
        try:
            part = _part(shop, number, size // 10)
        except UnreadableAnswerError as error:
            patience.bear(error)
            whole.broken.append(_lost(number, size // 10, error))
        else:
            whole.rows += part.rows
            whole.broken += part.broken
            whole.total = part.total
    return whole


def _ask(shop: Shop, page: int, size: int) -> _Part:
    from crossdock_jdid import api

    model = api.wares(shop, page, size)
    return _Part(listed(model), total=total_of(model) or 0)


def _lost(part: int, size: int, error: UnreadableAnswerError) -> RefusedRecord:
    first, last = (part - 1) * size + 1, part * size
    which = f"product {first}" if first == last else f"products {first} to {last}"
    return RefusedRecord(f"{which} of the list", raw="", error=error.message)
