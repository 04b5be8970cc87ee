"""What a channel offers for sale under one id of its own."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from crossdock.money import Money
from crossdock.validators import aware, units

#: What a channel shows is its own affair, as long as it can be written down; some
#: show fewer than none once they have sold more than there was.
LARGEST_QUANTITY = 2**63 - 1


class ListingStatus(StrEnum):
    """The states a listing can be in, whatever the channel calls them."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    PENDING = "pending"
    BANNED = "banned"
    DELETED = "deleted"
    #: A state this connector has not met before: kept, shown, and never acted on.
    UNKNOWN = "unknown"


@attrs.frozen
class Listing:
    """One sellable row of a channel: a single product, or one child of a variant product.

    Args:

        listing_id: the channel's own id of it.

        sku: the SKU code exactly as the channel has it, untrimmed; empty when blank.

        title: the name shown to buyers.

        status: the state in our words; ``raw_status`` in the channel's.

        quantity: units shown to buyers now.

        parent_id: the variant product it is a child of.

        options: what tells it from its siblings: ``(("Warna", "Merah"),)``.

        locked: units the channel holds back for a campaign, part of *quantity*.

        warehouse_quantities: units by the channel's warehouse id, where it tells.

        updated_at: when the channel last changed it, where it tells.
    """

    listing_id: str
    sku: str
    title: str
    status: ListingStatus
    quantity: int = attrs.field(validator=units(-LARGEST_QUANTITY, LARGEST_QUANTITY))
    raw_status: str = ""
    price: Money | None = None
    parent_id: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    locked: int = attrs.field(default=0, validator=units())
    warehouse_quantities: tuple[tuple[str, int], ...] = ()
    url: str = ""
    updated_at: datetime | None = attrs.field(
        default=None, validator=attrs.validators.optional(aware)
    )
