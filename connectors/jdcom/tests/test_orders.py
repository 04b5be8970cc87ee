"""`crossdock_jdcom.orders` and what it is made of: windows, pages, records."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_jdcom
from crossdock import Money, OrderStatus, Window
from crossdock.errors import (
    CredentialsRefusedError,
    DataRefusedError,
    InputRefusedError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.http import Response
from crossdock.paging import walk
from crossdock_jdcom.order_records import decode_order
from crossdock_jdcom.orders import spans_of
from crossdock_jdcom.statuses import ASKED, ORDERS, order_status

SEARCH = "jingdong.pop.order.search"
GET = "jingdong.pop.order.get"
AUDITS = "jingdong.pop.afs.soa.refundapply.queryPageList"
DAY = Window(datetime(2026, 8, 31, 4, tzinfo=UTC), datetime(2026, 9, 1, 4, tzinfo=UTC))
NO_AUDITS = {"queryResult": {"success": True, "totalCount": 0, "result": []}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def order(order_id="1", state="WAIT_SELLER_STOCK_OUT", **changes):
    """Return an order as the platform writes it."""
    return {
        "orderId": order_id,
        "orderState": state,
        "orderStartTime": "2026-08-31 23:30:00",
        "paymentConfirmTime": "2026-08-31 23:31:05",
        "orderEndTime": "0001-01-01 00:00:00",
        "modified": "2026-09-01 00:00:01",
        "orderPayment": "100.50",
        "balanceUsed": "9.50",
        "orderSellerPrice": "115.00",
        "logisticsId": "",
        "waybill": "",
        "itemInfoList": [
            {
                "skuId": "9007199254740993",
                "outerSkuId": "RED-1",
                "skuName": "红色 一号",
                "jdPrice": "55.00",
                "itemTotal": "2",
            }
        ],
        "consigneeInfo": {
            "fullname": "张三",
            "mobile": "13800000000",
            "telephone": "",
            "fullAddress": "广东深圳市南山区某路1号",
            "province": "广东",
            "city": "深圳市",
            "county": "南山区",
        },
        **changes,
    }


def found(orders, total=None, **changes):
    """Return an answer of the search."""
    total = str(len(orders)) if total is None else total
    result = {"apiResult": {"success": True, "numberCode": 0}, "orderTotal": total}
    return {"searchorderinfo_result": {**result, "orderInfoList": orders, **changes}}


def detail(raw):
    """Return an answer of the look at one order."""
    return {"orderDetailInfo": {"apiResult": {"success": "true"}, "orderInfo": raw}}


def pull(shop, window=DAY):
    """Return the pages of *window*, read as core reads them."""
    return [
        page
        for _, page in walk(
            lambda cursor: crossdock_jdcom.list_orders(shop, window, cursor),
            identify=lambda one: one.order_id,
        )
    ]


@pytest.fixture(autouse=True)
def _quiet(platform):
    platform.replies[AUDITS] = NO_AUDITS


def test_the_search_on_the_wire(shop, platform):
    """Beijing's wall clock, states by name, text where the interface wants text, ascending."""
    platform.replies[SEARCH] = found([])

    pull(shop)

    [call] = platform.calls(SEARCH)
    assert ("2026-08-31 12:00:00", "2026-09-01 12:00:00") == (
        call["start_date"],
        call["end_date"],
    )
    assert ("1", "50", 0, 0) == (
        call["page"],
        call["page_size"],
        call["dateType"],
        call["sortType"],
    )
    assert {"WAIT_SELLER_STOCK_OUT", "WAIT_SELLER_DELIVERY", "LOCKED", "TRADE_CANCELED"} < set(
        call["order_state"].split(",")
    )
    assert {"orderId", "consigneeInfo", "itemInfoList", "modified"} < set(
        call["optional_fields"].split(",")
    )


def test_jd_worldwide_asks_for_more(connect, platform):
    """Abroad the customs fields are asked for too."""
    platform.replies[SEARCH] = found([])

    pull(connect(marketplace="worldwide"))

    [call] = platform.calls(SEARCH)
    assert ",customs,customsModel,taxFee" in call["optional_fields"]


