"""Settling what a channel says of an order line, in examples; the laws are in tests/testing."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from crossdock.inventory import (
    LineRef,
    LineState,
    Reading,
    StockEvent,
    claims,
    fold,
    settle,
    stands,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
POOL = frozenset({"north", "south"})
LINE = LineRef("shop", "7", "1")
OPEN = Reading(LINE, {"mug": 2}, POOL, LineState.OPEN, NOON)
CANCELLED = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=1), state=LineState.CANCELLED)


def keys(*readings: Reading, known: tuple[StockEvent, ...] = ()) -> list[str]:
    """Return the keys of what settling *readings* one after another records."""
    events = list(known)
    for reading in readings:
        events += settle(events, reading).events
    return [event.key for event in events[len(known) :]]


def test_plain_lines() -> None:
    """A line is reserved and released under the keys of its documents alone."""
    assert ["res:shop:7:1:0", "rel:shop:7:1:0"] == keys(OPEN, OPEN, CANCELLED, CANCELLED)


def test_kits() -> None:
    """A kit's components have keys of their own."""
    kit = attrs.evolve(OPEN, units={"mug": 2, "tray": 1})

    assert ["res:shop:7:1:0:mug", "res:shop:7:1:0:tray"] == keys(kit)


def test_edits() -> None:
    """An edit releases the old claim and makes a new one; the same again records the revision."""
    more = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=1), units={"mug": 3})
    same = attrs.evolve(more, line=attrs.evolve(LINE, revision=2))

    assert ["res:shop:7:1:0", "rel:shop:7:1:0", "res:shop:7:1:1", "res:shop:7:1:2"] == keys(
        OPEN, more, same, more
    )


def test_routing_survives_a_revision() -> None:
    """A new revision that asks for the same leaves the line at the warehouse it was given to."""
    routed = claims.route(LINE, "mug", 2, POOL, "north", NOON, part="north")
    known = (*settle([], OPEN).events, routed)
    newer = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=1))

    events = (*known, *settle(known, newer).events)

    assert 2 == fold(events).at("mug", "north").reserved


def test_split_lines() -> None:
    """A line split over warehouses is released at each of them."""
    known = (
        *settle([], OPEN).events,
        claims.route(LINE, "mug", 1, POOL, "north", NOON, part="north"),
        claims.route(LINE, "mug", 1, POOL, "south", NOON, part="south"),
    )

    assert ["rel:shop:7:1:0:north", "rel:shop:7:1:0:south"] == keys(CANCELLED, known=known)


def test_cancelled_after_half_has_left() -> None:
    """What has left is awaited, and the rest is released."""
    known = (
        *settle([], OPEN).events,
        claims.route(LINE, "mug", 2, POOL, "north", NOON, part="north"),
        claims.ship("O", "1", LINE, "mug", 1, "north", NOON),
    )

    assert ["cas:shop:7:1:1", "rel:shop:7:1:0"] == keys(CANCELLED, CANCELLED, known=known)


def test_edited_after_half_has_left() -> None:
    """An edit of an order that is partly gone is for a person."""
    known = (
        *settle([], OPEN).events,
        claims.route(LINE, "mug", 2, POOL, "north", NOON, part="north"),
        claims.ship("O", "1", LINE, "mug", 1, "north", NOON),
    )
    more = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=1), units={"mug": 5})

    settled = settle(known, more)

    assert () == settled.events
    assert "Line 1 of order 7 on shop was changed after goods of it had left." == settled.review


def test_shipped_before_it_was_read() -> None:
    """An order read only once it has left claims where it left from, and so nothing."""
    gone = claims.ship("O", "1", LINE, "mug", 2, "north", NOON)

    events = [gone, *settle([gone], OPEN).events]

    assert 0 == fold(events).at("mug", "north").reserved
    assert {} == fold(events).demand


def test_revived_orders() -> None:
    """An order that is open again after its cancellation is for a person."""
    known = [*settle([], CANCELLED).events]
    revived = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=2))

    assert () == settle(known, revived).events
    assert (
        "Line 1 of order 7 on shop is open after it was cancelled."
        == settle(known, revived).review
    )
    assert "" == settle(known, OPEN).review


def test_single_units_are_held() -> None:
    """One unit is as much a claim as two, and an edit releases it."""
    one = attrs.evolve(OPEN, units={"mug": 1})
    two = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=1))

    assert ["res:shop:7:1:0", "rel:shop:7:1:0", "res:shop:7:1:1"] == keys(one, two)


