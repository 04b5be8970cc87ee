"""Reading back what listings show, and deciding what a difference is to lead to.

A reading that differs is written down and believed: from then on the listing is
known to show it, and the next push sends what is wanted again. Stock is never
changed by it: a channel knows what it shows, not what there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.errors import UnsupportedError
from crossdock.flows.counts import nonzero
from crossdock.flows.outlets import Outlet
from crossdock.inventory import Audited, Drift, StockReading, Verdict, audit, audits_due
from crossdock.store import DriftRow, ShownListing
from crossdock.store.shown_listing import Happening
from crossdock.workspace import Live, Workspace


class Policy(StrEnum):
    """Whose number stands, where a channel shows another one than ours."""

    OURS = "ours"
    THEIRS = "theirs"
    ASK = "ask"


class Fate(StrEnum):
    """What reading a listing came to."""

    AGREES = "agrees"
    DRIFTED = "drifted"
    #: Drifted, and not for the first time: something else writes there.
    DRIFTED_AGAIN = "drifted_again"
    #: It differs, so soon after a write that the reading may be older than that.
    TOO_EARLY = "too_early"
    #: Something happened to it while it was read.
    MOVED = "moved"
    UNREADABLE = "unreadable"
    #: The channel does not know it.
    MISSING = "missing"


_FATES = {
    Verdict.AGREES: Fate.AGREES,
    Verdict.HEAL: Fate.DRIFTED,
    Verdict.ALERT: Fate.DRIFTED_AGAIN,
}

_DRIFTS = (Fate.DRIFTED, Fate.DRIFTED_AGAIN)


@attrs.frozen
class ReadRow:
    """One listing that was read.

    Args:

        expected: what it should show by all we know; ``found`` what it showed.
    """

    listing_id: str
    sku: str
    expected: int
    found: int | None
    fate: Fate
    reason: str = ""


@attrs.frozen
class StockAudit:
    """What an audit found.

    Args:

        counts: ``read`` listings end as one of `Fate` each.

        in_doubt: listings left out, because a push of them has no answer.
    """

    rows: tuple[ReadRow, ...]
    counts: Mapping[str, int]
    in_doubt: int

    @property
    def drifted(self) -> tuple[ReadRow, ...]:
        """The rows that differ."""
        return tuple(row for row in self.rows if row.fate in _DRIFTS)


def due(workspace: Workspace, connection: str) -> list[str]:
    """Return the listings of a connection that an audit is due for, the most overdue first."""
    listings = [
        _audited(one) for key, one in workspace.store.shown.all().items() if key[0] == connection
    ]
    return [change.listing_id for change in audits_due(listings, workspace.clock())]


def verify_stock(workspace: Workspace, live: Live, listing_ids: Sequence[str]) -> StockAudit:
    """Read listings back, and write down what differs. Import their orders first.

    Raises:

        UnsupportedError: the channel cannot be asked what a listing shows.

        LockedError: another run is pushing to it.
    """
    outlet = Outlet.of(workspace, live)
    if not outlet.reads:
        raise UnsupportedError(
            f"{live.manifest.title} cannot be asked what a listing shows.",
            next_step=f"Compare by pulling its listings: crossdock product pull {live.name}",
        )
    with workspace.lock(f"push-{live.name}"):
        known = workspace.store.shown.of(live.name, listing_ids)
        open_ = [one for one in known.values() if _is_settled(one)]
        rows: list[ReadRow] = []
        size = max(1, live.manifest.read_batch)
        for start in range(0, len(open_), size):
            rows += _read(workspace, outlet, open_[start : start + size])
    skus = {one.listing_id: one.sku for one in workspace.store.stock.targets(live.name)}
    rows = [attrs.evolve(row, sku=skus.get(row.listing_id, "")) for row in rows]
    counts = Counter({"read": len(rows)})
    counts.update(row.fate.value for row in rows)
    return StockAudit(tuple(rows), nonzero(counts), len(known) - len(open_))


def let_stand(workspace: Workspace, connection: str, listing_ids: Collection[str]) -> None:
    """Leave listings as their channel shows them, until they are to show something else."""
    store = workspace.store
    with store.db.transaction():
        store.shown.change(connection, dict.fromkeys(listing_ids, _standing))
        store.drifts.settle(connection, listing_ids, Policy.THEIRS.value)


def _standing(one: ShownListing) -> ShownListing:
    return one.after(one.shown.let_stand())


def _read(workspace: Workspace, outlet: Outlet, part: Sequence[ShownListing]) -> list[ReadRow]:
    asked = workspace.clock()
    found = outlet.read([one.listing_id for one in part])
    came = workspace.clock()
    rows = []
    drifts: list[DriftRow] = []
    store = workspace.store
    with store.db.transaction():
        now_known = store.shown.of(outlet.name, [one.listing_id for one in part])
        for before in part:
            is_same = now_known[before.listing_id] == before
            row = _judged(before, found.get(before.listing_id), asked, came, is_same=is_same)
            rows.append(row)
            if row.fate in _DRIFTS:
                verdict = "alert" if row.fate is Fate.DRIFTED_AGAIN else "heal"
                drifts.append(DriftRow(row.listing_id, row.expected, row.found or 0, verdict))
            if row.fate in {Fate.AGREES, *_DRIFTS}:
                store.shown.change(outlet.name, {row.listing_id: _seen(row, asked, came)})
        store.drifts.record(outlet.name, drifts, workspace.run)
        agreeing = [row.listing_id for row in rows if row.fate is Fate.AGREES]
        store.drifts.settle(outlet.name, agreeing, "agrees")
    return rows


def _judged(
    before: ShownListing,
    reading: StockReading | None,
    asked: datetime,
    came: datetime,
    *,
    is_same: bool,
) -> ReadRow:
    expected = before.shown.quantity or 0
    row = ReadRow(before.listing_id, "", expected, None, Fate.MISSING)
    if reading is None:
        return attrs.evolve(row, reason="The channel does not know it.")
    if reading.quantity is None:
        return attrs.evolve(row, fate=Fate.UNREADABLE, reason=reading.doubt)
    row = attrs.evolve(row, found=reading.quantity)
    if not is_same:
        return attrs.evolve(row, fate=Fate.MOVED, reason="It was sold or pushed meanwhile.")
    found = _drift(before, reading.quantity, asked)
    if found.units and before.reads_from is not None and asked < before.reads_from:
        reason = f"It was written just now; read it after {before.reads_from:%H:%M:%S} UTC."
        return attrs.evolve(row, fate=Fate.TOO_EARLY, reason=reason)
    more = f"{abs(found.units):,} {'more' if found.units > 0 else 'fewer'} than it should"
    fate = _FATES[found.verdict]
    return attrs.evolve(row, fate=fate, reason=more if found.units else "")


def _drift(before: ShownListing, read: int, asked: datetime) -> Drift:
    if before.shown.quantity is None:
        return Drift(0, Verdict.AGREES)
    return audit(_audited(before), read, asked)[1]


def _seen(row: ReadRow, asked: datetime, came: datetime) -> Happening:
    def see(one: ShownListing) -> ShownListing:
        differs = one.shown.quantity not in {None, row.found} or one.shown.unsure
        after = one.read(row.found or 0, asked, came) if differs else one
        drifted = one.drifted + 1 if row.fate in _DRIFTS else 0
        return attrs.evolve(after, read_at=came, drifted=drifted)

    return see


def _audited(one: ShownListing) -> Audited:
    return Audited(one.connection, one.listing_id, one.shown, one.read_at, one.drifted)


def _is_settled(one: ShownListing) -> bool:
    return one.shown.flight is None and one.shown.doubt is None
