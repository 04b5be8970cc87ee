"""`crossdock_jdcom.products` and `listings`: wares, SKUs, pages."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_jdcom
from crossdock import ListingStatus, Money
from crossdock.errors import DataRefusedError, RequestRefusedError, UnreadableAnswerError
from crossdock.paging import walk
from crossdock_jdcom.listings import Ware, decode_listing
from crossdock_jdcom.statuses import listing_status

WARES = "jingdong.ware.read.searchWare4Valid"
SKUS = "jingdong.sku.read.searchSkuList"
SHIRT = Ware("10", "衬衫", 8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def sku(sku_id, ware_id=10, **changes):
    """Return a SKU as the platform writes it."""
    return {
        "skuId": sku_id,
        "wareId": ware_id,
        "status": 1,
        "jdPrice": "19.90",
        "outerId": f"CODE-{sku_id}",
        "stockNum": 3,
        "skuName": f"衬衫 {sku_id}",
        "modified": 1788235200000,
        "saleAttrs": [
            {"attrId": "1000000", "attrValues": ["77"], "attrValueAlias": ["红色"], "index": 1},
            {"attrId": "1000001", "attrValues": ["L"], "attrValueAlias": None, "index": 2},
        ],
        **changes,
    }


class Shelf:
    """Wares with their SKUs, some of which vanish while they are read."""

    def __init__(self, count, per_ware=1, chance=None):
        self.wares = {n: [n * 1000 + k for k in range(per_ware)] for n in range(1, count + 1)}
        self.chance = chance

    def search(self, business):
        """Answer a page of wares."""
        ids = sorted(self.wares)
        start = (business["pageNo"] - 1) * business["pageSize"]
        rows = [
            {"wareId": n, "title": "x", "wareStatus": 8}
            for n in ids[start : start + business["pageSize"]]
        ]
        answer = {"page": {"data": rows, "pageNo": business["pageNo"], "totalItem": len(ids)}}
        if self.chance is not None:
            for gone in self.chance.sample(ids, min(len(ids), self.chance.randrange(30))):
                del self.wares[gone]
        return answer

    def skus(self, business):
        """Answer a page of SKUs."""
        assert len(business["wareId"].split(",")) <= 10
        found = [
            sku(one, ware)
            for ware in map(int, business["wareId"].split(","))
            for one in self.wares.get(ware, [ware * 1000])
        ]
        start = (business["pageNo"] - 1) * business["page_size"]
        page = found[start : start + business["page_size"]]
        return {"page": {"data": page, "totalItem": len(found)}}


def fill(platform, shelf):
    """Have *platform* answer from *shelf*."""
    platform.replies[WARES], platform.replies[SKUS] = shelf.search, shelf.skus


def pull(shop):
    """Return the pages of the catalogue, read as core reads them."""
    return [
        page
        for _, page in walk(
            lambda cursor: crossdock_jdcom.list_products(shop, cursor),
            identify=lambda one: one.listing_id,
        )
    ]


def test_a_sku_in_our_words():
    """A listing is a SKU: its code is outerId, its options the sale attributes' aliases."""
    raw = sku(9007199254740993, stockNum="4", jdPrice=Decimal("19.90"))

    one = decode_listing(raw, {"10": SHIRT})

    assert ("9007199254740993", "CODE-9007199254740993", 4, "10") == (
        one.listing_id,
        one.sku,
        one.quantity,
        one.parent_id,
    )
    assert Money(Decimal("19.90"), "CNY") == one.price
    assert (("颜色", "红色"), ("尺码", "L")) == one.options
    assert (ListingStatus.ACTIVE, "8/1") == (one.status, one.raw_status)
    assert "2026-09-01T12:00:00+08:00" == one.updated_at.isoformat()


def test_what_is_left_out():
    """Null and missing fields are blank, no stock is zero, and the ware's title stands in."""
    one = decode_listing({"skuId": "7", "wareId": "10", "outerId": None}, {"10": SHIRT})

    assert ("", 0, "衬衫", None, ()) == (one.sku, one.quantity, one.title, one.price, one.options)


