"""Stock events: what one may say, and the facts that make them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
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
from crossdock.inventory.events import ABSOLUTE, COLUMNS, EFFECTS

NOON = datetime(2026, 1, 5, 12, 30, tzinfo=UTC)
LINE = LineRef("shop", "A-7", "2", 3)
POOL = frozenset({"north", "south"})
CHANGES = (0, 0, 0, 0, 0, 0)

#: A fact, its key, and what it changes, in the order of `COLUMNS`.
FACTS: dict[str, tuple[Callable[[], StockEvent], str, tuple[int, ...]]] = {
    "reserve": (
        lambda: claims.reserve(LINE, "mug", 2, "north", NOON),
        "res:shop:A-7:2:3",
        (0, 0, 2, 0, 0, 0),
    ),
    "reserve_pool": (
        lambda: claims.reserve(LINE, "mug", 2, POOL, NOON),
        "res:shop:A-7:2:3",
        (0, 0, 0, 2, 0, 0),
    ),
    "route": (
        lambda: claims.route(LINE, "mug", 2, POOL, "north", NOON, part="north"),
        "rte:shop:A-7:2:3:north",
        (0, 0, 2, -2, 0, 0),
    ),
    "unroute": (
        lambda: claims.unroute(LINE, "mug", 2, POOL, "north", NOON, part="north"),
        "unr:shop:A-7:2:3:north",
        (0, 0, -2, 2, 0, -2),
    ),
    "accept": (
        lambda: claims.accept(LINE, "mug", 2, "north", NOON, source="wms"),
        "acc:shop:A-7:2:3",
        (0, 0, 0, 0, 0, 2),
    ),
    "release": (
        lambda: claims.release(LINE, "mug", 2, "north", NOON),
        "rel:shop:A-7:2:3",
        (0, 0, -2, 0, 0, -2),
    ),
    "release_pool": (
        lambda: claims.release(LINE, "mug", 2, POOL, NOON),
        "rel:shop:A-7:2:3",
        (0, 0, 0, -2, 0, 0),
    ),
    "ship": (
        lambda: claims.ship("O9", "1", LINE, "mug", 2, "north", NOON),
        "ship:O9:1",
        (-2, 0, -2, 0, 0, -2),
    ),
    "cancel_after_ship": (
        lambda: claims.cancel_after_ship(LINE, "mug", NOON),
        "cas:shop:A-7:2:3",
        (0, 0, 0, 0, 0, 0),
    ),
    "return_good": (
        lambda: movements.come_back("R1", "1", "mug", 2, "north", NOON, good=True),
        "ret:R1:1",
        (2, 0, 0, 0, 0, 0),
    ),
    "return_bad": (
        lambda: movements.come_back("R1", "1", "mug", 2, "north", NOON, good=False),
        "ret:R1:1:bad",
        (2, 2, 0, 0, 0, 0),
    ),
    "inbound_expected": (
        lambda: movements.expect("I1", "1", "mug", 2, "north", NOON),
        "exp:I1:1",
        (0, 0, 0, 0, 2, 0),
    ),
    "inbound_cancelled": (
        lambda: movements.unexpect("I1", "1", "mug", 2, "north", NOON),
        "unx:I1:1",
        (0, 0, 0, 0, -2, 0),
    ),
    "inbound_received": (
        lambda: movements.receive("I1", "1", "4", "mug", "north", NOON, good=2, bad=1),
        "recv:I1:1:4",
        (3, 1, 0, 0, -3, 0),
    ),
    "transfer_out": (
        lambda: movements.transfer_out("T1", "1", "mug", 2, "north", "south", NOON)[0],
        "xout:T1:1",
        (-2, 0, 0, 0, 0, 0),
    ),
    "transfer_in": (
        lambda: movements.transfer_in("T1", "1", "1", "mug", 2, "south", NOON),
        "xin:T1:1:1",
        (2, 0, 0, 0, -2, 0),
    ),
    "adjust": (
        lambda: stocktaking.decide(EventKind.ADJUST, "D", "mug", -2, "north", NOON, reason="r"),
        "adjust:north:D:mug",
        (-2, 0, 0, 0, 0, 0),
    ),
    "damage": (
        lambda: stocktaking.decide(EventKind.DAMAGE, "D", "mug", 2, "north", NOON, reason="r"),
        "damage:north:D:mug",
        (0, 2, 0, 0, 0, 0),
    ),
    "hold": (
        lambda: stocktaking.decide(EventKind.HOLD, "D", "mug", 2, "north", NOON, reason="r"),
        "hold:north:D:mug",
        (0, 2, 0, 0, 0, 0),
    ),
    "unhold": (
        lambda: stocktaking.decide(EventKind.UNHOLD, "D", "mug", 2, "north", NOON, reason="r"),
        "unhold:north:D:mug",
        (0, -2, 0, 0, 0, 0),
    ),
    "write_off": (
        lambda: stocktaking.decide(
            EventKind.WRITE_OFF, "D", "mug", 2, "north", NOON, reason="r", unavailable=1
        ),
        "write_off:north:D:mug",
        (-2, -1, 0, 0, 0, 0),
    ),
    "count": (
        lambda: stocktaking.count("D", "mug", 7, "north", NOON),
        "cnt:north:D:mug",
        CHANGES,
    ),
    "snapshot": (
        lambda: stocktaking.snapshot(
            "mug", 7, "north", NOON, semantics=SnapshotSemantics.PHYSICAL, source="wms"
        ),
        "snap:north:20260105T123000.000000Z:mug",
        CHANGES,
    ),
}


@pytest.mark.parametrize("kind", FACTS)
def test_facts(kind: str) -> None:
    """Each fact has its kind, a key made from its documents, and the changes of the table."""
    make, key, changes = FACTS[kind]

    event = make()

    assert (kind, key) == (event.kind, event.key)
    assert changes == tuple(getattr(event, column) for column in COLUMNS)


def test_every_kind_is_made_by_a_fact() -> None:
    """There is no kind that nothing makes, and the table knows them all."""
    assert set(EventKind) == set(FACTS) == set(EFFECTS)


def test_a_fact_twice_is_one_event() -> None:
    """The same fact makes the same event, and a note in other words does not tell them apart."""
    once = stocktaking.decide(EventKind.HOLD, "D", "mug", 2, "north", NOON, reason="wet")
    again = stocktaking.decide(EventKind.HOLD, "D", "mug", 2, "north", NOON, reason="got wet")

    assert once == again


def test_snapshot_keys_know_no_zones() -> None:
    """One moment makes one key, whatever zone a warehouse reports it in."""
    jakarta = NOON.astimezone(timezone(timedelta(hours=7)))
    keys = {
        stocktaking.snapshot(
            "mug", 7, "north", at, semantics=SnapshotSemantics.PHYSICAL, source="wms"
        ).key
        for at in (NOON, jakarta)
    }

    assert 1 == len(keys)


def test_keys_are_told_apart() -> None:
    """A separator inside a name does not make two lines one."""
    one = LineRef("a:b", "c", "1")
    other = LineRef("a", "b:c", "1")

    assert one.reference != other.reference
    assert one.key("res") != other.key("res")
    assert "res:a%3Ab:c:1:0" == one.key("res")


@pytest.mark.parametrize("field", ["connection", "order", "line"])
def test_lines_are_named(field: str) -> None:
    """An order line without connection, order or line number is no line."""
    with pytest.raises(DataRefusedError, match=f"{field} of LineRef is empty"):
        LineRef(**{"connection": "shop", "order": "1", "line": "1", field: ""})


EVENT = StockEvent("k", EventKind.RESERVE, "mug", NOON, "north", reserved=1)

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no zone": ({"effective_at": datetime(2026, 1, 5)}, "must be a time with its zone"),  # noqa: DTZ001
    "no sku": ({"sku": ""}, "sku of StockEvent k is empty"),
    "nowhere": ({"warehouse": ""}, "warehouse of StockEvent k is empty; say where"),
    "no pool": (
        {"kind": EventKind.RESERVE_POOL, "reserved": 0, "pooled": 1},
        "pool of StockEvent k is empty; name the warehouses",
    ),
    "wrong way": (
        {"reserved": -1},
        r"reserved of StockEvent k is -1; a reserve cannot change it that way\.$",
    ),
    "wrong column": ({"expected": 1}, r"expected of StockEvent k is \+1; a reserve cannot"),
    "uneven": (
        {"kind": EventKind.SHIP, "reserved": -1, "on_hand": -2},
        "changes on_hand and reserved and occupied by different numbers",
    ),
    "half uneven": (
        {"kind": EventKind.TRANSFER_IN, "reserved": 0, "on_hand": 2, "expected": -1},
        "changes on_hand and expected by different numbers",
    ),
    "a level": (
        {"level": 3},
        r"level of StockEvent k is 3; a count or snapshot has one, and a reserve does not\.$",
    ),
    "no level": (
        {"kind": EventKind.COUNT, "reserved": 0},
        r"level of StockEvent k is None; a count or snapshot has one, and a count does\.$",
    ),
    "less than nothing": (
        {"kind": EventKind.COUNT, "reserved": 0, "level": -1},
        "level of StockEvent k is -1; no shelf holds fewer than no units",
    ),
    "no reason": (
        {"kind": EventKind.HOLD, "reserved": 0, "unavailable": 1},
        "note of StockEvent k is empty; give the reason for the hold",
    ),
}


@pytest.mark.parametrize(("change", "message"), WRONG.values(), ids=WRONG)
def test_refused(change: dict[str, Any], message: str) -> None:
    """An event that its kind does not allow is refused, and the message names the field."""
    with pytest.raises(DataRefusedError, match=message):
        attrs.evolve(EVENT, **change)


def test_levels_below_zero() -> None:
    """A physical level below zero is refused with the one thing it may have been meant for."""
    with pytest.raises(DataRefusedError) as refused:
        attrs.evolve(EVENT, kind=EventKind.COUNT, reserved=0, level=-1)

    assert refused.value.message.endswith(
        "If the warehouse means what is left after its own outbounds, declare its snapshots net"
        " of reserved."
    )


def test_net_snapshots_may_be_below_zero() -> None:
    """A warehouse may have more occupied than it has; that is no error of its report."""
    event = stocktaking.snapshot(
        "mug", -2, "north", NOON, semantics=SnapshotSemantics.NET_OF_RESERVED, source="wms"
    )

    assert -2 == event.level


def test_empty_receipts() -> None:
    """A receipt of nothing is left out, not recorded."""
    with pytest.raises(DataRefusedError, match="are both 0; leave out"):
        movements.receive("I", "1", "1", "mug", "north", NOON, good=0)


def test_decisions_are_decisions() -> None:
    """What the warehouse does is not recorded as somebody's decision."""
    with pytest.raises(DataRefusedError, match="kind is ship, and must be one of adjust"):
        stocktaking.decide(EventKind.SHIP, "D", "mug", 1, "north", NOON, reason="r")


def test_writing_off_more_than_there_was() -> None:
    """Of two units written off, three cannot have been unavailable."""
    with pytest.raises(DataRefusedError, match=r"unavailable is 3, and must be .* from 0 to 2"):
        stocktaking.decide(
            EventKind.WRITE_OFF, "D", "mug", 2, "north", NOON, reason="r", unavailable=3
        )


def test_absolute_kinds() -> None:
    """Counts and snapshots say what is there; everything else says what changed."""
    assert {EventKind.COUNT, EventKind.SNAPSHOT} == ABSOLUTE
