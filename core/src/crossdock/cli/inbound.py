"""`crossdock inbound`: goods announced to the warehouses of a fulfilment service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.given import pairs
from crossdock.cli.inbound_refresh import refresh
from crossdock.cli.inbound_rows import SENT, InboundRows, listed, worked
from crossdock.cli.inbound_settling import cancel, resolve
from crossdock.cli.quantities import parse_quantity
from crossdock.cli.result import Result
from crossdock.cli.work_done import turning_of
from crossdock.errors import Exit

if TYPE_CHECKING:
    from crossdock.fulfilment.inbound_order import InboundOrder

_STATES = (
    *("draft", "ready", "queued", "sending", "unknown", "accepted", "receiving", "done"),
    *("closed_short", "cancel_req", "cancelled", "rejected", "review"),
)


@click.group("inbound")
def command() -> None:
    """Inbounds: goods announced to a service's warehouse, and what it received."""


for _other in (refresh, cancel, resolve):
    command.add_command(_other)


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
    return listed(
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
        return listed(
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
    return worked(desk, turning, sent, good=SENT, refresh="crossdock inbound refresh --stale")


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
    return listed(desk, turning, wanted)


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
