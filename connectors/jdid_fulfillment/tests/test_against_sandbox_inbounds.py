"""Inbounds over real HTTP, the connector against its sandbox: announced, received, cancelled."""

from __future__ import annotations

import attrs
import pytest

from crossdock import CancelOutcome, DocumentKey, InboundProgress
from crossdock.errors import (
    DuplicateReferenceError,
    OutcomeUnknownError,
    RequestRefusedError,
    SettingsRefusedError,
    UnsupportedError,
)
from crossdock_jdid_fulfillment import (
    cancel_inbound,
    create_inbound,
    find_inbound,
    list_stock,
    refresh_inbound,
)

_P = InboundProgress
ADD = "po.addPoOrder"
NOBODYS = "EPL99990000000000001"

DIALECTS = [
    {},
    {"wrapper": "response", "status_type": "number", "code_type": "number"},
    {"rows": "arrays"},
    {"receiving_status": "45"},
    {"receipt_stock": "as_received"},
    {"error_shape": "inside", "empty": "null"},
]


def key(made):
    """Return the names of an inbound."""
    return DocumentKey(made.reference, made.remote_id)


def refreshed(house, made):
    """Return *made* as it is now."""
    [one] = refresh_inbound(house.shop, (key(made),))
    return one


def level(house, number):
    """Return the stock of the goods of JD's *number*."""
    return {one.remote_id: one for one in list_stock(house.shop, None).items}[number]


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
def test_a_life_in_every_dialect(open_house, dialect):
    """Announced, accepted, counted in part, completed: only then are its numbers final."""
    house = open_house(**dialect)
    asked = house.inbound()
    [line] = asked.lines
    made = create_inbound(house.shop, asked)
    house.event(made.remote_id, "accept")
    part = {"lines": [{"sku": line.sku, "good": 4}]}
    house.event(made.remote_id, "receive", **part)

    counted = refreshed(house, made)
    house.event(made.remote_id, "receive", scenario="full")
    done = refreshed(house, made)

    assert (asked.reference, _P.ACCEPTED) == (made.reference, made.progress)
    receiving = _P.RECEIVING if "receiving_status" in dialect else _P.ACCEPTED
    assert (receiving, [(10, 4, False)]) == (
        counted.progress,
        [(row.expected, row.good, row.final) for row in counted.lines],
    )
    assert (_P.DONE, [(line.sku, 10, 10, 0, True)]) == (
        done.progress,
        [(row.sku, row.expected, row.good, row.bad, row.final) for row in done.lines],
    )
    assert 60 == level(house, line.remote_id).usable


@pytest.mark.parametrize(
    ("scenario", "good", "discrepancies"),
    [
        ("full", 10, {}),
        ("short", 8, {"shortQty": 2}),
        ("over", 11, {"excessQty": 1}),
        ("damaged", 9, {"damagedQty": 1}),
    ],
)
def test_not_as_announced(house, scenario, good, discrepancies):
    """What came is told, short or over as it may be, with JD's counter of what was wrong."""
    made = create_inbound(house.shop, house.inbound())
    house.event(made.remote_id, "receive", scenario=scenario)

    [line] = refreshed(house, made).lines

    assert (10, good, 0, discrepancies) == (
        line.expected,
        line.good,
        line.bad,
        dict(line.discrepancies),
    )


@pytest.mark.parametrize("rows", ["flat", "arrays"])
def test_damaged_goods_in_a_row_of_their_own(open_house, rows):
    """Where JD tells damaged units as a second row of the line, they are its bad ones."""
    house = open_house(damaged_receipts="row", receiving="damaged", rows=rows)
    asked = house.inbound()
    made = create_inbound(house.shop, asked)
    house.advance(500)

    [line] = refreshed(house, made).lines

    assert (10, 9, 1, True) == (line.expected, line.good, line.bad, line.final)
    stock = level(house, asked.lines[0].remote_id)
    assert (59, 1) == (stock.on_hand, stock.damaged)


def test_every_inbound_of_the_past_reads(house):
    """Every state that there is reads as one of ours, with the lines it has."""
    rows = house.control("state")["inbounds"]
    asked = tuple(DocumentKey(row["own_number"], row["order_id"]) for row in rows)

    found = {one.remote_id: one for one in refresh_inbound(house.shop, asked)}

    assert [row["order_id"] for row in rows] == list(found)
    assert _P.UNKNOWN not in {one.progress for one in found.values()}
    assert [[line["announced"] for line in row["lines"]] for row in rows] == [
        [line.expected for line in one.lines] for one in found.values()
    ]


@pytest.mark.parametrize("empty", ["error", "array", "null"])
def test_many_at_once_with_one_that_nobody_has(open_house, empty):
    """One that JD does not know is left out; where nothing is left, the answer is empty."""
    house = open_house(empty=empty)
    made = [create_inbound(house.shop, house.inbound()) for _ in range(2)]
    nobodys = DocumentKey("IN-X", NOBODYS)

    found = refresh_inbound(house.shop, (key(made[0]), nobodys, key(made[1])))

    assert [one.remote_id for one in made] == [one.remote_id for one in found]
    assert () == refresh_inbound(house.shop, (nobodys,))


