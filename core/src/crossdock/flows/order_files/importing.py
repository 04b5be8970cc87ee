"""Orders from a file into the store, the way that any channel's orders go.

No file makes a link by guessing: what was sold is kept as a listing of its shop, which
links by its code as any listing does, and waits for a person where it cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from enum import StrEnum
from itertools import islice

import attrs

from crossdock.catalogue import Listing, ListingStatus
from crossdock.catalogue.linking import LinkOutcome, decide
from crossdock.errors import DataRefusedError
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.merging import PULL, propose_merges
from crossdock.flows.order_files.gathering import Gathered
from crossdock.flows.order_files.keeping import MASKS, carried, contradiction, is_behind
from crossdock.orders import Order, OrderStatus
from crossdock.store import FileConnection, OrderChange, Store, StoredPull
from crossdock.workspace import Workspace

STREAM = "order file"
#: What an order in another state lacks, nobody has to find out any more.
_HERE = frozenset(
    {
        *(OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.READY_TO_SHIP),
        *(OrderStatus.PENDING_PAY_OR_SHIP, OrderStatus.CANCEL_REQUESTED, OrderStatus.UNKNOWN),
    }
)
#: Orders that are taken in at once: others may write in between.
BATCH = 200


class Outcome(StrEnum):
    """How an order of a file ends; every one ends in one of these ways."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    #: It tells of a time before what is kept: nothing was changed.
    OUTDATED = "outdated"
    #: It was placed before the moment that the connection imports orders from.
    BEFORE_START = "before_start"
    REFUSED = "refused"


@attrs.frozen
class Fate:
    """What became of one order, or of a row that nobody can tell the order of.

    Args:

        rows: their numbers in the file; ``faults`` why, by row, where it is refused.

        lacking: what somebody will have to find out before it can leave.
    """

    order_id: str
    rows: tuple[int, ...]
    outcome: Outcome
    faults: Mapping[int, str] = attrs.field(factory=dict)
    lacking: tuple[str, ...] = ()


@attrs.frozen
class Imported:
    """What became of the orders of a file.

    Args:

        proposed: merge groups that were proposed at the end.
    """

    fates: tuple[Fate, ...]
    proposed: tuple[int, ...] = ()


def examined(store: Store, name: str, gathered: Sequence[Gathered]) -> list[Gathered]:
    """Return *gathered* with those refused that cannot be what is kept under their ids."""
    ours = set(store.orders.statuses(name))
    return [_examined(store, name, one) if one.order_id in ours else one for one in gathered]


def _examined(store: Store, name: str, one: Gathered) -> Gathered:
    if one.order is None:
        return one
    why = contradiction(one.order, store.orders.kept(name, one.order_id).order)
    return attrs.evolve(one, order=None, faults=dict.fromkeys(one.rows, why)) if why else one


