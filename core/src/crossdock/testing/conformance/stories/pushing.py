"""Quantities are pushed to a few listings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crossdock.flows.products import pull_products
from crossdock.flows.stock import push_stock
from crossdock.flows.stock_plan import Scope
from crossdock.flows.stock_planning import plan_stock
from crossdock.flows.stocktaking import Stocktaker
from crossdock.testing.conformance.check import require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.scene import NAME, Process, Story
from crossdock.testing.conformance.stories.pulling import books, facts

#: Listings that are to show another number.
ROWS = 5
#: More than they show, so that every one of them is to change.
MORE = 7
HOOKS = frozenset({"list_products", "push_stock"})


def _furnish(played: Played) -> None:
    """Nothing is to have happened before."""


def _prepare(process: Process) -> None:
    """Pull the listings, and count more of some goods than they show."""
    pull_products(process.workspace, process.live)
    shop = process.subject.open(process.played)
    rows = counted(process, drives.sellable(process.subject, shop, ROWS))
    Stocktaker(process.store, process.workspace.clock(), "conformance").count(rows)


def counted(process: Process, found: list[Any]) -> list[tuple[str, int]]:
    """Return the master SKUs of *found* listings, each with more units than it shows."""
    links = process.store.catalogue.links(NAME, [one.listing_id for one in found])
    rows = {links[one.listing_id].sku: one.quantity for one in found if one.listing_id in links}
    require(rows, "None of the listings that were pulled is linked to a master SKU.")
    return [(sku, units + MORE + place) for place, (sku, units) in enumerate(rows.items())]


def _scope(process: Process) -> Scope:
    return Scope((NAME,), tuple(sorted(process.store.ledger.known())))


def _push(process: Process) -> None:
    push_stock(process.workspace, plan_stock(process.workspace, _scope(process)))


def _is_calm(process: Process) -> bool:
    return not plan_stock(process.workspace, _scope(process)).rows


def _told(process: Process) -> Mapping[str, Any]:
    store = process.store
    return {
        "what the listings show, as far as we know": {
            key[1]: (one.shown.quantity, one.shown.wanted)
            for key, one in store.shown.all().items()
        },
        "what the listings show": process.played.stock(),
        "the writes in doubt": store.shown.in_doubt(),
        "the facts in the ledger": facts(store),
        "what is wrong with the books": books(store),
    }


PUSHING = Story("Pushing", HOOKS, _furnish, _prepare, _push, _is_calm, _told, "push_stock")
