"""Inbounds at the played service: in parts, short, over, damaged, cancelled, and refused."""

from __future__ import annotations

import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.fulfilment.inbound_news import Heard, refresh, refresh_inbounds, silent
from crossdock.flows.fulfilment.inbounds import cancel, draft, submit
from crossdock.flows.stock_files import Entry, Mode, Outcome, Terms, import_stock
from crossdock.fulfilment.inbound_order import InboundState

_S = InboundState


def heard(house, doc):
    """Ask the service about an inbound; return what came of it."""
    (one,) = refresh(
        house.workspace, house.live, house.turning, [house.store.inbounds.get(doc.key)]
    )
    return one


def received(house, doc, **more):
    """Let the service receive an inbound, and hear of it; return it."""
    house.control(f"orders/{doc.remote_id}/receive", more)
    return heard(house, doc).inbound


def test_an_inbound_is_expected_announced_and_received(house):
    """Its units are expected until they are on hand, and then no more."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    before = house.at("KAOS")

    after = received(house, doc, scenario="full")

    assert (_S.ACCEPTED, 10, 0) == (doc.state, before.expected, before.on_hand)
    assert (_S.DONE, 0, 10) == (
        after.state,
        house.at("KAOS").expected,
        house.at("KAOS").on_hand,
    )


def test_goods_are_made_known_first(house):
    """An inbound of goods that the service does not know makes them known, and follows."""
    house.master("KAOS", "TOPI")

    doc = house.announced(KAOS=3, TOPI=4)

    assert _S.ACCEPTED is doc.state
    assert ["active"] * 2 == [one.state.value for one in house.store.known_goods.each()]


def test_an_inbound_waits_for_goods_that_cannot_be_sent(house):
    """It is expected, and sent once its goods are known."""
    house.master("KAOS")
    house.fault("goods.transportGoodsInfo", "api-error(code=10017,level=business)@1")
    doc = house.announced(KAOS=3)

    submit(house.workspace, house.turning, doc.key)
    house.work()

    assert (_S.READY, 3) == (doc.state, house.at("KAOS").expected)
    assert _S.ACCEPTED is house.store.inbounds.get(doc.key).state
    assert 1 == len(house.theirs())


def test_partial_inbound(house):
    """What a service only begins to receive is no stock; its numbers count at the end."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    lines = [{"sku": "KAOS", "good": 4}]

    begun = received(house, doc, lines=lines, final=False)
    part = house.at("KAOS").on_hand
    done = received(house, doc, lines=[{"sku": "KAOS", "good": 3}], final=True)

    assert (_S.ACCEPTED, 0) == (begun.state, part)
    assert (_S.CLOSED_SHORT, 7, 0) == (
        done.state,
        house.at("KAOS").on_hand,
        house.at("KAOS").expected,
    )


@pytest.mark.parametrize(
    ("scenario", "state", "on_hand"),
    [
        ("short", _S.CLOSED_SHORT, 8),
        ("over", _S.REVIEW, 11),
        ("damaged", _S.CLOSED_SHORT, 9),
    ],
)
def test_other_than_announced(house, scenario, state, on_hand):
    """What came is booked, nothing stays expected, and the service's reasons are kept."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)

    after = received(house, doc, scenario=scenario)

    assert (state, on_hand, 0) == (
        after.state,
        house.at("KAOS").on_hand,
        house.at("KAOS").expected,
    )
    assert house.store.inbound_news.of(doc.key).remote.lines[0].discrepancies


def test_hearing_twice_books_once(house):
    """A second reading of a receipt changes nothing."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    received(house, doc, scenario="full")

    again = heard(house, doc)

    assert (Heard.SAME, 10) == (again.heard, house.at("KAOS").on_hand)


