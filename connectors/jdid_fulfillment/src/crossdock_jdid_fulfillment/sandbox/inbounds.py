"""Inbounds (purchase orders, "PO"): announced, received in parts, completed (sheet B6)."""

from datetime import datetime

import attrs

from crossdock_jdid_fulfillment.sandbox.stock import DAMAGED, GOOD
from crossdock_jdid_fulfillment.sandbox.trail import Trail

NEW, ACCEPTED, COMPLETED = 10, 20, 70
CANCELLING, CANCELLED, CANCEL_FAILED = 90, 91, 92
#: Of our own: what ``storageStatus`` says, about which nothing is published.
NOT_STORED, PARTLY_STORED, STORED = "1", "2", "3"


@attrs.frozen
class Receipt:
    """What was counted at one time: pieces that could be stored, and damaged ones."""

    at: datetime
    good: int
    damaged: int = 0


@attrs.define
class InboundLine:
    """One line: announced, and what came of it."""

    goods: str
    isv_no: str
    announced: int
    status: int = GOOD
    order_line: str = ""
    receipts: list[Receipt] = attrs.field(factory=list)
    shelved: int = 0
    shelved_damaged: int = 0

    def good(self, horizon: datetime) -> int:
        """Return what had been received in the announced condition by *horizon*."""
        return sum(receipt.good for receipt in self.receipts if receipt.at <= horizon)

    def damaged(self, horizon: datetime) -> int:
        """Return what had been found damaged by *horizon*."""
        return sum(receipt.damaged for receipt in self.receipts if receipt.at <= horizon)

    def missing(self, horizon: datetime) -> int:
        """Return how much of what was announced had not come by *horizon*."""
        return max(0, self.announced - self.good(horizon) - self.damaged(horizon))

    def excess(self, horizon: datetime) -> int:
        """Return how much more than announced had come by *horizon*."""
        return max(0, self.good(horizon) + self.damaged(horizon) - self.announced)


@attrs.define
class Inbound:
    """
    One inbound.

    Attributes:
        own_no: The merchant's number.

        in_parts: ``multiReceivingFlag``: received in several batches.

        progress: 10, 20 or 70, whatever a cancel makes of its status.
    """

    no: str
    own_no: str
    department: str
    warehouse: str
    supplier: str
    created: datetime
    lines: list[InboundLine]
    in_parts: bool = False
    fields: dict[str, str] = attrs.field(factory=dict)
    trail: Trail = attrs.field(factory=Trail)
    progress: int = NEW
    cancelling: bool = False
    turn: int = 0

    @property
    def code(self) -> int:
        """The present status."""
        return self.trail.last.code

    @property
    def ended(self) -> bool:
        """Whether it is completed or cancelled."""
        return self.code in (COMPLETED, CANCELLED)

    @property
    def begun(self) -> bool:
        """Whether goods are being received."""
        return any(line.receipts for line in self.lines)

    def stored(self, horizon: datetime) -> str:
        """Return how far storing had come."""
        if self.trail.has(COMPLETED, horizon):
            return STORED
        begun = any(receipt.at <= horizon for line in self.lines for receipt in line.receipts)
        return PARTLY_STORED if begun else NOT_STORED


def condition(line: InboundLine) -> tuple[int, int]:
    """Return the conditions in which a line's pieces are stored: as announced, and damaged."""
    return line.status, DAMAGED