def test_a_router_that_does_not_know_newer_fields(shop, platform):
    """What is paid is asked for by its newer name, and left out where that is refused (68)."""
    refusal = {"error_response": {"code": "68", "en_desc": "optional field validation"}}
    platform.replies[SEARCH] = [refusal, found([order("1")])]

    [page] = pull(shop)

    assert Decimal("110.00") == page.items[0].total.amount
    assert [True, False] == [
        "actualPay" in call["optional_fields"].split(",") for call in platform.calls(SEARCH)
    ]


def test_the_encrypted_twins(connect, platform):
    """With buyer_data=encrypted both reads go to the twins."""
    platform.replies["jingdong.pop.order.enSearch"] = found([])
    platform.replies["jingdong.pop.order.enGet"] = detail(order("7"))
    shop = connect(buyer_data="encrypted")

    pull(shop)

    assert "7" == crossdock_jdcom.get_order(shop, "7").order_id


def test_an_order_in_our_words():
    """Every field comes out, exact, with Beijing's zone."""
    one = decode_order(order("285001234567890123", logisticsId="467|463", waybill="SF1,SF2|YT3"))

    assert ("285001234567890123", OrderStatus.READY_TO_SHIP) == (one.order_id, one.status)
    assert datetime(2026, 8, 31, 15, 30, tzinfo=UTC) == one.placed_at
    assert datetime(2026, 8, 31, 15, 31, 5, tzinfo=UTC) == one.paid_at
    assert Money(Decimal("110.00"), "CNY") == one.total
    [line] = one.lines
    assert ("9007199254740993", "RED-1", 2, Money(Decimal("55.00"), "CNY")) == (
        line.listing_id,
        line.sku,
        line.quantity,
        line.unit_price,
    )
    assert ("张三", "13800000000") == (one.recipient.name, one.recipient.phone)
    assert ("广东", "深圳市", "南山区", "CN") == (
        one.address.province,
        one.address.city,
        one.address.district,
        one.address.country,
    )
    assert ("SF, YTO", "SF1,SF2|YT3") == (one.courier, one.waybill)


def test_numbers_instead_of_text():
    """Ids and amounts may be numbers as well."""
    item = {"skuId": 9007199254740993, "itemTotal": 2, "jdPrice": 55}
    one = decode_order(order(9007199254740993, itemInfoList=item, orderPayment=100))

    assert ("9007199254740993", "9007199254740993") == (one.order_id, one.lines[0].listing_id)
    assert Decimal("109.50") == one.total.amount


def test_what_is_masked_is_blank():
    """A masked name, number or street is left out; the city stays."""
    raw = order(consigneeInfo={"fullname": "张**", "mobile": "138****0000", "city": "深圳市"})

    one = decode_order(raw)

    assert ("", "", "深圳市", False) == (
        one.recipient.name,
        one.recipient.phone,
        one.address.city,
        one.sealed,
    )


@pytest.mark.parametrize(
    "text", ["AAQ" + "xR3k" * 9 + "==", "Zm9vYmFyYmF6" * 4, "AATj" + "0aZ/" * 8]
)
def test_what_is_encrypted_is_sealed(text):
    """Ciphertext is not shown as a name, and the order says that it is sealed."""
    one = decode_order(order(consigneeInfo={"fullname": text, "province": "广东"}))

    assert ("", True, "广东") == (one.recipient.name, one.sealed, one.address.province)


@pytest.mark.parametrize("state", ["LOCKED", "TRADE_CANCELED"])
def test_a_hidden_consignee(state):
    """Locked and cancelled orders come without a consignee, which is no error."""
    for hidden in (None, {}, ""):
        one = decode_order(order(state=state, consigneeInfo=hidden))
        assert ("", "", False) == (one.recipient.name, one.address.country, one.sealed)


