"""`crossdock_jdid.products` and `.listings`: products, SKUs, quantities (sheet A6, A7)."""

from __future__ import annotations

import json
import random
import re
from decimal import Decimal

import pytest

import crossdock_jdid
from crossdock import Listing, ListingStatus, Money
from crossdock.errors import (
    CredentialsRefusedError,
    DataRefusedError,
    InputRefusedError,
    UnreadableAnswerError,
)
from crossdock.http import Response
from crossdock.paging import walk
from crossdock_jdid.listings import Ware, decode_listing, decode_quantities, recognise
from crossdock_jdid.products import decode_cursor, encode_cursor
from crossdock_jdid.settings import JdidSettings
from crossdock_jdid.snapshots import read_list

ROW = {"spuId": 635692163, "spuName": "Kaos", "wareStatus": 1}
WARE = Ware(635692163, 1)
SKU = {
    "skuId": 601267085,
    "spuId": 635692163,
    "sellerSkuId": "KAOS-M",
    "skuName": "Kaos Polos M",
    "jdPrice": 150000,
    "saleAttributeNameMap": {"Ukuran": "M", "Warna": "Biru 🟦"},
}


@pytest.fixture(name="ours")
def _ours(shop) -> JdidSettings:
    return shop.settings


def ending(name):
    """Return a pattern of replies: the platform matches by the end of a method."""
    return {
        "wares": ("getWareInfoListByVendorId", "getWareTinyInfoListByVenderId"),
        "skus": ("getSkuInfoBySpuIdAndVenderId", "getSkuInfoBySpuId"),
        "stock": ("queryEpiMerchantWareStock", "queryWareStockList"),
    }[name]


def play(platform, wares, skus, stock):
    """Have *platform* answer both generations with what three functions of the request say."""
    said = {"wares": wares, "skus": skus, "stock": stock}
    keys = {"wares": "returnType", "skus": "returnType", "stock": "EptRemoteResult"}
    for name, answer in said.items():
        for method in ending(name):
            platform.say(method, answer, key=keys[name])


def numbers(asked):
    """Return every number in a request's parameters."""
    return [int(found) for found in re.findall(r"\d+", asked.params)]


def one_product(platform, sku=SKU, quantity=12):
    """Have *platform* give one product with one SKU."""

    def wares(asked):
        page = numbers(asked)[0]
        return {"totalNum": 1, "pageNum": page, "spuInfoVoList": [ROW] if page == 1 else []}

    play(
        platform, wares, lambda _: [sku], lambda _: {str(sku.get("skuId")): {"realNum": quantity}}
    )


def pulled(shop):
    """Return everything that a whole pull brings."""
    pages = walk(
        lambda cursor: crossdock_jdid.list_products(shop, cursor),
        identify=lambda listing: listing.listing_id,
    )
    return [page for _, page in pages]


def test_a_listing(ours):
    """A SKU comes out as a listing of its product, its code from sellerSkuId."""
    expected = Listing(
        listing_id="601267085",
        sku="KAOS-M",
        title="Kaos Polos M",
        status=ListingStatus.ACTIVE,
        raw_status="1",
        quantity=12,
        price=Money(Decimal(150000), "IDR"),
        parent_id="635692163",
        options=(("Ukuran", "M"), ("Warna", "Biru 🟦")),
    )

    assert expected == decode_listing(SKU, WARE, {601267085: 12}, ours)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (1, ListingStatus.ACTIVE),
        ("2", ListingStatus.INACTIVE),
        (3, ListingStatus.BANNED),
        (4, ListingStatus.DELETED),
        (9, ListingStatus.UNKNOWN),
        (None, ListingStatus.UNKNOWN),
    ],
)
def test_the_product_tells_the_status(code, status, ours):
    """A SKU that says nothing of itself is in its product's state."""
    ware = recognise({"spuId": 1, "wareStatus": code})

    assert status is decode_listing(SKU, ware, {601267085: 1}, ours).status


@pytest.mark.parametrize(
    ("ware", "own", "status"),
    [
        (1, 1, ListingStatus.ACTIVE),
        (1, 2, ListingStatus.INACTIVE),
        (1, 0, ListingStatus.ACTIVE),
        (2, 1, ListingStatus.INACTIVE),
        (4, 2, ListingStatus.DELETED),
    ],
)
def test_one_sku_of_an_online_product_can_be_offline(ware, own, status, ours):
    """A SKU's own state counts where its product is online."""
    row = {**SKU, "status": own}

    assert status is decode_listing(row, Ware(1, ware), {601267085: 1}, ours).status


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"skuId": None}, "skuId"),
        ({"skuId": "12a"}, "skuId"),
        ({"jdPrice": -1}, "jdPrice"),
        ({"jdPrice": True}, "jdPrice"),
        ({"sellerSkuId": ["x"]}, "sellerSkuId"),
        ({"skuName": "a\0b"}, "skuName"),
        ({"skuName": "a\udcb0b"}, "skuName"),
        ({"skuId": 7}, "realNum"),
    ],
)
def test_what_cannot_be_read_is_named(changes, field, ours):
    """A SKU with a field that cannot be read is refused by that field's name."""
    with pytest.raises(DataRefusedError, match=field):
        decode_listing({**SKU, **changes}, WARE, {601267085: 1}, ours)


