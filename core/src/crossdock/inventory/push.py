"""Quantities on their way to a channel, and what the channel said to each."""

from __future__ import annotations

from enum import StrEnum

import attrs

from crossdock.validators import units


@attrs.frozen
class StockUpdate:
    """An absolute quantity to show on one listing.

    Args:

        listing_id: the channel's id of the listing.

        quantity: units to show, zero or more.

        sku: the channel's SKU code of it, for channels that ask for one.

        locked: units of *quantity* that the channel holds back for a campaign,
            as last read. A channel that is told only the rest sends the rest.

        before: units that it showed when it was read right before; None if it was
            not read. A channel that compares before it sets, or that is told a
            change, starts from it.
    """

    listing_id: str
    quantity: int = attrs.field(validator=units())
    sku: str = ""
    locked: int = attrs.field(default=0, validator=units())
    before: int | None = attrs.field(default=None, validator=attrs.validators.optional(units()))


@attrs.frozen
class StockReading:
    """What a listing shows now, read back from its channel.

    Args:

        quantity: units shown, the *locked* ones among them; None where the channel
            knows the listing and what it says of it cannot be read.

        locked: units that the channel holds back for a campaign.

        doubt: why there is no quantity; empty where there is one.
    """

    listing_id: str
    quantity: int | None = attrs.field(validator=attrs.validators.optional(units()))
    locked: int = attrs.field(default=0, validator=units())
    doubt: str = ""


class RowOutcome(StrEnum):
    """How one update of a push ended."""

    DONE = "done"
    #: The channel said no for a reason that repeating will not change.
    REFUSED = "refused"
    #: The channel did not apply it now and would later: its limiter said so.
    RETRY = "retry"
    #: The channel did not say, or said something that cannot be read: look it up.
    UNKNOWN = "unknown"


@attrs.frozen
class RowResult:
    """How one update ended, with the channel's reason where it gave one."""

    listing_id: str
    outcome: RowOutcome
    reason: str = ""
    remote_code: str = ""


@attrs.frozen
class PushReport:
    """One result for every update handed in, in any order.

    Args:

        results: one per update, keyed by listing id.

        retry_after: seconds to wait before the rows marked ``retry`` are sent again.
    """

    results: tuple[RowResult, ...] = ()
    retry_after: float | None = None