def test_cancelling_what_nobody_knows() -> None:
    """A cancellation leaves a trace for the order to find, if it is known of what goods.

    What has left already needs none: its return is awaited.
    """
    gone = claims.ship("O", "1", LINE, "mug", 2, "north", NOON)

    assert ["rel:shop:7:1:1"] == keys(CANCELLED)
    assert [] == keys(attrs.evolve(CANCELLED, units={}))
    assert ["cas:shop:7:1:1"] == keys(CANCELLED, known=(gone,))


def test_the_revision_of_the_cancellation() -> None:
    """A page of the very revision that was cancelled is old news and needs nobody."""
    known = [*settle([], CANCELLED).events]
    same = attrs.evolve(OPEN, line=CANCELLED.line)

    assert "" == settle(known, same).review


def test_no_warehouse() -> None:
    """A line that no warehouse may serve is for a person."""
    assert (
        "Line 1 of order 7 on shop has no warehouse: give its connection one."
        == settle([], attrs.evolve(OPEN, pool=frozenset())).review
    )


def test_no_master_sku() -> None:
    """A line that is linked to no goods is for a person, and claims nothing."""
    settled = settle([], attrs.evolve(OPEN, units={}))

    assert () == settled.events
    assert "Line 1 of order 7 on shop has no master SKU: link its listing." == settled.review


def test_revived_after_its_claim_ended() -> None:
    """A cancellation that ended a claim ends the line, whatever newer pages say."""
    known = [*settle([], OPEN).events]
    known += settle(known, CANCELLED).events
    revived = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=2), units={"mug": 5})

    assert "is open after it was cancelled" in settle(known, revived).review
    assert () == settle(known, revived).events


def test_cancelled_at_the_revision_that_left() -> None:
    """A cancellation read twice is recorded once, at any revision."""
    gone = claims.ship("O", "1", LINE, "mug", 2, "north", NOON)
    same = attrs.evolve(CANCELLED, line=LINE)
    known = (*settle([], OPEN).events, gone)

    assert ["cas:shop:7:1:0", "rel:shop:7:1:0"] == keys(same, same, known=known)


def test_what_cancellations_are_of() -> None:
    """A cancellation is of the goods that left, or of those that are named; it moves none."""
    gone = claims.ship("O", "1", LINE, "mug", 2, "north", NOON)

    (awaited,) = settle([gone], CANCELLED).events
    (ended,) = settle([], CANCELLED).events

    assert claims.cancel_after_ship(CANCELLED.line, "mug", NOON) == awaited
    assert claims.release(CANCELLED.line, "mug", 0, POOL, NOON) == ended


def test_a_split_claim_that_stands() -> None:
    """A claim on two warehouses is one claim to a newer revision that asks for all of it."""
    known = (
        *settle([], OPEN).events,
        claims.route(LINE, "mug", 1, POOL, "north", NOON, part="north"),
        claims.route(LINE, "mug", 1, POOL, "south", NOON, part="south"),
    )
    newer = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=1))

    assert (claims.reserve(newer.line, "mug", 0, POOL, NOON),) == settle(known, newer).events


def test_a_claim_that_is_routed_in_part() -> None:
    """What is routed is released where it went, and the rest on its pool."""
    known = (
        *settle([], OPEN).events,
        claims.route(LINE, "mug", 1, POOL, "north", NOON, part="north"),
    )

    assert ["rel:shop:7:1:0:north", "rel:shop:7:1:0:north+south"] == keys(CANCELLED, known=known)


def test_kits_at_several_places() -> None:
    """Releases of several goods at several places name both, in one order."""
    kit = attrs.evolve(OPEN, units={"tray": 1, "mug": 2})
    known = (
        *settle([], kit).events,
        claims.route(LINE, "tray", 1, POOL, "south", NOON, part="tray@south"),
        claims.route(LINE, "mug", 1, POOL, "south", NOON, part="mug@south"),
        claims.route(LINE, "mug", 1, POOL, "north", NOON, part="mug@north"),
    )

    assert [
        "rel:shop:7:1:0:mug/north",
        "rel:shop:7:1:0:mug/south",
        "rel:shop:7:1:0:tray/south",
    ] == keys(CANCELLED, known=known)


