"""`crossdock inbound`: goods announced to the warehouses of a fulfilment service."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import pairs
from crossdock.cli.inbound_rows import COLUMNS, InboundRows
from crossdock.cli.quantities import parse_quantity
from crossdock.cli.result import Result
from crossdock.cli.work_done import ended, turning_of
from crossdock.errors import CrossdockError, Exit, InputRefusedError

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment.inbound_order import InboundOrder

_STATES = (
    *("draft", "ready", "queued", "sending", "unknown", "accepted", "receiving", "done"),
    *("closed_short", "cancel_req", "cancelled", "rejected", "review"),
)
#: Where an inbound is to be after it was sent, or asked about.
_SENT = ("accepted", "receiving", "done", "closed_short")


@click.group("inbound")
def command() -> None:
    """Inbounds: goods announced to a service's warehouse, and what it received."""


@command.command(
    "new",
    epilog=examples(
        "crossdock inbound new gudang-1 KAOS-01-M=40 KAOS-01-L=25 --remark 'two boxes'",
        "crossdock inbound new gudang-1 --file goods.xlsx",
    ),
)
@click.argument("warehouse")
@click.argument("words", nargs=-1, metavar="[SKU=N]...")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    metavar="FILE|-",
    help="CSV, JSONL or XLSX with the columns sku and quantity.",
)
@click.option("--remark", default="", help="What the staff of the warehouse are to know.")
@presented
def new(
    desk: Desk, warehouse: str, words: tuple[str, ...], file: Path | None, remark: str
) -> Result:
    """Draft an inbound: nothing is sent, and nothing expected yet.

    An SKU that comes twice is added up. More lines than the service takes become
    several inbounds. In a warehouse with locations each product must lie at one.
    """
    from crossdock.flows.fulfilment.inbound_files import read_lines
    from crossdock.flows.fulfilment.inbounds import draft

    lines = {sku: parse_quantity(text, sku) for sku, text in pairs(words, "SKU=N").items()}
    if file is not None:
        for sku, units in read_lines(file).items():
            lines[sku] = lines.get(sku, 0) + units
    turning = turning_of(desk.workspace)
    made = draft(desk.workspace, turning, warehouse, lines, remark=remark.strip())
    keys = " ".join(doc.key for doc in made)
    units = sum(lines.values())
    return _listed(
        desk,
        turning,
        made,
        summary=[f"Drafted {keys}: {units:,} units of {len(lines):,} products."],
        next_step=f"crossdock inbound push {keys} --yes",
    )


@command.command(
    "push",
    epilog=examples(
        "crossdock inbound push IN-000001-3f9a2c", "crossdock inbound push IN-000001-3f9a2c --yes"
    ),
)
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@click.option("-y", "--yes", is_flag=True, help="Do it; without this, only show what would be.")
@presented
def push(desk: Desk, keys: tuple[str, ...], yes: bool) -> Result:
    """Send inbounds to their service; its goods are made known first where they are not.

    One that was refused goes out again, under another number. Whether one arrived is
    looked up, never tried twice. Without --yes nothing is sent (exit code 10).
    """
    from crossdock.flows.fulfilment.inbounds import SENDABLE, chosen, submit

    turning = turning_of(desk.workspace)
    docs = chosen(desk.workspace.store, keys)
    if not yes:
        pending = any(doc.state in SENDABLE for doc in docs)
        return _listed(
            desk,
            turning,
            docs,
            summary=["Nothing was sent."],
            exit_code=Exit.CHANGES_PENDING if pending else Exit.DONE,
            reason="changes-pending" if pending else "done",
            next_step=f"crossdock inbound push {' '.join(keys)} --yes" if pending else "",
        )
    with desk.workspace.store.db.transaction():
        sent = [submit(desk.workspace, turning, doc.key) for doc in docs]
    return _worked(desk, turning, sent, good=_SENT, refresh="crossdock inbound refresh --stale")


@command.command(
    "list",
    epilog=examples("crossdock inbound list", "crossdock inbound list gudang-1 --state accepted"),
)
@click.argument("warehouse", default="")
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES))
@click.option("--stale", is_flag=True, help="Only those of which nothing was heard for long.")
@presented
def list_(desk: Desk, warehouse: str, states: tuple[str, ...], stale: bool) -> Result:
    """List inbounds: what became of our message, what the service says, what came."""
    from crossdock.flows.fulfilment.inbound_news import is_silent
    from crossdock.fulfilment.inbound_order import InboundState

    store, turning = desk.workspace.store, turning_of(desk.workspace)
    if warehouse:
        store.warehouses.get(warehouse)
    docs = store.inbounds.each([InboundState(state) for state in states], warehouse=warehouse)
    wanted = [doc for doc in docs if not stale or is_silent(desk.workspace, turning, doc)]
    return _listed(desk, turning, wanted)


