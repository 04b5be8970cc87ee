"""Inbounds whose answer was lost at a service that cannot be asked by our number."""

from __future__ import annotations

import attrs
import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.flows.fulfilment.inbound_doubts import InboundDoubts
from crossdock.flows.fulfilment.inbound_news import Heard, refresh
from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.inbound_order import InboundState
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import JobEvent, JobEventKind

_S = InboundState


@pytest.fixture(name="doubts")
def _doubts(house):
    return InboundDoubts(house.workspace, house.turning)


@pytest.fixture(name="lost")
def _lost(house):
    """An inbound that the service took, and whose answer never came."""
    house.known("KAOS")
    house.fault("po.addPoOrder", "500-after@1")
    doc = house.announced(KAOS=10)
    house.pass_time(minutes=5)
    house.work()
    return doc


def test_an_inbound_whose_answer_was_lost_waits_for_a_person(house, lost):
    """It is in doubt, then in review, is asked about once, and is never sent again."""
    for _ in range(3):
        house.pass_time(hours=1)
        house.work()

    asked = [ask.reason.value for ask in house.store.asks.each()]
    assert (_S.UNKNOWN, _S.REVIEW) == (lost.state, house.store.inbounds.get(lost.key).state)
    assert (["outcome_unknown"], 1) == (asked, len(house.theirs()))
    assert 10 == house.at("KAOS").expected


def test_it_cannot_be_asked_for(house, lost):
    """A refresh says so, and books nothing."""
    doc = house.store.inbounds.get(lost.key)

    (one,) = refresh(house.workspace, house.live, house.turning, [doc])

    assert (Heard.UNNAMED, 0) == (one.heard, house.at("KAOS").on_hand)


def test_a_person_finds_it(house, lost, doubts):
    """By the service's number it goes on where it is, and what came is booked once."""
    (theirs,) = house.theirs()
    house.control(f"orders/{theirs['order_id']}/receive", {"scenario": "short"})

    doc = doubts.taken(house.live, lost.key, theirs["order_id"])

    assert (_S.CLOSED_SHORT, theirs["order_id"]) == (doc.state, doc.remote_id)
    assert (8, 0, []) == (
        house.at("KAOS").on_hand,
        house.at("KAOS").expected,
        list(house.store.asks.each()),
    )
    house.work()
    assert 1 == len(house.theirs())


def test_a_person_names_another(house, lost, doubts):
    """An inbound of other goods under that number is not taken for ours."""
    other = next(
        one
        for one in house.control("state")["inbounds"]
        if one["own_number"] != lost.key and one["department"] == house.settings["department"]
    )

    with pytest.raises(InputRefusedError, match="nothing was changed"):
        doubts.taken(house.live, lost.key, other["order_id"])
    with pytest.raises(NotFoundError):
        doubts.taken(house.live, lost.key, "EPL99999999999999999")

    assert _S.REVIEW is house.store.inbounds.get(lost.key).state


def test_a_person_does_not_find_it(house, doubts):
    """It never arrived: it is sent again, and is there once."""
    house.known("KAOS")
    house.fault("po.addPoOrder", "500-before@1")
    doc = house.announced(KAOS=10)
    house.pass_time(minutes=5)
    house.work()

    queued = doubts.absent(doc.key)
    house.work()

    assert (_S.QUEUED, _S.ACCEPTED) == (queued.state, house.store.inbounds.get(doc.key).state)
    assert (1, 10) == (len(house.theirs()), house.at("KAOS").expected)


def test_a_person_who_overlooks_it_doubles_nothing(house, lost, doubts):
    """The service knows our number, says so, and the person is asked again."""
    (theirs,) = house.theirs()
    doubts.absent(lost.key)
    house.work()
    house.pass_time(minutes=5)
    house.work()

    (ask,) = house.store.asks.each()
    assert (_S.REVIEW, True) == (
        house.store.inbounds.get(lost.key).state,
        "JD says that it knows" in ask.detail,
    )
    assert _S.ACCEPTED is doubts.taken(house.live, lost.key, theirs["order_id"]).state
    assert 1 == len(house.theirs())


def test_a_late_apply_is_waited_for(house, doubts):
    """As long as it may still take effect, nobody's word sends it again."""
    house.known("KAOS")
    house.fault("po.addPoOrder", "api-error(code=65,applied=yes,late=100)@1")
    doc = house.announced(KAOS=10)
    kept = house.store.outbox.get(JobKind.CREATE_INBOUND, doc.reference)
    terms = house.turning.world.terms("gudang")
    # A person need not wait for the worker: the job is stopped as it would stop it.
    job = step(kept.job, JobEvent(JobEventKind.LEASE, owner="w"), _later(terms)).document
    stopped = step(job, JobEvent(JobEventKind.NO_LOOKUP, fence=job.fence), terms).document
    house.store.outbox.put(stopped)

    with pytest.raises(InputRefusedError, match="may still take effect"):
        doubts.absent(doc.key)

    house.pass_time(minutes=5)
    assert 1 == len(house.theirs())


def _later(terms):
    return attrs.evolve(terms, now=terms.now + terms.quarantine)


def test_a_process_that_died_while_sending(house):
    """The next one does not send again what the first may have sent."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    kept = house.store.outbox.get(JobKind.CREATE_INBOUND, doc.reference)
    # As the first process left it: sent, and nothing heard.
    dead = attrs.evolve(
        kept.job,
        state=kept.job.state.SENDING,
        in_doubt=True,
        owner="dead",
        lease_until=house.time,
    )
    house.store.outbox.put(dead)
    house.store.inbounds.put(attrs.evolve(doc, state=_S.SENDING, remote_id=""))
    house.workspace.close()
    house.open()
    house.live = house.workspace.live("gudang")

    for _ in range(3):
        house.pass_time(minutes=5)
        house.work()

    assert _S.REVIEW is house.store.inbounds.get(doc.key).state
    assert 1 == len(house.theirs())


def test_what_is_in_no_doubt_needs_no_word(house, doubts):
    """Each of the three words is refused where nothing is asked."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)

    for say in (
        lambda: doubts.taken(house.live, doc.key, doc.remote_id),
        lambda: doubts.absent(doc.key),
        lambda: doubts.seen(doc.key),
    ):
        with pytest.raises(InputRefusedError):
            say()


def test_what_came_beyond_is_seen(house, doubts):
    """A person's word ends the review; the stock was booked before."""
    house.known("KAOS")
    doc = house.announced(KAOS=10)
    house.control(f"orders/{doc.remote_id}/receive", {"scenario": "over"})
    refresh(house.workspace, house.live, house.turning, [doc])

    after = doubts.seen(doc.key)

    assert (_S.DONE, 11, []) == (
        after.state,
        house.at("KAOS").on_hand,
        list(house.store.asks.each()),
    )
