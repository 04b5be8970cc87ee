"""`crossdock_jdid.orders` and `.order_records`: ids by state, orders by id (sheet A6 to A9)."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

import crossdock_jdid
from crossdock import Address, Money, Order, OrderLine, OrderStatus, Person, Window
from crossdock.errors import (
    CredentialsRefusedError,
    DataRefusedError,
    InputRefusedError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.http import Response
from crossdock.paging import walk
from crossdock_jdid.order_records import decode_order
from crossdock_jdid.orders import Place, decode_cursor, decode_ids, encode_cursor
from crossdock_jdid.spans import Span
from crossdock_jdid.statuses import ORDERS, SWEEP

START = datetime(2022, 6, 22, 8, 0, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(days=1))
IDS, BATCH, ONE = "getOrderIdListByCondition", "batchGetOrderInfoList", "getOrderInfoByOrderId"
OLD_BATCH = "getOrderInfoListForBatch"
WIB = timedelta(hours=7)


def state_of(asked):
    """Return the state that a list is asked for."""
    return json.loads(asked.params)["orderStatus"]


def numbers(asked):
    """Return every number in a request's parameters."""
    return [int(found) for found in re.findall(r"\d+", asked.params)]


def pulled(shop, window=WINDOW):
    """Return everything that a pull of *window* brings."""
    pages = walk(
        lambda cursor: crossdock_jdid.list_orders(shop, window, cursor),
        identify=lambda order: order.order_id,
    )
    return [page for _, page in pages]


def test_an_order(shop, order_row):
    """Every field comes out, money exact, moments from milliseconds, the code from popSkuId."""
    expected = Order(
        order_id="1027409981",
        number="1027409981",
        status=OrderStatus.PAID,
        raw_status="1",
        lines=(
            OrderLine(
                line_id="601267085",
                listing_id="601267085",
                sku="KAOS-M",
                title="Kaos Polos M",
                quantity=2,
                unit_price=Money(Decimal(150000), "IDR"),
            ),
        ),
        placed_at=datetime(2022, 6, 22, 8, 12, 56, 74000, tzinfo=UTC),
        updated_at=datetime(2022, 6, 22, 8, 15, 0, tzinfo=UTC),
        paid_at=datetime(2022, 6, 22, 8, 13, 20, tzinfo=UTC),
        total=Money(Decimal("309000.5"), "IDR"),
        buyer=Person(name="jd_budi", email="budi@example.com"),
        recipient=Person("Budi Santoso", "0812000111", "budi@example.com"),
        address=Address("Jl. Mawar 5", "Tebet", "Jakarta Selatan", "DKI Jakarta", "12810", "ID"),
        courier="JDL Express",
        cancel_requested=False,
    )
    row = order_row(paySubtotal=Decimal("309000.5"))

    assert expected == decode_order(row, shop.settings)


def test_an_order_written_as_text(shop, order_row):
    """An order that is JSON as text inside a list is read all the same."""
    text = json.dumps(order_row(paySubtotal=1))

    assert "1027409981" == decode_order(text, shop.settings).order_id


def test_every_state_is_swept_and_known():
    """The states that are asked for are those that mean something, in an order's own order."""
    assert sorted(ORDERS) == sorted(SWEEP)
    assert SWEEP.index(1) < SWEEP.index(7) < SWEEP.index(2) < SWEEP.index(6)
    assert SWEEP.index(3) < SWEEP.index(5)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (1, OrderStatus.PAID),
        ("7", OrderStatus.READY_TO_SHIP),
        (2, OrderStatus.SHIPPING),
        (6, OrderStatus.DELIVERED),
        (3, OrderStatus.CANCEL_REQUESTED),
        (4, OrderStatus.CANCEL_REQUESTED),
        (5, OrderStatus.CANCELLED),
        (9, OrderStatus.UNKNOWN),
        (None, OrderStatus.UNKNOWN),
    ],
)
def test_states(state, status, shop, order_row):
    """Each state has its meaning; one that nobody wrote down is unknown."""
    row = order_row(orderState=state, paySubtotal=1)
    order = decode_order(row, shop.settings)

    assert status is order.status
    assert (status is OrderStatus.CANCEL_REQUESTED) == order.cancel_requested


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"orderId": None}, "orderId"),
        ({"orderId": "12a"}, "orderId"),
        ({"orderSkuinfos": []}, "orderSkuinfos"),
        ({"orderSkuinfos": [{"skuId": 1, "skuNumber": 0}]}, "skuNumber"),
        ({"orderSkuinfos": [{"skuId": 1, "skuNumber": 1.5}]}, "skuNumber"),
        ({"orderSkuinfos": [{"skuNumber": 1}]}, "skuId"),
        ({"bookTime": None, "createTime": 0, "payTime": None}, "bookTime"),
        ({"bookTime": "yesterday"}, "bookTime"),
        ({"paySubtotal": -1}, "paySubtotal"),
        ({"paySubtotal": "0.1234567890123"}, "paySubtotal"),
        ({"customerName": "a\udcb0b"}, "customerName"),
        ({"address": "a\0b"}, "address"),
    ],
)
def test_what_cannot_be_read_is_named(changes, field, shop, order_row):
    """An order with a field that cannot be read is refused by that field's name."""
    row = order_row(**{"paySubtotal": 1, **changes})

    with pytest.raises(DataRefusedError, match=field):
        decode_order(row, shop.settings)


