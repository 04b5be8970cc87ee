"""`crossdock inbound refresh`: services asked how far inbounds are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.inbound_rows import COLUMNS, InboundRows
from crossdock.cli.result import Result
from crossdock.cli.work_done import ended, turning_of
from crossdock.errors import CrossdockError, InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.inbound_order import InboundOrder


@click.command(
    "refresh",
    epilog=examples(
        "crossdock inbound refresh IN-000001-3f9a2c",
        "crossdock inbound refresh --stale",
        "crossdock inbound refresh",
    ),
)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--stale", is_flag=True, help="Those of which nothing was heard for long.")
@presented
def refresh(desk: Desk, keys: tuple[str, ...], stale: bool) -> Result:
    """Ask services how far inbounds are, and book what they received: all that are open.

    What is due in the outbox is done first, such as looking up one that is in doubt.
    """
    from crossdock.flows.fulfilment.inbound_news import OPEN, by_connection, silent
    from crossdock.flows.fulfilment.inbounds import chosen

    if keys and stale:
        raise InputRefusedError(
            "Either inbounds are named or --stale is given.", next_step="Leave one of them out."
        )
    store, turning = desk.workspace.store, turning_of(desk.workspace)
    if keys:
        docs = chosen(store, keys)
    else:
        docs = silent(desk.workspace, turning) if stale else list(store.inbounds.each(OPEN))
    heard: dict[str, str] = {}
    trouble: CrossdockError | None = None
    for connection, here in by_connection(desk.workspace, docs).items():
        trouble = _asked(desk, turning, connection, here, heard) or trouble
    rows = InboundRows(desk.workspace, turning)
    shown = [
        {**rows.row(store.inbounds.get(doc.key)), "heard": heard.get(doc.key, "not asked")}
        for doc in docs
    ]
    return ended(
        shown,
        good=("moved", "same"),
        states=[row["heard"] for row in shown],
        noun="inbounds asked about",
        trouble=trouble,
        columns=(*COLUMNS, "heard"),
    )


def _asked(
    desk: Desk,
    turning: Turning,
    connection: str,
    docs: Sequence[InboundOrder],
    heard: dict[str, str],
) -> CrossdockError | None:
    """Ask one service about its inbounds; return what kept us from it, if anything did."""
    from crossdock.flows.fulfilment.inbound_news import refresh as asked
    from crossdock.flows.fulfilment.inbounds import carry_out

    workspace = desk.workspace
    try:
        live = workspace.live(connection)
        work = carry_out(workspace, live, turning)
        now = [workspace.store.inbounds.get(doc.key) for doc in docs]
        for one in asked(workspace, live, turning, now):
            heard[one.inbound.key] = one.heard.value
        # What was read may have made new work, such as reading after a lost cancellation.
        return work.trouble or carry_out(workspace, live, turning).trouble
    except CrossdockError as error:
        return error
