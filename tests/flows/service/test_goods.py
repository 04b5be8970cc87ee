"""Products made known to a service: checked, sent, corrected, and fixed for good."""

from __future__ import annotations

import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.fulfilment.goods import Intent, plan_goods, queue_goods, say_facts
from crossdock.fulfilment import ShelfLife
from crossdock.fulfilment.goods_facts import GoodsFacts

LIFE = ShelfLife(180, 120, 60)


def intents(house, *skus):
    """Return what a push would do, by SKU."""
    found = plan_goods(house.workspace, house.turning, "gudang", skus)
    return {one.sku: one.intent for one in found}


def state(house, sku):
    """Return how far the service knows *sku*."""
    return house.store.known_goods.get("gudang", sku).state.value


def test_a_product_is_made_known_once(house):
    """Its number at the service is kept, and a second push sends nothing."""
    house.known("KAOS")
    before = house.control("meter")

    queue_goods(house.workspace, house.turning, "gudang", ["KAOS"])
    house.work()

    kept = house.store.known_goods.get("gudang", "KAOS")
    assert ("active", True) == (kept.state.value, kept.remote_id.startswith("EMG"))
    assert (before, Intent.UNCHANGED) == (house.control("meter"), intents(house, "KAOS")["KAOS"])


def test_many_products_are_asked_for_together(house):
    """The service is asked once which of sixty it knows, as far as it takes them in one call."""
    skus = [f"KAOS-{number:02}" for number in range(60)]
    house.master(*skus)
    queue_goods(house.workspace, house.turning, "gudang", skus)

    work = house.work()

    counts = house.control("meter")["endpoints"]
    calls = {
        name.rpartition(".")[2]: row["requests"]
        for name, row in counts.items()
        if ".goods." in name
    }
    assert {"queryGoodsInfo": 2, "transportGoodsInfo": 60} == calls
    assert ({"taken": 60, "done": 60}, {"active"}) == (
        work.counts,
        {state(house, sku) for sku in skus},
    )


def test_the_shelf_life_goes_along(house):
    """What was decided before the first push is what the service has."""
    house.master("SUSU")
    say_facts(house.workspace, house.turning, "SUSU", GoodsFacts(shelf_life=LIFE))
    queue_goods(house.workspace, house.turning, "gudang", ["SUSU"])
    house.work()

    (theirs,) = [one for one in house.control("state")["listings"] if one["sku"] == "SUSU"]
    assert 180 == theirs["safe_days"]


@pytest.mark.parametrize("life", [None, ShelfLife(90, 60, 30)])
def test_an_expiry_edit_after_push_is_refused(house, life):
    """Nothing is changed, a person is asked, and the goods can still be shipped."""
    house.master("SUSU")
    say_facts(house.workspace, house.turning, "SUSU", GoodsFacts(shelf_life=LIFE))
    queue_goods(house.workspace, house.turning, "gudang", ["SUSU"])
    house.work()

    with pytest.raises(InputRefusedError, match="gudang knows SUSU"):
        say_facts(house.workspace, house.turning, "SUSU", GoodsFacts(shelf_life=life))

    asked = [ask.reason.value for ask in house.store.asks.each()]
    assert (["shelf_life_fixed"], LIFE) == (asked, house.store.goods_facts.of("SUSU").shelf_life)
    assert "active" == state(house, "SUSU")


def test_a_name_can_be_changed(house):
    """It is an update, and the service has it afterwards."""
    house.known("KAOS")

    say_facts(house.workspace, house.turning, "KAOS", GoodsFacts(name="Kaos  hitam"))

    assert Intent.UPDATE is intents(house, "KAOS")["KAOS"]
    queue_goods(house.workspace, house.turning, "gudang", ["KAOS"])
    house.work()
    (theirs,) = [one for one in house.control("state")["listings"] if one["sku"] == "KAOS"]
    assert ("Kaos hitam", "active") == (theirs["title"], state(house, "KAOS"))


@pytest.mark.parametrize(
    ("sku", "facts", "field"),
    [
        ("A,B", GoodsFacts(), "sku"),
        ("S" * 51, GoodsFacts(), "sku"),
        ("KAOS", GoodsFacts(name="n" * 501), "name"),
        ("KAOS", GoodsFacts(barcodes=("1,2",)), "barcodes"),
        ("KAOS", GoodsFacts(barcodes=("8" * 60, "9" * 60)), "barcodes"),
        ("KAOS", GoodsFacts(barcodes=("8", "8")), "barcodes"),
        ("KAOS", GoodsFacts(barcodes=("",)), "barcodes"),
    ],
)
def test_what_the_service_would_refuse_is_told_by_field(house, sku, facts, field):
    """It stays a draft with its faults, a person is asked, and nothing is sent."""
    house.master(sku)
    say_facts(house.workspace, house.turning, sku, facts)

    (planned,) = plan_goods(house.workspace, house.turning, "gudang", [sku])
    queue_goods(house.workspace, house.turning, "gudang", [sku])
    house.work()

    assert (Intent.INCOMPLETE, field) == (planned.intent, planned.faults[0].split()[0])
    assert "draft" == state(house, sku)
    assert ["goods_incomplete"] == [ask.reason.value for ask in house.store.asks.each()]


def test_a_product_without_a_title_asks_for_a_name(house):
    """Its staff could not read it, so that is a fault of its own."""
    house.store.catalogue.add_master("KAOS", "")

    (planned,) = plan_goods(house.workspace, house.turning, "gudang", ["KAOS"])

    assert (1, True) == (len(planned.faults), "name of KAOS is empty" in planned.faults[0])


def test_an_incomplete_edit_leaves_the_service_what_it_has(house):
    """What is known there goes on being shipped."""
    house.known("KAOS")
    say_facts(house.workspace, house.turning, "KAOS", GoodsFacts(barcodes=("1,2",)))

    queue_goods(house.workspace, house.turning, "gudang", ["KAOS"])

    assert ("active", Intent.INCOMPLETE) == (state(house, "KAOS"), intents(house, "KAOS")["KAOS"])


def test_a_refused_product_goes_out_again(house):
    """What the service had against it was mended there, and nothing here was edited."""
    house.fault("goods.transportGoodsInfo", "api-error(code=10017,level=business)@1")
    house.known("KAOS")
    refused = state(house, "KAOS")

    queue_goods(house.workspace, house.turning, "gudang", ["KAOS"])
    house.work()

    assert ("rejected", "active") == (refused, state(house, "KAOS"))


def test_goods_whose_answer_was_lost_are_made_once(house):
    """A look comes before a second attempt."""
    house.fault("goods.transportGoodsInfo", "500-after@1")
    house.known("KAOS")
    doubtful = state(house, "KAOS")
    house.pass_time(minutes=5)

    house.work()

    theirs = [one for one in house.control("state")["listings"] if one["sku"] == "KAOS"]
    assert ("unknown", "active", 1) == (doubtful, state(house, "KAOS"), len(theirs))


def test_a_kit_is_kept_as_its_parts(house):
    """No warehouse knows a kit."""
    house.master("KIT", "PART")
    house.store.recipes.put({"KIT": [("PART", 2)]})

    with pytest.raises(InputRefusedError, match="made of PART"):
        plan_goods(house.workspace, house.turning, "gudang", ["KIT"])


def test_only_master_products_are_pushed(house):
    """What nobody knows cannot be made known."""
    with pytest.raises(NotFoundError, match="no master SKU 'KAOS'"):
        plan_goods(house.workspace, house.turning, "gudang", ["KAOS"])
