"""What can be put under test: the shapes in which the laws take an implementation.

Two shapes are plain functions: a fold, ``events -> Holdings``, and a stock rule
(`crossdock.testing.worlds.Quantity`). The others are here. An implementation that
looks different is handed over in an adapter of a few lines; `LedgerBook` is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import attrs

from crossdock.inventory import (
    Holdings,
    Ledger,
    Pool,
    Position,
    Reading,
    Settlement,
    StockEvent,
    fold,
)
from crossdock.testing.channel import Channel
from crossdock.testing.worlds import World

#: From a set of stock events to what there is.
Fold = Callable[[Iterable[StockEvent]], Holdings]

#: The same as of a moment, given as the second argument.
FoldAt = Callable[..., Holdings]

#: From what there is to where less than nothing is on hand: SKU, warehouse, position.
Discrepancies = Callable[[Holdings], Iterable[tuple[str, str, Position]]]

#: From the events so far and a reading of an order line to what is to be recorded.
Settle = Callable[[Sequence[StockEvent], Reading], Settlement]

#: From units shown, units read back and units imported since to units sold unheard of.
PendingUnits = Callable[[int, int, int], int]


class Book(Protocol):
    """A place where stock events are kept for good, with the positions it has cached."""

    def record(self, events: Iterable[StockEvent]) -> None:
        """Record *events*, all of them or none."""

    def entries(self) -> Mapping[str, StockEvent]:
        """Return the recorded events by key."""

    def conflicts(self) -> Sequence[StockEvent]:
        """Return the events that contradicted an earlier one of their key."""

    def holdings(self) -> Holdings:
        """Return the positions as cached."""

    def rebuilt(self) -> Holdings:
        """Return the positions computed from the entries alone."""

    def tamper(self, key: str) -> None:
        """Try to change or delete the entry *key* behind the book's back; it must raise."""


#: A book without entries.
OpenBook = Callable[[], Book]


@attrs.define
class LedgerBook:
    """crossdock's ledger as a book in memory."""

    ledger: Ledger = attrs.field(factory=Ledger)

    def record(self, events: Iterable[StockEvent]) -> None:
        """Record *events*."""
        for event in events:
            self.ledger, _ = self.ledger.record(event)

    def entries(self) -> Mapping[str, StockEvent]:
        """Return the recorded events by key."""
        return self.ledger.events

    def conflicts(self) -> Sequence[StockEvent]:
        """Return the events that contradicted an earlier one of their key."""
        return self.ledger.conflicts

    def holdings(self) -> Holdings:
        """Return the positions; nothing is cached here."""
        return fold(self.ledger.events.values())

    def rebuilt(self) -> Holdings:
        """Return the positions computed from the entries alone."""
        return fold(list(self.ledger.events.values()))

    def tamper(self, key: str) -> None:
        """Raise: an event is frozen."""
        self.ledger.events[key].on_hand = 1  # type: ignore[misc]


@attrs.frozen
class Ask:
    """Units that an order line asks for, and the warehouses that may serve it."""

    line: str
    units: int
    pool: Pool


@attrs.frozen
class Allotment:
    """Units of a line that a warehouse is to serve."""

    line: str
    warehouse: str
    units: int


#: From what lines ask for and what warehouses have to who serves what; None when
#: not all can be served. All lines ask for one SKU.
Route = Callable[[Sequence[Ask], Mapping[str, int]], Sequence[Allotment] | None]


class Merging(Protocol):
    """Putting several orders into one parcel, and taking them apart again."""

    def merge(
        self, orders: Sequence[Reading], known: Sequence[StockEvent]
    ) -> tuple[object, Sequence[StockEvent]]:
        """Return the parcel of *orders*, and the stock events that merging them records."""

    def unmerge(self, parcel: object) -> Sequence[Reading]:
        """Return the orders of *parcel*."""


class Seller(Protocol):
    """An implementation that keeps listings up to date on a channel, with its memory."""

    def record(self, events: Iterable[StockEvent]) -> None:
        """Take note of what happened to goods."""

    def imported(self, listing_id: str, units: int, event: StockEvent) -> None:
        """Take note of an order read from the channel, with the claim it makes.

        The channel has counted it down from what the listing shows.
        """

    def push(self) -> None:
        """Send what differs from what the channel acknowledged, as far as it lets us.

        Doubts whose time has come (`Channel.horizon`) are looked up first. Trouble
        with the channel is not raised: the next push goes on.
        """

    def wanted(self) -> Mapping[str, int]:
        """Return what each listing is to show, by the implementation's own rule."""

    def shown(self) -> Mapping[str, int]:
        """Return what each listing is believed to show."""

    def restart(self) -> None:
        """Lose everything that a killed process loses."""


#: A seller at its beginning, given the channel and the world whose offers it sells
#: there. Listing ids are unique in a world: one channel stands for all its shops.
OpenSeller = Callable[[Channel, World], Seller]


class Fence(Protocol):
    """The memory of what a channel acknowledged for one listing."""

    def send(self, quantity: int) -> int:
        """Note that *quantity* is being sent; return the version it is sent as."""

    def acknowledge(self, version: int, quantity: int) -> None:
        """Note that the channel acknowledged *quantity*, sent as *version*."""

    def shown(self) -> int | None:
        """Return what was acknowledged last, by version; None before anything was."""


#: A fence that has seen nothing.
OpenFence = Callable[[], Fence]