def test_one_sku_twice_is_two_lines(shop, order_row):
    """A SKU that comes twice, once as a gift, makes two lines with ids of their own."""
    line = {"skuId": 7, "skuNumber": 1, "popSkuId": "A"}
    row = order_row(orderSkuinfos=[line, {**line, "jdPrice": 0}], paySubtotal=1)

    assert ["7", "7-2"] == [one.line_id for one in decode_order(row, shop.settings).lines]


def test_another_shops_order_is_refused(connect, order_row):
    """With a shop id set, an order that names another shop does not become ours."""
    ours = connect(shop_id=10099).settings

    with pytest.raises(DataRefusedError, match="venderId is 10088"):
        decode_order(order_row(paySubtotal=1), ours)


def test_ids_beyond_2_to_the_53(platform, shop, order_row):
    """An order id that a float would round is asked for and read exactly."""
    platform.say(ONE, order_row(9007199254740993))

    assert "9007199254740993" == crossdock_jdid.get_order(shop, "9007199254740993").order_id
    assert ['{"orderId":9007199254740993}'] == platform.params(ONE)


@pytest.mark.parametrize("dialect", ["gen2", "gen1"])
def test_get_order(platform, connect, order_row, dialect):
    """One order is read by its id, in both generations."""
    platform.say(ONE, order_row(1))

    assert "1" == crossdock_jdid.get_order(connect(dialect=dialect), " 1 ").order_id


@pytest.mark.parametrize("order_id", ["", "INV/1", "-1", "0", "1" * 19, "\u0661"])
def test_what_is_no_order_id(platform, shop, order_id):
    """What is no order id is refused before anything is sent."""
    with pytest.raises(InputRefusedError):
        crossdock_jdid.get_order(shop, order_id)

    assert [] == platform.asked


def test_an_order_that_is_not_there(platform, shop):
    """An answer without an order says that there is none."""
    platform.say(ONE, None)

    with pytest.raises(RequestRefusedError, match="knows no order 1"):
        crossdock_jdid.get_order(shop, "1")


def test_the_wrong_order_is_no_answer(platform, shop, order_row):
    """An answer with another order is not taken for the one asked for."""
    platform.say(ONE, order_row(2))

    with pytest.raises(UnreadableAnswerError):
        crossdock_jdid.get_order(shop, "1")


@pytest.mark.parametrize("dialect", ["gen2", "gen1"])
def test_a_pull_asks_state_by_state(platform, connect, order_row, dialect):
    """Seven lists are asked for, and the orders of each are fetched at once."""
    platform.say(IDS, lambda asked: [state_of(asked) * 10, state_of(asked) * 10 + 1])
    rows = lambda asked: [order_row(n) for n in numbers(asked)]  # noqa: E731 - read once, below
    platform.say(BATCH, rows)
    platform.say(OLD_BATCH, lambda asked: json.dumps(rows(asked)))
    found = [order.order_id for page in pulled(connect(dialect=dialect)) for order in page.items]

    assert [str(state * 10 + extra) for state in SWEEP for extra in (0, 1)] == found
    assert list(SWEEP) == [state_of(asked) for asked in platform.calls(IDS)]


def test_the_newer_generation_is_asked_by_last_change(platform, shop):
    """The window is asked for by the time of the last change, on Jakarta's clock."""
    platform.say(IDS, [])
    crossdock_jdid.list_orders(shop, WINDOW, None)

    params = json.loads(platform.params(IDS)[0])
    assert ("2022-06-22 14:59:59", "2022-06-23 15:00:01") == (
        params["updateTimeBegin"],
        params["updateTimeEnd"],
    )


