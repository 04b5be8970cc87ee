"""A push that dies at any write to the database or any call: the next one mends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from crossdock.inventory import Offer
from crossdock.inventory.movements import receive
from crossdock.store import Database
from crossdock.testing.channel import Channel, Fault, ProcessDiedError
from crossdock.testing.pushing import PushedShelves, PushingSeller
from crossdock.testing.worlds import DAWN, World

POOL = frozenset({"north"})
#: More writes than one push makes.
ENOUGH = 40


class Mortal(Database):
    """A database whose process dies before, or right after, its so many-th transaction."""

    left: int | None = None
    after: bool = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Count down, and die where the count ends."""
        if self._is_open() or self.left is None:
            with super().transaction():
                yield
            return
        self.left -= 1
        if self.left < 0 and not self.after:
            raise ProcessDiedError
        with super().transaction():
            yield
        if self.left < 0:
            raise ProcessDiedError


@pytest.fixture(name="db")
def _db(tmp_path: Path) -> Iterator[Mortal]:
    """A database that does not die yet."""
    db = Mortal(tmp_path / "crossdock.db")
    db.migrate()
    yield db
    db.close()


def pushed_before(shelves: PushedShelves, channel: Channel) -> PushingSeller:
    """Return a seller whose three listings were pushed once, and are to show more now."""
    goods = receive("M", "1", "1", "shirt", "north", DAWN, good=4)
    offers = tuple(Offer(shop, f"L{shop}", {"shirt": 1}, POOL) for shop in ("a", "b", "c"))
    world = World((goods,), offers, ("north",))
    seller = shelves.open_seller(channel, world, batch=2)
    seller.push()
    seller.record([receive("M", "2", "1", "shirt", "north", DAWN + timedelta(hours=1), good=3)])
    return seller


def settle(seller: PushingSeller, channel: Channel) -> None:
    """Begin anew, and push until every doubt could be looked up."""
    seller.restart()
    for _ in range(2):
        channel.wait(channel.horizon)
        seller.push()


def check(seller: PushingSeller, channel: Channel) -> None:
    """What is shown is what is wanted and what is believed, under versions that only grow."""
    assert dict(seller.wanted()) == channel.snapshot() == dict(seller.shown())
    for shop in "abc":
        rows = seller.shelf.pushes(shop, f"L{shop}")
        versions = [row["version"] for row in rows]
        assert versions == sorted(set(versions))
        assert "sending" not in {row["state"] for row in rows}
    requests = channel.requests
    seller.push()
    assert requests == channel.requests


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_dying_at_every_write(db: Mortal, after: bool) -> None:
    """Whatever was written, nothing shows an older number than the one acknowledged."""
    deaths, shelves = 0, PushedShelves(db)
    for point in count():
        channel = Channel()
        seller = pushed_before(shelves, channel)
        db.left, db.after = point, after
        try:
            seller.push()
        except ProcessDiedError:
            deaths += 1
        died, db.left = db.left < 0, None
        settle(seller, channel)
        check(seller, channel)
        if not died:
            break
    # An intent and an answer for each of three listings, at the least.
    assert 6 <= deaths < ENOUGH


@pytest.mark.parametrize("fault", [Fault.DEATH_BEFORE, Fault.DEATH_AFTER, Fault.LATE])
@pytest.mark.parametrize("call", [0, 1, 2])
def test_dying_at_every_call(db: Mortal, fault: Fault, call: int) -> None:
    """Before it was sent, after it was applied, or with a write that lands later."""
    channel = Channel()
    seller = pushed_before(PushedShelves(db), channel)
    channel.break_down([*[Fault.NONE] * call, fault])
    try:
        seller.push()
    except ProcessDiedError:
        assert fault is not Fault.LATE
    settle(seller, channel)

    check(seller, channel)
    # Each number once, and the one whose fate was not known twice at the most.
    sent = channel.sent[3:]
    assert len(sent) <= 4
    assert {("La", 7), ("Lb", 7), ("Lc", 7)} == set(sent)
