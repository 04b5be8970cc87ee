"""One listing with what is known of it, and what can happen to one.

Each thing that happens returns the next value; `crossdock.store.shown` reads, applies
and writes it in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import attrs

from crossdock.inventory import RowOutcome, Shown


@attrs.frozen
class ShownListing:
    """A listing with what is known of it.

    Args:

        wanted_since: since when it is to show what it is to show.

        reads_from: a reading asked for earlier may still tell of before the last write,
            or of before an order was cancelled.

        read_at: when it was last read back; ``drifted`` how many such readings in a
            row have differed.
    """

    connection: str
    listing_id: str
    shown: Shown = attrs.field(factory=Shown)
    wanted_since: datetime | None = None
    reads_from: datetime | None = None
    read_at: datetime | None = None
    drifted: int = 0

    def after(self, shown: Shown) -> ShownListing:
        """Return it with *shown* in place of what was known."""
        return attrs.evolve(self, shown=shown)

    def stirred(self, shown: Shown, heard: datetime) -> ShownListing:
        """Return it with *shown*, of which a reading asked for before *heard* tells nothing."""
        return attrs.evolve(self, shown=shown, reads_from=_later(self.reads_from, heard))

    def read(self, quantity: int, asked: datetime, came: datetime) -> ShownListing:
        """Return it after it was seen to show *quantity*.

        Read too early, it is still unsure: what is wanted is sent once more.
        """
        shown = self.shown.read_back(quantity, asked, came)
        if shown != self.shown and self.reads_from is not None and asked < self.reads_from:
            shown = attrs.evolve(shown, unsure=True, loose=self.shown.loose)
        return attrs.evolve(self, shown=shown, read_at=came)


@attrs.frozen
class Answer:
    """What became of one quantity that was sent.

    Args:

        version: under which it was sent; ``quantity`` how many units.
    """

    version: int
    quantity: int
    outcome: RowOutcome
    reason: str = ""


#: What happens to a listing: the value before it becomes the value after it.
Happening = Callable[[ShownListing], ShownListing]


def wanting(quantity: int, now: datetime) -> Happening:
    """Return what it is for a listing to be wanted to show *quantity*."""

    def want(one: ShownListing) -> ShownListing:
        if quantity == one.shown.wanted:
            return one
        return attrs.evolve(one, shown=one.shown.want(quantity), wanted_since=now)

    return want


def sent(one: ShownListing, quantity: int, since: datetime) -> ShownListing:
    """Return a listing after *quantity* was sent to it, whether that was wanted before or not."""
    shown = one.shown if one.shown.wanted is not None else one.shown.want(quantity)
    return one.after(shown.send(since, quantity))


def answered(answer: Answer, at: datetime, until: datetime, reads_from: datetime) -> Happening:
    """Return what an *answer* that came *at* a moment means for its listing.

    Args:

        until, reads_from: as in `crossdock.store.ShownListings.conclude`.
    """

    def end(one: ShownListing) -> ShownListing:
        if answer.outcome is RowOutcome.DONE:
            shown = one.shown.acknowledge(answer.version, answer.quantity, at)
            return attrs.evolve(one, shown=shown, reads_from=reads_from)
        if answer.outcome is RowOutcome.REFUSED:
            return one.after(one.shown.refuse(answer.version))
        if answer.outcome is RowOutcome.RETRY:
            return one.after(one.shown.retry(answer.version))
        return one.after(one.shown.lose(answer.version, until))

    return end


def lost(until: datetime) -> Happening:
    """Return what it is to give up a write under way; it can be looked up at *until*."""

    def lose(one: ShownListing) -> ShownListing:
        flight = one.shown.flight
        return one if flight is None else one.after(one.shown.lose(flight.version, until))

    return lose


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)