def test_the_older_generation_is_asked_by_booking(platform, old_shop):
    """The window is asked for by the time of booking, in milliseconds."""
    platform.say(IDS, [])
    crossdock_jdid.list_orders(old_shop, WINDOW, None)

    params = json.loads(platform.params(IDS)[0])
    assert 1655884799000 == params["bookTimeBegin"]
    assert 0 == params["startRow"]


def test_an_order_missing_from_the_batch_is_asked_alone(platform, shop, order_row):
    """An order that the answer for several leaves out is asked for by itself."""
    platform.say(IDS, [1, 2], [])
    platform.say(BATCH, [order_row(1)])
    platform.say(ONE, order_row(2))
    page = pulled(shop)[0]

    assert ["1", "2"] == [order.order_id for order in page.items]


def test_an_order_that_spoils_the_batch_is_set_aside(platform, shop, order_row):
    """Bytes that break the answer for all cost one order, by its id."""
    platform.say(IDS, [1, 2], [])
    platform.replies[BATCH] = Response(200, content=b'{"a":"\x95\\"}')
    platform.say(ONE, lambda asked: order_row(1) if numbers(asked) == [1] else order_row(7))
    page = pulled(shop)[0]

    assert ["1"] == [order.order_id for order in page.items]
    assert ["2"] == [record.record_id for record in page.refused]


def test_a_platform_that_goes_down_sets_no_orders_aside(platform, shop):
    """A web page instead of every order is the platform's trouble, and no order's."""
    platform.say(IDS, list(range(1, 19)), [])
    platform.replies[BATCH] = platform.replies[ONE] = Response(200, text="<html>down</html>")

    with pytest.raises(UnreadableAnswerError):
        pulled(shop)


def test_gbk_bytes_cost_one_order(platform, shop, order_row):
    """A name in GBK under a UTF-8 label costs its order, by field; emoji survive next to it."""
    platform.say(IDS, [1, 2], [])
    rows = [order_row(1, customerName="@@"), order_row(2, customerName="Budi 🎉")]
    body = (
        b'{"jingdong_seller_order_batchGetOrderInfoList_response":{"code":"0","result":'
        b'{"success":true,"model":' + json.dumps(rows, ensure_ascii=False).encode() + b"}}}"
    )
    platform.replies[BATCH] = Response(200, content=body.replace(b"@@", "一二".encode("gbk")))
    page = pulled(shop)[0]

    assert ["Budi 🎉"] == [order.recipient.name for order in page.items]
    [record] = page.refused
    assert "1" == record.record_id
    assert "customerName contains bytes that are not UTF-8" in record.error
    assert "0812" not in record.raw


def test_credentials_stop_the_pull(platform, shop):
    """A refused token is no matter of one order."""
    platform.say(IDS, [1])
    platform.replies[BATCH] = {"error_response": {"code": "12", "en_desc": "Invalid Signature"}}

    with pytest.raises(CredentialsRefusedError):
        pulled(shop)


def test_a_refused_order_written_as_text_is_masked_all_the_same(platform, old_shop, order_row):
    """An order that came as text inside text is kept aside without its buyer."""
    platform.say(IDS, [1], [])
    row = order_row(1, orderSkuinfos=[])
    platform.say(OLD_BATCH, lambda _: json.dumps([json.dumps(row)]))
    [record] = pulled(old_shop)[0].refused

    assert "orderSkuinfos is empty: an order has at least one line." == record.error
    assert '"orderState": 1' in record.raw
    assert not any(word in record.raw for word in ("Budi", "0812", "Mawar", "example.com"))


@pytest.mark.parametrize("model", [["x"], [0], [None], [1.5], {}, "?", 7, {"ids": [1]}])
def test_an_id_that_is_none_is_no_answer(model):
    """A list with an id that is no number is not read half, and what is no list is not empty."""
    with pytest.raises(UnreadableAnswerError):
        decode_ids(model)


@pytest.mark.parametrize("model", [[1, "2"], "[1,2]", {"list": [1, 2]}, [{"orderId": 1}, 2, 2]])
def test_ids_in_any_shape(model):
    """Ids are read as numbers or text, bare or in rows, each once."""
    assert [1, 2] == decode_ids(model)


