"""The command: plays the scenes one after another."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result

if TYPE_CHECKING:
    from crossdock.cli.demo.tour import Tour


@click.command("demo", epilog=examples("crossdock demo", "crossdock demo --seed 7 --orders 20"))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("crossdock-demo"),
    show_default=True,
    help="Where to leave the workspace; an earlier demo's is made anew.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="What all chance follows.")
@click.option(
    "--listings",
    type=click.IntRange(min=50),
    default=300,
    show_default=True,
    help="Listings of each of the three shops.",
)
@click.option(
    "--orders",
    type=click.IntRange(1, 500),
    default=8,
    show_default=True,
    help="Orders placed on each channel.",
)
@presented
def command(desk: Desk, folder: Path, seed: int, listings: int, orders: int) -> Result:
    """See goods come in, sell on three channels and ship, in under 90 seconds.

    Plays Tokopedia, JD.com, JD.ID and JD.ID Fulfillment on this machine. Three
    catalogues meet, goods are received, stock is shown, buyers order, orders find
    their warehouse and leave it; at the end both sides of every number are compared
    (exit code 7 if any differs). Needs no account and no network.
    """
    from crossdock.cli.demo.ending import ended
    from crossdock.cli.demo.folder import prepare
    from crossdock.cli.demo.goods import write_catalogues
    from crossdock.cli.demo.platforms import played
    from crossdock.cli.demo.tour import Tour

    started = time.monotonic()
    root = prepare(desk.start / folder)
    files = write_catalogues(root, seed, listings)
    with played(seed, files) as sandboxes:
        tour = Tour(desk, desk.enter(root), sandboxes, orders)
        _play(tour)
    return ended(tour, root, str(folder), time.monotonic() - started)


def _play(tour: Tour) -> None:
    from crossdock.cli.demo import closing, meeting, ordering, publishing, receiving, shipping

    meeting.meet(tour)
    meeting.catalogues(tour)
    meeting.begin_orders(tour)
    receiving.receive(tour)
    receiving.count_at_home(tour)
    publishing.agree(tour)
    publishing.publish(tour)
    ordering.sell(tour)
    ordering.explain(tour)
    ordering.get_waybills(tour)
    shipping.cancel(tour)
    shipping.ship(tour)
    closing.sync(tour)
    closing.reconcile(tour)
