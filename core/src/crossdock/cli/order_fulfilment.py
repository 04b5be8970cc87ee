"""`crossdock order route|accept|arrange|go-on`: orders on their way to a warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.quantities import counted
from crossdock.cli.result import Result
from crossdock.errors import CrossdockError, Exit, InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.parcel import Parcel
    from crossdock.workspace import Workspace

_yes = click.option("-y", "--yes", is_flag=True, help="Do it; without this, only say what.")


@click.command(
    "route",
    epilog=examples(
        "crossdock order route", "crossdock order route --yes", "crossdock order route 43481289"
    ),
)
@click.argument("orders", nargs=-1, metavar="[ORDER]...")
@_yes
@presented
def route(desk: Desk, orders: tuple[str, ...], yes: bool) -> Result:
    """Give orders to warehouses by the association rules; all that wait, for none named.

    Held orders are tried again, since what held them may be mended. Without --yes it
    says what would be done, and changes nothing.
    """
    from crossdock.flows.fulfilment.routing import route_new
    from crossdock.flows.routing import Routing

    workspace = desk.workspace
    wanted = [found_order(workspace, one) for one in orders] or None
    turning = _turning(workspace)
    if yes:
        routed = route_new(workspace, turning, Routing.of(workspace), wanted, held_too=True)
    else:
        with workspace.store.db.rehearsal():
            routed = route_new(workspace, turning, Routing.of(workspace), wanted, held_too=True)
    counts = routed.counts
    if not counts:
        told = "No order waits for a warehouse."
        return _nothing(workspace, turning, wanted, told, {"counts": {}})
    told = ", ".join(f"{number:,} {name}" for name, number in counts.items())
    why = ", ".join(f"{number:,} {reason}" for reason, number in routed.held.items())
    return Result(
        [{"what": name, "parcels": number} for name, number in counts.items()],
        data={"counts": dict(counts), "held": dict(routed.held)},
        summary=[f"{told}." if yes else f"Would be: {told}.", *([f"Held: {why}."] if why else [])],
        exit_code=Exit.DONE if yes else Exit.CHANGES_PENDING,
        reason="done" if yes else "changes-pending",
        next_step="crossdock outbound list" if yes else "crossdock order route --yes",
    )


@click.command(
    "accept", epilog=examples("crossdock order accept 43481289", "crossdock order accept --all")
)
@click.argument("orders", nargs=-1, metavar="[ORDER]...")
@click.option("--all", "everything", is_flag=True, help="Every order that waits for it.")
@presented
def accept(desk: Desk, orders: tuple[str, ...], everything: bool) -> Result:
    """Accept orders at their channel; some channels give the waybill then."""
    from crossdock.flows.fulfilment.operating import accept as do
    from crossdock.flows.fulfilment.operating import to_accept

    return _at_channel(desk, do, to_accept, orders, everything, "waits to be accepted")


@click.command(
    "arrange", epilog=examples("crossdock order arrange 43481289", "crossdock order arrange --all")
)
@click.argument("orders", nargs=-1, metavar="[ORDER]...")
@click.option("--all", "everything", is_flag=True, help="Every order that waits for a waybill.")
@presented
def arrange(desk: Desk, orders: tuple[str, ...], everything: bool) -> Result:
    """Arrange shipments at their channel, which gives the waybill.

    For channels that give out none, see `crossdock order ship`.
    """
    from crossdock.flows.fulfilment.operating import arrange as do
    from crossdock.flows.fulfilment.operating import to_arrange

    return _at_channel(desk, do, to_arrange, orders, everything, "waits for a waybill")


@click.command("go-on", epilog=examples("crossdock order go-on 43481289"))
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@presented
def go_on(desk: Desk, orders: tuple[str, ...]) -> Result:
    """Take held orders up again, in spite of what held them; the next routing sees them."""
    from crossdock.flows.fulfilment.operating import go_on as do
    from crossdock.fulfilment.warehouse_order import WarehouseOrderState

    held = (WarehouseOrderState.HELD, WarehouseOrderState.REVIEW)
    parcels = [one for one in _parcels(desk.workspace, orders) if one.order.state in held]
    if not parcels:
        raise InputRefusedError(
            f"None of {', '.join(orders)} is held.", next_step="See: crossdock outbound list"
        )
    moved = do(_turning(desk.workspace), parcels, desk.workspace)
    return _moved([attrs.asdict(one) for one in moved], None)


def _at_channel(
    desk: Desk,
    do: Callable[[Turning, Iterable[Parcel], Workspace], object],
    choose: Callable[[Turning, Iterable[Parcel]], Sequence[Parcel]],
    orders: Sequence[str],
    everything: bool,
    waits: str,
) -> Result:
    """Ask for something at the channels of orders, and let their workers do it."""
    from crossdock.flows.fulfilment.worker import Worker

    workspace = desk.workspace
    if everything is bool(orders):
        raise InputRefusedError(
            "Name orders, or give --all.", next_step="See: crossdock order list"
        )
    found = workspace.store.parcels.in_states() if everything else _parcels(workspace, orders)
    turning = _turning(workspace)
    parcels = choose(turning, found)
    named = None if everything else [found_order(workspace, one) for one in orders]
    if not parcels:
        return _nothing(workspace, turning, named, f"No order {waits}.", {"moved": 0})
    before = {one.order.key: one.order for one in parcels}
    do(turning, parcels, workspace)
    trouble: CrossdockError | None = None
    for name in sorted({one.order.connection for one in parcels}):
        if turning.world.manifest(name) is None:
            continue
        done = Worker(workspace, workspace.live(name), turning).work()
        trouble = trouble or done.trouble
    after = [workspace.store.parcels.get(one.order.key).order for one in parcels]
    return _moved(
        [
            {
                "order": one.order,
                "parcel": one.key,
                "before": before[one.key].state.value,
                "after": one.state.value,
                "waybill": one.waybill,
            }
            for one in after
        ],
        trouble,
        stayed=sum(one == before[one.key] for one in after),
    )


def _nothing(
    workspace: Workspace,
    turning: Turning,
    named: Sequence[tuple[str, str]] | None,
    told: str,
    data: dict[str, int | dict[str, int]],
) -> Result:
    """Return that there is nothing to do, and why: for each order *named*, or for the first."""
    from crossdock.flows.fulfilment.standstill import standstills, without_parcels

    summary, places = [told], list(named or ())
    if named is None and (left := list(without_parcels(workspace))):
        summary.append(f"{counted(len(left), 'order')} still to leave, with no parcel made of it.")
        places = left[:1]
    found = [
        (order_id, one)
        for connection, order_id in dict.fromkeys(places)
        for one in standstills(workspace, turning, connection, order_id)
    ]
    summary += [f"Order {order_id}: {one.why}." for order_id, one in found]
    steps = (one.next_step for _, one in found if one.next_step)
    return Result(data=data, summary=summary, next_step=next(steps, ""))


def _moved(
    rows: Sequence[dict[str, object]], trouble: CrossdockError | None, stayed: int = 0
) -> Result:
    summary = [f"{len(rows) - stayed:,} moved, {stayed:,} stayed as they were."]
    if trouble is not None:
        summary.append(trouble.message)
    elif stayed:
        summary.append("Those that stayed are tried again by: crossdock sync")
    return Result(
        rows,
        data={"rows": list(rows)},
        summary=summary,
        exit_code=trouble.exit_code if trouble else Exit.DONE,
        reason=trouble.reason if trouble else "done",
        next_step=trouble.next_step if trouble else "crossdock outbound list",
    )


def _turning(workspace: Workspace) -> Turning:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.flows.fulfilment.world import World

    return Turning(workspace, World(workspace))


def _parcels(workspace: Workspace, orders: Sequence[str]) -> list[Parcel]:
    return [
        parcel
        for order in orders
        for parcel in workspace.store.parcels.of_order(*found_order(workspace, order))
    ]


def found_order(workspace: Workspace, order_id: str) -> tuple[str, str]:
    """Return the connection of an order, and the order's id there.

    Raises:

        NotFoundError: there is no such order.

        InputRefusedError: several connections have one of that number.
    """
    found = workspace.store.orders.find(order_id)
    if len(found) > 1:
        names = ", ".join(name for name, _, _ in found)
        raise InputRefusedError(
            f"{len(found)} connections have an order {order_id!r}: {names}.",
            next_step="Name an order that only one of them has; see: crossdock order list",
        )
    name, order, _ = found[0]
    return name, order.order_id
