"""What a listing is known to show: one write at a time, and doubts that end by looking."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from crossdock.inventory import Need, Shown
from crossdock.testing.worlds import DAWN
from crossdock.validators import MOST_UNITS

#: How long a lost write may still land.
HORIZON = timedelta(seconds=10)
QUICK = settings(deadline=None, derandomize=True, database=None, max_examples=300)
UNITS = st.integers(0, 6)


def at(second: int) -> datetime:
    """Return the moment so many seconds after the beginning."""
    return DAWN + timedelta(seconds=second)


def showing(quantity: int) -> Shown:
    """Return a listing that was seen to show *quantity* at the beginning."""
    return Shown().read_back(quantity, at(0)).want(quantity)


def need(shown: Shown, second: int, *, overwrites: bool = True, reads: bool = True) -> Need:
    """Return what is to be done so many seconds after the beginning."""
    return shown.need(at(second), overwrites=overwrites, reads=reads)


def lost(before: int, sent: int) -> Shown:
    """Return a listing that showed *before*, in doubt until second 20 about *sent*."""
    flying = showing(before).want(sent).send(at(10))
    return flying.lose(flying.issued, at(20))


def test_equal_values_send_nothing() -> None:
    """A listing that shows what is wanted needs nothing, however often it is wanted."""
    assert Need.NOTHING is need(showing(3).want(3).want(3), 1)


def test_a_newer_wish_replaces_the_one_before() -> None:
    """Of two quantities wanted before anything is sent, the later one is sent."""
    sent = showing(3).want(5).want(4).send(at(1))

    assert sent.flight is not None
    assert 4 == sent.flight.quantity


def test_one_write_at_a_time() -> None:
    """While a write is under way nothing is to be done, and a second one is refused."""
    flying = showing(3).want(5).send(at(1)).want(2)

    assert Need.WAIT is need(flying, 2)
    with pytest.raises(ValueError, match=r"^a listing has one write under way at most; wait"):
        flying.send(at(2))


def test_nothing_wanted() -> None:
    """A listing of which nothing is wanted yet has nothing to send."""
    with pytest.raises(ValueError, match=r"^nothing is wanted of .* nothing to send$"):
        Shown().send(at(1))


def test_an_answer_settles_the_write_it_is_for() -> None:
    """An acknowledged write leaves the listing showing what was sent, and nothing to do."""
    flying = showing(3).want(5).send(at(1))

    done = flying.acknowledge(flying.issued, 5, at(2))

    assert (5, None, at(2)) == (done.quantity, done.flight, done.as_of)
    assert Need.NOTHING is need(done, 3)


def test_an_older_answer_is_ignored() -> None:
    """The late answer to a lost write does not replace what was read since."""
    seen = lost(3, 5).read_back(4, at(20))

    assert seen == seen.acknowledge(2, 5, at(21))


def test_turned_away_is_sent_again() -> None:
    """A write that the channel's limiter turned away is to be sent again."""
    flying = showing(3).want(5).send(at(1))

    assert Need.SEND is need(flying.retry(flying.issued), 2)


def test_refused_is_not_repeated() -> None:
    """What the channel will not show is not sent again until something else is wanted."""
    flying = showing(3).want(5).send(at(1))
    refused = flying.refuse(flying.issued)

    assert Need.NOTHING is need(refused, 2)
    assert not refused.exceeds
    assert Need.SEND is need(refused.want(4), 2)


def test_a_refusal_is_of_what_was_sent() -> None:
    """What is wanted since the refused write was sent is sent in turn."""
    flying = showing(3).want(5).send(at(1)).want(4)

    assert Need.SEND is need(flying.refuse(flying.issued), 2)


def test_a_refusal_of_something_else_changes_nothing() -> None:
    """Refusals and losses of a write that is not under way change nothing."""
    flying = showing(3).want(5).send(at(1))

    assert flying == flying.refuse(99) == flying.lose(99, at(9)) == flying.retry(99)


