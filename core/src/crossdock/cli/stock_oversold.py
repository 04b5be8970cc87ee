"""`crossdock stock why-oversold`: where more was promised than there was, and since when."""

from __future__ import annotations

from typing import Any

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import NotFoundError
from crossdock.inventory.timeline import Moment, Timeline


@click.command(
    "why-oversold",
    epilog=examples(
        "crossdock stock why-oversold KAOS-01-M",
        "crossdock stock why-oversold KAOS-01-M --order 1042",
    ),
)
@click.argument("sku")
@click.option("--order", default="", metavar="ID", help="End with this order.")
@presented
def why_oversold(desk: Desk, sku: str, order: str) -> Result:
    """Put goods, orders, pushes and answers on one time line, and name where it went wrong."""
    from crossdock.flows.oversold import why_oversold as explained

    store = desk.workspace.store
    if not store.catalogue.master_exists(sku):
        raise NotFoundError(
            f"There is no master SKU {sku!r}.", next_step="See: crossdock product list"
        )
    if order:
        store.orders.find(order)
    found = explained(desk.workspace, sku, order)
    rows = [_row(moment, found) for moment in found.moments]
    return Result(
        rows,
        data={
            "oversale": _fact(found.oversale),
            "exposure": _fact(found.exposure),
            "moments": rows,
        },
        columns=("at", "what", "goods", "promised", "shown", "mark"),
        whole=("what",),
        summary=_verdict(sku, found),
    )


def _row(moment: Moment, found: Timeline) -> dict[str, Any]:
    mark = "shows too much" if moment is found.exposure else ""
    return {
        "at": moment.entry.at,
        "what": moment.entry.text,
        "goods": moment.goods,
        "promised": moment.promised,
        "shown": moment.shown,
        "mark": "oversold" if moment is found.oversale else mark,
    }


def _fact(moment: Moment | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    return {
        "at": moment.entry.at,
        "what": moment.entry.text,
        "order": moment.entry.order,
        "oversold": moment.oversold,
        "exposed": moment.exposed,
    }


def _verdict(sku: str, found: Timeline) -> list[str]:
    sale, shown = found.oversale, found.exposure
    if sale is None:
        told = [f"{sku} was never promised beyond what there was."]
    else:
        sentence = (
            f"{sku} was oversold at {_second(sale)}: {sale.entry.text} left {sale.promised:,}"
            f" promised of {sale.goods or 0:,}."
        )
        told = [sentence]
    if shown is not None:
        could = "could happen" if sale is not None else "could still happen"
        told.append(
            f"It {could} since {_second(shown)}: {shown.entry.text}; together the channels may"
            f" have been showing {shown.shown:,} of {shown.left:,} left."
        )
    elif sale is not None:
        told.append(
            "The channels showed no more than was left: the goods went, or were miscounted."
        )
    return told


def _second(moment: Moment) -> str:
    return f"{moment.entry.at:%Y-%m-%d %H:%M:%S} UTC"
