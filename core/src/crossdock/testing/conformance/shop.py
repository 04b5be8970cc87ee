"""A connection that a check uses, and what stood around it while it was used."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import attrs

from crossdock.connections import Connection
from crossdock.http import Ports
from crossdock.testing.conformance.played import Played
from crossdock.testing.memory import MemoryJournal, MemoryShelf
from crossdock.workspace import Workspace


@attrs.define
class Shelf(MemoryShelf):
    """A token shelf that counts what is put on it."""

    writes: int = 0
    seen: set[str] = attrs.field(factory=set, repr=False)

    def write(self, key: str, token: Any) -> None:
        """Keep *token*, count it, and remember its text."""
        self.writes += 1
        self.seen.add(token.text.reveal())
        MemoryShelf.write(self, key, token)


@attrs.frozen(eq=False)
class Shop:
    """A connection to a sandbox, and what its surroundings saw."""

    connection: Connection[Any]
    played: Played
    journal: MemoryJournal
    shelf: Shelf
    slept: list[float]


class Prompt(Workspace):
    """A workspace where waiting takes no time."""

    @cached_property
    def ports(self) -> Ports:
        """The clock, and a sleep that returns at once."""
        return Ports(now=self.clock, sleep=lambda _seconds: None, uniform=lambda low, high: low)
