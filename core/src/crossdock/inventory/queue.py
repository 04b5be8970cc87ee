"""What the next round of pushing is to do: whom to look up, what to send, what to hold.

An increase is held while another listing of the same goods may still show more
than it should: sent at once, both would show the same units for a while. Where
each connection is asked in its own thread, that is the one thing they must know
of each other. A listing whose decrease was refused holds nobody up, because it
would do so for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from crossdock.inventory.priority import Change, in_turn
from crossdock.inventory.shown import Need, Shown
from crossdock.inventory.writing import Writing


@attrs.frozen
class Queued:
    """A listing with what is known of it.

    Args:

        skus: the master SKUs in it.

        since: when its wanted quantity was first wanted, aware.

        per_hour: units it sells in an hour, as far as known.
    """

    connection: str
    listing_id: str
    shown: Shown
    skus: frozenset[str]
    since: datetime
    per_hour: float = 0.0

    @property
    def change(self) -> Change:
        """Return it as a change, in line with others."""
        shown = self.shown
        return Change(
            connection=self.connection,
            listing_id=self.listing_id,
            before=shown.most,
            quantity=shown.wanted if shown.wanted is not None else shown.most,
            since=self.since,
            per_hour=self.per_hour,
        )


@attrs.frozen
class Round:
    """What to do next; each listing is in one list at most.

    Args:

        look_up: doubts that a reading ends now, the most urgent first.

        send: changes in the order in which they are to go.

        held: increases that wait until the same goods show less elsewhere.
    """

    look_up: tuple[Change, ...] = ()
    send: tuple[Change, ...] = ()
    held: tuple[Change, ...] = ()


def next_round(
    queued: Iterable[Queued], ways: Mapping[str, Writing], *, now: datetime, reads: bool = True
) -> Round:
    """Return what is to be done now about all listings of all connections.

    Args:

        queued: every listing that shares goods with another, settled or not.

        ways: by connection, how it is written to.

        reads: whether doubts can be looked up.
    """
    look_up: list[Change] = []
    ready: list[Queued] = []
    exceeding: set[str] = set()
    for listing in queued:
        shown = listing.shown
        if shown.exceeds:
            exceeding |= listing.skus
        writing = ways[listing.connection]
        need = shown.need(now, overwrites=writing.overwrites, reads=reads or writing.reads)
        if need is Need.LOOK_UP:
            look_up.append(listing.change)
        elif need is Need.SEND:
            ready.append(listing)
    send: list[Change] = []
    held: list[Change] = []
    for listing in ready:
        waits = not listing.shown.exceeds and not exceeding.isdisjoint(listing.skus)
        (held if waits else send).append(listing.change)
    return Round(*(tuple(in_turn(part, now)) for part in (look_up, send, held)))
