"""Numbers as shops write them: ``Rp2.599.000``, ``48500``, ``Rp 1,250,000``, ``IDR 15.000,00``."""

import re

_CURRENCY = re.compile(r"^(?:rp\.?|idr)\s*|\s*(?:rp\.?|idr|,-|\.-)$", re.IGNORECASE)
_PLAIN = re.compile(r"\d{1,15}")
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[.,\s])\d{3}(?:(?P=mark)\d{3})*")
_CENTS = re.compile(r"(?P<whole>.*\d)[.,]0{1,2}")


def parse_amount(text: str) -> int | None:
    """
    Return the whole amount that *text* writes, or None if it is no such number.

    A dot or comma before groups of three is a thousands mark, as in Indonesia
    or elsewhere; cents are only understood where they are zero, since the
    rupiah has none.

    >>> parse_amount("Rp2.599.000"), parse_amount("Rp 1,250,000"), parse_amount("48500")
    (2599000, 1250000, 48500)
    >>> parse_amount("gratis") is None
    True
    """
    bare = _CURRENCY.sub("", text.replace("\u00a0", " ").strip()).strip()
    bare = _CURRENCY.sub("", bare).strip()
    if not bare.isascii():
        return None
    if _GROUPED.fullmatch(bare) or _PLAIN.fullmatch(bare):
        digits = re.sub(r"\D", "", bare)
        return int(digits) if len(digits) <= 15 else None
    cents = _CENTS.fullmatch(bare)
    return parse_amount(cents["whole"]) if cents else None
