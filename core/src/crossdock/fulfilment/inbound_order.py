"""The inbound order: what is announced to a warehouse, what it says it received, its events."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.inbound import ReceivedLine
from crossdock.validators import aware, units


class InboundState(StrEnum):
    """Where an inbound order is."""

    DRAFT = "draft"
    #: Submitted; the warehouse does not know all of its goods yet.
    READY = "ready"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    RECEIVING = "receiving"
    DONE = "done"
    CLOSED_SHORT = "closed_short"
    CANCEL_REQ = "cancel_req"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    REVIEW = "review"


class InboundEventKind(StrEnum):
    """What can happen to an inbound order."""

    EDIT = "edit"
    SUBMIT = "submit"
    GOODS_ACTIVE = "goods_active"
    LEASED = "leased"
    TAKEN = "taken"
    POSTPONED = "postponed"
    DOUBTED = "doubted"
    ABSENT = "absent"
    DIFFERS = "differs"
    #: Whether it took effect is not known, and cannot be looked up.
    UNTOLD = "untold"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    #: The warehouse told what it has received so far.
    RECEIPT = "receipt"
    #: The warehouse is done, and its numbers are final.
    FINISHED = "finished"
    REMOTE_CANCELLED = "remote_cancelled"
    REMOTE_CANCEL_FAILED = "remote_cancel_failed"
    REMOTE_REJECTED = "remote_rejected"
    REMOTE_UNKNOWN = "remote_unknown"
    CANCEL_WANTED = "cancel_wanted"
    CANCEL_TAKEN = "cancel_taken"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL_OPEN = "cancel_open"
    SILENT = "silent"
    RESOLVE = "resolve"


@attrs.frozen
class InboundLine:
    """Units of one SKU announced, and what is booked of them.

    Args:

        good, bad: units booked as received so far, added up.
    """

    sku: str
    quantity: int = attrs.field(validator=units(least=1))
    good: int = attrs.field(default=0, validator=units())
    bad: int = attrs.field(default=0, validator=units())

    @property
    def received(self) -> int:
        """Units booked, in any condition."""
        return self.good + self.bad


@attrs.frozen
class InboundOrder:
    """Goods announced to one warehouse.

    Args:

        key: what it is called here; ``reference`` what we call it at the warehouse.

        lines: one per SKU.

        expecting: its units are booked as expected.

        finished: the warehouse is done with it.

        changed_at: when the warehouse last changed it, by its own clock.

        revision: counts its references: a refused one cannot be used again.
    """

    key: str
    warehouse: str
    lines: tuple[InboundLine, ...] = ()
    state: InboundState = InboundState.DRAFT
    remote_id: str = ""
    expecting: bool = False
    finished: bool = False
    cancel_wanted: bool = False
    hold: Reason | None = None
    changed_at: datetime | None = None
    revision: int = 0

    @property
    def reference(self) -> str:
        """Our reference of it at the warehouse."""
        return f"{self.key}-{self.revision}" if self.revision else self.key

    def hearing(self, received: tuple[ReceivedLine, ...]) -> InboundOrder:
        """Return it with what the warehouse tells, where that is not less than is booked."""
        told = {line.sku: line for line in received}
        lines = tuple(
            attrs.evolve(
                line,
                good=max(line.good, told[line.sku].good),
                bad=max(line.bad, told[line.sku].bad),
            )
            if line.sku in told
            else line
            for line in self.lines
        )
        return attrs.evolve(self, lines=lines)

    @property
    def is_over(self) -> bool:
        """Whether more of something is booked than was announced."""
        return any(line.received > line.quantity for line in self.lines)

    @property
    def is_short(self) -> bool:
        """Whether less of something is booked than was announced."""
        return any(line.received < line.quantity for line in self.lines)


@attrs.frozen
class InboundEvent:
    """One thing that happened.

    Args:

        lines: of an edit; one SKU may come twice, and is added up.

        received: cumulative, as the warehouse tells it.

        goods_ready: the warehouse knows all of the goods.

        changed_at: by the warehouse's clock; None if it does not say.
    """

    kind: InboundEventKind
    at: datetime = attrs.field(validator=aware)
    lines: tuple[InboundLine, ...] = ()
    received: tuple[ReceivedLine, ...] = ()
    goods_ready: bool = True
    remote_id: str = ""
    changed_at: datetime | None = None
    detail: str = ""
