"""Goods on their way into a warehouse: what is announced, and what the warehouse received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.fulfilment.documents import DocumentLine
from crossdock.validators import aware, units

_SOMETIMES = attrs.validators.optional(aware)


@attrs.frozen
class Inbound:
    """What `create_inbound` announces to a warehouse.

    Args:

        reference: our number of it.

        lines: one per SKU; never the same SKU twice.

        waybill: of the truck or parcel that brings it.
    """

    reference: str
    lines: tuple[DocumentLine, ...] = attrs.field(validator=attrs.validators.min_len(1))
    remark: str = ""
    waybill: str = ""
    expected_at: datetime | None = attrs.field(default=None, validator=_SOMETIMES)


class InboundProgress(StrEnum):
    """How far a warehouse is with an inbound."""

    ACCEPTED = "accepted"
    RECEIVING = "receiving"
    #: Received for good: the numbers are final, short or over as they may be.
    DONE = "done"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    CANCEL_FAILED = "cancel_failed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@attrs.frozen
class ReceivedLine:
    """What came of one line, added up over all receipts so far.

    Args:

        expected: units announced.

        good: units received in sellable condition; ``bad`` those that are not.

        final: the numbers count; before that some warehouses show what they expect.

        discrepancies: units by the warehouse's own name for what was wrong
            (``shortQty``).
    """

    sku: str
    expected: int = attrs.field(validator=units())
    good: int = attrs.field(default=0, validator=units())
    bad: int = attrs.field(default=0, validator=units())
    remote_id: str = ""
    final: bool = False
    discrepancies: Mapping[str, int] = attrs.field(factory=dict)


@attrs.frozen
class RemoteInbound:
    """An inbound as the warehouse has it now."""

    reference: str
    remote_id: str
    progress: InboundProgress
    raw: str = ""
    lines: tuple[ReceivedLine, ...] = ()
    changed_at: datetime | None = attrs.field(default=None, validator=_SOMETIMES)
    reason: str = ""
