"""`crossdock order explain`, `simulate` and `backtest`: where orders leave from, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.assoc_files import rules_in
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.replay import Played
    from crossdock.routing import Difference, Explanation, RoutingDecision

#: Steps that tell of rules and warehouses that lost.
_OF_LOSERS = frozenset({"rule_unmet", "rule_unasked", "refused", "lacks", "outranked"})
_NO_RULES = "There are no association rules, so any open warehouse may send an order."


@click.command(
    "explain",
    epilog=examples(
        "crossdock order explain 43481289 --losers",
        "crossdock order explain 43481289 --counterfactual --to bandung",
    ),
)
@click.argument("order_id", metavar="ORDER")
@click.option("--conn", default="", help="The connection, when two have an order of that id.")
@click.option("--losers", is_flag=True, help="Also each rule and warehouse that was passed over.")
@click.option(
    "--counterfactual", is_flag=True, help="The smallest change that sends it elsewhere."
)
@click.option("--to", default="", metavar="WAREHOUSE", help="For --counterfactual: to there.")
@click.option("--at", metavar="WHEN", help="By stock and rules of then: a time, or 12h, 3d ago.")
@presented
def explain(
    desk: Desk,
    order_id: str,
    conn: str,
    losers: bool,
    counterfactual: bool,
    to: str,
    at: str | None,
) -> Result:
    """Explain where an order leaves from, as though none of it had been given away yet."""
    from crossdock.flows.routing import Routing

    workspace = desk.workspace
    if to and not counterfactual:
        raise InputRefusedError("--to is for --counterfactual.", next_step="Add --counterfactual.")
    if to:
        workspace.store.warehouses.get(to)
    connection, found_id = _one(desk, order_id, conn)
    moment = None if at is None else parse_moment(at, workspace.clock())
    routing = Routing.of(workspace, at=moment)
    told = routing.explain(connection, found_id)
    rows = [row for row in _steps(told) if losers or row["step"] not in _OF_LOSERS]
    data: dict[str, Any] = {**_decision(told.decision), "steps": rows}
    summary = [_leaves(told.decision)]
    if not workspace.store.associations.rules(moment):
        summary.append(_NO_RULES)
    if counterfactual:
        change = routing.counterfactual(connection, found_id, to=to)
        said = change.sentence if change else "No small change would have sent it elsewhere."
        summary.append(said)
        data["counterfactual"] = said
    return Result(
        rows, data=data, summary=summary, columns=("step", "sentence"), whole=("sentence",)
    )


@click.command(
    "simulate",
    epilog=examples(
        "crossdock order simulate",
        "crossdock order simulate --rules rules.toml --since 30d",
        "crossdock order simulate --orders orders.csv --conn shop",
    ),
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    help="The rules of a TOML file, instead of those that hold.",
)
@click.option(
    "--since", metavar="WHEN", help="Orders placed from then on, with what there was then."
)
@click.option(
    "--orders",
    type=click.Path(path_type=Path),
    help="Orders of a file as 'order import' reads it; codes are master SKUs.",
)
@click.option("--conn", default="", help="For --orders: the shop that they are taken for.")
@click.option("--each", is_flag=True, help="A row for every order, instead of the counts.")
@presented
def simulate(
    desk: Desk,
    rules: Path | None,
    since: str | None,
    orders: Path | None,
    conn: str,
    each: bool,
) -> Result:
    """Route many orders one after the other, and change nothing: those that wait, or others.

    Who was placed first is served first. Every order is counted once: whole, split,
    held, or left out.
    """
    from crossdock.flows.replay import simulated

    played = _played(desk, since, orders, conn)
    done = simulated(desk.workspace, played, None if rules is None else rules_in(rules))
    counts = {
        "whole": done.whole,
        "split": done.split,
        "held": done.held,
        **{f"left_out_{reason}": number for reason, number in played.left_out.items()},
    }
    parcels = dict(sorted(done.parcels.items()))
    reasons = {reason.value: number for reason, number in sorted(done.reasons.items())}
    decisions = [_decision(decision) for decision in done.decisions]
    told = [
        f"{counted(sum(counts.values()), 'order')}: {_listed(counts)}.",
        f"Parcels: {_listed(parcels) or 'none'}.",
        f"Held lines: {_listed(reasons) or 'none'}.",
    ]
    return Result(
        decisions if each else [{"what": what, "orders": n} for what, n in counts.items()],
        data={"orders": counts, "parcels": parcels, "held_lines": reasons, "decisions": decisions},
        summary=told,
    )


@click.command(
    "backtest",
    epilog=examples("crossdock order backtest --rules rules.toml --since 30d"),
)
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    required=True,
    help="The rules of a TOML file, to be compared with those that hold.",
)
@click.option(
    "--since",
    metavar="WHEN",
    required=True,
    help="Orders placed from then on, with what there was then.",
)
@presented
def backtest(desk: Desk, rules: Path, since: str) -> Result:
    """Replay orders of the past by other rules: what moves, what splits, what is held.

    Every order is counted once: by the first of held, released, split, joined, moved,
    otherwise that is true of it, as unchanged, or as left out.
    """
    from crossdock.flows.replay import compared

    played = _played(desk, since, None, "")
    found = compared(
        desk.workspace, played, desk.workspace.store.associations.rules(), rules_in(rules)
    )
    left_out = {f"left_out_{reason}": number for reason, number in played.left_out.items()}
    counts = {**change_counts(found), **left_out}
    rows = _change_rows(found)
    return Result(
        rows,
        data={"orders": counts, "changes": rows},
        summary=[f"{counted(sum(counts.values()), 'order')}: {_listed(counts)}."],
    )


def change_counts(found: Difference) -> dict[str, int]:
    """Return how many orders a change of rules treats in which way; all of them, each once."""
    from crossdock.flows.replay import fate

    counts = Counter(map(fate, found.changes))
    return {**dict(sorted(counts.items())), "unchanged": found.unchanged}


def _change_rows(found: Difference) -> list[dict[str, Any]]:
    from crossdock.flows.replay import fate

    return [
        {
            "connection": change.before.connection,
            "order_id": change.before.order_id,
            "what": fate(change),
            "before": _where(change.before),
            "after": _where(change.after),
        }
        for change in found.changes
    ]


def _played(desk: Desk, since: str | None, orders: Path | None, conn: str) -> Played:
    from crossdock.flows import replay

    workspace = desk.workspace
    if since is not None and orders is not None:
        raise InputRefusedError(
            "--since and --orders both say which orders.", next_step="Give one of the two."
        )
    if orders is not None:
        return _of_file(desk, orders, conn)
    if conn:
        raise InputRefusedError("--conn is for --orders.", next_step="Leave --conn out.")
    if since is not None:
        return replay.since(workspace, parse_moment(since, workspace.clock()))
    return replay.waiting(workspace)


def _of_file(desk: Desk, file: Path, conn: str) -> Played:
    from zoneinfo import ZoneInfo

    from crossdock.flows.order_files import Terms, find_columns, gather, read_rows
    from crossdock.flows.replay import of_file
    from crossdock.tables import read_file

    workspace = desk.workspace
    if not conn:
        raise InputRefusedError(
            "Nothing says whose orders these are.", next_step="Add --conn NAME of a shop."
        )
    workspace.store.connections.check(conn)
    channel = workspace.store.routing.channels().get(conn, "")
    table = read_file(file)
    terms = Terms(workspace.clock(), channel, zone=ZoneInfo("UTC"), currency="IDR")
    gathered = gather(list(read_rows(table, find_columns(table, {}), terms)), terms)
    read = [one.order for one in gathered if one.order is not None]
    return of_file(workspace, conn, read, refused=len(gathered) - len(read))


def _one(desk: Desk, order_id: str, conn: str) -> tuple[str, str]:
    found = desk.workspace.store.orders.find(order_id, conn)
    if len(found) > 1:
        names = ", ".join(name for name, _, _ in found)
        raise InputRefusedError(
            f"{len(found)} connections have an order {order_id!r}: {names}.",
            next_step=f"Add --conn {found[0][0]}",
        )
    name, order, _ = found[0]
    return name, order.order_id


def _steps(told: Explanation) -> list[dict[str, Any]]:
    return [
        {
            "step": step.kind.value,
            "sentence": step.sentence,
            "rule": step.rule,
            "warehouse": step.warehouse,
            "lines": list(step.lines),
            "reasons": [reason.value for reason in step.reasons],
            "missing": dict(step.missing),
        }
        for step in told.steps
    ]


def _decision(decision: RoutingDecision) -> dict[str, Any]:
    return {
        "connection": decision.connection,
        "order_id": decision.order_id,
        "warehouses": list(decision.warehouses),
        "rules": sorted(decision.rules),
        "held": {held.line_id: held.reason.value for held in decision.held},
    }


def _where(decision: RoutingDecision) -> str:
    held = sorted({held.reason.value for held in decision.held})
    return " and ".join([*decision.warehouses, *(f"held: {reason}" for reason in held)])


def _leaves(decision: RoutingDecision) -> str:
    where = " and ".join(decision.warehouses) or "nowhere yet"
    waiting = len(decision.held)
    held = (
        f", and {waiting:,} of its lines {'waits' if waiting == 1 else 'wait'}" if waiting else ""
    )
    return f"Order {decision.order_id} leaves from {where}{held}."


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items())
