"""One exchange with a platform, and what a recording says of itself, as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

#: The shape of the lines; a recording of another one is refused.
FORM = 1


@attrs.frozen
class Head:
    """The first line: whose exchanges these are.

    Args:

        dialect_date: of the dialect that the connector spoke.

        settings: what a connection to the replay needs, with stand-ins for secrets.

        answers: what the operator said to the manifest's questions.
    """

    connector: str
    dialect: str
    dialect_date: str
    began: datetime
    settings: Mapping[str, Any] = attrs.field(factory=dict)
    answers: Mapping[str, str] = attrs.field(factory=dict)

    def line(self) -> str:
        """Return the head as one line of JSON."""
        fields = {"recording": FORM, **attrs.asdict(self), "began": self.began.isoformat()}
        return json.dumps(fields, ensure_ascii=False)


@attrs.frozen
class Exchange:
    """One request, and what was answered.

    Args:

        hook: the hook that asked.

        is_token: it asked for a token, on behalf of another request.

        url: scheme, host and path, as sent, without the query.

        query: names and values, decoded, in their order.

        body: as text; of a form, as it is encoded.

        status: None where no whole answer came.

        outcome: ``answered``, or what went wrong, in a word or two.

        left_out: why the answer's body is not kept; empty where it is.

        seconds: how long it took.

        dialect_date: of the dialect that was spoken.
    """

    at: datetime
    hook: str
    is_token: bool
    method: str
    url: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: str
    status: int | None
    outcome: str
    answer_headers: Mapping[str, str]
    answer: str
    left_out: str
    seconds: float
    dialect_date: str

    @property
    def path(self) -> str:
        """What follows the host."""
        return "/" + self.url.partition("://")[2].partition("/")[2]

    @property
    def endpoint(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    def line(self) -> str:
        """Return the exchange as one line of JSON."""
        return json.dumps({**attrs.asdict(self), "at": self.at.isoformat()}, ensure_ascii=False)


@attrs.frozen
class Recording:
    """A head and its exchanges, in the order they were made."""

    head: Head
    exchanges: tuple[Exchange, ...]

    def lines(self) -> Iterator[str]:
        """Yield each line."""
        yield self.head.line()
        for one in self.exchanges:
            yield one.line()
