"""Pulling a channel's listings in, page by durable page, and linking them by SKU."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import attrs

from crossdock.catalogue import Listing
from crossdock.catalogue.limits import refusal
from crossdock.catalogue.linking import decide
from crossdock.flows.counts import Watch, nonzero, unwatched
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.masking import masked
from crossdock.flows.quarantine import forget_mended, set_aside
from crossdock.flows.takeover import take_over
from crossdock.paging import Page, walk
from crossdock.store import Store, StoredPull
from crossdock.store.catalogue import KnownListing, dump
from crossdock.workspace import Live, Workspace

STREAM = "listings"
HOOK = "list_products"


@attrs.frozen
class ProductPull:
    """How a pull ended.

    Args:

        counts: ``read`` rows are ``new``, ``changed``, ``unchanged``, ``refused``,
            ``repeated``, ``unreadable`` or ``containers``; those kept are
            ``linked``, ``created``, ``kept`` or in ``conflicts``.

        refusals: the refused ones by reason.

        resumed: the page it went on from, if it took over an interrupted pull.

        finished: it reached the last page, rather than the number of pages asked for.
    """

    pages: int
    counts: Mapping[str, int]
    refusals: Mapping[str, int]
    conflicts: Mapping[str, int]
    resumed: int | None = None
    finished: bool = True


def pull_products(
    workspace: Workspace,
    live: Live,
    *,
    full: bool = False,
    max_pages: int | None = None,
    watch: Watch = unwatched,
) -> ProductPull:
    """Pull every listing of a connection; go on where an interrupted pull stopped.

    Each page's effects and the cursor to the next are one transaction, so that
    a crash at any moment loses no page and takes none in twice.

    Args:

        full: begin at the first page even if a pull was interrupted.

        max_pages: stop after so many; the next pull goes on from there.

    Raises:

        ConfigurationError: its settings say that listings are not pulled.
    """
    store = workspace.store
    store.interactions.require(live.name, "sync_inventory")
    pull, lock = take_over(workspace, live.name, STREAM, anew=full)
    resumed = pull.pages or None
    try:
        counts = Counter(pull.counts)
        pages = walk(
            lambda cursor: live.hooks.list_products(connection=live.connection, cursor=cursor),
            pull.cursor,
            identify=lambda listing: listing.listing_id,
        )
        for number, (_, page) in enumerate(pages, start=1):
            with store.db.transaction():
                _take_page(workspace, live, page, pull, counts)
                pull = store.pulls.advance(pull, page.cursor, counts)
                if page.cursor is None:
                    pull = store.pulls.finish(pull)
                    forget_mended(store, live.name, HOOK, pull)
            watch(counts)
            if number == max_pages:
                break
    finally:
        lock.release()
    return ProductPull(
        pages=pull.pages,
        counts=nonzero(_plain(counts)),
        refusals=_group(counts, "refused:"),
        conflicts=_group(counts, "conflicts:"),
        resumed=resumed,
        finished=pull.state == "done",
    )


def _take_page(
    workspace: Workspace,
    live: Live,
    page: Page[Listing],
    pull: StoredPull,
    counts: Counter[str],
) -> None:
    """Take *page* in, and settle the orders of listings whose link it made or changed."""
    store, intake = workspace.store, Intake(workspace)
    ids = [listing.listing_id for listing in page.items]
    before = store.catalogue.links(live.name, ids)
    _take_in(store, live, page, pull, counts)
    for listing_id, link in store.catalogue.links(live.name, ids).items():
        if listing_id not in before or before[listing_id].sku != link.sku:
            intake.settle_listing(live.name, listing_id)


def _take_in(
    store: Store, live: Live, page: Page[Listing], pull: StoredPull, counts: Counter[str]
) -> None:
    ids = [listing.listing_id for listing in page.items]
    known = store.catalogue.known_listings(live.name, ids)
    seen: set[str] = set()
    redact = live.connection.http.redactor.text
    for listing in (masked(item, redact) for item in page.items):
        counts["read"] += 1
        before = known.get(listing.listing_id)
        if listing.listing_id in seen or (before and before.pull == pull.id):
            counts["repeated"] += 1
            continue
        seen.add(listing.listing_id)
        _take_listing(store, live, listing, before, pull, counts)
    set_aside(store, live.name, HOOK, page.refused, page_number=pull.pages + 1)
    counts["read"] += len(page.refused)
    counts["unreadable"] += len(page.refused)
    store.pulls.release(live.name, HOOK, ids)
    counts["read"] += page.containers
    counts["containers"] += page.containers


def _take_listing(
    store: Store,
    live: Live,
    listing: Listing,
    before: KnownListing | None,
    pull: StoredPull,
    counts: Counter[str],
) -> None:
    imported_before = before is not None and before.refusal is None
    # The limits guard the first import only: a listing that sold out since is
    # still ours, and its stock is ours to fill.
    reason = None if imported_before else refusal(listing, live.manifest.import_limits)
    store.catalogue.put_listing(live.name, listing, refusal=reason, pull=pull.id)
    if reason is not None:
        counts["refused"] += 1
        counts[f"refused:{reason}"] += 1
        return
    if before is None or before.refusal is not None:
        counts["new"] += 1
    else:
        counts["unchanged" if before.body == dump(listing) else "changed"] += 1
    link = store.catalogue.links(live.name, [listing.listing_id]).get(listing.listing_id)
    decision = decide(listing, store.catalogue.known(live.name, listing, link))
    store.catalogue.apply(live.name, listing, decision)
    if decision.outcome == "conflict":
        counts["conflicts"] += 1
        counts[f"conflicts:{decision.conflict}"] += 1
    else:
        counts[decision.outcome.value] += 1


def _plain(counts: Counter[str]) -> Counter[str]:
    return Counter({name: number for name, number in counts.items() if ":" not in name})


def _group(counts: Counter[str], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): number
        for name, number in counts.items()
        if name.startswith(prefix)
    }