def test_a_hundred_at_once(house):
    """As many as the manifest says are asked for in one call."""
    keys = tuple(DocumentKey(f"IN-{n}", f"EPL{n:017d}") for n in range(99))
    made = create_inbound(house.shop, house.inbound())
    before = house.calls("po.queryPoOrder")

    [found] = refresh_inbound(house.shop, (*keys, key(made)))

    assert (made.remote_id, before + 1) == (found.remote_id, house.calls("po.queryPoOrder"))


# The same number twice


def test_the_same_number_is_refused_as_known(house):
    """JD does not tell which of its numbers ours belongs to: a doubt, and one inbound."""
    asked = house.inbound()
    create_inbound(house.shop, asked)

    with pytest.raises(OutcomeUnknownError, match="does not tell under which"):
        create_inbound(house.shop, asked)

    assert 1 == len(house.documents(asked.reference))


def test_the_same_number_is_answered_with_the_earlier_one(open_house):
    """Where JD answers with the earlier inbound it is the same, unless it holds other goods."""
    house = open_house(duplicate="earlier")
    asked = house.inbound()

    numbers = {create_inbound(house.shop, asked).remote_id for _ in range(2)}

    assert 1 == len(numbers)
    with pytest.raises(DuplicateReferenceError, match="other goods"):
        create_inbound(house.shop, house.inbound(reference=asked.reference))
    assert 1 == len(house.documents(asked.reference))


def test_nobody_can_look_by_our_number(house):
    """JD knows inbounds by its own number only."""
    made = create_inbound(house.shop, house.inbound())

    with pytest.raises(UnsupportedError, match=made.reference):
        find_inbound(house.shop, made.reference)


# Cancelled


def test_cancelled_before_goods_come(house):
    """It is cancelled, and cancelled again if asked again."""
    made = create_inbound(house.shop, house.inbound())

    outcomes = [cancel_inbound(house.shop, key(made)).outcome for _ in range(2)]

    assert [CancelOutcome.CANCELLED] * 2 == outcomes
    assert _P.CANCELLED is refreshed(house, made).progress


def test_too_late_to_cancel(house):
    """Once goods are being received it is refused, and goes on."""
    asked = house.inbound()
    made = create_inbound(house.shop, asked)
    house.event(made.remote_id, "receive", lines=[{"sku": asked.lines[0].sku, "good": 1}])

    refusal = cancel_inbound(house.shop, key(made))

    assert (CancelOutcome.REFUSED, "2") == (refusal.outcome, refusal.remote_code)
    assert _P.ACCEPTED is refreshed(house, made).progress


@pytest.mark.parametrize(("begun", "progress"), [(False, _P.CANCELLED), (True, _P.CANCEL_FAILED)])
def test_a_cancellation_decided_later(open_house, begun, progress):
    """Under way at first; then cancelled, or failed because goods had come."""
    house = open_house(po_cancel="pending", cancel_minutes="10", receiving="held")
    asked = house.inbound()
    made = create_inbound(house.shop, asked)

    outcome = cancel_inbound(house.shop, key(made)).outcome
    under_way = refreshed(house, made).progress
    if begun:
        house.event(made.remote_id, "receive", lines=[{"sku": asked.lines[0].sku, "good": 1}])
    house.advance(11)

    assert (CancelOutcome.PENDING, _P.CANCELLING) == (outcome, under_way)
    assert progress is refreshed(house, made).progress


def test_a_cancellation_that_is_refused(open_house):
    """A refusal for no reason of ours is one."""
    house = open_house(po_cancel="refused")
    made = create_inbound(house.shop, house.inbound())

    assert CancelOutcome.REFUSED is cancel_inbound(house.shop, key(made)).outcome


def test_cancelling_what_nobody_has(house):
    """A number that JD does not know is refused, in its words."""
    refusal = cancel_inbound(house.shop, DocumentKey("IN-X", NOBODYS))

    assert CancelOutcome.REFUSED is refusal.outcome
    assert NOBODYS in refusal.reason


# Refused


def test_a_warehouse_that_is_closed(house):
    """Nothing is announced to a warehouse that is disabled."""
    shop = house.open(warehouse="110008422")

    with pytest.raises(RequestRefusedError, match="110008422"):
        create_inbound(shop, house.inbound())
    shop.http.close()


def test_no_supplier(house):
    """Without a supplier nothing is sent."""
    shop = house.open(supplier="")

    with pytest.raises(SettingsRefusedError, match="supplier"):
        create_inbound(shop, house.inbound())
    shop.http.close()

    assert 0 == house.calls(ADD)


def test_many_lines_stay_in_their_columns(house):
    """Of several lines each has its own quantity at JD."""
    lines = tuple(attrs.evolve(house.goods(), quantity=n) for n in (3, 1, 7))

    made = create_inbound(house.shop, house.inbound(*lines, remark="Truk 1", waybill="T-1"))

    assert [(line.sku, line.quantity) for line in lines] == [
        (row.sku, row.expected) for row in refreshed(house, made).lines
    ]
