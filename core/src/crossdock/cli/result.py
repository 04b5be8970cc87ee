"""What a command found or did, before it is written in any format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from crossdock.errors import Exit

Cells = Mapping[str, Any]


@attrs.frozen
class Result:
    """What a command hands back; `crossdock.cli.formats` writes it.

    Args:

        rows: for tables, JSON lines and CSV; may be streamed.

        data: for the JSON envelope; the rows when not given.

        summary: sentences for a person, on stderr.

        reason: a slug that says how it went: ``done``, ``partly-done``.

        columns: the columns shown; those of the first row when not given.

        whole: columns that a table never cuts, because they are to be copied.
    """

    rows: Iterable[Cells] = ()
    data: Any = None
    summary: Sequence[str] = ()
    exit_code: Exit = Exit.DONE
    reason: str = "done"
    next_step: str = ""
    columns: Sequence[str] = ()
    whole: Sequence[str] = ()


def record(
    fields: Mapping[str, Any],
    *,
    summary: Sequence[str] = (),
    exit_code: Exit = Exit.DONE,
    reason: str = "done",
    next_step: str = "",
) -> Result:
    """Return a result of one thing with many fields: a table of two columns."""
    return Result(
        rows=[{"field": name, "value": value} for name, value in fields.items()],
        data=dict(fields),
        whole=("value",),
        summary=summary,
        exit_code=exit_code,
        reason=reason,
        next_step=next_step,
    )


def tally(counts: Mapping[str, int], noun: str) -> list[dict[str, Any]]:
    """Return *counts* as rows, one each, under the column *noun*."""
    return [{"what": name.replace("_", " "), noun: number} for name, number in counts.items()]
