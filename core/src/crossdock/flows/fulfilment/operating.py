"""What a person does to parcels: accept, arrange, send again, call off, say what became of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import InputRefusedError
from crossdock.flows.fulfilment.turning import Turning
from crossdock.fulfilment import OutboundProgress, RemoteOutbound, warehouse_machine
from crossdock.fulfilment.completion import completed
from crossdock.fulfilment.effects import CloseReviews, Enqueue, JobKind
from crossdock.fulfilment.job_machine import step
from crossdock.fulfilment.jobs import JobEvent, JobEventKind, JobState, resend_warning
from crossdock.fulfilment.outbound_order import OutboundEvent, OutboundEventKind
from crossdock.fulfilment.parcel import Parcel
from crossdock.fulfilment.warehouse_order import (
    WarehouseOrderEvent,
    WarehouseOrderEventKind,
    WarehouseOrderState,
)
from crossdock.store.outbox import STOPPED

if TYPE_CHECKING:
    from crossdock.store import KeptJob
    from crossdock.workspace import Workspace

_K, _O, _S = WarehouseOrderEventKind, OutboundEventKind, WarehouseOrderState

#: Of parcels in other states the channel is asked nothing.
_WAITING = frozenset({_S.WAIT_ACCEPT, _S.WAIT_TRACKING, _S.READY})


class Fate(StrEnum):
    """What a person says became of an outbound order."""

    #: The warehouse has it, though nobody could be asked.
    ARRIVED = "arrived"
    #: The warehouse certainly does not have it.
    ABSENT = "absent"
    #: Its goods have left.
    LEFT = "left"
    #: It is given up, and its goods stay where they are.
    ABANDONED = "abandoned"
    #: Nothing more will happen to it.
    CLOSED = "closed"
    #: Its goods are back.
    BACK = "back"


@attrs.frozen
class Moved:
    """What an operation did to a parcel; ``before`` and ``after`` are its states."""

    key: str
    before: str
    after: str
    hold: str = ""


def accept(turning: Turning, parcels: Iterable[Parcel], workspace: Workspace) -> list[Moved]:
    """Have orders accepted at their channel; the outbox's worker does it."""
    return _at_channel(turning, workspace, parcels, _K.ACCEPT_WANTED, JobKind.ACCEPT_ORDER)


def arrange(turning: Turning, parcels: Iterable[Parcel], workspace: Workspace) -> list[Moved]:
    """Have shipments arranged at their channel; the outbox's worker does it."""
    return _at_channel(turning, workspace, parcels, _K.ARRANGE_WANTED, JobKind.ARRANGE_SHIPMENT)


def to_accept(turning: Turning, parcels: Iterable[Parcel]) -> list[Parcel]:
    """Return the parcels whose order waits to be accepted at its channel."""
    return [one for one in parcels if _asks_channel(turning, one, _K.ACCEPT_WANTED)]


def to_arrange(turning: Turning, parcels: Iterable[Parcel]) -> list[Parcel]:
    """Return the parcels whose order waits for its channel to give it a waybill."""
    return [one for one in parcels if _asks_channel(turning, one, _K.ARRANGE_WANTED)]


def _asks_channel(turning: Turning, one: Parcel, wish: WarehouseOrderEventKind) -> bool:
    if one.order.state not in _WAITING:
        return False
    around = turning.world.of(one.order)
    made = warehouse_machine.step(one.order, WarehouseOrderEvent(wish, around.now), around)
    return any(isinstance(effect, Enqueue) for effect in made.effects)


def go_on(turning: Turning, parcels: Iterable[Parcel], workspace: Workspace) -> list[Moved]:
    """Take held parcels up again, in spite of what held them; the router sees them next."""
    return [_told(turning, one, _K.GO_ON, workspace) for one in parcels]