def test_a_cursor_reads_back():
    """A place survives being written as a cursor."""
    place = Place(3, (Span(1, 9), Span(8, 20)), (9007199254740993,))

    assert place == decode_cursor(encode_cursor(place))


@pytest.mark.parametrize(
    "cursor", ["", "7", "{}", '{"turn":0,"spans":[]}', '{"turn":7,"spans":[[1,2]]}']
)
def test_a_cursor_that_is_none_of_ours_is_refused(cursor):
    """A cursor that cannot be read is refused with what to do."""
    with pytest.raises(InputRefusedError):
        decode_cursor(cursor)


class Book:
    """Orders that live: lists by state and span, a clock that runs with every call."""

    def __init__(self, seed, count, order_row, *, busy):
        self.dice = random.Random(seed)  # noqa: S311 - a failure must repeat
        self.now = START + timedelta(days=1)
        self.busy = busy
        self.order_row = order_row
        #: Number to state and the moment of the last change.
        self.orders = {
            n: [1, START + timedelta(seconds=self.dice.randrange(86_400))]
            for n in range(1, count + 1)
        }

    def live(self):
        """Let time pass, and perhaps an order change."""
        self.now += timedelta(seconds=1)
        if self.dice.random() < self.busy:
            number = self.dice.choice(list(self.orders))
            state = self.orders[number][0]
            further = {1: (7, 3), 7: (2, 3), 2: (6, 4), 3: (5, 1), 4: (5,)}.get(state)
            if further:
                self.orders[number] = [self.dice.choice(further), self.now]

    def ids(self, asked):
        """Answer a list."""
        self.live()
        params = json.loads(asked.params)
        begin, end = (
            datetime.fromisoformat(params[name]).replace(tzinfo=UTC) - WIB
            for name in ("updateTimeBegin", "updateTimeEnd")
        )
        found = [
            n
            for n, (state, at) in self.orders.items()
            if state == params["orderStatus"] and begin <= at <= end
        ]
        size = params["pageSize"]
        return found[(params["pageNo"] - 1) * size : params["pageNo"] * size]

    def rows(self, asked):
        """Answer a call for several orders."""
        self.live()
        return [self.order_row(n, orderState=self.orders[n][0]) for n in numbers(asked)]


def test_a_window_that_moves_loses_no_order(platform, connect, order_row):
    """In 40 seeded days, orders change state between any two calls of the pulls.

    After a pull and the next one, which begins where the first was begun less
    the overlap, each order has been brought, in the state that it is in.
    """
    for seed in range(40):
        book = Book(seed, 60, order_row, busy=0.3)
        platform.say(IDS, book.ids)
        platform.say(BATCH, book.rows)
        shop = connect()
        known = {}
        reached = book.now
        for page in pulled(shop, Window(START, reached)):
            known |= {order.order_id: order.raw_status for order in page.items}

        assert set(map(str, book.orders)) == set(known) | {
            str(n) for n, (_, at) in book.orders.items() if at > reached
        }
        book.busy = 0
        for page in pulled(shop, Window(reached - timedelta(minutes=10), book.now)):
            known |= {order.order_id: order.raw_status for order in page.items}

        assert {str(n): str(state) for n, (state, _) in book.orders.items()} == known


def test_an_order_that_moves_on_while_it_is_read(platform, old_shop, order_row):
    """An order met in one state, and in its next by the next call, is no list that repeats."""
    platform.say(IDS, [7], [7], [])
    platform.say(OLD_BATCH, [order_row(7)])
    found = [order.order_id for page in pulled(old_shop) for order in page.items]

    assert ["7"] == found


def test_many_orders_of_one_second(platform, shop, order_row):
    """A second that holds more orders than an answer is paged, and read again until it rests."""
    book = Book(1, 130, order_row, busy=0)
    for order in book.orders.values():
        order[1] = START + timedelta(hours=5)
    platform.say(IDS, book.ids)
    platform.say(BATCH, book.rows)
    found = [int(order.order_id) for page in pulled(shop) for order in page.items]

    assert set(range(1, 131)) == set(found)


def test_a_platform_that_does_not_page(platform, shop, order_row):
    """A platform that gives all ids on every page is read once, not for ever."""
    ids = list(range(1, 41))
    platform.say(IDS, lambda asked: ids if state_of(asked) == 1 else [])
    platform.say(BATCH, lambda asked: [order_row(n) for n in numbers(asked)])
    tight = Window(START, START)
    found = [int(order.order_id) for page in pulled(shop, tight) for order in page.items]

    assert ids == sorted(set(found))
