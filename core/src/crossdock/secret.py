"""A value that does not print."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, NoReturn, final

MASK = "Secret(****)"


@final
class Secret:
    """A secret text: shows as a mask everywhere, and only `reveal` gives it away.

    It has no length, no iteration and no pickle, so that no log, table or
    traceback can carry it by accident.
    """

    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str) -> None:
        # Without this, a Secret in a Secret or a number would fail far away, where
        # the text is used, with a message that prints it.
        if not isinstance(text, str):
            raise TypeError(f"a Secret is made from text, not from {type(text).__name__}")
        object.__setattr__(self, "_text", text)

    def reveal(self) -> str:
        """Return the text. Call it where it is sent, and nowhere else."""
        return self._text

    def fingerprint(self) -> str:
        """Return 12 hex digits that tell two secrets apart.

        A guess can be checked against them, so they belong beside the secret's
        owner and not in a log.
        """
        return hashlib.blake2b(_octets(self._text), digest_size=6, person=b"crossdock").hexdigest()

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_octets(self._text), _octets(other._text))

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("A Secret does not change; make another one.")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("A Secret does not change; make another one.")

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret cannot be pickled; pass a reference to it instead.")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self


def _octets(text: str) -> bytes:
    # Bytes that are not UTF-8 reach us from the environment as lone surrogates.
    return text.encode("utf-8", "surrogatepass")
