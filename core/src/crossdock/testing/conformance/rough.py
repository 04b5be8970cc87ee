"""A connector as the channel of the laws of pushing: its calls meet the faults of a `Channel`.

The laws look at a `Channel`, let buyers buy there, and say what becomes of each request.
Here every request is made by the connector, to its sandbox; what the sandbox shows
afterwards is what the channel shows, and what the channel sells leaves the sandbox.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import attrs

from crossdock.flows.outlets import Outlet
from crossdock.inventory import PushReport, StockReading, StockUpdate
from crossdock.testing.channel import (
    Channel,
    Fault,
    ProcessDiedError,
    ThrottledError,
    TimedOutError,
)
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.testing.conformance.tap import Exchanging, saying
from crossdock.testing.pushing import PushedShelves, PushingSeller
from crossdock.testing.stored import StoreBook
from crossdock.testing.worlds import World
from crossdock.workspace import Live

#: What the laws call their listings, as far as they go.
NAMES = ("L0", "L1", "L2")


@attrs.define
class RoughWay:
    """The way from the laws' listings to the sandbox's, and to what the channel does to calls.

    Args:

        ids: the sandbox's listing and SKU, by the law's name of it.
    """

    subject: Subject
    shop: Shop
    ids: dict[str, tuple[str, str]]
    channel: Channel = attrs.field(factory=Channel)
    shown: dict[str, int] = attrs.field(factory=dict)

    def begin(self, channel: Channel) -> None:
        """Let every listing show nothing, as *channel* does."""
        self.channel = channel
        self.shown = dict.fromkeys(self.ids, -1)
        self._bring()

    def push_stock(self, connection: Any, updates: tuple[StockUpdate, ...]) -> PushReport:
        """Let the connector set each quantity, and each call meet its fault."""
        (update,) = updates
        self._bring()
        fault = self.channel.faults[0] if self.channel.faults else Fault.NONE
        try:
            self.channel.set(update.listing_id, update.quantity)
        except (ThrottledError, TimedOutError):
            pass
        except ProcessDiedError:
            if fault is Fault.DEATH_AFTER:
                self._pushed(connection, update, fault)
            raise
        return self._pushed(connection, update, fault)

    def read_stock(
        self, connection: Any, listing_ids: tuple[str, ...]
    ) -> tuple[StockReading, ...]:
        """Let the connector read what each listing shows."""
        self._bring()
        names = {self.ids[name][0]: name for name in listing_ids}
        found: tuple[StockReading, ...] = self.subject.hook(
            "read_stock", connection=connection, listing_ids=tuple(names)
        )
        return tuple(attrs.evolve(one, listing_id=names[one.listing_id]) for one in found)

    def _pushed(self, connection: Any, update: StockUpdate, fault: Fault) -> PushReport:
        listing_id, sku = self.ids[update.listing_id]
        asked = attrs.evolve(update, listing_id=listing_id, sku=sku)
        try:
            with self._weather(fault):
                report: PushReport = self.subject.hook(
                    "push_stock", connection=connection, updates=(asked,)
                )
        finally:
            if fault in {Fault.NONE, Fault.UNANSWERED, Fault.DEATH_AFTER}:
                self._fetch(update.listing_id)
        results = (attrs.evolve(one, listing_id=update.listing_id) for one in report.results)
        return attrs.evolve(report, results=tuple(results))

    def _weather(self, fault: Fault) -> AbstractContextManager[None]:
        tap = self.shop.played.tap
        gone: Exchanging = lambda _: saying(504, b"")  # noqa: E731 - one answer for all
        if fault is Fault.THROTTLED:
            return tap.instead(lambda _: saying(429, b""))
        if fault in {Fault.LOST, Fault.LATE}:
            return tap.instead(gone)
        return tap.after(gone) if fault is Fault.UNANSWERED else nullcontext()

    def _fetch(self, name: str) -> None:
        """Let the channel show what the sandbox does."""
        units = self.shop.played.stock()[self.ids[name][0]]
        self.channel.listings[name] = self.shown[name] = units

    def _bring(self) -> None:
        """Let the sandbox show what the channel does, once that has sold or changed by itself."""
        for name, (listing_id, _) in self.ids.items():
            units = self.channel.read(name)
            if units != self.shown[name]:
                order = {"listing_id": listing_id, "quantity": units}
                self.shop.played.control("POST", "/stock", order)
                self.shown[name] = units


@attrs.define
class RoughSeller(PushingSeller):
    """crossdock's push over a database, its calls made by a connector."""

    way: RoughWay = attrs.field(kw_only=True)

    def _outlet(self, name: str) -> Outlet:
        hooks: Any = SimpleNamespace(
            push_stock=self.way.push_stock, read_stock=self.way.read_stock
        )
        manifest = attrs.evolve(
            self.way.subject.manifest,
            stock_batch=1,
            late_apply=timedelta(seconds=self.channel.horizon),
            read_lag=timedelta(),
        )
        connection = attrs.evolve(self.way.shop.connection, name=name)
        return Outlet(Live(hooks, manifest, connection), reads=True)


@attrs.define
class RoughShelves(PushedShelves):
    """A database in which each seller is one more merchant, selling through a connector."""

    way: RoughWay = attrs.field(kw_only=True)

    def open_seller(self, channel: Channel, world: World, batch: int = 1) -> RoughSeller:
        """Return a seller at its beginning, and a channel that shows nothing yet."""
        self.way.begin(channel)
        base = PushedShelves.open_seller(self, channel, world, batch=batch)
        book: StoreBook = base.book
        return RoughSeller(channel, world, book, base.merchant, batch=batch, way=self.way)
