"""Everything that can go wrong on the way, the connector against its sandbox over real HTTP.

What was sent and not answered is in doubt, and looked up; nothing is made twice.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest

from crossdock import CancelOutcome, DocumentKey, Goods, RowOutcome
from crossdock.errors import (
    OutcomeUnknownError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock_jdid_fulfillment import (
    cancel_inbound,
    cancel_outbound,
    create_inbound,
    create_outbound,
    find_outbound,
    list_stock,
    list_warehouses,
    push_products,
    refresh_inbound,
    refresh_outbound,
)

#: Nothing was done, and nobody can tell.
LOST_BEFORE = ["timeout-before(seconds=0.1)", "reset", "502", "504", "500-before"]
#: It was done, and nobody can tell.
LOST_AFTER = [
    "timeout-after(seconds=0.1)",
    "reset(applied=yes)",
    "500-after",
    "502(applied=yes)",
    "504(applied=yes)",
    "html",
    "empty",
    "truncated",
    "truncated(cut=connection)",
    "wrong-charset",
    "gzip-bomb(megabytes=80)",
    "content-length-lies",
    "deep",
    "api-error(code=65,applied=yes)",
    "api-error(code=33,applied=yes)",
]
#: Nothing was done, and that is certain.
NOT_DONE = ["429(retry-after=2)", "503(retry-after=2)", "api-error(code=2)", "api-error(code=23)"]
#: Answers that are read all the same.
HARMLESS = ["latency(seconds=0.05)", "slow-drip(seconds=0.001)", "expired-token@1"]


def key(made):
    """Return both names of a document."""
    return DocumentKey(made.reference, made.remote_id)


def test_an_outbound_whose_answer_was_lost(house):
    """It is in doubt; a look tells whether it is there; in the end there is one."""
    for kind in (*LOST_BEFORE, *LOST_AFTER):
        house.heal()
        house.fault(f"order.addOrder: {kind}@1")
        asked = house.outbound()

        with pytest.raises(OutcomeUnknownError) as caught:
            create_outbound(house.shop, asked)
        found = find_outbound(house.shop, asked.reference)
        made = found[0] if found else create_outbound(house.shop, asked)

        assert (kind, kind in LOST_AFTER) == (kind, bool(found))
        assert [made.remote_id] == [row["order_id"] for row in house.documents(asked.reference)]
        assert house.settings["app_secret"] not in f"{caught.value} {vars(caught.value)}"


@pytest.mark.parametrize("kind", NOT_DONE)
def test_an_outbound_that_was_certainly_not_made(house, kind):
    """It may be sent again later, as if nothing had been."""
    house.fault(f"order.addOrder: {kind}")
    asked = house.outbound()

    with pytest.raises(RetryLaterError):
        create_outbound(house.shop, asked)
    none = house.documents(asked.reference)
    house.heal()
    create_outbound(house.shop, asked)

    assert ([], 1) == (none, len(house.documents(asked.reference)))


@pytest.mark.parametrize("kind", HARMLESS)
def test_an_answer_that_only_took_longer(open_house, kind):
    """It is read, and the outbound is made once."""
    house = open_house(f"order.addOrder: {kind}", refresh_window="0")
    asked = house.outbound()

    made = create_outbound(house.shop, asked)

    assert [made.remote_id] == [row["order_id"] for row in house.documents(asked.reference)]


@pytest.mark.parametrize("duplicate", ["error", "earlier"])
def test_an_outbound_that_arrives_twice(open_house, duplicate):
    """A proxy that sends it twice makes one, and we are told which."""
    house = open_house("order.addOrder: twice", duplicate=duplicate)
    asked = house.outbound()

    made = create_outbound(house.shop, asked)

    assert [made.remote_id] == [row["order_id"] for row in house.documents(asked.reference)]


@pytest.mark.parametrize("duplicate", ["error", "earlier"])
@pytest.mark.parametrize("empty", ["error", "array", "null"])
def test_an_outbound_that_takes_effect_late(open_house, duplicate, empty):
    """Not there when it is looked up, and then there: sending it again makes no second one."""
    late = "order.addOrder: api-error(code=65,applied=yes,late=90)@1"
    house = open_house(late, duplicate=duplicate, empty=empty)
    asked = house.outbound()

    with pytest.raises(OutcomeUnknownError):
        create_outbound(house.shop, asked)
    early = find_outbound(house.shop, asked.reference)
    house.advance(2)
    made = create_outbound(house.shop, asked)

    assert () == early
    assert [made.remote_id] == [row["order_id"] for row in house.documents(asked.reference)]


@pytest.mark.parametrize("kind", ["reset", "html", "api-error(code=65)", "429"])
def test_an_outbound_that_cannot_be_read_back(house, kind):
    """What was taken is taken, also where the read after it fails."""
    house.fault(f"order.queryOrder: {kind}")
    asked = house.outbound()

    made = create_outbound(house.shop, asked)

    assert ("accepted", asked.lines[0].sku) == (made.progress.value, made.lines[0].sku)
    assert 1 == len(house.documents(asked.reference))


@pytest.mark.parametrize("kind", ["reset", "html", "api-error(code=65)", "429"])
def test_a_taken_number_that_cannot_be_looked_up(house, kind):
    """A refusal that may be about an earlier attempt is a doubt until it is looked up."""
    asked = house.outbound()
    made = create_outbound(house.shop, asked)
    house.fault(f"order.ext.queryOrder: {kind}")

    with pytest.raises(OutcomeUnknownError, match="cannot show"):
        create_outbound(house.shop, asked)
    house.heal()

    assert made.remote_id == create_outbound(house.shop, asked).remote_id


@pytest.mark.parametrize("duplicate", ["error", "earlier"])
def test_two_workers_at_once(open_house, duplicate):
    """Of one outbound sent by several at the same moment there is one, known to all."""
    house = open_house(duplicate=duplicate)
    asked = house.outbound()

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: create_outbound(house.shop, asked), range(6)))

    assert 1 == len({one.remote_id for one in made}) == len(house.documents(asked.reference))


@pytest.mark.parametrize("kind", ["timeout-before(seconds=0.1)", "html"])
def test_a_look_up_that_failed_says_nothing(house, kind):
    """That there is nothing is said only where JD said so."""
    asked = house.outbound()
    create_outbound(house.shop, asked)
    house.fault(f"order.ext.queryOrder: {kind}")

    with pytest.raises(RemoteTroubleError):
        find_outbound(house.shop, asked.reference)


def test_a_look_up_with_a_row_that_cannot_be_read(house):
    """A row that is there and has no readable number is a doubt, and not a "none"."""
    asked = house.outbound()
    create_outbound(house.shop, asked)
    house.fault("order.ext.queryOrder: poison-row")

    with pytest.raises(UnreadableAnswerError):
        find_outbound(house.shop, asked.reference)


# The other writes


def test_a_cancellation_whose_answer_was_lost(house):
    """Asking again does no harm, so it is asked again at once."""
    for kind in (*LOST_BEFORE, *LOST_AFTER):
        made = create_outbound(house.shop, house.outbound())
        house.heal()
        house.fault(f"order.cancelOrder: {kind}@1")

        assert (kind, CancelOutcome.CANCELLED) == (
            kind,
            cancel_outbound(house.shop, key(made)).outcome,
        )


@pytest.mark.parametrize("kind", ["timeout-after(seconds=0.05)", "html", "504"])
def test_cancellations_whose_answers_all_are_lost(house, kind):
    """What nobody answers is in doubt; a later request tells."""
    out = create_outbound(house.shop, house.outbound())
    into = create_inbound(house.shop, house.inbound())
    house.fault(f"order.cancelOrder: {kind}", f"po.cancalPoOrder: {kind}")

    with pytest.raises(OutcomeUnknownError):
        cancel_outbound(house.shop, key(out))
    with pytest.raises(OutcomeUnknownError):
        cancel_inbound(house.shop, key(into))
    house.heal()

    assert CancelOutcome.CANCELLED is cancel_outbound(house.shop, key(out)).outcome
    assert CancelOutcome.CANCELLED is cancel_inbound(house.shop, key(into)).outcome


@pytest.mark.parametrize("kind", ["reset", "html", "api-error(code=65)"])
def test_a_cancellation_that_cannot_be_read_back(house, kind):
    """Where the document cannot be read after it, JD's yes is still pending for us."""
    made = create_outbound(house.shop, house.outbound())
    house.fault(f"order.queryOrder: {kind}")

    asked = cancel_outbound(house.shop, key(made))

    assert (CancelOutcome.PENDING, "1") == (asked.outcome, asked.remote_code)


