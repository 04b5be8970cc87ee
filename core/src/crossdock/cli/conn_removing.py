"""`crossdock conn remove`: a connection goes, and what its orders hold stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.result import Result, record
from crossdock.errors import Exit

if TYPE_CHECKING:
    from crossdock.store import Store


@click.command("remove", epilog=examples("crossdock conn remove shop --yes"))
@click.argument("name")
@click.option("-y", "--yes", is_flag=True, help="Do it; without this, only say what would go.")
@presented
def remove(desk: Desk, name: str, yes: bool) -> Result:
    """Remove a connection, with the listings, links and orders pulled through it.

    Master SKUs, stock events and the record of calls stay, and so does what its
    open orders have reserved. Nothing changes on the platform.
    """
    store = desk.workspace.store
    store.connections.check(name)
    if not yes:
        with store.db.rehearsal():
            removed = _removed(store, name, desk.run)
        return record(
            removed,
            summary=["Nothing was removed yet.", *_still_reserved(store, name)],
            exit_code=Exit.CHANGES_PENDING,
            reason="changes-pending",
            next_step=f"crossdock conn remove {name} --yes",
        )
    removed = _removed(store, name, desk.run)
    kept = _still_reserved(store, name)
    return record(removed, summary=[f"Removed the connection {name!r}.", *kept])


def _still_reserved(store: Store, name: str) -> list[str]:
    """Return what a person must know of the units that orders of *name* go on to hold."""
    from crossdock.flows.reservations import reservations

    held = list(reservations(store, name))
    if not held:
        return []
    orders, units = len({one.order_id for one in held}), sum(one.units for one in held)
    sentence = (
        f"{units:,} units of {orders:,} orders stay reserved until it is said what became of them:"
        f" crossdock stock release {name} ORDER --shipped or --cancelled --reason WHY"
        f" (crossdock stock reservations {name} lists them)."
    )
    return [sentence]


def _removed(store: Store, name: str, run: str) -> dict[str, int]:
    """Remove a connection, and let what was said of it hold no longer; return how much went."""
    from crossdock.flows.merging import PERSON

    with store.db.transaction():
        return {
            **store.connections.remove(name),
            "stock_rules": store.rules.end_of(name),
            "interaction_settings": store.interactions.end(name),
            "merge_groups": store.merges.undo_all(name, who=PERSON, run=run),
        }
