"""`crossdock doctor`."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import CrossdockError, Exit, NotFoundError
from crossdock.flows.findings import Finding, State
from crossdock.flows.health import (
    examine_connection,
    examine_issues,
    examine_machine,
    examine_workspace,
)


@click.command(
    "doctor",
    epilog=examples(
        "crossdock doctor",
        "crossdock doctor --network",
        "crossdock doctor shop",
        "crossdock doctor shop --offline",
    ),
)
@click.argument("conn", default="")
@click.option(
    "--network/--offline",
    default=None,
    help="Ask the platforms too, or do not.  [default: for one connection, network]",
)
@presented
def command(desk: Desk, conn: str, network: bool | None) -> Result:
    """Find out what is wrong here, and how to mend it.

    Looks at the machine, the plugins (each imported in a process of its own),
    the workspace and its connections. For one connection, tells which of the
    common issues it has: invalid credentials, orders not importing, stock not
    syncing, language or encoding errors, errors 400, 401, 403 and 500; each
    with the cause and the command that mends it.

    Changes nothing, here or on a platform. Exit code 7 when something is wrong.
    """
    findings = list(_findings(desk, conn, bool(conn) if network is None else network))
    failed = [finding for finding in findings if finding.state is State.FAILED]
    warned = [finding for finding in findings if finding.state is State.WARNING]
    sound = len(findings) - len(failed) - len(warned)
    states = f"{sound} in order, {len(failed)} failed, {len(warned)} to know of"
    return Result(
        [attrs.asdict(finding) for finding in findings],
        columns=("name", "state", "cause", "detail", "fix")
        if conn
        else ("name", "state", "detail"),
        whole=("detail", "fix"),
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
        yield from examine_issues(desk.workspace, conn, network=network)
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
