"""DOC and SBX: what is written is there, and the sandbox plays what the connector calls."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import attrs

from crossdock.errors import CrossdockError
from crossdock.manifest import ApiStatus, Role
from crossdock.orders import Handover, ShipmentRequest
from crossdock.testing.conformance.check import broken, check, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject

#: What a reader of the README looks for, and how its heading may begin.
SECTIONS = {
    "how to set it up": r"connect|set ?up|install|usage|getting started",
    "credentials and settings": r"settings|credentials|configuration",
    "limits": r"limits|known limit",
    "what is uncertain or missing": r"limitations|known|decisions|not ",
    "how to remove it": r"remov|uninstall",
}


@check(
    "DOC-01",
    Level.BRONZE,
    "The README tells how to set up and remove it, its settings, its limits and what is missing.",
)
def readme(subject: Subject) -> None:
    """Look for a heading of each kind."""
    text = _readme(subject)
    headings = [line.lstrip("# ").lower() for line in text.splitlines() if line.startswith("#")]
    missing = [
        what
        for what, pattern in SECTIONS.items()
        if not any(re.search(pattern, heading) for heading in headings)
    ]
    require(not missing, f"The README has no heading on {', '.join(missing)}.")


@check(
    "DOC-02",
    Level.SILVER,
    "The README names every setting, and what became of a platform that is not live.",
)
def current(subject: Subject) -> None:
    """Look for each setting by its name."""
    text = _readme(subject)
    fields = [field.name for field in attrs.fields(subject.hook("settings"))]
    missing = [name for name in fields if f"`{name}`" not in text and name not in text]
    require(not missing, f"The README does not name {', '.join(missing)}.")
    if subject.manifest.api_status is not ApiStatus.LIVE:
        word = subject.manifest.api_status.value
        require(
            re.search(rf"{word}|closed|retired|moved|migrated", text, re.IGNORECASE),
            f"The README does not say that the interface is {word}.",
        )


@check(
    "SBX-01",
    Level.BRONZE,
    "The sandbox plays every call that the connector makes: each hook succeeds against it.",
    hook="play_sandbox",
)
def played(subject: Subject) -> None:
    """Call every hook in its turn, in calm weather."""
    shop = subject.open()
    if Role.CHANNEL in subject.manifest.roles:
        _channel(subject, shop)
    if Role.FULFILMENT in subject.manifest.roles:
        _fulfilment(subject, shop)
    unknown = sorted(
        {one.endpoint for one in shop.played.tap.exchanges if one.answer.status in {404, 405, 501}}
    )
    require(not unknown, f"The sandbox does not play {', '.join(unknown)}.")


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


def _readme(subject: Subject) -> str:
    name = subject.connector.__name__
    file = getattr(subject.connector, "__file__", None)
    if file:
        for folder in list(Path(file).resolve().parents)[:4]:
            if (folder / "README.md").is_file() and not (folder / ".git").exists():
                return (folder / "README.md").read_text(encoding="utf-8")
    for distribution in metadata.packages_distributions().get(name.partition(".")[0], ()):
        described = metadata.metadata(distribution).json.get("description", "")
        if isinstance(described, str) and described.strip():
            return described
    return broken(f"{name} has no README.md, neither beside it nor in its distribution.")
