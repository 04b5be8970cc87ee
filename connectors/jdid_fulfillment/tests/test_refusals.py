"""`crossdock_jdid_fulfillment.refusals`: what an outbound was refused for, by a look."""

from __future__ import annotations

import pytest

from crossdock import DocumentLine
from crossdock.errors import AddressRefusedError, RequestRefusedError, StockShortError
from crossdock_jdid_fulfillment import create_outbound
from crossdock_jdid_fulfillment.refusals import MOST_LOOKED_AT

ADD, FIND, STOCK = "order.addOrder", "order.ext.queryOrder", "stock.queryStock"


def stock(free):
    """Return what answers for the stock of goods, as *free* has it."""

    def answer(business):
        number = business["goodsNo"]
        row = {"goodsNo": number, "stockStatus": "1", "stockType": "1"}
        units = free[number]
        return {"querystock_result": [{**row, "totalNum": units + 5, "usableNum": units}]}

    return answer


@pytest.fixture(name="refuse")
def _refuse(platform, refused):
    def refuse(words, free):
        platform.replies |= {ADD: refused("67", words), FIND: {}, STOCK: stock(free)}

    return refuse


def test_short_of_stock(platform, shop, outbound, refuse):
    """Where less is free than is asked for, that is the reason, whatever JD called it."""
    refuse("E-17", {"EMG1": 2, "EMG2": 0})

    with pytest.raises(StockShortError, match=r"E-17.*TOPI.* 0 units free.*asks for 1") as caught:
        create_outbound(shop, outbound())

    assert "67" == caught.value.remote_code
    assert "warehouse" in caught.value.next_step
    assert ["EMG1", "EMG2"] == [call["goodsNo"] for call in platform.calls(STOCK)]
    assert {"2"} == {call["returnZeroStock"] for call in platform.calls(STOCK)}


@pytest.mark.parametrize("answer", [{}, {"querystock_result": []}])
def test_goods_of_which_there_is_no_row(platform, shop, outbound, refuse, answer):
    """No row, though those of zero were asked for, is nothing there."""
    refuse("E-17", {})
    platform.replies[STOCK] = answer

    with pytest.raises(StockShortError, match="KAOS-M it has 0"):
        create_outbound(shop, outbound())


@pytest.mark.parametrize("words", ["库存不足", "not enough stock", "E-17"])
def test_enough_of_everything(shop, outbound, refuse, words):
    """Where there is enough, the refusal stays as JD put it, even if it speaks of stock."""
    refuse(words, {"EMG1": 2, "EMG2": 1})

    with pytest.raises(RequestRefusedError, match=words) as caught:
        create_outbound(shop, outbound())

    assert RequestRefusedError is type(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        {"error_response": {"code": "65", "en_desc": "timeout"}},
        {"error_response": {"code": "67", "en_desc": "E-18"}},
        {"querystock_result": [{"goodsNo": "EMG1", "totalNum": "many"}]},
        {"querystock_result": [{"goodsNo": "EMG9", "totalNum": 1, "usableNum": 1}]},
    ],
)
def test_stock_that_cannot_be_read(platform, shop, outbound, refuse, answer):
    """A look that tells nothing leaves the refusal as it is."""
    refuse("E-17", {})
    platform.replies[STOCK] = answer

    with pytest.raises(RequestRefusedError, match="E-17") as caught:
        create_outbound(shop, outbound())

    assert RequestRefusedError is type(caught.value)


def test_few_lines_are_looked_at(platform, shop, outbound, refuse):
    """A refusal of many lines is not worth a call for each, nor one for goods without a number."""
    lines = tuple(DocumentLine(f"S-{n}", 1, f"EMG{n}") for n in range(60))
    refuse("E-17", {f"EMG{n}": 1 for n in range(60)})

    with pytest.raises(RequestRefusedError):
        create_outbound(shop, outbound(lines=lines))
    with pytest.raises(RequestRefusedError):
        create_outbound(shop, outbound(lines=(DocumentLine("KAOS-M", 1),)))

    assert MOST_LOOKED_AT == len(platform.calls(STOCK))


@pytest.mark.parametrize("field", ["consigneeAddress", "addressProvince", "addressCounty"])
def test_a_field_of_the_address_is_named(platform, shop, outbound, refuse, field):
    """A refusal that names one of JD's fields of the address is about the address."""
    refuse(f"{field} is not in the library", {"EMG1": 0, "EMG2": 0})

    with pytest.raises(AddressRefusedError, match=field) as caught:
        create_outbound(shop, outbound())

    assert "address" in caught.value.next_step
    assert [ADD, FIND] == platform.methods