def test_a_doubt_waits_and_is_looked_up() -> None:
    """A raise that was lost waits until a reading tells, and is looked up then."""
    assert [Need.WAIT, Need.WAIT, Need.LOOK_UP] == [need(lost(3, 5), t) for t in (11, 19, 20)]


def test_a_reading_too_early_tells_nothing() -> None:
    """A lost write may land after a reading that was taken before its time."""
    doubtful = lost(3, 5)

    assert doubtful == doubtful.read_back(3, at(19))


def test_a_reading_during_a_write_tells_nothing() -> None:
    """Nobody knows whether it was taken before the write or after."""
    flying = showing(3).want(5).send(at(1))

    assert flying == flying.read_back(3, at(2))


def test_a_looked_up_listing_is_sent_what_is_wanted() -> None:
    """A reading ends the doubt; what it shows to be missing is sent again."""
    seen = lost(3, 5).read_back(3, at(20))

    assert seen.doubt is None
    assert Need.SEND is need(seen, 20)


def test_in_doubt_less_does_not_wait() -> None:
    """Showing less is sent at once where writes overwrite, once, and the doubt stays."""
    doubtful = lost(3, 5).want(1)
    assert Need.SEND is need(doubtful, 12)
    assert Need.WAIT is need(doubtful, 12, overwrites=False)

    flying = doubtful.send(at(12))
    done = flying.acknowledge(flying.issued, 1, at(13))
    again = flying.lose(flying.issued, at(22))

    assert (1, 5) == (done.quantity, done.most)
    assert [Need.WAIT, Need.LOOK_UP] == [need(done, 14), need(done, 20)]
    assert [Need.WAIT, Need.LOOK_UP] == [need(again, 21), need(again, 22)]


def test_without_reading_a_doubt_ends_with_a_write() -> None:
    """A channel that cannot be asked is sent the quantity again once nothing can land late."""
    doubtful = lost(3, 5)
    assert Need.SEND is need(doubtful, 20, reads=False)

    flying = doubtful.send(at(20))
    done = flying.acknowledge(flying.issued, 5, at(21))

    assert done.doubt is None
    assert Need.NOTHING is need(done, 22, reads=False)


def test_a_sale_leaves_the_number() -> None:
    """An imported order lowers what is shown, as the channel did; never below nothing."""
    assert [1, 0] == [showing(3).sold(2).quantity, showing(3).sold(4).quantity]


def test_a_sale_from_before_is_in_the_number_already() -> None:
    """An order placed before the listing was set or read does not lower it again."""
    flying = showing(3).want(5).send(at(2))
    done = flying.acknowledge(flying.issued, 5, at(4))

    assert [5, 5, 4] == [done.sold(1, placed).quantity for placed in (at(1), at(4), at(5))]
    assert Need.NOTHING is need(done.sold(1, at(1)), 6)


@pytest.mark.parametrize("imported_first", [False, True])
def test_a_sale_between_request_and_answer(imported_first: bool) -> None:
    """Nobody can tell whether the write overwrote it: what is wanted is sent once more."""
    flying = showing(3).want(5).send(at(2))
    if imported_first:
        flying = flying.sold(1, at(3))
    done = flying.acknowledge(flying.issued, 5, at(4))

    unsure = done if imported_first else done.sold(1, at(3))

    assert Need.SEND is need(unsure, 6)
    again = unsure.send(at(6))
    assert Need.NOTHING is need(again.acknowledge(again.issued, 5, at(7)), 8)


def test_a_reading_takes_time_too() -> None:
    """A sale between asking what is shown and hearing it may be in the number or not."""
    seen = showing(3).read_back(3, at(2), at(4))

    found = [seen.sold(1, at(second)) for second in (1, 3, 5)]

    assert [(3, False), (3, True), (2, False)] == [(each.quantity, each.unsure) for each in found]


@pytest.mark.parametrize("quantity", [5, 3])
def test_what_was_cancelled_is_written_again(quantity: int) -> None:
    """The channel may show it again or not: what is wanted is sent once, and then it is sure."""
    unsure = showing(3).put_back(2).want(quantity)

    assert (3, 5, True) == (unsure.quantity, unsure.most, quantity == 5 or unsure.exceeds)
    assert Need.SEND is need(unsure, 1)
    again = unsure.send(at(1))
    done = again.acknowledge(again.issued, quantity, at(2))
    assert (quantity, Need.NOTHING) == (done.most, need(done, 3))