def import_orders(
    workspace: Workspace,
    shop: FileConnection,
    gathered: Sequence[Gathered],
    *,
    create: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Take the orders of a file in, each whole; return what became of each.

    Importing a file again changes nothing.

    Args:

        shop: whose they are; kept if it is not yet.

        create: make a master SKU for each code that there is none of.

        dry_run: find out, and take everything back.

    Raises:

        InputRefusedError: a connection has the shop's name.

        ConfigurationError: its settings say that it is not active.
    """
    store = workspace.store
    with store.db.rehearsal() if dry_run else nullcontext():
        if store.files.find(shop.name) is None:
            store.files.add(shop)
        store.interactions.require(shop.name, "active")
        fates = _Import(workspace, shop.name, create=create).take(gathered)
        merging = store.interactions.of(shop.name).auto_merge and not dry_run
        proposed = propose_merges(workspace, shop.name, who=PULL) if merging else ()
    return Imported(tuple(fates), proposed)


@attrs.define
class _Import:
    """One file while it is being taken in."""

    workspace: Workspace
    name: str
    create: bool = attrs.field(kw_only=True)
    waybills: Counter[str] = attrs.field(factory=Counter)

    def take(self, gathered: Sequence[Gathered]) -> list[Fate]:
        store = self.workspace.store
        self.waybills.update(one.order.waybill for one in gathered if one.order is not None)
        pull = store.pulls.start(self.name, STREAM, self.workspace.run)
        counts: Counter[str] = Counter()
        fates: list[Fate] = []
        for batch in _batches(gathered):
            with store.db.transaction():
                made = list(self._take_batch(batch, pull))
                counts.update(fate.outcome.value for fate in made)
                pull = store.pulls.advance(pull, None, counts)
            fates += made
        store.pulls.finish(pull)
        return fates

    def _take_batch(self, batch: Sequence[Gathered], pull: StoredPull) -> Iterator[Fate]:
        store = self.workspace.store
        intake = Intake(self.workspace)
        orders = [one.order for one in batch if one.order is not None]
        ours = store.orders.ours(self.name, [order.order_id for order in orders])
        dealing = store.interactions.of(self.name)
        wanted = {
            one.order_id: one
            for one in orders
            if one.order_id in ours or dealing.wants(one.placed_at)
        }
        self._link(wanted.values(), pull, intake)
        news = dict(self._news(wanted.values(), ours))
        taken = intake.take_each(self.name, list(news.values()), pull=pull.id)
        fates = dict(zip(news, taken, strict=True))
        for one in batch:
            if one.order is None:
                yield Fate(one.order_id, one.rows, Outcome.REFUSED, one.faults)
            elif one.order_id not in wanted:
                yield Fate(one.order_id, one.rows, Outcome.BEFORE_START)
            elif one.order_id not in news:
                yield Fate(one.order_id, one.rows, Outcome.OUTDATED)
            else:
                yield self._fate(one, news[one.order_id], fates[one.order_id])

    def _news(self, orders: Iterable[Order], ours: Collection[str]) -> Iterator[tuple[str, Order]]:
        """Yield those of *orders* that tell of a time after what is kept, by id."""
        kept = self.workspace.store.orders
        kept.look_up([(self.name, order_id) for order_id in ours])
        for order in orders:
            if order.order_id not in ours:
                yield order.order_id, order
                continue
            before = kept.kept(self.name, order.order_id).order
            if not is_behind(order, before):
                yield order.order_id, carried(order, before)

    def _fate(self, one: Gathered, order: Order, fate: OrderChange | DataRefusedError) -> Fate:
        if isinstance(fate, DataRefusedError):
            faults = dict.fromkeys(one.rows, fate.message)
            return Fate(one.order_id, one.rows, Outcome.REFUSED, faults)
        lacking = tuple(self._lacking(order))
        return Fate(one.order_id, one.rows, Outcome(fate.value), lacking=lacking)

    def _lacking(self, order: Order) -> Iterator[str]:
        """Yield what somebody will have to find out before the order can leave."""
        if order.status not in _HERE:
            return
        if order.waybill and self.waybills[order.waybill] > 1:
            yield "a waybill of its own"
        if not (order.address.street and order.address.city):
            yield "address"
        phone = order.recipient.phone
        if not phone or MASKS & set(phone):
            yield "phone"
        linked = self.workspace.store.orders.line_skus(self.name, order.order_id)
        if len(linked) < len(order.lines):
            yield f"the link of {len(order.lines) - len(linked):,} lines"

    def _link(self, orders: Collection[Order], pull: StoredPull, intake: Intake) -> None:
        """Keep what was sold as listings, link them by their codes, and settle who waited."""
        catalogue = self.workspace.store.catalogue
        sold = {line.listing_id: line for order in orders for line in order.lines}
        known = catalogue.known_listings(self.name, sold)
        links = catalogue.links(self.name, sold)
        for listing_id, line in sold.items():
            listing = Listing(listing_id, line.sku, line.title, ListingStatus.UNKNOWN, quantity=0)
            if listing_id not in known:
                catalogue.put_listing(self.name, listing, refusal=None, pull=pull.id)
            if listing_id in links:
                continue
            decision = decide(listing, catalogue.known(self.name, listing, None))
            if decision.outcome is LinkOutcome.CREATED and not self.create:
                # A file of orders is no catalogue: the line waits for its master SKU.
                continue
            catalogue.apply(self.name, listing, decision)
            if listing_id in known and decision.sku:
                intake.settle_listing(self.name, listing_id)


def _batches(gathered: Sequence[Gathered]) -> Iterator[list[Gathered]]:
    stream = iter(gathered)
    while batch := list(islice(stream, BATCH)):
        yield batch
