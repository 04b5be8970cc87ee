"""Parcels given to warehouses as the router decides, and those that wait tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from crossdock import OrderStatus
from crossdock.errors import AddressRefusedError, RequestRefusedError, StockShortError
from crossdock.interaction import Interaction
from crossdock.inventory import EventKind

READY = OrderStatus.READY_TO_SHIP


def test_given_to_the_warehouse_of_the_rule(yard: Any) -> None:
    """Its units are reserved there, and the pool has none of them any more."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))

    routed = yard.route()

    assert {"parcels": 1, "assigned": 1} == routed.counts
    assert [("wait_accept", "", "depot-wh", "")] == yard.states("1")
    assert ((10, 2), 0) == (yard.at("mug"), yard.pooled("mug"))


def test_the_oldest_order_comes_first(yard: Any) -> None:
    """Orders have their turn by when they were placed, however they came in."""
    yard.stocked("mug")
    noon = yard.time
    for name, hours in (("b", 2), ("a", 3), ("c", 1)):
        yard.sold(name, ("mug", 1), placed_at=noon - timedelta(hours=hours))

    yard.route()

    routed = [one for one in yard.store.ledger.events() if one.kind is EventKind.ROUTE]
    assert ["toko:a:1", "toko:b:1", "toko:c:1"] == [one.reference for one in routed]


def test_routed_once(yard: Any) -> None:
    """What has a warehouse is left alone by the next run."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()

    again = yard.route()

    assert {} == again.counts
    assert (10, 2) == yard.at("mug")


def test_split_into_parcels(open_yard: Any) -> None:
    """Lines that leave from two warehouses are two parcels, and no unit is in both."""
    yard = open_yard()
    yard.rule("depot-wh", name="mugs", skus=("mug",), order=1)
    yard.rule("main", name="trays", skus=("tray",), order=2)
    yard.stocked("mug", "tray")
    yard.has("main", tray=5)
    yard.sold("1", ("mug", 2), ("tray", 1))

    routed = yard.route()

    assert {"parcels": 1, "divided": 1, "assigned": 2} == routed.counts
    assert {"depot-wh": {"mug": 2}, "main": {"tray": 1}} == {
        one.order.warehouse: {unit.sku: unit.quantity for unit in one.order.lines}
        for one in yard.parcels("1")
    }
    assert ((10, 2), (5, 1)) == (yard.at("mug"), yard.at("tray", "main"))
    assert {"mug": 2, "tray": 1} == yard.sums("1")


def test_parts_of_one_waybill_wait_for_a_person(open_yard: Any) -> None:
    """Goods of two warehouses under one waybill are not sent before somebody says so."""
    yard = open_yard()
    yard.rule("depot-wh", name="mugs", skus=("mug",), order=1)
    yard.rule("main", name="trays", skus=("tray",), order=2)
    yard.stocked("mug", "tray")
    yard.has("main", tray=5)
    yard.sold("1", ("mug", 2), ("tray", 1), status=READY, waybill="JT1")

    yard.route()

    assert [
        ("held", "mixed_warehouses", "depot-wh", ""),
        ("ready", "", "main", ""),
    ] == sorted(yard.states("1"))
    yard.route(held=True)
    assert ("held", "mixed_warehouses", "depot-wh", "") in yard.states("1")


def test_a_part_that_nobody_has_waits_alone(open_yard: Any) -> None:
    """What one line lacks does not hold up the others, where the rule lets an order be split."""
    yard = open_yard()
    yard.rule("depot-wh", name="mugs", skus=("mug",), order=1)
    yard.stocked("mug", "tray")
    yard.sold("1", ("mug", 2), ("tray", 1))

    routed = yard.route()

    assert {"no_rule": 1} == routed.held
    assert {("wait_accept", "", "depot-wh", ""), ("held", "no_rule", "", "")} == set(
        yard.states("1")
    )
    assert {"mug": 2} == {sku: n for sku, n in yard.sums("1").items() if sku == "mug"}


def test_short_then_stocked(yard: Any) -> None:
    """What waits for goods goes on once they are there."""
    yard.stocked("mug", units=1)
    yard.sold("1", ("mug", 2))
    yard.route()
    assert [("held", "short", "", "")] == yard.states("1")

    yard.has("depot-wh", mug=5)
    yard.route(held=True)

    assert [("wait_accept", "", "depot-wh", "")] == yard.states("1")
    assert ((5, 2), 0) == (yard.at("mug"), yard.pooled("mug"))


def test_trying_in_vain_leaves_no_trace(yard: Any) -> None:
    """Of a parcel that still cannot go anywhere, nothing is written down again and again."""
    yard.stocked("mug", units=1)
    yard.sold("1", ("mug", 2))
    yard.route()
    traces = yard.traces()

    for _ in range(3):
        routed = yard.route(held=True)

    assert ({"parcels": 1, "held": 1}, {"short": 1}) == (routed.counts, routed.held)
    assert traces == yard.traces()


def test_a_rule_that_comes_later(open_yard: Any) -> None:
    """An order that no rule took is taken once there is one."""
    yard = open_yard()
    yard.rule("depot-wh", name="others", connections=("elsewhere",))
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.route()
    assert [("held", "no_rule", "", "")] == yard.states("1")

    yard.rule("depot-wh", name="ours")
    yard.take("1")
    yard.route(held=True)

    assert [("wait_accept", "", "depot-wh", "")] == yard.states("1")
    assert (10, 2) == yard.at("mug")


def test_refused_for_lack_of_stock_goes_elsewhere(open_yard: Any) -> None:
    """The warehouse that has too little is not asked again; the next of the rule is."""
    yard = open_yard()
    yard.rule("depot-wh", "annex-wh")
    yard.stocked("mug")
    yard.has("annex-wh", mug=5)
    yard.depot.trouble["create_outbound"] = [StockShortError("Too few.")]
    yard.sent("1")
    assert [("new", "", "", "")] == yard.states("1")

    yard.route()
    yard.work("annex")

    assert [("outbound", "", "annex-wh", "accepted")] == yard.states("1")
    assert ((10, 0), (5, 2)) == (yard.at("mug"), yard.at("mug", "annex-wh"))
    assert ([], 1) == (yard.depot.remotes, len(yard.annex.remotes))


def test_who_refused_is_not_asked_again_by_itself(yard: Any) -> None:
    """A warehouse that said it has too little is asked again only when a person says so."""
    yard.stocked("mug")
    yard.depot.trouble["create_outbound"] = [StockShortError("Too few.")]
    yard.sent("1")
    yard.route()
    assert [("held", "outbound_refused")] == [state[:2] for state in yard.states("1")]

    for _ in range(3):
        yard.route(held=True)
        yard.work()
    assert 1 == yard.depot.calls.count("create_outbound")

    yard.route("1", held=True)
    yard.work()

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("1")
    assert (10, 2) == yard.at("mug")


def test_a_refusal_waits_for_a_person(yard: Any) -> None:
    """What a warehouse refuses is not sent to it again and again by the cycle."""
    for number, error in enumerate((RequestRefusedError("No."), AddressRefusedError("Where?"))):
        yard.stocked(f"mug{number}")
        yard.depot.trouble["create_outbound"] = [error]
        yard.sent(f"{number}", (f"mug{number}", 1))

    for _ in range(3):
        yard.route(held=True)
        yard.work()

    assert [("held", "outbound_refused"), ("held", "address")] == [
        yard.states(one)[0][:2] for one in ("0", "1")
    ]
    assert 2 == yard.depot.calls.count("create_outbound")
    assert {"outbound_refused", "address"} <= yard.reasons()


def test_a_warehouse_that_was_switched_off_is_tried_again(yard: Any) -> None:
    """A parcel that its warehouse could not have for want of a connection goes on with it."""
    yard.stocked("mug")
    yard.sold("1", ("mug", 2))
    yard.store.interactions.put("depot", Interaction(active=False), "test")
    yard.route()
    yard.route(held=True)
    assert "held" == yard.parcel("1").state.value

    yard.store.interactions.end("depot")
    yard.route(held=True)

    assert [("wait_accept", "", "depot-wh", "")] == yard.states("1")


def test_no_more_than_a_warehouse_takes_in_a_day(open_yard: Any) -> None:
    """Orders beyond a warehouse's capacity leave from the next one."""
    yard = open_yard()
    yard.rule("depot-wh", "annex-wh")
    yard.stocked("mug")
    yard.has("annex-wh", mug=10)
    facts = yard.store.routing.facts_of("depot-wh")
    yard.store.routing.put_facts(attrs.evolve(facts, capacity=2))
    for number in range(3):
        yard.sold(f"{number}", ("mug", 1))

    yard.route()

    assert {"depot-wh": 2, "annex-wh": 1} == {
        name: sum(yard.parcel(f"{n}").warehouse == name for n in range(3))
        for name in ("depot-wh", "annex-wh")
    }


