"""What a check put in and what came out, kept so that a person can read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from crossdock.http import Redactor
from crossdock.testing.conformance.tap import Exchange

#: Longer texts are cut in the record.
LONGEST = 2000


@attrs.define
class Recorder:
    """Everything that happened in one check, in order, without secrets."""

    redactor: Redactor = attrs.field(factory=Redactor)
    steps: list[dict[str, Any]] = attrs.field(factory=list)

    def hook(self, name: str, arguments: dict[str, Any], answer: object) -> None:
        """Write down one call of a hook and its answer, or the error that it ended with."""
        key = "raised" if isinstance(answer, BaseException) else "returned"
        given = {one: _shown(value) for one, value in arguments.items() if one != "connection"}
        self.steps.append({"hook": name, "given": given, key: _shown(answer)})

    def requests(self, exchanges: list[Exchange]) -> None:
        """Write down what passed over the wire."""
        self.steps += [
            {
                "request": one.endpoint,
                "query": one.query[:LONGEST],
                "body": one.body.decode("utf-8", "replace")[:LONGEST],
                "status": one.answer.status,
                "answer": one.answer.body.decode("utf-8", "replace")[:LONGEST],
            }
            for one in exchanges
        ]

    def lines(self) -> Iterator[str]:
        """Yield each step as a line of JSON."""
        for step in self.steps:
            yield self.redactor.record(step)

    def write(self, path: Path) -> None:
        """Keep everything in *path*."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in self.lines()), encoding="utf-8")


def _shown(value: object) -> str:
    if isinstance(value, BaseException):
        text = f"{type(value).__name__}: {value}"
    else:
        try:
            text = repr(value)
        except Exception as error:  # noqa: BLE001 - a connector's own value
            text = f"(a {type(value).__name__} whose repr raises {type(error).__name__})"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
