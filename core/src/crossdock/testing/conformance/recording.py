"""What a check put in and what came out, kept so that a person can read it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from crossdock.http import Redactor
from crossdock.plugins.witness import Call
from crossdock.testing.conformance.tap import Exchange

#: Longer texts are cut in the record.
LONGEST = 2000


@attrs.define
class Recorder:
    """Everything that happened in one check, in order, without secrets."""

    redactor: Redactor = attrs.field(factory=Redactor)
    steps: list[dict[str, Any]] = attrs.field(factory=list)

    def hook(self, name: str, arguments: Mapping[str, Any], answer: object) -> None:
        """Write down one call of a hook and its answer, or the error that it ended with."""
        given = {one: value for one, value in arguments.items() if one != "connection"}
        if isinstance(answer, BaseException):
            # An error would keep alive whatever was in hand when it was raised.
            self.steps.append({"hook": name, "given": given, "raised": _shown(answer)})
        else:
            self.steps.append({"hook": name, "given": given, "returned": answer})

    def called(self, call: Call) -> None:
        """Write down a call that core made of a hook, in a workspace."""
        self.hook(call.hook, call.given, call.outcome)

    def pulled(self, hook: str) -> list[tuple[Mapping[str, Any], Any]]:
        """Return the arguments and the answer of each call of *hook* that was answered."""
        return [
            (step["given"], step["returned"])
            for step in self.steps
            if step.get("hook") == hook and "returned" in step
        ]

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

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Write down every warning that is logged while the context lasts, and print none."""
        handler = logging.Handler(logging.WARNING)
        handler.emit = self._heard  # type: ignore[method-assign]
        root = logging.getLogger()
        root.addHandler(handler)
        try:
            yield
        finally:
            root.removeHandler(handler)

    def _heard(self, record: logging.LogRecord) -> None:
        self.steps.append({"logged": record.getMessage()})

    def lines(self) -> Iterator[str]:
        """Yield each step as a line of JSON."""
        for step in self.steps:
            yield self.redactor.record(_readable(step) if "hook" in step else step)

    def write(self, path: Path) -> None:
        """Keep everything in *path*."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in self.lines()), encoding="utf-8")


def _readable(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return the call of a hook in words; they are put together only if somebody reads them."""
    given = {name: _shown(value) for name, value in step["given"].items()}
    returned = {"returned": _shown(step["returned"])} if "returned" in step else {}
    return {**step, "given": given, **returned}


def _shown(value: object) -> str:
    if isinstance(value, BaseException):
        text = f"{type(value).__name__}: {value}"
    else:
        try:
            text = repr(value)
        except Exception as error:  # noqa: BLE001 - a connector's own value
            text = f"(a {type(value).__name__} whose repr raises {type(error).__name__})"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
