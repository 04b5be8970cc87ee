"""What the laws are put to when the real database stands behind them.

Everything here keeps its events in a store on disk and reads what it answers from
there, so that a law that holds holds for rows, triggers and caches as well. Each
book is one more merchant of one file, which makes opening one cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
from hypothesis import reject

from crossdock.errors import DataRefusedError
from crossdock.inventory import (
    Assortment,
    Holdings,
    Offer,
    Reading,
    Settlement,
    StockEvent,
    fold,
    settle,
)
from crossdock.store import Database, StockLedger, Store
from crossdock.testing.channel import Channel
from crossdock.testing.seller import MemorySeller
from crossdock.testing.usual import USUAL
from crossdock.testing.worlds import DAWN, World


@attrs.define
class StoreBook:
    """The ledger of one merchant of a database."""

    db: Database
    ledger: StockLedger

    def record(self, events: Iterable[StockEvent]) -> None:
        """Record *events*, all of them or none."""
        self.ledger.record(events, "law")

    def entries(self) -> Mapping[str, StockEvent]:
        """Return the recorded events by key."""
        return {event.key: event for event in self.ledger.events()}

    def conflicts(self) -> Sequence[StockEvent]:
        """Return the events that contradicted an earlier one of their key."""
        return self.ledger.conflicts()

    def holdings(self) -> Holdings:
        """Return the positions as cached."""
        return self.ledger.holdings()

    def rebuilt(self) -> Holdings:
        """Return the positions computed from the entries; the cache must agree to the claim."""
        differences = self.ledger.check()
        if differences:
            raise AssertionError(f"What is kept differs from the events: {differences}")
        return fold(self.ledger.events())

    def tamper(self, key: str) -> None:
        """Try to change and to delete the entry *key*: both must raise."""
        try:
            self.db.execute("UPDATE stock_events SET on_hand = 7 WHERE key = ?", (key,))
        except Exception:  # noqa: BLE001 - the database chooses how it refuses
            self.db.execute("DELETE FROM stock_events WHERE key = ?", (key,))


@attrs.define
class StoreSeller(MemorySeller):
    """The smallest seller, with its events in a database and its numbers read from there.

    What it pushed it still keeps in memory: this is about what it wants to show.
    """

    book: StoreBook = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        self.book.record(self.world.events)

    def record(self, events: Iterable[StockEvent]) -> None:
        """Take note of what happened to goods, durably."""
        known = list(events)
        MemorySeller.record(self, known)
        self.book.record(known)

    def wanted(self) -> Mapping[str, int]:
        """Return what each listing is to show, by what the database says there is."""
        found = _assortment(self.world, self.book.holdings())
        return {offer.listing_id: found.published(offer).quantity for offer in self.world.offers}

    def restart(self) -> None:
        """Lose every event that was kept in memory."""
        self.memory.events = dict(self.book.entries())


class Shelves:
    """A database whose books are the merchants of one file, so that opening one is cheap.

    It does not wait for the disk: laws are about what is kept and not about power cuts.
    """

    def __init__(self, path: Path) -> None:
        self._store = Store(path, lambda: DAWN)
        self._store.db.value("PRAGMA synchronous=OFF")
        self._numbers = count(1)

    def open_book(self) -> StoreBook:
        """Return a book without entries."""
        merchant = f"merchant {next(self._numbers)}"
        return StoreBook(self._store.db, StockLedger(self._store.db, merchant, lambda: DAWN))

    def open_seller(self, channel: Channel, world: World) -> StoreSeller:
        """Return a seller at its beginning."""
        return StoreSeller(channel, world, book=self.open_book())

    def fold(self, events: Iterable[StockEvent], at: datetime | None = None) -> Holdings:
        """Return what *events* add up to once they are rows, at the moment *at* or now."""
        book = self.open_book()
        try:
            book.record(events)
        except DataRefusedError:
            # A lone surrogate is no text, and no name that a database could keep.
            reject()
        return book.ledger.holdings(at=at)

    def settle(self, known: Sequence[StockEvent], reading: Reading) -> Settlement:
        """Return what *reading* adds to events that have been rows."""
        book = self.open_book()
        book.record(known)
        line = reading.line
        return settle(book.ledger.of_order(line.connection, line.order), reading)

    def quantity(self, world: World, offer: Offer) -> int:
        """Return what crossdock shows on *offer*, of goods that are rows."""
        return _assortment(world, self.fold(world.events)).published(offer).quantity

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def subjects(self) -> Mapping[str, Any]:
        """Return the usual subjects, those that keep stock being backed by this database."""
        return MappingProxyType(
            {
                **USUAL,
                "Fold": self.fold,
                "FoldAt": self.fold,
                "OpenBook": self.open_book,
                "OpenSeller": self.open_seller,
                "Quantity": self.quantity,
                "Settle": self.settle,
            }
        )


def _assortment(world: World, holdings: Holdings) -> Assortment:
    return Assortment(
        holdings, world.offers, world.warehouses, world.now, world.rules, world.sharing
    )