@pytest.mark.parametrize(
    ("ware", "own", "status"),
    [
        (8, 1, ListingStatus.ACTIVE),
        (8, 2, ListingStatus.INACTIVE),
        (8, 4, ListingStatus.DELETED),
        (8, None, ListingStatus.ACTIVE),
        (1, 1, ListingStatus.INACTIVE),
        (2, 1, ListingStatus.INACTIVE),
        (4, 1, ListingStatus.BANNED),
        (513, 1, ListingStatus.PENDING),
        (520, 1, ListingStatus.ACTIVE),
        (520, 2, ListingStatus.INACTIVE),
        (1028, 1, ListingStatus.BANNED),
        (-1, 1, ListingStatus.DELETED),
        (99, 1, ListingStatus.UNKNOWN),
        (None, 1, ListingStatus.UNKNOWN),
        (8, 9, ListingStatus.UNKNOWN),
    ],
)
def test_status_table(ware, own, status):
    """A SKU is what its ware is, unless that is on sale and the SKU is not."""
    assert status is listing_status(ware, own)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"skuId": None}, "skuId"),
        ({"wareId": 11}, "wareId is 11"),
        ({"stockNum": "many"}, "stockNum"),
        ({"jdPrice": "-1"}, "jdPrice"),
        ({"skuName": "\udcb2"}, "skuName"),
        ({"outerId": ["a"]}, "outerId"),
        ({"saleAttrs": [{"index": "x"}]}, r"saleAttrs\.index"),
    ],
)
def test_what_cannot_be_read_is_named(changes, field):
    """A SKU that cannot be read is refused with its field."""
    with pytest.raises(DataRefusedError, match=field):
        decode_listing(sku(7, **changes), {"10": SHIRT})


@given(st.dictionaries(st.sampled_from(sorted(sku(1))), JSON))
def test_any_sku_is_read_or_refused(changes):
    """Whatever stands in a SKU, it is read or refused by name."""
    try:
        assert decode_listing({**sku(7), **changes}, {"10": SHIRT}).listing_id
    except DataRefusedError as error:
        assert error.message.endswith(".")  # noqa: PT017 - reading it is right as well


def test_the_searches_on_the_wire(shop, platform):
    """Fifty a page, by id, and each misspelt parameter as it is."""
    fill(platform, Shelf(12))

    [page] = pull(shop)

    [wares] = platform.calls(WARES)
    assert (1, 50, "wareId", "asc") == (
        wares["pageNo"],
        wares["pageSize"],
        wares["orderField"],
        wares["orderType"],
    )
    first, second = platform.calls(SKUS)
    assert "1,2,3,4,5,6,7,8,9,10" == first["wareId"]
    assert ("1,2", "skuId", 50, 1) == (
        first["skuStatuValue"],
        first["orderFiled"],
        first["page_size"],
        first["pageNo"],
    )
    assert "11,12" == second["wareId"]
    assert (12, 12) == (len(page.items), page.containers)


def test_skus_of_more_than_one_page(shop, platform):
    """Ten wares with 12 SKUs each are three pages of SKUs, and none is lost or doubled."""
    fill(platform, Shelf(10, per_ware=12))

    [page] = pull(shop)

    assert 120 == len({one.listing_id for one in page.items}) == len(page.items)


def test_many_pages_are_read_from_the_last(shop, platform):
    """120 wares are three pages: the first counts, then 3, 2, 1 are read."""
    fill(platform, Shelf(120))

    pages = pull(shop)

    assert [1, 3, 2, 1] == [call["pageNo"] for call in platform.calls(WARES)]
    assert [20, 50, 50] == [len(page.items) for page in pages]
    assert [20, 50, 50] == [page.containers for page in pages]


@pytest.mark.parametrize("seed", range(60))
def test_a_catalogue_that_changes_while_it_is_paged(shop, platform, seed):
    """No ware that stays is lost while others vanish between the pages."""
    shelf = Shelf(60 + seed * 7, chance=random.Random(seed))  # noqa: S311
    fill(platform, shelf)

    seen = [one.parent_id for page in pull(shop) for one in page.items]

    assert {str(n) for n in shelf.wares} <= set(seen)


def test_a_catalogue_of_more_than_100_pages(shop, platform):
    """It is read by the time of creation, in halves that fit."""
    spans = []

    def search(business):
        spans.append(business.get("startCreatedTime"))
        whole = "startCreatedTime" not in business
        return {"page": {"data": [], "totalItem": 5001 if whole else 0}}

    platform.replies[WARES] = search

    assert [None] == [page.cursor for page in pull(shop)][1:]
    assert [None, "2004-01-01 08:00:00"] == spans[:2]
    assert 3 == len(spans)


