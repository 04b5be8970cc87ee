"""Products and stock, in both generations (sheet A5 to A7)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
PRODUCT = "jingdong.seller.product"
OLD = "com.jd.eptid.warecenter.api.ware.WarePlusClient"


def every(seller: Any) -> list[Any]:
    """Page through the SPUs."""
    rows: list[Any] = []
    page = 1
    while found := seller.spus(page=page)["spuInfoVoList"]:
        rows += found
        page += 1
    return rows


def family(seller: Any, spu: int) -> Any:
    """Return the SKUs of an SPU."""
    return seller.call(f"{PRODUCT}.getSkuInfoBySpuIdAndVenderId", spuId=spu)["model"]


def test_every_spu_once(seller: Any) -> None:
    """Paging gives every SPU of all four statuses once, and none carries a seller code."""
    rows = every(seller)
    ids = {one["spu_id"] for one in seller.state()[0].values()}

    assert (len(ids), ids, {1, 2, 3, 4}, False) == (
        len(rows),
        {row["spuId"] for row in rows},
        {row["wareStatus"] for row in rows},
        any("sellerSkuId" in row for row in rows),
    )


def test_total_of_a_page(seller: Any) -> None:
    """A page says how many there are in all, and which it is."""
    page = seller.spus(page=2, size=10)

    assert (len(every(seller)), 2, 10) == (
        page["totalNum"],
        page["pageNo"],
        len(page["spuInfoVoList"]),
    )


def test_codes_of_a_real_shop(seller: Any) -> None:
    """Some seller codes are null, doubled, or nearly those of another."""
    codes = [one["sku"] for one in seller.state()[0].values()]
    filled = [code for code in codes if code]
    folded = {code.strip().upper() for code in filled}

    assert (True, True, True) == (
        None in codes,
        len(set(filled)) < len(filled),
        len(folded) < len(set(filled)),
    )


def test_skus_of_an_spu(seller: Any) -> None:
    """One call per SPU gives its SKUs with their seller codes; others by id."""
    one = seller.single()
    rows = family(seller, one["spu_id"])
    by_id = seller.call(f"{PRODUCT}.sku.read.getSkuBySkuIds", skuId=one["listing_id"])["model"]
    detail = seller.call(f"{PRODUCT}.getWareBySpuIds", spuId=one["spu_id"], skuIds=1)["model"][0]

    assert (one["sku"], one["sku"], [row["skuId"] for row in rows], False) == (
        next(row["sellerSkuId"] for row in rows if row["skuId"] == one["listing_id"]),
        by_id[0]["sellerSkuId"],
        detail["skuIds"],
        "description" in detail,
    )


def test_caps_and_spelling(open_shop: Open) -> None:
    """The cap of a page and the spelling of success are switches."""
    seller = open_shop(switches={"ware_page": "5", "success_key": "isSuccess"})
    verdict = seller.call(f"{PRODUCT}.getWareInfoListByVendorId", page=1, size=100)

    assert (5, True, False) == (
        len(verdict["model"]["spuInfoVoList"]),
        verdict["isSuccess"],
        "success" in verdict,
    )


@pytest.mark.parametrize(
    "write",
    [
        str,
        json.dumps,
        lambda rows: rows,
    ],
)
def test_three_ways_to_write_stock(seller: Any, write: Callable[[Any], Any]) -> None:
    """The list is text with single quotes, text with double ones, or a true array."""
    one = seller.single()
    verdict = seller.set_stock(write([{"skuId": one["listing_id"], "realNum": 17}]))

    assert (1, "Successful operation!!", True, 17) == (
        verdict["code"],
        verdict["message"],
        verdict["model"][str(one["listing_id"])]["success"],
        seller.state()[0][one["listing_id"]]["stock"],
    )


def test_rows_fail_on_their_own(seller: Any) -> None:
    """An inactive SKU, an unknown one and a bad number fail although the envelope is fine."""
    listings = seller.state()[0]
    off = next(one["listing_id"] for one in listings.values() if one["spu_status"] == 2)
    good = seller.single()["listing_id"]
    bad = seller.single(1)["listing_id"]
    rows = [
        {"skuId": good, "realNum": 3},
        {"skuId": off, "realNum": 3},
        {"skuId": 5, "realNum": 3},
        {"skuId": bad, "realNum": -3},
    ]
    verdict = seller.set_stock(str(rows))

    assert (True, [True, False, False, False], "Failure operation!!") == (
        verdict["success"],
        [verdict["model"][str(row["skuId"])]["success"] for row in rows],
        verdict["model"][str(off)]["message"],
    )


@pytest.mark.parametrize("value", ["[]", "nothing", "{}", 7, "[1]"])
def test_bad_lists(seller: Any, value: Any) -> None:
    """A list that is none is refused with -1 and a text."""
    verdict = seller.set_stock(value)

    assert (-1, False, True) == (
        verdict["code"],
        verdict["success"],
        verdict["message"].startswith("parameter check failed"),
    )


def test_rows_of_a_call(open_shop: Open) -> None:
    """How many rows a call may have is a switch."""
    seller = open_shop(switches={"stock_rows": "1"})

    assert (
        False is seller.set_stock("[{'skuId':1,'realNum':1},{'skuId':2,'realNum':1}]")["success"]
    )


def test_some_rows_fail_for_no_reason(open_shop: Open) -> None:
    """A fault makes every other row fail."""
    seller = open_shop(faults=("* *WareStock: partial-batch@1",))
    ids = [seller.single(place)["listing_id"] for place in range(4)]
    model = seller.set_stock(str([{"skuId": one, "realNum": 1} for one in ids]))["model"]

    assert [True, False, True, False] == [model[str(one)]["success"] for one in ids]


def test_stock_is_read(seller: Any) -> None:
    """Stock is read by a quoted list, keyed by the id as text; orders lock units."""
    one = seller.single()
    seller.buy(listing_id=one["listing_id"], quantity=2)
    text = f"[{{'skuId':{one['listing_id']}}}]"
    verdict = seller.call("jingdong.epistock.queryEpiMerchantWareStock",
                          wareStockQueryListStr=text)  # fmt: skip

    assert {
        "skuId": one["listing_id"],
        "realNum": one["stock"] - 2,
        "lockNum": one["booked"] + 2,
    } == verdict["model"][str(one["listing_id"])]


def test_code_and_price(seller: Any) -> None:
    """A seller code and a price are written, and an order then carries the code."""
    one = seller.single()
    spu, sku = one["spu_id"], one["listing_id"]
    seller.call(f"{PRODUCT}.sku.write.updateSkuInfo", spuId=spu, skuId=sku, sellerSkuId="NEW-1")
    seller.call("jingdong.seller.price.updatePriceBySkuIds", skuId=sku, salePrice=12_345)
    order = seller.order(seller.buy(sku="NEW-1")["order_id"])

    assert ("NEW-1", 12_345) == (
        order["orderSkuinfos"][0]["popSkuId"],
        order["orderSkuinfos"][0]["jdPrice"],
    )


def test_on_and_off_the_shelf(seller: Any) -> None:
    """An SPU is taken off and put back; a punished one is not."""
    one = seller.single()
    statuses = []
    for name in ("offShelf", "onShelf"):
        seller.call(f"{PRODUCT}.api.write.{name}", spuId=one["spu_id"])
        statuses.append(seller.state()[0][one["listing_id"]]["spu_status"])
    punished = next(o["spu_id"] for o in seller.state()[0].values() if o["spu_status"] == 3)
    refused = seller.call(f"{PRODUCT}.api.write.onShelf", spuId=punished)["success"]

    assert ([2, 1], False) == (statuses, refused)


def test_categories(seller: Any) -> None:
    """The categories in use are told."""
    found = seller.call("jingdong.seller.category.api.read.getAllCategory", venderId=1)["model"]

    assert {"catId", "catName"} == set(found[0])


def test_a_list_that_drifts(open_shop: Open) -> None:
    """By switch an SPU is listed after every so many pages, so that rows come twice."""
    seller = open_shop(switches={"drift": "1"})
    ids = [row["spuId"] for row in every(seller)]

    assert True is (len(set(ids)) < len(ids))


def test_huge_ids(open_shop: Open) -> None:
    """By switch ids are beyond what a double can tell apart."""
    seller = open_shop(switches={"huge_ids": "on"})
    one = seller.single()

    assert True is (min(one["listing_id"], one["spu_id"], seller.ids()[0]) > 2**53)


def test_faults_of_a_list(open_shop: Open) -> None:
    """Pages can repeat, miss, spoil rows, or be the first whatever is asked."""
    kinds = ("duplicate-rows", "missing-rows", "poison-row", "cursor-loop")
    seller = open_shop(
        faults=tuple(f"* *ByVendorId: {kind}@{n + 1}" for n, kind in enumerate(kinds))
    )
    doubled, halved, spoilt, looped = (
        seller.spus(page=2, size=10)["spuInfoVoList"] for _ in range(4)
    )

    assert (20, 5, True, seller.spus(size=10)["spuInfoVoList"]) == (
        len(doubled),
        len(halved),
        "?" in {row["spuId"] for row in spoilt},
        looped,
    )


def test_old_way_through(seller: Any) -> None:
    """Generation 1: positional pages, an SPU in brackets, ids with commas, stock and price."""
    page = seller.old_call(f"{OLD}.getWareTinyInfoListByVenderId", "1,10")["model"]
    one = seller.single()
    skus = seller.old_call(f"{OLD}.getSkuInfoBySpuId", f"[{one['spu_id']}]")["model"]
    api = "epi.ware.openapi"
    by_id = seller.old_call(
        f"{api}.SkuApi.getSkuBySkuIds", f'{{"skuIds":"{one["listing_id"]},5"}}'
    )
    rows = [{"skuId": one["listing_id"], "realNum": 33}]
    seller.old_call(f"{api}.warestock.updateWareStock", json.dumps({"jsonStr": rows}))
    read = seller.old_call(f"{api}.warestock.queryWareStockList", json.dumps({"jsonStr": rows}))
    info = {"skuInfo": {"skuId": one["listing_id"], "jdPrice": 999, "sellerSkuId": "G1"}}
    seller.old_call(f"{api}.SkuApi.updateSkuInfo", json.dumps(info))
    after = seller.state()[0][one["listing_id"]]
    brands = seller.old_call("epi.popShop.getShopBrandList", "")["model"]

    assert (10, True, [one["listing_id"]], 33, (999, "G1"), True) == (
        len(page["spuInfoVoList"]),
        one["listing_id"] in {row["skuId"] for row in skus},
        [row["skuId"] for row in by_id["model"]],
        read["model"][str(one["listing_id"])]["realNum"],
        (after["price"], after["sku"]),
        bool(brands),
    )
