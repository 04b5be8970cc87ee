"""Facts field by field: what each maker puts into its event, and what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from crossdock.errors import DataRefusedError
from crossdock.inventory import (
    EventKind,
    LineRef,
    SnapshotSemantics,
    StockEvent,
    claims,
    movements,
    stocktaking,
)
from crossdock.inventory.entries import changing
from crossdock.validators import MOST_UNITS

K = EventKind
NOON = datetime(2026, 1, 5, 12, 30, tzinfo=UTC)
LINE = LineRef("shop", "A-7", "2", 3)
POOL = frozenset({"north", "south"})
OF_LINE = {"reference": "shop:A-7:2", "revision": 3}


def told(event: StockEvent) -> dict[str, Any]:
    """Return what *event* says besides its key, SKU and moment: the fields not left out."""
    always = {"key", "sku", "effective_at"}
    return {
        field.name: getattr(event, field.name)
        for field in attrs.fields(StockEvent)
        if field.name not in always and getattr(event, field.name) != field.default
    }


#: A fact, its key, and the fields it fills.
FACTS: dict[str, tuple[Callable[[], StockEvent], str, dict[str, Any]]] = {
    "reserve": (
        lambda: claims.reserve(LINE, "mug", 2, "north", NOON, part="mug"),
        "res:shop:A-7:2:3:mug",
        {"kind": K.RESERVE, "warehouse": "north", "reserved": 2, **OF_LINE},
    ),
    "reserve on a pool": (
        lambda: claims.reserve(LINE, "mug", 2, POOL, NOON),
        "res:shop:A-7:2:3",
        {"kind": K.RESERVE_POOL, "pool": POOL, "pooled": 2, **OF_LINE},
    ),
    "release": (
        lambda: claims.release(LINE, "mug", 2, "north", NOON, part="mug"),
        "rel:shop:A-7:2:3:mug",
        {"kind": K.RELEASE, "warehouse": "north", "reserved": -2, "occupied": -2, **OF_LINE},
    ),
    "release from a pool": (
        lambda: claims.release(LINE, "mug", 2, POOL, NOON),
        "rel:shop:A-7:2:3",
        {"kind": K.RELEASE_POOL, "pool": POOL, "pooled": -2, **OF_LINE},
    ),
    "route": (
        lambda: claims.route(LINE, "mug", 2, POOL, "north", NOON, part="north"),
        "rte:shop:A-7:2:3:north",
        {
            "kind": K.ROUTE,
            "warehouse": "north",
            "pool": POOL,
            "reserved": 2,
            "pooled": -2,
            **OF_LINE,
        },
    ),
    "unroute": (
        lambda: claims.unroute(LINE, "mug", 2, POOL, "north", NOON, part="north"),
        "unr:shop:A-7:2:3:north",
        {
            "kind": K.UNROUTE,
            "warehouse": "north",
            "pool": POOL,
            "reserved": -2,
            "pooled": 2,
            "occupied": -2,
            **OF_LINE,
        },
    ),
    "accept": (
        lambda: claims.accept(LINE, "mug", 2, "north", NOON, source="wms", part="mug"),
        "acc:shop:A-7:2:3:mug",
        {"kind": K.ACCEPT, "warehouse": "north", "occupied": 2, "source": "wms", **OF_LINE},
    ),
    "ship": (
        lambda: claims.ship("O9", "1", LINE, "mug", 2, "north", NOON),
        "ship:O9:1",
        {
            "kind": K.SHIP,
            "warehouse": "north",
            "on_hand": -2,
            "reserved": -2,
            "occupied": -2,
            **OF_LINE,
        },
    ),
    "ship, said by a warehouse": (
        lambda: claims.ship(
            "O9", "1", LINE, "mug", 2, "north", NOON, source="wms", part="mug@north"
        ),
        "ship:O9:1:mug@north",
        {
            "kind": K.SHIP,
            "warehouse": "north",
            "on_hand": -2,
            "reserved": -2,
            "occupied": -2,
            "source": "wms",
            **OF_LINE,
        },
    ),
    "cancel after ship": (
        lambda: claims.cancel_after_ship(LINE, "mug", NOON),
        "cas:shop:A-7:2:3",
        {"kind": K.CANCEL_AFTER_SHIP, **OF_LINE},
    ),
    "return": (
        lambda: movements.come_back("R1", "1", "mug", 2, "north", NOON, good=True),
        "ret:R1:1",
        {"kind": K.RETURN_GOOD, "warehouse": "north", "on_hand": 2, "reference": "R1:1"},
    ),
    "return, said by a warehouse": (
        lambda: movements.come_back("R1", "1", "mug", 2, "north", NOON, good=False, source="wms"),
        "ret:R1:1:bad",
        {
            "kind": K.RETURN_BAD,
            "warehouse": "north",
            "on_hand": 2,
            "unavailable": 2,
            "reference": "R1:1",
            "source": "wms",
        },
    ),
    "expect": (
        lambda: movements.expect("I1", "1", "mug", 2, "north", NOON),
        "exp:I1:1",
        {"kind": K.INBOUND_EXPECTED, "warehouse": "north", "expected": 2, "reference": "I1:1"},
    ),
    "unexpect": (
        lambda: movements.unexpect("I1", "1", "mug", 2, "north", NOON),
        "unx:I1:1",
        {"kind": K.INBOUND_CANCELLED, "warehouse": "north", "expected": -2, "reference": "I1:1"},
    ),
    "receive": (
        lambda: movements.receive("I1", "1", "4", "mug", "north", NOON, good=2),
        "recv:I1:1:4",
        {
            "kind": K.INBOUND_RECEIVED,
            "warehouse": "north",
            "on_hand": 2,
            "expected": -2,
            "reference": "I1:1",
        },
    ),
    "receive, said by a warehouse": (
        lambda: movements.receive(
            "I1", "1", "4", "mug", "north", NOON, good=2, bad=1, source="wms"
        ),
        "recv:I1:1:4",
        {
            "kind": K.INBOUND_RECEIVED,
            "warehouse": "north",
            "on_hand": 3,
            "unavailable": 1,
            "expected": -3,
            "reference": "I1:1",
            "source": "wms",
        },
    ),
    "transfer out": (
        lambda: movements.transfer_out("T1", "1", "mug", 2, "north", "south", NOON)[0],
        "xout:T1:1",
        {
            "kind": K.TRANSFER_OUT,
            "warehouse": "north",
            "on_hand": -2,
            "reference": "transfer:T1:1",
        },
    ),
    "transfer awaited": (
        lambda: movements.transfer_out("T1", "1", "mug", 2, "north", "south", NOON)[1],
        "xexp:T1:1",
        {
            "kind": K.INBOUND_EXPECTED,
            "warehouse": "south",
            "expected": 2,
            "reference": "transfer:T1:1",
        },
    ),
    "transfer in": (
        lambda: movements.transfer_in("T1", "1", "4", "mug", 2, "south", NOON),
        "xin:T1:1:4",
        {
            "kind": K.TRANSFER_IN,
            "warehouse": "south",
            "on_hand": 2,
            "expected": -2,
            "reference": "transfer:T1:1",
        },
    ),
    "count": (
        lambda: stocktaking.count("D", "mug", 7, "north", NOON),
        "cnt:north:D:mug",
        {"kind": K.COUNT, "warehouse": "north", "level": 7, "reference": "D"},
    ),
    "count with a note": (
        lambda: stocktaking.count("D", "mug", 0, "north", NOON, note="by night"),
        "cnt:north:D:mug",
        {
            "kind": K.COUNT,
            "warehouse": "north",
            "level": 0,
            "reference": "D",
            "note": "by night",
        },
    ),
    "snapshot": (
        lambda: stocktaking.snapshot(
            "mug", 0, "north", NOON, semantics=SnapshotSemantics.PHYSICAL, source="wms"
        ),
        "snap:north:20260105T123000.000000Z:mug",
        {"kind": K.SNAPSHOT, "warehouse": "north", "level": 0, "source": "wms"},
    ),
    "net snapshot without its moment": (
        lambda: stocktaking.snapshot(
            "mug",
            -2,
            "north",
            NOON,
            semantics=SnapshotSemantics.NET_OF_RESERVED,
            source="wms",
            counts_ties=False,
        ),
        "snap:north:20260105T123000.000000Z:mug",
        {
            "kind": K.SNAPSHOT,
            "warehouse": "north",
            "level": -2,
            "semantics": SnapshotSemantics.NET_OF_RESERVED,
            "counts_ties": False,
            "source": "wms",
        },
    ),
    "hold": (
        lambda: stocktaking.decide(K.HOLD, "D", "mug", 2, "north", NOON, reason="wet"),
        "hold:north:D:mug",
        {
            "kind": K.HOLD,
            "warehouse": "north",
            "unavailable": 2,
            "reference": "D",
            "note": "wet",
        },
    ),
    "write-off, said by a warehouse": (
        lambda: stocktaking.decide(
            K.WRITE_OFF,
            "D",
            "mug",
            2,
            "north",
            NOON,
            reason="lost",
            unavailable=2,
            source="wms",
            cause="recv:I1:1:4",
        ),
        "write_off:north:D:mug",
        {
            "kind": K.WRITE_OFF,
            "warehouse": "north",
            "on_hand": -2,
            "unavailable": -2,
            "reference": "D",
            "source": "wms",
            "cause": "recv:I1:1:4",
            "note": "lost",
        },
    ),
    "no more than its kind": (
        lambda: changing(K.CANCEL_AFTER_SHIP, "k", "mug", 0, NOON),
        "k",
        {"kind": K.CANCEL_AFTER_SHIP},
    ),
}


@pytest.mark.parametrize(("make", "key", "fields"), FACTS.values(), ids=FACTS)
def test_fields(make: Callable[[], StockEvent], key: str, fields: dict[str, Any]) -> None:
    """Each fact fills the fields it tells of, and no others."""
    event = make()

    assert (key, "mug", NOON) == (event.key, event.sku, event.effective_at)
    assert fields == told(event)


#: A number that is none: its field, how it is shown, and between which it must be.
NO_UNITS: dict[str, tuple[Callable[[], object], tuple[str, str, int, int]]] = {
    "reserve": (
        lambda: claims.reserve(LINE, "mug", -1, "north", NOON),
        ("quantity", "-1", 0, MOST_UNITS),
    ),
    "ship": (
        lambda: claims.ship("O9", "1", LINE, "mug", 0, "north", NOON),
        ("quantity", "0", 1, MOST_UNITS),
    ),
    "receive, good": (
        lambda: movements.receive("I", "1", "1", "mug", "north", NOON, good=-1),
        ("good", "-1", 0, MOST_UNITS),
    ),
    "receive, bad": (
        lambda: movements.receive("I", "1", "1", "mug", "north", NOON, good=2, bad=-1),
        ("bad", "-1", 0, MOST_UNITS),
    ),
    "count": (
        lambda: stocktaking.count("D", "mug", -1, "north", NOON),
        ("level", "-1", 0, MOST_UNITS),
    ),
    "snapshot": (
        lambda: stocktaking.snapshot(
            "mug", -1, "north", NOON, semantics=SnapshotSemantics.PHYSICAL, source="wms"
        ),
        ("level", "-1", 0, MOST_UNITS),
    ),
    "net snapshot": (
        lambda: stocktaking.snapshot(
            "mug",
            -(2**31),
            "north",
            NOON,
            semantics=SnapshotSemantics.NET_OF_RESERVED,
            source="wms",
        ),
        ("level", "-2147483648", -MOST_UNITS, MOST_UNITS),
    ),
    "hold": (
        lambda: stocktaking.decide(K.HOLD, "D", "mug", 0, "north", NOON, reason="r"),
        ("quantity", "0", 1, MOST_UNITS),
    ),
    "adjust": (
        lambda: stocktaking.decide(K.ADJUST, "D", "mug", 2**31, "north", NOON, reason="r"),
        ("quantity", "2147483648", -MOST_UNITS, MOST_UNITS),
    ),
    "hold of what was unavailable": (
        lambda: stocktaking.decide(
            K.HOLD, "D", "mug", 2, "north", NOON, reason="r", unavailable=1
        ),
        ("unavailable", "1", 0, 0),
    ),
}


@pytest.mark.parametrize(("make", "trouble"), NO_UNITS.values(), ids=NO_UNITS)
def test_no_units(make: Callable[[], object], trouble: tuple[str, str, int, int]) -> None:
    """A number out of bounds is refused under the name of its field, with its bounds."""
    field, number, least, most = trouble
    with pytest.raises(DataRefusedError) as refused:
        make()

    assert refused.value.message == (
        f"{field} is {number}, and must be a whole number of units from {least:,} to {most:,}."
    )


@pytest.mark.parametrize("units", [1, MOST_UNITS])
def test_bounds_are_units(units: int) -> None:
    """The least and the most of what may be shipped, counted and taken off are units."""
    shipped = claims.ship("O9", "1", LINE, "mug", units, "north", NOON)
    counted = stocktaking.count("D", "mug", units, "north", NOON)
    adjusted = stocktaking.decide(K.ADJUST, "D", "mug", -units, "north", NOON, reason="r")

    assert (-units, units, -units) == (shipped.on_hand, counted.level, adjusted.on_hand)


def test_receipts_of_nothing() -> None:
    """A receipt of nothing is refused by its name."""
    with pytest.raises(DataRefusedError) as refused:
        movements.receive("I", "1", "4", "mug", "north", NOON, good=0)

    assert (
        "good and bad of receipt 4 of inbound I are both 0; leave out a receipt of nothing."
        == refused.value.message
    )


def test_one_bad_unit_is_a_receipt() -> None:
    """What came broken came."""
    event = movements.receive("I", "1", "4", "mug", "north", NOON, good=0, bad=1)

    assert (1, 1) == (event.on_hand, event.unavailable)


def test_kinds_that_are_decided() -> None:
    """What nobody decides is refused with what may be."""
    with pytest.raises(DataRefusedError) as refused:
        stocktaking.decide(K.SHIP, "D", "mug", 1, "north", NOON, reason="r")

    assert (
        "kind is ship, and must be one of adjust, damage, hold, unhold, write_off."
        == refused.value.message
    )


def test_moments_are_told_apart() -> None:
    """Two snapshots of one second are two facts."""
    keys = {
        stocktaking.snapshot(
            "mug",
            7,
            "north",
            NOON + timedelta(microseconds=number),
            semantics=SnapshotSemantics.PHYSICAL,
            source="wms",
        ).key
        for number in range(2)
    }

    assert 2 == len(keys)
