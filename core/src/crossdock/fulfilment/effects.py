"""What a machine asks for, as values: whoever keeps its document carries them out with it.

All effects of a step belong into the transaction that keeps the step's document.
None of them speaks to the outside world: that is for the jobs they enqueue.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.fulfilment.holds import Reason
from crossdock.inventory import StockEvent

if TYPE_CHECKING:
    from crossdock.fulfilment.booking import OrderUnits


class JobKind(StrEnum):
    """What a job of the outbox does at a channel or a warehouse."""

    ACCEPT_ORDER = "accept_order"
    ARRANGE_SHIPMENT = "arrange_shipment"
    #: From the merchant's own warehouse, under a waybill of his own.
    SHIP_ORDER = "ship_order"
    REREAD_ORDER = "reread_order"
    CREATE_OUTBOUND = "create_outbound"
    CANCEL_OUTBOUND = "cancel_outbound"
    REFRESH_OUTBOUND = "refresh_outbound"
    PUSH_GOODS = "push_goods"
    REFRESH_GOODS = "refresh_goods"
    CREATE_INBOUND = "create_inbound"
    CANCEL_INBOUND = "cancel_inbound"
    REFRESH_INBOUND = "refresh_inbound"


#: Jobs of which only the newest of a document matters.
COALESCIBLE = frozenset(
    {
        JobKind.REREAD_ORDER,
        JobKind.REFRESH_OUTBOUND,
        JobKind.REFRESH_GOODS,
        JobKind.REFRESH_INBOUND,
    }
)


class Effect:
    """Something to be carried out together with the new state of a document."""


@attrs.frozen
class RecordStock(Effect):
    """Record stock events; one whose key is known already is known."""

    events: tuple[StockEvent, ...]


@attrs.frozen
class Enqueue(Effect):
    """Put a job into the outbox; one with the same key and content is there already.

    Args:

        key: the job's, and the reference under which the other side keeps it.

        subject: key of the document that the job's answer moves.

        content: what of the job's payload the machine decides; the rest is the
            order's or the catalogue's, and frozen with it.
    """

    kind: JobKind
    key: str
    subject: str
    content: Mapping[str, Any] = attrs.field(factory=dict)
    due: datetime | None = None


@attrs.frozen
class Withdraw(Effect):
    """Take a job that nobody holds out of the outbox, as if it had never been there."""

    kind: JobKind
    key: str


@attrs.frozen
class Notify(Effect):
    """Say something that nobody has to act on now."""

    reason: Reason
    subject: str
    detail: str = ""


@attrs.frozen
class OpenReview(Effect):
    """Ask a person; the same reason for the same subject again only counts up."""

    reason: Reason
    subject: str
    detail: str = ""


@attrs.frozen
class CloseReviews(Effect):
    """What was asked about a subject is settled."""

    subject: str


@attrs.frozen
class Reroute(Effect):
    """Ask the router for a warehouse again; not for those in *refused*."""

    subject: str
    refused: frozenset[str] = frozenset()


@attrs.frozen
class OpenSibling(Effect):
    """Make another warehouse order of the same order, for units that are left over."""

    subject: str
    lines: tuple[OrderUnits, ...]
