"""How a quantity is written to a channel: the best way that it offers.

In order: set if nothing was sold since, set right after reading, set, and change
by so many after reading. Changing without reading is missing on purpose. A
channel that sold out in the meantime cuts the change off at zero, the sale is
heard of later, and the next change makes up for goods that were never there; so
a `ChangeBy` cannot be made without the reading that it starts from.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

import attrs

from crossdock.errors import DataRefusedError, InputRefusedError, PluginRefusedError
from crossdock.inventory.push import StockReading
from crossdock.inventory.shown import Shown
from crossdock.manifest import WriteMode
from crossdock.validators import units


class Writing(StrEnum):
    """A way to write, the best one first."""

    COMPARE_AND_SET = "compare_and_set"
    READ_THEN_SET = "read_then_set"
    SET = "set"
    READ_THEN_CHANGE = "read_then_change"

    @property
    def overwrites(self) -> bool:
        """Whether what is written does not depend on what was shown before."""
        return self in {Writing.READ_THEN_SET, Writing.SET}

    @property
    def reads(self) -> bool:
        """Whether it reads before it writes."""
        return self is not Writing.SET


def best_writing(modes: Collection[WriteMode], *, reads: bool) -> Writing:
    """Return the best way to write to a channel that takes *modes*.

    Args:

        reads: whether the channel can be asked what a listing shows.

    Raises:

        PluginRefusedError: the channel takes changes only, and cannot be asked.
    """
    if WriteMode.COMPARE_AND_SET in modes and reads:
        return Writing.COMPARE_AND_SET
    if WriteMode.ABSOLUTE in modes:
        return Writing.READ_THEN_SET if reads else Writing.SET
    if WriteMode.RELATIVE in modes and reads:
        return Writing.READ_THEN_CHANGE
    raise PluginRefusedError(
        "The connector declares no way to write a quantity that is safe: what it writes depends"
        " on what is shown, and it cannot read that.",
        next_step="Implement read_stock, or declare write_mode absolute.",
    )


@attrs.frozen
class SetTo:
    """Show *quantity*, whatever was shown."""

    quantity: int = attrs.field(validator=units())


@attrs.frozen
class SetIf:
    """Show *quantity* if *expected* is still shown; otherwise change nothing and say so."""

    quantity: int = attrs.field(validator=units())
    expected: int = attrs.field(validator=units())


@attrs.frozen
class ChangeBy:
    """Show so many *change* units more, or fewer, than at the *reading*."""

    change: int
    reading: StockReading

    def __attrs_post_init__(self) -> None:
        if self.reading.quantity is None:
            raise _unread(self.reading)
        if type(self.change) is not int or self.reading.quantity + self.change < 0:
            raise InputRefusedError(
                f"Listing {self.reading.listing_id} shows {self.reading.quantity}, which cannot"
                f" change by {self.change!r}; give a whole number that leaves 0 or more."
            )

    @property
    def quantity(self) -> int:
        """What it comes to if nothing is sold meanwhile."""
        return (self.reading.quantity or 0) + self.change


Write = SetTo | SetIf | ChangeBy


def write(writing: Writing, shown: Shown, reading: StockReading | None = None) -> Write:
    """Return what to send so that the listing shows what is wanted.

    What it sold and we have not imported is still in the wanted quantity. Where a
    reading tells of it, that is taken off: setting the wanted quantity would put
    goods up for sale again that are gone. A quantity can be set without knowing
    what is shown, and is where the reading says nothing; no other way can do that.

    Raises:

        ValueError: nothing is wanted, or the way to write needs a *reading*.

        DataRefusedError: it needs one, and this one says nothing.
    """
    if shown.wanted is None:
        raise ValueError("nothing is wanted of this listing yet; there is nothing to write")
    if reading is None and writing.reads:
        raise ValueError(f"{writing} starts from a reading; read the listing first")
    if reading is None or (reading.quantity is None and writing.overwrites):
        return SetTo(shown.wanted)
    if reading.quantity is None:
        raise _unread(reading)
    quantity = max(0, shown.wanted - shown.pending(reading.quantity))
    if writing is Writing.COMPARE_AND_SET:
        return SetIf(quantity, reading.quantity)
    if writing is Writing.READ_THEN_CHANGE:
        return ChangeBy(quantity - reading.quantity, reading)
    return SetTo(quantity)


def _unread(reading: StockReading) -> DataRefusedError:
    return DataRefusedError(
        f"What listing {reading.listing_id} shows could not be read, and what is written to it"
        f" depends on that. {reading.doubt}".rstrip()
    )
