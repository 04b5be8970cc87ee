"""A parcel among a channel, an outbox and a warehouse that all misbehave, and then stop to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from crossdock.fulfilment import job_machine, jobs, parcel
from crossdock.fulfilment.booking import OrderUnits
from crossdock.fulfilment.channels import POLICIES
from crossdock.fulfilment.circumstances import Circumstances, Service
from crossdock.fulfilment.completion import completed
from crossdock.fulfilment.documents import Cancellation, CancelOutcome
from crossdock.fulfilment.effects import (
    Enqueue,
    JobKind,
    OpenReview,
    RecordStock,
    Reroute,
    Withdraw,
)
from crossdock.fulfilment.holds import EXPLANATIONS, Reason
from crossdock.fulfilment.jobs import Job, JobEvent, JobEventKind, JobState, JobTerms
from crossdock.fulfilment.outbound import OutboundProgress, RemoteOutbound
from crossdock.fulfilment.outbound_order import OutboundEvent, OutboundEventKind, OutboundState
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.readings import news_of
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrder,
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)
from crossdock.inventory import Ledger, LineRef, claims, fold, stocktaking
from crossdock.order_status import OrderStatus

NOON = datetime(2022, 6, 1, 12, tzinfo=UTC)
POOL = frozenset({"jakarta"})
LINES = (
    OrderUnits(LineRef("toko", "7", "1"), "mug", 2),
    OrderUnits(LineRef("toko", "7", "2"), "tray", 1),
)
SERVICE = Service("jd")
LATE = timedelta(seconds=100)
LAG = timedelta(seconds=50)
STATUSES = {
    OrderStatus.SHIPPING: WarehouseOrderEventKind.SHIPPING,
    OrderStatus.DELIVERED: WarehouseOrderEventKind.DELIVERED,
    OrderStatus.CANCELLED: WarehouseOrderEventKind.CANCELLED,
}
UNSHIPPED = (
    OrderStatus.PAID,
    OrderStatus.READY_TO_SHIP,
    OrderStatus.PENDING_PAY_OR_SHIP,
)
WAY = (
    OutboundProgress.ACCEPTED,
    OutboundProgress.PICKING,
    OutboundProgress.PICKED,
    OutboundProgress.PACKED,
    OutboundProgress.SHIPPED,
    OutboundProgress.DELIVERED,
)
SENT = frozenset(OutboundState) - {
    OutboundState.DRAFT,
    OutboundState.HELD,
    OutboundState.QUEUED,
    OutboundState.CANCELLED,
    OutboundState.REVIEW,
}
SECONDS = st.integers(min_value=1, max_value=90).map(lambda n: timedelta(seconds=n))


@attrs.define
class Remote:
    """An outbound as the warehouse really has it."""

    reference: str
    shows_at: datetime
    reached: int = 0
    cancelled: bool = False
    slow_to_cancel: bool = False
    cancel_asked: bool = False

    @property
    def progress(self) -> OutboundProgress:
        """Return how far it really is."""
        return OutboundProgress.CANCELLED if self.cancelled else WAY[self.reached]

    def reading(self, progress: OutboundProgress | None = None) -> RemoteOutbound:
        """Return what asking about it answers."""
        return RemoteOutbound(self.reference, f"ESL-{self.reference}", progress or self.progress)


class World(RuleBasedStateMachine):
    """One order of a channel where the seller accepts, on its way through one warehouse."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.channel = "lazada"
        self.read_at: datetime | None = None
        self.status = OrderStatus.PAID
        self.waybill = ""
        self.said = [(self.status, "")]
        self.parcel = Parcel(WarehouseOrder("toko", "7", LINES, POOL, OrderStatus.PAID))
        self.jobs: dict[str, Job] = {}
        self.remotes: dict[str, Remote] = {}
        self.pushes: dict[str, int] = {}
        self.late: list[tuple[datetime, str]] = []
        self.reviews: set[tuple[Reason, str]] = set()
        self.ledger = Ledger()
        self.record(
            *(stocktaking.count("opening", one.sku, 10, "jakarta", NOON) for one in LINES),
            *(claims.reserve(one.line, one.sku, one.quantity, POOL, NOON) for one in LINES),
        )

    # What carries the effects out

    def record(self, *events) -> None:
        """Book stock events."""
        for event in events:
            self.ledger, _ = self.ledger.record(event)

    def circumstances(self) -> Circumstances:
        """Return the world around the parcel now."""
        policy = POLICIES[self.channel]
        return Circumstances(self.now, policy, SERVICE, order_read_at=self.read_at)

    def tell(self, event, key: str = "") -> None:
        """Step the parcel and carry out its effects, in one transaction."""
        made = parcel.step(self.parcel, event, self.circumstances(), key=key)
        self.parcel = made.parcel
        for effect in made.effects:
            self.carry_out(effect)

    def carry_out(self, effect) -> None:
        """Carry out one effect."""
        if isinstance(effect, RecordStock):
            self.record(*effect.events)
        elif isinstance(effect, Enqueue):
            known = self.jobs.get(effect.key)
            content = repr(sorted(effect.content.items()))
            assert known is None or jobs.same_content(known, content)
            job = Job(effect.key, effect.kind, effect.subject, content, self.now, self.now)
            self.jobs.setdefault(effect.key, job)
        elif isinstance(effect, Withdraw):
            job = self.jobs.get(effect.key)
            if job is not None and job.state is JobState.PENDING:
                del self.jobs[effect.key]
        elif isinstance(effect, OpenReview):
            self.reviews.add((effect.reason, effect.subject))
        elif isinstance(effect, Reroute):
            pass

    def order_event(self, kind: WarehouseOrderEventKind, **fields) -> None:
        """Tell the warehouse order something."""
        self.tell(WarehouseOrderEvent(kind, self.now, **fields))

    def news(self, remote: Remote, progress: OutboundProgress | None = None) -> None:
        """Tell what the warehouse says of an outbound."""
        for event in news_of(remote.reading(progress), self.now):
            self.tell(event, key=remote.reference)

    def step_job(self, job: Job, event: JobEvent, answer=None) -> Job:
        """Step a job and its document in one transaction; return the job as it is then."""
        after = job_machine.step(job, event, self.terms()).document
        self.jobs[job.key] = after
        for told in completed(job, after, self.now, answer=answer):
            key = job.subject if isinstance(told, OutboundEvent) else ""
            self.tell(told, key=key)
        return after

    def terms(self) -> JobTerms:
        """Return what the warehouse is like."""
        return JobTerms(self.now, late_apply=LATE, read_lag=LAG, max_attempts=1000)

    @initialize(
        channel=st.sampled_from(["lazada", "shopee"]),
        stage=st.integers(min_value=0, max_value=4),
    )
    def it_has_come_some_way(self, channel, stage) -> None:
        """Begin anywhere on the way."""
        self.channel = channel
        if stage >= 1:
            self.route()
        if stage >= 2:
            self.channel_accepts_with_waybill()
        if stage >= 3:
            self.read_the_order()
        if stage >= 4:
            self.work("answered", True, timedelta(), timedelta())

    # The channel

    @rule()
    def channel_gets_ready(self) -> None:
        """A paid order with a waybill becomes ready to ship."""
        if self.status in (OrderStatus.PAID, OrderStatus.PENDING_PAY_OR_SHIP) and self.waybill:
            self.said_now(OrderStatus.READY_TO_SHIP)

    @rule()
    def channel_makes_it_wait(self) -> None:
        """Payment or shipping is pending again."""
        if self.status in (OrderStatus.PAID, OrderStatus.READY_TO_SHIP):
            self.said_now(OrderStatus.PENDING_PAY_OR_SHIP)

    @rule()
    def channel_accepts_with_waybill(self) -> None:
        """The channel issues the waybill."""
        if self.status in UNSHIPPED and not self.waybill:
            self.waybill = "JX-1"
            self.said_now(self.status)

    @precondition(lambda self: self.parcel.outbounds)
    @rule(heard=st.booleans())
    def channel_cancels(self, heard) -> None:
        """The buyer cancels, and the order may be read at once."""
        if self.status is not OrderStatus.DELIVERED:
            self.said_now(OrderStatus.CANCELLED)
        if heard:
            self.read_the_order()

    @precondition(lambda self: self.status is OrderStatus.READY_TO_SHIP)
    @rule(elsewhere=st.booleans())
    def channel_ships(self, elsewhere) -> None:
        """The order ships, from here or from elsewhere."""
        gone = any(one.reached >= 4 for one in self.remotes.values())
        if elsewhere or gone:
            self.said_now(OrderStatus.SHIPPING)

    def said_now(self, status: OrderStatus) -> None:
        """Change what the channel says."""
        self.status = status
        self.said.append((status, self.waybill))

    @rule()
    def read_the_order(self) -> None:
        """Read the order."""
        self.read_at = self.now
        self.hear(self.status, self.waybill)

    @rule(data=st.data())
    def an_old_reading_comes_late(self, data) -> None:
        """A reading comes again."""
        # An intake drops readings older than the newest; the same one again it does not.
        known = [one for one in self.said if one[0] is self.parcel.order.status]
        if known:
            self.hear(*data.draw(st.sampled_from(known)))

    def hear(self, status: OrderStatus, waybill: str) -> None:
        """Tell a reading."""
        kind = STATUSES.get(status, WarehouseOrderEventKind.READING)
        self.order_event(kind, status=status, waybill=waybill)

    # The router and the seller

    @rule()
    def route(self) -> None:
        """The router answers."""
        if self.parcel.order.state is WarehouseOrderState.NEW:
            self.order_event(WarehouseOrderEventKind.ROUTED, warehouse="jakarta", service=True)

    @rule()
    def accept_at_the_channel(self) -> None:
        """The seller accepts the order."""
        self.order_event(
            WarehouseOrderEventKind.ACCEPTED, status=self.status, waybill=self.waybill
        )

    # The outbox

    @rule(
        outcome=st.sampled_from(["answered", "refused", "postponed", "lost", "crashed"]),
        applied=st.booleans(),
        delay=SECONDS,
        lag=st.integers(min_value=0, max_value=50).map(lambda n: timedelta(seconds=n)),
    )
    def work(self, outcome, applied, delay, lag) -> None:
        """A worker takes every job that is due."""
        for job in list(self.jobs.values()):
            self.work_on(job, outcome, applied, delay, lag)

    def work_on(self, job: Job, outcome: str, applied: bool, delay, lag) -> None:
        """A worker takes one job, if its document lets it."""
        if job.state is not JobState.PENDING or self.now < job.next_at:
            return
        before, subject = self.parcel, self.parcel.find(job.subject)
        leased = self.step_job(job, JobEvent(JobEventKind.LEASE, owner="w"))
        if job.kind in (JobKind.CREATE_OUTBOUND, JobKind.CANCEL_OUTBOUND):
            now = self.parcel.find(job.subject)
            assert subject is not None
            assert now is not None
            if now.state not in (OutboundState.SENDING, OutboundState.CANCEL_SENDING):
                # What it would have done is not wanted any more, or must be asked about.
                self.jobs[job.key] = job
                assert before.order == self.parcel.order
                return
        if job.kind is JobKind.CREATE_OUTBOUND:
            assert self.parcel.order.status in (OrderStatus.PAID, OrderStatus.READY_TO_SHIP)
        self.send(leased, outcome, applied, delay, lag)

    def send(self, job: Job, outcome: str, applied: bool, delay, lag) -> None:
        """A request goes out, and something comes of it."""
        said = JobEvent(JobEventKind(outcome), job.fence) if outcome != "crashed" else None
        if outcome in ("postponed", "refused"):
            self.step_job(job, JobEvent(JobEventKind(outcome), job.fence))
        elif outcome == "answered":
            self.step_job(
                job, JobEvent(JobEventKind.ANSWERED, job.fence), self.apply(job, self.now, lag)
            )
        else:
            if applied and job.kind is JobKind.CREATE_OUTBOUND:
                self.late.append((self.now + delay, job.subject))
            elif applied:
                self.apply(job, self.now, lag)
            if said is not None:
                self.step_job(job, said)

    def apply(self, job: Job, at: datetime, lag: timedelta):
        """The other side does what it was asked."""
        if job.kind is JobKind.CREATE_OUTBOUND:
            self.create(job.subject, at, lag)
            return self.remotes[job.subject].reading(OutboundProgress.ACCEPTED)
        remote = self.remotes.get(job.subject)
        if job.kind is JobKind.REREAD_ORDER:
            self.read_the_order()
            return None
        assert remote is not None
        if job.kind is JobKind.REFRESH_OUTBOUND:
            return remote.reading()
        if remote.slow_to_cancel:
            remote.cancel_asked = True
            return Cancellation(CancelOutcome.PENDING)
        if remote.cancelled or remote.reached < 2:
            remote.cancelled = True
            return Cancellation(CancelOutcome.CANCELLED)
        return Cancellation(CancelOutcome.REFUSED)

    def create(self, reference: str, at: datetime, lag: timedelta) -> None:
        """The warehouse takes an outbound, as often as it is asked."""
        self.pushes[reference] = self.pushes.get(reference, 0) + 1
        self.remotes.setdefault(reference, Remote(reference, at + lag))

    @rule()
    def workers_are_missed(self) -> None:
        """Leases that ran out are noticed."""
        for job in list(self.jobs.values()):
            if job.state in (JobState.SENDING, JobState.UNKNOWN):
                self.step_job(job, JobEvent(JobEventKind.LEASE_RAN_OUT))

    @rule(fails=st.booleans())
    def look_up(self, fails) -> None:
        """Jobs in doubt are looked up."""
        for job in list(self.jobs.values()):
            if job.state is JobState.UNKNOWN and self.now >= job.next_at:
                self.look_up_one(job, fails)

    def look_up_one(self, job: Job, fails: bool) -> None:
        """One job is looked up."""
        leased = self.step_job(job, JobEvent(JobEventKind.LEASE, owner="w"))
        if fails:
            self.step_job(leased, JobEvent(JobEventKind.LOOKUP_FAILED, leased.fence))
            return
        remote = self.remotes.get(job.subject)
        seen = remote is not None and self.now >= remote.shows_at
        if job.kind is JobKind.CREATE_OUTBOUND:
            kind = JobEventKind.FOUND if seen else JobEventKind.ABSENT
        elif job.kind is JobKind.CANCEL_OUTBOUND:
            ended = remote is not None and (remote.cancelled or remote.reached >= 2)
            kind = JobEventKind.FOUND if ended else JobEventKind.ABSENT
        else:
            kind = JobEventKind.FOUND
        answer = remote.reading() if remote is not None and kind is JobEventKind.FOUND else None
        if answer and job.kind is JobKind.CANCEL_OUTBOUND and not remote.cancelled:
            answer = Cancellation(CancelOutcome.REFUSED)
        self.step_job(leased, JobEvent(kind, leased.fence), answer)

    @rule(step=SECONDS)
    def time_passes(self, step) -> None:
        """Time passes, and late requests take effect."""
        self.now += step
        for due, reference in list(self.late):
            if due <= self.now:
                self.late.remove((due, reference))
                self.create(reference, due, LAG)

    # The warehouse

    @rule(steps=st.integers(min_value=1, max_value=3), tells=st.booleans())
    def warehouse_works(self, steps, tells) -> None:
        """The warehouse goes on, and may tell."""
        for remote in self.remotes.values():
            if remote.cancel_asked:
                remote.cancel_asked = False
                remote.cancelled = remote.reached < 2
                self.news(remote, None if remote.cancelled else OutboundProgress.CANCEL_FAILED)
            if not remote.cancelled:
                remote.reached = min(remote.reached + steps, len(WAY) - 1)
                if tells:
                    self.news(remote)

    @rule(data=st.data())
    def old_news_comes_late(self, data) -> None:
        """News comes late, or again."""
        for remote in list(self.remotes.values()):
            reached = data.draw(st.integers(min_value=0, max_value=remote.reached))
            self.news(remote, WAY[reached])

    @rule()
    def warehouse_cancels_by_itself(self) -> None:
        """The warehouse cancels what nobody asked it to."""
        for remote in self.remotes.values():
            if remote.reached < 2:
                remote.cancelled = True
                self.news(remote)

    @rule()
    def warehouse_takes_its_time_to_cancel(self) -> None:
        """Requests to cancel are answered later."""
        for remote in self.remotes.values():
            remote.slow_to_cancel = True

    @rule()
    def warehouse_ships_what_it_had_cancelled(self) -> None:
        """The warehouse ships what it had called cancelled."""
        for remote in self.remotes.values():
            if remote.cancelled:
                remote.cancelled, remote.reached = False, 4
                self.news(remote)

    @precondition(lambda self: self.parcel.outbound)
    @rule()
    def a_person_cancels_the_outbound(self) -> None:
        """A person cancels the outbound and not the order."""
        self.tell(OutboundEvent(OutboundEventKind.CANCEL_WANTED, self.now))

    @rule()
    def a_person_lets_it_go_on(self) -> None:
        """A person ends a hold."""
        if self.parcel.order.state is WarehouseOrderState.HELD:
            self.order_event(WarehouseOrderEventKind.RELEASE)

    # What must hold at every moment

    @invariant()
    def one_outbound_lives(self) -> None:
        """A warehouse order has one live outbound at most, its newest."""
        live = [one for one in self.parcel.outbounds if one.is_live]

        assert len(live) <= 1
        assert all(one.key == self.parcel.order.outbound for one in live)

    @invariant()
    def each_is_sent_once(self) -> None:
        """No reference takes effect at the warehouse twice."""
        assert all(times == 1 for times in self.pushes.values())

    @invariant()
    def nothing_is_sent_without_waybill(self) -> None:
        """What was sent has a waybill."""
        assert all(one.waybill for one in self.parcel.outbounds if one.state in SENT)

    @invariant()
    def claims_last_until_goods_leave(self) -> None:
        """Each line is claimed once until it leaves or the order ends."""
        ended = self.parcel.order.state in (
            WarehouseOrderState.CANCELLED,
            WarehouseOrderState.DONE,
        )
        for one in LINES:
            events = [e for e in self.ledger.events.values() if e.reference == one.line.reference]
            claimed = sum(event.reserved + event.pooled for event in events)
            left = any(ob.gone and not ob.claims_ended for ob in self.parcel.outbounds)
            assert claimed == (0 if ended or left else one.quantity)
        assert () == self.ledger.conflicts

    @invariant()
    def claims_lie_where_the_order_is(self) -> None:
        """What is claimed is reserved at the order's warehouse, or on its pool before."""
        order = self.parcel.order
        holdings = fold(self.ledger.events.values())
        for one in LINES:
            here = holdings.at(one.sku, "jakarta").reserved
            pooled = sum(holdings.pooled(one.sku).values())
            assert here + pooled in (0, one.quantity)
            assert not (here and not order.routed)
            assert not (pooled and order.routed)

    @invariant()
    def no_more_ships_than_was_asked(self) -> None:
        """What an outbound books out is what it asks for."""
        for one in self.parcel.outbounds:
            assert sum(unit.quantity for unit in one.gone) in (0, 3)

    @invariant()
    def what_is_over_has_nothing_waiting(self) -> None:
        """An outbound that is over has no job in the outbox."""
        for one in self.parcel.outbounds:
            if one.state in (OutboundState.DONE, OutboundState.CANCELLED, OutboundState.REJECTED):
                waiting = [self.jobs.get(one.key), self.jobs.get(f"{one.key}/cancel")]
                assert [] == [job.kind for job in waiting if job and job.state is JobState.PENDING]

    @invariant()
    def what_needs_a_person_asks_one(self) -> None:
        """What cannot go on by itself is in the list of reviews."""
        order = self.parcel.order
        asked = {subject for _, subject in self.reviews}
        if order.state in (WarehouseOrderState.HELD, WarehouseOrderState.REVIEW):
            assert order.key in asked
        for one in self.parcel.outbounds:
            if one.state in (OutboundState.REVIEW, OutboundState.LATE_CANCEL):
                assert one.key in asked

    # Faults end

    def teardown(self) -> None:
        """Faults end: the order ends too, or waits for a person."""
        for _ in range(60):
            self.settle_down()
        order, outbound = self.parcel.order, self.parcel.outbound
        waits_for_person = order.state in (WarehouseOrderState.HELD, WarehouseOrderState.REVIEW)
        if outbound is not None:
            gone_elsewhere = outbound.hold is not None and EXPLANATIONS[outbound.hold].forever
            waits_for_person |= gone_elsewhere or outbound.state is OutboundState.LATE_CANCEL
        assert waits_for_person or order.state in (
            WarehouseOrderState.DONE,
            WarehouseOrderState.CANCELLED,
        )
        self.books_agree_with_the_shelves()

    def settle_down(self) -> None:
        """Everybody does what they should, for a minute."""
        self.now += timedelta(seconds=61)
        self.time_passes(timedelta(seconds=1))
        self.channel_accepts_with_waybill()
        self.channel_gets_ready()
        self.read_the_order()
        self.route()
        if self.parcel.order.state is WarehouseOrderState.WAIT_ACCEPT:
            self.accept_at_the_channel()
        if self.parcel.order.state is WarehouseOrderState.WAIT_TRACKING:
            self.read_the_order()
        self.workers_are_missed()
        self.look_up(False)
        self.work("answered", True, timedelta(), timedelta())
        self.warehouse_works(1, True)
        for remote in self.remotes.values():
            self.news(remote)

    def books_agree_with_the_shelves(self) -> None:
        """On hand is what was there without what really left."""
        left = sum(one.reached >= 4 and not one.cancelled for one in self.remotes.values())
        for one in LINES:
            position = fold(self.ledger.events.values()).at(one.sku, "jakarta")
            assert 10 - left * one.quantity == position.on_hand


TestWorld = World.TestCase
TestWorld.settings = settings(
    TestWorld.settings, max_examples=150, stateful_step_count=40, deadline=None
)