def test_an_inbound_whose_answer_was_lost(house):
    """It is in doubt, and was sent once; nobody can look it up by our number."""
    kinds = (*LOST_BEFORE, *LOST_AFTER)
    for kind in kinds:
        house.heal()
        house.fault(f"po.addPoOrder: {kind}@1")
        asked = house.inbound()

        with pytest.raises(OutcomeUnknownError):
            create_inbound(house.shop, asked)
        assert (kind, kind in LOST_AFTER) == (kind, bool(house.documents(asked.reference)))

    assert len(kinds) == house.calls("po.addPoOrder")


@pytest.mark.parametrize("kind", ["timeout-after(seconds=0.1)", "500-after", "html", "reset"])
def test_goods_whose_answer_was_lost(house, kind):
    """One product in doubt does not stop the next; pushed again, all are done and none twice."""
    house.fault(f"goods.transportGoodsInfo: {kind}@2")
    goods = tuple(Goods(f"BARANG-{n}", f"Barang {n}") for n in range(3))

    first = push_products(house.shop, goods)
    second = push_products(house.shop, goods)

    assert ["done", "unknown", "done"] == [result.outcome.value for result in first]
    assert {RowOutcome.DONE} == {result.outcome for result in second}
    skus = [row["sku"] for row in house.control("state")["listings"]]
    assert all(1 == skus.count(one.sku) for one in goods)


