"""`crossdock doctor`."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import CrossdockError, Exit, NotFoundError
from crossdock.flows.health import (
    Finding,
    State,
    examine_connection,
    examine_machine,
    examine_workspace,
)


@click.command("doctor", epilog=examples("crossdock doctor", "crossdock doctor shop --network"))
@click.argument("conn", default="")
@click.option("--network", is_flag=True, help="Ask the platforms too.")
@presented
def command(desk: Desk, conn: str, network: bool) -> Result:
    """Find out what is wrong here, and how to mend it.

    Looks at the machine, the plugins (each imported in a process of its own),
    the workspace and its connections, or at one connection. Changes nothing.
    """
    findings = list(_findings(desk, conn, network))
    failed = [finding for finding in findings if finding.state is State.FAILED]
    warned = [finding for finding in findings if finding.state is State.WARNING]
    sound = len(findings) - len(failed) - len(warned)
    states = f"{sound} in order, {len(failed)} failed, {len(warned)} to know of"
    return Result(
        [attrs.asdict(finding) for finding in findings],
        columns=("name", "state", "detail"),
        whole=("detail",),
        summary=[
            f"{len(findings)} things looked at: {states}.",
            *(f"{finding.name}: {finding.fix}" for finding in failed + warned if finding.fix),
        ],
        exit_code=Exit.CHECK_FAILED if failed else Exit.DONE,
        reason="check-failed" if failed else "done",
        next_step=failed[0].fix if failed else "",
    )


def _findings(desk: Desk, conn: str, network: bool) -> Iterator[Finding]:
    if conn:
        desk.workspace.store.connections.get(conn)
        yield from examine_connection(desk.workspace, conn, network=network)
        return
    yield from examine_machine(desk.plugins)
    try:
        workspace = desk.workspace
    except NotFoundError as error:
        yield Finding("workspace", State.OK, error.message, error.next_step)
        return
    except CrossdockError as error:
        yield Finding("workspace", State.FAILED, error.message, error.next_step)
        return
    yield from examine_workspace(workspace)
    for kept in workspace.store.connections.all():
        yield from examine_connection(workspace, kept.name, network=network)
