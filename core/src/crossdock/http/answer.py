"""What came back: status, headers and a body that was read under caps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.errors import UnreadableAnswerError
from crossdock.http import strict_json


@attrs.frozen
class Answer:
    """A platform's answer, wholly read.

    Args:

        endpoint: method and path it answers, safe to print.

        headers: names in lower case.
    """

    endpoint: str
    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    def json(self) -> Any:
        """Return the body as JSON; numbers with a fraction are `Decimal`.

        Raises:

            UnreadableAnswerError: it is not JSON, or JSON that two readers could
                read differently (duplicate keys, NaN), or nested without end.
        """
        try:
            return strict_json.loads(self.body)
        except strict_json.NotStrictJsonError as error:
            raise UnreadableAnswerError(
                f"{self.endpoint} answered {self.status} with something that is not the JSON"
                f" its interface promises: {error}.",
                next_step="Repeat it later; if it stays so, the platform or a proxy is broken.",
                endpoint=self.endpoint,
                status=self.status,
            ) from None

    @property
    def text(self) -> str:
        """The body as text, for people: undecodable bytes become replacement characters."""
        return self.body.decode("utf-8", "replace")