def _at_channel(
    turning: Turning,
    workspace: Workspace,
    parcels: Iterable[Parcel],
    wish: WarehouseOrderEventKind,
    kind: JobKind,
) -> list[Moved]:
    moved = []
    for one in parcels:
        with workspace.store.db.transaction():
            _try_again(turning, workspace, one, kind)
            moved.append(_told(turning, one, wish, workspace))
    return moved


def _try_again(turning: Turning, workspace: Workspace, one: Parcel, kind: JobKind) -> None:
    """Begin anew with what the channel refused, or what was given up."""
    order = one.order
    terms = turning.world.terms(order.connection)
    for kept in workspace.store.outbox.each(STOPPED, connection=order.connection, kinds=[kind]):
        if kept.content["order"] == order.order:
            again = step(kept.job, JobEvent(JobEventKind.REPLAY), terms).document
            workspace.store.outbox.put(again)
            workspace.store.asks.close(CloseReviews(kept.job.subject), "tried again")


def _told(
    turning: Turning, one: Parcel, kind: WarehouseOrderEventKind, workspace: Workspace
) -> Moved:
    event = WarehouseOrderEvent(kind, workspace.clock())
    after = turning.parcel(one.order.key, [event]).order
    hold = after.hold.value if after.hold else ""
    return Moved(one.order.key, one.order.state.value, after.state.value, hold)


def cancel(turning: Turning, workspace: Workspace, key: str) -> Moved:
    """Have an outbound order cancelled; one that was sent is asked for at its warehouse."""
    return _outbound(turning, workspace, key, OutboundEvent(_O.CANCEL_WANTED, workspace.clock()))


def resolve(
    turning: Turning,
    workspace: Workspace,
    key: str,
    fate: Fate,
    *,
    remote_id: str = "",
    good: Mapping[str, int] | None = None,
    bad: Mapping[str, int] | None = None,
    document: str = "",
) -> Moved:
    """Say what became of an outbound order.

    Args:

        remote_id: the warehouse's number of it, for one that has arrived.

        good, bad: units by SKU that came back, under the *document* of the return.

    Raises:

        InputRefusedError: it is not in a state in which that can be so.
    """
    now = workspace.clock()
    if fate in {Fate.ARRIVED, Fate.ABSENT}:
        _resolve_doubt(turning, workspace, key, fate, remote_id)
        return _now(workspace, key)
    kinds = {
        Fate.LEFT: _O.LEFT,
        Fate.ABANDONED: _O.ABANDON,
        Fate.CLOSED: _O.CLOSE,
        Fate.BACK: _O.RETURN_RECEIVED,
    }
    event = OutboundEvent(
        kinds[fate], now, good=good or {}, bad=bad or {}, document=document or f"back-{key[:8]}"
    )
    with workspace.store.db.transaction():
        moved = _outbound(turning, workspace, key, event)
        _discard(turning, workspace, key, fate.value)
        workspace.store.asks.close(CloseReviews(key), fate.value)
    return moved


def resend(turning: Turning, workspace: Workspace, key: str) -> Moved:
    """Give up an outbound order that was refused, and make another one of its parcel.

    Raises:

        InputRefusedError: it may have arrived, or it is under way.
    """
    _refuse_doubtful(workspace, key, turning)
    parcel = workspace.store.parcels.of_outbound(key)
    outbound = parcel.find(key)
    if outbound is not None and outbound.is_live and outbound.remote_id:
        raise InputRefusedError(
            f"Outbound {key} is {outbound.state.value} at its warehouse.",
            next_step=f"Cancel it first: crossdock outbound cancel {key}",
        )
    if outbound is not None and outbound.is_live:
        turning.parcel(
            parcel.order.key, [OutboundEvent(_O.ABANDON, workspace.clock())], outbound.key
        )
    after = workspace.store.parcels.get(parcel.order.key)
    if after.order.state in {_S.HELD, _S.REVIEW}:
        return _told(turning, after, _K.GO_ON, workspace)
    return Moved(after.order.key, parcel.order.state.value, after.order.state.value, _hold(after))


