"""SKU codes: when two are the same, nearly the same, or no code at all."""

from __future__ import annotations

import unicodedata

#: Longer codes exist on no channel we serve (Tokopedia takes 50 characters).
MAX_LENGTH = 200


def trimmed(sku: str) -> str:
    """Return *sku* without white space at its ends; NBSP counts as white space."""
    return sku.strip()


def near_key(sku: str) -> str:
    """Return what is left of *sku* once case, width and invisible characters are ignored.

    Two codes with one near key look alike to people and differ to machines:
    they are shown to a person, never merged.
    """
    compatible = unicodedata.normalize("NFKC", sku)
    visible = (c for c in compatible if unicodedata.category(c) not in {"Cf", "Cc", "Zs", "Mn"})
    return "".join(visible).casefold()


def fault(sku: str) -> str | None:
    """Return why *sku* cannot be a code, as the end of a sentence, or None if it can."""
    if len(sku) > MAX_LENGTH:
        return f"is {len(sku)} characters long, and {MAX_LENGTH} is the most a SKU can have"
    for character in sku:
        category = unicodedata.category(character)
        if category == "Cc":
            return f"contains the control character U+{ord(character):04X}"
        if category == "Cs":
            return f"contains the lone surrogate U+{ord(character):04X}, which is not text"
        if character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
            return f"contains U+{ord(character):04X}, which reverses the order of characters"
    return None
