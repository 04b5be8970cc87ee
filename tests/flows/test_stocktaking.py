"""Counting, adjusting and moving: all of it, or nothing and a sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.stocktaking import Stocktaker
from crossdock.inventory import EventKind
from crossdock.store import StoredConnection, Warehouse

#: What is no number of units, whoever says it.
NUMBERS = [1.5, 1.0, "10", " 5 ", "", "1e3", "٣", float("nan"), 1e999, None, True, 2**31, 10**5000]
_NAMES = [repr(value)[:12] for value in NUMBERS[:-1]] + ["digits"]


@pytest.fixture
def taker(stage: Any) -> Stocktaker:
    """Somebody who counts, at main and north, with ten of A at main."""
    stage.store.catalogue.add_master("A", "")
    stage.store.catalogue.add_master("B", "")
    stage.store.warehouses.add(Warehouse("north"))
    Stocktaker(stage.store, stage.time - timedelta(days=1), "before").count([("A", 10)])
    return Stocktaker(stage.store, stage.time, "now")


def at(taker: Stocktaker, sku: str = "A", warehouse: str = "main") -> tuple[int, int, int]:
    """Return what is on hand, unavailable and available."""
    assert [] == taker.store.ledger.check()
    here = taker.store.ledger.holdings().at(sku, warehouse)
    return here.on_hand, here.unavailable, here.available


class TestCount:
    """What people counted."""

    def test_a_count_is_all_there_is(self, taker):
        """At its warehouse, and nowhere else."""
        taker.count([("A", 4), ("B", 0)], warehouse="north", reason="monday")

        assert ((10, 0, 10), (4, 0, 4)) == (at(taker), at(taker, warehouse="north"))
        assert {"A", "B"} == taker.store.ledger.known()

    def test_a_count_of_the_past_has_not_seen_what_came_after(self, taker):
        """Counted two hours ago, one lost since."""
        lost = Stocktaker(taker.store, taker.now - timedelta(hours=1), "lost")
        lost.adjust(EventKind.ADJUST, "A", -1, reason="lost")
        taker.count([("A", 7)], as_of=taker.now - timedelta(hours=2))

        assert (6, 0, 6) == at(taker)

    @pytest.mark.parametrize("units", [-1, *NUMBERS], ids=["-1", *_NAMES])
    def test_what_is_no_number_counts_nothing(self, taker, units):
        """The SKU is named, and the good row beside it is not counted either."""
        with pytest.raises(InputRefusedError, match=r"^The count of 'B' is .*; nothing was"):
            taker.count([("A", 1), ("B", units)])
        assert (10, 0, 10) == at(taker)

    @pytest.mark.parametrize(
        ("sku", "warehouse", "match"),
        [
            ("TYPO", "main", "no master SKU 'TYPO'"),
            ("", "main", "no master SKU ''"),
            ("A", "nowhere", "no warehouse called 'nowhere'"),
        ],
    )
    def test_what_is_not_there_is_not_counted(self, taker, sku, warehouse, match):
        """SKU or warehouse: nothing is recorded."""
        with pytest.raises(NotFoundError, match=match):
            taker.count([("A", 1), (sku, 1)], warehouse=warehouse)
        assert (10, 0, 10) == at(taker)

    def test_one_run_says_one_thing(self, taker):
        """The same again is the same; something else is refused, and the first stands."""
        taker.count([("A", 4)])
        taker.count([("A", 4)])

        with pytest.raises(InputRefusedError, match="The run now has said something else"):
            taker.count([("A", 5)])
        assert (4, 0, 4) == at(taker)
        assert [] == taker.store.ledger.conflicts()


class TestAdjust:
    """What people decided."""

    @pytest.mark.parametrize(
        ("kind", "units", "after"),
        [
            (EventKind.ADJUST, 3, (13, 2, 11)),
            (EventKind.ADJUST, -10, (0, 2, -2)),
            (EventKind.DAMAGE, 8, (10, 10, 0)),
            (EventKind.HOLD, 1, (10, 3, 7)),
            (EventKind.UNHOLD, 2, (10, 0, 10)),
            (EventKind.WRITE_OFF, 1, (9, 1, 8)),
            (EventKind.WRITE_OFF, 5, (5, 0, 5)),
        ],
    )
    def test_each_kind(self, taker, kind, units, after):
        """Of ten units, two of them held; the unavailable ones are written off first."""
        Stocktaker(taker.store, taker.now, "hold").adjust(EventKind.HOLD, "A", 2, reason="r")
        taker.adjust(kind, "A", units, reason="because")

        assert after == at(taker)

    @pytest.mark.parametrize(
        ("kind", "units"),
        [
            (EventKind.ADJUST, -11),
            (EventKind.DAMAGE, 11),
            (EventKind.HOLD, 11),
            (EventKind.UNHOLD, 1),
            (EventKind.WRITE_OFF, 11),
        ],
    )
    def test_more_than_there_is(self, taker, kind, units):
        """What is not there cannot be decided about."""
        with pytest.raises(InputRefusedError, match="cannot be taken from that; nothing was"):
            taker.adjust(kind, "A", units, reason="because")
        assert (10, 0, 10) == at(taker)

    @pytest.mark.parametrize("units", [0, *NUMBERS], ids=["0", *_NAMES])
    @pytest.mark.parametrize("kind", [EventKind.ADJUST, EventKind.HOLD])
    def test_what_is_no_number_changes_nothing(self, taker, kind, units):
        """A sentence with the value in it."""
        with pytest.raises(InputRefusedError, match=r"^The quantity is .*; nothing was changed"):
            taker.adjust(kind, "A", units, reason="because")
        assert (10, 0, 10) == at(taker)

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_a_reason_is_required(self, taker, reason):
        """A decision without one is none."""
        with pytest.raises(InputRefusedError, match="No reason"):
            taker.adjust(EventKind.ADJUST, "A", 1, reason=reason)
        assert (10, 0, 10) == at(taker)

    @pytest.mark.parametrize(("sku", "warehouse"), [("TYPO", "main"), ("A", "nowhere")])
    def test_what_is_not_there(self, taker, sku, warehouse):
        """SKU or warehouse."""
        with pytest.raises(NotFoundError):
            taker.adjust(EventKind.ADJUST, sku, 1, warehouse=warehouse, reason="r")
        assert (10, 0, 10) == at(taker)


class TestMove:
    """What went from one warehouse to another."""

    def test_nothing_is_lost_on_the_way(self, taker):
        """Three here, seven there, and nothing expected any more."""
        found = taker.move("A", 3, "main", "north")

        assert ((7, 0, 7), (3, 0, 3)) == (at(taker), at(taker, warehouse="north"))
        assert [7, 3] == [here.on_hand for here in found.values()]
        assert 0 == taker.store.ledger.holdings().at("A", "north").expected

    @pytest.mark.parametrize("units", [0, -1, 11, *NUMBERS], ids=["0", "-1", "11", *_NAMES])
    def test_what_cannot_be_moved(self, taker, units):
        """No number, or more than there is."""
        with pytest.raises(InputRefusedError, match="nothing was"):
            taker.move("A", units, "main", "north")
        assert ((10, 0, 10), (0, 0, 0)) == (at(taker), at(taker, warehouse="north"))

    @pytest.mark.parametrize(
        ("sku", "origin", "target", "error"),
        [
            ("TYPO", "main", "north", NotFoundError),
            ("A", "nowhere", "north", NotFoundError),
            ("A", "main", "nowhere", NotFoundError),
            ("A", "main", "main", InputRefusedError),
        ],
    )
    def test_what_is_not_there(self, taker, sku, origin, target, error):
        """SKU, warehouse, or a way that leads nowhere."""
        with pytest.raises(error):
            taker.move(sku, 1, origin, target)
        assert (10, 0, 10) == at(taker)


@pytest.mark.parametrize(
    ("said", "next_step"),
    [
        (lambda taker: taker.count([("A", 4)], warehouse="jd"), "crossdock stock snapshot gudang"),
        (
            lambda taker: taker.adjust(EventKind.HOLD, "A", 1, warehouse="jd", reason="wet"),
            "crossdock stock snapshot gudang",
        ),
        (lambda taker: taker.move("A", 2, "jd", "main"), "crossdock stock snapshot gudang"),
        (lambda taker: taker.move("A", 2, "main", "jd"), "crossdock inbound new jd A=2"),
    ],
    ids=["set", "adjust", "moved away", "moved there"],
)
def test_what_a_service_keeps_is_not_for_people_to_say(taker, said, next_step):
    """It is named with what to do instead, and nothing is changed."""
    taker.store.connections.add(StoredConnection("gudang", "toy", {}, {"api_key": "env:TOY"}))
    taker.store.warehouses.add(Warehouse("jd", connection="gudang", remote_id="1"))

    with pytest.raises(
        InputRefusedError, match=r"^gudang runs jd and counts .* nothing was"
    ) as no:
        said(taker)

    assert no.value.next_step.endswith(next_step)
    assert ((10, 0, 10), (0, 0, 0)) == (at(taker), at(taker, warehouse="jd"))
