"""Outbounds over real HTTP, the connector against its sandbox: made once, found, cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import attrs
import pytest

from crossdock import (
    Address,
    CancelOutcome,
    DocumentKey,
    DocumentLine,
    Money,
    OutboundProgress,
    Person,
)
from crossdock.errors import (
    AddressRefusedError,
    DuplicateReferenceError,
    InputRefusedError,
    OutcomeUnknownError,
    RequestRefusedError,
    StockShortError,
)
from crossdock_jdid_fulfillment import (
    cancel_outbound,
    create_outbound,
    find_outbound,
    list_stock,
    refresh_outbound,
)

_P = OutboundProgress
ADD = "order.addOrder"
#: Number of an outbound that nobody has, as long as JD's own are.
NOBODYS = "ESL99990000000000001"

#: Every way of writing answers that some source has; each is one house.
DIALECTS = [
    {},
    {"wrapper": "response"},
    {"code_type": "number", "status_type": "number"},
    {"error_shape": "inside"},
    {"error_shape": "root"},
    {"rows": "v1", "empty": "array"},
    {"rows": "columns", "empty": "null"},
    {"rows": "arrays", "status_type": "number"},
    {"history_order": "oldest", "current_behind": "on"},
    {"history_order": "newest"},
    {"gateway_user": "required"},
    {"isv_source": "own"},
    {"unknown_parameters": "ignored", "authorisation": "quick"},
    {"business_code": "10017"},
]


def key(made):
    """Return the names of an outbound."""
    return DocumentKey(made.reference, made.remote_id)


def refreshed(house, made):
    """Return *made* as it is now."""
    [one] = refresh_outbound(house.shop, (key(made),))
    return one


def usable(house, line):
    """Return what is free of the goods of *line*."""
    levels = {level.remote_id: level for level in list_stock(house.shop, None).items}
    return levels[line.remote_id].usable


# Made


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
def test_a_life_in_every_dialect(open_house, dialect):
    """However answers are written: made once, found by our number, shipped, delivered."""
    house = open_house(**dialect)
    asked = house.outbound()

    made = create_outbound(house.shop, asked)
    again = create_outbound(house.shop, asked)
    nothing = find_outbound(house.shop, "CD-NEVER")
    states = []
    for code in (10015, 10016, 10018, 10019, 10034):
        house.event(made.remote_id, "status", status=code)
        states.append(refreshed(house, made).progress)

    [found] = find_outbound(house.shop, asked.reference)
    assert made.remote_id == again.remote_id == found.remote_id
    assert (asked.reference, ()) == (made.reference, nothing)
    assert [_P.PICKING, _P.PICKED, _P.PACKED, _P.SHIPPED, _P.DELIVERED] == states
    assert [(line.sku, 2, 2) for line in asked.lines] == [
        (line.sku, line.quantity, line.shipped) for line in found.lines
    ]
    assert 1 == len(house.documents(asked.reference))


def test_what_arrives(house):
    """The warehouse has the recipient, the goods and the channel's waybill as they were given."""
    lines = (house.two(), house.goods())
    asked = house.outbound(*lines, waybill="JT-77", collect=Money(Decimal(150_000), "IDR"))

    made = create_outbound(house.shop, asked)

    [kept] = house.documents(asked.reference)
    assert (made.remote_id, "JT-77") == (kept["order_id"], kept["third_waybill"])
    assert "Siti Rahma" == kept["consignee"]["name"]
    assert [(line.remote_id, line.quantity) for line in lines] == [
        (row["listing_id"], row["quantity"]) for row in kept["lines"]
    ]


def test_a_long_recipient_arrives_whole(house):
    """A name and an address beyond JD's limits are cut, and taken."""
    address = Address(
        street="Jl. Raya Kebayoran Lama No. 123 " * 5,
        district="Kebayoran Lama",
        city="Jakarta Selatan",
        province="DKI Jakarta",
        country="ID",
    )
    person = Person(name="Raden Ajeng Kartini Soerjaningrat 😀", phone="0812")
    asked = house.outbound(recipient=person, address=address)

    made = create_outbound(house.shop, asked)

    assert _P.ACCEPTED is made.progress
    [kept] = house.documents(asked.reference)
    assert "Raden Ajeng Kartini" == kept["consignee"]["name"]


