"""Reading back what nobody doubts: which listings, when, and what a difference means.

Numbers drift. A seller edits one in the dashboard, a platform loses a write that
it acknowledged, a sale is never told. Every listing is read once a day, and those
with few units once an hour, because a difference of one matters there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import attrs

from crossdock.inventory.priority import SCARCE, Change
from crossdock.inventory.shown import Shown

#: How often every listing is read.
AUDIT_PERIOD = timedelta(hours=24)
#: How often a listing is read that shows few units.
SCARCE_PERIOD = timedelta(hours=1)


@attrs.frozen
class Audited:
    """A listing between two audits.

    Args:

        read_at: when it was last read, aware; None before it ever was.

        drifted: how many readings in a row have differed.
    """

    connection: str
    listing_id: str
    shown: Shown
    read_at: datetime | None = None
    drifted: int = 0


def audits_due(
    listings: Iterable[Audited],
    now: datetime,
    *,
    period: timedelta = AUDIT_PERIOD,
    scarce_period: timedelta = SCARCE_PERIOD,
) -> list[Change]:
    """Return the listings to read now, the longest overdue first.

    What is being written or is in doubt is not among them: a reading of it tells
    nothing, or it is going to be read anyway.
    """
    due: list[tuple[timedelta, Change]] = []
    for listing in listings:
        shown = listing.shown
        if shown.flight is not None or shown.doubt is not None or shown.quantity is None:
            continue
        last = listing.read_at or shown.as_of
        age = now - last if last is not None else timedelta.max
        every = min(period, scarce_period) if shown.quantity <= SCARCE else period
        if age >= every:
            since = last + every if last is not None else now
            due.append((every - age, _audit(listing, shown.quantity, since)))
    return [change for _, change in sorted(due, key=lambda item: (item[0], item[1].key))]


class Verdict(StrEnum):
    """What a reading comes to."""

    AGREES = "agrees"
    #: Adopt what was read, and send what is wanted again.
    HEAL = "heal"
    #: Heal, and tell a person: it has differed before, so something else writes there.
    ALERT = "alert"


@attrs.frozen
class Drift:
    """How far a listing is from where it should be: units it shows too many, or too few."""

    units: int
    verdict: Verdict


def drift(audited: Audited, read: int, orders_since: int = 0) -> Drift:
    """Return what it means that a listing shows *read*.

    Import its orders first: a sale that nobody has heard of looks like drift.

    Args:

        orders_since: units imported and not yet taken off what is shown.
    """
    found = read - ((audited.shown.quantity or 0) - orders_since)
    # What a channel puts back on sale by itself is no drift, whether it did so or not.
    found -= min(max(0, found), audited.shown.loose)
    if not found:
        return Drift(0, Verdict.AGREES)
    return Drift(found, Verdict.ALERT if audited.drifted else Verdict.HEAL)


def audit(
    audited: Audited, read: int, at: datetime, orders_since: int = 0
) -> tuple[Audited, Drift]:
    """Return the listing after it was seen to show *read*, asked for at *at*, and the drift."""
    found = drift(audited, read, orders_since)
    after = attrs.evolve(
        audited,
        shown=audited.shown.read_back(read, at),
        read_at=at,
        drifted=audited.drifted + 1 if found.units else 0,
    )
    return after, found


def _audit(listing: Audited, quantity: int, since: datetime) -> Change:
    return Change(listing.connection, listing.listing_id, quantity, quantity, since)
