"""A stock file goes into the ledger: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from crossdock.catalogue.sku import trimmed
from crossdock.errors import InputRefusedError
from crossdock.flows.stock_files.entries import Entry, Mode, Terms
from crossdock.flows.stock_files.plan import Fate, Known, Outcome, Place, code_of, plan
from crossdock.fulfilment.inbound_order import InboundState
from crossdock.inventory import Shelf
from crossdock.store import Store

#: Rows asked about and recorded at a time; it bounds what one statement is given.
BATCH = 5_000

_Thing = TypeVar("_Thing")


def import_stock(
    store: Store,
    said: Sequence[Entry],
    terms: Terms,
    *,
    dry_run: bool = False,
    skip_bad: bool = False,
) -> list[Fate]:
    """Record what the rows say, and return the fate of each.

    Nothing is recorded in a dry run, nor where a row is refused, unless bad rows
    are to be skipped.

    Raises:

        NotFoundError: there is no such warehouse.

        InputRefusedError: a document or moment is given and no row can use it.
    """
    _refuse_idle_terms(said, terms)
    with store.db.transaction():
        store.warehouses.get(terms.warehouse)
        fates = plan(said, known(store, said, terms), terms)
        refused = any(fate.outcome is Outcome.REFUSED for fate in fates)
        if not dry_run and (skip_bad or not refused):
            events = [fate.event for fate in fates if fate.event is not None]
            for batch in _batches(events):
                store.ledger.record(batch, terms.run)
    return fates


def known(store: Store, said: Sequence[Entry], terms: Terms) -> Known:
    """Return what is known of the goods that *said* speaks of."""
    sound = [entry for entry in said if not entry.fault]
    codes = sorted({code for entry in sound for code in (entry.sku, trimmed(entry.sku))})
    masters = {sku for batch in _batches(codes) for sku in store.shelves.masters(batch)}
    strange = sorted({trimmed(e.sku) for e in sound if code_of(e, masters) not in masters})
    meant = [(code_of(entry, masters), entry) for entry in sound]
    meant = [(sku, entry) for sku, entry in meant if sku in masters]
    alike: dict[str, list[str]] = {}
    for batch in _batches(strange):
        alike |= store.shelves.look_alikes(batch)
    shelves: dict[Place, Shelf] = {}
    for part in _batches(meant):
        shelves |= store.shelves.at(_places(part, terms))
    return Known(
        masters=masters,
        alike=alike,
        kits=frozenset(store.recipes.all()),
        warehouses={one.name: one.connection for one in store.warehouses.all()},
        shelves=shelves,
        events={event.key: event for event in store.ledger.of({terms.document, terms.run})},
        coming=_coming(store, masters),
    )


def _coming(store: Store, masters: Collection[str]) -> dict[Place, int]:
    """Return the units that inbounds bring, those that are only drafted among them."""
    services = [one.name for one in store.warehouses.all() if one.connection]
    if not services:
        return {}
    units: Counter[Place] = Counter()
    for batch in _batches(sorted(masters)):
        holdings = store.ledger.holdings(batch)
        for sku in batch:
            for name in services:
                units[sku, name] += holdings.at(sku, name).expected
    for doc in store.inbounds.each((InboundState.DRAFT,)):
        for line in doc.lines:
            units[line.sku, doc.warehouse] += line.quantity
    return dict(units)


def _places(part: Sequence[tuple[str, Entry]], terms: Terms) -> dict[Place, datetime]:
    return {(sku, entry.warehouse): entry.moment or terms.now for sku, entry in part}


def _refuse_idle_terms(said: Sequence[Entry], terms: Terms) -> None:
    """Refuse a document or a moment that would be passed over in silence."""
    modes = {entry.mode for entry in said}
    if terms.as_of is not None and modes and Mode.COUNT not in modes:
        raise InputRefusedError(
            "--as-of says when goods were counted, and no row is a count.",
            next_step="Add --mode count, or leave --as-of out.",
        )
    if terms.document and modes == {Mode.ABSOLUTE}:
        raise InputRefusedError(
            "--document names a count or an adjustment, and no row is one.",
            next_step="Add --mode count or --mode adjust, or leave --document out.",
        )
    if terms.document and not (terms.document.isprintable() and len(terms.document) <= 100):
        raise InputRefusedError(
            "That --document cannot be one.", next_step="Use up to 100 characters of plain text."
        )


def _batches(things: Sequence[_Thing]) -> Iterator[list[_Thing]]:
    stream = iter(things)
    while batch := list(islice(stream, BATCH)):
        yield batch