def test_goods_by_our_own_code(house):
    """Goods whose number at JD is not known go by our SKU, prices with two decimals."""
    line = house.two()
    price = Money(Decimal(99_000), "IDR")
    asked = house.outbound(attrs.evolve(line, remote_id="", unit_price=price))

    made = create_outbound(house.shop, asked)

    assert [(line.sku, line.remote_id)] == [(one.sku, one.remote_id) for one in made.lines]


def test_a_foreign_recipient_is_refused_here(house):
    """An outbound to another country is refused before any call."""
    with pytest.raises(InputRefusedError, match="Indonesia only"):
        create_outbound(house.shop, house.outbound(address=Address(street="x", country="SG")))

    assert 0 == house.calls(ADD)


# The same number twice


@pytest.mark.parametrize("duplicate", ["error", "earlier"])
def test_the_same_number_twice(open_house, duplicate):
    """Whichever way JD answers a number that it knows: the same outbound, and only one."""
    house = open_house(duplicate=duplicate)
    asked = house.outbound()

    numbers = {create_outbound(house.shop, asked).remote_id for _ in range(3)}

    assert 1 == len(numbers)
    assert 1 == len(house.documents(asked.reference))


@pytest.mark.parametrize("duplicate", ["error", "earlier"])
@pytest.mark.parametrize("rows", ["flat", "arrays"])
def test_the_same_number_for_other_goods(open_house, duplicate, rows):
    """A number that holds other goods is refused as taken, and what is there stays as it is."""
    house = open_house(duplicate=duplicate, rows=rows)
    asked = house.outbound()
    create_outbound(house.shop, asked)
    before = house.documents(asked.reference)

    with pytest.raises(DuplicateReferenceError, match="other goods"):
        create_outbound(house.shop, attrs.evolve(asked, lines=(house.goods(),)))

    assert before == house.documents(asked.reference)


@pytest.mark.parametrize("duplicate", ["error", "earlier"])
def test_the_number_of_a_cancelled_outbound(open_house, duplicate):
    """A number is used up by what was cancelled, which is what comes back."""
    house = open_house(duplicate=duplicate)
    asked = house.outbound()
    cancel_outbound(house.shop, key(create_outbound(house.shop, asked)))

    again = create_outbound(house.shop, asked)

    assert _P.CANCELLED is again.progress


def test_a_taken_number_that_does_not_show_yet(open_house):
    """Refused as known while reads lag behind: a doubt, which a later look ends."""
    house = open_house(read_lag="60")
    asked = house.outbound()
    create_outbound(house.shop, asked)

    with pytest.raises(OutcomeUnknownError, match="cannot show"):
        create_outbound(house.shop, asked)
    assert () == find_outbound(house.shop, asked.reference)
    house.advance(2)

    assert 1 == len(find_outbound(house.shop, asked.reference))


# Refused


def test_short_of_stock(open_house):
    """A warehouse that refuses what it does not have makes us look, and say so."""
    house = open_house(short_stock="refused")
    line = house.goods(stock=1)

    with pytest.raises(StockShortError, match=f"{line.sku} it has 1 units free"):
        create_outbound(house.shop, house.outbound(attrs.evolve(line, quantity=2)))

    assert 1 == house.calls(ADD)


def test_short_of_stock_that_waits(house):
    """A warehouse that lets an outbound wait for stock has accepted it, whatever it waits for."""
    line = attrs.evolve(house.goods(stock=1), quantity=3)
    made = create_outbound(house.shop, house.outbound(line))
    house.advance(10)

    waiting = refreshed(house, made)
    house.control("stock", {"listing_id": line.remote_id, "quantity": 9})
    house.advance(30)

    assert (_P.ACCEPTED, "100131") == (waiting.progress, waiting.raw)
    assert _P.PICKING is refreshed(house, made).progress


