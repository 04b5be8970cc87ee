"""`crossdock assoc lint`, `test` and `diff`: rules looked at before orders meet them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.assoc_files import rules_in, text_of
from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.result import Result
from crossdock.errors import Exit, InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossdock.routing import AssociationRule, Finding, Verdict


@click.command(
    "lint", epilog=examples("crossdock assoc lint", "crossdock assoc lint --gaps --unreachable")
)
@click.option("--gaps", is_flag=True, help="Only orders that meet no rule.")
@click.option("--overlaps", is_flag=True, help="Only rules that take the same lines.")
@click.option("--unreachable", is_flag=True, help="Only rules that never decide.")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="The rules of a TOML file, instead of those that hold.",
)
@presented
def lint(desk: Desk, gaps: bool, overlaps: bool, unreachable: bool, file: Path | None) -> Result:
    """Find what is wrong with the rules, without a single order; exit code 7 if anything is."""
    from crossdock.flows.association_rules import findings

    rules = None if file is None else rules_in(file)
    found = findings(desk.workspace, rules)
    asked = {"gap": gaps, "overlap": overlaps, "unreachable": unreachable}
    only = {fault for fault, wanted in asked.items() if wanted}
    shown = [one for one in found if not only or one.fault.value in only]
    return Result(
        [_finding_row(one) for one in shown],
        whole=("sentence",),
        columns=("fault", "sentence"),
        summary=[] if shown else ["Nothing is wrong with the rules."],
        exit_code=Exit.CHECK_FAILED if shown else Exit.DONE,
        reason="check-failed" if shown else "done",
    )


@click.command("test", epilog=examples("crossdock assoc test tests/routes.toml"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--rules",
    type=click.Path(path_type=Path),
    help="The rules of a TOML file, instead of those that hold.",
)
@presented
def test(desk: Desk, file: Path, rules: Path | None) -> Result:
    """Put the rules to the cases of a TOML file: given this order and stock, expect this.

    Exit code 7 when a case does not come as expected; each says what came instead.
    """
    from crossdock.flows.routing import router_of
    from crossdock.flows.unrouted import Reader
    from crossdock.routing import check, read_cases

    cases = read_cases(text_of(file))
    given = None if rules is None else rules_in(rules)
    verdicts = check(cases, router_of(desk.workspace, Reader(desk.workspace), rules=given))
    failed = [one for one in verdicts if not one.passed]
    told = f"{len(verdicts):,} cases: {len(verdicts) - len(failed):,} pass, {len(failed):,} fail."
    return Result(
        [_verdict_row(one) for one in verdicts],
        summary=[*(f"{one.case.name}: {' '.join(one.faults)}" for one in failed), told],
        exit_code=Exit.CHECK_FAILED if failed else Exit.DONE,
        reason="check-failed" if failed else "done",
    )


@click.command(
    "diff",
    epilog=examples(
        "crossdock assoc diff 3 now",
        "crossdock assoc diff now rules.toml --impact --since 30d",
    ),
)
@click.argument("rev_a")
@click.argument("rev_b")
@click.option("--impact", is_flag=True, help="Also what it means for orders.")
@click.option(
    "--since",
    metavar="WHEN",
    help="For --impact: orders placed from then on.  [default: 30d]",
)
@presented
def diff(desk: Desk, rev_a: str, rev_b: str, impact: bool, since: str | None) -> Result:
    """Show which rules differ between two revisions, and which orders would leave elsewhere.

    A revision is a number of 'assoc history', a time, 3d ago, now, or a TOML file.
    """
    from crossdock.flows.replay import Played, compared
    from crossdock.flows.replay import since as played_since
    from crossdock.inventory import Holdings
    from crossdock.routing import sentence

    if since is not None and not impact:
        raise InputRefusedError("--since is for --impact.", next_step="Add --impact.")
    workspace = desk.workspace
    old, new = (_revision(desk, text) for text in (rev_a, rev_b))
    moment = parse_moment(since or "30d", workspace.clock())
    played = played_since(workspace, moment) if impact else Played((), Holdings())
    found = compared(workspace, played, old, new)
    before, after = ({rule.name: sentence(rule) for rule in rules} for rules in (old, new))
    rows = [
        {"rule": name, "change": change, "before": before.get(name), "after": after.get(name)}
        for change, names in (
            ("added", found.added),
            ("removed", found.removed),
            ("edited", found.edited),
        )
        for name in names
    ]
    data: dict[str, Any] = {"rules": rows}
    told = [] if rows else ["The rules are the same."]
    if impact:
        from crossdock.cli.order_routing import change_counts

        data["orders"] = counts = change_counts(found)
        told.append(
            f"Orders: {', '.join(f'{number:,} {name}' for name, number in counts.items())}."
        )
    return Result(rows, data=data, summary=told, whole=("before", "after"))


def _revision(desk: Desk, text: str) -> Sequence[AssociationRule]:
    workspace = desk.workspace
    associations = workspace.store.associations
    if text == "now":
        return associations.rules()
    if text.isascii() and text.isdigit():
        return associations.at_revision(int(text))
    if Path(text).is_file():
        return rules_in(Path(text))
    return associations.rules(parse_moment(text, workspace.clock()))


def _finding_row(found: Finding) -> dict[str, Any]:
    return {
        "fault": found.fault.value,
        "sentence": found.sentence,
        "rules": list(found.rules),
        "warehouse": found.warehouse,
        "connection": found.connection,
    }


def _verdict_row(verdict: Verdict) -> dict[str, Any]:
    return {
        "case": verdict.case.name,
        "passed": verdict.passed,
        "warehouses": list(verdict.decision.warehouses),
        "held": sorted({held.reason.value for held in verdict.decision.held}),
        "rules": sorted(verdict.decision.rules),
    }
