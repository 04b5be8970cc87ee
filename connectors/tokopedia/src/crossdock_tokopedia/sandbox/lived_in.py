"""The orders a shop already has when somebody first looks: one of every kind, and more."""

from datetime import datetime, timedelta

from crossdock_tokopedia.sandbox.buying import Buying, booking_code, waybill
from crossdock_tokopedia.sandbox.listings import Listing, Shelf
from crossdock_tokopedia.sandbox.order_book import OrderBook
from crossdock_tokopedia.sandbox.orders import (
    CANCELLED,
    MOVES,
    STATUSES,
    UNPAID,
    CancelRequest,
    Order,
)
from crossdock_tokopedia.sandbox.shops import MAIN, SECOND, Shop

#: How an order came to a status; whatever is not here came by way of 220 alone.
_TO_SHIPPED = (220, 400, 450, 500)
_PATHS: dict[int, tuple[int, ...]] = {
    220: (),
    400: (220,),
    450: (220, 400),
    500: (220, 400, 450),
    501: (220, 400),
    600: _TO_SHIPPED,
    601: (*_TO_SHIPPED, 600),
    700: (*_TO_SHIPPED, 600),
    701: (*_TO_SHIPPED, 600),
    **dict.fromkeys((520, 530, 540, 550), _TO_SHIPPED),
    **dict.fromkeys((690, 691, 695, 698, 699), (*_TO_SHIPPED, 600)),
    **dict.fromkeys(UNPAID, ()),
}
_REASONS = ("Ingin ganti alamat", "Salah pilih varian", "Ingin ganti metode pembayaran")

#: How many wait to be accepted, by shop.
WAITING = {MAIN: 34, SECOND: 6}


def live_in(
    book: OrderBook, buying: Buying, shelf: Shelf, shops: dict[int, Shop], now: datetime
) -> None:
    """Fill *book* with the last days of the shops that are open."""
    for shop_id, waiting in WAITING.items():
        sold = [
            listing
            for listing in shelf.of_shop(shop_id)
            if listing.status > 0 and not listing.children
        ][:4000]
        if sold:
            _live_in_shop(book, buying, shops[shop_id], sold, waiting, now)


def _live_in_shop(
    book: OrderBook,
    buying: Buying,
    shop: Shop,
    sold: list[Listing],
    waiting: int,
    now: datetime,
) -> None:
    dice = buying.dice
    ages = [timedelta(minutes=dice.randrange(4, 40 * 60)) for _ in range(waiting)]
    plan = [(220, age) for age in ages]
    plan += [(400, timedelta(minutes=dice.randrange(30, 60 * 60))) for _ in range(8)]
    for status in STATUSES:
        plan += [(status, timedelta(hours=1 + dice.random() * 60)) for _ in range(2)]
    # Older than the widest window: only reached by stepping back, or by id.
    for status in (500, 600, 700, 700, 701, 10, 15, 550, 699):
        plan += [(status, timedelta(days=3.5 + dice.random() * 11)) for _ in range(3)]
    made = [
        _lived(buying, shop, buying.basket(sold, in_stock=False), status, now - age, now)
        for status, age in sorted(plan, key=lambda pair: -pair[1])
    ]
    _ask_to_cancel([order for order in made if order.status in (220, 400)], now)
    for order in made:
        book.add(order)


def _lived(
    buying: Buying,
    shop: Shop,
    basket: list[tuple[Listing, int]],
    status: int,
    paid: datetime,
    now: datetime,
) -> Order:
    """Return an order paid at *paid* that has come to *status* by *now*."""
    order = buying.order(shop, basket, paid - timedelta(minutes=3))
    # A parcel in the lived-in shop must not be due to move before somebody looks.
    latest = now - timedelta(minutes=1)
    rest = MOVES[status][0] if status in MOVES else timedelta(days=30)
    arrived = max(paid, latest - rest * (0.2 + 0.6 * buying.dice.random()))
    path = (*_PATHS.get(status, (220,)), status)
    for position, step in enumerate(path, start=1):
        if position == 1 and step == 220:
            moment = paid
        else:
            moment = paid + (arrived - paid) * position / len(path)
        order.become(step, moment, "buyer" if step == 220 else "seller")
        if step == 400:
            order.booking_code = booking_code(order)
        if step in (450, 500, 520, 530, 540, 550):
            order.awb = waybill(order)
    if status in CANCELLED and status != 15:
        order.reject_reason = "Stok habis" if status in (3, 6) else "Dibatalkan penjual"
    order.stock_taken = status not in CANCELLED and status not in UNPAID
    return order


def _ask_to_cancel(orders: list[Order], now: datetime) -> None:
    """Let every ninth order that could still be cancelled have a wish for it."""
    for number, order in enumerate(orders):
        if number % 9 == 4:
            asked = max(order.since, now - timedelta(hours=1))
            order.cancel_request = CancelRequest(asked, _REASONS[number % len(_REASONS)])
