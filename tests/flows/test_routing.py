"""Kept orders routed: by the rules, warehouses and stock that the store has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.association_rules import change_rules, findings, import_rules
from crossdock.flows.offers import assortment
from crossdock.flows.replay import compared, fate, of_file, simulated, since, waiting
from crossdock.flows.reservations import reservations
from crossdock.flows.routing import Routing
from crossdock.flows.settlement import settle_order, take_order
from crossdock.flows.stocktaking import Stocktaker
from crossdock.inventory import LineRef
from crossdock.inventory.claims import route
from crossdock.orders import Address, Order, OrderLine, OrderStatus
from crossdock.routing import AssociationRule, Destination, Fault, Reason
from crossdock.store import FileConnection, Warehouse

BANDUNG, MEDAN = "Kota Bandung", "Kota Medan"


def rule(name: str, *warehouses: str, **more: Any) -> AssociationRule:
    """Return a rule."""
    return AssociationRule(name, warehouses, **more)


def to(city: str) -> tuple[Destination, ...]:
    """Return one destination."""
    return (Destination(city=city),)


@attrs.define
class Trade:
    """Mugs at two warehouses, sold by listing 1; nothing is sold by listing 2."""

    stage: Any
    counts: int = 0

    @property
    def store(self) -> Any:
        """The store."""
        return self.stage.store

    def has(self, units: int, warehouse: str) -> None:
        """Count mugs."""
        self.counts += 1
        taker = Stocktaker(self.store, self.stage.time, f"count {self.counts}")
        taker.count([("mug", units)], warehouse=warehouse)

    def rules(self, *rules: AssociationRule) -> None:
        """Begin rules."""
        change_rules(self.stage.workspace, rules)

    def sells(
        self, order_id: str, units: int, city: str = BANDUNG, listing: str = "1", **more: Any
    ) -> Order:
        """Take an order in, an hour after the one before."""
        self.stage.time += timedelta(hours=1)
        line = OrderLine("1", listing, "", "Mug", units)
        told = {"status": OrderStatus.PAID, "address": Address(city=city), **more}
        order = Order(order_id, lines=(line,), placed_at=self.stage.time, **told)
        take_order(self.store, "shop", order, pull=1, now=self.stage.time)
        return order

    def routing(self, **more: Any) -> Routing:
        """Return the routing of a new run."""
        return Routing.of(self.stage.workspace, **more)

    def gives(self, order_id: str, units: int, warehouse: str) -> None:
        """Give an order's mugs to a warehouse, as routing does once it is decided."""
        (place,) = [r.place for r in reservations(self.store) if r.order_id == order_id]
        pool = frozenset(place.split("+"))
        line = LineRef("shop", order_id, "1")
        event = route(line, "mug", units, pool, warehouse, self.stage.time, part=warehouse)
        self.store.ledger.record([event])

    def places(self) -> dict[str, str]:
        """Return where each order has its units reserved."""
        return {r.order_id: r.place for r in reservations(self.store)}

    def shown(self) -> int:
        """Return what the listing of mugs is to show."""
        found = assortment(self.stage.workspace)
        return found.published(found.offers[0]).quantity


@pytest.fixture(name="trade")
def _trade(stage: Any, make_listing: Any) -> Trade:
    """Five mugs at main, three at north."""
    stage.store.warehouses.add(Warehouse("north"))
    stage.store.catalogue.add_master("mug", "Mug")
    for number in (1, 2):
        listing = make_listing(number, sku="mug" if number == 1 else "")
        stage.store.catalogue.put_listing("shop", listing, refusal=None, pull=1)
    stage.store.catalogue.set_link("shop", "1", "mug", create=False)
    made = Trade(stage)
    made.has(5, "main")
    made.has(3, "north")
    return made