def test_what_was_cancelled_during_a_write() -> None:
    """Nobody can tell which came first: the write's answer leaves the listing as unsure."""
    flying = showing(3).want(4).send(at(1)).put_back(2)
    done = flying.acknowledge(flying.issued, 4, at(2))

    assert Need.WAIT is need(flying, 1)
    assert (at(1), 4, 6) == (done.asked_at, done.quantity, done.most)
    assert Need.SEND is need(done, 3)


def test_what_was_cancelled_is_read_back() -> None:
    """A reading tells whether the channel put it back on sale, and then it is sure."""
    seen = showing(3).put_back(2).read_back(5, at(1))

    assert (5, 5, Need.SEND) == (seen.quantity, seen.most, need(seen, 2))
    assert Need.NOTHING is need(seen.want(5), 2)


def test_cancelled_units_add_up() -> None:
    """Of several orders, to more than any listing has at most."""
    twice = showing(3).put_back(1).put_back(1)
    many = twice.put_back(MOST_UNITS)

    assert (2, 5) == (twice.loose, twice.most)
    assert (MOST_UNITS, MOST_UNITS) == (many.loose, many.most)


def test_what_was_cancelled_hides_no_sale() -> None:
    """Units that were put back are not taken for units that were not sold."""
    assert [2, 0] == [showing(5).put_back(2).pending(read) for read in (5, 7)]


def test_a_late_answer_does_not_make_sure() -> None:
    """Nobody knows whether what was cancelled came before the lost write or after."""
    known = lost(9, 5).put_back(2).acknowledge(2, 5, at(13))

    assert (2, True) == (known.loose, known.unsure)


def test_a_sale_in_doubt_changes_nothing() -> None:
    """Of a listing in doubt nothing is known that a sale could be taken off."""
    assert lost(3, 5) == lost(3, 5).sold(1)


def test_pending() -> None:
    """Units missing at a reading were sold and not imported; in doubt nobody can tell."""
    assert [2, 0, 0] == [showing(5).pending(3), showing(5).pending(7), lost(3, 5).pending(1)]


@pytest.mark.parametrize(
    ("placed", "crossed"), [(None, True), (at(10), True), (at(11), True), (at(9), False)]
)
def test_a_sale_during_a_write(placed: datetime | None, crossed: bool) -> None:
    """A sale placed since a write was sent has crossed it, and the write stays under way."""
    flying = showing(5).want(3).send(at(10))

    sold = flying.sold(1, placed)

    assert flying.flight is not None
    assert attrs.evolve(flying.flight, crossed=crossed) == sold.flight
    assert 4 == sold.quantity


@pytest.mark.parametrize(("placed", "unsure"), [(at(2), True), (at(3), True), (at(1), False)])
def test_a_sale_while_a_reading_was_under_way(placed: datetime, unsure: bool) -> None:
    """A sale placed from the asking until the answer leaves the number in doubt and as it is."""
    flying = Shown().read_back(5, at(2), at(3)).want(9).send(at(4))

    sold = flying.sold(1, placed)

    assert (5, unsure, flying.flight) == (sold.quantity, sold.unsure, sold.flight)


def test_a_sale_between_a_reading_and_the_write_from_it() -> None:
    """A sale placed since the reading that a write starts from was asked for has crossed it."""
    flying = Shown().read_back(5, at(2), at(4)).want(9).send(at(2))

    sold = flying.sold(1, at(3))

    assert flying.flight is not None
    assert (True, attrs.evolve(flying.flight, crossed=True)) == (sold.unsure, sold.flight)


def test_a_late_answer_during_another_write() -> None:
    """An answer to a lost write says what was shown; nobody knows since when."""
    flying = lost(9, 5).want(2).send(at(12))
    known = flying.acknowledge(2, 5, at(13))

    assert (5, 2, None, True) == (known.quantity, known.version, known.asked_at, known.unsure)
    assert flying.flight == known.flight