def test_another_shops_sku_is_refused(connect):
    """With a shop id set, a SKU that names another shop does not become ours."""
    ours = connect(shop_id=10088).settings

    with pytest.raises(DataRefusedError, match="venderId is 10099"):
        decode_listing({**SKU, "venderId": 10099}, WARE, {601267085: 1}, ours)


def test_a_code_may_be_null(ours):
    """sellerSkuId may be null: the listing then has no code."""
    assert "" == decode_listing({**SKU, "sellerSkuId": None}, WARE, {601267085: 1}, ours).sku


def test_ids_beyond_2_to_the_53_stay_exact(ours):
    """Neighbouring ids that a float would merge stay apart, as numbers and as text."""
    for sku_id in (9007199254740993, "9007199254740993"):
        listing = decode_listing({**SKU, "skuId": sku_id}, WARE, {9007199254740993: 1}, ours)

        assert "9007199254740993" == listing.listing_id


@pytest.mark.parametrize(
    "model",
    [
        {"601": 5, "602": 0},
        {"601": "5", "602": {"realNum": "0"}},
        {"601": {"success": True, "model": {"realNum": 5}}, "602": {"stockNum": 0}},
        [{"skuId": 601, "realNum": 5}, {"skuId": "602", "stock": 0}],
        {"list": [{"skuId": 601, "realNum": 5}, {"skuId": 602, "realNum": 0}]},
        json.dumps({"601": {"realNum": 5}, "602": {"realNum": 0}}),
    ],
)
def test_quantities_in_any_shape(model):
    """Quantities are found by SKU id, keyed by it or in rows that carry it."""
    assert {601: 5, 602: 0} == decode_quantities(model)


@pytest.mark.parametrize("model", [None, 7, "x", [], {}, {"601": None}, {"601": {"success": 0}}])
def test_no_quantity_is_no_zero(model):
    """What does not tell a quantity is not taken for none."""
    assert None is decode_quantities(model).get(601)


@pytest.mark.parametrize("dialect", ["gen2", "gen1"])
def test_a_whole_pull(platform, connect, dialect):
    """One product with one SKU is one listing, in both generations."""
    one_product(platform)
    pages = pulled(connect(dialect=dialect))

    [listing] = [listing for page in pages for listing in page.items]
    assert ("601267085", "KAOS-M", 12) == (listing.listing_id, listing.sku, listing.quantity)
    assert [1] == [page.containers for page in pages]


def test_an_empty_shop(platform, shop):
    """A shop without products is one empty page; a list that is null is one too."""
    play(platform, lambda _: {"totalNum": 0, "spuInfoVoList": None}, None, None)
    [page] = pulled(shop)

    assert ((), None) == (page.items, page.cursor)


@pytest.mark.parametrize(
    "model",
    [
        "?",
        7,
        {},
        {"pageNum": 1, "wares": [ROW]},
        {"spuInfoVoList": "?"},
        {"totalNum": 1, "spuInfoVoList": None},
    ],
)
def test_what_is_no_list_is_no_empty_shop(platform, shop, model):
    """A success without a list that can be read is trouble, and no shop without products."""
    play(platform, lambda _: model, None, None)

    with pytest.raises(UnreadableAnswerError):
        pulled(shop)


def test_a_short_page_is_not_the_last_where_more_are_counted(platform, shop):
    """Pages of three, of a list that counts eight, are read to their end."""
    shop_of(platform, list(range(1, 9)), largest=3)
    for method in ending("wares"):
        rows = platform.replies[method][0]

        def counted(asked, rows=rows):
            answer = rows(asked)
            answer[next(iter(answer))]["returnType"]["model"]["totalNum"] = 8
            return answer

        platform.replies[method] = counted
    found = {int(one.listing_id) for page in pulled(shop) for one in page.items}

    assert set(range(1, 9)) == found


