"""`crossdock assoc import` and `export`: association rules from files and into them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, tally
from crossdock.errors import Exit, InputRefusedError

if TYPE_CHECKING:
    from crossdock.routing import AssociationRule

#: A file of rules is written by hand.
_LARGEST_FILE = 4 * 1024 * 1024
_TABLES = frozenset({".csv", ".jsonl", ".xlsx"})


@click.command(
    "import",
    epilog=examples(
        "crossdock assoc import rules.toml --dry-run",
        "crossdock assoc import rules.toml --replace",
        "crossdock assoc import rules.csv",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="End the rules that the file does not name.")
@click.option("--dry-run", is_flag=True, help="Only show what would be changed.")
@presented
def import_(desk: Desk, file: Path, replace: bool, dry_run: bool) -> Result:
    """Take the rules of a TOML file over, all of them or none; or those of a table.

    In CSV, JSONL and XLSX a row is a rule, with the fields of a rule as columns, its
    names parted by ; and one place in country, province, city, district and postcode.
    A rule is known by its name. Importing a file again changes nothing. Exit code 10 of
    a dry run says that something would change.
    """
    from crossdock.flows.association_rules import import_rules

    done = import_rules(desk.workspace, rules_in(file), replace=replace, dry_run=dry_run)
    fates = attrs.asdict(done)
    pending = dry_run and bool(done.added or done.changed or done.removed)
    return Result(
        tally({name: len(names) for name, names in fates.items()}, "rules"),
        data=fates,
        summary=["Nothing was changed."] if dry_run else [],
        exit_code=Exit.CHANGES_PENDING if pending else Exit.DONE,
        reason="changes-pending" if pending else "done",
        next_step="" if dry_run else "crossdock assoc lint",
    )


@click.command(
    "export",
    epilog=examples("crossdock assoc export rules.toml", "crossdock assoc export -"),
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|-")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@presented
def export(desk: Desk, file: Path, force: bool) -> Result:
    """Write the rules to a TOML file that 'import' reads."""
    from crossdock.routing import written_rules

    rules = desk.workspace.store.associations.rules()
    text = written_rules(rules)
    if str(file) == "-":
        click.echo(text, nl=False)
        return Result(summary=[f"{len(rules):,} rules."], data={"rules": len(rules)})
    try:
        with file.open("w" if force else "x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise InputRefusedError(
            f"{file} is there already.", next_step="Name another file, or give --force."
        ) from None
    except OSError as error:
        raise InputRefusedError(
            f"{file} cannot be written ({error.strerror}).", next_step="Check the path."
        ) from None
    return Result(
        data={"file": str(file), "rules": len(rules)},
        summary=[f"Wrote {len(rules):,} rules to {file}."],
    )


def rules_in(file: Path) -> tuple[AssociationRule, ...]:
    """Return the rules in a file: TOML, or a table of simple ones.

    Raises:

        InputRefusedError: it cannot be read, or is no file of rules.
    """
    from crossdock.routing import read_rules

    if file.suffix.lower() in _TABLES:
        from crossdock.flows.association_tables import rules_of
        from crossdock.tables import read_file

        return rules_of(read_file(file))

    return read_rules(text_of(file))


def text_of(file: Path) -> str:
    """Return the text of a file that a person wrote.

    Raises:

        InputRefusedError: it cannot be read, is too large, or is no UTF-8.
    """
    try:
        with file.open("rb") as opened:
            raw = opened.read(_LARGEST_FILE + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise InputRefusedError(
            f"{file} cannot be read ({error.strerror}).", next_step="Check the path."
        ) from None
    except UnicodeDecodeError:
        raise InputRefusedError(
            f"{file} is not UTF-8 text.", next_step="Save it as UTF-8."
        ) from None
    if len(raw) > _LARGEST_FILE:
        raise InputRefusedError(f"{file} is larger than 4 MiB.", next_step="Split it.")
    return text
