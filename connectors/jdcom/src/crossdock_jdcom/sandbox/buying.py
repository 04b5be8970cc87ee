"""Buyers: who they are, what they put in their basket, and what that takes from stock."""

import hashlib
import random
from collections.abc import Sequence
from datetime import datetime

import attrs

from crossdock_jdcom.sandbox.orders import UNPAID, Consignee, Coupon, Line, Order
from crossdock_jdcom.sandbox.people import (
    FAMILY_NAMES,
    GIVEN_NAMES,
    PLACES,
    REMARKS,
    STREETS,
)
from crossdock_jdcom.sandbox.wares import Sku

Basket = list[tuple[Sku, int]]
#: Sheet 6.10: kinds of discount; the text begins with its number.
_COUPONS = ("41-京东券优惠", "34-免运费", "35-满返满送(返现)", "100-店铺优惠")


@attrs.define
class Buying:
    """Makes orders; everything about them follows from its dice."""

    dice: random.Random
    last_order: int = 301_204_700_000
    overseas: bool = False

    def leap(self) -> None:
        """Go on beyond 2^53 (sheet 6.2)."""
        self.last_order = 2**53 + 40_000_001

    def order(self, basket: Basket, created: datetime) -> Order:
        """Return an unpaid order for a basket."""
        dice = self.dice
        self.last_order += dice.randrange(1, 900)
        buyer = dice.randrange(900)
        pin = f"jd_{hashlib.sha256(f'buyer{buyer}'.encode()).hexdigest()[:12]}"
        lines = [_line(sku, quantity) for sku, quantity in basket]
        goods = sum(line.price * line.quantity for line in lines)
        tax = goods * 91 // 1000 if self.overseas else 0
        return Order(
            order_id=self.last_order,
            state=UNPAID,
            created=created,
            modified=created,
            pin=pin,
            open_id=_opaque("open", pin),
            xid=_opaque("xid", pin),
            consignee=self._consignee(buyer),
            lines=lines,
            freight=0 if goods >= 9900 else 600,
            coupons=self._coupons(lines),
            balance=min(goods // 2, 500) if dice.random() < 0.08 else 0,
            remark=REMARKS[dice.randrange(len(REMARKS))],
            invoice="个人" if dice.random() < 0.3 else "",
            customs="hangzhou" if self.overseas else "",
            # Direct mail, bonded collect or bonded stock (sheet 5).
            customs_model=str(dice.randrange(1, 4)) if self.overseas else "",
            tax=tax,
        )

    def _coupons(self, lines: list[Line]) -> tuple[Coupon, ...]:
        found: list[Coupon] = []
        if self.dice.random() < 0.2:
            line = lines[0]
            found.append(Coupon("30-单品促销优惠", max(100, line.price // 10), line.sku_id))
        if self.dice.random() < 0.15:
            kind = _COUPONS[self.dice.randrange(len(_COUPONS))]
            found.append(Coupon(kind, 300))
        return tuple(found)

    def _consignee(self, buyer: int) -> Consignee:
        # The same buyer often, but not always, has it sent to the same place.
        dice = random.Random(f"home{buyer}{self.dice.random() < 0.2}")  # noqa: S311  reproducible
        place = PLACES[dice.randrange(len(PLACES))]
        family = FAMILY_NAMES[dice.randrange(len(FAMILY_NAMES))]
        return Consignee(
            name=family + GIVEN_NAMES[dice.randrange(len(GIVEN_NAMES))],
            mobile=f"1{dice.choice('35789')}{dice.randrange(10**8, 10**9)}",
            telephone=f"0755-{dice.randrange(10**7, 10**8)}" if dice.random() < 0.1 else "",
            province=place.province,
            city=place.city,
            county=place.county,
            town=place.town,
            province_id=place.province_id,
            city_id=place.city_id,
            county_id=place.county_id,
            town_id=place.town_id,
            street=f"{STREETS[dice.randrange(len(STREETS))]}{dice.randrange(1, 900)}号",
        )

    def basket(self, shelf: Sequence[Sku], *, in_stock: bool) -> Basket:
        """Return one to three different SKUs in quantities that stock allows."""
        dice = self.dice
        chosen: dict[int, tuple[Sku, int]] = {}
        for _ in range(1 + (dice.random() < 0.3) + (dice.random() < 0.1)):
            sku = shelf[dice.randrange(len(shelf))]
            wanted = 1 + (dice.random() < 0.25) + (dice.random() < 0.05) * 3
            quantity = min(wanted, sku.stock) if in_stock else wanted
            if quantity > 0:
                chosen[sku.sku_id] = (sku, quantity)
        return list(chosen.values())


def _line(sku: Sku, quantity: int) -> Line:
    return Line(sku.sku_id, sku.ware_id, sku.outer_id, sku.name, quantity, sku.price)


def _opaque(what: str, pin: str) -> str:
    return hashlib.sha256(f"{what}|{pin}".encode()).hexdigest()[:40]
