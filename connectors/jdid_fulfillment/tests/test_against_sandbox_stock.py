"""Goods, stock and warehouses over real HTTP, the connector against its sandbox."""

from __future__ import annotations

import attrs
import pytest

from crossdock import Goods, RowOutcome, ShelfLife
from crossdock.errors import CursorLoopError
from crossdock_jdid_fulfillment import list_stock, list_warehouses, push_products

SHELF = ShelfLife(180, inbound_days=120, outbound_days=60)
#: Every shape of rows that some source has, and every way to say that there are none.
SHAPES = [{"rows": rows} for rows in ("flat", "v1", "columns", "arrays")] + [
    {"rows": "flat", "status_type": "number", "wrapper": "response"}
]


def truth(house):
    """Return on hand, usable and damaged units of each goods of the department, by number."""
    found = {}
    for row in house.control("state")["listings"]:
        if row["department"] != house.settings["department"]:
            continue
        good = [pile for pile in row["piles"] if pile["stock_status"] == 1]
        bad = [pile for pile in row["piles"] if pile["stock_status"] != 1]
        free = [pile for pile in good if pile["stock_type"] == 1]
        found[row["listing_id"]] = (
            sum(pile["total"] for pile in good),
            sum(pile["usable"] for pile in free),
            sum(pile["total"] for pile in bad),
        )
    return found


def shown(house):
    """Return the same as the connector reads it."""
    page = list_stock(house.shop, None)
    assert () == page.refused
    assert page.cursor is None
    return {one.remote_id: (one.on_hand, one.usable, one.damaged) for one in page.items}


# Stock


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("listings", [30, 260])
def test_stock_in_every_shape(open_house, shape, listings):
    """On one page or several: what is on hand, free and damaged, those of zero included."""
    house = open_house(listings=listings, **shape)

    told = shown(house)

    assert truth(house) == told
    assert (0, 0, 0) in told.values()


@pytest.mark.parametrize("units", [99, 100, 101])
def test_a_list_of_about_one_page(open_house, units):
    """A list that ends with a full page is read to its end, and no further."""
    house = open_house(listings=30)
    while sum(max(1, len(row["piles"])) for row in _own(house)) < units:
        house.goods()

    assert truth(house) == shown(house)


def _own(house):
    department = house.settings["department"]
    return [row for row in house.control("state")["listings"] if row["department"] == department]


def test_hidden_zeros(house):
    """Goods that have just sold out are told as zero, and do not vanish."""
    line = house.goods(stock=0)

    assert (0, 0, 0) == shown(house)[line.remote_id]


def test_what_is_promised_is_not_free(house):
    """Locked, quarantined and promised units are on hand, and not free."""
    before = shown(house)
    line = house.goods(stock=7)
    house.control("stock", {"listing_id": line.remote_id, "quantity": 2, "status": 2})

    told = shown(house)

    assert (7, 7, 2) == told[line.remote_id]
    assert before == {number: levels for number, levels in told.items() if number in before}
    assert any(usable < on_hand for on_hand, usable, _ in told.values())


@pytest.mark.parametrize("empty", ["error", "array", "null"])
def test_a_warehouse_without_stock(open_house, empty):
    """A department without goods has an empty list, however that is said."""
    house = open_house(empty=empty)
    rows = house.control("state")["listings"]
    [goods] = [row for row in rows if row["sku"] == "GROSIR-0001"]
    house.control(f"listings/{goods['listing_id']}", method="DELETE")

    shop = house.open(department=goods["department"], warehouse="1100084310")
    page = list_stock(shop, None)
    shop.http.close()

    assert ((), ()) == (page.items, page.refused)


@pytest.mark.parametrize("kind", ["duplicate-rows", "missing-rows", "poison-row"])
def test_a_disturbed_list(open_house, kind):
    """Rows that come twice count once; rows that are missing or unreadable are said to be."""
    house = open_house(f"stock.queryStock: {kind}", listings=150)

    page = list_stock(house.shop, None)

    everything, told = truth(house), {one.remote_id for one in page.items}
    assert (kind == "duplicate-rows") == (page.refused == ())
    assert (kind == "missing-rows") == (len(told) < len(everything) - 5)
    assert told <= everything.keys()