class TestReserving:
    """What rules say of an order is where its goods are reserved."""

    def test_without_rules_every_open_warehouse(self, trade: Trade) -> None:
        """Any of them may come to serve it."""
        trade.sells("a", 1)

        assert {"a": "main+north"} == trade.places()

    def test_by_its_destination(self, trade: Trade) -> None:
        """Two orders of one shop, each where it may leave from."""
        trade.rules(
            rule("b", "north", destinations=to(BANDUNG)), rule("m", "main", destinations=to(MEDAN))
        )
        trade.sells("a", 1)
        trade.sells("b", 1, MEDAN)

        assert {"a": "north", "b": "main"} == trade.places()

    def test_what_is_reserved_stays_there(self, trade: Trade) -> None:
        """Rules that come later, and readings that come again, do not move it."""
        order = trade.sells("a", 1)
        trade.rules(rule("r", "north"))
        settle_order(trade.store, "shop", order.order_id, now=trade.stage.time)

        assert {"a": "main+north"} == trade.places()
        assert [] == trade.store.ledger.check()

    def test_lines_of_one_order_share_a_pool(self, trade: Trade) -> None:
        """A line that is linked later joins the one that is reserved already."""
        trade.rules(rule("r", "north"))
        lines = (OrderLine("1", "1", "", "Mug", 1), OrderLine("2", "2", "", "Cup", 1))
        take_order(
            trade.store,
            "shop",
            Order("a", OrderStatus.PAID, lines, trade.stage.time),
            pull=1,
            now=trade.stage.time,
        )
        trade.rules(rule("r", "main"))
        trade.store.catalogue.set_link("shop", "2", "cup", create=True)
        settle_order(trade.store, "shop", "a", now=trade.stage.time)

        assert ["north", "north"] == [r.place for r in reservations(trade.store)]

    def test_an_order_that_no_rule_could_take_waits(self, trade: Trade) -> None:
        """Until a rule for its shop is made: then it is settled again."""
        trade.rules(rule("r", "main", skus=("tee",)))
        trade.sells("a", 1)
        before = trade.store.reviews.all()
        trade.rules(rule("s", "north"))

        assert ["has no warehouse" in row["reason"] for row in before] == [True]
        assert ({"a": "north"}, []) == (trade.places(), trade.store.reviews.all())

    def test_a_cancelled_order_needs_no_rule(self, trade: Trade) -> None:
        """It is known as cancelled, and claims nothing."""
        trade.rules(rule("r", "main", skus=("tee",)))
        trade.sells("a", 1, status=OrderStatus.CANCELLED)

        assert ({}, []) == (trade.places(), trade.store.reviews.all())


class TestOffering:
    """A listing shows what its shop's rules can serve, wherever buyers live."""

    def test_the_fewest_that_some_buyer_is_left_with(self, trade: Trade) -> None:
        """Three for one region and five for another: three."""
        assert 8 == trade.shown()

        trade.rules(
            rule("b", "north", destinations=to(BANDUNG)), rule("m", "main", destinations=to(MEDAN))
        )
        assert 3 == trade.shown()

        trade.sells("a", 4, MEDAN)
        assert 1 == trade.shown()

    def test_a_last_rule_for_all_shows_what_it_has(self, trade: Trade) -> None:
        """Who meets a narrower rule first meets it too."""
        trade.rules(
            rule("b", "north", order=1, destinations=to(BANDUNG)),
            rule("z", "main", "north", order=9),
        )

        assert 8 == trade.shown()

    def test_rules_for_other_shops_show_nothing(self, trade: Trade) -> None:
        """No order of this one could be served."""
        trade.store.files.add(FileConnection("toko", "shopee"))
        trade.rules(rule("r", "main", connections=("toko",)))

        assert 0 == trade.shown()