def test_an_address_that_jd_does_not_know(open_house):
    """A refusal that names a field of the address is one of the address."""
    house = open_house(address_library="checked")
    address = Address(street="Jl. A 1", city="X", province="Atlantis", country="ID")

    with pytest.raises(AddressRefusedError, match="Atlantis"):
        create_outbound(house.shop, house.outbound(address=address))
    create_outbound(house.shop, house.outbound())

    assert 2 == house.calls(ADD)


def test_any_other_refusal(house):
    """A refusal that is neither of these stays one, in JD's words, and is not repeated."""
    shop = house.open(shop="ESP1")

    with pytest.raises(RequestRefusedError, match="ESP1") as caught:
        create_outbound(shop, house.outbound())
    shop.http.close()

    assert RequestRefusedError is type(caught.value)
    assert ("67", 1) == (caught.value.remote_code, house.calls(ADD))


# Read


def test_many_at_once_with_one_that_nobody_has(house):
    """One that JD does not know is left out, and the others come, by either name."""
    one, other = (create_outbound(house.shop, house.outbound()) for _ in range(2))
    asked = (key(one), DocumentKey("CD-X", NOBODYS), DocumentKey(other.reference))

    found = refresh_outbound(house.shop, asked)

    assert [one.remote_id, other.remote_id] == [each.remote_id for each in found]


@pytest.mark.parametrize("empty", ["error", "array", "null"])
def test_nothing_under_our_number(open_house, empty):
    """That there is nothing is understood, however it is said."""
    house = open_house(empty=empty)

    assert () == find_outbound(house.shop, "CD-NEVER")
    assert () == refresh_outbound(house.shop, (DocumentKey("CD-NEVER", NOBODYS),))
    assert () == refresh_outbound(house.shop, (DocumentKey("CD-NEVER"),))


def test_a_state_never_goes_back(open_house):
    """With a current status that lags behind its own history, the furthest one counts."""
    house = open_house(current_behind="on", history_order="newest")
    made = create_outbound(house.shop, house.outbound())
    seen = []
    for _ in range(30):
        house.advance(90)
        seen.append(refreshed(house, made).progress)

    order = [_P.ACCEPTED, _P.PICKING, _P.PICKED, _P.PACKED, _P.SHIPPED, _P.DELIVERED]
    assert sorted(seen, key=order.index) == seen
    assert _P.DELIVERED is seen[-1]


def test_times_are_moments(house):
    """Beijing's wall clock is read as the moments that the sandbox noted."""
    made = create_outbound(house.shop, house.outbound())
    house.event(made.remote_id, "status", status=10019)

    told = {step.raw: step.at for step in refreshed(house, made).history}

    [kept] = house.documents(made.reference)
    noted = {str(row["status"]): datetime.fromisoformat(row["at"]) for row in kept["history"]}
    assert noted.keys() == told.keys()
    assert all(abs(noted[raw] - at) < timedelta(seconds=1) for raw, at in told.items())


@pytest.mark.parametrize(
    ("switches", "waybills"),
    [
        ({"parcels": "3"}, 3),
        ({"parcels": "3", "parcel_numbers": "shared"}, 1),
        ({"parcels": "2", "third_waybill": "third"}, 2),
    ],
)
def test_several_parcels(open_house, switches, waybills):
    """Each parcel's waybill comes once, without its place among the parcels."""
    house = open_house(**switches)
    made = create_outbound(house.shop, house.outbound(waybill="JT-77"))
    house.event(made.remote_id, "status", status=10019)

    told = refreshed(house, made).waybills

    [kept] = house.documents(made.reference)
    assert waybills == len(told)
    assert tuple(kept["waybills"]) == told
    assert ("JT-77" in told) == (switches.get("third_waybill") == "third")


