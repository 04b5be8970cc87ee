"""JD's parallel columns: lists written as text with commas between (sheet B6, B7).

The third entry of each column belongs to the third line. A comma inside an entry
shifts every entry after it, so none is ever sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crossdock.errors import InputRefusedError


def joined(entries: Sequence[str], what: str) -> str:
    """Return *entries* as one column.

    Args:

        what: an entry's name in the message: ``SKU``.

    Raises:

        InputRefusedError: an entry is blank or holds a comma.
    """
    for entry in entries:
        if "," in entry or not entry.strip():
            raise InputRefusedError(
                f"The {what} {entry!r} cannot be told to JD, which parts lists at their commas.",
                next_step=f"Give the {what} without a comma, and not blank.",
            )
    return ",".join(entries)


def parted(text: str) -> tuple[str, ...]:
    """Return the entries of a list that JD wrote with commas: each once, blank ones left out."""
    return distinct(entry.strip() for entry in text.split(","))


def distinct(entries: Iterable[str]) -> tuple[str, ...]:
    """Return *entries* in their order, each once, blank ones left out."""
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def fits(text: str, limit: int) -> bool:
    """Return whether *text* has at most *limit* characters, as JD's servers count them."""
    return length(text) <= limit


def length(text: str) -> int:
    """Return the length of *text* in UTF-16 units, which is how Java counts characters.

    That is never less than by code point, so that a limit holds by either count.
    """
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int) -> str:
    """Return as much of *text* as fits into *limit*, whole words where there are any."""
    if fits(text, limit):
        return text
    kept = text[:limit]
    while not fits(kept, limit):
        kept = kept[:-1]
    words, _, rest = kept.rpartition(" ")
    # A first word that fills nearly all of it says more in part than not at all.
    return (words if words and length(rest) * 2 < limit else kept).rstrip()


def bounded(text: str, limit: int, what: str) -> str:
    """Return *text*, which must not be longer than *limit*.

    Raises:

        InputRefusedError: it is.
    """
    if not fits(text, limit):
        raise InputRefusedError(
            f"The {what} has {length(text)} characters, and JD takes {limit}.",
            next_step=f"Shorten the {what}.",
        )
    return text