def test_goods_are_received_when_the_service_says(house):
    """News read late carry the service's own time, so that a count in between has seen them."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    house.control(f"orders/{doc.remote_id}/receive", {"scenario": "full"})
    then = house.time
    house.pass_time(hours=2)

    heard(house, doc)

    (event,) = [one for one in house.store.ledger.events("KAOS") if one.on_hand]
    assert abs((event.effective_at - then).total_seconds()) < 2


def test_cancelled_in_time(house):
    """Nothing is expected any more, here or there."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)

    cancel(house.workspace, house.turning, doc.key)
    house.work()

    assert _S.CANCELLED is house.store.inbounds.get(doc.key).state
    assert (0, [91]) == (house.at("KAOS").expected, [one["status"] for one in house.theirs()])


def test_cancelled_too_late(house):
    """The service has received it: the cancellation is lost, and the goods are booked."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    house.control(f"orders/{doc.remote_id}/receive", {"scenario": "full"})

    cancel(house.workspace, house.turning, doc.key)
    house.work()

    assert (_S.DONE, 10) == (
        house.store.inbounds.get(doc.key).state,
        house.at("KAOS").on_hand,
    )


def test_a_cancellation_that_is_decided_later(house):
    """It is asked for until the service says how it ended."""
    house.control("switches", {"po_cancel": "pending"})
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    cancel(house.workspace, house.turning, doc.key)
    house.work()
    waiting = house.store.inbounds.get(doc.key).state
    house.pass_time(minutes=30)

    assert _S.CANCEL_REQ is waiting
    assert _S.CANCELLED is heard(house, doc).inbound.state


def test_what_was_never_sent_is_cancelled_here(house):
    """A draft needs nobody's consent."""
    house.master("KAOS")
    (doc,) = draft(house.workspace, house.turning, house.warehouse, {"KAOS": 1})

    assert _S.CANCELLED is cancel(house.workspace, house.turning, doc.key).state


def test_what_was_received_is_not_cancelled(house):
    """It is refused here, before anybody is asked."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    received(house, doc, scenario="full")

    with pytest.raises(InputRefusedError, match="cannot be cancelled any more"):
        cancel(house.workspace, house.turning, doc.key)


def test_a_refused_inbound_goes_out_under_another_number(house):
    """A service keeps numbers for good, also those that it refused."""
    house.known("KAOS")
    house.fault("po.addPoOrder", "api-error(code=10017,level=business)@1")
    refused = house.announced(KAOS=10)
    unexpected = house.at("KAOS").expected

    submit(house.workspace, house.turning, refused.key)
    house.work()

    after = house.store.inbounds.get(refused.key)
    assert (_S.REJECTED, 0, _S.ACCEPTED) == (refused.state, unexpected, after.state)
    assert f"{refused.key}-1" == after.reference
    assert 10 == house.at("KAOS").expected


def test_an_inbound_is_sent_once(house):
    """Sending again what was sent is refused."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)

    with pytest.raises(InputRefusedError, match="not sent again"):
        submit(house.workspace, house.turning, doc.key)


def test_more_lines_than_the_service_takes_are_several_inbounds(house):
    """All of them add up to what was asked for, and no number is used twice."""
    skus = [f"S{number}" for number in range(101)]
    house.master(*skus)

    made = draft(house.workspace, house.turning, house.warehouse, dict.fromkeys(skus, 2))

    assert [100, 1] == [len(doc.lines) for doc in made]
    assert 2 == len({doc.key for doc in made})


