"""Inbounds: announced, received in parts, short, over or damaged, cancelled (sheet B6)."""

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]


def two_goods(merchant: Any) -> tuple[str, str]:
    """Return two goods."""
    return merchant.plenty(0)["listing_id"], merchant.plenty(1)["listing_id"]


def test_an_inbound_is_told_under_another_name(merchant: Any) -> None:
    """Our number is spPoOrderNo in the request and isvPoOrderNo in the reply."""
    number = merchant.inbound(spPoOrderNo="IB-77")
    row = merchant.inbound_row(number)

    assert (True, "IB-77", merchant.warehouse, "10") == (
        number.startswith("EPL"),
        row["isvPoOrderNo"],
        row["whNo"],
        row["poOrderStatus"],
    )


@pytest.mark.parametrize(
    "missing",
    ["spPoOrderNo", "deptNo", "whNo", "supplierNo", "numApplication", "goodsStatus"],
)
def test_required_fields(merchant: Any, missing: str) -> None:
    """Numbers, warehouse, supplier and the columns of the lines are required."""
    fields = merchant.purchase(**{missing: None})

    assert f"{missing} must not be empty" == merchant.refusal("po.addPoOrder", **fields)


def test_the_other_methods_names_do_not_fit(merchant: Any) -> None:
    """A warehouseNo or goodsNo, as outbounds have them, is not read here."""
    fields = merchant.purchase(whNo=None, warehouseNo=merchant.warehouse)
    goods = merchant.purchase(deptGoodsNo="", goodsNo=merchant.plenty()["listing_id"])

    assert ("whNo must not be empty", "deptGoodsNo/isvGoodsNo must not be empty") == (
        merchant.refusal("po.addPoOrder", **fields),
        merchant.refusal("po.addPoOrder", **goods),
    )


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("spPoOrderNo", "a" * 51, "longer than 50"),
        ("inboundRemark", "a" * 201, "longer than 200"),
        ("numApplication", "0", "numApplication is not valid"),
        ("numApplication", "1.5", "numApplication is not valid"),
        ("goodsStatus", "4", "goodsStatus is not valid"),
        ("numApplication", "1,2", "differ in length"),
        ("batAttrListJson", '{"a":1,"b":2}', "differ in length"),
        ("supplierNo", "EMS1", "does not exist"),
        ("whNo", "110008422", "not enabled"),
        ("deptGoodsNo", "EMG1", "does not exist"),
        ("multiReceivingFlag", "2", "multiReceivingFlag is not valid"),
    ],
)
def test_refused_values(merchant: Any, name: str, value: str, why: str) -> None:
    """What does not fit is refused with its name."""
    refused = merchant.refusal("po.addPoOrder", **merchant.purchase(**{name: value}))

    assert why in refused


def test_columns_are_parallel(merchant: Any) -> None:
    """Lines are columns: each value belongs to the goods at its place."""
    first, second = two_goods(merchant)
    number = merchant.inbound(
        deptGoodsNo=f"{first},{second}", numApplication="3,4", goodsStatus="1,2"
    )
    items = merchant.inbound_row(number)["poItemModelList"]

    assert [(first, 3, "1"), (second, 4, "2")] == [
        (item["goodsNo"], item["numApplication"], item["goodsStatus"]) for item in items
    ]


def test_batch_attributes_are_a_column(merchant: Any) -> None:
    """Commas inside a line's batch attributes are written another way, so the columns fit."""
    number = merchant.inbound(batAttrListJson='{"a":1_$_"b":2}')

    assert "10" == merchant.inbound_row(number)["poOrderStatus"]


def test_our_skus_may_name_the_goods(merchant: Any) -> None:
    """Our own SKU is as good as JD's number."""
    goods = merchant.plenty()
    number = merchant.inbound(isvGoodsNo=goods["sku"])

    assert goods["listing_id"] == merchant.inbound_row(number)["poItemModelList"][0]["goodsNo"]


def test_life_of_an_inbound(merchant: Any) -> None:
    """New, accepted, completed; stock rises at the end by what was really stored."""
    goods = merchant.fresh()
    total, usable = merchant.numbers(goods)
    number = merchant.inbound(deptGoodsNo=goods)
    seen = []
    for minutes in (0, 6, 240, 240):
        merchant.advance(minutes)
        row = merchant.inbound_row(number)
        seen.append(
            (
                row["poOrderStatus"],
                row["poItemModelList"][0]["realInstoreQty"],
                merchant.numbers(goods)[0] - total,
            )
        )

    assert ([("10", "0", 0), ("20", "0", 0), ("20", "0", 0), ("70", "10", 10)], usable + 10) == (
        seen,
        merchant.numbers(goods)[1],
    )