# Reads


READS = {
    "stock.queryStock": lambda house, made: list_stock(house.shop, None),
    "master.queryWarehouse": lambda house, made: list_warehouses(house.shop),
    "order.queryOrder": lambda house, made: refresh_outbound(house.shop, (key(made),)),
    "po.queryPoOrder": lambda house, made: refresh_inbound(
        house.shop, (DocumentKey("IN-X", "EPL99990000000000001"),)
    ),
}


@pytest.mark.parametrize("method", READS)
def test_a_read_that_went_wrong_once(house, method):
    """It is repeated, and reads as if nothing had been."""
    made = create_outbound(house.shop, house.outbound())
    expected = READS[method](house, made)
    for kind in (*LOST_BEFORE, *LOST_AFTER):
        house.heal()
        house.fault(f"{method}: {kind}@1")

        assert (kind, expected) == (kind, READS[method](house, made))


@pytest.mark.parametrize("method", READS)
def test_a_read_that_keeps_going_wrong(house, method):
    """It ends with an error that names the method, and never reads as if there were nothing."""
    made = create_outbound(house.shop, house.outbound())
    for kind in ("503", "html", "api-error(code=65)", "truncated", "reset"):
        house.heal()
        house.fault(f"{method}: {kind}")

        with pytest.raises((RemoteTroubleError, RetryLaterError)) as caught:
            READS[method](house, made)
        assert caught.value.endpoint.startswith("POST /routerjson")


def test_a_business_failure_of_one_does_not_stop_the_others(house):
    """Of one that JD will not tell, the state is unknown with the reason; the next is read."""
    one, other = (create_outbound(house.shop, house.outbound()) for _ in range(2))
    house.fault("order.queryOrder: api-error(code=10017,level=business)@1")

    first, second = refresh_outbound(house.shop, (key(one), key(other)))

    assert ("unknown", "accepted") == (first.progress.value, second.progress.value)
    assert "10017" in first.reason


def test_inbounds_that_are_refused_together_are_read_one_by_one(house):
    """Where JD refuses the list, each is asked for by itself."""
    made = [create_inbound(house.shop, house.inbound()) for _ in range(3)]
    house.fault("po.queryPoOrder: api-error(code=10017,level=business)@1")

    found = refresh_inbound(house.shop, tuple(key(one) for one in made))

    assert ["accepted"] * 3 == [one.progress.value for one in found]


def test_a_business_failure_of_an_outbound(house):
    """With a code that nobody wrote down it is a refusal, after a look that finds nothing."""
    house.fault("order.addOrder: api-error(code=10017,level=business)@1")
    asked = house.outbound()

    with pytest.raises(RequestRefusedError, match="10017"):
        create_outbound(house.shop, asked)
    made = create_outbound(house.shop, attrs.evolve(asked))

    assert [made.remote_id] == [row["order_id"] for row in house.documents(asked.reference)]