def test_silence_is_noticed(house):
    """An inbound is stale once nothing was heard of it for a day, until it is heard of again."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    fresh = silent(house.workspace, house.turning)
    house.control("switches", {"receiving": "held"})
    house.pass_time(hours=25)
    stale = silent(house.workspace, house.turning)

    heard(house, doc)

    assert ([], [doc.key], []) == (
        fresh,
        [one.key for one in stale],
        silent(house.workspace, house.turning),
    )


def test_a_warehouse_with_locations_wants_each_product_at_one(house):
    """Where there are none, nothing is asked; where there are, the way is told."""
    house.master("KAOS")
    draft(house.workspace, house.turning, house.warehouse, {"KAOS": 1})
    house.store.locations.add(house.warehouse, ["V-1"])

    with pytest.raises(InputRefusedError, match="bound to none") as refusal:
        draft(house.workspace, house.turning, house.warehouse, {"KAOS": 1})

    assert "LOCATION=KAOS" in refusal.value.next_step
    house.store.locations.bind(house.warehouse, [("V-1", "KAOS")])
    assert draft(house.workspace, house.turning, house.warehouse, {"KAOS": 1})


@pytest.mark.parametrize(
    ("warehouse", "lines", "error"),
    [
        ("main", {"KAOS": 1}, InputRefusedError),
        ("nowhere", {"KAOS": 1}, NotFoundError),
        ("", {}, InputRefusedError),
        ("", {"KAOS": 0}, InputRefusedError),
        ("", {"KAOS": 2**31}, InputRefusedError),
        ("", {"UNKNOWN": 1}, NotFoundError),
    ],
)
def test_whatever_cannot_be_announced(house, warehouse, lines, error):
    """It is refused with a sentence, and no inbound is made."""
    house.master("KAOS")

    with pytest.raises(error):
        draft(house.workspace, house.turning, warehouse or house.warehouse, lines)

    assert [] == list(house.store.inbounds.each())


class TestStockFile:
    """What a stock file says of a service's warehouse."""

    def test_an_increase_is_drafted_once(self, house):
        """It is announced, never set, and the same file again announces nothing more."""
        house.known("KAOS")
        received(house, house.announced(KAOS=4), scenario="full")
        fates = imported(house, KAOS=10)
        (doc,) = drafted(house, fates)

        again = imported(house, KAOS=10)

        assert {"KAOS": 6} == {line.sku: line.quantity for line in doc.lines}
        assert (Outcome.ANNOUNCED, Outcome.UNCHANGED) == (fates[0].outcome, again[0].outcome)
        assert 4 == house.at("KAOS").on_hand

    def test_what_is_on_its_way_counts(self, house):
        """Units announced already are not announced again; those that lack still are."""
        house.known("KAOS")
        house.announced(KAOS=6)

        fates = [imported(house, KAOS=units)[0] for units in (6, 9)]

        assert [0, 3] == [fate.announced for fate in fates]

    def test_a_decrease_is_refused(self, house):
        """Units leave a service by orders, not by a file."""
        house.known("KAOS")
        received(house, house.announced(KAOS=4), scenario="full")

        (fate,) = imported(house, KAOS=3)

        assert (Outcome.REFUSED, 4) == (fate.outcome, house.at("KAOS").on_hand)


def imported(house, **rows):
    """Import a stock file about the service's warehouse; return the fate of each row."""
    terms = Terms(house.workspace.clock(), "run-1", warehouse=house.warehouse)
    said = [
        Entry(number, sku, house.warehouse, Mode.ABSOLUTE, units)
        for number, (sku, units) in enumerate(rows.items(), start=2)
    ]
    return import_stock(house.store, said, terms)


def drafted(house, fates):
    """Draft what a file announces."""
    lines = {fate.sku: fate.announced for fate in fates if fate.announced}
    return draft(house.workspace, house.turning, house.warehouse, lines)


def test_all_that_is_open_is_asked_about_at_once(house):
    """One call tells of several inbounds; drafts and those that ended are left alone."""
    house.known("KAOS")
    docs = [house.announced(KAOS=units) for units in (1, 2, 3)]
    received(house, docs[0], scenario="full")
    draft(house.workspace, house.turning, house.warehouse, {"KAOS": 9})
    house.control(f"orders/{docs[1].remote_id}/receive", {"scenario": "full"})
    before = len(house.store.calls("gudang", 1_000))

    counts = refresh_inbounds(house.workspace, house.live, house.turning)

    assert {"read": 2, "moved": 1, "same": 1} == counts
    assert before + 1 == len(house.store.calls("gudang", 1_000))
