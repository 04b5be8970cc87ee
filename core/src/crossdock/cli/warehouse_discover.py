"""`crossdock warehouse discover`: the warehouses that a fulfilment service runs for us."""

from __future__ import annotations

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import Exit


@click.command("discover", epilog=examples("crossdock warehouse discover gudang"))
@click.argument("conn")
@presented
def discover(desk: Desk, conn: str) -> Result:
    """Add the warehouses that a fulfilment service runs for a connection.

    Each is called by the service's number of it, its department and the account. What
    is known already stays as it is, so running this again changes nothing.
    """
    from crossdock.flows.fulfilment.account import Discovered
    from crossdock.flows.fulfilment.account import discover as discovered

    found = discovered(desk.workspace, desk.workspace.live(conn))
    rows = [
        {
            "warehouse": one.name,
            "remote_id": one.remote.warehouse_id,
            "department": one.remote.department,
            "title": one.remote.name,
            "open": one.remote.open,
            "became": one.became.value,
            "detail": one.detail,
        }
        for one in found
    ]
    counts = {kind.value: sum(one.became is kind for one in found) for kind in Discovered}
    told = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
    refused = counts[Discovered.REFUSED.value]
    return Result(
        rows,
        data={"counts": counts, "warehouses": rows},
        whole=("warehouse", "detail"),
        summary=[f"{len(found):,} warehouses: {told or 'none'}."],
        exit_code=Exit.PARTLY if refused else Exit.DONE,
        reason="partly-done" if refused else "done",
        next_step=f"crossdock product push {conn} --all",
    )