def test_a_platform_that_repeats_its_last_page(platform, shop):
    """A page past the end that is the last one again ends the list."""
    play(
        platform,
        lambda _: {"spuInfoVoList": [ROW]},
        lambda _: [SKU],
        lambda _: {"601267085": 1},
    )

    assert 1 == sum(len(page.items) for page in pulled(shop))


def test_a_product_that_cannot_be_asked_is_set_aside(platform, shop):
    """A product whose SKUs are refused is set aside by its id, a deleted one dropped."""
    rows = [ROW, {"spuId": 2, "wareStatus": 1}, {"spuId": 3, "wareStatus": 4}]
    play(
        platform,
        lambda asked: {"spuInfoVoList": rows if numbers(asked)[0] == 1 else []},
        lambda _: [SKU],
        lambda _: {"601267085": 1},
    )
    good = platform.replies["getSkuInfoBySpuIdAndVenderId"][0]
    platform.replies["getSkuInfoBySpuIdAndVenderId"] = lambda asked: (
        good(asked)
        if numbers(asked) == [635692163]
        else {"error_response": {"code": "61", "en_desc": "invalid spuId"}}
    )
    page = pulled(shop)[0]

    assert ["601267085"] == [listing.listing_id for listing in page.items]
    assert ["product 2"] == [record.record_id for record in page.refused]


def test_a_sku_without_a_quantity_is_set_aside(platform, shop):
    """A SKU whose stock is not told is set aside by its id, and its neighbours come in."""
    other = {**SKU, "skuId": 602}
    one_product(platform)
    platform.say("getSkuInfoBySpuIdAndVenderId", [SKU, other], key="returnType")
    page = pulled(shop)[0]

    assert ["601267085"] == [listing.listing_id for listing in page.items]
    assert ["602"] == [record.record_id for record in page.refused]
    assert "realNum" in page.refused[0].error


def test_one_bad_sku_does_not_cost_the_others_their_quantity(platform, shop):
    """A stock query that is refused for several SKUs is asked for each alone."""
    other = {**SKU, "skuId": 602}
    one_product(platform)
    platform.say("getSkuInfoBySpuIdAndVenderId", [SKU, other], key="returnType")
    good = platform.replies["queryEpiMerchantWareStock"][0]
    platform.replies["queryEpiMerchantWareStock"] = lambda asked: (
        {"error_response": {"code": "61", "en_desc": "invalid skuId"}}
        if 602 in numbers(asked)
        else good(asked)
    )
    page = pulled(shop)[0]

    assert ["601267085"] == [listing.listing_id for listing in page.items]
    assert ["invalid skuId" in record.error for record in page.refused] == [True]


def test_a_row_without_an_id_is_set_aside(platform, shop):
    """A product without an id is kept as it came."""
    rows = [{"spuName": "?"}]
    play(
        platform,
        lambda asked: {"spuInfoVoList": rows if numbers(asked)[0] == 1 else []},
        lambda _: [],
        lambda _: {},
    )
    [record] = pulled(shop)[0].refused

    assert "product in row 1 of page 1" == record.record_id
    assert "spuId is missing, or is no number." == record.error


def test_gbk_bytes_cost_one_sku(platform, shop):
    """A name in GBK under a UTF-8 label costs its SKU, by name, and no other."""
    one_product(platform)
    rows = json.dumps([SKU, {**SKU, "skuId": 602, "skuName": "@@"}], ensure_ascii=False).encode()
    body = (
        b'{"jingdong_seller_product_getSkuInfoBySpuIdAndVenderId_response":{"code":"0",'
        b'"returnType":{"success":true,"model":'
        + rows.replace(b"@@", "一二".encode("gbk"))
        + b"}}}"
    )
    platform.replies["getSkuInfoBySpuIdAndVenderId"] = Response(200, content=body)
    platform.say("queryEpiMerchantWareStock", {"601267085": 1, "602": 1}, key="EptRemoteResult")
    page = pulled(shop)[0]

    assert [("Ukuran", "M"), ("Warna", "Biru 🟦")] == list(page.items[0].options)
    [record] = page.refused
    assert "602" == record.record_id
    assert "skuName contains bytes that are not UTF-8" in record.error


def test_credentials_stop_the_pull(platform, shop):
    """A refused key is no matter of one product."""
    one_product(platform)
    platform.replies["getSkuInfoBySpuIdAndVenderId"] = {
        "error_response": {"code": "12", "en_desc": "Invalid Signature"}
    }

    with pytest.raises(CredentialsRefusedError):
        pulled(shop)


def test_a_cursor_reads_back():
    """What is left of the list survives being written as a cursor, ids to the last digit."""
    wares = (Ware(9007199254740993, 1), Ware(2, None))

    assert wares == decode_cursor(encode_cursor(wares))


