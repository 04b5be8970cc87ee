"""`crossdock_tokopedia.orders` and `.order_records`: orders read and accepted."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crossdock_tokopedia
from crossdock import (
    Address,
    Money,
    Order,
    OrderLine,
    OrderStatus,
    Person,
    Secret,
    Window,
)
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.http import Response
from crossdock.orders import windows
from crossdock.paging import walk
from crossdock_tokopedia.order_records import decode_order
from crossdock_tokopedia.orders import (
    LONGEST_SPAN,
    Place,
    decode_cursor,
    decode_rows,
    encode_cursor,
    halved,
    spans_of,
    succeeded,
)
from crossdock_tokopedia.settings import TokopediaSettings

OURS = TokopediaSettings(13004, 479573, "id", Secret("planted-canary"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
TIMES = st.datetimes(
    datetime(2019, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
WINDOW = Window(datetime(2023, 6, 1, tzinfo=UTC), datetime(2023, 6, 2, tzinfo=UTC))


def listed(order_id=43481289, **changes):
    """Return a row of order/list in the shape of sheet 1.7."""
    row = {
        "fs_id": "13004",
        "order_id": order_id,
        "is_cod_mitra": False,
        "accept_partial": False,
        "invoice_ref_num": "INV/20230601/MPL/1",
        "products": [
            {
                "id": 15123699,
                "name": "Kemeja Flanel",
                "quantity": 2,
                "notes": "warna merah",
                "weight": Decimal("0.25"),
                "total_weight": Decimal("0.5"),
                "price": 125000,
                "total_price": 250000,
                "currency": "Rp",
                "sku": "KF-01",
                "is_wholesale": False,
            }
        ],
        "device_type": "default_v3",
        "buyer": {"id": 8970588, "name": "Budi", "phone": "62812", "email": "b@example.com"},
        "shop_id": 479573,
        "payment_id": 11539459,
        "recipient": {
            "name": "Ani",
            "phone": "62813",
            "address": {
                "address_full": "Jl. Mawar 1",
                "district": "Setiabudi",
                "city": "Jakarta Selatan",
                "province": "DKI Jakarta",
                "country": "Indonesia",
                "postal_code": "12950",
                "geo": "-6.2,106.8",
            },
        },
        "logistics": {"shipping_agency": "JNE", "service_type": "Reguler"},
        "amt": {"ttl_product_price": 250000, "shipping_cost": 9000, "ttl_amount": 259000},
        "order_status": 220,
        "warehouse_id": 341734,
        "create_time": 1685590200,
        "custom_fields": {"awb": ""},
        "encryption": {"secret": "", "content": ""},
        "shipment_fulfillment": {
            "accept_deadline": "2023-06-02T10:30:00Z",
            "confirm_shipping_deadline": "2023-06-03T10:30:00Z",
        },
    }
    return row | changes


def detailed(order_id=43481289, status=220, **changes):
    """Return an order in the shape of the detail of sheet 1.7."""
    row = {
        "order_id": order_id,
        "buyer_id": 8970588,
        "seller_id": 479573,
        "order_warehouse": {"warehouse_id": 341734},
        "order_status": status,
        "invoice_number": "INV/20230601/MPL/1",
        "open_amt": 259000,
        "item_price": 250000,
        "buyer_info": {
            "buyer_id": 8970588,
            "buyer_fullname": "Budi",
            "buyer_email": "b@example.com",
            "buyer_phone": "62812",
        },
        "shop_info": {"shop_id": 479573, "shop_name": "Toko"},
        "shipment_fulfillment": {
            "accept_deadline": "2023-06-02T10:30:00Z",
            "confirm_shipping_deadline": "2023-06-03T10:30:00Z",
            "item_delivered_deadline": {"Time": "0001-01-01T00:00:00Z", "Valid": False},
        },
        "order_info": {
            "order_detail": [
                {
                    "order_detail_id": 20274955,
                    "product_id": 15123699,
                    "product_name": "Kemeja Flanel",
                    "product_price": 125000,
                    "subtotal_price": 250000,
                    "quantity": 2,
                    "notes": "warna merah",
                    "sku": "KF-01",
                }
            ],
            "order_history": [],
            "shipping_info": {
                "logistic_name": "JNE",
                "logistic_service": "Reguler",
                "awb": "",
            },
            "destination": {
                "receiver_name": "Ani",
                "receiver_phone": "62813",
                "address_street": "Jl. Mawar 1",
                "address_district": "Setiabudi",
                "address_city": "Jakarta Selatan",
                "address_province": "DKI Jakarta",
                "address_postal": "12950",
            },
        },
        "create_time": "2023-06-01T10:30:00.058161Z",
        "update_time": "2023-06-01T11:00:00Z",
        "payment_date": "2023-06-01T10:31:00Z",
        "custom_fields": {"awb": ""},
    }
    return row | changes


def test_a_list_row_in_our_words():
    """Each field of an order comes from where sheet 1.7 says it lives."""
    expected = Order(
        order_id="43481289",
        status=OrderStatus.PAID,
        raw_status="220",
        number="INV/20230601/MPL/1",
        lines=(
            OrderLine(
                line_id="15123699",
                listing_id="15123699",
                sku="KF-01",
                title="Kemeja Flanel",
                quantity=2,
                unit_price=Money(Decimal(125000), "IDR"),
                note="warna merah",
            ),
        ),
        placed_at=datetime(2023, 6, 1, 3, 30, tzinfo=UTC),
        accept_by=datetime(2023, 6, 2, 3, 30, tzinfo=UTC),
        ship_by=datetime(2023, 6, 3, 3, 30, tzinfo=UTC),
        total=Money(Decimal(259000), "IDR"),
        buyer=Person("Budi", "62812", "b@example.com"),
        recipient=Person("Ani", "62813"),
        address=Address(
            "Jl. Mawar 1", "Setiabudi", "Jakarta Selatan", "DKI Jakarta", "12950", "ID"
        ),
        courier="JNE Reguler",
        warehouse_id="341734",
    )

    assert expected == decode_order(listed(), OURS, None)


def test_detail_and_list_row_are_one_order():
    """What both the detail and the list row tell reads alike, or an order would seem to change."""
    row = decode_order(listed(payment_date="2023-06-01T10:31:00Z"), OURS, None)

    told = attrs.evolve(row, cancel_requested=False)
    assert told == decode_order(detailed(), OURS, None)


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ((0, 2, 3, 4, 5, 6, 10, 15), OrderStatus.CANCELLED),
        ((11,), OrderStatus.PENDING_PAY_OR_SHIP),
        ((100, 103, 200), OrderStatus.UNPAID),
        ((220, 221, "220"), OrderStatus.PAID),
        ((400, 450), OrderStatus.READY_TO_SHIP),
        ((500, 501, 520, 530, 540), OrderStatus.SHIPPING),
        ((550,), OrderStatus.RETURNING),
        ((600, 601, 690, 691, 695, 698, 699, 700, 701), OrderStatus.DELIVERED),
        ((401, 999, -1, None), OrderStatus.UNKNOWN),
    ],
)
def test_order_states(codes, status):
    """The states of sheet 1.7; one that is not there, or left out, is unknown."""
    found = {decode_order(listed(order_status=code), OURS, None).status for code in codes}

    assert {status} == found


@pytest.mark.parametrize(
    ("field", "value", "waybill"),
    [
        ("custom_fields", {"awb": " JNE123 "}, "JNE123"),
        ("custom_fields", {"awb": "  "}, ""),
        ("custom_fields", None, ""),
        ("order_info", {"shipping_info": {"awb": "JNE9"}}, "JNE9"),
    ],
)
def test_the_waybill_is_found_in_either_place(field, value, waybill):
    """The waybill stands in custom_fields or in shipping_info; blanks are none."""
    assert waybill == decode_order(listed(**{field: value}), OURS, None).waybill


def test_a_product_that_comes_twice_has_two_line_ids():
    """Two lines of one product have ids of their own."""
    row = listed(products=[{"id": 7, "quantity": 1}, {"id": 7, "quantity": 2}])

    assert ["7", "7-2"] == [line.line_id for line in decode_order(row, OURS, None).lines]


@pytest.mark.parametrize(
    ("country", "expected"),
    [("Indonesia", "ID"), ("", "ID"), (None, "ID"), ("Timor-Leste", "Timor-Leste")],
)
def test_a_destination_abroad_is_not_taken_for_indonesia(country, expected):
    """Indonesia is written out or left out; any other country stays as it is written."""
    recipient = {"address": {"city": "Dili", "country": country}}

    assert expected == decode_order(listed(recipient=recipient), OURS, None).address.country


def test_a_cancellation_that_was_asked_for_shows():
    """An order whose buyer waits for an answer to a cancellation says so."""
    row = detailed(cancel_request_info={"status": 1, "reason": "salah pesan"})

    assert decode_order(row, OURS, None).cancel_requested


@pytest.mark.parametrize("info", [None, {}, {"status": 0}, {"status": 2}])
def test_no_cancellation_asked_for_is_told_by_the_detail(info):
    """The detail tells that nobody waits for an answer, also by leaving it out."""
    assert decode_order(detailed(cancel_request_info=info), OURS, None).cancel_requested is False


def test_the_list_tells_nothing_of_cancellations():
    """A list row has no such field: it neither shows a request nor takes one back."""
    assert decode_order(listed(), OURS, None).cancel_requested is None


def test_a_strange_deadline_does_not_cost_the_order():
    """A time that an order can do without is none when it cannot be read."""
    terms = {"accept_deadline": "soon", "confirm_shipping_deadline": [1]}
    order = decode_order(listed(shipment_fulfillment=terms, payment_date="?"), OURS, None)

    assert (None, None, None) == (order.accept_by, order.ship_by, order.paid_at)


def test_amounts_are_exact():
    """Amounts are decimal numbers however they are written."""
    for amount in (259000, Decimal("259000.00"), "259000"):
        found = decode_order(listed(amt={"ttl_amount": amount}), OURS, None)
        assert Money(Decimal(259000), "IDR") == found.total


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"order_id": 0}, "order_id is missing"),
        ({"order_id": None}, "order_id is missing"),
        ({"products": []}, "products is empty"),
        ({"products": [{"id": 1, "quantity": 0}]}, "quantity of product 1 is 0"),
        ({"products": [{"quantity": 1}]}, "products.id is missing"),
        ({"products": "many"}, "products must be a list"),
        ({"create_time": "yesterday"}, "create_time must be a time"),
        ({"create_time": None}, "create_time is missing"),
        ({"create_time": "2023-02-31T00:00:00Z"}, "create_time must be a time"),
        ({"create_time": 10**15}, "create_time must be a time"),
        ({"amt": {"ttl_amount": -1}}, "ttl_amount is -1"),
        ({"shop_id": 5}, "shop_id is 5"),
        ({"order_status": "paid"}, "order_status must be a whole number"),
        ({"invoice_ref_num": "a\0"}, "invoice_ref_num contains a NUL"),
    ],
)
def test_a_poison_order_names_its_field(changes, field):
    """An order that cannot be read says which field is wrong."""
    with pytest.raises(DataRefusedError, match=field):
        decode_order(listed(**changes), OURS, None)


@given(JSON)
def test_any_row_is_an_order_or_a_refusal(row):
    """Arbitrary JSON never raises anything but the refusal of its record."""
    with suppress(DataRefusedError):
        decode_order(row, OURS, None)
    with suppress(UnreadableAnswerError):
        assert isinstance(decode_rows({"data": row}), list)
    assert isinstance(succeeded({"data": row}), bool)


@given(st.dictionaries(st.sampled_from(sorted({**listed(), **detailed()})), JSON))
def test_any_field_is_an_order_or_a_refusal(changes):
    """An order whose fields are arbitrary JSON is an order or a refusal too."""
    with suppress(DataRefusedError):
        decode_order(listed(**changes), OURS, None)


@given(TIMES, st.timedeltas(timedelta(0), timedelta(days=20)), st.sampled_from([0, 25200]))
def test_both_readings_of_the_clock_find_every_order(start, length, shift):
    """An order paid within the window is asked for, whether the clock is UTC or Jakarta's."""
    window = Window(start, start + length)
    spans = spans_of(window)

    for moment in (window.start, window.start + length / 2, window.end):
        seen_as = moment.timestamp() + shift
        assert any(span[0] <= seen_as <= span[1] for span in spans)


