"""A channel that can be trusted with nothing: what push engines are tested on.

It keeps one number per listing, counts it down when it sells, and does to each
request what its list of faults says. Time is a counter that every request moves
on, so that a late write lands after a later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import attrs


class Fault(StrEnum):
    """What becomes of one request to set a quantity."""

    NONE = "none"
    #: Turned away unprocessed: asked too often.
    THROTTLED = "throttled"
    #: Lost on the way there; the caller sees a time-out.
    LOST = "lost"
    #: Applied, and the answer is lost; the caller sees a time-out.
    UNANSWERED = "unanswered"
    #: The caller sees a time-out, and it is applied some requests later.
    LATE = "late"
    #: The caller's process dies before it is sent.
    DEATH_BEFORE = "death_before"
    #: The caller's process dies after it was applied.
    DEATH_AFTER = "death_after"


class ThrottledError(Exception):
    """Nothing was applied: ask again."""


class TimedOutError(Exception):
    """It may have been applied, or may be later."""


class ProcessDiedError(BaseException):
    """The process of the caller was killed. No implementation may catch this."""


#: Requests after which a late write has landed, if it ever does.
HORIZON = 4


@attrs.define
class Channel:
    """One shop on a remote platform.

    Args:

        listings: what each listing shows.

        faults: what becomes of the next requests, one by one; then all goes well.

        requests: how many requests to set a quantity came in.

        now: counts requests and passing time.
    """

    listings: dict[str, int] = attrs.field(factory=dict)
    faults: list[Fault] = attrs.field(factory=list)
    requests: int = 0
    now: int = 0
    horizon: int = HORIZON
    sent: list[tuple[str, int]] = attrs.field(factory=list)
    _late: list[tuple[int, str, int]] = attrs.field(factory=list)

    def set(self, listing_id: str, quantity: int) -> None:
        """Set what *listing_id* shows.

        Raises:

            ThrottledError: it was turned away; nothing was applied.

            TimedOutError: nobody knows.
        """
        if type(quantity) is not int or quantity < 0:
            raise ValueError(f"{listing_id} cannot show {quantity!r}; send 0 or more units.")
        fault = self.faults.pop(0) if self.faults else Fault.NONE
        if fault is Fault.DEATH_BEFORE:
            raise ProcessDiedError
        self.requests += 1
        self.sent.append((listing_id, quantity))
        if fault is Fault.LATE:
            self._late.append((self.now + self.horizon - 1, listing_id, quantity))
        self.wait(1)
        if fault in {Fault.NONE, Fault.UNANSWERED, Fault.DEATH_AFTER}:
            self.listings[listing_id] = quantity
        if fault is Fault.THROTTLED:
            raise ThrottledError
        if fault is Fault.DEATH_AFTER:
            raise ProcessDiedError
        if fault is not Fault.NONE:
            raise TimedOutError

    def read(self, listing_id: str) -> int:
        """Return what *listing_id* shows."""
        return self.listings.get(listing_id, 0)

    def sell(self, listing_id: str, quantity: int) -> int:
        """Sell up to *quantity* units, as many as the listing shows; return how many."""
        sold = min(quantity, self.read(listing_id))
        if sold:
            self.listings[listing_id] -= sold
        return sold

    def wait(self, moments: int) -> None:
        """Let time pass: late writes whose time has come are applied."""
        self.now += moments
        due = [late for late in self._late if late[0] <= self.now]
        self._late = [late for late in self._late if late[0] > self.now]
        for _, listing_id, quantity in sorted(due):
            self.listings[listing_id] = quantity

    def snapshot(self) -> Mapping[str, int]:
        """Return what all listings show."""
        return dict(self.listings)

    def break_down(self, faults: Iterable[Fault]) -> None:
        """Let the next requests meet *faults*."""
        self.faults.extend(faults)
