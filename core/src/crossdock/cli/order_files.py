"""`crossdock order declare`, `import` and `export`: shops whose orders come from files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs
import click

from crossdock.cli.connection_options import check_name
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import pairs
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result, record
from crossdock.errors import Exit, InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.order_files import Fate, Gathered, Imported
    from crossdock.store import FileConnection

_COLUMNS = ("order_id", "rows", "fate", "reason", "lacking")
_OUTCOMES = ("new", "changed", "unchanged", "outdated", "before_start", "refused")
_HOME, _HOME_ZONE, _HOME_CURRENCY = "ID", "Asia/Jakarta", "IDR"


@click.command(
    "declare",
    epilog=examples(
        "crossdock order declare toko --channel shopee",
        "crossdock order declare kedai --channel lazada --site MY",
    ),
)
@click.argument("name")
@click.option("--channel", required=True, help="Where it sells: shopee, bukalapak, lazada, ...")
@click.option("--site", default=_HOME, show_default=True, help="The country it sells in.")
@presented
def declare(desk: Desk, name: str, channel: str, site: str) -> Result:
    """Declare a shop whose orders come from files; importing its first file does so, too.

    It is a connection without a connector: 'conn settings' says from when its orders
    are imported, 'conn remove' forgets it.
    """
    from crossdock.store import FileConnection

    check_name(name)
    shop = FileConnection(name, channel.strip().lower(), site.strip().upper())
    desk.workspace.store.files.add(shop)
    return record(
        attrs.asdict(shop),
        summary=[f"Declared {name!r}, a shop on {shop.channel}."],
        next_step=f"crossdock order import FILE --conn {name}",
    )


@click.command(
    "import",
    epilog=examples(
        "crossdock order import orders.xlsx --channel shopee --dry-run",
        "crossdock order import orders.csv --channel bukalapak --columns order_id=Kode,sku=SKU",
        "crossdock order import orders.jsonl --conn toko --skip-bad",
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|-")
@click.option("--channel", default="", help="Where they were sold: shopee, lazada, ...")
@click.option("--conn", default="", help="The shop.  [default: called like the channel]")
@click.option("--site", default="", help="The country it sells in.  [default: ID]")
@click.option(
    "--columns",
    multiple=True,
    metavar="WHAT=COLUMN,...",
    help="Which column holds what, where its name does not tell: order_id=Kode,sku=Barang.",
)
@click.option(
    "--zone",
    default="",
    help="Of times that name none.  [default: Asia/Jakarta for a shop in Indonesia]",
)
@click.option(
    "--currency",
    default="",
    help="Of prices that name none.  [default: IDR for a shop in Indonesia]",
)
@click.option("--day-first", is_flag=True, help="05/11/2026 is the fifth of November.")
@click.option("--create", is_flag=True, help="Make a master SKU for each code without one.")
@click.option("--dry-run", is_flag=True, help="Only show what would become of each order.")
@click.option("--skip-bad", is_flag=True, help="Import the good orders though others are refused.")
@presented
def import_(
    desk: Desk,
    file: Path,
    columns: tuple[str, ...],
    day_first: bool,
    create: bool,
    dry_run: bool,
    skip_bad: bool,
    **said: str,
) -> Result:
    """Read orders from CSV, JSONL or XLSX: one row for each line of an order.

    Columns are found by their names, in English or Indonesian. Importing a file again
    changes nothing, and an older one takes nothing back. Exit code 10 of a dry run says
    that something would change.
    """
    from crossdock.flows.order_files import (
        Terms,
        examined,
        find_columns,
        gather,
        import_orders,
        read_rows,
    )
    from crossdock.tables import read_file

    workspace = desk.workspace
    shop = _shop(desk, said["channel"], said["conn"], said["site"])
    terms = Terms(
        now=workspace.clock(),
        channel=shop.channel,
        zone=_zone(said["zone"] or (_HOME_ZONE if shop.site == _HOME else "")),
        currency=said["currency"].upper() or (_HOME_CURRENCY if shop.site == _HOME else ""),
        day_first=day_first,
    )
    table = read_file(file)
    told = pairs([part for word in columns for part in word.split(",")], "--columns")
    found = find_columns(table, told)
    rows = list(read_rows(table, found, terms))
    gathered = examined(workspace.store, shop.name, gather(rows, terms))
    if not dry_run and not skip_bad:
        _refuse_bad(gathered, file, shop)
    report = import_orders(workspace, shop, gathered, create=create, dry_run=dry_run)
    unread = [column for column in table.columns if column not in found.values()]
    return _imported(report, shop, unread, dry_run=dry_run, skip_bad=skip_bad)


def _shop(desk: Desk, channel: str, conn: str, site: str) -> FileConnection:
    """Return the shop that a file is of: one that is known, or one that it declares."""
    from crossdock.store import FileConnection

    channel, site = channel.strip().lower(), site.strip().upper()
    name = conn or channel
    if not name:
        raise InputRefusedError(
            "Nothing says whose orders these are.",
            next_step="Add --channel shopee (or another), or --conn NAME of a shop.",
        )
    check_name(name)
    kept = desk.workspace.store.files.find(name)
    if kept is None and not channel:
        raise InputRefusedError(
            f"No shop with orders from files is called {name!r}.",
            next_step=f"Add --channel to declare it: --conn {name} --channel shopee",
        )
    if kept is None:
        return FileConnection(name, channel, site or _HOME)
    for what, was, now in (("channel", kept.channel, channel), ("site", kept.site, site)):
        if now and now != was:
            raise InputRefusedError(
                f"The {what} of {name!r} is {was}, and this file is said to be of {now}.",
                next_step=f"Leave --{what} out, or name another shop: --conn NAME",
            )
    return kept


def _zone(key: str) -> ZoneInfo | None:
    if not key:
        return None
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputRefusedError(
            f"There is no time zone {key[:60]!r}.", next_step="Name one such as Asia/Jakarta."
        ) from None


def _refuse_bad(gathered: Sequence[Gathered], file: Path, shop: FileConnection) -> None:
    bad = [one for one in gathered if one.faults]
    if not bad:
        return
    faults = sorted(fault for one in bad for fault in one.faults.items())
    first = "; ".join(f"row {number:,}: {reason}" for number, reason in faults[:5])
    more = f" (and {len(faults) - 5:,} more)" if len(faults) > 5 else ""
    raise InputRefusedError(
        f"{len(bad):,} of {len(gathered):,} orders are refused, and nothing was imported:"
        f" {first}{more}",
        next_step=f"See every order: crossdock order import {quote(str(file))} --channel"
        f" {shop.channel} --conn {shop.name} --dry-run - then correct them, or leave them out"
        " with --skip-bad.",
    )


def _imported(
    report: Imported,
    shop: FileConnection,
    unread: Sequence[str],
    *,
    dry_run: bool,
    skip_bad: bool,
) -> Result:
    fates = report.fates
    counts = Counter(fate.outcome.value for fate in fates)
    numbers = {name: counts[name] for name in _OUTCOMES}
    exit_code, reason = _ending(numbers, dry_run=dry_run, skip_bad=skip_bad)
    rows = [_row(fate) for fate in fates]
    faults = sorted((*fault, fate.order_id) for fate in fates for fault in fate.faults.items())
    data = {
        **attrs.asdict(shop, filter=attrs.filters.exclude("name")),
        "connection": shop.name,
        "dry_run": dry_run,
        "counts": {"read": len(fates), **numbers},
        "proposed": list(report.proposed),
        "refused": [
            {"row": number, "order_id": order_id, "reason": why}
            for number, why, order_id in faults
        ],
        "orders": rows,
    }
    return Result(
        rows,
        data=data,
        columns=_COLUMNS,
        summary=_sentences(report, numbers, unread, dry_run=dry_run),
        exit_code=exit_code,
        reason=reason,
        next_step="" if dry_run else f"crossdock order review {shop.name}",
    )


def _ending(counts: Mapping[str, int], *, dry_run: bool, skip_bad: bool) -> tuple[Exit, str]:
    if counts["refused"]:
        # Without --skip-bad, it is only a dry run that comes so far.
        return (Exit.PARTLY, "partly-done") if skip_bad else (Exit.USAGE, "input-refused")
    if dry_run and counts["new"] + counts["changed"]:
        return Exit.CHANGES_PENDING, "changes-pending"
    return Exit.DONE, "done"


def _sentences(
    report: Imported, counts: Mapping[str, int], unread: Sequence[str], *, dry_run: bool
) -> list[str]:
    told = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
    nothing = " Nothing was changed." if dry_run else ""
    sentences = [f"{counted(len(report.fates), 'order')}{': ' if told else ''}{told}.{nothing}"]
    lacking = sum(bool(fate.lacking) for fate in report.fates)
    if lacking:
        sentences.append(f"{lacking:,} lack something: see the column lacking.")
    if report.proposed:
        number = len(report.proposed)
        sentences.append(f"Merges proposed: {number:,}. See: crossdock order merge list")
    if unread:
        sentences.append(f"Columns that say nothing here: {', '.join(unread)}.")
    return sentences


def _row(fate: Fate) -> dict[str, Any]:
    return {
        "order_id": fate.order_id,
        "rows": list(fate.rows),
        "fate": fate.outcome.value,
        "reason": "; ".join(f"row {number:,}: {why}" for number, why in fate.faults.items()),
        "lacking": list(fate.lacking),
    }


@click.command(
    "export",
    epilog=examples(
        "crossdock order export orders.csv --conn toko",
        "crossdock order export orders.xlsx --conn toko --with-buyers --force",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--conn", required=True, help="Whose orders.")
@click.option("--with-buyers", is_flag=True, help="Do not mask who bought, and where it goes.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@presented
def export(desk: Desk, file: Path, conn: str, with_buyers: bool, force: bool) -> Result:
    """Write a connection's orders to a file; its ending says which: .csv, .jsonl or .xlsx.

    Imported again, it changes nothing.
    """
    from crossdock.flows.order_files import COLUMNS, exported
    from crossdock.tables import write_file

    found = exported(desk.workspace.store, conn, with_buyers=with_buyers)
    write_file(file, COLUMNS, found.rows, force=force)
    left = len(found.left_out)
    result = record(
        {
            "file": str(file),
            "orders": found.orders,
            "rows": len(found.rows),
            "left_out": list(found.left_out),
        },
        summary=[f"{counted(found.orders, 'order')} written to {file}; {left:,} left out."],
    )
    if not left:
        return result
    return attrs.evolve(result, exit_code=Exit.PARTLY, reason="partly-done")
