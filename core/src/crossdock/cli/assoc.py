"""`crossdock assoc`: which warehouse serves which orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.assoc_checks import diff, lint, test
from crossdock.cli.assoc_fields import CLEARED, ruled, table_of, without
from crossdock.cli.assoc_files import export, import_
from crossdock.cli.assoc_places import command as places_command
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.result import Result, record
from crossdock.errors import NotFoundError

if TYPE_CHECKING:
    from crossdock.routing import AssociationRule


@click.group("assoc")
def command() -> None:
    """Association rules: which warehouse serves which orders."""


for one in (import_, export, lint, test, diff, places_command):
    command.add_command(one)


@command.command("list", epilog=examples("crossdock assoc list", "crossdock assoc list --at 3d"))
@click.option("--at", metavar="WHEN", help="The rules as they were then: a time, or 12h, 3d ago.")
@presented
def list_(desk: Desk, at: str | None) -> Result:
    """List the rules in the order in which they are tried."""
    from crossdock.routing import sentence

    workspace = desk.workspace
    moment = None if at is None else parse_moment(at, workspace.clock())
    rules = workspace.store.associations.rules(moment)
    rows = [
        {
            "order": rule.order,
            "name": rule.name,
            "warehouses": list(rule.warehouses),
            "does": sentence(rule),
        }
        for rule in rules
    ]
    told = [] if rows else ["There are no association rules: any open warehouse may serve."]
    return Result(rows, summary=told, whole=("does",))


@command.command("show", epilog=examples("crossdock assoc show bandung"))
@click.argument("name")
@presented
def show(desk: Desk, name: str) -> Result:
    """Show a rule as it holds now."""
    return _told(desk.workspace.store.associations.get(name), "")


@command.command(
    "add",
    epilog=examples(
        "crossdock assoc add rest --order 90 --to jakarta --to bandung",
        "crossdock assoc add bandung --order 10 --to bandung --dest 'city=Kota Bandung' \\",
        "    --conn shop --split never",
        "crossdock assoc add dear --to vault --sku 'GOLD-*' --value-from 'IDR 5000000' --end-here",
    ),
)
@click.argument("name")
@ruled
@presented
def add(desk: Desk, name: str, **given: Any) -> Result:
    """Add a rule, and say what it does.

    A rule takes the order lines that meet all its conditions; what it cannot serve
    goes on to the next one. From the first rule on, an order leaves only from where a
    rule says.
    """
    from crossdock.flows.association_rules import change_rules
    from crossdock.routing import rule_of

    rule = rule_of({"name": name, **table_of(given)}, f"rule {name}")
    store = desk.workspace.store
    with store.db.transaction():
        store.associations.check_free(name)
        change_rules(desk.workspace, [rule])
    return _told(rule, "Added")


@command.command(
    "edit",
    epilog=examples(
        "crossdock assoc edit bandung --to bandung --to jakarta",
        "crossdock assoc edit bandung --any conn --fall-through",
    ),
)
@click.argument("name")
@ruled
@click.option(
    "--any",
    "cleared",
    multiple=True,
    type=click.Choice(list(CLEARED)),
    help="Ask for this no longer.",
)
@presented
def edit(desk: Desk, name: str, cleared: tuple[str, ...], **given: Any) -> Result:
    """Change a rule; what is not named stays, and the rule as it was is kept."""
    from crossdock.flows.association_rules import change_rules
    from crossdock.routing import fields_of, rule_of

    store = desk.workspace.store
    with store.db.transaction():
        before = store.associations.get(name)
        table = {**without(fields_of(before), cleared), **table_of(given)}
        after = rule_of(table, f"rule {name}")
        if after == before:
            return _told(before, "Nothing was named to be changed in")
        change_rules(desk.workspace, [after])
    return _told(after, "Changed")


@command.command("remove", epilog=examples("crossdock assoc remove bandung"))
@click.argument("name")
@presented
def remove(desk: Desk, name: str) -> Result:
    """Let a rule hold no longer; what it was is kept, and so is what is reserved."""
    from crossdock.flows.association_rules import change_rules

    rule = desk.workspace.store.associations.get(name)
    change_rules(desk.workspace, [], [name])
    return _told(rule, "Removed")


@command.command(
    "history", epilog=examples("crossdock assoc history", "crossdock assoc history bandung")
)
@click.argument("name", default="")
@presented
def history(desk: Desk, name: str) -> Result:
    """Show every change of the rules by number, or every revision of one rule."""
    from crossdock.routing import sentence

    associations = desk.workspace.store.associations
    if not name:
        return Result([attrs.asdict(one) for one in associations.revisions()])
    revisions = associations.history(name)
    if not revisions:
        raise NotFoundError(
            f"There never was an association rule called {name!r}.",
            next_step="See: crossdock assoc list",
        )
    rows = [
        {**{key: row[key] for key in ("since", "until", "run")}, "does": sentence(row["body"])}
        for row in revisions
    ]
    ended = rows[-1]["until"] is not None
    return Result(rows, whole=("does",), summary=["It holds no longer."] if ended else [])


def _told(rule: AssociationRule, done: str) -> Result:
    from crossdock.routing import fields_of, sentence

    said = f"{done} the rule {rule.name!r}. " if done else ""
    return record(fields_of(rule), summary=[f"{said}{sentence(rule)}"])
