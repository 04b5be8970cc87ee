"""Dedupe keys: the name of a fact, made from the fact and from nothing else.

Hearing of a fact twice must make the same key twice, in any process at any time.
So a key is built from the documents that the fact is about, never from a clock
or from chance. A part that contains the separator is escaped: connection ``a:b``
with order ``c`` is not connection ``a`` with order ``b:c``.

Where one line of a document means several facts, ``part`` tells them apart: the
component of a kit, the warehouse of a split. It is empty for a plain line, and
then the key ends without it.
"""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from crossdock.errors import DataRefusedError
from crossdock.validators import units


def _filled(record: object, attribute: attrs.Attribute[str], text: str) -> None:
    if not text:
        raise DataRefusedError(
            f"{attribute.name} of {type(record).__name__} is empty, and must name it."
        )


@attrs.frozen
class LineRef:
    """One line of one order, at one revision.

    Args:

        revision: counts the different contents the line has had, from 0, in the
            channel's order and not in the order of arrival.
    """

    connection: str = attrs.field(validator=_filled)
    order: str = attrs.field(validator=_filled)
    line: str = attrs.field(validator=_filled)
    revision: int = attrs.field(default=0, validator=units())

    @property
    def reference(self) -> str:
        """The line itself, whatever its revision: what its reservations are added up by."""
        return joined(self.connection, self.order, self.line)

    def key(self, prefix: str, part: str = "") -> str:
        """Return the key of what *prefix* says happened to the line at this revision."""
        return joined(
            prefix, self.connection, self.order, self.line, str(self.revision), part=part
        )


def joined(*parts: str, part: str = "") -> str:
    """Return *parts* as one key, with *part* at its end if there is one."""
    if part:
        parts = (*parts, part)
    key = ":".join(parts)
    # Few names need escaping, and every line of every order is named several times.
    if "%" not in key and key.count(":") == len(parts) - 1:
        return key
    return ":".join(map(_escaped, parts))


def parted(key: str) -> tuple[str, ...]:
    """Return the parts that `joined` made *key* of."""
    if "%" not in key:
        return tuple(key.split(":"))
    return tuple(part.replace("%3A", ":").replace("%25", "%") for part in key.split(":"))


def moment(at: datetime) -> str:
    """Return *at* as it stands in a key: the same text for the same moment in any zone."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"


def _escaped(part: str) -> str:
    return part.replace("%", "%25").replace(":", "%3A")
