"""Whatever happens in whatever order, no piece appears or vanishes."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Open = Callable[..., Any]
START = 20
DEEDS = (
    "order", "order", "big", "cancel", "pass", "leap", "split", "short", "refuse", "inbound",
    "receive", "close", "cancal", "supply", "unsupply", "return", "unreturn", "finish",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 997)), min_size=8, max_size=40)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


class House:
    """Two goods of a merchant, and all that may be done about them."""

    def __init__(self, merchant: Any) -> None:
        self.merchant = merchant
        self.goods = [merchant.fresh(START), merchant.fresh(START)]
        self.outbounds: list[str] = []
        self.inbounds: list[str] = []
        self.returns: list[str] = []
        self.supplied: list[str] = []

    def do(self, deed: str, dice: int) -> None:
        """Do one thing; whether it is refused does not matter."""
        goods, merchant = self.goods[dice % 2], self.merchant
        if deed in ("order", "big"):
            quantity = str(1 + dice % 4 + (15 if deed == "big" else 0))
            self.outbounds.append(merchant.outbound(goodsNo=goods, quantity=quantity))
        elif deed == "inbound":
            flag = str(dice % 2)
            self.inbounds.append(merchant.inbound(deptGoodsNo=goods, multiReceivingFlag=flag))
        elif deed == "supply":
            fields = {"isvRtsNum": f"R{dice}", "deptNo": merchant.department, "deliveryMode": "1",
                      "warehouseNo": merchant.warehouse, "deptGoodsNo": goods,
                      "quantity": "4"}  # fmt: skip
            self._kept(self.supplied, "rts.isvRtsTransfer", "rtsResult", "eclpRtsNo", fields)
        elif deed in ("pass", "leap"):
            merchant.advance(7 * (1 + dice % 20) if deed == "pass" else 1500)
        else:
            self._to_one(deed, dice)

    def _kept(self, kept: list[str], method: str, key: str, number: str, fields: Any) -> None:
        answer = self.merchant.send(method, fields)
        inside = answer.get(f"jingdong_eclp_{method.replace('.', '_')}_responce")
        if inside is not None:
            kept.append(inside[key][number])

    def _to_one(self, deed: str, dice: int) -> None:
        merchant = self.merchant
        kinds = {"receive": self.inbounds, "close": self.inbounds, "cancal": self.inbounds,
                 "unsupply": self.supplied, "unreturn": self.returns,
                 "finish": self.returns + self.supplied}  # fmt: skip
        among = kinds.get(deed, self.outbounds)
        if not among:
            return
        number = among[dice % len(among)]
        if deed == "cancel":
            merchant.send("order.cancelOrder", {"eclpSoNo": number})
        elif deed == "return":
            fields = {"eclpSoNo": number, "isvRtwNum": f"RT{dice}"}
            self._kept(
                self.returns, "rtw.transportRtw", "transportrtw_result", "eclpRtwNo", fields
            )
        elif deed == "unreturn":
            fields = {"isvRtwNum": f"RT{dice}", "ownerNo": merchant.department}
            merchant.send("rtw.cancelRtwOrder", fields)
        elif deed == "unsupply":
            merchant.send("rts.isvRtsCancel", {"eclpRtsNo": number})
        elif deed == "cancal":
            merchant.send("po.cancalPoOrder", {"poOrderNo": number})
        elif deed == "close":
            merchant.send("po.closePo", {"poOrderNo": number})
        elif deed == "short":
            merchant.event(number, "short-pick", listing_id=self.goods[0], quantity=1)
        elif deed == "receive":
            scenario = ("full", "short", "over", "damaged")[dice % 4]
            merchant.event(number, "receive", scenario=scenario)
        else:
            merchant.event(number, deed)

    def told(self, dump: Any) -> dict[str, tuple[int, int]]:
        """Return total and usable of the good piles."""
        return {
            one["listing_id"]: (one["stock"], one["usable"])
            for one in dump["listings"]
            if one["listing_id"] in self.goods
        }

    def reckoned(self, dump: Any) -> dict[str, tuple[int, int]]:
        """Return the same from what the documents say alone."""
        total, promised = Counter(dict.fromkeys(self.goods, START)), Counter[str]()
        for one in dump["orders"]:
            for line in one["lines"]:
                total[line["listing_id"]] -= line["out"]
                promised[line["listing_id"]] += line["quantity"] if one["occupied"] else 0
        for one in dump["inbounds"]:
            for line in one["lines"]:
                total[line["listing_id"]] += line["shelved"]
        for one in dump["customer_returns"]:
            for line in one["lines"]:
                total[line["listing_id"]] += line["moved"] if one["status"] == 200 else 0
        for one in dump["supplier_returns"]:
            for line in one["lines"]:
                gone = one["status"] == 200
                total[line["listing_id"]] -= line["moved"] if gone else 0
                promised[line["listing_id"]] += 0 if gone else line["moved"]
        return {one: (total[one], total[one] - promised[one]) for one in self.goods}


@settings(max_examples=80, deadline=None, suppress_health_check=QUIET)
@given(steps=STEPS, pending=st.booleans())
def test_stock_follows_from_the_documents(
    open_house: Open, steps: list[tuple[str, int]], pending: bool
) -> None:
    """What lies there and what is free is what outbounds, inbounds and returns make of it."""
    mode = "pending" if pending else "direct"
    merchant = open_house(listings=0, switches={"cancel": mode, "po_cancel": mode})
    house = House(merchant)
    for deed, dice in steps:
        house.do(deed, dice)

    dump = merchant.state()
    told = house.told(dump)

    assert (house.reckoned(dump), True) == (told, all(free >= 0 for _, free in told.values()))


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(steps=STEPS)
def test_nothing_is_promised_for_ever(open_house: Open, steps: list[tuple[str, int]]) -> None:
    """A month later every promise was kept or taken back, except where stock is short."""
    merchant = open_house(listings=0)
    house = House(merchant)
    for deed, dice in steps:
        house.do(deed, dice)
    merchant.advance(30 * 24 * 60)
    dump = merchant.state()

    assert (True, True) == (
        all(total == usable for total, usable in house.told(dump).values()),
        all(
            one["waiting"] or one["children"] or one["status"] in (10028, 10034, 10038)
            for one in dump["orders"]
            if one["department"] == merchant.department
        ),
    )
