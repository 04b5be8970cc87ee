"""`crossdock inbound cancel` and `resolve`: inbounds taken back, and a person's word on others."""

from __future__ import annotations

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.inbound_rows import SENT, listed, worked
from crossdock.cli.result import Result
from crossdock.cli.work_done import turning_of
from crossdock.errors import InputRefusedError


@click.command("cancel", epilog=examples("crossdock inbound cancel IN-000001-3f9a2c"))
@click.argument("key")
@presented
def cancel(desk: Desk, key: str) -> Result:
    """Cancel an inbound; the service may refuse once goods have come."""
    from crossdock.flows.fulfilment.inbounds import cancel as cancelled

    turning = turning_of(desk.workspace)
    doc = cancelled(desk.workspace, turning, key)
    if not doc.remote_id and doc.state.value == "cancelled":
        return listed(desk, turning, [doc], summary=[f"Cancelled {key}, which was never sent."])
    return worked(
        desk, turning, [doc], good=("cancelled",), refresh=f"crossdock inbound refresh {key}"
    )


@click.command(
    "resolve",
    epilog=examples(
        "crossdock inbound resolve IN-000001-3f9a2c --taken EPL00044180000000003",
        "crossdock inbound resolve IN-000001-3f9a2c --absent",
        "crossdock inbound resolve IN-000001-3f9a2c",
    ),
)
@click.argument("key")
@click.option("--taken", metavar="NUMBER", help="The service has it, under this number of its.")
@click.option("--absent", is_flag=True, help="The service does not have it: send it again.")
@presented
def resolve(desk: Desk, key: str, taken: str | None, absent: bool) -> Result:
    """Say what became of an inbound in doubt, or that what another came to is as it is.

    What the service has under a number is read and compared first. One that may still
    take effect is not sent again.
    """
    from crossdock.flows.fulfilment.inbound_doubts import InboundDoubts

    if taken is not None and absent:
        raise InputRefusedError(
            "It cannot be there and absent.", next_step="Leave --taken or --absent out."
        )
    workspace, turning = desk.workspace, turning_of(desk.workspace)
    doubts = InboundDoubts(workspace, turning)
    if taken is not None:
        connection = workspace.store.warehouses.get(workspace.store.inbounds.get(key).warehouse)
        doc = doubts.taken(workspace.live(connection.connection), key, taken.strip())
    elif absent:
        return worked(desk, turning, [doubts.absent(key)], good=SENT, refresh="")
    else:
        doc = doubts.seen(key)
    return listed(desk, turning, [doc], summary=[f"{key} is {doc.state.value}."])
