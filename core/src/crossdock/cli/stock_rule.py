"""`crossdock stock rule`: what stands between the goods there are and the numbers shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.result import Result, record
from crossdock.cli.stock_rule_cases import test as cases_command
from crossdock.cli.stock_rule_steps import explain as steps_command
from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import Rule, RuleKind
from crossdock.inventory.wording import sentence

#: Kinds whose value is a share, and the kind that a buffer written in percent is.
_SHARES = frozenset({RuleKind.PERCENT, RuleKind.BUFFER_PERCENT})


@click.group("rule")
def command() -> None:
    """Stock rules: buffers, caps and the like, for a connection, for SKUs, for a time."""


command.add_command(steps_command)
command.add_command(cases_command)


_scope = (
    click.option("--conn", "connection", metavar="CONN", help="Only on this connection."),
    click.option(
        "--sku", "pattern", metavar="PATTERN", help="Only these SKUs; * and ? stand for text."
    ),
    click.option("--from", "starts", metavar="WHEN", help="It holds from then on, with zone."),
    click.option("--until", "ends", metavar="WHEN", help="It holds until before then, with zone."),
)


def _scoped(function: Any) -> Any:
    for option in reversed(_scope):
        function = option(function)
    return function


@command.command(
    "list", epilog=examples("crossdock stock rule list", "crossdock stock rule list --at 3d")
)
@click.option("--at", metavar="WHEN", help="The rules as they were then: a time, or 12h, 3d ago.")
@presented
def list_(desk: Desk, at: str | None) -> Result:
    """List the rules, those that everyday settings stand for among them."""
    from crossdock.flows.offers import interactions, rules_in_force

    workspace = desk.workspace
    moment = None if at is None else parse_moment(at, workspace.clock())
    dealings = interactions(workspace.store, moment)
    rows = [_row(rule) for rule in rules_in_force(workspace.store, dealings, moment)]
    return Result(
        rows,
        summary=[] if rows else ["There are no stock rules."],
        columns=("name", "kind", "value", "connection", "pattern", "does"),
        whole=("does",),
    )


@command.command(
    "add",
    # A value of -1 is to be refused as a value, not as an option.
    context_settings={"ignore_unknown_options": True},
    epilog=examples(
        "crossdock stock rule add keep-two buffer 2",
        "crossdock stock rule add keep-tenth buffer 10% --sku 'KAOS-*' --conn shop",
        "crossdock stock rule add sale freeze --conn shop --from 2026-11-27T00:00+07:00 \\",
        "    --until 2026-11-28T00:00+07:00",
    ),
)
@click.argument("name")
@click.argument("kind", type=click.Choice([kind.value for kind in RuleKind]))
@click.argument("value", default="")
@_scoped
@presented
def add(
    desk: Desk,
    name: str,
    kind: str,
    value: str,
    connection: str | None,
    pattern: str | None,
    starts: str | None,
    ends: str | None,
) -> Result:
    """Add a rule, and say what it does.

    VALUE is a number of units, a share (10%) or a pack size, by KIND; a freeze has
    none. A rule that contradicts another one is refused.
    """
    whole, units = _value(RuleKind(kind), value)
    rule = Rule(
        name=name,
        kind=whole,
        value=units,
        connection=connection or "",
        pattern="*" if pattern is None else pattern,
        starts=_moment(starts, "--from"),
        ends=_moment(ends, "--until"),
    )
    store = desk.workspace.store
    with store.db.transaction():
        _check(desk, rule)
        store.rules.add(rule, desk.run)
    return _told(desk, rule, "Added")


@command.command(
    "edit",
    context_settings={"ignore_unknown_options": True},
    epilog=examples(
        "crossdock stock rule edit keep-two --value 3",
        "crossdock stock rule edit keep-two --conn shop --sku 'KAOS-*'",
    ),
)
@click.argument("name")
@click.option("--value", help="Its value from now on.")
@_scoped
@click.option("--every-conn", is_flag=True, help="On every connection, instead of on one.")
@click.option("--always", is_flag=True, help="At any time, instead of between two.")
@presented
def edit(
    desk: Desk,
    name: str,
    value: str | None,
    connection: str | None,
    pattern: str | None,
    starts: str | None,
    ends: str | None,
    every_conn: bool,
    always: bool,
) -> Result:
    """Change a rule; what is not named stays, and the rule as it was is kept."""
    before = desk.workspace.store.rules.get(name)
    if (every_conn and connection) or (always and (starts or ends)):
        raise InputRefusedError(
            "Two options say opposite things of one rule.",
            next_step="Give --conn or --every-conn; --from and --until, or --always.",
        )
    kind, units = (before.kind, before.value) if value is None else _value(before.kind, value)
    after = attrs.evolve(
        before,
        kind=kind,
        value=units,
        connection="" if every_conn else connection or before.connection,
        pattern=before.pattern if pattern is None else pattern,
        starts=None if always else _moment(starts, "--from") or before.starts,
        ends=None if always else _moment(ends, "--until") or before.ends,
    )
    if after == before:
        return _told(desk, before, "Nothing was named to be changed in")
    store = desk.workspace.store
    with store.db.transaction():
        _check(desk, after)
        store.rules.replace(after, desk.run)
    return _told(desk, after, "Changed")


@command.command("show", epilog=examples("crossdock stock rule show keep-two"))
@click.argument("name")
@presented
def show(desk: Desk, name: str) -> Result:
    """Show every revision of a rule, the one that holds last."""
    rows = desk.workspace.store.rules.history(name)
    if not rows:
        raise NotFoundError(
            f"There never was a stock rule called {name!r}.",
            next_step="See: crossdock stock rule list",
        )
    ended = rows[-1]["until"] is not None
    return Result(rows, summary=["It holds no longer."] if ended else [])


@command.command("remove", epilog=examples("crossdock stock rule remove keep-two"))
@click.argument("name")
@presented
def remove(desk: Desk, name: str) -> Result:
    """Let a rule hold no longer; what it was is kept."""
    rule = desk.workspace.store.rules.end(name)
    return _told(desk, rule, "Removed")


def _check(desk: Desk, rule: Rule) -> None:
    from crossdock.flows.offers import interactions, kits, rules_in_force
    from crossdock.flows.stock_rules import check_rule

    store = desk.workspace.store
    if rule.connection:
        store.connections.get(rule.connection)
    check_rule(
        rule,
        rules_in_force(store, interactions(store)),
        kits=kits(store),
        now=desk.workspace.clock(),
    )


def _value(kind: RuleKind, text: str) -> tuple[RuleKind, int]:
    """Return the number that *text* says; a buffer in percent is a kind of its own."""
    word = text.strip()
    if kind is RuleKind.FREEZE and not word:
        return kind, 0
    share = word.endswith("%")
    if share and kind is RuleKind.BUFFER:
        kind = RuleKind.BUFFER_PERCENT
    if not re.fullmatch(r"[0-9]{1,10}", word.removesuffix("%")) or (share and kind not in _SHARES):
        raise InputRefusedError(
            f"value: a {kind} rule takes {_takes(kind)}, and {text[:30]!r} is not that.",
            next_step="Write it in plain digits, without separators.",
        )
    return kind, int(word.removesuffix("%"))


def _takes(kind: RuleKind) -> str:
    if kind in _SHARES:
        return "a share from 0% to 100%"
    return {
        RuleKind.FREEZE: "no value",
        RuleKind.BUFFER: "a number of units, or a share such as 10%",
        RuleKind.PACK: "the size of a pack",
    }.get(kind, "a number of units")


def _moment(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InputRefusedError(
        f"{option} is {text[:60]!r}, which is not a moment with its zone.",
        next_step="Write it as 2026-11-27T00:00+07:00.",
    )


def _told(desk: Desk, rule: Rule, done: str) -> Result:
    kept = record(attrs.asdict(rule), summary=[f"{done} the rule {rule.name!r}. {sentence(rule)}"])
    if done == "Removed":
        return kept
    always = attrs.evolve(rule, starts=None, ends=None)
    now = desk.workspace.clock()
    masters = desk.workspace.store.catalogue.masters()
    if any(always.holds(rule.connection, row["sku"], now) for row in masters):
        return kept
    return attrs.evolve(kept, summary=[*kept.summary, "No master SKU matches its pattern yet."])


def _row(rule: Rule) -> dict[str, Any]:
    return {**attrs.asdict(rule), "does": sentence(rule)}
