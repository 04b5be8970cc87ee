"""`crossdock order ship`: an order leaves from one's own warehouse, with one's own waybill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.order_fulfilment import found_order
from crossdock.cli.result import Result, record
from crossdock.cli.work_done import turning_of
from crossdock.errors import Exit

if TYPE_CHECKING:
    from crossdock.errors import CrossdockError
    from crossdock.store import KeptJob


@click.command(
    "ship",
    epilog=examples(
        "crossdock order ship 43481289 --waybill SF1234567890 --courier SF",
        "crossdock order ship 43481289 --waybill SF1234567890",
    ),
)
@click.argument("order")
@click.option("--waybill", required=True, help="The courier's number of the parcel.")
@click.option("--courier", default="", help="Whose number it is, where the channel asks.")
@presented
def ship(desk: Desk, order: str, waybill: str, courier: str) -> Result:
    """Tell the channel that an order has left from your own warehouse, with your own waybill.

    Only for channels that give out no waybills themselves. The goods are booked as having
    left once the channel shows that the order is shipping. An answer that was lost is
    looked up before the channel is told again.
    """
    from crossdock.flows.fulfilment.own_shipping import ship as do
    from crossdock.flows.fulfilment.worker import Worker

    workspace = desk.workspace
    connection, order_id = found_order(workspace, order)
    turning, live = turning_of(workspace), workspace.live(connection)
    asked = do(workspace, turning, connection, order_id, waybill=waybill, courier=courier)
    work = Worker(workspace, live, turning).work()
    after = workspace.store.outbox.get(asked.job.kind, asked.job.key)
    status = workspace.store.orders.kept(connection, order_id).order.status.value
    return _told(after, connection, status, work.trouble)


def _told(kept: KeptJob, connection: str, status: str, trouble: CrossdockError | None) -> Result:
    order, waybill, job = kept.content["order"], kept.content["waybill"], kept.job
    sentence, next_step, code = f"{connection} is told at the next sync.", "sync", Exit.PARTLY
    match job.state.value:
        case "done":
            sentence, code = f"Order {order} is {status}, with waybill {waybill}.", Exit.DONE
            next_step = f"order show {order}"
        case "unknown":
            sentence = f"It is not certain that {connection} knows; it is looked up at a sync."
            code = Exit.IN_DOUBT
        case "rejected":
            sentence, next_step = f"{connection} refused.", f"order pull {connection}"
        case "review" | "dead":
            sentence, next_step = "A person must look at it.", "review list"
    reason = {Exit.DONE: "done", Exit.IN_DOUBT: "outcome-unknown"}.get(code, "partly-done")
    if trouble is not None and code is not Exit.DONE:
        code, reason = trouble.exit_code, trouble.reason
    return record(
        {
            "connection": connection,
            "order": order,
            "waybill": waybill,
            "job": job.state.value,
            "status": status,
        },
        summary=[" ".join(filter(None, (sentence, job.reason)))],
        exit_code=code,
        reason=reason,
        next_step=f"crossdock {next_step}",
    )
