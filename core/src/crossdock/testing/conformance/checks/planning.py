"""PERF-02: a plan of a large shop is made soon, and costs the calls that it says."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from crossdock.catalogue import Listing, ListingStatus
from crossdock.flows.stock import push_stock
from crossdock.flows.stock_plan import Scope, StockPlan
from crossdock.flows.stock_planning import plan_stock
from crossdock.inventory import StockEvent, StockUpdate
from crossdock.inventory.movements import receive
from crossdock.testing.conformance.check import CHANNEL, check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.checks.pushes import HOOK
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject
from crossdock.workspace import Workspace

#: The warehouse of a new workspace, and when goods came there.
MAIN, ARRIVED = "main", datetime(2026, 1, 5, tzinfo=UTC)
#: Listings of a large shop, and the seconds of computing that a plan of it may take.
LISTINGS, SECONDS = 100_000, 10.0
#: Pieces of work that are all the same, and the values that each makes.
PIECES, VALUES = 40, 2000
#: Whole batches that are pushed to see what they cost; and rows, where batches are large.
BATCHES, MOST_ROWS = 3, 250


@check(
    "PERF-02",
    Level.PLATINUM,
    "100,000 listings are planned in 10 seconds of computing, without a call; a push makes as"
    " many calls as its plan announced.",
    roles=CHANNEL,
    hook=HOOK,
)
def planned(subject: Subject) -> None:
    """Plan a large shop, and push a small one; allow for what else this machine does meanwhile."""
    played = subject.play()
    workspace, live = subject.workspace(played, "large")
    count = max(1, round(LISTINGS * subject.scale))
    _fill(workspace, live.name, (_listing(number) for number in range(count)))
    pieces = [_piece() for _ in range(PIECES)]
    began = time.process_time()
    plan = plan_stock(workspace, Scope((live.name,)))
    took = time.process_time() - began
    pieces += [_piece() for _ in range(PIECES)]
    equal(count, len(plan.rows), "The rows of a plan")
    equal([], played.tap.exchanges, "The calls that planning made")
    # A machine that does much else lets the same work cost more than it does undisturbed.
    limit = SECONDS * statistics.mean(pieces) / min(pieces)
    require(took < limit, f"Planning {count:,} listings took {took:.1f} s of computing.")
    _costs(subject)


def _costs(subject: Subject) -> None:
    size = subject.manifest.stock_batch
    rows = min(BATCHES * size + 1, MOST_ROWS)
    played = subject.play(4 * rows + 40)
    workspace, live = subject.workspace(played, "small")
    listed = drives.sellable(subject, subject.open(played), rows)
    _fill(workspace, live.name, listed)
    _push(workspace, plan_stock(workspace, Scope((live.name,))))
    # The second time nothing is looked up first: every listing's number is known.
    workspace.store.ledger.record(_more(one, 3) for one in listed)
    plan = plan_stock(workspace, Scope((live.name,)))
    mark = played.tap.mark()
    _push(workspace, plan)
    equal(rows, len(plan.rows), "The rows of a plan of what changed")
    equal(plan.costs[live.name].calls, len(played.tap.since(mark)), "The calls of a push")


def _push(workspace: Workspace, plan: StockPlan) -> None:
    total = push_stock(workspace, plan).total
    equal(total.get("planned", 0), total.get("done", 0), f"The rows done of a push ({total})")


def _fill(workspace: Workspace, name: str, listings: Iterable[Listing]) -> None:
    """Let the workspace know *listings*, each linked to goods of its own that are there."""
    store = workspace.store
    with store.db.transaction():
        for one in listings:
            bare = Listing(one.listing_id, f"S-{one.listing_id}", "Thing", ListingStatus.ACTIVE, 0)
            store.catalogue.put_listing(name, bare, refusal=None, pull=0)
            store.catalogue.set_link(name, one.listing_id, bare.sku, create=True)
            store.ledger.record([_more(one, 7)])


def _more(one: Listing, units: int) -> StockEvent:
    """Return the arrival of *units* of what a listing is linked to."""
    line, sku = f"{one.listing_id} {units}", f"S-{one.listing_id}"
    return receive("conformance", line, "1", sku, MAIN, ARRIVED, good=units)


def _listing(number: int) -> Listing:
    return Listing(f"{number}", "", f"Thing {number}", ListingStatus.ACTIVE, 0)


def _piece() -> float:
    """Return the seconds of computing that making some values takes now."""
    began = time.process_time()
    made = [StockUpdate(str(number), number) for number in range(VALUES)]
    dict.fromkeys(one.listing_id for one in made)
    return time.process_time() - began
