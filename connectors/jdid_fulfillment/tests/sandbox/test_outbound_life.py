"""What becomes of outbounds as time passes (sheet B7, C)."""

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
#: Minutes from acceptance, and what an outbound is then.
WAY = [
    (0, "10009"),
    (1, "10010"),
    (5, "10014"),
    (30, "10015"),
    (60, "10016"),
    (75, "10017"),
    (90, "10018"),
    (240, "10019"),
    (300, "10020"),
    (720, "10032"),
    (1800, "10033"),
    (2160, "11000"),
    (2400, "10034"),
]


def codes(merchant: Any, number: str) -> list[str]:
    """Return the statuses of an outbound by when they were reached."""
    rows = merchant.call("order.queryOrderStatus", eclpSoNo=number)["orderStatusList"]
    return [row["soStatusCode"] for row in sorted(rows, key=lambda row: row["operateTime"])]


def at(merchant: Any, code: int, **changes: Any) -> str:
    """Return an outbound that has come to a status."""
    number: str = merchant.outbound(**changes)
    merchant.event(number, "status", status=code)
    return number


def test_the_whole_way(merchant: Any) -> None:
    """Every status comes at its time, one after another."""
    number = merchant.outbound()
    seen, passed = [], 0
    for minutes, _ in WAY:
        merchant.advance(minutes - passed)
        passed = minutes
        seen.append((minutes, merchant.status(number)))

    assert (WAY, [code for _, code in WAY]) == (seen, codes(merchant, number))


def test_the_way_in_one_leap(merchant: Any) -> None:
    """A clock that leaps a week brings every status, each at its own moment."""
    number = merchant.outbound()
    merchant.advance(7 * 24 * 60)
    rows = merchant.query(number)["orderStatusList"]

    assert ([code for _, code in WAY], len(WAY)) == (
        codes(merchant, number),
        len({row["operateTime"] for row in rows}),
    )


def test_another_pace(open_house: Open) -> None:
    """Periods are data."""
    pace = ",".join(f"{code}={place}" for place, (_, code) in enumerate(WAY) if place)
    merchant = open_house(switches={"outbound_pace": pace})
    number = merchant.outbound()
    merchant.advance(len(WAY))

    assert "10034" == merchant.status(number)


@pytest.mark.parametrize("pace", ["10010=1", "", "10010=x", "now"])
def test_a_pace_has_every_step(merchant: Any, pace: str) -> None:
    """A pace without a step, or that runs backwards, is refused."""
    answer = merchant.control("/switches", {"outbound_pace": pace})

    assert "outbound_pace" in answer["error"]


@pytest.mark.parametrize(("order", "first"), [("oldest", "10009"), ("newest", "10010")])
def test_order_of_the_history(open_house: Open, order: str, first: str) -> None:
    """The list's order is not guaranteed; each order can be played."""
    merchant = open_house(switches={"history_order": order})
    number = merchant.outbound()
    merchant.advance(2)

    assert first == merchant.query(number)["orderStatusList"][0]["soStatusCode"]


def test_the_present_status_may_lag_behind_the_list(open_house: Open) -> None:
    """currentStatus and the list can disagree."""
    merchant = open_house(switches={"current_behind": "on"})
    number = merchant.outbound()
    merchant.advance(2)

    assert ("10009", ["10009", "10010"]) == (merchant.status(number), codes(merchant, number))


def test_statuses_as_numbers(open_house: Open) -> None:
    """Statuses are numbers in some replies."""
    merchant = open_house(switches={"status_type": "number"})
    row = merchant.query(merchant.outbound())

    assert (10009, 10009) == (row["currentStatus"], row["orderStatusList"][0]["soStatusCode"])


# Stock


def test_stock_is_promised_at_acceptance_and_leaves_at_hand_over(merchant: Any) -> None:
    """Usable falls at once, total when the carrier has the parcel (10019)."""
    goods = merchant.fresh(50)
    number = merchant.outbound(goodsNo=goods, quantity="3")
    seen = [merchant.numbers(goods)]
    for code in (10018, 10019, 10034):
        merchant.event(number, "status", status=code)
        seen.append(merchant.numbers(goods))

    assert [(50, 47), (50, 47), (47, 47), (47, 47)] == seen


