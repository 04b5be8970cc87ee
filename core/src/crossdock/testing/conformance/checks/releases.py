"""PKG-09: what connections were made with in an earlier release is still there."""

from __future__ import annotations

import json

from crossdock.testing.conformance.check import broken, check, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject
from crossdock.testing.released import record_of, snapshot, withdrawn


@check(
    "PKG-09",
    Level.GOLD,
    "Settings, hosts, answers and hooks of the previous release are still taken.",
)
def kept(subject: Subject) -> str:
    """Compare it with the snapshot of its last release that it ships.

    `crossdock plugin snapshot` makes one; the first release has none.
    """
    record = record_of(subject.connector)
    if record is None:
        return "It ships no snapshot of a release before this one: it is taken for the first."
    try:
        before = json.loads(record.read_text(encoding="utf-8"))
        found = list(withdrawn(before, snapshot(subject.connector)))
    except (ValueError, KeyError, TypeError, AttributeError):
        broken(f"{record.name} is no snapshot such as crossdock plugin snapshot writes.")
    require(not found, " ".join(found))
    return ""
