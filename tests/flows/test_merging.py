"""Merging: proposed once, decided by people, and never anything to stock."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import attrs
import pytest

from crossdock import Manifest, hookimpl
from crossdock.errors import StaleError
from crossdock.flows.merging import (
    PERSON,
    PULL,
    accept_merge,
    may_share_parcel,
    propose_merges,
)
from crossdock.flows.orders import pull_orders
from crossdock.fulfilment.booking import OrderUnits
from crossdock.fulfilment.outbound_order import OutboundOrder, OutboundState
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_order import WarehouseOrder
from crossdock.http import Auth
from crossdock.interaction import Interaction
from crossdock.inventory import LineRef
from crossdock.orders import Address, OrderStatus, Person
from crossdock.orders.merging import MergeReason, Proposal
from crossdock.store import MergeState, Store, StoredConnection
from crossdock.testing import laws

SITI = Person("Siti Rahayu", "0812-3456-7890")
HOME = Address("Jl. Merdeka 5", city="Jakarta")


@pytest.fixture(name="sells")
def _sells(stage, make_order, make_listing):
    """Sells orders of Siti's, one unit of a linked and counted listing each."""
    store = stage.store
    store.catalogue.add_master("SKU-1", "Thing 1")
    store.catalogue.put_listing("shop", make_listing(1), refusal=None, pull=1)
    store.catalogue.set_link("shop", "1", "SKU-1", create=False)

    def sells(*numbers, **changes):
        at = stage.time - timedelta(hours=1)
        fields = {"buyer": SITI, "recipient": SITI, "address": HOME, **changes}
        made = [make_order(number, at, **fields) for number in numbers]
        others = [one for one in stage.toy.orders if one.order_id not in map(str, numbers)]
        stage.toy.orders = others + made
        return pull_orders(stage.workspace, stage.live, reread=False)

    return sells


def states(stage):
    """Return the orders and state of every group."""
    return [(group.proposal.order_ids, group.state.value) for group in stage.store.merges.groups()]


class TestPropose:
    """What is proposed, and what is not proposed again."""

    def test_proposed_once(self, stage, sells):
        """Asking again proposes nothing new."""
        sells(1, 2)

        assert 1 == len(propose_merges(stage.workspace, "shop", who=PERSON))
        assert () == propose_merges(stage.workspace, "shop", who=PERSON)
        assert [(("1", "2"), "proposed")] == states(stage)

    def test_what_was_turned_down_stays_so(self, stage, sells):
        """A person's no is not asked for twice; a third order is another question."""
        sells(1, 2)
        (key,) = propose_merges(stage.workspace, "shop", who=PERSON)
        stage.store.merges.undo(key, who=PERSON, run="r")

        assert () == propose_merges(stage.workspace, "shop", who=PERSON)
        sells(3)
        assert 1 == len(propose_merges(stage.workspace, "shop", who=PERSON))

    def test_a_larger_group_takes_the_smaller_ones_place(self, stage, sells):
        """The proposal that waited lapses."""
        sells(1, 2)
        propose_merges(stage.workspace, "shop", who=PERSON)
        sells(3)
        propose_merges(stage.workspace, "shop", who=PERSON)

        assert [(("1", "2"), "lapsed"), (("1", "2", "3"), "proposed")] == states(stage)

    def test_a_shipped_order_lapses_its_proposal(self, stage, sells):
        """Nobody is asked about what has left."""
        sells(1, 2)
        propose_merges(stage.workspace, "shop", who=PERSON)
        sells(2, status=OrderStatus.SHIPPING)

        assert () == propose_merges(stage.workspace, "shop", who=PERSON)
        assert [(("1", "2"), "lapsed")] == states(stage)

    def test_an_order_that_waits_for_a_person_is_held(self, stage, sells):
        """One with a line that nobody knows the goods of is not proposed."""
        sells(1, 2)
        stage.store.reviews.put("shop", "2", {"1": "not linked"})

        assert () == propose_merges(stage.workspace, "shop", who=PERSON)

    def test_an_order_that_a_warehouse_has_is_not_proposed(self, stage, sells):
        """What an outbound stands for leaves by that; once it is over, the order is free again."""
        sells(1, 2)
        lines = (OrderUnits(LineRef("shop", "2", "1"), "SKU-1", 1),)
        pool = frozenset({"depot"})
        order = WarehouseOrder("shop", "2", lines, pool, OrderStatus.PAID, outbound="out-1")
        outbound = OutboundOrder("out-1", "shop", "2", "depot", lines, pool)
        stage.store.parcels.put(Parcel(order, (outbound,)))

        assert () == propose_merges(stage.workspace, "shop", who=PERSON)
        over = attrs.evolve(outbound, state=OutboundState.CANCELLED)
        stage.store.parcels.put(Parcel(order, (over,)))
        assert 1 == len(propose_merges(stage.workspace, "shop", who=PERSON))

    def test_what_lapsed_is_proposed_again_once_it_stands_again(self, stage, sells):
        """Nobody has decided on it."""
        sells(1, 2)
        propose_merges(stage.workspace, "shop", who=PERSON)
        stage.store.reviews.put("shop", "2", {"1": "not linked"})
        propose_merges(stage.workspace, "shop", who=PERSON)
        stage.store.reviews.put("shop", "2", {})

        assert 1 == len(propose_merges(stage.workspace, "shop", who=PERSON))
        assert [(("1", "2"), "lapsed"), (("1", "2"), "proposed")] == states(stage)

    def test_never_across_connections(self, stage, sells):
        """One buyer on two channels is two parcels."""
        sells(1)
        ((_, order, _),) = stage.store.orders.find("1")
        stage.store.orders.put("other", attrs.evolve(order, order_id="2"), pull=1)

        assert () == propose_merges(stage.workspace, "shop", who=PERSON)
        assert () == propose_merges(stage.workspace, "other", who=PERSON)