def test_a_municipality_moves_its_levels():
    """In Beijing the city is the district."""
    raw = order(consigneeInfo={"province": "北京", "city": "朝阳区", "county": "三环以内"})

    one = decode_order(raw)

    assert ("北京", "北京", "朝阳区") == (
        one.address.province,
        one.address.city,
        one.address.district,
    )


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("WAIT_SELLER_STOCK_OUT", OrderStatus.READY_TO_SHIP),
        ("DengDaiChuKu", OrderStatus.READY_TO_SHIP),
        ("WAIT_GOODS_RECEIVE_CONFIRM", OrderStatus.SHIPPING),
        ("FINISHED_L", OrderStatus.DELIVERED),
        ("TRADE_CANCELED", OrderStatus.CANCELLED),
        ("LOCKED", OrderStatus.CANCEL_REQUESTED),
        ("PAUSE", OrderStatus.PENDING_PAY_OR_SHIP),
        ("PeiSongTuiHuo", OrderStatus.RETURNING),
        ("UN_KNOWN", OrderStatus.UNKNOWN),
        ("SOMETHING_NEW", OrderStatus.UNKNOWN),
        ("", OrderStatus.UNKNOWN),
    ],
)
def test_states(state, status):
    """Both families of names are known, and a new one opens a review."""
    assert status is order_status(state)


def test_every_state_asked_for_is_known():
    """Of the states asked for, only the one that says so is unknown."""
    unknown = [state for state in ASKED.split(",") if state not in ORDERS]

    assert ["UN_KNOWN"] == unknown


@pytest.mark.parametrize("store", ["京仓订单", "云仓订单"])
def test_an_order_that_jd_ships(store):
    """An order from a warehouse of JD's is not ours to send."""
    assert OrderStatus.PENDING_PAY_OR_SHIP is decode_order(order(storeOrder=store)).status


def test_two_lines_of_one_sku():
    """The second line of a SKU gets a number of its own."""
    item = {"skuId": "5", "itemTotal": "1"}

    lines = decode_order(order(itemInfoList=[item, item])).lines

    assert ["5", "5-2"] == [line.line_id for line in lines]


def test_what_is_paid():
    """The newer field counts where it comes, else the payable amount and the balance."""
    assert Decimal("88.00") == decode_order(order(actualPay="88.00")).total.amount
    assert Decimal("115.00") == decode_order(order(orderPayment=None)).total.amount


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"orderId": None}, "orderId"),
        ({"orderId": "12a"}, "orderId"),
        ({"itemInfoList": []}, "itemInfoList"),
        ({"itemInfoList": [{"skuId": "1", "itemTotal": "0"}]}, "itemTotal"),
        ({"itemInfoList": [{"itemTotal": "1"}]}, "skuId"),
        ({"itemInfoList": [{"skuId": "1", "itemTotal": "1"}, "?"]}, "itemInfoList"),
        ({"orderStartTime": "", "paymentConfirmTime": ""}, "orderStartTime"),
        ({"orderStartTime": "31.8.2026"}, "orderStartTime"),
        ({"orderPayment": "-1"}, "orderPayment"),
        ({"orderPayment": "1e5"}, "orderPayment"),
        ({"consigneeInfo": {"fullname": "a\0"}}, r"consigneeInfo\.fullname"),
    ],
)
def test_what_cannot_be_read_is_named(changes, field):
    """A record that cannot be read is refused with its field."""
    with pytest.raises(DataRefusedError, match=field):
        decode_order(order(**changes))


@given(st.dictionaries(st.sampled_from(sorted(order())), JSON))
def test_any_record_is_read_or_refused(changes):
    """Whatever stands in an order, it is read or refused by name."""
    raw = {**order(), **changes}
    try:
        assert decode_order(raw).order_id
    except DataRefusedError as error:
        assert error.message.endswith(".")  # noqa: PT017 - reading it is right as well


