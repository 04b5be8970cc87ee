"""What is inside the envelopes of both generations: the verdict of the business, and its data.

Newer: one root key, in it ``code`` (that of the gateway) and a payload whose key
depends on the API family. Older: ``openapi_data``, JSON written out as text, is
the payload, and its model may be text once more (sheet A5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.errors import DataRefusedError
from crossdock_jdid.calls import ORDERS, PRODUCTS, STOCK
from crossdock_jdid.nesting import unpacked
from crossdock_jos.records import Record

#: What a business says when it is the platform that failed.
TROUBLE = ("timeout", "time out", "busy", "unavailable", "system error", "try again")
#: What it says when it was called too often: nothing was applied.
TOO_OFTEN = ("too many", "frequen", "rate limit", "call limit")


@attrs.frozen
class Payload:
    """The business's verdict and data.

    Args:

        model: the data, unpacked; None where there is none.

        code: the business's own code; 1 is a success of the stock calls.

        message: its words.

        success: its verdict; None where it does not say.
    """

    model: Any = attrs.field(default=None, repr=False)
    code: int | None = None
    message: str = ""
    success: bool | None = None

    @property
    def refused(self) -> bool:
        """Whether the business said no; one that says neither has said yes by data or code."""
        if self.success is None:
            return self.model is None and self.code not in {0, 1}
        return not self.success


def find_payload(wrapper: Record, key: str) -> Payload | None:
    """Return the payload in *wrapper*, the newer generation's one member; None without one.

    Args:

        key: where it stands by the API family; the others' places are looked at too.
    """
    for name in (key, ORDERS, PRODUCTS, STOCK):
        found = unpacked(wrapper.value(name))
        if isinstance(found, Mapping):
            return decode_payload(Record(found))
    if wrapper.has("model") or wrapper.has("success"):
        return decode_payload(wrapper)
    return None


def decode_payload(row: Record) -> Payload:
    """Return the payload that *row* is."""
    try:
        code = row.whole("code")
    except DataRefusedError:
        code = None
    return Payload(
        model=unpacked(row.value("model")),
        code=code,
        message=row.words("message", "msg", "error"),
        # The list of products says isSuccess where the others say success.
        success=row.flag("success", "isSuccess"),
    )


def tells_of(parts: tuple[str, ...], words: str) -> bool:
    """Return whether *words* hold one of *parts*, which are in small letters."""
    said = words.lower()
    return any(part in said for part in parts)
