"""The people that one exchange tells of, found again in its other words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import attrs

#: A shorter word about a person is not looked for: half of every text would be one.
SHORTEST = 5

_Pairs = tuple[tuple[str, str], ...]


@attrs.frozen
class Persons:
    """What is told of people, and what stands for it.

    However many they are, a text is walked through once.

    Args:

        by_start: each by its first letters, the longest first: one may begin another.
    """

    by_start: Mapping[str, _Pairs] = attrs.field(factory=dict, repr=False)

    def taken_out(self, text: str) -> str:
        """Return *text* with others in their place."""
        if not self.by_start:
            return text
        pieces: list[str] = []
        kept = at = 0
        while at <= len(text) - SHORTEST:
            known = self.by_start.get(text[at : at + SHORTEST])
            told, instead = _at(text, at, known) if known else ("", "")
            if told:
                pieces += [text[kept:at], instead]
                kept = at + len(told)
            at = max(at + 1, kept)
        return "".join([*pieces, text[kept:]])


def _at(text: str, at: int, known: _Pairs) -> tuple[str, str]:
    return next((pair for pair in known if text.startswith(pair[0], at)), ("", ""))


def persons_of(told: Mapping[str, str]) -> Persons:
    """Return what finds everything in *told* that is long enough, and exchanges it."""
    by_start: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one, instead in sorted(told.items(), key=lambda item: -len(item[0])):
        if len(one.strip()) >= SHORTEST:
            by_start[one[:SHORTEST]].append((one, instead))
    return Persons({start: tuple(pairs) for start, pairs in by_start.items()})