def test_a_broken_record_does_not_cost_its_page(shop, platform):
    """GBK in one order's name refuses that order by its id, and the other is read."""
    rows = b'[{"orderId":"8","orderState":"PAUSE","consigneeInfo":{"fullname":"\xba\xec"},'
    rows += b'"orderStartTime":"2026-08-31 23:30:00",'
    rows += b'"itemInfoList":[{"skuId":1,"itemTotal":1}]},'
    rows += str(Response(200, json=order("9")).content, "utf-8").encode() + b"]"
    body = b'{"x_responce":{"code":"0","searchorderinfo_result":{"apiResult":{"success":true},'
    body += b'"orderTotal":2,"orderInfoList":' + rows + b"}}}"
    platform.replies[SEARCH] = Response(200, content=body)

    [page] = pull(shop)

    assert ["9"] == [one.order_id for one in page.items]
    [refused] = page.refused
    assert "8" == refused.record_id
    assert "consigneeInfo.fullname contains bytes that are not UTF-8" in refused.error
    assert "\udcba" not in refused.raw


@pytest.mark.parametrize("empty", [None, "", []])
def test_no_orders(shop, platform, empty):
    """An empty list has many forms."""
    platform.replies[SEARCH] = found([], total=0, orderInfoList=empty)

    [page] = pull(shop)

    assert ((), None) == (page.items, page.cursor)


def test_a_refusal_of_the_business_level(shop, platform):
    """A success of the gateway with a failed result is an error with both of its texts."""
    result = {"success": "false", "numberCode": 10500001, "chineseErrCode": "商家错误"}
    platform.replies[SEARCH] = {"searchorderinfo_result": {"apiResult": result}}

    with pytest.raises(CredentialsRefusedError, match="商家错误") as caught:
        pull(shop)

    assert "10500001" == caught.value.remote_code


def test_a_result_that_is_missing(shop, platform):
    """A payload without its result is not an empty list."""
    platform.replies[SEARCH] = {}

    with pytest.raises(UnreadableAnswerError, match="orderTotal"):
        pull(shop)


def test_many_pages_are_read_from_the_last(shop, platform):
    """120 orders are three pages, asked for as 1 to count, then 3, 2, 1."""
    rows = [order(str(n)) for n in range(1, 121)]

    def search(business):
        start = (int(business["page"]) - 1) * 50
        return found(rows[start : start + 50], total="120")

    platform.replies[SEARCH] = search

    pages = pull(shop)

    assert ["1", "3", "2", "1"] == [call["page"] for call in platform.calls(SEARCH)]
    assert [20, 50, 50] == [len(page.items) for page in pages]


class Moving:
    """A list of orders by their last change, which goes on while it is read."""

    def __init__(self, seed, count):
        self.random = random.Random(seed)  # noqa: S311 - chance, not secrets
        self.clock = DAY.end + timedelta(seconds=1)
        span = DAY.end - DAY.start
        self.modified = {
            str(n): DAY.start + span * self.random.random() for n in range(1, count + 1)
        }

    def search(self, business):
        """Answer a page, then let some orders change."""
        inside = sorted(
            ((at, one) for one, at in self.modified.items() if at <= DAY.end), key=itemgetter(0)
        )
        start = (int(business["page"]) - 1) * 50
        rows = [order(one) for _, one in inside[start : start + 50]]
        answer = found(rows, total=len(inside))
        for _ in range(self.random.randrange(40)):
            self.clock += timedelta(seconds=1)
            self.modified[self.random.choice(list(self.modified))] = self.clock
        return answer


@pytest.mark.parametrize("seed", range(60))
def test_a_window_that_changes_while_it_is_paged(connect, platform, seed):
    """No order that stays in the window is lost while others leave it between the pages."""
    shop = connect(refund_audits="no")
    moving = Moving(seed, 90 + seed * 5)
    platform.replies[SEARCH] = moving.search

    seen = [one.order_id for page in pull(shop) for one in page.items]

    survivors = {one for one, at in moving.modified.items() if at <= DAY.end}
    assert survivors <= set(seen)


def test_more_orders_than_pages(shop, platform):
    """A window of more than 100 pages is halved until it fits."""
    asked = []

    def search(business):
        asked.append((business["start_date"], business["end_date"]))
        return found([], total=5001 if len(asked) == 1 else 0)

    platform.replies[SEARCH] = search

    pull(shop)

    assert ("2026-08-31 12:00:00", "2026-09-01 00:00:00") == asked[1]


