"""Language or encoding errors: text that came as something else than UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crossdock.flows.diagnosis.causes import Cause, retry, said
from crossdock.flows.diagnosis.evidence import Evidence

_WORDS = re.compile(r"UTF-8|GBK|surrogate|NUL character|charset|not Unicode", re.IGNORECASE)


def speaks_of_encoding(error: str) -> bool:
    """Return whether *error* is about how text was written, and not about what it says."""
    return _WORDS.search(error) is not None


def encoding(seen: Evidence) -> Iterator[Cause]:
    """Yield where text was lost or cannot be read."""
    name = seen.connection
    for trouble in (seen.remote.sign_in, seen.remote.orders):
        if trouble is not None and speaks_of_encoding(trouble.message):
            yield Cause("answer-not-utf-8", said(trouble), retry(seen))
    for noun, command, records in (
        ("orders", "order", seen.orders.unreadable),
        ("listings", "product", seen.stock.unreadable),
    ):
        garbled = [one for one in records if speaks_of_encoding(one.error)]
        if garbled:
            yield Cause(
                f"{noun}-not-utf-8",
                f"{len(garbled):,} {noun} of {name} are set aside for text that is not UTF-8,"
                f" among them {garbled[0].record_id}: {garbled[0].error}",
                f"crossdock {command} unreadable {name}",
            )
    if seen.garbled:
        yield Cause(
            "characters-lost",
            f"{seen.garbled:,} titles of {name} hold the mark of characters that were lost before"
            f" they came here: correct them at {seen.platform}, then pull again.",
            f"crossdock product pull {name}",
        )