def test_what_was_really_sent(merchant: Any) -> None:
    """realOutQty is nothing until hand-over; then it is what the picker found."""
    goods = merchant.fresh(50)
    number = merchant.outbound(goodsNo=goods, quantity="3")
    before = merchant.query(number)["orderDetailList"][0]["realOutQty"]
    merchant.event(number, "short-pick", listing_id=goods, quantity=1)
    merchant.event(number, "status", status=10019)

    assert ([0], [2], (48, 48)) == (
        before,
        merchant.query(number)["orderDetailList"][0]["realOutQty"],
        merchant.numbers(goods),
    )


@pytest.mark.parametrize(("stock", "last"), [(0, "100132"), (1, "100131")])
def test_too_little_stock_waits(merchant: Any, stock: int, last: str) -> None:
    """An outbound beyond the stock is accepted and waits: for all of it, or for the rest."""
    goods = merchant.fresh(stock)
    number = merchant.outbound(goodsNo=goods)
    merchant.advance(600)

    assert (["10009", "10010", "100130", last], (stock, stock)) == (
        codes(merchant, number),
        merchant.numbers(goods),
    )


def test_arriving_stock_goes_to_who_waits(merchant: Any) -> None:
    """What an inbound brings is promised to the oldest outbound that waits, and it goes on."""
    goods = merchant.fresh(0)
    first, second = merchant.outbound(goodsNo=goods), merchant.outbound(goodsNo=goods)
    merchant.advance(60)
    inbound = merchant.inbound(deptGoodsNo=goods, numApplication="3")
    merchant.event(inbound, "receive")
    merchant.advance(5)

    assert ("10014", "100132", (3, 1)) == (
        merchant.status(first),
        merchant.status(second),
        merchant.numbers(goods),
    )


def test_too_little_stock_refused_by_switch(open_house: Open) -> None:
    """Or it is refused, and leaves nothing behind."""
    merchant = open_house(switches={"short_stock": "refused"})
    goods = merchant.fresh(1)
    fields = merchant.order(isvUUID="OB-77", goodsNo=goods)

    assert ("not enough stock", "found nothing") == (
        merchant.refusal("order.addOrder", **fields),
        merchant.refusal("order.ext.queryOrder", isvUUID="OB-77")[-13:],
    )


# Cancel


@pytest.mark.parametrize("code", [10009, 10010, 10014, 10015])
def test_a_cancel_wins_before_picking(merchant: Any, code: int) -> None:
    """Until the goods are taken off the shelf, a cancel is done and frees them."""
    goods = merchant.fresh(50)
    number = merchant.outbound(goodsNo=goods)
    if code > 10009:
        merchant.event(number, "status", status=code)
    verdict = merchant.cancel(number)

    assert (1, "10028", (50, 50)) == (verdict, merchant.status(number), merchant.numbers(goods))


@pytest.mark.parametrize("code", [10016, 10017, 10018, 10019, 10020, 11000])
def test_a_cancel_loses_from_picking_on(merchant: Any, code: int) -> None:
    """From 10016 on it is refused with 2 and noted as 10029; the outbound goes on."""
    number = at(merchant, code)
    verdict = merchant.cancel(number)
    noted = merchant.status(number)
    merchant.advance(7 * 24 * 60)

    assert (2, "10029", "10034") == (verdict, noted, merchant.status(number))


def test_a_cancel_of_what_was_delivered(merchant: Any) -> None:
    """What was delivered cannot be cancelled and stays delivered."""
    number = at(merchant, 10034)

    assert (2, "10034") == (merchant.cancel(number), merchant.status(number))


def test_a_cancelled_outbound_goes_nowhere(merchant: Any) -> None:
    """After 10028 nothing follows, however long one waits."""
    number = merchant.outbound()
    merchant.cancel(number)
    merchant.advance(7 * 24 * 60)

    assert ["10009", "10028"] == codes(merchant, number)


def test_cancelling_again(merchant: Any) -> None:
    """The cancel of something cancelled is as good as the first."""
    number = merchant.outbound()

    assert [1, 1] == [merchant.cancel(number), merchant.cancel(number)]


def test_cancelling_again_by_switch(open_house: Open) -> None:
    """Or it is an error."""
    merchant = open_house(switches={"cancel_again": "error"})
    number = merchant.outbound()
    merchant.cancel(number)

    assert "cancelled already" in merchant.refusal("order.cancelOrder", eclpSoNo=number)