def test_received_in_parts(merchant: Any) -> None:
    """An inbound that may come in batches is half received before it is completed."""
    goods = merchant.fresh()
    total, _ = merchant.numbers(goods)
    number = merchant.inbound(deptGoodsNo=goods, multiReceivingFlag="1")
    merchant.advance(245)
    row = merchant.inbound_row(number)
    half = (row["poOrderStatus"], row["poItemModelList"][0]["realInstoreQty"])

    assert (("20", "5"), total) == (half, merchant.numbers(goods)[0])


def test_parts_as_stock_by_switch(open_house: Open) -> None:
    """What was received may be stock before the inbound is completed."""
    merchant = open_house(switches={"receipt_stock": "as_received"})
    goods = merchant.fresh()
    total, _ = merchant.numbers(goods)
    merchant.inbound(deptGoodsNo=goods, multiReceivingFlag="1")
    merchant.advance(245)
    half = merchant.numbers(goods)[0]
    merchant.advance(300)

    assert (total + 5, total + 10) == (half, merchant.numbers(goods)[0])


def test_a_status_between(open_house: Open) -> None:
    """Codes between 20 and 70 probably exist; one can be played."""
    merchant = open_house(switches={"receiving_status": "40"})
    number = merchant.inbound(multiReceivingFlag="1")
    merchant.advance(245)

    assert "40" == merchant.inbound_row(number)["poOrderStatus"]


@pytest.mark.parametrize(
    ("scenario", "real", "short", "excess", "damaged"),
    [("short", "8", 2, 0, 0), ("over", "11", 0, 1, 0), ("damaged", "9", 0, 0, 1)],
)
def test_discrepancies(
    open_house: Open, scenario: str, real: str, short: int, excess: int, damaged: int
) -> None:
    """What comes differs from what was announced, and the counters say how."""
    merchant = open_house(switches={"receiving": scenario})
    goods = merchant.fresh()
    before, broken = merchant.numbers(goods)[0], merchant.numbers(goods, 2)[0]
    number = merchant.inbound(deptGoodsNo=goods)
    merchant.advance(481)
    item = merchant.inbound_row(number)["poItemModelList"][0]

    assert (real, short, excess, damaged, before + int(real), broken + damaged) == (
        item["realInstoreQty"],
        item["shortQty"],
        item["excessQty"],
        item["damagedQty"],
        merchant.numbers(goods)[0],
        merchant.numbers(goods, 2)[0],
    )


def test_receipts_as_data(merchant: Any) -> None:
    """The control plane says piece by piece what came, and when it was all."""
    number = merchant.inbound()
    merchant.event(number, "accept")
    sku = merchant.inbound_row(number)["poItemModelList"][0]["isvGoodsNo"]
    merchant.event(number, "receive", lines=[{"sku": sku, "good": 4}])
    first = merchant.inbound_row(number)
    merchant.event(number, "receive", lines=[{"sku": sku, "good": 3, "damaged": 2}], final=True)
    last = merchant.inbound_row(number)

    assert (("20", "4"), ("70", "7", 1, 2)) == (
        (first["poOrderStatus"], first["poItemModelList"][0]["realInstoreQty"]),
        (
            last["poOrderStatus"],
            last["poItemModelList"][0]["realInstoreQty"],
            last["poItemModelList"][0]["shortQty"],
            last["poItemModelList"][0]["damagedQty"],
        ),
    )


def test_damaged_goods_are_announced_as_such(merchant: Any) -> None:
    """What is announced as damaged becomes damaged stock."""
    goods = merchant.fresh()
    before = merchant.numbers(goods, 2)[0]
    number = merchant.inbound(deptGoodsNo=goods, goodsStatus="2")
    merchant.event(number, "receive")

    assert before + 10 == merchant.numbers(goods, 2)[0]


