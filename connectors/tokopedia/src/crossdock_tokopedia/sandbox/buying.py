"""Buyers: who they are, what they put in their basket, and what that takes from stock."""

import random
from collections.abc import Sequence
from datetime import datetime

import attrs

from crossdock_tokopedia.sandbox.listings import Listing
from crossdock_tokopedia.sandbox.orders import Buyer, Courier, Line, Order, Recipient
from crossdock_tokopedia.sandbox.people import (
    COURIERS,
    FIRST_NAMES,
    LAST_NAMES,
    PLACES,
    STREETS,
)
from crossdock_tokopedia.sandbox.shops import Shop
from crossdock_tokopedia.sandbox.wallclock import jakarta_day

_NOTES = ("", "", "", "tolong bubble wrap ya kak", 'warna "Hitam"; kalau kosong bebas', "cepat 🙏")


@attrs.define
class Buying:
    """Makes orders; everything about them follows from its dice."""

    dice: random.Random
    last_order: int = 1_571_204_000

    def order(
        self,
        shop: Shop,
        basket: Sequence[tuple[Listing, int]],
        created: datetime,
        *,
        cod: bool | None = None,
    ) -> Order:
        """Return an unpaid order (status 100) for a basket of listings and quantities."""
        dice = self.dice
        self.last_order += dice.randrange(1, 40)
        buyer = self._buyer()
        place = PLACES[dice.randrange(len(PLACES))]
        street = STREETS[dice.randrange(len(STREETS))]
        shipping_id, agency, service_id, service = COURIERS[dice.randrange(len(COURIERS))]
        for_other = dice.random() < 0.2
        order = Order(
            order_id=self.last_order,
            shop_id=shop.shop_id,
            warehouse_id=shop.default_warehouse.warehouse_id,
            invoice=f"INV/{jakarta_day(created):%Y%m%d}/MPL/{self.last_order}",
            status=100,
            created=created,
            paid=None,
            buyer=buyer,
            recipient=Recipient(
                name=self._buyer().name if for_other else buyer.name,
                phone=buyer.phone,
                address=f"{street} {dice.randrange(1, 190)}, {place.district}, {place.city}",
                place=place,
            ),
            courier=Courier(
                shipping_id, agency, service_id, service, dice.randrange(9_000, 48_000, 500)
            ),
            lines=[self._line(listing, quantity) for listing, quantity in basket],
            payment_id=11_687_000 + self.last_order % 1_000_000,
            cod=basket[0][0].cod and dice.random() < 0.25 if cod is None else cod,
            preorder=any(listing.preorder_days for listing, _ in basket),
            voucher=5000 if dice.random() < 0.1 else 0,
        )
        order.become(100, created, "buyer")
        return order

    def _buyer(self) -> Buyer:
        dice = self.dice
        first = FIRST_NAMES[dice.randrange(len(FIRST_NAMES))]
        name = f"{first} {LAST_NAMES[dice.randrange(len(LAST_NAMES))]}".strip()
        number = dice.randrange(10_000_000, 99_999_999)
        mail = f"{first.split()[-1].lower()}{number % 1000}@contoh.example"
        return Buyer(8_970_000 + dice.randrange(900_000), name, f"62812{number}", mail)

    def _line(self, listing: Listing, quantity: int) -> Line:
        return Line(
            product_id=listing.product_id,
            title=listing.title,
            sku=listing.sku,
            quantity=quantity,
            price=listing.price,
            weight=listing.weight,
            notes=_NOTES[self.dice.randrange(len(_NOTES))],
        )

    def basket(self, shelf: Sequence[Listing], *, in_stock: bool) -> list[tuple[Listing, int]]:
        """Return one to three different listings with quantities that stock allows."""
        chosen: dict[int, tuple[Listing, int]] = {}
        for _ in range(1 + (self.dice.random() < 0.3) + (self.dice.random() < 0.1)):
            listing = shelf[self.dice.randrange(len(shelf))]
            wanted = 1 + (self.dice.random() < 0.25) + (self.dice.random() < 0.05) * 3
            quantity = min(wanted, listing.stock) if in_stock else wanted
            if quantity > 0:
                chosen[listing.product_id] = (listing, quantity)
        return list(chosen.values())


def waybill(order: Order) -> str:
    """Return the number a courier gives when it collects."""
    prefix = "".join(letter for letter in order.courier.agency.upper() if letter.isalnum())[:3]
    return f"{prefix}{order.order_id * 7 % 10**12:012d}"


def booking_code(order: Order) -> str:
    """Return the booking code of an accepted order."""
    return f"BO{order.order_id * 13 % 10**10:010d}"
