"""The numbers JD gives to things: a prefix and digits that go up (sheet B3)."""

import random

import attrs

#: Digits behind the prefix; the sheet gives 13 for departments and sources.
_MASTER, _DOCUMENT = 13, 17


@attrs.define
class Numbers:
    """Ascending numbers; how far apart they are follows from the dice."""

    dice: random.Random
    _last: dict[str, int] = attrs.field(factory=dict)

    def _next(self, prefix: str, digits: int) -> str:
        first = int("4418" + "0" * (digits - 7))
        self._last[prefix] = self._last.get(prefix, first) + self.dice.randrange(1, 40)
        return f"{prefix}{self._last[prefix]:0{digits}d}"

    def master(self, prefix: str) -> str:
        """Return the number of a department, shop, supplier or goods."""
        return self._next(prefix, _MASTER)

    def document(self, prefix: str) -> str:
        """Return the number of an outbound, inbound or return."""
        return self._next(prefix, _DOCUMENT)
