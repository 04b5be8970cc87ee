"""Stores on disk, and other processes that use them."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import pytest

from crossdock.catalogue import Listing, ListingStatus
from crossdock.catalogue.linking import Decision, decide
from crossdock.flows.settlement import settle_listing, settle_order, take_order
from crossdock.flows.stocktaking import Stocktaker
from crossdock.orders import Order, OrderLine, OrderStatus
from crossdock.store import OrderChange, Store

START = datetime(2023, 6, 1, 12, tzinfo=UTC)


@attrs.define
class Clock:
    """A clock that moves when it is told to."""

    time: datetime = START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.time

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)


@pytest.fixture(name="clock")
def _clock() -> Clock:
    """A clock that stands."""
    return Clock()


@pytest.fixture(name="store")
def _store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty store."""
    store = Store(tmp_path / "crossdock.db", clock, busy_seconds=0.05)
    yield store
    store.close()


@pytest.fixture(name="start")
def _start() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python code in another process; whatever still runs is ended at the end."""
    started = []

    def start(code: str, *words: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@attrs.frozen
class Books:
    """What a seller's connections bring into a store."""

    store: Store
    clock: Clock

    def listing(self, listing_id: str, sku: str = "", **given: Any) -> Listing:
        """Return an active listing."""
        fields = {"title": "Kaos", "status": ListingStatus.ACTIVE, "quantity": 1, **given}
        return Listing(listing_id, sku, **fields)

    def take_in(
        self, listing_id: str, sku: str = "", conn: str = "shop", **given: Any
    ) -> Decision:
        """Import a listing as a pull does."""
        row = self.listing(listing_id, sku, **given)
        catalogue = self.store.catalogue
        with self.store.db.transaction():
            catalogue.put_listing(conn, row, refusal=None, pull=1)
            link = catalogue.links(conn, [listing_id]).get(listing_id)
            decision = decide(row, catalogue.known(conn, row, link))
            catalogue.apply(conn, row, decision)
        return decision

    def order(self, order_id: str, *lines: tuple[str, int], **given: Any) -> Order:
        """Return an order, placed an hour from now, of units by listing."""
        fields = {"status": OrderStatus.PAID, "placed_at": self.clock() + timedelta(hours=1)}
        made = tuple(
            OrderLine(str(place), listing_id, "", "Kaos", units)
            for place, (listing_id, units) in enumerate(lines)
        )
        return Order(order_id, lines=made, **{**fields, **given})

    def sell(
        self, order_id: str, *lines: tuple[str, int], conn: str = "shop", **given: Any
    ) -> OrderChange:
        """Pull an order, and settle what it claims."""
        order = self.order(order_id, *lines, **given)
        return take_order(self.store, conn, order, pull=1, now=self.clock())

    def link(self, listing_id: str, sku: str, conn: str = "shop") -> None:
        """Link a listing by hand."""
        with self.store.db.transaction():
            self.store.catalogue.set_link(conn, listing_id, sku, create=True)
            settle = partial(settle_order, self.store, now=self.clock())
            settle_listing(self.store, conn, listing_id, settle)

    def count(self, *rows: tuple[str, int], warehouse: str = "main", run: str = "r") -> None:
        """Count units of SKUs now."""
        Stocktaker(self.store, self.clock(), run).count(rows, warehouse=warehouse)

    def available(self) -> dict[str, int]:
        """Return what is left of each counted SKU, orders of any warehouse taken off."""
        holdings = self.store.ledger.holdings()
        return {
            sku: sum(position.available for position in holdings.of(sku).values())
            - sum(holdings.pooled(sku).values())
            for sku in sorted(self.store.ledger.known())
        }

    def dump(self) -> dict[str, list[Any]]:
        """Return every row of this merchant, but for the times it was last seen."""
        tables = self.store.db.rows(
            """
            SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'
            """
        )
        return {
            table["name"]: [
                {key: value for key, value in row.items() if key != "last_seen"}
                for row in self.store.db.rows("SELECT * FROM " + table["name"])  # noqa: S608
                if row["merchant"] == self.store.merchant
            ]
            for table in tables
        }


@pytest.fixture(name="books")
def _books(store: Store, clock: Clock) -> Books:
    """What comes into the empty store."""
    return Books(store, clock)


@pytest.fixture(name="anew")
def _anew(tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Books]]:
    """Opens the books of one more merchant of one file: an empty store for each example."""
    opened: list[Store] = []

    def anew() -> Books:
        merchant = f"m{len(opened)}"
        opened.append(Store(tmp_path / "many.db", clock, merchant))
        return Books(opened[-1], clock)

    yield anew
    for store in opened:
        store.close()
