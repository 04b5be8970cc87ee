"""crossdock's own push, as it runs: what it knows in a database, each call through hooks.

This is `crossdock.flows.delivery` with nothing left out but the network. What a
process loses when it is killed is lost here too: whatever is not in the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import attrs

from crossdock.catalogue import Listing, ListingStatus
from crossdock.errors import OutcomeUnknownError, RateLimitedError
from crossdock.flows.delivery import Delivery
from crossdock.flows.endings import Row
from crossdock.flows.outlets import Outlet
from crossdock.inventory import (
    OfferKey,
    PushReport,
    RowOutcome,
    RowResult,
    Shown,
    StockEvent,
    StockReading,
    StockUpdate,
)
from crossdock.manifest import ApiStatus, Manifest, Role
from crossdock.store import Answer, Catalogue, Database, ShownListing, ShownListings, StockLedger
from crossdock.testing.channel import Channel, ThrottledError, TimedOutError
from crossdock.testing.stored import StoreBook
from crossdock.testing.worlds import DAWN, Quantity, World, quantity
from crossdock.workspace import Live


def _manifest(channel: Channel, batch: int) -> Manifest:
    return Manifest(
        name="law",
        title="Law",
        roles=frozenset({Role.CHANNEL}),
        dialect="Law 1",
        dialect_date="2026-01-01",
        api_status=ApiStatus.LIVE,
        hosts={},
        allowed_hosts=(),
        stock_batch=batch,
        read_batch=50,
        late_apply=timedelta(seconds=channel.horizon),
        read_lag=timedelta(),
    )


@attrs.define
class _Hooks:
    """A connector to a `Channel`."""

    channel: Channel

    def push_stock(self, connection: Any, updates: tuple[StockUpdate, ...]) -> PushReport:
        """Set each quantity; one that is turned away or lost ends the call."""
        results: list[RowResult] = []
        for number, update in enumerate(updates):
            try:
                self.channel.set(update.listing_id, update.quantity)
            except ThrottledError:
                if not results:
                    raise RateLimitedError("Asked too often.") from None
                rest = [RowResult(one.listing_id, RowOutcome.RETRY) for one in updates[number:]]
                return PushReport((*results, *rest), retry_after=1.0)
            except TimedOutError:
                if len(updates) == 1:
                    raise OutcomeUnknownError("No answer.") from None
                results.append(RowResult(update.listing_id, RowOutcome.UNKNOWN))
            else:
                results.append(RowResult(update.listing_id, RowOutcome.DONE))
        return PushReport(tuple(results))

    def read_stock(
        self, connection: Any, listing_ids: tuple[str, ...]
    ) -> tuple[StockReading, ...]:
        """Return what each listing shows."""
        return tuple(StockReading(one, self.channel.read(one)) for one in listing_ids)


@attrs.define
class PushingSeller:
    """A `crossdock.testing.subjects.Seller` that is crossdock's push, over a database.

    Args:

        batch: rows in one call.
    """

    channel: Channel
    world: World
    book: StoreBook
    merchant: str
    rule: Quantity = quantity
    batch: int = 1
    shelf: ShownListings = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.shelf = ShownListings(self.book.db, self.merchant, self.now)
        catalogue = Catalogue(self.book.db, self.merchant, self.now)
        self.book.record(self.world.events)
        for offer in self.world.offers:
            listing = Listing(offer.listing_id, "", "Thing", ListingStatus.ACTIVE, 0)
            catalogue.put_listing(offer.connection, listing, refusal=None, pull=0)
            catalogue.set_link(offer.connection, offer.listing_id, "thing", create=True)
            # Nobody has read yet what it shows.
            self.shelf.change(offer.connection, {offer.listing_id: _unread})

    def record(self, events: Iterable[StockEvent]) -> None:
        """Take note of what happened to goods."""
        self.book.record(events)

    def imported(self, listing_id: str, units: int, event: StockEvent) -> None:
        """Take note of an order read from the channel: the claim and the sale, together."""
        with self.book.db.transaction():
            if event.key in self.book.entries():
                return
            self.book.record([event])
            connection = self._connection(listing_id)
            self.shelf.change(
                connection, {listing_id: lambda one: one.after(one.shown.sold(units))}
            )

    def push(self) -> None:
        """Push as `crossdock.flows.stock` does once it has its locks."""
        outlets = {offer.connection: self._outlet(offer.connection) for offer in self.world.offers}
        wanted = self._wanted()
        for name, outlet in outlets.items():
            self.shelf.abandon(name, self.now() + outlet.horizon)
            self.shelf.want(name, {one: n for (shop, one), n in wanted.items() if shop == name})
        Delivery(
            self.shelf,
            outlets,
            {offer.key: Row(offer.key, frozenset(offer.recipe)) for offer in self.world.offers},
            clock=self.now,
            sleep=lambda seconds: self.channel.wait(int(seconds)),
            run="law",
        ).finish()

    def wanted(self) -> Mapping[str, int]:
        """Return what each listing is to show, of goods that are rows."""
        return {listing_id: units for (_, listing_id), units in self._wanted().items()}

    def shown(self) -> Mapping[str, int]:
        """Return what each listing is believed to show."""
        known = {key[1]: one.shown.quantity for key, one in self.shelf.all().items()}
        return {name: units for name, units in known.items() if units is not None}

    def restart(self) -> None:
        """Begin anew, as whoever comes next does: what was under way is given up."""
        for name in {offer.connection for offer in self.world.offers}:
            self.shelf.abandon(name, self.now() + timedelta(seconds=self.channel.horizon))

    def now(self) -> datetime:
        """Return the time by the channel's counter."""
        return DAWN + timedelta(seconds=self.channel.now)

    def _wanted(self) -> dict[OfferKey, int]:
        world = attrs.evolve(self.world, events=tuple(self.book.ledger.events()))
        return {offer.key: self.rule(world, offer) for offer in world.offers}

    def _outlet(self, name: str) -> Outlet:
        hooks: Any = _Hooks(self.channel)
        connection: Any = SimpleNamespace(name=name)
        return Outlet(Live(hooks, _manifest(self.channel, self.batch), connection), reads=True)

    def _connection(self, listing_id: str) -> str:
        return next(o.connection for o in self.world.offers if o.listing_id == listing_id)


