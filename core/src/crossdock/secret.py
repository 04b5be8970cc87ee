"""A value that does not print."""

from __future__ import annotations

import hashlib
from typing import Any, NoReturn, final

MASK = "Secret(****)"


@final
class Secret:
    """A secret text: shows as a mask everywhere, and only `reveal` gives it away.

    It has no length, no iteration and no pickle, so that no log, table or
    traceback can carry it by accident.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text. Call it where it is sent, and nowhere else."""
        return self._text

    def fingerprint(self) -> str:
        """Return 12 hex digits that tell two secrets apart and cannot be turned back."""
        return hashlib.blake2b(self._text.encode(), digest_size=6, person=b"crossdock").hexdigest()

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret cannot be pickled or copied; pass a reference to it instead.")

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self
