"""Returns to the supplier and from the customer (sheet B9)."""

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]


def to_supplier(merchant: Any, goods: str, **changes: Any) -> dict[str, Any]:
    """Return the fields of a return to supplier."""
    merchant.made += 1
    return {
        "isvRtsNum": f"RS-{merchant.made}",
        "deptNo": merchant.department,
        "warehouseNo": merchant.warehouse,
        "deliveryMode": "1",
        "supplierNo": merchant.settings["supplier"],
        "deptGoodsNo": goods,
        "quantity": "5",
        **changes,
    }


def delivered(merchant: Any, goods: str, quantity: str = "2") -> str:
    """Return an outbound that was delivered."""
    number: str = merchant.outbound(goodsNo=goods, quantity=quantity)
    merchant.event(number, "status", status=10034)
    return number


def status(merchant: Any, number: str) -> str:
    """Return the status of a customer return."""
    text: str = merchant.call("rtw.queryRtw", eclpRtwNo=number)[0]["status"]
    return text


def test_life_of_a_return_to_supplier(merchant: Any) -> None:
    """New, initialised, checked, done; promised at once, gone at the end."""
    goods = merchant.fresh(50)
    number = merchant.call("rts.isvRtsTransfer", **to_supplier(merchant, goods))["eclpRtsNo"]
    seen = []
    for minutes in (0, 10, 230, 240):
        merchant.advance(minutes)
        row = merchant.call("rts.isvRtsQuery", eclpRtsNo=number)[0]
        seen.append((row["rtsOrderStatus"], merchant.numbers(goods)))

    assert (True, [("0", (50, 45)), ("100", (50, 45)), ("150", (50, 45)), ("200", (45, 45))]) == (
        number.startswith("EBS"),
        seen,
    )


def test_what_is_lacking_is_not_sent(merchant: Any) -> None:
    """A lack is allowed where nothing is said: what there is goes."""
    goods = merchant.fresh(3)
    number = merchant.call("rts.isvRtsTransfer", **to_supplier(merchant, goods))["eclpRtsNo"]
    merchant.event(number, "finish")
    line = merchant.call("rts.isvRtsQuery", eclpRtsNo=number)[0]["rtsDetailList"][0]

    assert ((5, 3), (0, 0)) == ((line["quantity"], line["realQuantity"]), merchant.numbers(goods))


def test_a_lack_can_be_forbidden(merchant: Any) -> None:
    """Where a lack is not allowed, such a return is refused."""
    goods = merchant.fresh(3)
    refused = merchant.refusal("rts.isvRtsTransfer", **to_supplier(merchant, goods, allowLack="2"))

    assert "not enough stock" in refused


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"isvRtsNum": ""}, "isvRtsNum must not be empty"),
        ({"warehouseNo": ""}, "warehouseNo must not be empty"),
        ({"deliveryMode": ""}, "deliveryMode must not be empty"),
        ({"deliveryMode": "3"}, "deliveryMode is not valid"),
        ({"deliveryMode": "2"}, "province must not be empty"),
        ({"deptGoodsNo": ""}, "deptGoodsNo/isvGoodsNo must not be empty"),
        ({"quantity": ""}, "quantity must not be empty"),
        ({"quantity": "1,2"}, "differ in length"),
        ({"rtsType": "3"}, "rtsType is not valid"),
    ],
)
def test_refused_returns_to_supplier(merchant: Any, changes: dict[str, str], why: str) -> None:
    """JD's own delivery needs a full address; the rest is as everywhere."""
    fields = to_supplier(merchant, merchant.fresh(), **changes)

    assert why in merchant.refusal("rts.isvRtsTransfer", **fields)


@pytest.mark.parametrize(
    ("minutes", "code", "last", "free"), [(10, 1, "400", 50), (241, 2, "500", 45)]
)
def test_cancel_of_a_return_to_supplier(
    merchant: Any, minutes: int, code: int, last: str, free: int
) -> None:
    """A cancel is done until the goods are checked; after that it fails."""
    goods = merchant.fresh(50)
    number = merchant.call("rts.isvRtsTransfer", **to_supplier(merchant, goods))["eclpRtsNo"]
    merchant.advance(minutes)
    verdict = merchant.call("rts.isvRtsCancel", eclpRtsNo=number)
    row = merchant.call("rts.isvRtsQuery", eclpRtsNo=number)[0]

    assert (code, last, free) == (
        verdict["resultCode"],
        row["rtsOrderStatus"],
        merchant.numbers(goods)[1],
    )


def test_fifty_numbers(merchant: Any) -> None:
    """A query takes fifty numbers and not more."""
    numbers = ",".join(f"EBS{number}" for number in range(51))

    assert "at most 50" in merchant.refusal("rts.isvRtsQuery", eclpRtsNo=numbers)


