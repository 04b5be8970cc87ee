"""`crossdock order merge`: orders of one buyer or to one address, seen as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import InputRefusedError

if TYPE_CHECKING:
    from crossdock.store.merges import MergeGroup

_STATES = ("proposed", "accepted", "undone", "lapsed")


@click.group("merge")
def command() -> None:
    """Merging: open orders of one buyer, or to one address, seen as one."""


@command.command(
    "propose",
    epilog=examples("crossdock order merge propose", "crossdock order merge propose shop"),
)
@click.argument("conn", default="")
@presented
def propose(desk: Desk, conn: str) -> Result:
    """Look for open orders that may be merged; nothing is merged until it is accepted.

    Only orders of one connection that are paid, not shipped and not held. What was
    proposed before is not proposed again.
    """
    from crossdock.flows.merging import PERSON, propose_merges

    store = desk.workspace.store
    names = [conn] if conn else store.connections.names()
    if conn:
        store.connections.check(conn)
    found = [key for name in names for key in propose_merges(desk.workspace, name, who=PERSON)]
    rows = _rows(desk, [store.merges.get(key) for key in found])
    return Result(
        rows,
        summary=[f"New proposals: {len(rows):,}."],
        whole=("orders",),
        next_step=f"crossdock order merge accept {found[0]}" if found else "",
    )


@command.command(
    "list",
    epilog=examples(
        "crossdock order merge list",
        "crossdock order merge list shop --state accepted",
    ),
)
@click.argument("conn", default="")
@click.option("--state", type=click.Choice(_STATES), help="Only those that stand so.")
@presented
def list_(desk: Desk, conn: str, state: str | None) -> Result:
    """List the groups that were proposed, and what was decided of each."""
    from crossdock.store import MergeState

    store = desk.workspace.store
    if conn:
        store.connections.check(conn)
    states = tuple(MergeState) if state is None else (MergeState(state),)
    return Result(_rows(desk, store.merges.groups(conn, states)), whole=("orders",))


@command.command("show", epilog=examples("crossdock order merge show 3"))
@click.argument("group", metavar="ID")
@presented
def show(desk: Desk, group: str) -> Result:
    """Show everything that was decided of a group: who, when, and in which run."""
    merges = desk.workspace.store.merges
    found = merges.get(_key(group))
    history = merges.history(found.id)
    (row,) = _rows(desk, [found])
    return Result(history, data={**row, "history": history}, summary=[row["because"]])


@command.command("accept", epilog=examples("crossdock order merge accept 3"))
@click.argument("group", metavar="ID")
@presented
def accept(desk: Desk, group: str) -> Result:
    """Merge the orders of a group; each stays what it is, and no stock moves."""
    from crossdock.flows.merging import accept_merge

    (row,) = _rows(desk, [accept_merge(desk.workspace, _key(group))])
    return record(
        row,
        summary=[f"Merged {len(row['orders'])} orders. {row['parcel']}"],
        next_step=f"To take it back: crossdock order merge undo {row['id']}",
    )


@command.command("undo", epilog=examples("crossdock order merge undo 3"))
@click.argument("group", metavar="ID")
@presented
def undo(desk: Desk, group: str) -> Result:
    """Take merged orders apart again, or turn a proposal down; it is not proposed again."""
    from crossdock.flows.merging import PERSON

    merges = desk.workspace.store.merges
    before = merges.undo(_key(group), who=PERSON, run=desk.run)
    (row,) = _rows(desk, [merges.get(before.id)])
    done = "Took apart" if before.state == "accepted" else "Turned down the merge of"
    return record(row, summary=[f"{done} {len(row['orders'])} orders; each is on its own."])


def _key(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InputRefusedError(
            f"{text[:30]!r} is not the number of a merge group.",
            next_step="See: crossdock order merge list",
        )
    return int(text)


def _rows(desk: Desk, groups: Iterable[MergeGroup]) -> list[dict[str, Any]]:
    from crossdock.flows.merging import may_share_parcel

    rows = []
    for group in groups:
        one_parcel = may_share_parcel(desk.workspace, group.proposal)
        rows.append(
            {
                "id": group.id,
                "connection": group.proposal.connection,
                "state": group.state.value,
                "reason": group.proposal.reason.value,
                "orders": list(group.proposal.order_ids),
                "one_parcel": one_parcel,
                "because": group.proposal.because,
                "parcel": "They may leave as one parcel."
                if one_parcel
                else "For display only: they leave as they were ordered, each in its own parcel.",
            }
        )
    return rows
