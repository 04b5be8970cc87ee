"""What outbounds and inbounds have in common: their names, their lines, and cancelling them."""

from __future__ import annotations

from enum import StrEnum

import attrs

from crossdock.money import Money
from crossdock.validators import units


@attrs.frozen
class DocumentKey:
    """One document at a warehouse, by both its names.

    Args:

        reference: ours; the key that makes sending it twice the same as once.

        remote_id: the warehouse's; empty while it is not known.
    """

    reference: str
    remote_id: str = ""


@attrs.frozen
class DocumentLine:
    """Units of one SKU in a document that is to be sent.

    Args:

        sku: the master SKU.

        quantity: units, one or more.

        remote_id: the warehouse's id of the goods, as `push_products` returned it.

        unit_price: for customs and insurance; None where it is not known.
    """

    sku: str
    quantity: int = attrs.field(validator=units(least=1))
    remote_id: str = ""
    unit_price: Money | None = None


class CancelOutcome(StrEnum):
    """What asking a warehouse to cancel a document came to."""

    CANCELLED = "cancelled"
    #: It will try; only a later reading tells how it ended.
    PENDING = "pending"
    #: Too late, or never possible; the document goes on.
    REFUSED = "refused"


@attrs.frozen
class Cancellation:
    """A warehouse's answer to `cancel_outbound` or `cancel_inbound`.

    Args:

        reason: in the warehouse's words where it gave any.
    """

    outcome: CancelOutcome
    reason: str = ""
    remote_code: str = ""