@given(TIMES, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_no_span_is_as_long_as_three_days(start, length):
    """Each request asks for less than three days, and none begins after it ends."""
    spans = spans_of(Window(start, start + length))

    assert all(0 <= end - begin <= LONGEST_SPAN for begin, end in spans)


def test_a_window_of_the_declared_length_is_one_request():
    """The manifest's order_window fits into one span, the extra hours included."""
    manifest = crossdock_tokopedia.manifest()
    span = Window(WINDOW.start, WINDOW.start + timedelta(days=30))

    for window in windows(span, manifest.order_window, manifest.order_overlap):
        assert 1 == len(spans_of(window))


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_halves_cover_the_whole(start, length):
    """The halves of a span cover each of its seconds once."""
    first, second = halved((start, start + length))

    assert (start, start + length) == (first[0], second[1])
    assert first[1] + 1 == second[0]


def pull(shop):
    """Return the pages of `WINDOW`."""
    fetch = lambda cursor: crossdock_tokopedia.list_orders(shop, WINDOW, cursor)  # noqa: E731
    return [page for _, page in walk(fetch, identify=lambda order: order.order_id)]


def test_the_list_is_asked_with_the_documented_query(shop, platform):
    """All required parameters are sent, and the window reaches 7 hours further."""
    platform.replies["/v2/order/list"] = {"header": {}, "data": None}

    assert [()] == [page.items for page in pull(shop)]
    assert {
        "fs_id": "13004",
        "shop_id": "479573",
        "from_date": str(int(WINDOW.start.timestamp())),
        "to_date": str(int(WINDOW.end.timestamp()) + 25200),
        "page": "1",
        "per_page": "50",
    } == dict(platform.calls("/v2/order/list")[0].url.params)


def test_pages_until_data_is_null(shop, platform):
    """Pages are read until one has no orders; its rows are orders without a further call."""
    platform.replies["/v2/order/list"] = [
        {"data": [json_row(1), json_row(2)]},
        {"data": [json_row(3)]},
        {"data": None},
    ]

    pages = pull(shop)

    assert [["1", "2"], ["3"], []] == [[o.order_id for o in page.items] for page in pages]
    assert 3 == len(platform.calls("/v2/order/list"))


def test_a_poison_order_does_not_stop_its_page(shop, platform):
    """An order that cannot be read is kept with its error, the buyer masked."""
    platform.replies["/v2/order/list"] = [
        {"data": [json_row(1), json_row(2, products=[]), "junk"]},
        {"data": []},
    ]

    page = pull(shop)[0]

    assert ["1"] == [order.order_id for order in page.items]
    assert ["2", "row 3"] == [record.record_id for record in page.refused]
    assert "Budi" not in page.refused[0].raw
    assert "Jl. Mawar" not in page.refused[0].raw


def json_row(order_id, **changes):
    """Return a list row that can be sent as JSON."""
    return json.loads(json.dumps(listed(order_id, **changes), default=float))


def test_too_dense_a_window_is_halved(shop, platform):
    """ORD_API_009 halves the window until it can be answered, and every second is asked for."""
    placed = {pid: int(WINDOW.start.timestamp()) + pid * 1000 for pid in range(80)}

    def answer(request):
        params = {name: int(value) for name, value in request.url.params.items()}
        rows = [
            json_row(pid + 1)
            for pid, moment in placed.items()
            if params["from_date"] <= moment <= params["to_date"]
        ]
        if len(rows) > 30:
            header = {"error_code": "ORD_API_009", "reason": "please reduce time interval"}
            return Response(400, json={"header": header, "data": None})
        return {"data": rows if params["page"] == 1 else None}

    platform.replies["/v2/order/list"] = answer

    found = [order.order_id for page in pull(shop) for order in page.items]

    assert sorted(str(pid + 1) for pid in placed) == sorted(found)


def test_a_minute_full_of_orders_is_halved_too(shop, platform):
    """Orders that come by the second are read by the second."""
    placed = {pid: int(WINDOW.start.timestamp()) + pid for pid in range(1, 40)}

    def answer(request):
        params = {name: int(value) for name, value in request.url.params.items()}
        rows = [
            json_row(pid)
            for pid, moment in placed.items()
            if params["from_date"] <= moment <= params["to_date"]
        ]
        if len(rows) > 1:
            return Response(400, json={"header": {"error_code": "ORD_API_009"}, "data": None})
        return {"data": rows if params["page"] == 1 else None}

    platform.replies["/v2/order/list"] = answer

    found = [order.order_id for page in pull(shop) for order in page.items]

    assert sorted(map(str, placed)) == sorted(found)


def test_a_second_that_is_still_too_dense_raises(shop, platform):
    """A span that cannot be halved any further is refused, and the second is named."""
    header = {"error_code": "ORD_API_009", "reason": "please reduce time interval"}
    platform.replies["/v2/order/list"] = Response(400, json={"header": header, "data": None})

    with pytest.raises(RequestRefusedError, match="2023-06-01 00:00:00 UTC") as caught:
        pull(shop)

    assert "--since" in caught.value.next_step


@pytest.mark.parametrize("data", ["Internal error", 5, True])
def test_an_answer_without_a_list_is_not_the_end(shop, platform, data):
    """Text or a number where the orders belong is trouble, and not an empty page."""
    platform.replies["/v2/order/list"] = {"header": {}, "data": data}

    with pytest.raises(UnreadableAnswerError):
        pull(shop)


def test_a_failure_without_a_code_is_not_the_end(shop, platform):
    """A 200 that tells of a failure in words only does not end the list of orders."""
    header = {"messages": "Our server encounters an error, please try again later"}
    platform.replies["/v2/order/list"] = {"header": header, "data": None}

    with pytest.raises(RemoteTroubleError):
        pull(shop)


@given(st.lists(st.tuples(st.integers(), st.integers()), min_size=1), st.integers(1, 10**6))
def test_cursors_come_back(spans, page):
    """A cursor read is the place it was written from."""
    place = Place(tuple(spans), page)

    assert place == decode_cursor(encode_cursor(place))


@pytest.mark.parametrize("cursor", ["", "[]", "{}", '{"spans":[],"page":1}', '{"spans":1}'])
def test_a_strange_cursor_is_refused(shop, cursor):
    """A cursor that is not ours is refused before anything is asked."""
    with pytest.raises(InputRefusedError):
        crossdock_tokopedia.list_orders(shop, WINDOW, cursor)


def test_an_order_is_read_by_id(shop, platform):
    """The detail is asked for by order_id."""
    platform.replies["/fs/13004/order"] = {"data": detailed()}

    order = crossdock_tokopedia.get_order(shop, "43481289")

    assert "43481289" == order.order_id
    assert {"order_id": "43481289"} == dict(platform.asked[-1].url.params)


def test_an_order_is_read_by_invoice(shop, platform):
    """An invoice number is asked for by invoice_num, and nothing else with it."""
    platform.replies["/fs/13004/order"] = {"data": detailed()}

    crossdock_tokopedia.get_order(shop, "INV/20230601/MPL/1")

    assert {"invoice_num": "INV/20230601/MPL/1"} == dict(platform.asked[-1].url.params)


@pytest.mark.parametrize(
    "answer",
    [
        {"data": None},
        {"data": []},
        Response(404, json={"header": {"error_code": "ORD_API_008"}, "data": None}),
        Response(500, json={"header": {"error_code": "ORD_API_008"}, "data": None}),
        Response(200, json={"header": {"error_code": "ORD_API_008"}, "data": None}),
    ],
)
def test_an_order_that_is_not_there(shop, platform, answer):
    """An unknown order is refused with its id, however that is answered."""
    platform.replies["/fs/13004/order"] = answer

    with pytest.raises(RequestRefusedError, match="no order 5"):
        crossdock_tokopedia.get_order(shop, "5")


def test_an_order_of_another_shop_is_refused(shop, platform):
    """An app's other shops' orders are not taken for this shop's."""
    platform.replies["/fs/13004/order"] = {"data": detailed(shop_info={"shop_id": 5})}

    with pytest.raises(DataRefusedError, match="shop 479573"):
        crossdock_tokopedia.get_order(shop, "43481289")


def test_the_wrong_order_is_not_taken(shop, platform):
    """An answer with another order than the one asked for is no answer."""
    platform.replies["/fs/13004/order"] = {"data": detailed(7)}

    with pytest.raises(UnreadableAnswerError):
        crossdock_tokopedia.get_order(shop, "43481289")


@pytest.mark.parametrize("order_id", ["", "abc", "1/../2", "-1", "0", "1" * 30, "\u0661"])
def test_what_is_no_order_id_is_refused(shop, platform, order_id):
    """An id that cannot be one is refused before it gets into a URL."""
    for hook in (crossdock_tokopedia.get_order, crossdock_tokopedia.accept_order):
        with pytest.raises(InputRefusedError):
            hook(shop, order_id)
    assert [] == platform.asked


ACK = "/v1/order/43481289/fs/13004/ack"


@pytest.mark.parametrize("data", ["success", "Success", {"success": True}, True])
def test_accepting(shop, platform, data):
    """An order is accepted by a POST without a body, and read afterwards."""
    platform.replies[ACK] = {"header": {}, "data": data}
    platform.replies["/fs/13004/order"] = {"data": detailed(status=400)}

    order = crossdock_tokopedia.accept_order(shop, "43481289")

    call = platform.calls(ACK)[0]
    assert OrderStatus.READY_TO_SHIP is order.status
    assert ("POST", b"", ACK) == (call.method, call.content, call.url.path)


NOT_ELIGIBLE = Response(400, json={"header": {"error_code": "ORD_USC_001"}, "data": None})


@pytest.mark.parametrize("status", [400, 450, 500, 600, 700])
def test_an_accepted_order_counts_as_accepted(shop, platform, status):
    """An order that was accepted before is returned as it is."""
    platform.replies[ACK] = NOT_ELIGIBLE
    platform.replies["/fs/13004/order"] = {"data": detailed(status=status)}

    assert str(status) == crossdock_tokopedia.accept_order(shop, "43481289").raw_status


@pytest.mark.parametrize("code", [400, 1, "ORD_USC_777", ""])
def test_an_accepted_order_counts_whatever_the_refusal_is_called(shop, platform, code):
    """A refusal under a code nobody documented is settled by the order itself."""
    platform.replies[ACK] = Response(400, json={"header": {"error_code": code}, "data": None})
    platform.replies["/fs/13004/order"] = {"data": detailed(status=400)}

    assert "400" == crossdock_tokopedia.accept_order(shop, "43481289").raw_status


def test_a_refusal_stands_when_the_order_cannot_be_read(shop, platform):
    """When looking fails too, the refusal is what is told."""
    platform.replies[ACK] = NOT_ELIGIBLE
    platform.replies["/fs/13004/order"] = Response(503, text="<html>")

    with pytest.raises(RequestRefusedError, match="ORD_USC_001"):
        crossdock_tokopedia.accept_order(shop, "43481289")


@pytest.mark.parametrize("status", [0, 10, 100, 220])
def test_an_order_that_cannot_be_accepted(shop, platform, status):
    """An order that is cancelled or unpaid is refused with the platform's code."""
    platform.replies[ACK] = NOT_ELIGIBLE
    platform.replies["/fs/13004/order"] = {"data": detailed(status=status)}

    with pytest.raises(RequestRefusedError) as caught:
        crossdock_tokopedia.accept_order(shop, "43481289")

    assert "ORD_USC_001" == caught.value.remote_code


LOST = [
    Response(502, text="<html>"),
    Response(200, text="<html>"),
    Response(500, json={"header": {"error_code": "ORD_USC_007"}, "data": None}),
    Response(200, json={"header": {}, "data": None}),
]


@pytest.mark.parametrize("answer", LOST)
def test_a_lost_acceptance_is_looked_up(shop, platform, answer):
    """When the answer is lost, the order itself tells that it was accepted; once only."""
    platform.replies[ACK] = answer
    platform.replies["/fs/13004/order"] = {"data": detailed(status=400)}

    assert "400" == crossdock_tokopedia.accept_order(shop, "43481289").raw_status
    assert 1 == len(platform.calls(ACK))


@pytest.mark.parametrize("answer", LOST)
def test_a_lost_acceptance_that_does_not_show_is_a_doubt(shop, platform, answer):
    """When the order still waits, nobody can tell, and nothing is repeated."""
    platform.replies[ACK] = answer
    platform.replies["/fs/13004/order"] = {"data": detailed(status=220)}

    with pytest.raises(OutcomeUnknownError):
        crossdock_tokopedia.accept_order(shop, "43481289")

    assert 1 == len(platform.calls(ACK))


def test_a_lost_acceptance_of_a_cancelled_order_is_refused(shop, platform):
    """When the order turns out to be cancelled, there is no doubt left."""
    platform.replies[ACK] = Response(502)
    platform.replies["/fs/13004/order"] = {"data": detailed(status=15)}

    with pytest.raises(RequestRefusedError, match="cancelled"):
        crossdock_tokopedia.accept_order(shop, "43481289")
