"""`crossdock stock compute` and `why`: the number of a listing, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.moments import parse_moment
from crossdock.cli.result import Result
from crossdock.errors import NotFoundError
from crossdock.inventory.wording import chain_sentence, step_sentence

if TYPE_CHECKING:
    from crossdock.flows.standing import Standing
    from crossdock.store import Store


@click.command(
    "compute",
    epilog=examples(
        "crossdock stock compute",
        "crossdock stock compute shop KAOS-01-M",
        "crossdock stock compute shop --format json",
    ),
)
@click.argument("words", nargs=-1, metavar="[CONN]... [SKU]...")
@presented
def compute(desk: Desk, words: Sequence[str]) -> Result:
    """Show the number of each listing by stock and rules, and the steps that make it.

    Nothing is asked of any channel: orders that were not imported are not in it.
    """
    from crossdock.flows.offers import assortment

    store = desk.workspace.store
    names, skus = _sorted_out(store, words)
    found = assortment(desk.workspace)
    offers = [
        offer
        for offer in found.offers
        if (not names or offer.connection in names)
        and (not skus or not skus.isdisjoint({offer.sku, *offer.recipe}))
    ]
    rows = []
    for offer in offers:
        published = found.published(offer)
        rows.append(
            {
                "connection": offer.connection,
                "listing_id": offer.listing_id,
                "sku": offer.sku or ", ".join(offer.recipe),
                "shown": offer.shown,
                "quantity": published.quantity,
                "short": published.short,
                "steps": [attrs.asdict(step) for step in published.steps],
                "because": chain_sentence(published),
            }
        )
    return Result(
        rows,
        columns=("connection", "listing_id", "sku", "shown", "quantity", "because"),
        summary=[f"{len(rows):,} listings computed; nothing was sent."],
        next_step="crossdock stock plan NAME",
    )


def _sorted_out(store: Store, words: Sequence[str]) -> tuple[set[str], set[str]]:
    names = {word for word in words if store.connections.find(word) is not None}
    skus = {word for word in words if word not in names}
    for sku in skus:
        if not store.catalogue.master_exists(sku):
            raise NotFoundError(
                f"There is neither a connection nor a master SKU called {sku!r}.",
                next_step="See: crossdock conn list, crossdock product list",
            )
    return names, skus


@click.command(
    "why",
    epilog=examples(
        "crossdock stock why KAOS-01-M shop",
        "crossdock stock why KAOS-01-M shop --as-of 2h",
    ),
)
@click.argument("sku")
@click.argument("conn")
@click.option(
    "--as-of", "as_of", metavar="WHEN", help="As it was then: a time with its zone, or 12h ago."
)
@presented
def why(desk: Desk, sku: str, conn: str, as_of: str | None) -> Result:
    """Show how the number of a SKU on a channel came about, and where it stands."""
    from crossdock.flows.standing import standings

    store = desk.workspace.store
    store.connections.get(conn)
    if not store.catalogue.master_exists(sku):
        raise NotFoundError(
            f"There is no master SKU {sku!r}.", next_step="See: crossdock product list"
        )
    moment = None if as_of is None else parse_moment(as_of, desk.workspace.clock())
    found = standings(desk.workspace, conn, sku, moment)
    if not found:
        raise NotFoundError(
            f"Nothing of {sku} is published on {conn}: no listing of it is linked there, or its"
            " goods were never counted.",
            next_step=f"See: crossdock product show {quote(sku)}",
        )
    return Result(
        [row for one in found for row in _rows(one)],
        data=[attrs.asdict(one) for one in found],
        whole=("what",),
        summary=[
            f"Listing {one.listing_id} is to show {one.published.quantity:,}." for one in found
        ],
        next_step=f"crossdock stock push {conn} {quote(sku)} --yes"
        if moment is None and any(one.differs for one in found)
        else "",
    )


def _rows(one: Standing) -> Iterator[dict[str, Any]]:
    for number, step in enumerate(one.published.steps, start=1):
        yield {"listing_id": one.listing_id, "step": number, "what": step_sentence(step)}
    for sentence in one.sentences:
        yield {"listing_id": one.listing_id, "step": "", "what": sentence}
