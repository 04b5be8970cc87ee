"""`crossdock stock rule explain`: the steps that make a number, taken again."""

from __future__ import annotations

from shlex import quote
from typing import Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result
from crossdock.errors import Exit, NotFoundError
from crossdock.inventory import Published, replay
from crossdock.inventory.wording import step_sentence


@click.command(
    "explain",
    epilog=examples(
        "crossdock stock rule explain KAOS-01-M shop",
        "crossdock stock rule explain KAOS-01-M shop --format json",
    ),
)
@click.argument("sku")
@click.argument("conn")
@presented
def explain(desk: Desk, sku: str, conn: str) -> Result:
    """Show the steps that make the number of each listing of a SKU, and take them again.

    Exit code 7 when the steps, taken again, lead to another number.
    """
    from crossdock.flows.offers import assortment, offers_of

    store = desk.workspace.store
    store.connections.get(conn)
    if not store.catalogue.master_exists(sku):
        raise NotFoundError(
            f"There is no master SKU {sku!r}.", next_step="See: crossdock product list"
        )
    found = offers_of(assortment(desk.workspace), conn, sku)
    if not found:
        raise NotFoundError(
            f"Nothing of {sku} is published on {conn}: no listing of it is linked there, or its"
            " goods were never counted.",
            next_step=f"See: crossdock product show {quote(sku)}",
        )
    numbers = {offer.listing_id: published for offer, published in found}
    wrong = [name for name, one in numbers.items() if replay(one.steps) != one.quantity]
    return Result(
        [row for name, one in numbers.items() for row in _step_rows(name, one)],
        data=[_explained(name, one) for name, one in numbers.items()],
        whole=("because",),
        summary=[_replayed(name, one) for name, one in numbers.items()],
        exit_code=Exit.CHECK_FAILED if wrong else Exit.DONE,
        reason="check-failed" if wrong else "done",
        next_step="Report this to crossdock, with the steps." if wrong else "",
    )


def _step_rows(listing_id: str, published: Published) -> list[dict[str, Any]]:
    return [
        {"listing_id": listing_id, "step": number, **attrs.asdict(step)}
        for number, step in enumerate(published.steps, start=1)
    ]


def _explained(listing_id: str, published: Published) -> dict[str, Any]:
    return {
        "listing_id": listing_id,
        "quantity": published.quantity,
        "short": published.short,
        "replayed": replay(published.steps),
        "steps": [attrs.asdict(step) for step in published.steps],
        "sentences": [step_sentence(step) for step in published.steps],
    }


def _replayed(listing_id: str, published: Published) -> str:
    again = replay(published.steps)
    agree = "the same" if again == published.quantity else f"{again:,} instead"
    short = f" {published.short:,} of them are not covered by goods." if published.short else ""
    return (
        f"Listing {listing_id} shows {published.quantity:,}; taken again, its"
        f" {len(published.steps)} steps lead to {agree}.{short}"
    )
