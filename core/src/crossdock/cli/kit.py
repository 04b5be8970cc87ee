"""`crossdock kit`: master SKUs that are made of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import pairs
from crossdock.cli.quantities import parse_quantity
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.tables import Table, TableRow

_COLUMNS = ("kit", "part", "units")


@click.group("kit")
def command() -> None:
    """Kits and multipacks: master SKUs that are made of others."""


@command.command(
    "set",
    epilog=examples(
        "crossdock kit set KAOS-3PACK KAOS-01-M=3",
        "crossdock kit set GIFT-BOX MUG-RED=2 TEA-100=1",
    ),
)
@click.argument("sku")
@click.argument("parts", nargs=-1, required=True, metavar="PART=N...")
@presented
def set_(desk: Desk, sku: str, parts: tuple[str, ...]) -> Result:
    """Say what one unit of a master SKU is made of; what it was made of before is forgotten.

    Orders that have claimed their goods already keep them.
    """
    made = [
        (part, parse_quantity(number, f"the units of {part}"))
        for part, number in pairs(parts, "kit set").items()
    ]
    store = desk.workspace.store
    store.recipes.put({sku: made})
    goods = store.recipes.goods_of(sku)
    return Result(
        [{"kit": sku, "part": part, "units": units} for part, units in made],
        data={"kit": sku, "parts": dict(made), "goods": dict(goods)},
        summary=[f"One {sku} is {_spelled(goods)}."],
        next_step=f"crossdock stock show {sku}",
    )


@command.command("list", epilog=examples("crossdock kit list"))
@presented
def list_(desk: Desk) -> Result:
    """List the kits and what each is made of, a row for each part."""
    recipes = desk.workspace.store.recipes.all()
    return Result(
        [
            {"kit": kit, "part": part, "units": units}
            for kit, parts in recipes.items()
            for part, units in parts.items()
        ]
    )


@command.command("show", epilog=examples("crossdock kit show GIFT-BOX"))
@click.argument("sku")
@presented
def show(desk: Desk, sku: str) -> Result:
    """Show what a kit is made of, kits within it taken apart."""
    store = desk.workspace.store
    parts, goods = store.recipes.get(sku), store.recipes.goods_of(sku)
    return Result(
        [{"part": part, "units": units} for part, units in goods.items()],
        data={"kit": sku, "parts": dict(parts), "goods": dict(goods)},
        summary=[f"One {sku} is {_spelled(goods)}."],
    )


@command.command("remove", epilog=examples("crossdock kit remove GIFT-BOX"))
@click.argument("sku")
@presented
def remove(desk: Desk, sku: str) -> Result:
    """Make a kit plain goods again; orders that have claimed its parts keep them."""
    desk.workspace.store.recipes.remove(sku)
    return record({"removed": sku}, summary=[f"{sku} is no kit any more."])


@command.command(
    "import", epilog=examples("crossdock kit import kits.csv", "crossdock kit import -")
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|-")
@presented
def import_(desk: Desk, file: Path) -> Result:
    """Read kits from CSV, JSONL or XLSX with the columns kit, part and units: all, or none."""
    from crossdock.tables import read_file

    kits = _kits(read_file(file))
    desk.workspace.store.recipes.put(kits)
    parts = sum(len(rows) for rows in kits.values())
    return record(
        {"kits": len(kits), "parts": parts},
        summary=[f"{len(kits):,} kits of {parts:,} parts."],
        next_step="crossdock kit list",
    )


def _kits(table: Table) -> dict[str, list[tuple[str, int]]]:
    if not set(_COLUMNS) <= set(table.columns):
        raise InputRefusedError(
            f"{table.name} has no columns kit, part and units.",
            next_step="Begin it with the line: kit,part,units",
        )
    kits: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in table.rows:
        try:
            kit, part, units = _part(row)
        except InputRefusedError as error:
            raise InputRefusedError(
                f"{table.name}, row {row.number:,}: {error.message}; no kit was changed.",
                next_step="Correct it, then import it again.",
            ) from None
        kits[kit].append((part, units))
    return kits


def _part(row: TableRow) -> tuple[str, str, int]:
    from crossdock.tables import text_of, units_of

    if row.fault:
        raise InputRefusedError(row.fault)
    kit, part = (text_of(row.cells.get(name), name).strip() for name in ("kit", "part"))
    if not kit:
        raise InputRefusedError("kit is blank")
    return kit, part, units_of(row.cells.get("units"), "units", least=1)


def _spelled(goods: Mapping[str, int]) -> str:
    named: Sequence[str] = [f"{units:,} of {sku}" for sku, units in goods.items()]
    return ", ".join(named)
