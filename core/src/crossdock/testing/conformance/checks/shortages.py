"""OUT-07: an outbound of more than there is, told line by line as the service took it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

from crossdock.errors import InputRefusedError, RequestRefusedError
from crossdock.fulfilment import DocumentKey, DocumentLine, RemoteOutbound, ShippedLine
from crossdock.testing.conformance.check import FULFILMENT, broken, check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject

#: Units that there are, and units that are asked for.
LEFT, ASKED = 2, 5


@check(
    "OUT-07",
    Level.SILVER,
    "Of an outbound that the service takes in part, each line tells what was taken; one that it"
    " refuses leaves nothing behind.",
    roles=FULFILMENT,
    hook="create_outbound",
)
def in_part(subject: Subject) -> None:
    """Ask for goods that there are enough of, and for more than there is of others."""
    shop = drives.warmed(subject)
    plenty, scarce = drives.in_stock(subject, shop, 2)
    order = {"listing_id": scarce.remote_id or scarce.sku, "quantity": LEFT}
    shop.played.control("POST", "/stock", order)
    outbound = drives.outbound_of(subject, shop, plenty, units=1)
    more = DocumentLine(scarce.sku, ASKED, scarce.remote_id)
    outbound = attrs.evolve(outbound, lines=(*outbound.lines, more))
    before = shop.played.orders()
    try:
        made = drives.created(subject, shop, outbound)
    except (RequestRefusedError, InputRefusedError) as error:
        require(error.message.strip(), "It was refused without a reason.")
        equal(before.keys(), shop.played.orders().keys(), "The outbounds after a refusal")
        return
    row = shop.played.orders().get(made.remote_id)
    if row is None:
        broken(f"The platform has no outbound {made.remote_id}.")
    taken = Counter({str(one["listing_id"]): one["quantity"] for one in row["lines"]})
    if made.lines:
        equal(taken, _told(made.lines), "The units taken by line, as told at once")
    key = (DocumentKey(made.reference, made.remote_id),)
    found: tuple[RemoteOutbound, ...] = subject.hook(
        "refresh_outbound", connection=shop.connection, documents=key
    )
    require(found, "The outbound was not told again.")
    equal(taken, _told(found[0].lines), "The units taken by line, asked for again")


def _told(lines: Iterable[ShippedLine]) -> Counter[str]:
    told: Counter[str] = Counter()
    for line in lines:
        told[line.remote_id or line.sku] += line.quantity
    return told
