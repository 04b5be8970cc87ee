"""A record that cannot be read, as it is kept aside: masked, and fit for a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crossdock_jdid.nesting import unpacked
from crossdock_jos.records import storable

if TYPE_CHECKING:
    from crossdock.http import Redactor


def shown_of(raw: Any, redactor: Redactor) -> str:
    """Return *raw* as text to be kept; empty for what is no object.

    Persons are masked by the names of fields. Text that could not be taken
    apart has none, and may be anybody's address.
    """
    record = unpacked(raw)
    return storable(redactor.record(record)) if isinstance(record, Mapping) else ""
