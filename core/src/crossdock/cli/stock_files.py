"""`crossdock stock import` and `export`: what is on hand, from files and into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result, record
from crossdock.errors import Exit, InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.stock_files import Fate, Terms

_MODES = ("absolute", "adjust", "count")
_COLUMNS = ("row", "sku", "warehouse", "mode", "quantity", "before", "after", "fate", "reason")


@click.command(
    "import",
    epilog=examples(
        "crossdock stock import stock.xlsx --dry-run",
        "crossdock stock import stock.csv --columns sku=Kode,quantity=Stok --warehouse bandung",
        "crossdock stock import lost.csv --mode adjust --reason 'lost at the fair'",
        "crossdock stock import count.csv --mode count --as-of 3h --document spring-count",
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|-")
@click.option(
    "--mode",
    type=click.Choice(_MODES),
    default="absolute",
    show_default=True,
    help="What a quantity is: so many are on hand now; so many more or fewer; so many were"
    " there when they were counted. A column mode may say otherwise for its row.",
)
@click.option(
    "--warehouse", default="main", show_default=True, help="For rows that do not name one."
)
@click.option(
    "--as-of",
    "as_of",
    metavar="WHEN",
    help="When counts were taken, for rows without counted_at: a time with its zone, or 3h ago. "
    " [default: now]",
)
@click.option(
    "--document",
    default="",
    metavar="NAME",
    help="What the counts or adjustments are known under: imported again under one name, they"
    " change nothing.  [default: the id of this run]",
)
@click.option("--reason", default="", help="For rows without one; adjustments need one.")
@click.option(
    "--columns",
    multiple=True,
    metavar="WHAT=COLUMN,...",
    help="Which column holds what, where its name does not tell: sku=Kode,quantity=Stok.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would become of each row.")
@click.option("--skip-bad", is_flag=True, help="Import the good rows though others are refused.")
@presented
def import_(
    desk: Desk,
    file: Path,
    columns: tuple[str, ...],
    dry_run: bool,
    skip_bad: bool,
    as_of: str | None,
    **said: str,
) -> Result:
    """Read stock from CSV, JSONL or XLSX: every row of it, or none.

    Columns are found by their names: sku and quantity, and if they are there
    warehouse, mode, reason and counted_at, in English or Indonesian. No SKU is ever
    made by a file. What a fulfilment service keeps is never overwritten: an inbound is
    drafted for what is more, and what is less is refused. Exit code 10 of a dry run
    says that something would change.
    """
    from crossdock.flows.stock_files import Mode, Terms, entries, find_columns, import_stock
    from crossdock.tables import read_file

    now = desk.workspace.clock()
    terms = Terms(
        now=now,
        run=desk.run,
        mode=Mode(said["mode"]),
        warehouse=said["warehouse"],
        as_of=None if as_of is None else parse_moment(as_of, now),
        document=said["document"].strip(),
        reason=said["reason"].strip(),
    )
    table = read_file(file)
    found = find_columns(table, _told(columns))
    rows = list(entries(table, found, terms, lambda text: parse_moment(text, now)))
    with desk.workspace.store.db.transaction():
        fates = import_stock(desk.workspace.store, rows, terms, dry_run=dry_run, skip_bad=skip_bad)
        drafted = [] if dry_run else _announced(desk, fates, skip_bad=skip_bad)
    unread = [column for column in table.columns if column not in found.values()]
    if not dry_run and not skip_bad:
        _refuse_bad(fates, file, terms)
    result = _imported(fates, unread, dry_run=dry_run, skip_bad=skip_bad)
    if not drafted:
        return result
    return attrs.evolve(result, next_step=f"crossdock inbound push {' '.join(drafted)} --yes")


def _announced(desk: Desk, fates: Sequence[Fate], *, skip_bad: bool) -> list[str]:
    """Draft inbounds for what is to come to services' warehouses; return their keys."""
    if not skip_bad and any(fate.outcome == "refused" for fate in fates):
        return []
    coming: dict[str, dict[str, int]] = {}
    for fate in fates:
        if fate.announced:
            coming.setdefault(fate.warehouse, {})[fate.sku] = fate.announced
    if not coming:
        return []
    from crossdock.cli.work_done import turning_of
    from crossdock.flows.fulfilment.inbounds import draft

    turning = turning_of(desk.workspace)
    return [
        doc.key
        for warehouse, lines in coming.items()
        for doc in draft(desk.workspace, turning, warehouse, lines)
    ]