def test_pages_that_repeat_are_noticed(shop, platform):
    """A platform that gives one page for another is told by the count, and nothing is hidden."""
    rows = [order(str(n)) for n in range(1, 121)]
    platform.replies[SEARCH] = lambda business: found(
        rows[:50] if business["page"] == "2" else rows[int(business["page"]) * 50 - 50 :][:50],
        total=120,
    )

    pages = pull(shop)

    assert 70 == len({one.order_id for page in pages for one in page.items})
    [notice] = [record for page in pages for record in page.refused]
    assert "50 more rows than it gave" in notice.error


def test_pages_that_are_refused(shop, platform):
    """A page past a limit nobody knows has its window halved."""
    rows = [order(str(n)) for n in range(1, 121)]

    def search(business):
        early = business["end_date"] == "2026-09-01 00:00:00"
        whole = not early and business["start_date"] == "2026-08-31 12:00:00"
        kept = rows if whole else rows[:60] if early else rows[60:]
        page = int(business["page"])
        if page > 2:
            return {"error_response": {"code": "61", "en_desc": "page"}}
        return found(kept[page * 50 - 50 : page * 50], total=len(kept))

    platform.replies[SEARCH] = search

    pages = pull(shop)

    assert 120 == len({one.order_id for page in pages for one in page.items})


def test_windows_beyond_a_month():
    """A longer window is asked for in parts that share no second."""
    spans = spans_of(Window(DAY.start - timedelta(days=70), DAY.end))

    assert 3 == len(spans)
    assert all(end - start <= 28 * 86400 for start, end in spans)
    assert all(a[1] + 1 == b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "cursor",
    ["", "{}", "[]", "[[],1,[],0]", "[[[1]],1,[],0]", "[[[1,2]],101,[],0]", "[[null],1,[],0]"],
)
def test_a_cursor_of_nobody(shop, cursor):
    """What is no cursor of ours is refused."""
    with pytest.raises(InputRefusedError):
        crossdock_jdcom.list_orders(shop, DAY, cursor)


def test_one_order(shop, platform):
    """It is asked for by number, with its fields."""
    platform.replies[GET] = detail(order("9007199254740993"))

    one = crossdock_jdcom.get_order(shop, " 9007199254740993 ")

    assert "9007199254740993" == one.order_id
    assert 9007199254740993 == platform.calls(GET)[0]["order_id"]


def test_no_such_order(shop, platform):
    """An answer without the order is a refusal."""
    for reply in (detail(None), {"orderDetailInfo": {"apiResult": {"success": False}}}):
        platform.replies[GET] = reply
        with pytest.raises(RequestRefusedError):
            crossdock_jdcom.get_order(shop, "5")


def test_another_order_than_asked_for(shop, platform):
    """An answer with another order is not taken for it."""
    platform.replies[GET] = detail(order("6"))

    with pytest.raises(UnreadableAnswerError):
        crossdock_jdcom.get_order(shop, "5")


@pytest.mark.parametrize("order_id", ["", "abc", "1.5", "-1", "0", "١٢"])
def test_an_order_id_that_is_none(shop, order_id):
    """What is no number is refused before it is sent."""
    with pytest.raises(InputRefusedError):
        crossdock_jdcom.get_order(shop, order_id)


def test_a_pending_refund_application_is_a_cancel_request(shop, platform):
    """Only a pending one of an order that has not left counts."""
    rows = [
        {"orderId": "1", "status": 0},
        {"orderId": 2, "status": "0"},
        {"orderId": "3", "status": 2},
        {"orderId": "4", "status": 0},
    ]
    platform.replies[AUDITS] = {"queryResult": {"success": True, "totalCount": 4, "result": rows}}
    orders = [order("1"), order("2"), order("3"), order("4", "WAIT_GOODS_RECEIVE_CONFIRM")]
    platform.replies[SEARCH] = found(orders)

    [page] = pull(shop)

    assert [True, True, False, False] == [one.cancel_requested for one in page.items]
    assert [{"pageIndex": 1, "pageSize": 50, "status": 0}] == platform.calls(AUDITS)


