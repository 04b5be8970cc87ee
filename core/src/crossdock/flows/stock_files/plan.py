"""What becomes of every row of a stock file: a pure function of the rows and what is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC
from enum import StrEnum
from unicodedata import normalize

import attrs

from crossdock.catalogue.sku import trimmed
from crossdock.flows.stock_files.entries import Entry, Mode, Terms
from crossdock.inventory import EventKind, Shelf, StockEvent
from crossdock.inventory.stocktaking import count, decide
from crossdock.tables import looks_guessed
from crossdock.validators import MOST_UNITS

#: SKU and warehouse.
Place = tuple[str, str]


class Outcome(StrEnum):
    """How a row ends; every row ends in one of these ways."""

    #: It is in the ledger.
    SET = "set"
    #: A service keeps what lies there: an inbound is drafted for what is to come.
    ANNOUNCED = "announced"
    #: It is so already, or was said already: nothing is written.
    UNCHANGED = "unchanged"
    #: It cannot be done, and says why.
    REFUSED = "refused"


@attrs.frozen
class Fate:
    """What becomes of one row.

    Args:

        number: its line in a text file, its row in a sheet.

        before, after: what is on hand; None where nothing is known of the place.

        event: what is to be recorded; None unless it is to be set.

        announced: units to come to a service's warehouse.
    """

    number: int
    sku: str
    warehouse: str
    mode: Mode
    quantity: int | None
    before: int | None
    after: int | None
    outcome: Outcome
    reason: str = ""
    event: StockEvent | None = None
    announced: int = 0


@attrs.frozen
class Known:
    """What is known of the goods that a file speaks of.

    Args:

        masters: of the codes in it, those of master SKUs.

        alike: for the other codes, master SKUs that look like them.

        kits: master SKUs that have no stock of their own.

        warehouses: every warehouse, with the service that runs it or nothing.

        shelves: of each SKU and warehouse named.

        events: those of the file's document and of this run, by their keys.

        coming: units announced to services' warehouses, or drafted to be.
    """

    masters: Collection[str] = frozenset()
    alike: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    kits: Collection[str] = frozenset()
    warehouses: Mapping[str, str] = attrs.field(factory=dict)
    shelves: Mapping[Place, Shelf] = attrs.field(factory=dict)
    events: Mapping[str, StockEvent] = attrs.field(factory=dict)
    coming: Mapping[Place, int] = attrs.field(factory=dict)


def plan(said: Sequence[Entry], known: Known, terms: Terms) -> list[Fate]:
    """Return the fate of each of *said*, in their order."""
    numbers: dict[Place, list[int]] = {}
    for entry in said:
        if not entry.fault:
            place = code_of(entry, known.masters), entry.warehouse
            numbers.setdefault(place, []).append(entry.number)
    return [_fate(entry, known, terms, numbers) for entry in said]


def code_of(entry: Entry, masters: Collection[str]) -> str:
    """Return the SKU that *entry* means: as it stands, or without the spaces around it."""
    return entry.sku if entry.sku in masters else trimmed(entry.sku)


def event_of(entry: Entry, sku: str, terms: Terms) -> StockEvent:
    """Return what *entry*, which is without fault, says of *sku* as a stock event."""
    units, warehouse = entry.quantity or 0, entry.warehouse
    if entry.mode is Mode.ADJUST:
        return decide(
            EventKind.ADJUST, terms.document or terms.run, sku, units, warehouse, terms.now,
            reason=entry.reason,
        )  # fmt: skip
    # What is so now is never said of the past, so it has no document to be known by.
    document = (terms.document if entry.mode is Mode.COUNT else "") or terms.run
    at = entry.moment or terms.now
    return count(document, sku, units, warehouse, at, note=entry.reason or "stock file")


def _fate(
    entry: Entry, known: Known, terms: Terms, numbers: Mapping[Place, Sequence[int]]
) -> Fate:
    sku = code_of(entry, known.masters)
    shelf = known.shelves.get((sku, entry.warehouse), Shelf())
    why = entry.fault or _stranger(entry, sku, known)
    twins = [] if why else numbers[sku, entry.warehouse]
    if len(twins) > 1:
        why = f"{sku} at {entry.warehouse} stands in rows {_listed(twins)}: leave one"
    before = shelf.on_hand if shelf.known or shelf.on_hand else None
    fate = Fate(
        entry.number, sku, entry.warehouse, entry.mode, entry.quantity, before, before,
        Outcome.REFUSED, why,
    )  # fmt: skip
    if why:
        return fate
    if entry.mode is Mode.ABSOLUTE and before == entry.quantity and shelf.known:
        return attrs.evolve(fate, outcome=Outcome.UNCHANGED)
    event = event_of(entry, sku, terms)
    kept = known.events.get(event.key)
    if kept is not None:
        return _said_before(fate, entry, event, kept)
    return _recorded(fate, event, shelf, known)


def _stranger(entry: Entry, sku: str, known: Known) -> str:
    """Return why nothing can be said of the goods or the place of *entry*, if so."""
    if sku not in known.masters:
        alike = known.alike.get(sku, ())
        if alike:
            meant = " or ".join(_told_apart(other, sku) for other in alike[:3])
            return f"there is no master SKU {_told_apart(sku, *alike)}; did you mean {meant}?"
        hint = "; a spreadsheet may have changed it" if looks_guessed(sku) else ""
        return f"there is no master SKU {sku!r}{hint}"
    if sku in known.kits:
        return f"{sku} is a kit and has no stock of its own: say it of its parts"
    if entry.warehouse not in known.warehouses:
        names = ", ".join(list(known.warehouses)[:10])
        return f"there is no warehouse called {entry.warehouse[:60]!r}: it is one of {names}"
    return ""


def _said_before(fate: Fate, entry: Entry, event: StockEvent, kept: StockEvent) -> Fate:
    """Return the fate of a row whose document has spoken of its goods already."""
    now, then = event.on_hand or event.level or 0, kept.on_hand or kept.level or 0
    if now == then and entry.moment in {None, kept.effective_at}:
        return attrs.evolve(fate, outcome=Outcome.UNCHANGED, reason="was said already")
    moment = f"{kept.effective_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return attrs.evolve(
        fate,
        reason=f"{kept.reference} has said {then:,} of it already, of {moment}: give another"
        " --document or --run-id",
    )


def _recorded(fate: Fate, event: StockEvent, shelf: Shelf, known: Known) -> Fate:
    after = shelf.after(event)
    why = _out_of_reach(fate, event, shelf, after)
    if why:
        return attrs.evolve(fate, reason=why)
    service = known.warehouses[fate.warehouse]
    if service:
        coming = known.coming.get((fate.sku, fate.warehouse), 0)
        return _at_service(fate, service, after - shelf.on_hand, coming)
    return attrs.evolve(fate, outcome=Outcome.SET, after=after, event=event)


def _at_service(fate: Fate, service: str, more: int, coming: int) -> Fate:
    """Return the fate of a row about what a service keeps: it is never overwritten.

    Args:

        more: units more than lie there; *coming* of them are on their way.
    """
    if more == 0:
        return attrs.evolve(fate, outcome=Outcome.UNCHANGED, reason=f"as {service} says")
    if more < 0:
        why = (
            f"{service} runs {fate.warehouse} and counts what lies there: units leave it by"
            " orders and transfers, not by a file"
        )
        return attrs.evolve(fate, reason=why)
    if more <= coming:
        why = f"{coming:,} units are on their way there already"
        return attrs.evolve(fate, outcome=Outcome.UNCHANGED, reason=why)
    units = more - coming
    why = f"an inbound of {units:,} units, which {service} is to receive"
    return attrs.evolve(fate, outcome=Outcome.ANNOUNCED, reason=why, announced=units)


def _out_of_reach(fate: Fate, event: StockEvent, shelf: Shelf, after: int) -> str:
    """Return why the goods cannot come to what the row says, if so."""
    expected = shelf.on_hand + event.on_hand if event.level is None else event.level
    if fate.mode is not Mode.COUNT and after != expected:
        return "something is recorded there of this moment or a later one: import it again later"
    if event.on_hand < 0 and -event.on_hand > max(0, shelf.on_hand):
        return (
            f"{fate.warehouse} has {shelf.on_hand:,} of {fate.sku} on hand, and"
            f" {-event.on_hand:,} cannot be taken from that"
        )
    if after > MOST_UNITS:
        return f"{after:,} would be on hand, and {MOST_UNITS:,} is the most"
    return ""


def _told_apart(sku: str, *others: str) -> str:
    """Return *sku* in quotes; as ASCII if it looks just like one of *others* otherwise."""
    composed = {normalize("NFC", other) for other in others}
    return ascii(sku) if normalize("NFC", sku) in composed else repr(sku)


def _listed(numbers: Sequence[int]) -> str:
    first = ", ".join(f"{number:,}" for number in numbers[:5])
    return first if len(numbers) <= 5 else f"{first} and {len(numbers) - 5:,} more"