@command.command("show", epilog=examples("crossdock inbound show IN-000001-3f9a2c"))
@click.argument("key")
@presented
def show(desk: Desk, key: str) -> Result:
    """Show an inbound: each product, what is asked about it, and how it has moved."""
    from crossdock.fulfilment.holds import EXPLANATIONS

    store, turning = desk.workspace.store, turning_of(desk.workspace)
    doc = store.inbounds.get(key)
    rows = InboundRows(desk.workspace, turning)
    asks = [
        {
            "reason": ask.reason.value,
            "sentence": EXPLANATIONS[ask.reason].sentence,
            "detail": ask.detail,
            "commands": [f"crossdock {name}" for name in EXPLANATIONS[ask.reason].commands],
        }
        for ask in store.asks.each(subject=key)
    ]
    about = rows.row(doc)
    return Result(
        rows.lines(doc),
        data={
            **about,
            "reference": doc.reference,
            "remark": store.inbounds.remark(key),
            "hold": doc.hold.value if doc.hold else None,
            "lines": rows.lines(doc),
            "asks": asks,
            "steps": store.asks.steps(key),
        },
        summary=[
            f"{key} to {doc.warehouse} is {doc.state.value}: {about['push']}.",
            f"The service says: {about['remote'] or 'nothing yet'}.",
            *(f"{ask['sentence']} {ask['detail']}".strip() for ask in asks),
        ],
        next_step=_next_step(desk, doc),
    )


def _next_step(desk: Desk, doc: InboundOrder) -> str:
    state = doc.state.value
    if state in ("draft", "ready", "rejected"):
        return f"crossdock inbound push {doc.key} --yes"
    if state in ("accepted", "receiving", "cancel_req", "unknown"):
        return f"crossdock inbound refresh {doc.key}"
    if state == "review" or any(desk.workspace.store.asks.each(subject=doc.key)):
        doubtful = "" if doc.remote_id else " --taken NUMBER (or --absent)"
        return f"crossdock inbound resolve {doc.key}{doubtful}"
    return ""


@command.command(
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


@command.command("cancel", epilog=examples("crossdock inbound cancel IN-000001-3f9a2c"))
@click.argument("key")
@presented
def cancel(desk: Desk, key: str) -> Result:
    """Cancel an inbound; the service may refuse once goods have come."""
    from crossdock.flows.fulfilment.inbounds import cancel as cancelled

    turning = turning_of(desk.workspace)
    doc = cancelled(desk.workspace, turning, key)
    if not doc.remote_id and doc.state.value == "cancelled":
        return _listed(desk, turning, [doc], summary=[f"Cancelled {key}, which was never sent."])
    return _worked(
        desk, turning, [doc], good=("cancelled",), refresh=f"crossdock inbound refresh {key}"
    )


@command.command(
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
        return _worked(desk, turning, [doubts.absent(key)], good=_SENT, refresh="")
    else:
        doc = doubts.seen(key)
    return _listed(desk, turning, [doc], summary=[f"{key} is {doc.state.value}."])


def _worked(
    desk: Desk,
    turning: Turning,
    docs: Sequence[InboundOrder],
    *,
    good: Sequence[str],
    refresh: str,
) -> Result:
    """Do what is due for *docs*, and show how they came out."""
    from crossdock.flows.fulfilment.inbound_news import by_connection
    from crossdock.flows.fulfilment.inbounds import carry_out

    trouble: CrossdockError | None = None
    for connection in by_connection(desk.workspace, docs):
        try:
            live = desk.workspace.live(connection)
            trouble = carry_out(desk.workspace, live, turning).trouble or trouble
        except CrossdockError as error:
            trouble = error
    rows = InboundRows(desk.workspace, turning)
    shown = [rows.row(desk.workspace.store.inbounds.get(doc.key)) for doc in docs]
    return ended(
        shown,
        good=good,
        states=[row["state"] for row in shown],
        noun="inbounds",
        trouble=trouble,
        next_step=refresh,
        columns=COLUMNS,
    )


def _listed(
    desk: Desk,
    turning: Turning,
    docs: Sequence[InboundOrder],
    **more: Any,
) -> Result:
    rows = InboundRows(desk.workspace, turning)
    return Result([rows.row(doc) for doc in docs], columns=COLUMNS, **more)
