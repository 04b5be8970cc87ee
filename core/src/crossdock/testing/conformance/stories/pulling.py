"""Listings and orders are pulled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.flows.orders import STREAM as NEW_ORDERS
from crossdock.flows.orders import pull_orders
from crossdock.flows.products import STREAM as LISTINGS
from crossdock.flows.products import pull_products
from crossdock.interaction import Interaction
from crossdock.store import Store
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.scene import NAME, Process, Story

#: Orders that wait to be pulled.
ORDERS = 3


def _furnish(played: Played) -> None:
    played.place(ORDERS)


def _pull_listings(process: Process) -> None:
    pull_products(process.workspace, process.live)


def _pull(process: Process) -> None:
    _pull_listings(process)
    pull_new_orders(process)


def pull_new_orders(process: Process) -> None:
    """Pull the orders that were placed at the beginning of the story, and none before."""
    interactions = process.store.interactions
    if interactions.of(NAME).import_orders is None:
        dealing = Interaction(import_orders=process.played.stopped)
        interactions.put(NAME, dealing, process.workspace.run)
    pull_orders(process.workspace, process.live)


def _is_calm(process: Process) -> bool:
    pulls = process.store.pulls
    return not pulls.unfinished(NAME, LISTINGS) and not pulls.unfinished(NAME, NEW_ORDERS)


def listings(store: Store) -> dict[str, tuple[str, ...]]:
    """Return every listing that is kept, with the master SKU that it is linked to, or why not."""
    rows = [(row, row["sku"]) for row in store.catalogue.links_of(NAME)]
    rows += [(row, row["reason"]) for row in store.catalogue.unmapped(NAME)]
    return {row["listing_id"]: (row["title"], row["code"], became) for row, became in rows}


def facts(store: Store) -> list[tuple[Any, ...]]:
    """Return the facts in the ledger, each as often as it is there, but for their times."""
    return sorted(
        (
            one.kind.value,
            one.reference,
            one.sku,
            one.warehouse,
            one.reserved,
            one.pooled,
            one.on_hand,
        )
        for one in store.ledger.events()
    )


def books(store: Store) -> list[str]:
    """Return what is wrong with the books, in words."""
    return [*map(str, store.ledger.check()), *map(str, store.ledger.conflicts())]


def asked(store: Store) -> list[tuple[str, str]]:
    """Return what a person is asked: why, and about what."""
    return sorted((one.reason.value, one.subject) for one in store.asks.each())


def _told(process: Process) -> Mapping[str, Any]:
    store = process.store
    return {
        "the listings that are kept": listings(store),
        "the orders that are kept": {
            one.order_id: (one.status, one.lines) for one in store.orders.of(NAME)
        },
        "the facts in the ledger": facts(store),
        "what is wrong with the books": books(store),
        "the orders at the platform": set(process.played.orders()),
    }


PULLING = Story(
    "Pulling",
    frozenset({"list_products", "list_orders"}),
    _furnish,
    lambda _process: None,
    _pull,
    _is_calm,
    _told,
    "list_products",
)

#: The first half of it.
LISTING = attrs.evolve(PULLING, name="Pulling listings", work=_pull_listings)