def _told(words: Sequence[str]) -> Mapping[str, str]:
    from crossdock.cli.given import pairs

    return pairs([part for word in words for part in word.split(",")], "--columns")


def _refuse_bad(fates: Sequence[Fate], file: Path, terms: Terms) -> None:
    bad = [fate for fate in fates if fate.outcome == "refused"]
    if not bad:
        return
    first = "; ".join(f"row {fate.number:,}: {fate.reason}" for fate in bad[:5])
    more = f" (and {len(bad) - 5:,} more)" if len(bad) > 5 else ""
    raise InputRefusedError(
        f"{len(bad):,} of {len(fates):,} rows are refused, and nothing was changed: {first}{more}",
        next_step=f"See every row: crossdock stock import {quote(str(file))} --mode {terms.mode}"
        " --dry-run - then correct them, or leave them out with --skip-bad.",
    )


def _imported(
    fates: Sequence[Fate], unread: Sequence[str], *, dry_run: bool, skip_bad: bool
) -> Result:
    counts = Counter(fate.outcome.value for fate in fates)
    exit_code, reason = Exit.DONE, "done"
    if counts["refused"]:
        # Without --skip-bad, it is only a dry run that comes so far.
        exit_code, reason = (
            (Exit.PARTLY, "partly-done") if skip_bad else (Exit.USAGE, "input-refused")
        )
    elif dry_run and counts["set"] + counts["announced"]:
        exit_code, reason = Exit.CHANGES_PENDING, "changes-pending"
    rows = [_row(fate) for fate in fates]
    numbers = {name: counts[name] for name in ("set", "unchanged", "refused")}
    if counts["announced"]:
        numbers["announced"] = counts["announced"]
    told = ", ".join(f"{number:,} {name}" for name, number in numbers.items())
    unchanged = " Nothing was changed." if dry_run else ""
    sentences = [f"{counted(len(fates), 'row')}: {told}.{unchanged}"]
    if unread:
        sentences.append(f"Columns that say nothing here: {', '.join(unread)}.")
    return Result(
        rows,
        data={"dry_run": dry_run, "counts": {"rows": len(fates), **numbers}, "rows": rows},
        columns=_COLUMNS,
        summary=sentences,
        exit_code=exit_code,
        reason=reason,
        next_step="" if dry_run else "crossdock stock push NAME",
    )


def _row(fate: Fate) -> dict[str, Any]:
    return {
        "row": fate.number,
        "sku": fate.sku,
        "warehouse": fate.warehouse,
        "mode": fate.mode.value,
        "quantity": fate.quantity,
        "before": fate.before,
        "after": fate.after,
        "fate": fate.outcome.value,
        "reason": fate.reason,
    }


@click.command(
    "export",
    context_settings={"ignore_unknown_options": True},
    epilog=examples(
        "crossdock stock export stock.xlsx",
        "crossdock stock export bandung.csv --warehouse bandung --force",
        "crossdock stock export shirts.jsonl KAOS-01-M KAOS-01-L",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("skus", nargs=-1, metavar="[SKU]...")
@click.option("--warehouse", default="", help="Only what lies there.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@presented
def export(desk: Desk, file: Path, skus: tuple[str, ...], warehouse: str, force: bool) -> Result:
    """Write what is on hand to a file; its ending says which: .csv, .jsonl or .xlsx.

    Imported again, it changes nothing. Units promised to orders are on hand, too.
    """
    from crossdock.flows.stock_files import COLUMNS, exported
    from crossdock.tables import write_file

    found = exported(desk.workspace.store, skus, warehouse)
    write_file(file, COLUMNS, found.rows, force=force)
    left = len(found.left_out)
    result = record(
        {
            "file": str(file),
            "rows": len(found.rows),
            "units": sum(units for _, _, units in found.rows),
            "left_out": list(found.left_out),
        },
        summary=[f"{counted(len(found.rows), 'row')} written to {file}; {left:,} left out."],
        next_step="crossdock stock check" if left else "",
    )
    if not left:
        return result
    return attrs.evolve(result, exit_code=Exit.PARTLY, reason="partly-done")
