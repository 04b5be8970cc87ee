"""An exchange as it passed, secrets and all; it lives in memory only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import attrs

from crossdock.recordings.json_text import Members, read

Pairs = tuple[tuple[str, str], ...]

#: Words of an answer that is no JSON which are kept; it tells of an error.
LONGEST_TEXT = 2000


@attrs.frozen
class Raw:
    """One request and its answer, as bytes.

    Args:

        url: scheme, host and path.

        query: as it was sent.

        status: None where no whole answer came.
    """

    at: datetime
    hook: str
    is_token: bool
    method: str
    url: str
    query: str = attrs.field(repr=False)
    headers: Pairs = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    status: int | None
    outcome: str
    answer_headers: Pairs = attrs.field(repr=False)
    answer: bytes = attrs.field(repr=False)
    seconds: float

    @property
    def size(self) -> int:
        """Bytes of both bodies."""
        return len(self.body) + len(self.answer)

    def pairs(self) -> Pairs:
        """Return the query, decoded."""
        return decoded(self.query)

    def asked(self) -> Body:
        """Return the request's body, read."""
        return read_body(self.body, _kind(self.headers))

    def answered(self) -> Body:
        """Return the answer's body, read."""
        return read_body(self.answer, _kind(self.answer_headers))


@attrs.frozen
class Body:
    """A body that was read: JSON, a form, text, or nothing that could be.

    Args:

        why: says what it is where it could not be read; the end of a sentence.
    """

    json: Members | list[Any] | None = None
    form: Pairs | None = None
    text: str = ""
    why: str = ""


def read_body(content: bytes, kind: str) -> Body:
    """Return *content* read as what it is, whatever its content type says."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return Body(why=f"{len(content):,} bytes that are not UTF-8")
    if text.lstrip()[:1] in {"{", "["}:
        try:
            found = read(text)
        except ValueError:
            return Body(text=text)
        return Body(json=found)
    if "form-urlencoded" in kind:
        return Body(form=decoded(text))
    return Body(text=text)


def decoded(query: str) -> Pairs:
    """Return the names and values of a query or form, in their order."""
    return tuple(parse_qsl(query, keep_blank_values=True, errors="surrogateescape"))


def headers_of(raw: list[tuple[bytes, bytes]]) -> Pairs:
    """Return headers as text, their names in lower case."""
    return tuple((n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in raw)


def _kind(headers: Pairs) -> str:
    return next(_values(headers, "content-type"), "").lower()


def _values(headers: Pairs, name: str) -> Iterator[str]:
    return (value for other, value in headers if other == name)