def test_a_number_can_be_used_once(merchant: Any) -> None:
    """Our number of a return must be unique."""
    fields = to_supplier(merchant, merchant.fresh())
    merchant.call("rts.isvRtsTransfer", **fields)

    assert "already exists" in merchant.refusal("rts.isvRtsTransfer", **fields)


def test_life_of_a_customer_return(merchant: Any) -> None:
    """New, initialised, done; the goods are stock again at the end."""
    goods = merchant.fresh(50)
    outbound = delivered(merchant, goods)
    number = merchant.call(
        "rtw.transportRtw", eclpSoNo=outbound, isvRtwNum="RT-1", reson="tidak cocok"
    )["eclpRtwNo"]
    seen = [(status(merchant, number), merchant.numbers(goods))]
    for minutes in (10, 2870):
        merchant.advance(minutes)
        seen.append((status(merchant, number), merchant.numbers(goods)))
    row = merchant.call("rtw.queryRtw", eclpSoNo=outbound)[0]

    assert (True, [("0", (48, 48)), ("100", (48, 48)), ("200", (50, 50))], "tidak cocok") == (
        number.startswith("ESR"),
        seen,
        row["reason"],
    )


def test_damaged_customer_returns(merchant: Any) -> None:
    """What comes back damaged is damaged stock."""
    goods = merchant.fresh(50)
    outbound = delivered(merchant, goods)
    number = merchant.call("rtw.transportRtw", eclpSoNo=outbound, isvRtwNum="RT-1")["eclpRtwNo"]
    merchant.event(number, "finish", damaged=True)

    assert ((48, 48), (2, 2)) == (merchant.numbers(goods), merchant.numbers(goods, 2))


def test_nothing_comes_back_that_was_not_sent(merchant: Any) -> None:
    """An outbound that has not left cannot come back, and nothing comes back twice."""
    goods = merchant.fresh(50)
    waiting = merchant.outbound(goodsNo=goods)
    outbound = delivered(merchant, goods)
    merchant.call("rtw.transportRtw", eclpSoNo=outbound, isvRtwNum="RT-1")

    assert (True, True) == (
        "not been shipped"
        in merchant.refusal("rtw.transportRtw", eclpSoNo=waiting, isvRtwNum="RT-2"),
        "nothing is left"
        in merchant.refusal("rtw.transportRtw", eclpSoNo=outbound, isvRtwNum="RT-3"),
    )


def test_a_return_with_lines(merchant: Any) -> None:
    """The other method says which pieces come back; more than were sent are refused."""
    goods = merchant.fresh(50)
    outbound = delivered(merchant, goods, "5")
    fields = {"eclpSoNo": outbound, "deptGoodsNo": goods, "orderType": "1"}
    merchant.call("rtw.addRtwOrder", isvRtwNum="RT-1", planQty="3", **fields)
    refused = merchant.refusal("rtw.addRtwOrder", isvRtwNum="RT-2", planQty="3", **fields)

    assert "more is returned than was shipped" == refused


def test_a_business_customers_return(merchant: Any) -> None:
    """A return of business goods has another prefix."""
    outbound = delivered(merchant, merchant.fresh())
    result = merchant.call(
        "rtw.addRtwOrder", eclpSoNo=outbound, isvRtwNum="RT-1", orderInType="2"
    )["transportrtw_result"]

    assert "EBR" == result["eclpRtwNo"][:3]


def test_cancel_of_a_customer_return(merchant: Any) -> None:
    """The department is ownerNo here; afterwards the goods may be announced again."""
    goods = merchant.fresh(50)
    outbound = delivered(merchant, goods)
    number = merchant.call("rtw.transportRtw", eclpSoNo=outbound, isvRtwNum="RT-1")["eclpRtwNo"]
    cancel = {"isvRtwNum": "RT-1", "ownerNo": merchant.department}
    verdict = merchant.call("rtw.cancelRtwOrder", **cancel)["rtwResult"]
    merchant.advance(7 * 24 * 60)
    again = merchant.call("rtw.transportRtw", eclpSoNo=outbound, isvRtwNum="RT-2")

    assert (1, "400", (48, 48), "1") == (
        verdict["code"],
        status(merchant, number),
        merchant.numbers(goods),
        again["resultCode"],
    )


def test_a_rejected_return(merchant: Any) -> None:
    """What the warehouse rejects (600) never becomes stock."""
    goods = merchant.fresh(50)
    outbound = delivered(merchant, goods)
    number = merchant.call("rtw.transportRtw", eclpSoNo=outbound, isvRtwNum="RT-1")["eclpRtwNo"]
    merchant.event(number, "reject")
    merchant.advance(7 * 24 * 60)

    assert ("600", (48, 48)) == (status(merchant, number), merchant.numbers(goods))