def test_a_list_that_goes_round(open_house):
    """Pages that repeat are an error, and never a list without end."""
    house = open_house("stock.queryStock: cursor-loop", listings=260)

    with pytest.raises(CursorLoopError):
        list_stock(house.shop, None)


def test_a_list_behind_its_time(open_house):
    """While reads lag behind, stock is what it was, and later what it is."""
    house = open_house(read_lag="60")
    line = house.goods(stock=5)
    house.advance(2)
    house.control("stock", {"listing_id": line.remote_id, "quantity": 3})

    before = shown(house)[line.remote_id]
    house.advance(2)

    assert ((5, 5, 0), (3, 3, 0)) == (before, shown(house)[line.remote_id])


# Goods


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("empty", ["error", "array", "null"])
def test_goods_made_known(open_house, shape, empty):
    """Only those that JD lacks are created; the second push finds them all as they are."""
    house = open_house(empty=empty, **shape)
    goods = (
        Goods("KAOS-M", "Kaos Polos M", ("8991234567890", "8991234567891")),
        Goods("SUSU-1", "Susu UHT", (), SHELF),
    )

    first = push_products(house.shop, goods)
    second = push_products(house.shop, goods)

    assert {RowOutcome.DONE} == {result.outcome for result in first}
    assert first == second
    assert 2 == house.calls("goods.transportGoodsInfo")
    assert 0 == house.calls("goods.updateGoodsInfo")
    days = {row["sku"]: row["safe_days"] for row in _own(house)}
    assert (0, 180) == (days["KAOS-M"], days["SUSU-1"])


def test_goods_brought_up_to_date(house):
    """A new name is told to JD, under the same number."""
    [before] = push_products(house.shop, (Goods("KAOS-M", "Kaos"),))
    [after] = push_products(house.shop, (Goods("KAOS-M", "Kaos Polos"),))

    titles = {row["listing_id"]: row["title"] for row in _own(house)}
    assert (RowOutcome.DONE, before.remote_id) == (after.outcome, after.remote_id)
    assert "Kaos Polos" == titles[before.remote_id]


@pytest.mark.parametrize("immutable", ["false", "error", "ignored"])
def test_a_shelf_life_is_for_ever(open_house, immutable):
    """A changed shelf life is refused by its field, whatever JD would have made of it."""
    house = open_house(immutable=immutable)
    push_products(house.shop, (Goods("SUSU-1", "Susu", (), SHELF),))

    other = attrs.evolve(SHELF, days=200)
    [result] = push_products(house.shop, (Goods("SUSU-1", "Susu UHT", (), other),))

    assert RowOutcome.REFUSED is result.outcome
    assert "safeDays" in result.reason
    assert 0 == house.calls("goods.updateGoodsInfo")


@pytest.mark.parametrize("duplicate", ["error", "earlier"])
def test_goods_that_do_not_show_yet(open_house, duplicate):
    """Goods created a moment ago and not listed yet are not made twice."""
    house = open_house(read_lag="60", duplicate=duplicate)
    goods = Goods("KAOS-M", "Kaos")
    [first] = push_products(house.shop, (goods,))

    [second] = push_products(house.shop, (goods,))
    house.advance(2)
    [third] = push_products(house.shop, (goods,))

    expected = RowOutcome.UNKNOWN if duplicate == "error" else RowOutcome.DONE
    assert expected is second.outcome
    assert (RowOutcome.DONE, first.remote_id) == (third.outcome, third.remote_id)
    assert 1 == sum(row["sku"] == "KAOS-M" for row in _own(house))


def test_fifty_goods_at_once(house):
    """As many as the manifest says are asked for in one call, and each is created."""
    goods = tuple(Goods(f"BARANG-{n:02d}", f"Barang {n}") for n in range(50))

    results = push_products(house.shop, goods)

    assert ({RowOutcome.DONE}, 50) == (
        {result.outcome for result in results},
        len({result.remote_id for result in results}),
    )
    assert 1 == house.calls("goods.queryGoodsInfo")


# Warehouses


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_warehouses(open_house, shape):
    """All of the department's, and which of them is open."""
    house = open_house(**shape)

    found = list_warehouses(house.shop)

    assert [("110008421", True), ("110008422", False), ("110008423", False)] == [
        (one.warehouse_id, one.open) for one in found
    ]
    assert {house.settings["department"]} == {one.department for one in found}
    assert "Gudang Marunda" == found[0].name
