"""STK-08, STK-09: units that a campaign holds back, and a channel's several warehouses."""

from __future__ import annotations

from collections.abc import Mapping

from crossdock.inventory import RowOutcome, StockUpdate
from crossdock.testing.conformance.check import CHANNEL, NotPlayedError, check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.checks.pushes import HOOK, read
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject

#: Units that a campaign holds back.
LOCKED = 6


@check(
    "STK-08",
    Level.SILVER,
    "Units that a campaign holds back are read as locked, or a push of fewer is refused with the"
    " reason; no push lowers them.",
    roles=CHANNEL,
    hook="read_stock",
)
def locked(subject: Subject) -> None:
    """Let the channel lock units, and push fewer."""
    shop = subject.open(subject.play(120))
    one = drives.sellable(subject, shop, 1)[0]
    shop.played.control(
        "POST", "/stock", {"listing_id": one.listing_id, "quantity": 20, "locked": LOCKED}
    )
    held = read(subject, shop, one.listing_id)
    update = StockUpdate(one.listing_id, 2, sku=one.sku, locked=held.locked)
    result = subject.push_each(shop, [update])[one.listing_id]
    require(result.outcome is not RowOutcome.UNKNOWN, "Its outcome is not known.")
    after = read(subject, shop, one.listing_id)
    if not held.locked and result.outcome is RowOutcome.REFUSED:
        require(result.reason.strip(), "A push below what is locked is refused without a reason.")
        equal(held.quantity, after.quantity, "What a listing shows after a push that was refused")
    else:
        require(
            held.locked == LOCKED,
            f"{LOCKED} units are locked; read_stock tells {held.locked}, and a push of fewer is"
            f" {result.outcome}. It must be told, or the push be refused.",
        )
        equal(LOCKED, after.locked, "The units locked after a push of fewer")
    require(
        (after.quantity or 0) >= LOCKED, f"It shows {after.quantity}, and {LOCKED} are locked."
    )


@check(
    "STK-09",
    Level.SILVER,
    "A connection bound to one of the channel's warehouses writes there and nowhere else.",
    roles=CHANNEL,
    hook=HOOK,
)
def bound(subject: Subject) -> None:
    """Bind a connection to each warehouse that the sandbox names, and push."""
    played = subject.play(120)
    places = played.state().get("places", ())
    if len(places) < 2:
        raise NotPlayedError("the sandbox's state names no second warehouse under 'places'")
    for place in places:
        shop = subject.open(played, settings=place["settings"])
        here = str(place["warehouse"])
        one = drives.sellable(subject, shop, 1, at=here)[0]
        update = StockUpdate(one.listing_id, one.quantity + 3, sku=one.sku)
        before = played.listings()[update.listing_id]["warehouses"]
        subject.push_each(shop, [update])
        after = played.listings()[update.listing_id]["warehouses"]
        equal(update.quantity, after.get(here), f"The units at warehouse {here}")
        equal(_without(before, here), _without(after, here), "The units at other warehouses")


def _without(units: Mapping[str, int], place: str) -> dict[str, int]:
    return {name: count for name, count in units.items() if name != place and count}
