"""Time-outs, late writes, reads that lag, and the other faults (sheet B2, C6)."""

from collections.abc import Callable
from typing import Any

import pytest

Open = Callable[..., Any]
ADD = "POST /routerjson/jingdong.eclp.order.addOrder"


def fault(merchant: Any, *texts: str) -> None:
    """Put faults in force."""
    merchant.control("/faults", {"faults": list(texts)})


def lost(merchant: Any, fields: Any) -> None:
    """Send an outbound whose answer never comes."""
    with pytest.raises(ConnectionResetError):
        merchant.send("order.addOrder", fields)


@pytest.mark.parametrize(("kind", "there"), [("timeout-after", True), ("timeout-before", False)])
def test_a_time_out_and_the_look_up(merchant: Any, kind: str, there: bool) -> None:
    """After a time-out the look-up by isvUUID tells whether the outbound was written."""
    fault(merchant, f"{ADD}: {kind}(seconds=0)@1")
    fields = merchant.order(isvUUID="OB-77")
    lost(merchant, fields)
    answer = merchant.send("order.ext.queryOrder", {"isvUUID": "OB-77"})

    assert there is ("error_response" not in answer)


def test_a_write_that_lands_later(merchant: Any) -> None:
    """A call told code 65 may still be carried out minutes later, with the time of then."""
    fault(merchant, f"{ADD}: api-error(code=65,applied=yes,late=600)@1")
    goods = merchant.fresh(50)
    code = merchant.code("order.addOrder", merchant.order(isvUUID="OB-77", goodsNo=goods))
    before = merchant.numbers(goods)
    merchant.advance(9)
    still = merchant.send("order.ext.queryOrder", {"isvUUID": "OB-77"})
    merchant.advance(2)
    after = merchant.call("order.ext.queryOrder", isvUUID="OB-77")

    assert ("65", (50, 50), True, 1, (50, 48)) == (
        code,
        before,
        "error_response" in still,
        len(after),
        merchant.numbers(goods),
    )


def test_a_late_write_of_something_written_again(merchant: Any) -> None:
    """Whoever did not look first and sends again has one outbound and not two."""
    fault(merchant, f"{ADD}: api-error(code=65,applied=yes,late=600)@1")
    goods = merchant.fresh(50)
    fields = merchant.order(isvUUID="OB-77", goodsNo=goods)
    merchant.send("order.addOrder", fields)
    merchant.send("order.addOrder", fields)
    merchant.advance(11)

    assert ((50, 48), 1) == (
        merchant.numbers(goods),
        len(merchant.call("order.ext.queryOrder", isvUUID="OB-77")),
    )


def test_an_error_although_done(merchant: Any) -> None:
    """A gateway error may come although the call was carried out."""
    fault(merchant, f"{ADD}: api-error(code=43,applied=yes)@1")
    code = merchant.code("order.addOrder", merchant.order(isvUUID="OB-77"))

    assert ("43", 1) == (code, len(merchant.call("order.ext.queryOrder", isvUUID="OB-77")))


def test_a_business_failure_at_will(merchant: Any) -> None:
    """A business failure of any code, with nothing done."""
    fault(merchant, f"{ADD}: api-error(code=10017,level=business)@1")
    fields = merchant.order()

    assert ("10017", "0") == (
        merchant.code("order.addOrder", fields),
        merchant.code("order.addOrder", fields),
    )


def test_a_proxy_that_sends_twice(merchant: Any) -> None:
    """Sent twice by something in between, an outbound is written once."""
    fault(merchant, f"{ADD}: twice@1")
    goods = merchant.fresh(50)
    merchant.send("order.addOrder", merchant.order(goodsNo=goods))

    assert (50, 48) == merchant.numbers(goods)


def test_reads_lag(open_house: Open) -> None:
    """What was written is seen a while later: outbounds, statuses and stock."""
    merchant = open_house(switches={"read_lag": "120"})
    goods = merchant.fresh(50)
    merchant.advance(3)
    number = merchant.outbound(isvUUID="OB-77", goodsNo=goods)
    early = (
        "error_response" in merchant.send("order.queryOrder", {"eclpSoNo": number}),
        "error_response" in merchant.send("order.ext.queryOrder", {"isvUUID": "OB-77"}),
        merchant.numbers(goods),
    )
    merchant.advance(2)
    late = (merchant.status(number), merchant.numbers(goods))

    assert ((True, True, (50, 50)), ("10009", (50, 48))) == (early, late)


def test_writes_do_not_lag(open_house: Open) -> None:
    """An outbound that queries do not see yet can be cancelled and cannot be doubled."""
    merchant = open_house(switches={"read_lag": "120"})
    merchant.advance(3)
    fields = merchant.order(isvUUID="OB-77", goodsNo=merchant.plenty()["listing_id"])
    number = merchant.call("order.addOrder", **fields)["eclpSoNo"]

    assert (True, 1) == (
        "already exists" in merchant.refusal("order.addOrder", **fields),
        merchant.cancel(number),
    )


def test_an_expired_token_at_will(merchant: Any) -> None:
    """One call's token is refused as expired."""
    fault(merchant, "* *: expired-token@1")

    assert ("19", "0") == (merchant.code(), merchant.code())


@pytest.mark.parametrize(
    ("kind", "test"),
    [
        ("duplicate-rows", lambda few, all_: len(few) == 2 * len(all_)),
        ("missing-rows", lambda few, all_: 0 < len(few) < len(all_)),
        ("poison-row", lambda few, all_: sum(few[i] != all_[i] for i in range(len(all_))) == 1),
    ],
)
def test_disturbed_lists(merchant: Any, kind: str, test: Callable[[Any, Any], bool]) -> None:
    """Rows of a list come twice, are missing, or have garbage in them."""
    fields = {"deptNo": merchant.department, "warehouseNo": merchant.warehouse, "pageSize": "20"}
    whole = merchant.call("stock.queryStock", **fields)
    fault(merchant, f"* */jingdong.eclp.stock.queryStock: {kind}@1")

    assert test(merchant.call("stock.queryStock", **fields), whole)


def test_always_the_first_page(merchant: Any) -> None:
    """A list may tell its first page whatever page is asked for."""
    fields = {"deptNo": merchant.department, "queryType": "1", "pageSize": "20"}
    first = merchant.call("goods.queryGoodsInfo", **fields)
    fault(merchant, "* *queryGoodsInfo: cursor-loop")

    assert first == merchant.call("goods.queryGoodsInfo", **fields, pageNo="2")
