"""What must not be read in any output: secrets by value, secrets and persons by name."""

from __future__ import annotations

import base64
import json
import re
import string
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from crossdock.http.fields import is_personal, is_secret, names_person

MASK = "****"

#: Shorter values would mask half of every text.
SHORTEST_SECRET = 6


class Redactor:
    """Masks known secrets in text, in the forms they travel in, and named fields in records."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._lock = threading.Lock()
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """Mask *secret* from now on: as it is, percent-encoded, in Base64 and in JSON."""
        if len(secret) < SHORTEST_SECRET or secret in self._forms:
            return
        forms = spellings(secret)
        with self._lock:
            self._forms[secret] = forms
            # Compiled when it is needed: most commands never print a platform's words.
            self._pattern = None

    def learn_from(self, other: Redactor) -> None:
        """Mask what *other* masks, too."""
        for secret in other.known():
            self.learn(secret)

    def known(self) -> tuple[str, ...]:
        """Return the secrets that are masked, for whoever must look for them elsewhere."""
        with self._lock:
            return tuple(self._forms)

    def text(self, text: str) -> str:
        """Return *text* with every known secret masked."""
        pattern = self._pattern or self._compile()
        return pattern.sub(MASK, text) if pattern else text

    def _compile(self) -> re.Pattern[str] | None:
        with self._lock:
            if self._pattern is None and self._forms:
                longest_first = sorted(self._forms, key=len, reverse=True)
                self._pattern = re.compile("|".join(self._forms[one] for one in longest_first))
            return self._pattern

    def record(self, record: Any) -> str:
        """Return *record* as JSON text with named fields and known secrets masked.

        The text can be stored and shown: a lone surrogate stays the escape it came as.
        """
        shown = json.dumps(_masked(record), ensure_ascii=False, default=str)
        return self.text(shown).encode("utf-8", "backslashreplace").decode()


def _masked(value: Any, person: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {
            str(key): _masked_member(str(key), member, person) for key, member in value.items()
        }
    if isinstance(value, list | tuple):
        return [_masked(member, person) for member in value]
    return value


def _masked_member(key: str, member: Any, person: bool) -> Any:
    is_container = isinstance(member, Mapping | list | tuple)
    # That a field is empty says nothing about anybody, and often says why it was refused.
    if is_secret(key) or is_personal(key, person, is_container):
        return MASK if member or isinstance(member, int | float) else member
    return _masked(member, person or names_person(key))


def spellings(secret: str, shortest: int = SHORTEST_SECRET) -> str:
    """Return a pattern of *secret* in every form it travels in.

    Args:

        shortest: the characters of Base64 that are taken for it and not for chance.
    """
    raw = secret.encode("utf-8", "surrogatepass")
    forms = ["".join(_spellings(c) for c in secret)]
    # Base64 of a text that contains the secret, at any of the three alignments:
    # only the characters that depend on nothing else.
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + raw).decode()
        inner = encoded[-(-lead * 8 // 6) : (lead + len(raw)) * 8 // 6]
        if len(inner) >= shortest:
            forms.append("".join(_spellings(c, *_URL_SAFE.get(c, "")) for c in inner))
    return "|".join(forms)


#: What URLs, JSON and HTML all leave as it is.
_ALWAYS_PLAIN = frozenset(string.ascii_letters + string.digits + "-._~")
_URL_SAFE = {"+": "-", "/": "_"}
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&(?:quot|#34);", "'": "&#(?:39|x27);"}
_JSON = {'"': '"', "\\": "\\", "/": "/", "\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}


def _spellings(*characters: str) -> str:
    """Return a pattern of one character as it is written in URLs, JSON, HTML and plainly.

    A whole secret is rarely in one spelling: what a URL leaves alone differs
    from library to library, and hex digits come in either case.
    """
    spelt: list[str] = []
    for character in characters:
        spelt.append(re.escape(character))
        if character in _ALWAYS_PLAIN:
            continue
        octets = character.encode("utf-8", "surrogatepass")
        # An address inside an address is encoded twice: %252F.
        spelt.append("".join(f"%(?:25)*(?i:{octet:02x})" for octet in octets))
        units = character.encode("utf-16-be", "surrogatepass").hex()
        spelt.append("".join(rf"\\+u(?i:{units[i : i + 4]})" for i in range(0, len(units), 4)))
        if character == " ":
            spelt.append(r"\+")
        if character in _HTML:
            spelt.append(_HTML[character])
        if character in _JSON:
            spelt.append(r"\\+" + re.escape(_JSON[character]))
    # The longest first, or a percent sign would be taken for itself and its digits left.
    return "(?:" + "|".join(sorted(spelt, key=len, reverse=True)) + ")"
