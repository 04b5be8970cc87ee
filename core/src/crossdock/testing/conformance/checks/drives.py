"""Calls of the connector's hooks with plausible arguments, ready to be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from crossdock.catalogue import Listing, ListingStatus
from crossdock.fulfilment import (
    DocumentKey,
    DocumentLine,
    Inbound,
    Outbound,
    RemoteInbound,
    RemoteOutbound,
    StockLevel,
)
from crossdock.inventory import StockUpdate
from crossdock.manifest import Role
from crossdock.orders import Address, Handover, Person, ShipmentRequest, Window
from crossdock.paging import Page, walk
from crossdock.testing.conformance.check import NotPlayedError, require
from crossdock.testing.conformance.subject import MOST_PAGES, Shop, Subject

Drive = Callable[[], Any]

#: How far back orders are asked for.
SPAN = timedelta(days=2)
#: Nobody's order, listing or document, in the form that most platforms' ids have.
NOBODYS = "999999999999"


def warmed(subject: Subject) -> Shop:
    """Return a connection that has its token already."""
    shop = subject.open()
    reading(subject, shop)()
    return shop


def reading(subject: Subject, shop: Shop) -> Drive:
    """Return the plainest read that there is."""
    hook = "list_products" if Role.CHANNEL in subject.manifest.roles else "list_stock"
    return lambda: subject.hook(hook, connection=shop.connection, cursor=None)


def cheap(subject: Subject, shop: Shop) -> dict[str, Drive]:
    """Return calls that succeed and take few requests, by hook."""
    names = {"inspect_account", "list_products", "list_stock", "get_order"}
    return {name: drive for name, drive in _all(subject, shop) if name in names}


def reads(subject: Subject, shop: Shop) -> list[Drive]:
    """Return every read."""
    return [drive for name, drive in _all(subject, shop) if name in READS]


def writes(subject: Subject, shop: Shop) -> list[Drive]:
    """Return the writes that can be made without anything having happened before."""
    return [drive for name, drive in _all(subject, shop) if name in WRITES]


def every(subject: Subject, shop: Shop) -> list[Drive]:
    """Return a call of every hook that asks the platform."""
    return [drive for _, drive in _all(subject, shop)]


READS = frozenset(
    {
        "inspect_account",
        "list_products",
        "read_stock",
        "list_orders",
        "get_order",
        "list_stock",
        "list_warehouses",
        "find_outbound",
        "refresh_outbound",
        "find_inbound",
        "refresh_inbound",
    }
)
WRITES = frozenset({"push_stock", "accept_order", "create_outbound", "create_inbound"})


def with_text(subject: Subject, shop: Shop, text: str) -> list[Drive]:
    """Return the calls that carry *text* to the platform."""
    at = shop.connection
    key = (DocumentKey(text, text),)
    calls: dict[str, dict[str, Any]] = {
        "get_order": {"order_id": text},
        "read_stock": {"listing_ids": (text,)},
        "push_stock": {"updates": (StockUpdate(text, 1, sku=text),)},
        "find_outbound": {"reference": text},
        "refresh_outbound": {"documents": key},
        "find_inbound": {"reference": text},
        "refresh_inbound": {"documents": key},
    }
    return [
        lambda name=name, given=given: subject.hook(name, connection=at, **given)  # type: ignore[misc]
        for name, given in calls.items()
        if name in subject.implemented
    ]


def _all(subject: Subject, shop: Shop) -> Iterator[tuple[str, Drive]]:
    at = shop.connection
    for name, given in calls(subject, shop).items():
        yield (
            name,
            lambda name=name, given=given: subject.hook(name, connection=at, **given),  # type: ignore[misc]
        )


def calls(subject: Subject, shop: Shop) -> dict[str, dict[str, Any]]:
    """Return arguments for every hook of the connector's that asks the platform, by hook."""
    sample = str(next(iter(shop.played.listings()), NOBODYS))
    rows = shop.played.orders()
    # An outbound's row tells our number of it; an order's has none.
    order = next((name for name in reversed(rows) if "own_number" not in rows[name]), NOBODYS)
    document = next((name for name in reversed(rows) if "own_number" in rows[name]), NOBODYS)
    key = (DocumentKey(f"CONF-{uuid4().hex[:12]}", document),)
    plausible: dict[str, dict[str, Any]] = {
        "inspect_account": {},
        "list_products": {"cursor": None},
        "read_stock": {"listing_ids": (sample,)},
        "push_stock": {"updates": (StockUpdate(sample, 3),)},
        "list_orders": {"window": lately(shop), "cursor": None},
        "get_order": {"order_id": order},
        "accept_order": {"order_id": order},
        "arrange_shipment": {"request": ShipmentRequest(order, Handover.OWN_COURIER, "W-1")},
        "list_stock": {"cursor": None},
        "list_warehouses": {},
        "find_outbound": {"reference": key[0].reference},
        "refresh_outbound": {"documents": key},
        "cancel_outbound": {"document": key[0]},
        "create_outbound": {"outbound": an_outbound(shop, sample)},
        "find_inbound": {"reference": key[0].reference},
        "refresh_inbound": {"documents": key},
        "create_inbound": {"inbound": an_inbound(sample)},
    }
    return {name: given for name, given in plausible.items() if name in subject.implemented}