@pytest.mark.parametrize(
    ("minutes", "last", "free"), [(0, "10028", 50), (45, "10028", 50), (55, "10029", 48)]
)
def test_pending_cancel(open_house: Open, minutes: int, last: str, free: int) -> None:
    """A cancel may be answered 3 and decided later, by where the outbound is by then."""
    merchant = open_house(switches={"cancel": "pending"})
    goods = merchant.fresh(50)
    number = merchant.outbound(goodsNo=goods)
    merchant.advance(minutes)
    verdict = merchant.cancel(number)
    while_pending = merchant.numbers(goods)
    merchant.advance(10)

    assert (3, (50, 48), last, free) == (
        verdict,
        while_pending,
        merchant.status(number),
        merchant.numbers(goods)[1],
    )


def test_a_pending_cancel_asked_for_twice_is_one(open_house: Open) -> None:
    """Asking again changes nothing about when it is decided."""
    merchant = open_house(switches={"cancel": "pending"})
    number = merchant.outbound()
    verdicts = [merchant.cancel(number)]
    merchant.advance(5)
    verdicts.append(merchant.cancel(number))
    merchant.advance(5)

    assert ([3, 3], "10028") == (verdicts, merchant.status(number))


def test_refused_cancel_by_switch(open_house: Open) -> None:
    """JD's own answer decides, also where a cancel should have won."""
    merchant = open_house(switches={"cancel": "refused"})
    number = merchant.outbound()

    assert (2, "10029") == (merchant.cancel(number), merchant.status(number))


def test_a_cancelled_outbound_no_longer_waits(merchant: Any) -> None:
    """Stock that arrives is not promised to what was cancelled."""
    goods = merchant.fresh(0)
    number = merchant.outbound(goodsNo=goods)
    merchant.advance(30)
    merchant.cancel(number)
    merchant.control("/stock", {"listing_id": goods, "quantity": 5})

    assert ("10028", (5, 5)) == (merchant.status(number), merchant.numbers(goods))


# Parcels and portions


def test_a_waybill_comes_with_the_parcels(merchant: Any) -> None:
    """Packing (10018) gives a waybill, and a package named by it, its place and their number."""
    number = at(merchant, 10017)
    before = merchant.query(number)
    merchant.event(number, "status", status=10018)
    after = merchant.query(number)

    assert (("", []), [f"{after['wayBill']}-1-1-"]) == (
        (before["wayBill"], before["orderPackageList"]),
        [parcel["packageNo"] for parcel in after["orderPackageList"]],
    )


def test_several_parcels(open_house: Open) -> None:
    """Several parcels have several waybills with commas between them."""
    merchant = open_house(switches={"parcels": "3"})
    number = at(merchant, 10018)
    packs = merchant.call("order.queryOrderPacks", eclpSoNo=number)["queryorderpacks_result"][0]
    waybills = merchant.query(number)["wayBill"].split(",")

    assert (3, 3, [f"{one}-1-1-" for one in waybills]) == (
        len(set(waybills)),
        packs["packCount"],
        [parcel["packageNo"] for parcel in packs["orderPackageList"]],
    )


def test_several_parcels_of_one_waybill(open_house: Open) -> None:
    """Or they share one, told apart by their place."""
    merchant = open_house(switches={"parcel_numbers": "shared"})
    number = merchant.outbound()
    merchant.event(number, "parcels", count=2)
    merchant.event(number, "status", status=10018)
    row = merchant.query(number)

    assert [f"{row['wayBill']}-1-2-", f"{row['wayBill']}-2-2-"] == [
        parcel["packageNo"] for parcel in row["orderPackageList"]
    ]


@pytest.mark.parametrize(("rule", "same"), [("own", False), ("third", True)])
def test_third_party_waybill(open_house: Open, rule: str, same: bool) -> None:
    """A waybill that came with the outbound is told as tpWayBill, and by switch as wayBill."""
    merchant = open_house(switches={"third_waybill": rule})
    row = merchant.query(at(merchant, 10018, thirdWayBill="RESI1"))

    assert ("RESI1", same) == (row["tpWayBill"], row["wayBill"] == "RESI1")


def test_a_split_outbound(merchant: Any) -> None:
    """One isvUUID becomes several ESL, which go on; what was promised stays promised."""
    goods = merchant.fresh(50)
    number = merchant.outbound(isvUUID="OB-77", goodsNo=goods, quantity="5")
    merchant.event(number, "split")
    row = merchant.query(number)
    children = row["splitEclpSoNos"].split(",")
    promised = merchant.numbers(goods)
    merchant.advance(7 * 24 * 60)
    ends = [merchant.status(child) for child in children]

    assert ("1", (50, 45), ["10034", "10034"], (45, 45), {number, *children}) == (
        row["splitFlag"],
        promised,
        ends,
        merchant.numbers(goods),
        {one["eclpSoNo"] for one in merchant.call("order.ext.queryOrder", isvUUID="OB-77")},
    )