def _outbound(turning: Turning, workspace: Workspace, key: str, event: OutboundEvent) -> Moved:
    parcel = workspace.store.parcels.of_outbound(key)
    before = parcel.find(key)
    after = turning.parcel(parcel.order.key, [event], key).find(key)
    if before is None or after is None:
        raise InputRefusedError(f"There is no outbound order {key}.")
    if before == after:
        raise InputRefusedError(
            f"Outbound {key} is {before.state.value}, and {event.kind.value.replace('_', ' ')}"
            " changes nothing about that.",
            next_step=f"See: crossdock outbound show {key}",
        )
    return Moved(key, before.state.value, after.state.value, after.hold or "")


def _discard(turning: Turning, workspace: Workspace, key: str, reason: str) -> None:
    """Give up for good what had stopped on the way of an outbound that is settled now."""
    outbox = workspace.store.outbox
    for kept in outbox.each(STOPPED, subject=key):
        terms = turning.world.terms(kept.connection)
        event = JobEvent(JobEventKind.DISCARD, reason=reason)
        outbox.put(step(kept.job, event, terms).document)


def _now(workspace: Workspace, key: str) -> Moved:
    outbound = workspace.store.parcels.of_outbound(key).find(key)
    state = outbound.state.value if outbound else ""
    return Moved(key, JobState.UNKNOWN.value, state)


def _resolve_doubt(
    turning: Turning, workspace: Workspace, key: str, fate: Fate, remote_id: str
) -> None:
    kept = _doubtful(workspace, key)
    if kept is None:
        raise InputRefusedError(
            f"Whether outbound {key} has arrived is not in doubt.",
            next_step="See: crossdock outbound doubts",
        )
    if fate is Fate.ARRIVED and not remote_id:
        raise InputRefusedError(
            f"Outbound {key} has arrived under some number of the warehouse's.",
            next_step="Give it: --remote-id NUMBER",
        )
    terms = turning.world.terms(kept.connection)
    store = workspace.store
    with store.db.transaction():
        job = kept.job
        if job.state is not JobState.UNKNOWN:
            job = step(job, JobEvent(JobEventKind.REPLAY), terms).document
        looked = attrs.evolve(terms, now=max(terms.now, job.next_at))
        job = step(job, JobEvent(JobEventKind.LEASE, owner="a person"), looked).document
        if fate is Fate.ARRIVED:
            event = JobEvent(JobEventKind.FOUND, fence=job.fence)
            found = RemoteOutbound(key, remote_id, OutboundProgress.ACCEPTED)
            after = step(job, event, terms).document
            events = completed(job, after, workspace.clock(), answer=found)
        else:
            certain = attrs.evolve(terms, absences=0)
            event = JobEvent(JobEventKind.ABSENT, fence=job.fence)
            after = step(job, event, certain).document
            events = completed(job, after, workspace.clock())
        store.outbox.put(after)
        turning.parcel(store.parcels.of_outbound(key).order.key, events, key)
        store.asks.close(CloseReviews(key), fate.value)


def _refuse_doubtful(workspace: Workspace, key: str, turning: Turning) -> None:
    kept = _doubtful(workspace, key)
    if kept is None:
        return
    warning = resend_warning(kept.job, turning.world.terms(kept.connection))
    raise InputRefusedError(
        f"Outbound {key} may be at its warehouse already. {warning}".strip(),
        next_step=f"Look there, then say: crossdock outbound resolve {key} --as arrived|absent",
    )


def _doubtful(workspace: Workspace, key: str) -> KeptJob | None:
    jobs = workspace.store.outbox.each(subject=key, kinds=[JobKind.CREATE_OUTBOUND])
    return next((kept for kept in jobs if kept.job.in_doubt), None)


def _hold(parcel: Parcel) -> str:
    return parcel.order.hold.value if parcel.order.hold else ""