def test_a_late_answer_and_no_other_write() -> None:
    """An answer to a lost write leaves the listing unsure, and does not end the doubt."""
    doubtful = lost(9, 5)

    known = doubtful.acknowledge(2, 5, at(13))

    assert (5, None, True) == (known.quantity, known.asked_at, known.unsure)
    assert doubtful.doubt == known.doubt


def test_an_answer_older_than_the_last_one() -> None:
    """The answer to a write is ignored once a newer write was acknowledged."""
    newer = lost(9, 5).want(2).send(at(12))
    known = newer.acknowledge(newer.issued, 2, at(13))

    assert known == known.acknowledge(2, 5, at(14))


def test_a_reading_ends_what_was_unsure_or_refused() -> None:
    """What was read is sure, and what was refused before may be sent again."""
    unsure = Shown().read_back(5, at(2), at(4)).want(5).sold(1, at(3))
    refused = showing(3).want(5).send(at(1)).refuse(2)

    assert [Need.SEND, Need.NOTHING] == [need(unsure, 5), need(refused, 5)]
    assert [Need.NOTHING, Need.SEND] == [
        need(unsure.read_back(5, at(6)), 7),
        need(refused.read_back(3, at(6)), 7),
    ]


def test_wanted_again_after_a_refusal() -> None:
    """A refused quantity is sent again once something else was wanted in between."""
    refused = showing(3).want(5).send(at(1)).refuse(2)

    assert Need.SEND is need(refused.want(4).want(5), 2)


def test_less_than_wanted_is_sent() -> None:
    """A write sends what it is told to, under the next version, and remembers what was wanted."""
    flying = showing(9).want(5).send(at(1), 3)

    assert flying.flight is not None
    assert (3, 5, 2) == (flying.flight.quantity, flying.flight.wanted, flying.flight.version)
    assert 2 == flying.issued


def test_the_most_of_a_doubt_does_not_lower() -> None:
    """In doubt, what may be shown already is no decrease that could not wait."""
    twice = lost(3, 2).want(9).send(at(11)).lose(3, at(20)).want(1).send(at(12)).lose(4, at(20))

    assert [Need.WAIT, Need.SEND] == [need(twice.want(n), 13) for n in (9, 8)]


def test_left_as_it_is() -> None:
    """What is let stand is not sent, until something else is wanted."""
    left = showing(3).want(5).let_stand()

    assert Need.NOTHING is need(left, 1)
    assert Need.SEND is need(left.want(4), 1)


@attrs.frozen
class _Late:
    """A lost write that may still land."""

    quantity: int
    until: datetime


