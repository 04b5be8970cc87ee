"""What a platform tells us unasked: hints that wake a re-read, never the truth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import attrs


def _lower_names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@attrs.frozen
class NotificationRequest:
    """A webhook call as it arrived.

    Args:

        headers: by name; names are kept in lower case, however they are given.

        body: the raw bytes; signatures are computed over these, never over a re-encoding.

        received_at: when it arrived, aware.
    """

    headers: Mapping[str, str] = attrs.field(repr=False, converter=_lower_names)
    body: bytes = attrs.field(repr=False)
    received_at: datetime


class HintKind(StrEnum):
    """What a hint is about."""

    ORDER = "order"
    ORDER_CANCEL_REQUEST = "order_cancel_request"
    LISTING = "listing"
    STOCK = "stock"


@attrs.frozen
class Hint:
    """Something changed: read *record_id* again.

    Args:

        kind: what sort of record.

        record_id: the platform's id of it.

        account_id: the shop it belongs to; empty where the platform does not say.

        topic: the platform's own name of the event.
    """

    kind: HintKind
    record_id: str
    account_id: str = ""
    topic: str = ""
