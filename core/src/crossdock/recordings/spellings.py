"""Finding known secrets in text, however they are written there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import attrs

from crossdock.http.redaction import spellings

#: Characters of Base64 that are taken for a part of a secret.
SHORTEST_BASE64 = 4


@attrs.frozen
class Finder:
    """Knows secrets, of any length, in every form they travel in.

    Args:

        pattern: matches each; None where nothing is secret.

        by_group: the secret that each group of the pattern stands for.
    """

    pattern: re.Pattern[str] | None = attrs.field(repr=False)
    by_group: tuple[str, ...] = attrs.field(repr=False)

    def holds(self, text: str) -> bool:
        """Return whether one of the secrets stands in *text*."""
        return self.pattern is not None and self.pattern.search(text) is not None

    def replaced(self, text: str, stand_in: Callable[[str], str]) -> str:
        """Return *text* with what *stand_in* makes of each secret in its place."""
        if self.pattern is None:
            return text
        return self.pattern.sub(lambda found: stand_in(self._secret(found)), text)

    def _secret(self, found: re.Match[str]) -> str:
        return self.by_group[(found.lastindex or 1) - 1]


def finder(secrets: Iterable[str]) -> Finder:
    """Return what finds *secrets*; blank ones are none."""
    # The longest first: one may begin another.
    ordered = sorted({one for one in secrets if one}, key=lambda one: (-len(one), one))
    if not ordered:
        return Finder(None, ())
    return Finder(re.compile("|".join(f"({_forms(one)})" for one in ordered)), tuple(ordered))


def _forms(secret: str) -> str:
    digits = secret.encode("utf-8", "surrogatepass").hex()
    hexed = f"(?i:{digits})" if len(digits) >= 2 * SHORTEST_BASE64 else "(?!)"
    return f"{spellings(secret, SHORTEST_BASE64)}|{hexed}"
