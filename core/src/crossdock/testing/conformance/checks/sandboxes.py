"""SBX: the sandbox plays what the connector calls, as the platform does and did."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

from crossdock.errors import CrossdockError
from crossdock.manifest import Role
from crossdock.orders import Handover, ShipmentRequest
from crossdock.recordings import Exchange, Recording, read_recording
from crossdock.sandbox.clock import system_now
from crossdock.testing.conformance.check import NotPlayedError, broken, check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.origin import origin_of
from crossdock.testing.conformance.shape import Shape
from crossdock.testing.conformance.subject import Shop, Subject

#: Where recordings of the platform are looked for, in the package and in its project.
PLACES = ("recordings", "tests/recordings")


@check(
    "SBX-01",
    Level.BRONZE,
    "The sandbox plays every call that the connector makes: each hook succeeds against it.",
    hook="play_sandbox",
)
def played(subject: Subject) -> None:
    """Call every hook in its turn, in calm weather."""
    _whole(subject, subject.open())


def _whole(subject: Subject, shop: Shop) -> None:
    """Look that every hook of the connector's succeeds, and asks for nothing unheard of."""
    if Role.CHANNEL in subject.manifest.roles:
        _channel(subject, shop)
    if Role.FULFILMENT in subject.manifest.roles:
        _fulfilment(subject, shop)
    unknown = sorted(
        {one.endpoint for one in shop.played.tap.exchanges if one.answer.status in {404, 405, 501}}
    )
    require(not unknown, f"The sandbox does not play {', '.join(unknown)}.")


@check(
    "SBX-02",
    Level.SILVER,
    "It says of which day its dialect is; what was recorded of the platform has the shape of what"
    " the sandbox answers.",
    hook="play_sandbox",
)
def faithful(subject: Subject) -> str:
    """Compare recordings that it ships, made by crossdock, with its sandbox, field by field."""
    manifest = subject.manifest
    tomorrow = (system_now() + timedelta(days=1)).date().isoformat()
    require(
        not manifest.dialect_date[:1].isdigit() or manifest.dialect_date <= tomorrow,
        f"Its dialect is of a day that has not come: {manifest.dialect_date}.",
    )
    found = [read_recording(path) for path in _recordings(subject)]
    if not found:
        return "It ships no recording of the platform: its sandbox follows its description alone."
    played = _played_shapes(subject)
    for one in found:
        _compare(one, manifest.dialect_date, played)
    return ""


def _recordings(subject: Subject) -> list[Path]:
    beside = getattr(subject.connector, "__file__", None)
    folders = [Path(beside).parent if beside else None, origin_of(subject.connector).project]
    return sorted(
        path
        for folder in folders
        if folder is not None
        for place in PLACES
        for path in (folder / place).glob("*.jsonl")
    )


def _played_shapes(subject: Subject) -> dict[str, Shape]:
    """Return the shape of everything that the sandbox answers, by endpoint."""
    shop = drives.warmed(subject)
    for drive in drives.every(subject, shop):
        try:
            drive()
        except CrossdockError:
            continue
    shapes: dict[str, Shape] = {}
    for one in shop.played.tap.exchanges:
        if one.answer.status < 300:
            text = one.answer.body.decode("utf-8", "replace")
            shapes.setdefault(_plain(one.endpoint), Shape()).add(text)
    return shapes


def _compare(recording: Recording, day: str, played: Mapping[str, Shape]) -> None:
    """Look that the sandbox plays every field that was recorded, as the same kind of value."""
    said = recording.head.dialect_date
    equal(day, said, "The day of the dialect that a recording was made in")
    for one in recording.exchanges:
        endpoint = _endpoint(one)
        if one.status is None or one.status >= 300 or one.left_out or endpoint not in played:
            continue
        real = Shape()
        real.add(one.answer)
        for difference in played[endpoint].lacks(real):
            broken(f"{endpoint}: {difference}")