def test_a_list_that_ends_before_its_end(shop, platform):
    """Where pages past a limit nobody knows are empty, the list is read in halves."""
    shelf = Shelf(160)

    def search(business):
        if "startCreatedTime" in business:
            early = business["startCreatedTime"].startswith("2004")
            half = Shelf(160)
            half.wares = {n: s for n, s in shelf.wares.items() if (n <= 80) is early}
            return half.search(business)
        if business["pageNo"] > 2:
            return {"page": {"data": [], "totalItem": 160}}
        return shelf.search(business)

    fill(platform, shelf)
    platform.replies[WARES] = search

    pages = pull(shop)

    assert 160 == len({one.listing_id for page in pages for one in page.items})


def test_rows_that_are_missing_are_noticed(shop, platform):
    """Wares and SKUs that the counts promise and no page brings are told."""
    platform.replies[WARES] = {"page": {"data": [{"wareId": 10, "wareStatus": 8}], "totalItem": 2}}
    platform.replies[SKUS] = {"page": {"data": [sku(1)], "totalItem": 4}}

    errors = {one.record_id: one.error for page in pull(shop) for one in page.refused}

    assert "3 more rows" in errors["the list of SKUs of wares 10"]
    assert "1 more rows" in errors["the list of wares"]


def test_pages_that_are_cut_short(shop, platform):
    """A platform that gives 20 rows where 50 are asked for is read to its end."""
    shelf = Shelf(130)
    fill(platform, shelf)
    platform.replies[WARES] = lambda business: shelf.search({**business, "pageSize": 20})

    pages = pull(shop)

    assert 130 == len({one.listing_id for page in pages for one in page.items})
    assert 7 == len(pages)


def test_a_list_that_cannot_be_read_to_its_end(shop, platform):
    """Where even a span of seconds is too long, the pull says so instead of ending."""
    platform.replies[WARES] = {"page": {"data": [], "totalItem": 9999}}

    with pytest.raises(UnreadableAnswerError, match="only the first of them"):
        pull(shop)


def test_a_ware_without_skus_is_told(shop, platform):
    """A ware that has nothing to sell is kept among the unreadable, unless it was deleted."""
    rows = [{"wareId": 1, "wareStatus": 2}, {"wareId": 2, "wareStatus": -1}]
    platform.replies[WARES] = {"page": {"data": rows, "totalItem": "2"}}
    platform.replies[SKUS] = {"page": {"data": None, "totalItem": 0}}

    [page] = pull(shop)

    assert ((), ["1"], 1) == (page.items, [one.record_id for one in page.refused], page.containers)
    assert "has no SKU" in page.refused[0].error


def test_rows_that_cannot_be_read_stand_alone(shop, platform):
    """A bad ware and a bad SKU are kept aside by their ids, and the others go on."""
    rows = [{"wareId": "x"}, {"wareId": 10, "wareStatus": 8}, "junk"]
    platform.replies[WARES] = {"page": {"data": rows, "totalItem": 3}}
    data = [sku(1), sku(2, stockNum="many"), sku(3, wareId=99), 7]
    platform.replies[SKUS] = {"page": {"data": data, "totalItem": 4}}

    [page] = pull(shop)

    assert ["1"] == [one.listing_id for one in page.items]
    assert ["ware 1", "ware 3", "2", "3", "row 4 of the list of SKUs of wares 10"] == [
        one.record_id for one in page.refused
    ]


@pytest.mark.parametrize("data", [None, [], ""])
def test_an_empty_catalogue(shop, platform, data):
    """No wares, no SKUs asked for."""
    platform.replies[WARES] = {"page": {"data": data, "totalItem": 0}}

    [page] = pull(shop)

    assert ((), None, []) == (page.items, page.cursor, platform.calls(SKUS))


def test_an_answer_without_its_page(shop, platform):
    """A payload without its page is not an empty catalogue."""
    platform.replies[WARES] = {}

    with pytest.raises(UnreadableAnswerError, match="totalItem"):
        pull(shop)


def test_skus_without_their_page(shop, platform):
    """A payload without its page does not say that the wares have no SKU."""
    platform.replies[WARES] = {"page": {"data": [{"wareId": 1, "wareStatus": 8}], "totalItem": 1}}
    platform.replies[SKUS] = {}

    with pytest.raises(UnreadableAnswerError, match="for SKUs without page"):
        pull(shop)


def test_a_method_that_is_not_there(shop):
    """A router that does not know the method is told apart from an empty one."""
    with pytest.raises(RequestRefusedError) as caught:
        pull(shop)

    assert "15" == caught.value.remote_code
