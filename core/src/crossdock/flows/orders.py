"""Pulling a channel's orders in, window by window, and reading open ones again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import attrs

from crossdock.errors import DataRefusedError, RequestRefusedError
from crossdock.flows.counts import Watch, nonzero, unwatched
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.masking import masked
from crossdock.flows.merging import PULL, propose_merges
from crossdock.flows.order_reading import has_call, listing, read_order
from crossdock.flows.quarantine import set_aside
from crossdock.flows.takeover import take_over
from crossdock.orders import Order, Window, windows
from crossdock.paging import Page, RefusedRecord, walk
from crossdock.store import StoredPull
from crossdock.workspace import Live, Workspace

STREAM = "orders"
HOOK = "list_orders"
#: How far the first pull looks back, when nothing else is said.
FIRST_SPAN = timedelta(days=7)


@attrs.frozen
class OrderPull:
    """How a pull of orders ended.

    Args:

        counts: ``read`` rows are ``new``, ``changed``, ``unchanged``, ``outdated``
            (older than what is kept), ``repeated`` (a window's overlap brought them
            twice), ``before_start`` (placed before the moment that the connection
            imports orders from) or ``unreadable``; ``reread`` open orders are
            ``moved``, ``same`` or ``missing``; ``not_reread`` ones stay as they were,
            because the channel has no call for one order.

        proposed: merge groups that were proposed at the end.
    """

    since: datetime
    until: datetime
    pages: int
    counts: Mapping[str, int]
    proposed: tuple[int, ...] = ()


@attrs.frozen
class _Place:
    """Where a pull of orders is: its whole span, the window in hand, the page in it."""

    span: Window
    window: datetime
    cursor: str | None = None

    def dump(self) -> str:
        times = (self.span.start, self.span.end, self.window)
        return json.dumps([*(time.isoformat() for time in times), self.cursor])

    @classmethod
    def load(cls, text: str) -> _Place:
        start, end, window, cursor = json.loads(text)
        span = Window(datetime.fromisoformat(start), datetime.fromisoformat(end))
        return cls(span, datetime.fromisoformat(window), cursor)


def pull_orders(
    workspace: Workspace,
    live: Live,
    *,
    since: datetime | None = None,
    reread: bool = True,
    watch: Watch = unwatched,
) -> OrderPull:
    """Pull the orders of a connection since its last pull, or since *since*.

    Args:

        reread: ask for each open order that the windows did not bring again,
            because a channel lists an order by its birth, not by its changes; and
            for each unshipped one whose list row does not tell whether the buyer
            wants to cancel.
    """
    store = workspace.store
    dealing = store.interactions.of(live.name)
    pull, lock = take_over(workspace, live.name, STREAM, anew=since is not None)
    try:
        place = _place(workspace, live, pull, since)
        counts = Counter(pull.counts)
        silent: set[str] = set()
        for at, page in _pages(live, place):
            silent |= {order.order_id for order in page.items if order.cancel_requested is None}
            with store.db.transaction():
                _take_in(workspace, live, page, pull, counts)
                pull = store.pulls.advance(pull, at.dump(), counts)
            watch(counts)
        if reread:
            brought = store.orders.unshipped(live.name, pull.id)
            order_ids = [
                *store.orders.stale(live.name, pull.id),
                *(order_id for order_id in brought if order_id in silent),
            ]
            if has_call(workspace, live):
                _reread(workspace, live, pull, order_ids, counts, watch)
            else:
                # What the list does not bring again by itself is not walked for, one by one.
                counts["not_reread"] = len(order_ids)
        with store.db.transaction():
            end = _reached(workspace, live, place.span)
            pull = store.pulls.finish(store.pulls.advance(pull, end.isoformat(), counts))
    finally:
        lock.release()
    proposed = propose_merges(workspace, live.name, who=PULL) if dealing.auto_merge else ()
    return OrderPull(place.span.start, place.span.end, pull.pages - 1, nonzero(counts), proposed)


def _place(workspace: Workspace, live: Live, pull: StoredPull, since: datetime | None) -> _Place:
    if pull.cursor is not None:
        return _Place.load(pull.cursor)
    now = workspace.clock()
    if since is None:
        reached = _last_reached(workspace, live)
        begins = workspace.store.interactions.of(live.name).import_orders or now - FIRST_SPAN
        since = reached - live.manifest.order_overlap if reached else begins
    span = Window(min(since, now), now)
    return _Place(span, span.start)


def _last_reached(workspace: Workspace, live: Live) -> datetime | None:
    """Return up to when everything has been pulled; None before the first whole pull."""
    last = workspace.store.pulls.last_done(live.name, STREAM)
    return datetime.fromisoformat(last.cursor) if last and last.cursor else None


def _reached(workspace: Workspace, live: Live, span: Window) -> datetime:
    """Return up to when everything has been pulled, now that *span* has.

    A pull that was told to begin later than the last one ended leaves a gap, and the
    next pull must still begin before it.
    """
    before = _last_reached(workspace, live)
    if before is None or span.start <= before:
        return span.end if before is None else max(before, span.end)
    return before


def _pages(live: Live, place: _Place) -> Iterator[tuple[_Place, Page[Order]]]:
    """Yield each page with the place that follows it."""
    manifest = live.manifest
    cursor = place.cursor
    rest = Window(place.window, place.span.end)
    for window in windows(rest, manifest.order_window, manifest.order_overlap):
        pages = walk(listing(live, window), cursor, identify=lambda order: order.order_id)
        for _, page in pages:
            here = window.start
            if page.cursor is None:
                here = max(window.start, window.end - manifest.order_overlap)
            yield _Place(place.span, here, page.cursor), page
        cursor = None


def _take_in(
    workspace: Workspace, live: Live, page: Page[Order], pull: StoredPull, counts: Counter[str]
) -> None:
    store = workspace.store
    intake = Intake(workspace)
    ids = [order.order_id for order in page.items]
    seen = store.orders.brought_by(live.name, pull.id, ids)
    # An order that is ours already is followed to its end, whenever it was placed.
    ours = store.orders.ours(live.name, ids)
    dealing = store.interactions.of(live.name)
    redact = live.connection.http.redactor.text
    wanted: list[Order] = []
    for order in (masked(item, redact) for item in page.items):
        if order.order_id not in ours and not dealing.wants(order.placed_at):
            counts["before_start"] += 1
        elif order.order_id in seen:
            counts["repeated"] += 1
        else:
            seen.add(order.order_id)
            wanted.append(order)
    store.pulls.release(live.name, HOOK, ids)
    refused = [*page.refused, *_kept_aside(intake, live.name, wanted, pull, counts)]
    set_aside(store, live.name, HOOK, refused, page_number=pull.pages + 1)
    counts["read"] += len(page.items) + len(page.refused)
    counts["unreadable"] += len(refused)


def _kept_aside(
    intake: Intake, name: str, orders: Sequence[Order], pull: StoredPull, counts: Counter[str]
) -> list[RefusedRecord]:
    """Take *orders* in; return those that cannot be kept, with the reason."""
    refused = []
    for order, fate in zip(orders, intake.take_each(name, orders, pull=pull.id), strict=True):
        if isinstance(fate, DataRefusedError):
            refused.append(RefusedRecord(order.order_id, raw="", error=fate.message))
        else:
            counts[fate.value] += 1
    return refused


def _reread(
    workspace: Workspace,
    live: Live,
    pull: StoredPull,
    order_ids: Sequence[str],
    counts: Counter[str],
    watch: Watch,
) -> None:
    store = workspace.store
    intake = Intake(workspace)
    for order_id in order_ids:
        counts["reread"] += 1
        try:
            order = read_order(workspace, live, order_id)
            order = masked(order, live.connection.http.redactor.text)
            change = intake.take(live.name, order, pull=pull.id)
        except (RequestRefusedError, DataRefusedError) as error:
            # Absence is not cancellation: the order stays as it was, and is listed.
            counts["missing"] += 1
            record = RefusedRecord(order_id, raw="", error=error.message)
            store.pulls.quarantine(live.name, "get_order", record)
            continue
        counts["moved" if change in {"new", "changed"} else "same"] += 1
        store.pulls.release(live.name, "get_order", [order_id])
        watch(counts)
