"""`crossdock outbound create`: what waits to be sent to a warehouse, sent now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.cli.work_done import ended, turning_of
from crossdock.errors import CrossdockError, InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.parcel import Parcel
    from crossdock.workspace import Workspace

#: The warehouse has not heard of an outbound in one of these states; of none at all, neither.
_UNSENT = ("", "draft", "held", "queued", "sending", "rejected")


@click.command(
    "create",
    epilog=examples("crossdock outbound create 43481289", "crossdock outbound create --all"),
)
@click.argument("orders", nargs=-1, metavar="[ORDER]...")
@click.option("--all", "everything", is_flag=True, help="Every outbound that waits to be sent.")
@presented
def create(desk: Desk, orders: tuple[str, ...], everything: bool) -> Result:
    """Send orders to their warehouses now, instead of with the next sync.

    An order has an outbound once it is routed, and has its waybill where it needs one. What
    was sent before is not sent again; what cannot be sent yet says what it waits for.
    """
    workspace = desk.workspace
    if everything is bool(orders):
        raise InputRefusedError(
            "Name orders, or give --all.", next_step="See: crossdock outbound list"
        )
    turning = turning_of(workspace)
    parcels = _queued(workspace) if everything else _named(workspace, orders)
    trouble = _work(workspace, turning, parcels)
    rows = [_row(workspace, turning, one.order.key) for one in parcels]
    rows += _without(workspace, turning, orders)
    states = [one["after"] or "not made" for one in rows]
    return ended(
        rows,
        good=[one["after"] for one in rows if one["after"] not in _UNSENT],
        states=states,
        noun="outbounds",
        trouble=trouble,
        next_step="crossdock outbound list",
    )


def _queued(workspace: Workspace) -> list[Parcel]:
    parcels = workspace.store.parcels.in_states()
    return [one for one in parcels if one.outbound and one.outbound.state.value == "queued"]


def _named(workspace: Workspace, orders: Sequence[str]) -> list[Parcel]:
    return [
        parcel
        for place in _places(workspace, orders, parcels=True)
        for parcel in workspace.store.parcels.of_order(*place)
    ]


def _places(
    workspace: Workspace, orders: Sequence[str], *, parcels: bool
) -> list[tuple[str, str]]:
    """Return connection and id of those of *orders* that have parcels, or have none."""
    from crossdock.cli.order_fulfilment import found_order

    found = dict.fromkeys(found_order(workspace, one) for one in orders)
    return [one for one in found if bool(workspace.store.parcels.of_order(*one)) is parcels]


def _work(
    workspace: Workspace, turning: Turning, parcels: Iterable[Parcel]
) -> CrossdockError | None:
    """Let the workers of the services that *parcels* are for do what is due."""
    from crossdock.flows.fulfilment.inbounds import carry_out

    warehouses = {one.order.warehouse for one in parcels if one.order.warehouse}
    services = {workspace.store.warehouses.get(name).connection for name in warehouses}
    trouble: CrossdockError | None = None
    for name in sorted(services - {""}):
        done = carry_out(workspace, workspace.live(name), turning)
        trouble = trouble or done.trouble
    return trouble


def _row(workspace: Workspace, turning: Turning, key: str) -> dict[str, Any]:
    from crossdock.flows.fulfilment.standstill import of_parcel

    parcel = workspace.store.parcels.get(key)
    order, outbound = parcel.order, parcel.outbound
    state = outbound.state.value if outbound else ""
    return {
        "order": order.order,
        "warehouse": order.warehouse,
        "outbound": order.outbound,
        "after": state,
        "reason": of_parcel(turning, order).why if state in _UNSENT else "",
    }


def _without(
    workspace: Workspace, turning: Turning, orders: Sequence[str]
) -> list[dict[str, Any]]:
    """Return a row for each of *orders* that no parcel was made of, with the reason."""
    from crossdock.flows.fulfilment.standstill import standstills

    empty = {"warehouse": "", "outbound": "", "after": ""}
    return [
        {"order": order_id, **empty, "reason": one.why}
        for connection, order_id in _places(workspace, orders, parcels=False)
        for one in standstills(workspace, turning, connection, order_id)
    ]