def test_what_the_picker_did_not_find(house):
    """Units that did not leave are told once the parcel has, and not before."""
    made = create_outbound(house.shop, house.outbound())
    [line] = made.lines
    house.event(made.remote_id, "short-pick", listing_id=line.remote_id, quantity=1)

    [before] = refreshed(house, made).lines
    house.event(made.remote_id, "status", status=10019)
    [after] = refreshed(house, made).lines

    assert (2, None) == (before.quantity, before.shipped)
    assert (2, 1) == (after.quantity, after.shipped)


def test_refused_by_the_recipient_and_back_again(house):
    """A parcel that was not taken is refused, and then returned."""
    made = create_outbound(house.shop, house.outbound())
    house.event(made.remote_id, "status", status=10033)
    house.event(made.remote_id, "refuse")

    refused = refreshed(house, made).progress
    house.event(made.remote_id, "come-back")

    assert (_P.REFUSED, _P.RETURNED) == (refused, refreshed(house, made).progress)


def test_every_outbound_of_the_past_reads(house):
    """Every state that there is, of any age, is read by number without a doubt."""
    department = house.settings["department"]
    rows = [row for row in house.control("state")["orders"] if row["department"] == department]
    asked = tuple(DocumentKey(row["own_number"], row["order_id"]) for row in rows)

    found = refresh_outbound(house.shop, asked)

    assert [row["order_id"] for row in rows] == [one.remote_id for one in found]
    assert "" not in {one.raw for one in found}
    assert _P.UNKNOWN not in {one.progress for one in found}
    assert {one.reason for one in found} == {""}


# Split


def test_a_split_outbound(house):
    """Its parts are named, found by our number, and each has its goods and a life of its own."""
    asked = house.outbound(house.two(), house.goods())
    made = create_outbound(house.shop, asked)
    house.event(made.remote_id, "split")

    whole, *parts = find_outbound(house.shop, asked.reference)
    house.event(parts[0].remote_id, "status", status=10019)

    assert made.remote_id == whole.remote_id
    assert tuple(part.remote_id for part in parts) == whole.split_into
    assert [(2,), (1,)] == [tuple(line.quantity for line in part.lines) for part in parts]
    told = refresh_outbound(house.shop, tuple(key(part) for part in parts))
    assert [_P.SHIPPED, _P.ACCEPTED] == [part.progress for part in told]


@pytest.mark.parametrize("duplicate", ["error", "earlier"])
def test_an_outbound_that_is_split_at_once(open_house, duplicate):
    """One that comes back in parts is ours, the second time as well."""
    house = open_house(split_every="1", duplicate=duplicate)
    asked = house.outbound()

    made = create_outbound(house.shop, asked)
    again = create_outbound(house.shop, asked)

    assert 2 == len(made.split_into)
    assert (made.remote_id, made.split_into) == (again.remote_id, again.split_into)


def test_cancelling_a_split_outbound(house):
    """It is cancelled once all its parts are, and refused where one has gone on."""
    both = []
    for _ in range(2):
        made = create_outbound(house.shop, house.outbound())
        both.append((made, house.event(made.remote_id, "split")["children"]))
    (first, _), (second, parts) = both
    house.event(parts[0], "status", status=10016)

    outcomes = [cancel_outbound(house.shop, key(made)).outcome for made in (first, second)]

    assert [CancelOutcome.CANCELLED, CancelOutcome.REFUSED] == outcomes


# Cancelled


@pytest.mark.parametrize("code", [0, 10010, 10014, 10015])
def test_cancelled_before_it_is_picked(house, code):
    """Up to the picking wave it is cancelled, and its goods are free again; twice is once."""
    line = house.two()
    made = create_outbound(house.shop, house.outbound(line))
    if code:
        house.event(made.remote_id, "status", status=code)
    promised = usable(house, line)

    outcomes = [cancel_outbound(house.shop, key(made)).outcome for _ in range(2)]

    assert [CancelOutcome.CANCELLED] * 2 == outcomes
    assert _P.CANCELLED is refreshed(house, made).progress
    assert (48, 50) == (promised, usable(house, line))


