"""What a document was refused for, as far as a look tells (sheet B7, B8, C6).

JD refuses in words that nobody wrote down, so they are not what is believed: a number
that is taken is looked up, and so is the stock. What a refusal may be taken at its word
for are JD's own names of fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crossdock import DocumentLine, Inbound, Outbound
from crossdock.errors import (
    AddressRefusedError,
    DataRefusedError,
    DuplicateReferenceError,
    OutcomeUnknownError,
    RemoteError,
    RequestRefusedError,
    StockShortError,
)
from crossdock_jdid_fulfillment.stock_rows import decode_row, flatten, levels

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings

    Shop = Connection[FulfilmentSettings]

_ADDRESS = re.compile(
    r"consigneeAddress|consigneePostcode|address(Province|City|County|Town)", re.IGNORECASE
)
#: Lines whose stock is looked up; to explain a refusal is worth no more calls.
MOST_LOOKED_AT = 20


def explained(shop: Shop, outbound: Outbound, error: RequestRefusedError) -> RequestRefusedError:
    """Return *error*, or the one that says what it is about, if that can be found out."""
    if _ADDRESS.search(error.remote_message):
        return AddressRefusedError(
            error.message,
            next_step="Correct the address of the order, then send it again.",
            endpoint=error.endpoint,
            remote_code=error.remote_code,
            remote_message=error.remote_message,
        )
    short = _first_short(shop, outbound)
    if short is None:
        return error
    line, usable = short
    return StockShortError(
        f"{error.message} Of {line.sku} it has {usable:,} units free, and outbound"
        f" {outbound.reference} asks for {line.quantity:,}.",
        next_step="Ship it from another warehouse, or send it again once there is stock.",
        endpoint=error.endpoint,
        remote_code=error.remote_code,
        remote_message=error.remote_message,
    )


def taken_by(
    document: Outbound | Inbound, number: str, error: RequestRefusedError | None = None
) -> DuplicateReferenceError:
    """Return the error that JD knows our number of *document* with other goods."""
    kind = "an outbound" if isinstance(document, Outbound) else "an inbound"
    return DuplicateReferenceError(
        f"JD has {kind} {number} under {document.reference}, with other goods than these.",
        next_step=f"Give the new {kind.split()[1]} a number of its own; JD never takes one twice.",
        endpoint=error.endpoint if error else "",
        remote_code=error.remote_code if error else "",
        remote_message=error.remote_message if error else "",
    )


def holds_others(asked: Sequence[DocumentLine], told: Sequence[tuple[str, str, int]]) -> bool:
    """Return whether what JD tells is certainly of other goods or quantities than *asked*.

    Args:

        told: JD's number, our SKU and the quantity of each line; either may be blank.
    """
    ours = [(line.remote_id, line.sku, line.quantity) for line in asked]
    for by_sku in (False, True):
        wanted, shown = _counted(ours, by_sku=by_sku), _counted(told, by_sku=by_sku)
        if told and "" not in wanted and "" not in shown:
            return wanted != shown
    return False


def _counted(rows: Sequence[tuple[str, str, int]], *, by_sku: bool) -> Counter[str]:
    counted = Counter[str]()
    for number, sku, quantity in rows:
        counted[sku if by_sku else number] += quantity
    return counted


def in_doubt(outbound: Outbound, error: RequestRefusedError) -> OutcomeUnknownError:
    """Return the error that *outbound* was refused and may be there all the same."""
    return OutcomeUnknownError(
        f"JD refused outbound {outbound.reference}, and cannot show whether it has it from"
        f" before. {error.message}",
        next_step="Look it up again in a few minutes; send nothing under another number"
        " before that.",
        endpoint=error.endpoint,
        remote_code=error.remote_code,
        remote_message=error.remote_message,
    )


def _first_short(shop: Shop, outbound: Outbound) -> tuple[DocumentLine, int] | None:
    """Return the first line that there is not enough for, with what is free of it.

    Stock is told by JD's number of the goods, so lines without one are passed over.
    """
    try:
        for line in [line for line in outbound.lines if line.remote_id][:MOST_LOOKED_AT]:
            usable = _usable(shop, line.remote_id)
            if usable < line.quantity:
                return line, usable
    except (RemoteError, DataRefusedError):
        # What was refused is refused, and stays so for a reason that is not known.
        return None
    return None


def _usable(shop: Shop, number: str) -> int:
    from crossdock_jdid_fulfillment import api

    rows = [
        decode_row(raw, shop.settings.warehouse) for raw in flatten(api.stock_of(shop, number))
    ]
    found = levels(row for row in rows if row.goods_number == number)
    if rows and not found:
        raise DataRefusedError(f"Asked for the stock of {number}, JD told of other goods.")
    return sum(level.usable for level in found)