@pytest.mark.parametrize("cursor", ["", "7", "{}", "7:x", "7:1:2", ":1"])
def test_a_cursor_that_is_none_of_ours_is_refused(cursor):
    """A cursor that cannot be read is refused with what to do."""
    with pytest.raises(InputRefusedError):
        decode_cursor(cursor)


def shop_of(platform, shelf, *, largest=100, before=lambda: None):
    """Have *platform* list the products of *shelf*, each with one SKU of the same number."""

    def wares(asked):
        page, size = numbers(asked)
        before()
        size = min(size, largest)
        rows = shelf[(page - 1) * size : page * size]
        return {"spuInfoVoList": [{"spuId": n, "wareStatus": 1} for n in rows]}

    play(
        platform,
        wares,
        lambda asked: [{**SKU, "skuId": numbers(asked)[0], "spuId": numbers(asked)[0]}],
        lambda asked: {str(number): 1 for number in numbers(asked)},
    )


@pytest.mark.parametrize("largest", [10, 50, 100])
@pytest.mark.parametrize("count", [1, 9, 10, 11, 100, 101, 230])
def test_every_product_is_read_once(platform, shop, count, largest):
    """A shop of any size comes in whole, also where pages are smaller than was asked."""
    shop_of(platform, list(range(1, count + 1)), largest=largest)
    pages = pulled(shop)

    found = [int(one.listing_id) for page in pages for one in page.items]
    assert list(range(1, count + 1)) == found
    assert count == sum(page.containers for page in pages)


@pytest.mark.parametrize("dialect", ["gen2", "gen1"])
def test_a_platform_that_refuses_large_pages(platform, connect, dialect):
    """A platform that refuses a page of a hundred is asked for pages of ten."""
    shop_of(platform, list(range(1, 26)))
    for ending in ("getWareInfoListByVendorId", "getWareTinyInfoListByVenderId"):
        good = platform.replies[ending][0]
        platform.replies[ending] = lambda asked, good=good: (
            {"error_response": {"code": "61", "en_desc": "size too large"}}
            if numbers(asked)[1] > 10
            else good(asked)
        )
    found = [
        int(one.listing_id) for page in pulled(connect(dialect=dialect)) for one in page.items
    ]

    assert list(range(1, 26)) == found


def test_a_small_shop_is_listed_with_one_call(platform, shop):
    """A list that fits into one answer of fewer than ten rows is not asked for again."""
    shop_of(platform, [1, 2, 3])
    pulled(shop)

    assert 1 == len(platform.calls("getWareInfoListByVendorId"))


def test_a_list_that_breaks_is_read_in_smaller_pages(platform, shop):
    """A name whose bytes break the whole answer costs its own product, and no other."""
    shop_of(platform, list(range(1, 126)))
    good = platform.replies["getWareInfoListByVendorId"][0]

    def answer(asked):
        page, size = numbers(asked)
        if (page - 1) * size < 13 <= page * size:
            return Response(200, content=b'{"name":"\x95\\"}')
        return good(asked)

    platform.replies["getWareInfoListByVendorId"] = answer
    pages = pulled(shop)

    found = {int(one.listing_id) for page in pages for one in page.items}
    assert set(range(1, 126)) - {13} == found
    assert ["product 13 of the list"] == [r.record_id for page in pages for r in page.refused]


def test_a_platform_that_is_down_is_not_asked_for_every_product(platform, shop):
    """A web page instead of every answer ends the pull after a few calls."""
    platform.replies["getWareInfoListByVendorId"] = Response(200, text="<html>down</html>")

    with pytest.raises(UnreadableAnswerError):
        pulled(shop)
    assert 100 > len(platform.asked)


def test_a_list_that_moves_loses_no_survivor(platform, shop):
    """In 80 seeded readings, products go, come and move to the front between any two calls.

    Every product that was there from the first call to the last is in the list.
    """
    for seed in range(80):
        dice = random.Random(seed)  # noqa: S311 - a failure must repeat
        shelf = list(range(1, dice.randint(1, 120)))
        born = iter(range(1000, 10_000))
        steady = set(shelf)

        def shake(dice=dice, shelf=shelf, born=born, steady=steady):
            if dice.random() > 0.2:
                return
            match dice.choice(("go", "come", "move")):
                case "go" if shelf:
                    steady.discard(shelf.pop(dice.randrange(len(shelf))))
                case "come":
                    shelf.insert(0, next(born))
                case "move" if shelf:
                    shelf.insert(0, shelf.pop(dice.randrange(len(shelf))))

        shop_of(platform, shelf, largest=10, before=shake)

        assert set() == steady - set(read_list(shop).wares), f"seed {seed}"
