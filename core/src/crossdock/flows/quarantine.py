"""Records that could not be read: each kept aside once, until it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import attrs

from crossdock.paging import RefusedRecord
from crossdock.store import Store, StoredPull

#: What a connector calls a record without an id: its place on its page.
_PLACE = re.compile(r"row [0-9]+")


def set_aside(
    store: Store,
    connection: str,
    hook: str,
    records: Iterable[RefusedRecord],
    *,
    page_number: int,
) -> None:
    """Keep *records* of one page aside, so that none takes the place of another's."""
    for record in records:
        name = record.record_id
        if _PLACE.fullmatch(name):
            name = f"page {page_number}, {name}"
        store.pulls.quarantine(connection, hook, attrs.evolve(record, record_id=name))


def forget_mended(store: Store, connection: str, hook: str, pull: StoredPull) -> None:
    """Forget what *pull*, which saw everything there is, did not find unreadable again."""
    mended = [
        row["record_id"]
        for row in store.pulls.quarantined(connection, hook)
        if datetime.fromisoformat(row["last_seen"]) < pull.started_at
    ]
    store.pulls.release(connection, hook, mended)