class TestRouting:
    """One order after the other, each finding what those before it left."""

    def test_the_preferred_warehouse(self, trade: Trade) -> None:
        """And no other, while it has the goods."""
        trade.rules(rule("r", "north", "main"))
        trade.sells("a", 3)

        decision = trade.routing().route("shop", "a")

        assert (("north",), frozenset({"r"})) == (decision.warehouses, decision.rules)

    def test_without_rules_any_warehouse_may(self, trade: Trade) -> None:
        """That which was added first is preferred."""
        trade.sells("a", 1)

        assert ("main",) == trade.routing().route("shop", "a").warehouses

    def test_what_is_assigned_is_gone(self, trade: Trade) -> None:
        """The next order of the run finds less."""
        trade.rules(rule("r", "north", "main"))
        for name in ("a", "b"):
            trade.sells(name, 2)
        routing = trade.routing()

        for name, warehouse in (("a", "north"), ("b", "main")):
            decision = routing.route("shop", name)
            routing.assigned(decision)
            assert (warehouse,) == decision.warehouses

    def test_who_came_first_keeps_its_goods(self, trade: Trade) -> None:
        """Asked out of turn, an order takes nothing that an earlier one waits for."""
        trade.rules(rule("r", "north", fall_through=False))
        trade.sells("a", 2)
        trade.sells("b", 2)
        routing = trade.routing()

        late = routing.route("shop", "b")
        early = routing.route("shop", "a")

        assert [Reason.SHORT] == [held.reason for held in late.held]
        assert ("north",) == early.warehouses

    def test_an_order_routed_out_of_turn_waits_no_more(self, trade: Trade) -> None:
        """What it was given is taken once, and what it waited for is not kept for it."""
        trade.rules(rule("r", "north", fall_through=False))
        for name in ("a", "b", "c"):
            trade.sells(name, 1)
        routing = trade.routing()

        for name in ("c", "a", "b"):
            decision = routing.route("shop", name)
            routing.assigned(decision)
            assert ("north",) == decision.warehouses
        trade.sells("d", 1)
        assert () == routing.route("shop", "d").warehouses

    def test_an_order_that_came_during_the_run_has_its_turn(self, trade: Trade) -> None:
        """It is known from when it is asked for."""
        trade.rules(rule("r", "north", fall_through=False))
        routing = trade.routing()
        first, second = trade.sells("a", 2), trade.sells("b", 2)

        assert ("north",) == routing.route("shop", first.order_id).warehouses
        assert () == routing.route("shop", second.order_id).warehouses

    def test_a_warehouse_that_refused_is_not_asked(self, trade: Trade) -> None:
        """The next one is; where there is none, it is told why."""
        trade.rules(rule("r", "north", "main"))
        trade.sells("a", 1)
        routing = trade.routing()

        assert ("main",) == routing.route("shop", "a", refused={"north"}).warehouses
        (held,) = routing.route("shop", "a", refused={"north", "main"}).held
        assert Reason.REFUSED is held.reason

    def test_what_was_given_away_is_not_routed_again(self, trade: Trade) -> None:
        """The decision is empty."""
        trade.rules(rule("r", "north", "main"))
        trade.sells("a", 1)
        trade.gives("a", 1, "north")

        assert ((), ()) == (
            trade.routing().route("shop", "a").assignments,
            trade.routing().route("shop", "a").held,
        )

    def test_an_unlinked_line_holds_its_order(self, trade: Trade) -> None:
        """Nobody knows what is to be sent."""
        trade.sells("a", 1, listing="2")

        (held,) = trade.routing().route("shop", "a").held
        assert Reason.UNLINKED is held.reason

    def test_the_days_outbounds_are_counted(self, trade: Trade) -> None:
        """Beyond its capacity a warehouse is passed over."""
        facts = trade.store.routing.facts_of("north")
        trade.store.routing.put_facts(attrs.evolve(facts, capacity=1))
        trade.rules(rule("r", "north", "main"))
        trade.sells("a", 1)
        trade.sells("b", 1)
        routing = trade.routing()

        routing.assigned(routing.route("shop", "a"))

        assert ("main",) == routing.route("shop", "b").warehouses

    def test_a_name_that_nobody_ordered_by(self, trade: Trade) -> None:
        """It is not found."""
        with pytest.raises(NotFoundError):
            trade.routing().route("shop", "nothing")


class TestExplaining:
    """An order is explained as though it had not been given away."""

    def test_a_routed_order(self, trade: Trade) -> None:
        """Its own units are put back first."""
        trade.rules(rule("r", "north", "main"))
        trade.sells("a", 3)
        trade.gives("a", 3, "north")
        routing = trade.routing()

        assert ("north",) == routing.explain("shop", "a").decision.warehouses
        assert None is routing.counterfactual("shop", "a", to="main")

    def test_the_smallest_change(self, trade: Trade) -> None:
        """Of all that would have sent it elsewhere."""
        trade.rules(rule("r", "north", "main"))
        trade.sells("a", 4)

        change = trade.routing().counterfactual("shop", "a", to="north")

        assert change is not None
        assert "With 1 more of mug at north, the order would have left from north." == (
            change.sentence
        )

    def test_as_it_was(self, trade: Trade) -> None:
        """By the stock and rules of a moment."""
        trade.rules(rule("r", "north", "main"))
        trade.sells("a", 3)
        then = trade.stage.time
        trade.stage.time += timedelta(hours=1)
        trade.has(0, "north")

        assert ("north",) == trade.routing(at=then).explain("shop", "a").decision.warehouses
        assert ("main",) == trade.routing().explain("shop", "a").decision.warehouses


