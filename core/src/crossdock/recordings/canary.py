"""The last look before anything is written: no known secret in any spelling."""

from __future__ import annotations

from collections.abc import Iterable

from crossdock.errors import CheckFailedError
from crossdock.recordings.spellings import Finder

#: Characters of a secret that can be told from other text.
SHORTEST = 4


def refuse_short(secrets: Iterable[str]) -> None:
    """Raise if one of *secrets* is so short that nobody can say where it stands.

    Raises:

        CheckFailedError: one is.
    """
    if any(0 < len(one) < SHORTEST for one in secrets):
        raise CheckFailedError(
            f"A secret of the connection has fewer than {SHORTEST} characters, which cannot be"
            " told from other text, so nothing was written.",
            next_step="Exchange it for a longer one at the platform.",
        )


def refuse_secrets(line: str, finder: Finder, what: str) -> None:
    """Raise if *line* holds a secret that *finder* knows.

    Args:

        what: names the line for the error; itself without secrets.

    Raises:

        CheckFailedError: it does. The error does not say which one.
    """
    if finder.holds(line):
        raise CheckFailedError(
            f"A secret still stands in {what} after everything was taken out that could be, so"
            " nothing was written.",
            next_step="A secret that is short, or a word that answers use, cannot be told from"
            " them: exchange it for a longer one at the platform.",
        )