class ShownMachine(RuleBasedStateMachine):
    """A listing whose writes are answered, lost, applied late, and answered long after."""

    def __init__(self) -> None:
        super().__init__()
        self.now = at(0)
        self.real = 3
        self.shown = Shown().read_back(3, self.now)
        self.late: list[_Late] = []
        self.answers: list[tuple[int, int]] = []
        self.unread: list[tuple[int, datetime]] = []
        self.imported: list[int] = []
        self.cancelled: list[int] = []
        self.newest = 0

    @rule(units=UNITS)
    def want(self, units: int) -> None:
        """Another quantity is wanted."""
        self.shown = self.shown.want(units)

    @rule()
    def send(self) -> None:
        """What is to be sent is sent, if anything is."""
        if self.shown.need(self.now, overwrites=True, reads=True) is Need.SEND:
            open_question = self.shown.doubt or self.shown.unsure
            assert self.shown.wanted not in (None, self.shown.quantity) or open_question
            self.shown = self.shown.send(self.now)

    @precondition(lambda self: self.shown.flight is not None)
    @rule(sold=st.integers(0, 2))
    def answered(self, sold: int) -> None:
        """The write is applied; buyers may buy before its answer arrives."""
        flight = self.shown.flight
        assert flight is not None
        self.real = flight.quantity
        self.sell(sold)
        self._pass(1)
        self.shown = self.shown.acknowledge(flight.version, flight.quantity, self.now)

    @precondition(lambda self: self.shown.flight is not None)
    @rule(applied=st.sampled_from(["now", "later", "never"]))
    def unanswered(self, applied: str) -> None:
        """Nobody hears what became of the write, or only long after."""
        flight = self.shown.flight
        assert flight is not None
        if applied == "now":
            self.real = flight.quantity
        if applied == "later":
            self.late.append(_Late(flight.quantity, self.now + HORIZON))
        self.answers.append((flight.version, flight.quantity))
        self.shown = self.shown.lose(flight.version, self.now + HORIZON)

    @precondition(lambda self: self.shown.flight is not None)
    @rule(refused=st.booleans())
    def turned_away(self, refused: bool) -> None:
        """The channel says no, or not now."""
        assert self.shown.flight is not None
        away = self.shown.refuse if refused else self.shown.retry
        self.shown = away(self.shown.flight.version)

    @precondition(lambda self: self.late)
    @rule(index=st.integers(0, 9))
    def lands(self, index: int) -> None:
        """A lost write lands."""
        self.real = self.late.pop(index % len(self.late)).quantity

    @rule(seconds=st.integers(1, 12))
    def wait(self, seconds: int) -> None:
        """Time passes; what is late by the horizon has landed."""
        self._pass(seconds)

    @rule(units=st.integers(0, 2))
    def sell(self, units: int) -> None:
        """Buyers buy what the channel shows."""
        self._pass(1)
        sold = min(units, self.real)
        self.real -= sold
        if sold:
            self.unread.append((sold, self.now))

    @rule()
    def import_orders(self) -> None:
        """Orders are imported, each with the time it was placed."""
        self._pass(1)
        for sold, placed in self.unread:
            self.shown = self.shown.sold(sold, placed)
            self.imported.append(sold)
        for units in self.cancelled:
            self.shown = self.shown.put_back(units)
        self.unread.clear()
        self.cancelled.clear()

    @precondition(lambda self: self.imported or self.unread)
    @rule(index=st.integers(0, 9), kept=st.integers(0, 1), puts_back=st.booleans())
    def cancel(self, index: int, kept: int, puts_back: bool) -> None:
        """Buyers cancel an order, or all but a unit of it; some channels put it back on sale."""
        self._pass(1)
        orders = len(self.imported) + len(self.unread)
        place = index % orders - len(self.imported)
        units = self.unread.pop(place)[0] if place >= 0 else self.imported.pop(place)
        gone = max(1, units - kept)
        if units > gone:
            self.imported.append(units - gone)
        self.real += gone if puts_back else 0
        self.cancelled.append(gone)

    @rule()
    def read(self) -> None:
        """The listing is read back, at any time."""
        self._pass(1)
        self.shown = self.shown.read_back(self.real, self.now)

    @invariant()
    def exposure_is_known(self) -> None:
        """It never shows more than it may be showing by what is known, and was put back since."""
        assert self.real <= self.shown.most + sum(self.cancelled)

    @invariant()
    def versions_grow(self) -> None:
        """Nothing known is replaced by something older."""
        assert self.newest <= self.shown.version <= self.shown.issued
        self.newest = self.shown.version

    def teardown(self) -> None:
        """Once all is answered, imported and looked up, it shows what is wanted."""
        for _ in range(2):
            self._pass(60)
            self.import_orders()
            if self.shown.flight is not None:
                self.answered(0)
            if self.shown.need(self.now, overwrites=True, reads=True) is Need.LOOK_UP:
                self.read()
            self.send()
        if self.shown.flight is not None:
            self.answered(0)
        assert self.shown.doubt is None
        if self.shown.wanted is not None and self.shown.wanted != self.shown.refused:
            assert self.real == self.shown.wanted == self.shown.quantity

    def _pass(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        for late in [late for late in self.late if late.until <= self.now]:
            self.late.remove(late)
            self.real = late.quantity


def test_any_interleaving() -> None:
    """However writes, sales, readings and late answers take turns, the end is right."""
    run_state_machine_as_test(ShownMachine, settings=QUICK)