class TestAutoMerge:
    """A pull proposes where it is told to, and accepts nothing."""

    @pytest.mark.parametrize("auto", [True, False])
    def test_a_pull_ends_with_proposing(self, stage, sells, auto):
        """With auto_merge, and not without."""
        stage.store.interactions.put("shop", Interaction(auto_merge=auto), "r")

        report = sells(1, 2)

        assert auto == bool(report.proposed)
        assert ([(("1", "2"), "proposed")] if auto else []) == states(stage)
        assert all(
            (PULL, "run-1") == (row["who"], row["run"])
            for key in report.proposed
            for row in stage.store.merges.history(key)
        )


class TestAccept:
    """What is accepted still stands."""

    def test_accepted(self, stage, sells):
        """The decision is a person's, in this run."""
        sells(1, 2)
        (key,) = propose_merges(stage.workspace, "shop", who=PULL)

        group = accept_merge(stage.workspace, key)

        assert MergeState.ACCEPTED is group.state
        assert (PERSON, "run-1") == tuple(
            stage.store.merges.history(key)[-1][name] for name in ("who", "run")
        )
        assert () == propose_merges(stage.workspace, "shop", who=PULL)

    @pytest.mark.parametrize(
        "change",
        [
            {"status": OrderStatus.SHIPPING},
            {"status": OrderStatus.CANCELLED},
            {"waybill": "JX1"},
            {"cancel_requested": True},
            {"buyer": Person("Budi", "0899-999-999"), "address": Address("Jl. B 1", city="Solo")},
        ],
    )
    def test_not_what_has_changed_since(self, stage, sells, change):
        """An order that shipped or was changed since keeps its group from being merged."""
        sells(1, 2)
        (key,) = propose_merges(stage.workspace, "shop", who=PERSON)
        sells(2, **change)

        with pytest.raises(StaleError, match=str(key)):
            accept_merge(stage.workspace, key)
        assert [(("1", "2"), "proposed")] == states(stage)

    def test_part_of_a_larger_group_still_stands(self, stage, sells):
        """A third order that came since does not forbid merging the two."""
        sells(1, 2)
        (key,) = propose_merges(stage.workspace, "shop", who=PERSON)
        sells(3)

        assert MergeState.ACCEPTED is accept_merge(stage.workspace, key).state


class TestStock:
    """A merge is a bracket around orders."""

    def test_nothing_moves(self, stage, sells):
        """Neither events nor orders change by proposing, merging and undoing."""
        sells(1, 2)

        def kept():
            return list(stage.store.ledger.events()), stage.store.orders.find("1")

        before = kept()
        (key,) = propose_merges(stage.workspace, "shop", who=PERSON)
        accept_merge(stage.workspace, key)
        merged = kept()
        stage.store.merges.undo(key, who=PERSON, run="r")

        assert before[0]
        assert before == merged == kept()

    def test_merge_neutrality(self, tmp_path, stage):
        """The law of merging holds for groups as they are kept."""
        store = Store(tmp_path / "law.db", lambda: stage.time)

        laws.check(laws.orders.merge_neutrality, _Kept(store), examples=25)

        store.close()


class TestParcel:
    """Whether merged orders may leave as one parcel."""

    def test_only_where_the_channel_lets(self, stage):
        """The toy's manifest does not say that shipments may be merged."""
        one = Proposal("shop", ("1", "2"), MergeReason.SAME_BUYER, one_address=True)

        assert not may_share_parcel(stage.workspace, one)

    @pytest.mark.parametrize("one_address", [True, False])
    def test_one_address_on_a_channel_that_lets(self, stage, one_address):
        """And then only what goes to one address."""
        manifest = attrs.evolve(stage.live.manifest, name="lets", merges_shipments=True)
        stage.workspace.plugins.add_module("lets", _connector(manifest))
        stage.store.connections.add(StoredConnection("jd", "lets", {}, {}))
        one = Proposal("jd", ("1", "2"), MergeReason.SAME_BUYER, one_address=one_address)

        assert one_address is may_share_parcel(stage.workspace, one)


def _connector(declared):
    """Return a connector that declares, and does nothing."""
    module = ModuleType("lets_connector")

    @hookimpl
    def manifest() -> Manifest:
        return declared

    @hookimpl
    def settings() -> type[object]:
        return object

    @hookimpl
    def authenticate(connection: Any) -> Auth:
        return Auth()

    module.__dict__.update(manifest=manifest, settings=settings, authenticate=authenticate)
    return module


class _Kept:
    """Merging as the store keeps it, in the shape that the law takes."""

    def __init__(self, store):
        self.store = store
        self.orders = {}

    def merge(self, orders, known):
        """Keep the orders' events and a group of them; return its id, and what it recorded."""
        self.orders = {one.line.order: one for one in orders}
        self.store.ledger.record(known)
        before = list(self.store.ledger.events())
        proposal = Proposal("law", tuple(self.orders), MergeReason.SAME_BUYER, one_address=True)
        key = self.store.merges.propose(proposal, who=PERSON, run="r")
        self.store.merges.accept(key, who=PERSON, run="r")
        after = list(self.store.ledger.events())
        return key, [event for event in after if event not in before]

    def unmerge(self, parcel):
        """Undo the group, and return its orders."""
        group = self.store.merges.undo(parcel, who=PERSON, run="r")
        return [self.orders[order_id] for order_id in group.proposal.order_ids]
