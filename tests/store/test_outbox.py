"""Jobs are written down once, with what they are to say, and leave when it is their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crossdock.errors import ContentChangedError, NotFoundError
from crossdock.fulfilment.effects import Enqueue, JobKind, Withdraw
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import JobEvent, JobEventKind, JobState, JobTerms
from crossdock.store import Store

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CREATE = Enqueue(JobKind.CREATE_OUTBOUND, "K1", "wo:shop:A-1:0")


@pytest.fixture
def store(tmp_path):
    """Return a store whose clock stands at noon."""
    opened = Store(tmp_path / "store.db", lambda: NOON)
    yield opened
    opened.close()


def leased(job):
    """Return *job* as a worker holds it."""
    return step(job, JobEvent(JobEventKind.LEASE, owner="w"), JobTerms(NOON)).document


class TestEnqueueing:
    """A job is there once."""

    def test_it_is_due_at_once(self, store):
        """Nothing says that it has to wait."""
        store.outbox.enqueue("jd", CREATE, {"lines": 2})

        (kept,) = store.outbox.due("jd", NOON)

        assert ("K1", JobState.PENDING, {"lines": 2}) == (
            kept.job.key,
            kept.job.state,
            kept.content,
        )

    def test_the_same_again_is_there_already(self, store):
        """What was asked twice is done once."""
        store.outbox.enqueue("jd", CREATE, {"a": 1, "b": 2})
        store.outbox.enqueue("jd", CREATE, {"b": 2, "a": 1})

        assert 1 == len(store.outbox.due("jd", NOON))

    def test_other_content_under_its_key_is_a_mistake(self, store):
        """What is in the outbox stays as it was."""
        store.outbox.enqueue("jd", CREATE, {"lines": 2})

        with pytest.raises(ContentChangedError, match="K1"):
            store.outbox.enqueue("jd", CREATE, {"lines": 3})

        assert {"lines": 2} == store.outbox.get(JobKind.CREATE_OUTBOUND, "K1").content

    def test_one_key_serves_several_kinds(self, store):
        """A document is created and refreshed under the same reference."""
        store.outbox.enqueue("jd", CREATE, {})
        store.outbox.enqueue("jd", Enqueue(JobKind.REFRESH_OUTBOUND, "K1", "s"), {})

        assert 2 == len(store.outbox.due("jd", NOON))


class TestDue:
    """What somebody should look at now."""

    def test_a_job_waits_for_its_time(self, store):
        """It is due from that moment on."""
        later = NOON + timedelta(minutes=5)
        store.outbox.enqueue("jd", Enqueue(JobKind.REREAD_ORDER, "K", "s", due=later), {})

        assert [] == store.outbox.due("jd", NOON)
        assert 1 == len(store.outbox.due("jd", later))

    def test_a_job_that_somebody_holds_is_not_due(self, store):
        """Two workers never send the same."""
        store.outbox.enqueue("jd", CREATE, {})
        (kept,) = store.outbox.due("jd", NOON)

        store.outbox.put(leased(kept.job))

        assert [] == store.outbox.due("jd", NOON)

    def test_a_job_whose_holder_is_gone_is_due(self, store):
        """Its lease has run out."""
        store.outbox.enqueue("jd", CREATE, {})
        (kept,) = store.outbox.due("jd", NOON)
        store.outbox.put(leased(kept.job))

        (found,) = store.outbox.due("jd", NOON + timedelta(hours=1))

        assert JobState.SENDING is found.job.state

    def test_jobs_of_other_connections_are_theirs(self, store):
        """A dead service keeps nobody else waiting."""
        store.outbox.enqueue("jd", CREATE, {})

        assert [] == store.outbox.due("shop", NOON)


class TestWithdrawing:
    """A job may be taken back while nobody holds it."""

    def test_a_pending_job_goes(self, store):
        """As if it had never been there."""
        store.outbox.enqueue("jd", CREATE, {})

        gone = store.outbox.withdraw(Withdraw(JobKind.CREATE_OUTBOUND, "K1"))

        assert gone
        with pytest.raises(NotFoundError, match="no create_outbound job 'K1'"):
            store.outbox.get(JobKind.CREATE_OUTBOUND, "K1")

    def test_a_job_on_its_way_stays(self, store):
        """Its request may have left."""
        store.outbox.enqueue("jd", CREATE, {})
        store.outbox.put(leased(store.outbox.get(JobKind.CREATE_OUTBOUND, "K1").job))

        assert not store.outbox.withdraw(Withdraw(JobKind.CREATE_OUTBOUND, "K1"))


def test_depths_add_up_per_connection_and_state(store):
    """What waits where, and since when."""
    store.outbox.enqueue("jd", CREATE, {})
    store.outbox.enqueue("jd", Enqueue(JobKind.REFRESH_OUTBOUND, "K1", "s"), {})
    store.outbox.enqueue("shop", Enqueue(JobKind.ACCEPT_ORDER, "A-1", "s"), {})

    found = {(row["connection"], row["state"]): row["jobs"] for row in store.outbox.depths()}

    assert {("jd", "pending"): 2, ("shop", "pending"): 1} == found


def test_jobs_are_found_by_state_kind_and_subject(store):
    """Each condition narrows; none means all."""
    store.outbox.enqueue("jd", CREATE, {})
    store.outbox.enqueue("jd", Enqueue(JobKind.ACCEPT_ORDER, "A-1", "other"), {})

    assert 2 == len(list(store.outbox.each()))
    assert ["K1"] == [one.job.key for one in store.outbox.each(subject=CREATE.subject)]
    assert ["A-1"] == [one.job.key for one in store.outbox.each(kinds=[JobKind.ACCEPT_ORDER])]
    assert [] == list(store.outbox.each([JobState.DONE]))
