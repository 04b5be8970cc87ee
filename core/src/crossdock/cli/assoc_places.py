"""`crossdock assoc places`: a list of places, by which addresses that say too little are read."""

from __future__ import annotations

from pathlib import Path

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError

_COLUMNS = ("province", "city", "district")


@click.group("places")
def command() -> None:
    """Places: provinces, cities with their form, and districts, as your list has them."""


@command.command("import", epilog=examples("crossdock assoc places import places.csv"))
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|-")
@presented
def import_(desk: Desk, file: Path) -> Result:
    """Take a list of places over from CSV, JSONL or XLSX, in place of any there was.

    Its columns are province, city (Kota Bandung, Kabupaten Bandung) and, if it has one,
    district.
    """
    from crossdock.tables import read_file, text_of

    table = read_file(file)
    missing = [name for name in _COLUMNS[:2] if name not in table.columns]
    if missing:
        raise InputRefusedError(
            f"{table.name} has no column {' and '.join(missing)}.",
            next_step="Begin it with the line: province,city,district",
        )
    rows = []
    for row in table.rows:
        cells = [text_of(row.cells.get(name), name) for name in _COLUMNS]
        if row.fault or not cells[0] or not cells[1]:
            raise InputRefusedError(
                f"Row {row.number:,} of {table.name} names no province and city.",
                next_step="Complete or remove it; nothing was changed.",
            )
        rows.append((cells[0], cells[1], cells[2]))
    desk.workspace.store.routing.put_places(rows)
    return _told(desk)


@command.command("show", epilog=examples("crossdock assoc places show"))
@presented
def show(desk: Desk) -> Result:
    """Show how many places are listed, and how many names more than one of them has."""
    return _told(desk)


def _told(desk: Desk) -> Result:
    gazetteer = desk.workspace.store.routing.gazetteer()
    if gazetteer is None:
        return record({"cities": 0, "namesakes": 0}, summary=["No list of places was given."])
    cities = sum(map(len, gazetteer.cities.values()))
    return record({"cities": cities, "namesakes": len(gazetteer.namesakes)})
