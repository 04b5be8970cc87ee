"""What came back: status, headers and a body that was read under caps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from crossdock.errors import OutcomeUnknownError, RemoteError, UnreadableAnswerError
from crossdock.http import strict_json
from crossdock.http.retry import http_date
from crossdock.http.wording import quoted


def system_now() -> datetime:
    """Return the machine's time, aware."""
    return datetime.now(UTC)


def _as_it_is(text: str) -> str:
    return text


@attrs.frozen
class Answer:
    """A platform's answer, wholly read.

    Args:

        endpoint: method and path it answers, safe to print.

        headers: names in lower case.

        at: when it came, by the clock of whoever asked.

        redact: takes the secrets out of text for people.

        is_final: it answers a write and was accepted: from now on, a body that
            cannot be read means that nobody knows what the write did.
    """

    endpoint: str
    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    at: datetime = attrs.field(factory=system_now, repr=False, kw_only=True)
    redact: Callable[[str], str] = attrs.field(default=_as_it_is, repr=False, kw_only=True)
    is_final: bool = attrs.field(default=False, repr=False, kw_only=True)

    def json(self) -> Any:
        """Return the body as JSON; numbers with a fraction are `Decimal`.

        Raises:

            UnreadableAnswerError: it is not JSON, or JSON that two readers could
                read differently (duplicate keys, NaN), or nested without end.

            OutcomeUnknownError: the same, of a write.
        """
        try:
            return strict_json.loads(self.body)
        except strict_json.NotStrictJsonError as error:
            kind: type[RemoteError] = UnreadableAnswerError
            step = "Repeat it later; if it stays so, the platform or a proxy is broken."
            if self.is_final:
                kind = OutcomeUnknownError
                step = "Look up what the platform has now before repeating it."
            raise kind(
                f"{self.endpoint} answered {self.status} with something that is not the JSON"
                f" its interface promises: {self.redact(str(error))}.",
                next_step=step,
                endpoint=self.endpoint,
                status=self.status,
            ) from None

    @property
    def text(self) -> str:
        """The body as text, for people: undecodable bytes become replacement characters."""
        return self.body.decode("utf-8", "replace")

    @property
    def said(self) -> str:
        """The body as the tail of a sentence: without secrets, short, safe for a terminal."""
        return quoted(self.redact(self.text))

    @property
    def platform_time(self) -> datetime:
        """The time by the platform's own clock, if it tells it; by ours otherwise.

        A moment the platform names is meant by its clock, which may differ.
        """
        return http_date(self.headers.get("date")) or self.at