def lately(shop: Shop) -> Window:
    """Return the span that recent orders are in; its end is a little ahead."""
    now = shop.played.now()
    return Window(now - SPAN, now + timedelta(minutes=1))


def sellable(subject: Subject, shop: Shop, count: int, *, at: str = "") -> list[Listing]:
    """Return *count* listings that are on sale, and hold nothing back for a campaign.

    They lie at one warehouse of the channel's; or at *at* and others.
    """
    rows = shop.played.listings()

    def fits(name: str) -> bool:
        places = rows.get(name, {}).get("warehouses", {})
        return at in places and len(places) > 1 if at else len(places) < 2

    found = [
        one
        for one in subject.products(shop)
        if one.status is ListingStatus.ACTIVE
        and not one.locked
        and (one.quantity > 0 or at)
        and fits(one.listing_id)
    ]
    require(len(found) >= count, f"The list shows {len(found)} active listings with stock.")
    return found[:count]


def unknown_id(known: list[str]) -> str:
    """Return an id like those *known* that none of them is."""
    longest = max(known, key=len, default=NOBODYS)
    digits = "".join("9" if char.isdigit() else char for char in longest)
    return digits if digits not in known and digits != longest else f"{longest}0"


def pages(subject: Subject, shop: Shop) -> list[Page[Any]]:
    """Return the pages of the plainest list: of listings, or of stock levels."""
    if Role.CHANNEL in subject.manifest.roles:
        return subject.pages(shop)
    found = walk(
        lambda at: subject.hook("list_stock", connection=shop.connection, cursor=at),
        identify=lambda level: f"{level.warehouse_id} {level.remote_id or level.sku}",
        max_pages=MOST_PAGES,
    )
    return [page for _, page in found]


def levels(subject: Subject, shop: Shop) -> list[StockLevel]:
    """Return every stock level of a fulfilment service."""
    found = walk(
        lambda at: subject.hook("list_stock", connection=shop.connection, cursor=at),
        identify=lambda level: f"{level.warehouse_id} {level.remote_id or level.sku}",
        max_pages=MOST_PAGES,
    )
    return [level for _, page in found for level in page.items]


def in_stock(subject: Subject, shop: Shop, count: int, units: int = 5) -> list[StockLevel]:
    """Return *count* goods of which *units* can be sent out.

    Raises:

        NotPlayedError: the sandbox has none.
    """
    usable = (level for level in levels(subject, shop) if level.usable >= units)
    found = {level.remote_id or level.sku: level for level in usable}
    if len(found) < count:
        raise NotPlayedError(f"the sandbox has fewer than {count} goods with {units} in stock")
    return [*found.values()][:count]


def outbound_of(
    subject: Subject, shop: Shop, *levels_: StockLevel, units: int = 1, reference: str = ""
) -> Outbound:
    """Return an outbound of *units* of each of *levels_*."""
    lines = tuple(DocumentLine(one.sku, units, one.remote_id) for one in levels_)
    return _outbound(subject.manifest.countries, lines, shop, reference)


def inbound_of(*levels_: StockLevel, units: int = 4, reference: str = "") -> Inbound:
    """Return an inbound of *units* of each of *levels_*."""
    lines = tuple(DocumentLine(one.sku, units, one.remote_id) for one in levels_)
    return Inbound(reference or _reference(), lines)


def an_outbound(shop: Shop, goods: str) -> Outbound:
    """Return an outbound of one piece of *goods*, whoever they are."""
    return _outbound(frozenset(), (DocumentLine(goods, 1, goods),), shop, "")


def an_inbound(goods: str) -> Inbound:
    """Return an inbound of one piece of *goods*."""
    return Inbound(_reference(), (DocumentLine(goods, 1, goods),))


def created(subject: Subject, shop: Shop, outbound: Outbound) -> RemoteOutbound:
    """Return what the service made of *outbound*."""
    made: RemoteOutbound = subject.hook(
        "create_outbound", connection=shop.connection, outbound=outbound
    )
    return made


def announced(subject: Subject, shop: Shop, inbound: Inbound) -> RemoteInbound:
    """Return what the service made of *inbound*."""
    made: RemoteInbound = subject.hook(
        "create_inbound", connection=shop.connection, inbound=inbound
    )
    return made


def _reference() -> str:
    return f"CONF-{uuid4().hex[:12].upper()}"


def _outbound(
    countries: frozenset[str], lines: tuple[DocumentLine, ...], shop: Shop, reference: str
) -> Outbound:
    country = min(countries, default="ID")
    return Outbound(
        reference=reference or _reference(),
        channel="conformance",
        shop="shop",
        order_number="C-1",
        lines=lines,
        recipient=Person(name="Sari Dewi", phone="081200000001"),
        address=Address(
            street="Jl. Melati 7",
            district="Tebet",
            city="Jakarta Selatan",
            province="DKI Jakarta",
            postal_code="12810",
            country=country,
        ),
        placed_at=shop.played.now(),
    )
