"""What one listing is known to show, and what is being done about it.

A `Shown` is a value: each thing that happens returns the next one, and the push
flow writes it down before it acts on it. ::

    want ─► send ─► acknowledge            done
                ├─► refuse                 not sent again until something else is wanted
                ├─► retry                  nothing was applied: send again
                └─► lose ─► read_back      in doubt until it can be looked up

Three rules keep it true. A listing has one write under way at most. Every write
and every reading has a version, and an answer counts only if nothing newer is
known. And a doubt ends by looking, once no late write can be under way any more:
not by an answer to another write, because the lost one may land after it.

What a sale leaves is known only if it is known what it was taken from. A sale
lowers the number if it was placed after the number was set or read; one from
before is in it already, or was overwritten by it. Taken for the other kind, it
would leave the listing showing a unit too many, or one for nobody, until something
else changed. Of a sale that fell between request and answer nobody can tell: then
the listing is unsure, and what is wanted is sent once more.

An order that is cancelled, or asks for fewer, leaves the listing unsure too. Most
channels put such units back on sale by themselves, some do not, and none says so.
Until a write or a reading from after that, the listing may show so many more.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.inventory.flights import Doubt, Flight
from crossdock.inventory.published import pending_units
from crossdock.validators import MOST_UNITS, units

_maybe_units = attrs.validators.optional(units())


class Need(StrEnum):
    """What is to be done about a listing."""

    NOTHING = "nothing"
    SEND = "send"
    LOOK_UP = "look_up"
    #: An answer is awaited, or the end of a doubt.
    WAIT = "wait"


@attrs.frozen
class Shown:
    """One listing of one connection.

    Args:

        quantity: acknowledged or read last, less what was sold since; None before
            anything is known.

        version: of the write or reading it is from.

        asked_at, as_of: when that was asked for, and answered: sales placed earlier
            are in it, sales placed later are not.

        unsure: a sale was placed in between, or an order was cancelled since.

        loose: units that the channel may have put back on sale by itself, or may not.

        wanted: what it is to show; None before that is known.

        refused: what the channel would not show, however often it is sent, or what
            somebody decided not to send.

        issued: the last version given out.
    """

    quantity: int | None = attrs.field(default=None, validator=_maybe_units)
    version: int = 0
    asked_at: datetime | None = None
    as_of: datetime | None = None
    unsure: bool = False
    loose: int = attrs.field(default=0, validator=units())
    wanted: int | None = attrs.field(default=None, validator=_maybe_units)
    flight: Flight | None = None
    doubt: Doubt | None = None
    refused: int | None = None
    issued: int = 0

    @property
    def most(self) -> int:
        """The most it may be showing, whatever became of writes without an answer."""
        known = self.quantity or 0
        under_way = self.flight.quantity if self.flight is not None else 0
        doubtful = self.doubt.most if self.doubt is not None else 0
        return min(MOST_UNITS, max(known, under_way, doubtful) + self.loose)

    @property
    def exceeds(self) -> bool:
        """Whether it may be showing more than it is to show, and that can be mended."""
        if self.wanted is None or self.wanted == self.refused:
            return False
        return self.most > self.wanted

    def want(self, quantity: int) -> Shown:
        """Return it with another *quantity* to show; the one before is forgotten unsent."""
        if quantity == self.wanted:
            return self
        return attrs.evolve(self, wanted=quantity, refused=None)

    def send(self, now: datetime, quantity: int | None = None) -> Shown:
        """Return it with a write under way: of *quantity*, or of what is wanted.

        Raises:

            ValueError: another one is under way, or nothing is wanted.
        """
        chosen = self.wanted if quantity is None else quantity
        if self.flight is not None:
            raise ValueError("a listing has one write under way at most; wait for its answer")
        if chosen is None:
            raise ValueError("nothing is wanted of this listing yet; there is nothing to send")
        version = self.issued + 1
        flight = Flight(version, chosen, now, self.wanted)
        return attrs.evolve(self, flight=flight, issued=version)

    def acknowledge(self, version: int, quantity: int, at: datetime) -> Shown:
        """Return it after the channel acknowledged *quantity*, sent as *version*.

        Args:

            at: when the answer came; for a write that starts from a reading, and that
                sales since are not overwritten by, when the reading came.
        """
        flight = self.flight
        landed = self._landed(version)
        if version < self.version:
            return landed
        answered = flight if flight is not None and flight.version == version else None
        ended = answered is not None and (self.doubt is None or answered.since >= self.doubt.until)
        unsure = answered is None or answered.crossed
        return attrs.evolve(
            landed,
            quantity=quantity,
            version=version,
            asked_at=answered.since if answered is not None else None,
            as_of=at,
            unsure=unsure,
            loose=self.loose if unsure else 0,
            doubt=None if ended else self.doubt,
        )

    def refuse(self, version: int) -> Shown:
        """Return it after the channel said no, for a reason that repeating will not change."""
        if self.flight is None or self.flight.version != version:
            return self
        return attrs.evolve(self, flight=None, refused=self.flight.wanted)

    def let_stand(self) -> Shown:
        """Return it left as it is: what is wanted now is not sent, until something else is."""
        return attrs.evolve(self, refused=self.wanted)

    def retry(self, version: int) -> Shown:
        """Return it after the channel said that nothing was applied, and to ask again."""
        return self._landed(version)

    def lose(self, version: int, until: datetime) -> Shown:
        """Return it after a write got no answer, or none that says what became of it.

        Args:

            until: when it can be looked up: now, and the times in which the channel
                may still apply it and still show what was before.
        """
        flight, before = self.flight, self.doubt
        if flight is None or flight.version != version:
            return self
        doubt = Doubt(flight.quantity, flight.quantity, until)
        if before is not None:
            doubt = Doubt(
                flight.quantity, max(before.most, flight.quantity), max(before.until, until)
            )
        return attrs.evolve(self, flight=None, doubt=doubt)

    def read_back(self, quantity: int, asked: datetime, at: datetime | None = None) -> Shown:
        """Return it after it was seen to show *quantity*.

        A reading during a write, or before a doubt can be looked up, tells nothing.

        Args:

            asked, at: when the reading was asked for, and came; at once, for None.
        """
        if self.flight is not None or (self.doubt is not None and asked < self.doubt.until):
            return self
        return attrs.evolve(
            self,
            quantity=quantity,
            version=self.issued + 1,
            asked_at=asked,
            as_of=asked if at is None else at,
            unsure=False,
            loose=0,
            doubt=None,
            refused=None,
            issued=self.issued + 1,
        )

    def sold(self, quantity: int, placed: datetime | None = None) -> Shown:
        """Return it after an order of *quantity* units was imported.

        Of a listing in doubt nothing is known that a sale could be taken off.

        Args:

            placed: when the buyer ordered, by the channel's clock; None if that is
                surely after the number was set or read.
        """
        if self.quantity is None or self.doubt is not None:
            return self
        flight = self.flight
        if flight is not None and (placed is None or placed >= flight.since):
            flight = attrs.evolve(flight, crossed=True)
        if placed is None or self.as_of is None or placed > self.as_of:
            left = max(0, self.quantity - quantity)
            return attrs.evolve(self, quantity=left, flight=flight)
        between = self.asked_at is None or placed >= self.asked_at
        return attrs.evolve(self, flight=flight, unsure=self.unsure or between)

    def put_back(self, quantity: int) -> Shown:
        """Return it after *quantity* units of an imported order were cancelled, or taken out.

        Nobody knows whether the channel shows them again: what is wanted is sent once more.
        """
        flight = self.flight
        if flight is not None:
            flight = attrs.evolve(flight, crossed=True)
        loose = min(MOST_UNITS, self.loose + quantity)
        return attrs.evolve(self, unsure=True, loose=loose, flight=flight)

    def pending(self, read: int) -> int:
        """Return the units sold there and not imported, by a channel that shows *read*.

        Units that it may have put back on sale are taken for put back: where it has
        not, too few are shown until the next push, and never too many.
        """
        if self.quantity is None or self.doubt is not None:
            return 0
        return pending_units(self.quantity + self.loose, read, 0)

    def need(self, now: datetime, *, overwrites: bool, reads: bool) -> Need:
        """Return what is to be done.

        In doubt, one thing does not wait: showing less. It is sent once, and the
        doubt stays, because the lost write may land after it.

        Args:

            overwrites: whether a write does not depend on what was shown before.

            reads: whether the channel can be asked what it shows. If not, a doubt
                ends with the first acknowledged write after its time.
        """
        if self.flight is not None:
            return Need.WAIT
        if self.doubt is not None and now >= self.doubt.until:
            return Need.LOOK_UP if reads else Need.SEND
        if self.doubt is not None:
            return Need.SEND if overwrites and self._lowers(self.doubt) else Need.WAIT
        if self.wanted is None or self.wanted == self.refused:
            return Need.NOTHING
        return Need.SEND if self.unsure or self.wanted != self.quantity else Need.NOTHING

    def _landed(self, version: int) -> Shown:
        if self.flight is None or self.flight.version != version:
            return self
        return attrs.evolve(self, flight=None)

    def _lowers(self, doubt: Doubt) -> bool:
        already = self.wanted in (None, self.refused, self.quantity, doubt.quantity)
        return not already and self.wanted is not None and self.wanted < self.most
