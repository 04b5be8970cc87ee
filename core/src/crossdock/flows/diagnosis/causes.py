"""A cause that was found, and the words that several diagnoses share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

import attrs

from crossdock.flows.diagnosis.evidence import Evidence, Trouble
from crossdock.flows.findings import State

_COMMAND = re.compile(r"`(crossdock [^`]+)`")


@attrs.frozen
class Cause:
    """Why an issue is there.

    Args:

        slug: its name for programs; ``detail`` a sentence that names the connection.

        fix: the command that mends it.

        state: OK for what explains the issue away, WARNING for what does not yet
            stand in the way.
    """

    slug: str
    detail: str
    fix: str
    state: State = State.FAILED


def edit(seen: Evidence) -> str:
    """Return the command that gives a connection its secrets anew."""
    secrets = "".join(f" --secret {name}" for name in seen.secrets)
    return f"crossdock conn edit {seen.connection}{secrets}"


def retry(seen: Evidence) -> str:
    """Return the command that tries the platform again without changing anything."""
    return f"crossdock conn test {seen.connection}"


def switch(seen: Evidence, setting: str, word: str = "yes") -> str:
    """Return the command that changes an interaction setting."""
    return f"crossdock conn settings {seen.connection} --set {setting}={word}"


def advised(text: str) -> str:
    """Return the first command of ours that stands in an advice; empty for none."""
    found = _COMMAND.search(text)
    return found.group(1) if found else ""


def said(trouble: Trouble) -> str:
    """Return a trouble's message with its advice."""
    return f"{trouble.message} {trouble.next_step}".strip()


def listed(counts: Mapping[str, int]) -> str:
    """Return *counts* as words, the largest first: ``3 duplicate, 1 blank``."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number:,} {name}" for name, number in ordered)


def minute(moment: datetime) -> str:
    """Return *moment* as people read it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