@pytest.mark.parametrize("code", [10016, 10018, 10019, 10034])
def test_too_late_to_cancel(house, code):
    """From picking on it is refused, and goes on."""
    made = create_outbound(house.shop, house.outbound())
    house.event(made.remote_id, "status", status=code)
    before = refreshed(house, made).progress

    refusal = cancel_outbound(house.shop, key(made))

    assert (CancelOutcome.REFUSED, "2", "取消失败") == (
        refusal.outcome,
        refusal.remote_code,
        refusal.reason,
    )
    assert before is refreshed(house, made).progress


@pytest.mark.parametrize(("code", "progress"), [(10014, _P.CANCELLED), (10016, _P.PICKED)])
def test_a_cancellation_decided_later(open_house, code, progress):
    """Under way at first, again if asked again; then it has won or lost against the pickers."""
    house = open_house(cancel="pending", cancel_minutes="10")
    made = create_outbound(house.shop, house.outbound())
    house.event(made.remote_id, "hold")
    asked = [cancel_outbound(house.shop, key(made)) for _ in range(2)]
    house.event(made.remote_id, "status", status=code)
    house.advance(11)

    told = refreshed(house, made)

    assert [(CancelOutcome.PENDING, "3")] * 2 == [(one.outcome, one.remote_code) for one in asked]
    assert progress is told.progress
    assert (_P.CANCEL_FAILED in {step.progress for step in told.history}) == (code == 10016)


def test_a_cancellation_that_is_refused_goes_on(open_house):
    """A refusal though nothing was picked shows as such, until the next step."""
    house = open_house(cancel="refused")
    made = create_outbound(house.shop, house.outbound())

    refusal = cancel_outbound(house.shop, key(made))
    failed = refreshed(house, made).progress
    house.advance(61)

    assert (CancelOutcome.REFUSED, _P.CANCEL_FAILED) == (refusal.outcome, failed)
    assert _P.PICKED is refreshed(house, made).progress


def test_cancelled_and_not_shown_yet(open_house):
    """While reads lag behind, a cancellation that JD confirmed is still pending for us."""
    house = open_house(read_lag="60")
    made = create_outbound(house.shop, house.outbound())
    house.advance(2)

    asked = cancel_outbound(house.shop, key(made))
    house.advance(2)

    assert (CancelOutcome.PENDING, "1") == (asked.outcome, asked.remote_code)
    assert CancelOutcome.CANCELLED is cancel_outbound(house.shop, key(made)).outcome


@pytest.mark.parametrize("again", ["success", "error"])
def test_a_second_cancellation(open_house, again):
    """What was cancelled is cancelled, whether JD calls the second request one or refuses it."""
    house = open_house(cancel_again=again)
    made = create_outbound(house.shop, house.outbound())

    outcomes = [cancel_outbound(house.shop, key(made)).outcome for _ in range(2)]

    assert [CancelOutcome.CANCELLED] * 2 == outcomes


def test_cancelled_by_our_number(house):
    """Where JD's number is not known it is looked up; where there is none, that is an error."""
    made = create_outbound(house.shop, house.outbound())

    done = cancel_outbound(house.shop, DocumentKey(made.reference))

    assert CancelOutcome.CANCELLED is done.outcome
    with pytest.raises(RequestRefusedError, match="no outbound under CD-NEVER"):
        cancel_outbound(house.shop, DocumentKey("CD-NEVER"))


def test_cancelled_by_the_warehouse(house):
    """One that the warehouse itself takes back shows as cancelled, even after picking."""
    made = create_outbound(house.shop, house.outbound())
    house.event(made.remote_id, "status", status=10018)
    house.event(made.remote_id, "cancel")

    assert _P.CANCELLED is refreshed(house, made).progress


def test_goods_that_nobody_knows(house):
    """An outbound whose goods JD does not know is refused with their code."""
    with pytest.raises(RequestRefusedError, match="TIDAK-ADA"):
        create_outbound(house.shop, house.outbound(DocumentLine("TIDAK-ADA", 1)))
