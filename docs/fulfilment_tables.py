"""What docs/fulfilment.md takes from the code: the decision table, the machines, the reasons."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from crossdock.fulfilment.channels import POLICIES
from crossdock.fulfilment.decision import CLOSED, Situation, decide
from crossdock.fulfilment.goods_machine import GOODS
from crossdock.fulfilment.holds import EXPLANATIONS
from crossdock.fulfilment.inbound_machine import INBOUND
from crossdock.fulfilment.job_machine import JOBS
from crossdock.fulfilment.outbound_machine import OUTBOUND
from crossdock.fulfilment.transitions import Machine, Row, Verdict
from crossdock.fulfilment.warehouse_machine import WAREHOUSE_ORDER
from crossdock.order_status import OrderStatus
from crossdock.policy import ChannelPolicy, PolicyRow
from crossdock_jdid import manifest as jdid
from crossdock_tokopedia import manifest as tokopedia

MACHINES = {machine.name: machine for machine in (GOODS, INBOUND, WAREHOUSE_ORDER, OUTBOUND, JOBS)}


def decision_table() -> str:
    """Return every row of the decision table."""
    declared = [manifest().fulfilment for manifest in (tokopedia, jdid)]
    policies = [*POLICIES.values(), *(one for one in declared if one is not None)]
    channels: dict[PolicyRow, list[str]] = {}
    for policy in policies:
        for row in policy.rows:
            channels.setdefault(row, []).append(policy.channel)
    lines = [
        "| row | channels | status | waybill | courier | by | warehouse order | outbound | sent |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows = [*(_policy_row(row, names) for row, names in channels.items()), *_general(policies)]
    lines += sorted(rows, key=lambda line: int(line.split("|")[1]))
    return "\n".join(lines)


def _policy_row(row: PolicyRow, channels: list[str]) -> str:
    courier = {None: "any", True: "instant", False: "any other"}[row.instant]
    cells = (
        row.number,
        ", ".join(sorted(channels)),
        ", ".join(sorted(row.statuses)),
        _whether(row.waybill),
        courier,
        ", ".join(sorted(row.causes)) or "anything",
        row.warehouse_order,
        "yes" if row.outbound else "no",
        row.push.replace("_", " "),
    )
    return "| " + " | ".join(cells) + " |"


def _whether(wanted: bool | None) -> str:
    return {None: "any", True: "yes", False: "no"}[wanted]


def _general(policies: Iterable[ChannelPolicy]) -> Iterator[str]:
    """Yield the rows that hold for a channel as a whole."""
    without = ", ".join(sorted(one.channel for one in policies if not one.issues_waybills))
    closed = ", ".join(sorted(CLOSED))
    paid = OrderStatus.PAID
    for channels, statuses, situation in (
        (without, "any", Situation(POLICIES["shopify"], paid)),
        ("any", f"{closed}, at first sight", Situation(_NONE, min(CLOSED), first_sight=True)),
        ("any other", "any", Situation(_NONE, paid)),
    ):
        said = decide(situation)
        yield (
            f"| {said.row} | {channels} | {statuses} | any | any | anything |"
            f" {said.warehouse_order} | {'yes' if said.outbound else 'no'} | never |"
        )


_NONE = ChannelPolicy("none")


def machine(name: str) -> str:
    """Return the table of a machine, and what it leaves alone."""
    found = MACHINES[name]
    lines = [
        "| in | when | if | then | and is |",
        "| --- | --- | --- | --- | --- |",
        *_moves(found),
        "",
        "| in | changes nothing | asks a person |",
        "| --- | --- | --- |",
        *_others(found),
    ]
    return "\n".join(lines)


def _moves(found: Machine[Any, Any, Any]) -> Iterator[str]:
    rows: dict[Any, list[Row[Any, Any, Any]]] = {}
    for row in found.rows:
        if row.verdict is Verdict.MOVES:
            rows.setdefault((row.events, row.to, row.when, row.do), []).append(row)
    for (events, to, when, do), alike in rows.items():
        states = [state for row in alike for state in row.states]
        cells = (
            _named(states),
            _named(events),
            "; ".join(_told(guard) for guard in when),
            "; ".join(_told(action) for action in do),
            f"`{to}`" if to else "the same",
        )
        yield "| " + " | ".join(cells) + " |"


def _others(found: Machine[Any, Any, Any]) -> Iterator[str]:
    for state in found.states:
        said: dict[Verdict, list[str]] = {Verdict.IGNORES: [], Verdict.REVIEWS: []}
        for event in found.events:
            last = found.arms(state, event)[-1]
            if last.verdict in said:
                said[last.verdict].append(event)
        ignored, reviewed = said[Verdict.IGNORES], said[Verdict.REVIEWS]
        yield f"| `{state}` | {_named(ignored)} | {_named(reviewed)} |"


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names))


def _told(function: Callable[..., object]) -> str:
    text = (inspect.getdoc(function) or "").rstrip(".").replace("\n", " ")
    return text[:1].lower() + text[1:]


def reasons() -> str:
    """Return every reason with its sentence and its commands."""
    lines = ["| reason | what is the matter | what settles it |", "| --- | --- | --- |"]
    for reason, told in EXPLANATIONS.items():
        commands = ", ".join(f"`crossdock {command}`" for command in told.commands)
        ever = " Nothing else ends it." if told.forever else ""
        lines.append(f"| `{reason}` | {told.sentence} | {commands}.{ever} |")
    return "\n".join(lines)