def test_portions_add_up(merchant: Any) -> None:
    """The portions have all lines of the whole, and nothing more."""
    first, second = merchant.fresh(), merchant.fresh()
    number = merchant.outbound(goodsNo=f"{first},{second}", quantity="2,3")
    merchant.event(number, "split")
    portions = [
        line
        for child in merchant.query(number)["splitEclpSoNos"].split(",")
        for line in merchant.query(child)["orderDetailList"]
    ]

    assert [(first, 2), (second, 3)] == [(line["goodsNo"], line["quantity"]) for line in portions]


def test_cancelling_the_whole(merchant: Any) -> None:
    """A cancel of the whole is done only if every portion's is."""
    won = merchant.outbound(quantity="5")
    merchant.event(won, "split")
    lost = merchant.outbound(quantity="5")
    merchant.event(lost, "split")
    merchant.event(merchant.query(lost)["splitEclpSoNos"].split(",")[0], "status", status=10016)

    assert [1, 2] == [merchant.cancel(won), merchant.cancel(lost)]


def test_every_second_is_split_by_switch(open_house: Open) -> None:
    """Splitting can be left to a switch."""
    merchant = open_house(switches={"split_every": "2"})
    flags = [merchant.query(merchant.outbound())["splitFlag"] for _ in range(4)]

    assert ["0", "1", "0", "1"] == flags


# Refused by the consignee


def test_refused_and_returned(merchant: Any) -> None:
    """What the consignee refuses comes back (10038) as a return JD writes itself."""
    goods = merchant.fresh(50)
    number = at(merchant, 11000, goodsNo=goods)
    merchant.event(number, "refuse")
    refused = (merchant.status(number), merchant.numbers(goods))
    merchant.advance(3 * 24 * 60)
    back = merchant.call("rtw.queryRtw", eclpSoNo=number)

    assert (("10035", (48, 48)), "10038", (50, 50), ["200"]) == (
        refused,
        merchant.status(number),
        merchant.numbers(goods),
        [row["status"] for row in back],
    )


def test_refused_and_announced_by_the_merchant(merchant: Any) -> None:
    """A return the merchant wrote is the one that is fulfilled; nothing comes back twice."""
    goods = merchant.fresh(50)
    number = at(merchant, 11000, goodsNo=goods)
    merchant.event(number, "refuse")
    merchant.call("rtw.transportRtw", eclpSoNo=number, isvRtwNum="RT-1", reson="refused")
    merchant.event(number, "come-back")
    rows = merchant.call("rtw.queryRtw", eclpSoNo=number)

    assert (["RT-1"], (50, 50)) == ([row["isvRtwNum"] for row in rows], merchant.numbers(goods))


def test_refused_and_announced_in_part(merchant: Any) -> None:
    """The merchant's return covers what it names, and JD's the rest of the parcel."""
    goods = merchant.fresh(50)
    number = at(merchant, 11000, goodsNo=goods, quantity="5")
    merchant.event(number, "refuse")
    merchant.call(
        "rtw.addRtwOrder", eclpSoNo=number, isvRtwNum="RT-1", deptGoodsNo=goods, planQty="2"
    )
    merchant.event(number, "come-back")
    rows = merchant.call("rtw.queryRtw", eclpSoNo=number)

    assert ([2, 3], (50, 50)) == (
        [row["rtwDetailsModelList"][0]["planQty"] for row in rows],
        merchant.numbers(goods),
    )


def test_refused_without_jds_return_by_switch(open_house: Open) -> None:
    """Or JD writes none, and only the merchant's return makes it stock again."""
    merchant = open_house(switches={"reverse_return": "off"})
    goods = merchant.fresh(50)
    number = at(merchant, 11000, goodsNo=goods)
    merchant.event(number, "refuse")
    merchant.event(number, "come-back")

    assert ("10038", (48, 48)) == (merchant.status(number), merchant.numbers(goods))


def test_hold_and_release(merchant: Any) -> None:
    """A held outbound stays where it is until it is released."""
    number = merchant.outbound()
    merchant.event(number, "hold")
    merchant.advance(600)
    held = merchant.status(number)
    merchant.event(number, "release")
    merchant.advance(2)

    assert ("10009", "10010") == (held, merchant.status(number))