class TestReplaying:
    """Many orders routed once more; every one of them is counted."""

    def test_those_that_wait(self, trade: Trade) -> None:
        """What was given away already is left out."""
        trade.rules(rule("r", "north", "main"))
        for name in ("a", "b", "c"):
            trade.sells(name, 2)
        trade.gives("a", 2, "north")

        played = waiting(trade.stage.workspace)
        done = simulated(trade.stage.workspace, played)

        assert {"routed": 1} == dict(played.left_out)
        assert (2, 0, 0) == (done.whole, done.split, done.held)
        assert {"main": 2} == done.parcels

    def test_the_past(self, trade: Trade) -> None:
        """With the stock of then, and without what nobody was to send."""
        before = trade.stage.time
        trade.rules(rule("r", "north"))
        trade.sells("a", 2, status=OrderStatus.DELIVERED)
        trade.sells("b", 2)
        trade.sells("c", 1, status=OrderStatus.CANCELLED)

        played = since(trade.stage.workspace, before)
        done = simulated(trade.stage.workspace, played)

        assert {"cancelled": 1} == dict(played.left_out)
        assert (1, 0, 1) == (done.whole, done.split, done.held)

    def test_by_other_rules(self, trade: Trade) -> None:
        """Each order has one fate, and the counts add up."""
        before = trade.stage.time
        trade.rules(rule("b", "north", destinations=to(BANDUNG)), rule("r", "main", order=9))
        trade.sells("a", 1)
        trade.sells("b", 1, MEDAN)
        trade.sells("c", 4, MEDAN)

        played = since(trade.stage.workspace, before)
        kept = trade.store.associations.rules()
        found = compared(trade.stage.workspace, played, kept, [rule("n", "north")])

        fates = {change.after.order_id: fate(change) for change in found.changes}
        assert {"b": "moved", "c": "held"} == fates
        assert 3 == len(found.changes) + found.unchanged

    def test_of_a_file(self, trade: Trade) -> None:
        """Codes are master SKUs; what is none holds its order, and nothing is kept."""
        orders = [
            Order(
                code, OrderStatus.PAID, (OrderLine("1", "", code, "Thing", 1),), trade.stage.time
            )
            for code in ("mug", "cup")
        ]

        played = of_file(trade.stage.workspace, "shop", orders, refused=2)
        done = simulated(trade.stage.workspace, played)

        assert {"unreadable": 2} == dict(played.left_out)
        assert (1, {Reason.UNLINKED: 1}) == (done.whole, done.reasons)
        assert {} == trade.places()


class TestRules:
    """What is refused, and what a file comes to."""

    def test_strangers_are_refused(self, trade: Trade) -> None:
        """Warehouses and connections that do not exist, and names that cannot be."""
        with pytest.raises(InputRefusedError, match="warehouse west, which does not exist"):
            trade.rules(rule("r", "west"))
        with pytest.raises(InputRefusedError, match="connection x, which does not exist"):
            trade.rules(rule("r", "main", connections=("x",)))
        with pytest.raises(InputRefusedError, match="cannot be a rule's name"):
            trade.rules(rule("a b", "main"))
        assert [] == trade.store.associations.rules()

    def test_a_file_is_taken_over_once(self, trade: Trade) -> None:
        """What is as it was stays; what is not named is ended if that is asked for."""
        old, new = rule("a", "main"), rule("b", "north")
        workspace = trade.stage.workspace

        assert ("a", "b") == import_rules(workspace, [old, new]).added
        again = import_rules(workspace, [old, new])
        assert (("a", "b"), (), ()) == (again.unchanged, again.added, again.changed)
        assert 1 == len(trade.store.associations.revisions())
        edited = rule("a", "north")
        tried = import_rules(workspace, [edited], replace=True, dry_run=True)
        assert (("a",), ("b",)) == (tried.changed, tried.removed)
        assert [old, new] == trade.store.associations.rules()
        import_rules(workspace, [edited], replace=True)
        assert [edited] == trade.store.associations.rules()

    def test_faults_are_found(self, trade: Trade) -> None:
        """With the warehouses and connections there are."""
        trade.rules(rule("r", "main", destinations=to(BANDUNG)))

        assert [Fault.GAP, Fault.NEVER_REACHED] == [
            one.fault for one in findings(trade.stage.workspace)
        ]