def test_the_older_order_has_the_last_unit(yard: Any) -> None:
    """Two orders for one unit: who ordered first gets it, and nothing is given twice."""
    yard.stocked("mug", units=1)
    yard.order("1", ("mug", 1))
    yard.sold("2", ("mug", 1))
    yard.take("1")

    yard.route()

    assert ["wait_accept", "held"] == [yard.parcel(one).state.value for one in ("1", "2")]
    assert (1, 1) == yard.at("mug")


def test_two_orders_of_one_waybill_are_not_both_sent(yard: Any) -> None:
    """The second is held until the waybill is its own."""
    yard.stocked("mug")
    yard.sent("1", waybill="JT7")
    yard.sent("2", waybill="JT7")
    assert [("held", "waybill_shared", "depot-wh", "")] == yard.states("2")

    yard.told("2", waybill="JT8")
    yard.route(held=True)
    yard.work()

    assert [("outbound", "", "depot-wh", "accepted")] == yard.states("2")
    assert (10, 4) == yard.at("mug")


def test_parts_that_wait_for_one_waybill(open_yard: Any) -> None:
    """A waybill that comes later covers both parcels of an order: neither is sent for it."""
    yard = open_yard()
    yard.rule("depot-wh", name="mugs", skus=("mug",), order=1)
    yard.rule("annex-wh", name="trays", skus=("tray",), order=2)
    yard.stocked("mug", "tray")
    yard.has("annex-wh", tray=5)
    yard.sold("1", ("mug", 2), ("tray", 1), status=READY)
    yard.route()

    yard.told("1", waybill="JT1")

    assert [("held", "mixed_warehouses"), ("held", "mixed_warehouses")] == [
        state[:2] for state in yard.states("1")
    ]
    assert [] == yard.jobs()


def test_a_waybill_that_another_order_has_already(yard: Any) -> None:
    """A waybill that comes later is looked at before anything is sent under it."""
    yard.stocked("mug")
    yard.sent("1", waybill="JT7")
    yard.sold("2", ("mug", 1), status=READY)
    yard.route()

    yard.told("2", waybill="JT7")

    assert [("held", "waybill_shared", "depot-wh", "")] == yard.states("2")
    assert 1 == len(yard.jobs())
