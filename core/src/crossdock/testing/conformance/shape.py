"""What answers look like: which fields they have, and what kinds of values stand there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

NULL = "null"


@attrs.define
class Shape:
    """The kinds of values seen at each place of one endpoint's answers."""

    kinds: dict[str, set[str]] = attrs.field(factory=dict)

    def add(self, text: str) -> None:
        """Take note of one answer; of one that is no JSON, nothing."""
        try:
            found = json.loads(text)
        except ValueError:
            return
        for where, kind in _places(found, ""):
            self.kinds.setdefault(where, set()).add(kind)

    def lacks(self, other: Shape) -> Iterator[str]:
        """Yield how this one falls short of *other*, a sentence each.

        A place that nothing is known of, because what holds it was empty here, is left out.
        """
        for where, kinds in other.kinds.items():
            due, here = kinds - {NULL}, self.kinds.get(where, set()) - {NULL}
            if due and where not in self.kinds and self._holder(where) in self.kinds:
                yield f"The platform tells {where}, and the sandbox does not."
            elif due and here and not due & here:
                yield f"{where} is {_words(due)} at the platform, and {_words(here)} here."

    def _holder(self, where: str) -> str:
        """Return the place that holds *where*; a list's, once something was in it here."""
        if where.endswith("[]"):
            return where if where in self.kinds else "nowhere"
        return where.rpartition(".")[0]


def _places(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield where, "an object"
        for name, member in value.items():
            yield from _places(member, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        yield where, "a list"
        for member in value:
            yield from _places(member, f"{where}[]")
    elif isinstance(value, bool):
        yield where, "true or false"
    elif isinstance(value, int | float):
        yield where, "a number"
    else:
        yield where, NULL if value is None else "text"


def _words(kinds: Iterable[str]) -> str:
    return " or ".join(sorted(kinds))
