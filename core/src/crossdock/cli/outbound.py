"""`crossdock outbound`: what warehouses are asked to ship, and how far they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import pairs
from crossdock.cli.outbound_create import create
from crossdock.cli.result import Result, record
from crossdock.errors import Exit

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.operating import Moved
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.parcel import Parcel
    from crossdock.workspace import Workspace


@click.group("outbound")
def command() -> None:
    """Outbounds: what warehouses are asked to ship, and how far it is."""


command.add_command(create)


@command.command(
    "list",
    epilog=examples("crossdock outbound list", "crossdock outbound list --state held"),
)
@click.option("--state", default="", help="Only parcels, or outbounds, in this state.")
@click.option("--conn", default="", metavar="CONN", help="Only orders of this connection.")
@presented
def list_(desk: Desk, state: str, conn: str) -> Result:
    """List parcels, the oldest first: which order, which warehouse, how far, and why it waits."""
    rows = [
        row
        for parcel in desk.workspace.store.parcels.in_states(connection=conn)
        for row in [_row(desk.workspace, parcel)]
        if state in {"", row["state"], row["outbound_state"]}
    ]
    return Result(
        rows,
        summary=[f"{len(rows):,} parcels." if rows else "No parcels."],
        columns=(
            "connection",
            "order",
            "warehouse",
            "state",
            "outbound_state",
            "waits_for",
            "waybill",
            "outbound",
        ),
        whole=("outbound",),
    )


@command.command("show", epilog=examples("crossdock outbound show 6f0f6b5a-93b0-5d99"))
@click.argument("key")
@presented
def show(desk: Desk, key: str) -> Result:
    """Show an outbound: its lines, its jobs, every step it took, and what a person is asked.

    Of one that the warehouse split, the numbers of its parts, and all their waybills.
    """
    from crossdock.fulfilment.holds import EXPLANATIONS

    store = desk.workspace.store
    parcel = store.parcels.of_outbound(key)
    outbound = parcel.find(key)
    asked = [
        {"reason": ask.reason.value, "sentence": EXPLANATIONS[ask.reason].sentence}
        for ask in store.asks.each(subject=key)
    ]
    return record(
        {
            **_row(desk.workspace, parcel),
            "remote_id": outbound.remote_id if outbound else "",
            "parts": list(outbound.parts) if outbound else [],
            "waybills": list(outbound.waybills) if outbound else [],
            "lines": {one.sku: one.quantity for one in parcel.order.lines},
            "jobs": [
                {
                    "kind": kept.job.kind.value,
                    "state": kept.job.state.value,
                    "attempts": kept.job.attempts,
                    "reason": kept.job.reason,
                }
                for kept in store.outbox.each(subject=key)
            ],
            "steps": [
                f"{step['at'][:19]} {step['event']}: {step['before'] or 'made'} → {step['after']}"
                + (f" ({step['detail']})" if step["detail"] else "")
                for step in store.asks.steps(key)
            ],
            "asked": asked,
        }
    )


@command.command(
    "refresh",
    epilog=examples("crossdock outbound refresh", "crossdock outbound refresh jd"),
)
@click.argument("conn", default="")
@presented
def refresh(desk: Desk, conn: str) -> Result:
    """Ask the warehouses how far they are, and send what is due to them."""
    from crossdock.flows.fulfilment.service import serve
    from crossdock.manifest import Role

    workspace, turning = desk.workspace, _turning(desk.workspace)
    if conn:
        workspace.store.connections.get(conn)
    names = [
        kept.name
        for kept in workspace.store.connections.all()
        if conn in {"", kept.name}
        and (manifest := turning.world.manifest(kept.name)) is not None
        and Role.FULFILMENT in manifest.roles
    ]
    rows, trouble = [], None
    for name in names:
        done = serve(workspace, workspace.live(name), turning)
        trouble = trouble or done.trouble
        rows.append(
            {"connection": name, "jobs": dict(done.jobs.counts), "outbounds": dict(done.outbounds)}
        )
    return Result(
        rows,
        summary=[trouble.message if trouble else f"{len(rows):,} services asked."],
        exit_code=trouble.exit_code if trouble else Exit.DONE,
        reason=trouble.reason if trouble else "done",
        next_step=trouble.next_step if trouble else "crossdock outbound list",
    )


@command.command("cancel", epilog=examples("crossdock outbound cancel 6f0f6b5a-93b0-5d99"))
@click.argument("key")
@presented
def cancel(desk: Desk, key: str) -> Result:
    """Call an outbound off: at once if it was not sent, else its warehouse is asked.

    The order itself stays as it is; it waits for a person until it is routed again.
    """
    from crossdock.flows.fulfilment.operating import cancel as do

    turning = _turning(desk.workspace)
    moved = do(turning, desk.workspace, key)
    return _with_service(desk.workspace, turning, key, moved)


@command.command("doubts", epilog=examples("crossdock outbound doubts"))
@presented
def doubts(desk: Desk) -> Result:
    """List what was sent and nobody knows the fate of, with when it is looked up."""
    from crossdock.fulfilment.jobs import JobState

    rows = [
        {
            "kind": kept.job.kind.value,
            "key": kept.job.key,
            "connection": kept.connection,
            "sent_at": str(kept.job.sent_at or ""),
            "looked_up_at": str(kept.job.next_at),
            "reason": kept.job.reason,
        }
        for kept in desk.workspace.store.outbox.each([JobState.UNKNOWN, JobState.REVIEW])
    ]
    return Result(
        rows,
        summary=[f"{len(rows):,} in doubt." if rows else "Nothing is in doubt."],
        exit_code=Exit.IN_DOUBT if rows else Exit.DONE,
        reason="in-doubt" if rows else "done",
        whole=("key",),
    )


@command.command(
    "resolve",
    epilog=examples(
        "crossdock outbound resolve 6f0f6b5a-93b0-5d99 --as arrived --remote-id ESL123",
        "crossdock outbound resolve 6f0f6b5a-93b0-5d99 --as absent",
        "crossdock outbound resolve 6f0f6b5a-93b0-5d99 --as back --good KAOS-01-M=2",
    ),
)
@click.argument("key")
@click.option(
    "--as",
    "fate",
    required=True,
    type=click.Choice(["arrived", "absent", "left", "abandoned", "closed", "back"]),
)
@click.option("--remote-id", default="", help="The warehouse's number, for one that arrived.")
@click.option("--good", multiple=True, metavar="SKU=N", help="Units back that can be sold.")
@click.option("--bad", multiple=True, metavar="SKU=N", help="Units back that cannot.")
@click.option("--document", default="", help="The number of the return.")
@presented
def resolve(
    desk: Desk,
    key: str,
    fate: str,
    remote_id: str,
    good: tuple[str, ...],
    bad: tuple[str, ...],
    document: str,
) -> Result:
    """Say what became of an outbound, where only a person can know."""
    from crossdock.cli.quantities import parse_quantity
    from crossdock.flows.fulfilment.operating import Fate
    from crossdock.flows.fulfilment.operating import resolve as do

    units = [
        {
            sku: parse_quantity(text, f"units of {sku}")
            for sku, text in pairs(given, option).items()
        }
        for given, option in ((good, "--good"), (bad, "--bad"))
    ]
    moved = do(
        _turning(desk.workspace),
        desk.workspace,
        key,
        Fate(fate),
        remote_id=remote_id,
        good=units[0],
        bad=units[1],
        document=document,
    )
    return _told(moved)


@command.command("resend", epilog=examples("crossdock outbound resend 6f0f6b5a-93b0-5d99"))
@click.argument("key")
@presented
def resend(desk: Desk, key: str) -> Result:
    """Make a new outbound of a parcel whose last one was refused; never while that is in doubt."""
    from crossdock.flows.fulfilment.operating import resend as do
    from crossdock.flows.fulfilment.routing import route_new
    from crossdock.flows.routing import Routing

    workspace, turning = desk.workspace, _turning(desk.workspace)
    do(turning, workspace, key)
    order = workspace.store.parcels.of_outbound(key).order
    route_new(workspace, turning, Routing.of(workspace), [(order.connection, order.order)])
    after = workspace.store.parcels.get(order.key).order
    return record(
        {
            "parcel": after.key,
            "state": after.state.value,
            "warehouse": after.warehouse,
            "outbound": after.outbound,
        },
        summary=["A new outbound waits to be sent." if after.outbound else "It waits again."],
        next_step="crossdock sync",
    )


def _row(workspace: Workspace, parcel: Parcel) -> dict[str, Any]:
    order, outbound = parcel.order, parcel.outbound
    return {
        "connection": order.connection,
        "order": order.order,
        "parcel": order.key,
        "warehouse": order.warehouse,
        "state": order.state.value,
        "outbound_state": outbound.state.value if outbound else "",
        "waits_for": ", ".join(_waits(parcel)),
        "waybill": order.waybill,
        "outbound": order.outbound,
        "service": workspace.store.warehouses.get(order.warehouse).connection
        if order.warehouse
        else "",
    }


def _waits(parcel: Parcel) -> Iterator[str]:
    if parcel.order.hold:
        yield parcel.order.hold.value
    if parcel.outbound and parcel.outbound.hold:
        yield parcel.outbound.hold.value


def _with_service(workspace: Workspace, turning: Turning, key: str, moved: Moved) -> Result:
    """Let the service's worker do what was asked for, and tell how it stands."""
    from crossdock.flows.fulfilment.worker import Worker

    outbound = workspace.store.parcels.of_outbound(key).find(key)
    service = workspace.store.warehouses.get(outbound.warehouse).connection if outbound else ""
    if service:
        Worker(workspace, workspace.live(service), turning).work()
    after = workspace.store.parcels.of_outbound(key).find(key)
    return record(
        {"outbound": key, "before": moved.before, "after": after.state.value if after else ""},
        next_step=f"crossdock outbound show {key}",
    )


def _told(moved: Moved) -> Result:
    return record(
        {"outbound": moved.key, "before": moved.before, "after": moved.after, "hold": moved.hold},
        next_step=f"crossdock outbound show {moved.key}",
    )


def _turning(workspace: Workspace) -> Turning:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.flows.fulfilment.world import World

    return Turning(workspace, World(workspace))
