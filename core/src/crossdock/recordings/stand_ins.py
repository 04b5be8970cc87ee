"""What stands in a recording in the place of what must not be there.

Equal texts get equal stand-ins within one recording, so that what refers to one
another still does. They follow from a key that is thrown away with the recorder:
nobody can try out which phone number a stand-in was made from.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from typing import Protocol

import attrs

_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[+(-]?[0-9*xX][0-9*xX ().,+/-]{4,}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_KINDS = {
    "Street": re.compile(r".*(addr|street|village|district|detail).*", re.IGNORECASE),
    "Note": re.compile(r".*(note|remark|memo|words|message).*", re.IGNORECASE),
}
#: Stand-ins that may be tried before one holds no secret by accident.
MOST_TRIES = 64


class Holding(Protocol):
    """Says whether a text holds what must not be there."""

    def __call__(self, text: str) -> bool:
        """Return whether it does."""
        ...


@attrs.define
class StandIns:
    """Makes the stand-ins of one recording.

    Args:

        holds: tells what no stand-in may hold by accident.
    """

    holds: Holding = lambda _text: False
    _key: bytes = attrs.field(factory=lambda: secrets.token_bytes(32), repr=False)

    def secret(self, text: str) -> str:
        """Return what stands for a credential."""
        return self._clear(lambda hex_: f"scrubbed-{hex_[:12]}", text)

    def digits(self, text: str) -> str:
        """Return *text* with other digits, none of them zero; an exponent stays."""
        body, mark, exponent = re.match(r"([^eE]*)([eE]?)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]

        def made(hex_: str) -> str:
            numbers = iter(hex_ * (1 + len(body) // len(hex_)))
            other = _DIGIT.sub(lambda _: str(1 + int(next(numbers), 16) % 9), body)
            return f"{other}{mark}{exponent}"

        return self._clear(made, text)

    def person(self, name: str, text: str) -> str:
        """Return what stands for what a field called *name* tells of a person."""
        if _MAIL.fullmatch(text.strip()):
            return self._clear(lambda hex_: f"buyer-{hex_[:8]}@buyer.invalid", text)
        if _NUMBER.fullmatch(text.strip()):
            return self.digits(text)
        kind = next((one for one, names in _KINDS.items() if names.fullmatch(name)), "Buyer")
        return self._clear(lambda hex_: f"{kind} {hex_[:8]}", text)

    def _clear(self, made: Callable[[str], str], text: str) -> str:
        """Return the first of what *made* makes that holds nothing it must not."""
        tried = ""
        for number in range(MOST_TRIES):
            raw = f"{number}|{text}".encode("utf-8", "surrogatepass")
            tried = made(hmac.new(self._key, raw, hashlib.sha256).hexdigest())
            if not self.holds(tried):
                break
        return tried
