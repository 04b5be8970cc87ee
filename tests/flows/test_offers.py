"""From rows to offers: what is offered, under which rules, and who disagrees with nobody."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from crossdock.flows.offers import assortment, kits, offers_of, shared
from crossdock.interaction import Interaction
from crossdock.inventory import Rule, RuleKind, Sharing, SharingMode, replay
from crossdock.inventory.stocktaking import count
from crossdock.routing import WarehouseFacts
from crossdock.store import SharedPattern, StoredConnection, Warehouse


@pytest.fixture(name="offered")
def _offered(stage, make_listing):
    """Two counted SKUs, listed on two connections; a third one is listed and never counted."""
    stage.store.connections.add(StoredConnection("other", "toy", {}, {"api_key": "env:TOY"}))
    for sku in ("A", "B", "C"):
        stage.store.catalogue.add_master(sku, f"Our {sku}")
    number = 0
    for name in ("shop", "other"):
        for sku in ("A", "B", "C"):
            number += 1
            listing = make_listing(number, sku=sku)
            stage.store.catalogue.put_listing(name, listing, refusal=None, pull=1)
            stage.store.catalogue.set_link(name, str(number), sku, create=False)
    stage.store.ledger.record(
        [count("c1", "A", 10, "main", stage.time), count("c1", "B", 3, "main", stage.time)]
    )
    return stage


def numbers(stage, connection="shop", at=None):
    """Return what each SKU shows on a connection."""
    found = assortment(stage.workspace, at)
    return {
        offer.sku: found.published(offer).quantity
        for offer in found.offers
        if offer.connection == connection
    }


def test_what_was_counted_is_offered(offered):
    """What nobody ever counted is not: nothing known is not nothing left."""
    assert {"A": 10, "B": 3} == numbers(offered)


def test_a_count_of_none_is_offered_as_none(offered):
    """A shelf found empty is known to be."""
    offered.store.ledger.record([count("c2", "C", 0, "main", offered.time)])

    assert {"A": 10, "B": 3, "C": 0} == numbers(offered)


@pytest.mark.parametrize(("country", "there"), [("CN", 10), ("ID", 17), ("", 17)])
def test_a_warehouse_offers_where_it_serves(offered, country, there):
    """What lies in a warehouse that does not serve the shop's country is not offered there."""
    offered.toy.countries = frozenset(filter(None, [country]))
    offered.store.warehouses.add(Warehouse("depot"))
    offered.store.routing.put_facts(WarehouseFacts("depot", serves=("ID",)))
    offered.store.ledger.record([count("c2", "A", 7, "depot", offered.time)])

    assert there == numbers(offered)["A"]


def test_everyday_settings_are_rules(offered):
    """Max stock and buffer of a connection change its numbers, and no other's."""
    offered.store.interactions.put("shop", Interaction(max_stock=4, buffer=2), "r")

    assert {"A": 4, "B": 1} == numbers(offered)
    assert {"A": 10, "B": 3} == numbers(offered, "other")


def test_a_connection_switched_off_publishes_nothing(offered):
    """Its offers are there, and show nothing."""
    offered.store.interactions.put("shop", Interaction(active=False), "r")

    assert {"A": 0, "B": 0} == numbers(offered)
    assert {"A": 10, "B": 3} == numbers(offered, "other")


def test_rules_hold_for_their_skus(offered):
    """A rule for one SKU leaves the others."""
    offered.store.rules.add(Rule("r1", RuleKind.BUFFER, 3, pattern="A"), "r")

    assert {"A": 7, "B": 3} == numbers(offered)


def test_a_rule_for_a_connection_that_is_gone_keeps_nothing(offered):
    """Nobody will ever sell what is kept for it."""
    offered.store.rules.add(Rule("r1", RuleKind.RESERVE_FOR, 3, "gone"), "r")

    assert {"A": 10, "B": 3} == numbers(offered)


def test_the_past_is_explained_as_it_was(offered):
    """Stock, rules and settings of then make the number of then."""
    then = offered.time
    offered.time += timedelta(hours=1)
    offered.store.rules.add(Rule("r1", RuleKind.BUFFER, 3), "r")
    offered.store.interactions.put("shop", Interaction(max_stock=2), "r")
    offered.store.ledger.record([count("c2", "A", 50, "main", offered.time)])

    assert {"A": 10, "B": 3} == numbers(offered, at=then)
    assert {"A": 2, "B": 0} == numbers(offered)


def test_sharing_by_pattern(offered):
    """A divided stock is divided, and every unit is given to somebody."""
    offered.store.rules.share(SharedPattern("A", Sharing(SharingMode.PARTITION)), "r")

    assert 10 == numbers(offered)["A"] + numbers(offered, "other")["A"]
    assert 3 == numbers(offered)["B"] == numbers(offered, "other")["B"]


def test_the_narrowest_pattern_shares():
    """A SKU's own word stands before a pattern's, and a long pattern's before a short one's."""
    modes = [
        SharedPattern("*", Sharing(SharingMode.HYBRID)),
        SharedPattern("KAOS-*", Sharing(SharingMode.PARTITION)),
        SharedPattern("KAOS-1", Sharing(SharingMode.SHARED)),
    ]

    found = shared({"KAOS-1", "KAOS-2", "MUG"}, modes)

    assert {"KAOS-1": "shared", "KAOS-2": "partition", "MUG": "hybrid"} == {
        sku: sharing.mode.value for sku, sharing in found.items()
    }


def test_a_kit_is_what_its_parts_are(offered, make_listing):
    """A listing of a kit shows as many as can be made, and is explained by its own SKU."""
    store = offered.store
    store.catalogue.add_master("KIT", "Both")
    store.recipes.put({"KIT": [("A", 2), ("B", 1)]})
    store.catalogue.put_listing("shop", make_listing(9, sku="KIT"), refusal=None, pull=1)
    store.catalogue.set_link("shop", "9", "KIT", create=False)

    ((offer, published),) = offers_of(assortment(offered.workspace), "shop", "KIT")

    assert ({"A": 2, "B": 1}, 3) == (dict(offer.recipe), published.quantity)
    assert replay(published.steps) == published.quantity
    assert frozenset({"KIT"}) == kits(store)
    assert 2 == len(offers_of(assortment(offered.workspace), "shop", "A"))


def test_a_campaign_holds_what_it_locked(offered, make_listing):
    """What a listing has locked is read from what its channel said."""
    listing = attrs.evolve(make_listing(2, sku="B", quantity=8), locked=5)
    offered.store.catalogue.put_listing("shop", listing, refusal=None, pull=1)

    ((_, published),) = offers_of(assortment(offered.workspace), "shop", "B")

    assert (5, 2) == (published.quantity, published.short)


def test_a_closed_warehouse_serves_nobody(offered):
    """What lies there is promised by no channel."""
    store = offered.store
    store.warehouses.replace(attrs.evolve(store.warehouses.get("main"), open=False))

    assert {"A": 0, "B": 0} == numbers(offered)
