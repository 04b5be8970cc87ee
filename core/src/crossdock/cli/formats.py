"""Writing results: tables for people, JSON, JSON lines and CSV for programs.

Data goes to stdout and talk to stderr, in every format.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from typing import IO, Any

import attrs

from crossdock.cli.result import Cells, Result
from crossdock.errors import CrossdockError, Exit

FORMATS = ("table", "json", "jsonl", "csv")

#: A spreadsheet takes a cell that begins so for a formula (or skips to the next cell).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
#: What JSON may carry as it is and a terminal would act on: it is written as its escape,
#: which is the same text to whoever reads the JSON.
_ACTING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


@attrs.frozen
class Writer:
    """Writes in one format.

    Args:

        run: the id of this run, for the envelope.

        quiet: leaves the talk out.

        redact: masks the secrets in use in what is said of an error.
    """

    format: str
    run: str
    quiet: bool = False
    redact: Callable[[str], str] = str
    out: IO[str] = attrs.field(factory=lambda: sys.stdout)
    err: IO[str] = attrs.field(factory=lambda: sys.stderr)

    def result(self, result: Result) -> None:
        """Write *result*."""
        if self.format == "json":
            data = list(result.rows) if result.data is None else result.data
            self._envelope(result.exit_code, result.reason, result.next_step, data)
        elif self.format == "jsonl":
            for row in result.rows if result.rows or result.data is None else [result.data]:
                self.out.write(_json(row) + "\n")
        elif self.format == "csv":
            self._csv(result.rows, result.columns)
        else:
            found = self._table(result.rows, result.columns, result.whole)
            if not found and not result.summary and not self.quiet:
                self.err.write("Nothing to show.\n")
        if self.format != "json" and not self.quiet:
            for sentence in result.summary:
                self.err.write(visible(sentence) + "\n")
            if result.next_step:
                self.err.write(f"Next: {visible(result.next_step)}\n")

    def failure(self, error: CrossdockError) -> None:
        """Write *error*: as an envelope where programs read, as a sentence where people do."""
        message = self.redact(error.message)
        if self.format in {"json", "jsonl"}:
            step = self.redact(error.next_step)
            self._envelope(error.exit_code, error.reason, step, None, message)
            return
        # A platform's words must not be able to write lines of ours.
        self.err.write(f"Error: {visible(' '.join(message.split()))}\n")
        if error.next_step:
            self.err.write(f"Next: {visible(' '.join(self.redact(error.next_step).split()))}\n")

    def _envelope(
        self, exit_code: Exit, reason: str, next_step: str, data: Any, message: str = ""
    ) -> None:
        envelope = {
            "ok": exit_code in {Exit.DONE, Exit.CHANGES_PENDING},
            "exit_code": int(exit_code),
            "reason": reason,
            "next_step": next_step,
            "run_id": self.run,
            "data": data,
        }
        if message:
            envelope["message"] = message
        # JSON lines are one line each, a failure's too.
        self.out.write(_json(envelope, indent=2 if self.format == "json" else None) + "\n")

    def _csv(self, rows: Iterable[Cells], columns: Sequence[str]) -> None:
        columns, rows = _columns(rows, columns)
        if not columns:
            return
        self.out.write(_csv_line(columns))
        watched = self.out.isatty()
        for row in rows:
            cells = [_spreadsheet(row.get(column)) for column in columns]
            self.out.write(
                _csv_line([visible(c) if watched and isinstance(c, str) else c for c in cells])
            )

    def _table(
        self, rows: Iterable[Cells], columns: Sequence[str], whole: Sequence[str] = ()
    ) -> bool:
        """Write *rows*, if there are any; return whether there were."""
        columns, rows = _columns(rows, columns)
        cells = [
            [_cell(row.get(column), cut=column not in whole) for column in columns] for row in rows
        ]
        if not cells:
            return False
        from tabulate import tabulate

        self.out.write(
            tabulate(cells, headers=list(columns), tablefmt="simple", disable_numparse=True) + "\n"
        )
        return True


def visible(text: str) -> str:
    """Return *text* with characters that would act on a terminal shown as their codes."""
    if text.isprintable():
        return text
    return "".join(
        c
        if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        else _code(c)
        for c in text
    )


def _code(character: str) -> str:
    return f"\\u{ord(character):04x}"


def _columns(
    rows: Iterable[Cells], columns: Sequence[str]
) -> tuple[Sequence[str], Iterable[Cells]]:
    if columns:
        return columns, rows
    stream: Iterator[Cells] = iter(rows)
    first = next(stream, None)
    if first is None:
        return (), ()
    return tuple(first), chain([first], stream)


def _cell(value: Any, *, cut: bool = True) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={_cell(member, cut=cut)}" for key, member in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_cell(member, cut=cut) for member in value)
    text = visible(str(value)).replace("\n", " ")
    return text if not cut or len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _csv_line(cells: Sequence[Any]) -> str:
    # The writer quotes a carriage return only when its own lines end in one.
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"


def _spreadsheet(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    from crossdock.money import Money

    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, Mapping | list | tuple):
        return _json(value)
    text = str(value)
    return "'" + text if text.startswith(_FORMULA) else text


def _json(value: Any, indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)
    return _ACTING.sub(lambda found: _code(found[0]), text)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