@attrs.define
class PushingFence:
    """A `crossdock.testing.subjects.Fence` whose memory is a row of the database."""

    shelf: ShownListings
    listing_id: str = "1"

    def send(self, quantity: int) -> int:
        """Note that *quantity* is being sent, the one before it lost; return its version."""
        self.shelf.abandon("law", DAWN)
        self.shelf.want("law", {self.listing_id: quantity})
        return self.shelf.begin("law", {self.listing_id: quantity}, DAWN, "law")[self.listing_id]

    def acknowledge(self, version: int, quantity: int) -> None:
        """Note that the channel acknowledged *quantity*, sent as *version*."""
        answer = Answer(version, quantity, RowOutcome.DONE)
        self.shelf.conclude("law", {self.listing_id: answer}, at=DAWN, until=DAWN, reads_from=DAWN)

    def shown(self) -> int | None:
        """Return what was acknowledged last, by version."""
        known = self.shelf.of("law", [self.listing_id])
        return known[self.listing_id].shown.quantity if known else None


@attrs.define
class PushedShelves:
    """A database in which each seller and each fence is one more merchant."""

    db: Database
    made: int = 0

    def open_seller(self, channel: Channel, world: World, batch: int = 1) -> PushingSeller:
        """Return a seller at its beginning."""
        merchant = self._merchant()
        ledger = StockLedger(self.db, merchant, lambda: DAWN)
        return PushingSeller(channel, world, StoreBook(self.db, ledger), merchant, batch=batch)

    def open_fence(self) -> PushingFence:
        """Return a fence that has seen nothing."""
        return PushingFence(ShownListings(self.db, self._merchant(), lambda: DAWN))

    def subjects(self) -> Mapping[str, Any]:
        """Return what the laws of pushing are put to."""
        return {"OpenSeller": self.open_seller, "OpenFence": self.open_fence}

    def _merchant(self) -> str:
        self.made += 1
        return f"pushing {self.made}"


def _unread(one: ShownListing) -> ShownListing:
    return attrs.evolve(one, shown=Shown(), reads_from=DAWN + timedelta(days=1))
