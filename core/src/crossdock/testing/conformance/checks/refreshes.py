"""INB: what a warehouse says of our documents is heard, in any order and only once."""

from __future__ import annotations

from typing import Any

from crossdock.fulfilment import DocumentKey, InboundProgress, OutboundProgress, RemoteOutbound
from crossdock.testing.conformance.check import FULFILMENT, check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject

#: How far along an outbound is; the rest is none of them.
ALONG = (
    OutboundProgress.ACCEPTED,
    OutboundProgress.PICKING,
    OutboundProgress.PICKED,
    OutboundProgress.PACKED,
    OutboundProgress.SHIPPED,
    OutboundProgress.DELIVERED,
)


@check(
    "INB-01",
    Level.BRONZE,
    "Every document that is asked for is told: how far it is, its lines, and its waybill once"
    " it left.",
    roles=FULFILMENT,
    hook="refresh_outbound",
)
def refreshed(subject: Subject) -> None:
    """Make two outbounds and an inbound, let one leave, and ask for them."""
    shop, goods, made = _two(subject)
    shop.played.happen(made[0].remote_id, "ship")
    found = _refresh(subject, shop, [_key(one) for one in made])
    equal({one.reference for one in made}, set(found), "The outbounds that are told")
    left, other = (found[one.reference] for one in made)
    equal(OutboundProgress.SHIPPED, left.progress, "The progress of what has left")
    require(left.waybills, "What has left has no waybill.")
    require(left.raw, "What the service calls it is missing.")
    require(left.lines and all(line.shipped for line in left.lines), "What left has no lines.")
    require(other.progress in ALONG[:4], f"What has not left is {other.progress}.")
    inbound = drives.announced(subject, shop, drives.inbound_of(*goods))
    told = subject.hook(
        "refresh_inbound",
        connection=shop.connection,
        documents=(DocumentKey(inbound.reference, inbound.remote_id),),
    )
    equal([inbound.reference], [one.reference for one in told], "The inbounds that are told")
    require(told[0].lines, "The inbound has no lines.")
    equal(InboundProgress.ACCEPTED, told[0].progress, "The progress of a new inbound")


@check(
    "INB-02",
    Level.BRONZE,
    "Asking again when nothing changed tells the same.",
    roles=FULFILMENT,
    hook="refresh_outbound",
)
def unchanged(subject: Subject) -> None:
    """Ask twice."""
    shop, _, made = _two(subject)
    keys = [_key(one) for one in made]
    equal(
        _refresh(subject, shop, keys),
        _refresh(subject, shop, keys),
        "What is told again",
    )


@check(
    "INB-03",
    Level.SILVER,
    "An outbound goes forwards only, whatever order the service tells its states in.",
    roles=FULFILMENT,
    hook="refresh_outbound",
)
def forwards(subject: Subject) -> None:
    """Ask at every step of an outbound's way."""
    shop, _, made = _two(subject)
    key = _key(made[0])
    seen: list[OutboundProgress] = []
    for event in ("pick", "pack", "ship", "deliver"):
        shop.played.happen(made[0].remote_id, event)
        seen.append(_refresh(subject, shop, [key])[made[0].reference].progress)
    places = [ALONG.index(one) for one in seen if one in ALONG]
    equal(len(seen), len(places), f"The steps that are known ({seen})")
    require(places == sorted(places), f"It went backwards: {[str(one) for one in seen]}.")
    equal(OutboundProgress.DELIVERED, seen[-1], "The progress of what was delivered")


@check(
    "INB-04",
    Level.SILVER,
    "What was picked short, refused by its recipient or returned is told apart from what arrived.",
    roles=FULFILMENT,
    hook="refresh_outbound",
)
def told_apart(subject: Subject) -> None:
    """Let one outbound be picked short, and one come back."""
    shop = drives.warmed(subject)
    goods = drives.in_stock(subject, shop, 2)
    short = drives.created(subject, shop, drives.outbound_of(subject, shop, goods[0], units=3))
    sku = shop.played.orders()[short.remote_id]["lines"][0]["sku"]
    shop.played.happen(short.remote_id, "short-pick", sku=sku, quantity=1)
    shop.played.happen(short.remote_id, "ship")
    told = _refresh(subject, shop, [_key(short)])[short.reference]
    equal([2], [line.shipped for line in told.lines], "The units that left of 3, one not found")
    back = drives.created(subject, shop, drives.outbound_of(subject, shop, goods[1]))
    shop.played.happen(back.remote_id, "ship")
    shop.played.happen(back.remote_id, "refuse")
    told = _refresh(subject, shop, [_key(back)])[back.reference]
    equal(OutboundProgress.REFUSED, told.progress, "The progress of what its recipient refused")
    shop.played.happen(back.remote_id, "come-back")
    told = _refresh(subject, shop, [_key(back)])[back.reference]
    equal(OutboundProgress.RETURNED, told.progress, "The progress of what came back")


@check(
    "INB-05",
    Level.SILVER,
    "A document that the service does not know is left out or has a reason; others are told.",
    roles=FULFILMENT,
    hook="refresh_outbound",
)
def stranger(subject: Subject) -> None:
    """Ask for one that does not exist, between two that do."""
    shop, _, made = _two(subject)
    nobody = DocumentKey("CONF-NOBODY", drives.unknown_id([one.remote_id for one in made]))
    found = _refresh(subject, shop, [_key(made[0]), nobody, _key(made[1])])
    for one in made:
        require(one.reference in found, f"{one.reference} was not told because of another one.")
    extra = found.get(nobody.reference)
    require(
        extra is None or (extra.progress is OutboundProgress.UNKNOWN and extra.reason),
        "A document that does not exist is told as if it did.",
    )


@check(
    "INB-06",
    Level.GOLD,
    "Whatever was missed meanwhile, one look tells where an outbound is.",
    roles=FULFILMENT,
    hook="refresh_outbound",
)
def missed(subject: Subject) -> None:
    """Let an outbound go all its way unwatched, and ask once."""
    shop, _, made = _two(subject)
    for event in ("pick", "pack", "ship", "deliver"):
        shop.played.happen(made[0].remote_id, event)
    told = _refresh(subject, shop, [_key(made[0])])[made[0].reference]
    equal(OutboundProgress.DELIVERED, told.progress, "The progress of what was delivered")
    require(told.waybills, "It has no waybill.")


def _two(subject: Subject) -> tuple[Shop, list[Any], list[RemoteOutbound]]:
    shop = drives.warmed(subject)
    goods = drives.in_stock(subject, shop, 2)
    made = [
        drives.created(subject, shop, drives.outbound_of(subject, shop, *goods)) for _ in range(2)
    ]
    return shop, goods, made


def _key(one: RemoteOutbound) -> DocumentKey:
    return DocumentKey(one.reference, one.remote_id)


def _refresh(subject: Subject, shop: Shop, keys: list[DocumentKey]) -> dict[str, RemoteOutbound]:
    found = subject.hook("refresh_outbound", connection=shop.connection, documents=tuple(keys))
    return {one.reference: one for one in found}