def _endpoint(one: Exchange) -> str:
    """Return the endpoint of a recorded exchange, named as the tap names one."""
    named = {**dict(one.query), **dict(parse_qsl(one.body))}.get("method", "")
    return _plain(f"{one.endpoint}#{named}" if named else one.endpoint)


def _plain(endpoint: str) -> str:
    """Return *endpoint* with whatever is numbered in its path left open."""
    return re.sub(r"/[^/#]*\d[^/#]*", "/*", endpoint)


@check(
    "SBX-03",
    Level.GOLD,
    "Before and after each known change of the interface, it does its work.",
    hook="play_sandbox",
)
def changed(subject: Subject) -> None:
    """Call every hook, and read the whole list, in each dialect that the sandbox plays."""
    switches = subject.play(0).control("GET", "/switches")
    dialects = {name: one["choices"] for name, one in switches.items() if one.get("is_dialect")}
    if not dialects:
        raise NotPlayedError(
            "none of the sandbox's switches is marked is_dialect; if no change of the interface is"
            " known, say so in the manifest's not_applicable"
        )
    for name, choices in dialects.items():
        for choice in choices:
            try:
                shop = subject.open(subject.play(switches={name: choice}))
                _whole(subject, shop)
                if Role.CHANNEL in subject.manifest.roles:
                    found = {one.listing_id for one in subject.products(shop)}
                    equal(set(shop.played.listings()), found, "The listings read")
            except (AssertionError, CrossdockError) as error:
                broken(f"Where {name} is {choice}: {error}")


def _channel(subject: Subject, shop: Shop) -> None:
    at = shop.connection
    _calls(subject, "inspect_account", connection=at)
    page = _calls(subject, "list_products", connection=at, cursor=None)
    require(page is None or page.items, "The first page of the list holds nothing.")
    names = tuple(one.listing_id for one in page.items[:1]) if page else (drives.NOBODYS,)
    readings = _calls(subject, "read_stock", connection=at, listing_ids=names)
    require(readings is None or readings, f"{names[0]} could not be read back.")
    placed = shop.played.place(2)
    orders = _calls(subject, "list_orders", connection=at, window=drives.lately(shop), cursor=None)
    require(orders is None or orders.items, "The orders just placed are not listed.")
    _calls(subject, "get_order", connection=at, order_id=placed[0])
    _calls(subject, "accept_order", connection=at, order_id=placed[0])
    for handover in (Handover.PICK_UP, Handover.OWN_COURIER):
        request = ShipmentRequest(placed[0], handover, "WB-0001", with_label=False)
        if _can(subject, "arrange_shipment", connection=at, request=request):
            return
    require("arrange_shipment" not in subject.implemented, "No way of shipping an order succeeds.")


def _fulfilment(subject: Subject, shop: Shop) -> None:
    at = shop.connection
    _calls(subject, "inspect_account", connection=at)
    _calls(subject, "list_warehouses", connection=at)
    goods = drives.in_stock(subject, shop, 1)
    made = drives.created(subject, shop, drives.outbound_of(subject, shop, *goods))
    found = _calls(subject, "find_outbound", connection=at, reference=made.reference)
    require(found, "An outbound that was just made is not found by our reference.")
    coming = drives.announced(subject, shop, drives.inbound_of(*goods))
    require(coming.remote_id, "The inbound has no id of the service's.")


def _calls(subject: Subject, hook: str, **given: object):  # type: ignore[no-untyped-def]
    """Return what *hook* answers; None where the connector has none."""
    if hook not in subject.implemented:
        return None
    try:
        return subject.hook(hook, **given)
    except CrossdockError as error:
        broken(f"{hook} failed against its own sandbox: {error.message}")


def _can(subject: Subject, hook: str, **given: object) -> bool:
    if hook not in subject.implemented:
        return False
    try:
        subject.hook(hook, **given)
    except CrossdockError:
        return False
    return True
