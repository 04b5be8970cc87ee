"""`crossdock stock plan`: what a push would change, why, and what it would cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import Exit, InputRefusedError, NotFoundError

if TYPE_CHECKING:
    from crossdock.flows.importing import Imported, Lives
    from crossdock.flows.stock_plan import PlannedRow, Scope, StockPlan
    from crossdock.workspace import Workspace

COLUMNS = ("connection", "listing_id", "sku", "title", "before", "quantity", "action", "reason")


def scope_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the arguments and options that say what a push is about."""
    for option in reversed(
        (
            click.argument("words", nargs=-1, metavar="CONN... [SKU]..."),
            click.option("--all", "everything", is_flag=True, help="Also what shows its number."),
            click.option(
                "--max-change",
                "most_change",
                metavar="N%",
                help="Hold what would change by more than N percent of what it shows.",
            ),
            click.option(
                "--preread", is_flag=True, help="Read each listing right before writing to it."
            ),
            click.option(
                "--no-pull", "no_pull", is_flag=True, help="Do not import orders before."
            ),
        )
    ):
        function = option(function)
    return function


@click.command(
    "plan",
    epilog=examples(
        "crossdock stock plan shop",
        "crossdock stock plan shop jd --out monday.json --max-change 50%",
        "crossdock stock plan shop KAOS-01-M --detailed-exitcode",
    ),
)
@scope_options
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Keep the plan.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 10 if something would change.")
@presented
def plan(
    desk: Desk,
    words: Sequence[str],
    everything: bool,
    most_change: str | None,
    preread: bool,
    no_pull: bool,
    out: Path | None,
    detailed_exitcode: bool,
) -> Result:
    """Show what a push would change, and write nothing to any channel.

    The orders of all active connections are imported first, so that nothing that is
    sold is offered again. A plan that is kept holds until it expires or until what it
    was made from changes; push it with: stock push CONN --plan FILE
    """
    from crossdock.flows.importing import Lives
    from crossdock.flows.plan_files import write_plan
    from crossdock.flows.stock_planning import plan_stock

    scope = scope_of(
        desk.workspace, words, everything=everything, most_change=most_change, preread=preread
    )
    imported = import_orders(desk, Lives(desk.workspace), no_pull=no_pull)
    made = plan_stock(desk.workspace, scope, imported)
    if out is not None:
        write_plan(made, out)
        desk.say(f"The plan is kept in {out} until {made.expires_at:%H:%M:%S} UTC.")
    step = f"crossdock stock push {words_of(scope)} --plan {quote(str(out))}" if out else ""
    return planned(made, pending=detailed_exitcode, next_step=step)


def scope_of(
    workspace: Workspace,
    words: Sequence[str],
    *,
    everything: bool,
    most_change: str | None,
    preread: bool,
) -> Scope:
    """Return what *words*, connections and then master SKUs, are about.

    Raises:

        NotFoundError: a word names neither.

        InputRefusedError: no connection is named, or the percentage is none.
    """
    from crossdock.flows.stock_plan import Scope

    store = workspace.store
    names = [word for word in words if store.connections.find(word) is not None]
    skus = [word for word in words if word not in names]
    if not names:
        store.connections.get(words[0] if words else "")
    for sku in skus:
        if not store.catalogue.master_exists(sku):
            raise NotFoundError(
                f"There is neither a connection nor a master SKU called {sku!r}.",
                next_step="See: crossdock conn list, crossdock product list",
            )
    return Scope(
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(skus)),
        everything=everything,
        most_change=_percent(most_change),
        preread=preread,
    )


def words_of(scope: Scope) -> str:
    """Return *scope* as the words that name it."""
    guard = ["--"] if any(sku.startswith("-") for sku in scope.skus) else []
    return " ".join([*scope.connections, *guard, *map(quote, scope.skus)])


def import_orders(desk: Desk, lives: Lives, *, no_pull: bool) -> Imported:
    """Import the orders of all active connections, and say what came of it."""
    from crossdock.flows.importing import Imported, import_all, imported_at

    workspace = desk.workspace
    if no_pull:
        for kept in workspace.store.connections.all():
            last = imported_at(workspace, kept.name)
            when = f"were imported last at {last:%Y-%m-%d %H:%M:%S} UTC" if last else "never were"
            desk.say(f"Orders were not imported now: those of {kept.name} {when}.")
        return Imported()
    imported = import_all(workspace, lives)
    told = [f"{number:,} new from {name}" for name, number in imported.orders.items() if number]
    if told:
        desk.say(f"Orders imported: {', '.join(told)}.")
    for name, error in imported.unreached.items():
        desk.say(
            f"The orders of {name} could not be imported ({error.message}) Goods that are"
            " offered there are not raised anywhere until they are."
        )
    return imported


def planned(made: StockPlan, *, pending: bool, next_step: str = "") -> Result:
    """Return *made* as a person reads it; exit code 10 if *pending* and something would change."""
    changes = pending and bool(made.rows)
    return Result(
        [attrs.asdict(row) for row in made.rows],
        columns=COLUMNS,
        summary=[*_sentences(made), *campaigns(made.rows)],
        exit_code=Exit.CHANGES_PENDING if changes else Exit.DONE,
        reason="changes-pending" if changes else "done",
        next_step=(next_step or f"crossdock stock push --yes {words_of(made.scope)}")
        if made.rows
        else "",
    )


def _sentences(made: StockPlan) -> list[str]:
    from crossdock.flows.stock_plan import Action

    if not made.rows:
        return [
            f"Nothing to push: {made.settled:,} counted listings show what there is.",
            *_stuck(made),
        ]
    send = made.of(Action.SEND)
    units = sum(row.quantity - row.before for row in send)
    sentence = (
        f"{_listings(len(send))} would change by {units:+,} units in all; {made.settled:,} already"
        " show what there is. Nothing was sent."
    )
    sentences = [sentence]
    for action, words in (
        (Action.LOOK_UP, "looked up first, because a push of them has no answer"),
        (Action.WAIT, "waited for, because a push of them may still land"),
        (Action.HOLD, "held back, for the reason given"),
    ):
        rows = made.of(action)
        if rows:
            sentences.append(f"{_listings(len(rows))}: {words}.")
    sentences += [
        f"{name}: {cost.rows:,} {'row' if cost.rows == 1 else 'rows'} in {cost.calls:,}"
        f" {'call' if cost.calls == 1 else 'calls'}, {cost.seconds:,.0f} seconds or more under its"
        " limits."
        for name, cost in made.costs.items()
        if cost.rows
    ]
    return [*sentences, *_stuck(made)]


def _listings(number: int) -> str:
    return f"{number:,} {'listing' if number == 1 else 'listings'}"


def _stuck(made: StockPlan) -> list[str]:
    if not made.refused:
        return []
    sentence = (
        f"{made.refused:,} listings were refused, or left standing, as they are; --all sends them"
        " again."
    )
    return [sentence]


def campaigns(rows: Iterable[PlannedRow]) -> list[str]:
    """Return what a person must know of goods that a campaign holds on show."""
    short = [row for row in rows if row.quantity > row.available]
    if not short:
        return []
    units = sum(row.quantity - max(0, row.available) for row in short)
    sentence = (
        f"{len(short):,} listings show {units:,} units more than there are, because a rule or a"
        f" campaign demands them: {', '.join(row.sku for row in short[:5])}."
    )
    return [sentence]


def _percent(text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.removesuffix("%")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 7):
        raise InputRefusedError(
            f"--max-change is {text[:20]!r}, and must be a whole number of percent.",
            next_step="Write it as --max-change 50%.",
        )
    return int(digits)