def test_one_order_asks_for_its_own_application(shop, platform):
    """Reading one order asks for its application only."""
    rows = [{"orderId": "1", "status": 0}]
    platform.replies[AUDITS] = {"queryResult": {"success": "true", "result": rows}}
    platform.replies[GET] = detail(order("1"))

    assert crossdock_jdcom.get_order(shop, "1").cancel_requested
    assert 1 == platform.calls(AUDITS)[0]["orderId"]


@pytest.mark.parametrize(
    ("row", "asking"),
    [
        ({"orderId": None, "status": 0}, True),
        ({"orderId": "1"}, True),
        ("garbled", True),
        ({"orderId": "1", "status": 11}, False),
    ],
)
def test_an_application_that_cannot_be_read_is_of_the_order_asked_for(shop, platform, row, asking):
    """Only this order's pending ones were asked for, so what says nothing else is one."""
    result = {"success": True, "totalCount": 1, "result": [row]}
    platform.replies[AUDITS] = {"queryResult": result}
    platform.replies[GET] = detail(order("1"))

    assert asking is crossdock_jdcom.get_order(shop, "1").cancel_requested


def test_an_application_of_nobody_leaves_the_others_open(shop, platform):
    """A list with one that names no order does not tell of those that are not named."""
    rows = [{"orderId": "1", "status": 0}, {"orderId": "?", "status": 0}]
    platform.replies[AUDITS] = {"queryResult": {"success": True, "totalCount": 2, "result": rows}}
    platform.replies[SEARCH] = found([order("1"), order("2"), order("3", "LOCKED")])

    [page] = pull(shop)

    assert [True, None, True] == [one.cancel_requested for one in page.items]


@pytest.mark.parametrize(
    "reply", [{}, {"queryResult": None}, {"queryResult": {"totalCount": 1, "result": "x"}}]
)
def test_no_list_of_applications_is_not_an_empty_one(shop, platform, reply):
    """An answer that is no list does not say that nobody asks to cancel."""
    platform.replies[AUDITS] = reply
    platform.replies[GET] = detail(order("1"))

    with pytest.raises(UnreadableAnswerError, match="to be cancelled"):
        crossdock_jdcom.get_order(shop, "1")


def test_no_application_is_asked_for_in_vain(shop, platform, connect):
    """Where no order could be stopped, or the setting is off, nothing is asked."""
    platform.replies[SEARCH] = found([order("1", "FINISHED_L")])
    pull(shop)
    platform.replies[SEARCH] = found([order("1")])
    pull(connect(refund_audits="no"))

    assert [] == platform.calls(AUDITS)


@pytest.mark.parametrize("code", ["24", "15", "88"])
def test_an_app_that_may_not_read_applications(shop, platform, code):
    """Its orders are read all the same, and a locked one still says what is asked."""
    platform.replies[AUDITS] = {"error_response": {"code": code}}
    platform.replies[SEARCH] = found([order("1"), order("2", "LOCKED")])

    [page] = pull(shop)

    assert [False, True] == [one.cancel_requested for one in page.items]


def test_accepting_sends_nothing(shop, platform):
    """JD has no step of accepting: an order that may go on counts as accepted."""
    platform.replies[GET] = detail(order("1"))

    assert OrderStatus.READY_TO_SHIP is crossdock_jdcom.accept_order(shop, "1").status
    assert {GET, AUDITS} == {method for method, _ in platform.asked}


@pytest.mark.parametrize("state", ["TRADE_CANCELED", "LOCKED", "NOT_PAY"])
def test_what_cannot_be_accepted(shop, platform, state):
    """A cancelled, locked or unpaid order is refused."""
    platform.replies[GET] = detail(order("1", state))

    with pytest.raises(RequestRefusedError, match=state):
        crossdock_jdcom.accept_order(shop, "1")
