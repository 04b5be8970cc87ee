"""A round of pushing: whom to look up, what to send, and what waits for whom."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crossdock.inventory import Queued, Round, Shown, Writing, next_round
from crossdock.testing.worlds import DAWN

WAYS = {"a": Writing.SET, "b": Writing.SET}


def known(quantity: int, wanted: int) -> Shown:
    """Return a listing known to show *quantity*, which is to show *wanted*."""
    return Shown().read_back(quantity, DAWN).want(wanted)


def queued(connection: str, shown: Shown, sku: str = "shirt") -> Queued:
    """Return the one listing of *connection*, of one SKU."""
    return Queued(connection, f"{connection}-{sku}", shown, frozenset({sku}), DAWN)


def names(made: Round) -> tuple[list[str], list[str], list[str]]:
    """Return the connections to look up, to send to, and held."""
    look_up, send, held = (
        [change.connection for change in part] for part in (made.look_up, made.send, made.held)
    )
    return look_up, send, held


def around(*listings: Queued, now: datetime = DAWN, reads: bool = True) -> Round:
    """Return the next round."""
    return next_round(listings, WAYS, now=now, reads=reads)


def test_settled_listings_need_nothing() -> None:
    """Where everything shows what it should, the round is empty."""
    assert Round() == around(queued("a", known(3, 3)), queued("b", known(0, 0)))


def test_an_increase_waits_for_the_decrease() -> None:
    """While one listing shows too many of some goods, no other is raised."""
    both = queued("a", known(3, 5)), queued("b", known(5, 3))

    assert ([], ["b"], ["a"]) == names(around(*both))


def test_an_increase_waits_for_the_answer() -> None:
    """A decrease that is under way, or whose answer was lost, holds increases too."""
    flying = known(5, 3).send(DAWN)
    lost = flying.lose(flying.issued, DAWN + timedelta(minutes=3))
    done = flying.acknowledge(flying.issued, 3, DAWN)

    found = [names(around(queued("a", known(3, 5)), queued("b", b))) for b in (flying, lost, done)]

    assert [([], [], ["a"]), ([], [], ["a"]), ([], ["a"], [])] == found


def test_other_goods_wait_for_nobody() -> None:
    """A decrease of one SKU holds no increase of another."""
    both = queued("a", known(3, 5), "mug"), queued("b", known(5, 3))

    assert ([], ["b", "a"], []) == names(around(*both))


def test_a_refused_decrease_holds_nobody() -> None:
    """What a channel will not lower would hold up everybody for ever."""
    flying = known(5, 3).send(DAWN)
    refused = flying.refuse(flying.issued)

    assert ([], ["a"], []) == names(around(queued("a", known(3, 5)), queued("b", refused)))


def test_doubts_are_looked_up_in_time() -> None:
    """A doubt is looked up once it can be; a channel that cannot be asked is written to."""
    flying = known(3, 5).send(DAWN)
    doubt = queued("a", flying.lose(flying.issued, DAWN + timedelta(minutes=3)))
    later = DAWN + timedelta(minutes=3)

    assert ([], [], []) == names(around(doubt))
    assert (["a"], [], []) == names(around(doubt, now=later))
    assert ([], ["a"], []) == names(around(doubt, now=later, reads=False))


def test_several_goods_wait_for_their_own() -> None:
    """Each increase waits for the decreases of its own goods, however many others there are."""
    listings = [
        queued("a", known(5, 3), "mug"),
        queued("b", known(5, 3)),
        queued("a", known(3, 5)),
        queued("b", known(3, 5), "mug"),
    ]

    found = around(*listings)

    assert ["a-mug", "b-shirt"] == [change.listing_id for change in found.send]
    assert ["a-shirt", "b-mug"] == [change.listing_id for change in found.held]


@pytest.mark.parametrize(("way", "sent"), [(Writing.SET, ["a"]), (Writing.READ_THEN_CHANGE, [])])
def test_less_is_sent_in_doubt(way: Writing, sent: list[str]) -> None:
    """In doubt, less is sent at once where a write does not depend on what is shown."""
    flying = known(5, 9).send(DAWN)
    doubt = queued("a", flying.lose(flying.issued, DAWN + timedelta(minutes=3)).want(2))

    assert ([], sent, []) == names(next_round([doubt], {"a": way}, now=DAWN))


def test_doubts_can_be_looked_up() -> None:
    """Unless it is said otherwise, a channel can be asked what it shows."""
    flying = known(3, 5).send(DAWN)
    doubt = queued("a", flying.lose(flying.issued, DAWN))

    assert (["a"], [], []) == names(next_round([doubt], WAYS, now=DAWN))
