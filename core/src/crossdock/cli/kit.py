"""`crossdock kit`: master SKUs that are made of others."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import pairs
from crossdock.cli.quantities import parse_quantity, read_text
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError

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
    """Read kits from CSV with the columns kit, part and units: all of them, or none."""
    kits = _read_kits(file)
    desk.workspace.store.recipes.put(kits)
    parts = sum(len(rows) for rows in kits.values())
    return record(
        {"kits": len(kits), "parts": parts},
        summary=[f"{len(kits):,} kits of {parts:,} parts."],
        next_step="crossdock kit list",
    )


def _read_kits(path: Path) -> dict[str, list[tuple[str, int]]]:
    reader = csv.DictReader(io.StringIO(read_text(path)), strict=True)
    if not set(_COLUMNS) <= set(reader.fieldnames or ()):
        raise InputRefusedError(
            f"{path} has no columns kit, part and units.",
            next_step="Begin it with the line: kit,part,units",
        )
    kits: dict[str, list[tuple[str, int]]] = defaultdict(list)
    try:
        for row in reader:
            kit, part = (row["kit"] or "").strip(), (row["part"] or "").strip()
            line = f"line {reader.line_num}"
            if not kit:
                raise InputRefusedError(f"{path}, {line}: kit is blank; no kit was changed.")
            units = parse_quantity((row["units"] or "").strip(), f"{path}, {line}: units")
            kits[kit].append((part, units))
    except csv.Error as error:
        raise InputRefusedError(
            f"{path}, line {reader.line_num}: {error}; no kit was changed.",
            next_step="Save it as CSV.",
        ) from None
    return kits


def _spelled(goods: Mapping[str, int]) -> str:
    named: Sequence[str] = [f"{units:,} of {sku}" for sku, units in goods.items()]
    return ", ".join(named)