def test_kits_at_one_place() -> None:
    """Releases of several goods at one place name the goods."""
    kit = attrs.evolve(OPEN, units={"mug": 2, "tray": 1})

    assert ["rel:shop:7:1:0:mug", "rel:shop:7:1:0:tray"] == keys(
        CANCELLED, known=settle([], kit).events
    )


def test_kits_that_left_before_they_were_read() -> None:
    """What has left is claimed where it left from, goods by goods, and the rest on the pool."""
    kit = attrs.evolve(OPEN, units={"mug": 3, "tray": 1})
    gone = (
        claims.ship("O", "1", LINE, "mug", 1, "north", NOON),
        claims.ship("O", "2", LINE, "mug", 1, "south", NOON),
        claims.ship("O", "3", LINE, "tray", 1, "south", NOON),
    )

    found = settle(gone, kit).events

    assert [
        ("res:shop:7:1:0:mug@north", "mug", "north", 1, 0),
        ("res:shop:7:1:0:mug@south", "mug", "south", 1, 0),
        ("res:shop:7:1:0:mug", "mug", "", 0, 1),
        ("res:shop:7:1:0:tray@south", "tray", "south", 1, 0),
    ] == [(e.key, e.sku, e.warehouse, e.reserved, e.pooled) for e in found]


def test_plain_lines_that_left_before_they_were_read() -> None:
    """The claim of a plain line names the place alone."""
    gone = claims.ship("O", "1", LINE, "mug", 2, "north", NOON)

    assert ["res:shop:7:1:0:@north"] == keys(OPEN, known=(gone,))


def unpaid(revision: int) -> Reading:
    """Return that nobody has paid for the line at *revision*."""
    return attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=revision), state=LineState.UNPAID)


def test_unpaid() -> None:
    """What is not paid is put down where it was held, and the revision noted there."""
    known = settle([], OPEN).events

    found = settle(known, unpaid(1)).events

    assert (
        claims.release(LINE, "mug", 2, POOL, NOON),
        claims.reserve(attrs.evolve(LINE, revision=1), "mug", 0, POOL, NOON),
    ) == found
    assert () == settle((*known, *found), unpaid(1)).events
    assert () == settle((*known, *found), unpaid(2)).events


def test_paid_after_all() -> None:
    """What was put down is taken up again by the reading that says it is paid."""
    paid = attrs.evolve(OPEN, line=attrs.evolve(LINE, revision=2))

    assert ["res:shop:7:1:0", "rel:shop:7:1:0", "res:shop:7:1:1", "res:shop:7:1:2"] == keys(
        OPEN, unpaid(1), paid, paid, unpaid(1)
    )


def test_unpaid_and_nothing_to_put_down() -> None:
    """What claims nothing, has left, or is known at that revision, is not put down."""
    known = settle([], OPEN).events
    gone = claims.ship("O", "1", LINE, "mug", 1, "north", NOON)

    assert () == settle([], unpaid(1)).events
    assert () == settle(known, unpaid(0)).events
    assert () == settle([*known, gone], unpaid(1)).events


def test_claims_that_stand() -> None:
    """A line stands while it claims all that is asked for, what has left of it included."""
    known = (
        *settle([], OPEN).events,
        claims.route(LINE, "mug", 1, POOL, "north", NOON, part="north"),
        claims.route(LINE, "mug", 1, POOL, "south", NOON, part="south"),
    )
    gone = claims.ship("O", "1", LINE, "mug", 1, "north", NOON)
    other = claims.reserve(attrs.evolve(LINE, order="8"), "mug", 5, POOL, NOON)

    assert all(stands((*known[:n], other), OPEN) for n in (1, 2, 3))
    assert stands((*known, gone), OPEN)
    assert not stands(known, attrs.evolve(OPEN, units={"mug": 3}))


def test_claims_that_do_not_stand() -> None:
    """A line that nobody claimed, or whose claim has ended, does not stand, although it left."""
    gone = claims.ship("O", "1", LINE, "mug", 2, "north", NOON)
    routed = claims.route(LINE, "mug", 2, POOL, "north", NOON, part="north")
    known = (*settle([], OPEN).events, routed, gone)
    cancelled = settle(known, attrs.evolve(CANCELLED, line=LINE)).events

    assert stands(known, OPEN)
    assert not stands((*known, *cancelled), OPEN)
    assert not stands((gone,), OPEN)
    assert not stands((), attrs.evolve(OPEN, units={}))
