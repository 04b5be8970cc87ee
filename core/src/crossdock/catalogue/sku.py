"""SKU codes: when two are the same, nearly the same, or no code at all."""

from __future__ import annotations

import unicodedata

#: Longer codes exist on no channel we serve (Tokopedia takes 50 characters).
MAX_LENGTH = 200

#: Characters that show nothing though Unicode files them under letters and
#: marks: fillers, joiners and the selectors of variants.
_BLANKS = frozenset(
    chr(point)
    for points in (
        (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        range(0x180B, 0x1810),
        range(0xFE00, 0xFE10),
        range(0xE0100, 0xE01F0),
    )
    for point in points
)
_REVERSING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def trimmed(sku: str) -> str:
    """Return *sku* without white space at its ends; NBSP counts as white space."""
    return sku.strip()


def near_key(sku: str) -> str:
    """Return what is left of *sku* once case, width and invisible characters are ignored.

    Two codes with one near key look alike to people and differ to machines:
    they are shown to a person, never merged.
    """
    # Each step can undo another's work: folding case takes characters apart, and
    # removing a blank lets an accent join the letter before it.
    before, key = None, sku
    while key != before:
        before, key = key, unicodedata.normalize("NFKC", _visible(key)).casefold()
    return key


def fault(sku: str) -> str | None:
    """Return why *sku* cannot be a code, as the end of a sentence, or None if it can."""
    if len(sku) > MAX_LENGTH:
        return f"is {len(sku)} characters long, and {MAX_LENGTH} is the most a SKU can have"
    for character in sku:
        category = unicodedata.category(character)
        if category == "Cc":
            return f"contains the control character U+{ord(character):04X}"
        if category in {"Zl", "Zp"}:
            return f"contains U+{ord(character):04X}, which breaks the line"
        if category == "Cs":
            return f"contains the lone surrogate U+{ord(character):04X}, which is not text"
        if character in _REVERSING:
            return f"contains U+{ord(character):04X}, which reverses the order of characters"
    if not near_key(sku):
        return "contains nothing that can be seen"
    return None


def _visible(text: str) -> str:
    return "".join(
        character
        for character in text
        if unicodedata.category(character) not in {"Cf", "Cc", "Zs", "Zl", "Zp"}
        and character not in _BLANKS
    )