@pytest.mark.parametrize(
    ("minutes", "parts", "code", "status"),
    [(0, "0", 1, "91"), (6, "0", 1, "91"), (245, "1", 2, "20"), (481, "0", 2, "70")],
)
def test_cancel_until_goods_are_received(
    merchant: Any, minutes: int, parts: str, code: int, status: str
) -> None:
    """A cancel is done until goods are being received; after that it fails with 2."""
    number = merchant.inbound(multiReceivingFlag=parts)
    merchant.advance(minutes)
    verdict = merchant.call("po.cancalPoOrder", poOrderNo=number)

    assert (code, status) == (verdict["code"], merchant.inbound_row(number)["poOrderStatus"])


def test_a_cancelled_inbound_never_comes(merchant: Any) -> None:
    """After a cancel nothing is received."""
    goods = merchant.fresh()
    before = merchant.numbers(goods)
    number = merchant.inbound(deptGoodsNo=goods)
    merchant.call("po.cancalPoOrder", poOrderNo=number)
    merchant.advance(24 * 60)

    assert (before, "91") == (
        merchant.numbers(goods),
        merchant.inbound_row(number)["poOrderStatus"],
    )


@pytest.mark.parametrize(
    ("minutes", "parts", "seen"), [(6, "0", ["90", "91"]), (239, "1", ["90", "92"])]
)
def test_pending_cancel(open_house: Open, minutes: int, parts: str, seen: list[str]) -> None:
    """A cancel may take its time: 90, then 91, or 92 where receiving was quicker."""
    merchant = open_house(switches={"po_cancel": "pending"})
    number = merchant.inbound(multiReceivingFlag=parts)
    merchant.advance(minutes)
    merchant.call("po.cancalPoOrder", poOrderNo=number)
    statuses = [merchant.inbound_row(number)["poOrderStatus"]]
    merchant.advance(11)
    statuses.append(merchant.inbound_row(number)["poOrderStatus"])

    assert seen == statuses


def test_a_failed_cancel_goes_on(open_house: Open) -> None:
    """After 92 the inbound is completed all the same."""
    merchant = open_house(switches={"po_cancel": "pending"})
    number = merchant.inbound(multiReceivingFlag="1")
    merchant.advance(239)
    merchant.call("po.cancalPoOrder", poOrderNo=number)
    merchant.advance(600)

    assert "70" == merchant.inbound_row(number)["poOrderStatus"]


def test_closing(merchant: Any) -> None:
    """A close ends an inbound with what has come."""
    number = merchant.inbound(multiReceivingFlag="1")
    merchant.advance(245)
    merchant.call("po.closePo", poOrderNo=number)
    row = merchant.inbound_row(number)

    assert ("70", "5", 5) == (
        row["poOrderStatus"],
        row["poItemModelList"][0]["realInstoreQty"],
        row["poItemModelList"][0]["shortQty"],
    )


def test_a_hundred_numbers(merchant: Any) -> None:
    """A query takes a hundred numbers and not more; unknown ones are left out."""
    known = [merchant.inbound(), merchant.inbound()]
    numbers = ",".join(known + [f"EPL{number}" for number in range(98)])
    rows = merchant.call("po.queryPoOrder", poOrderNo=numbers)

    assert (known, True) == (
        [row["poOrderNo"] for row in rows],
        "at most 100" in merchant.refusal("po.queryPoOrder", poOrderNo=f"{numbers},EPL999"),
    )


@pytest.mark.parametrize(
    ("fields", "there"),
    [({}, False), ({"queryItemFlag": True}, True), ({"queryItemFlag": "true"}, True)],
)
def test_lines_are_asked_for(merchant: Any, fields: dict[str, Any], there: bool) -> None:
    """The extended query tells the lines only if asked."""
    number = merchant.inbound()
    rows = merchant.call("po.ext.queryPoOrder", poOrderNo=number, **fields)["queryPoModelList"]

    assert there is ("poItemModelList" in rows[0])


def test_the_same_number_twice(merchant: Any) -> None:
    """Our number can be used once."""
    merchant.inbound(spPoOrderNo="IB-77")
    refused = merchant.refusal("po.addPoOrder", **merchant.purchase(spPoOrderNo="IB-77"))

    assert "already exists" in refused


def test_the_same_number_twice_by_switch(open_house: Open) -> None:
    """Or the earlier inbound is told again."""
    merchant = open_house(switches={"duplicate": "earlier"})

    assert merchant.inbound(spPoOrderNo="IB-77") == merchant.inbound(spPoOrderNo="IB-77")
