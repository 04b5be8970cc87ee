"""What each kind of job calls at the other side, and how its fate is looked up.

The calls of channels are in `channel_calls`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.errors import CrossdockError, RequestRefusedError
from crossdock.flows.fulfilment import payloads
from crossdock.flows.fulfilment.answers import Said
from crossdock.flows.fulfilment.channel_calls import ChannelCalls
from crossdock.flows.fulfilment.goods_pushing import as_look, push_goods
from crossdock.flows.fulfilment.intake import Intake
from crossdock.flows.fulfilment.parts import read_whole, with_parts
from crossdock.fulfilment import (
    Cancellation,
    CancelOutcome,
    DocumentKey,
    Inbound,
    RemoteInbound,
    RemoteOutbound,
    splits,
)
from crossdock.fulfilment.completion import Answer
from crossdock.fulfilment.effects import JobKind
from crossdock.fulfilment.inbound import InboundProgress
from crossdock.fulfilment.jobs import Job, JobState
from crossdock.fulfilment.readings import cancellation_of
from crossdock.inventory.keys import parted

if TYPE_CHECKING:
    from crossdock.workspace import Live, Workspace

Content = Mapping[str, Any]

#: Nothing comes of an inbound in one of these.
_OVER = frozenset({InboundProgress.CANCELLED, InboundProgress.REJECTED})


class Calls:
    """The calls of one connection."""

    def __init__(self, workspace: Workspace, live: Live, intake: Intake) -> None:
        self._store = workspace.store
        self._live = live
        self._channel = ChannelCalls(workspace, live, intake)

    def send(self, job: Job, content: Content) -> tuple[Answer, str]:
        """Do what *job* asks for; return what was answered, and in what that is another's.

        A document that the other side has from before, and answers our number with, is
        not ours if it is for other goods.

        Raises:

            CrossdockError: it did not, or nobody knows.
        """
        if job.kind in ChannelCalls.KINDS:
            return self._channel.send(job, content)
        calls: Mapping[JobKind, Callable[[Job, Content], tuple[Answer, str]]] = {
            JobKind.CREATE_OUTBOUND: self._create_outbound,
            JobKind.CREATE_INBOUND: self._create_inbound,
            JobKind.CANCEL_OUTBOUND: self._cancel_outbound,
            JobKind.CANCEL_INBOUND: self._cancel_inbound,
            JobKind.REFRESH_OUTBOUND: lambda job, _: (self._read_outbound(job), ""),
            JobKind.REFRESH_INBOUND: lambda job, _: (self._read_inbound(job), ""),
        }
        return calls[job.kind](job, content)

    def look(self, job: Job, content: Content) -> tuple[Answer, str]:
        """Return what is there of a job whose fate is not known, and in what it differs.

        Nothing there is None.

        Raises:

            UnsupportedError: the other side offers no way to look.

            CrossdockError: looking did not work.
        """
        if job.kind in ChannelCalls.KINDS:
            return self._channel.look(job, content)
        match job.kind:
            case JobKind.CREATE_OUTBOUND:
                return self._find_outbound(content)
            case JobKind.CREATE_INBOUND:
                return self._find_inbound(job, content)
            case JobKind.CANCEL_OUTBOUND:
                return cancellation_of(self._read_outbound(job)), ""
            case JobKind.CANCEL_INBOUND:
                return self._cancelled_inbound(job), ""
            case _:
                # Reading again does nothing twice.
                return self.send(job, content)

    def push(self, jobs: Sequence[tuple[Job, Content]]) -> list[Said]:
        """Tell the goods of *jobs* to the service in one call; return what came of each job.

        A service is asked for goods before it is told of them, so telling goods again
        whose fate is not known is the look.
        """
        goods = [
            payloads.goods_in(content) if "value" in content else self._goods(job)
            for job, content in jobs
        ]
        said = push_goods(self._live, goods)
        return [
            as_look(said[one.sku]) if job.state is JobState.UNKNOWN else said[one.sku]
            for (job, _), one in zip(jobs, goods, strict=True)
        ]

    def _create_outbound(self, _: Job, content: Content) -> tuple[Answer, str]:
        asked = payloads.outbound_in(content)
        made = self._live.hooks.create_outbound(connection=self._live.connection, outbound=asked)
        try:
            made = with_parts(self._live, made, {})
        except CrossdockError:
            # It is there, whether or not its parts can be read just now.
            made = attrs.evolve(made, lines=())
        return made, payloads.differs_outbound(asked, made)

    def _create_inbound(self, job: Job, content: Content) -> tuple[Answer, str]:
        asked = payloads.inbound_in(content)
        made = self._live.hooks.create_inbound(connection=self._live.connection, inbound=asked)
        return self._heard_inbound(job, asked, made)

    def _heard_inbound(self, job: Job, asked: Inbound, made: RemoteInbound) -> tuple[Answer, str]:
        """Return an inbound and in what it differs; keep what is told of one that does not."""
        difference = payloads.differs_inbound(asked, made)
        if not difference:
            self._store.inbound_news.put(job.subject, made)
        return made, difference

    def _cancel_outbound(self, job: Job, _: Content) -> tuple[Answer, str]:
        answer = self._live.hooks.cancel_outbound(
            connection=self._live.connection, document=self._outbound(job)
        )
        return answer, ""

    def _cancel_inbound(self, job: Job, _: Content) -> tuple[Answer, str]:
        answer = self._live.hooks.cancel_inbound(
            connection=self._live.connection, document=self._inbound(job)
        )
        return answer, ""

    def _find_outbound(self, content: Content) -> tuple[Answer, str]:
        asked = payloads.outbound_in(content)
        found = self._live.hooks.find_outbound(
            connection=self._live.connection, reference=asked.reference
        )
        standing = splits.standing(found)
        if not standing:
            return None, ""
        if len(standing) > 1:
            return standing[0], _several(one.remote_id for one in standing)
        told = {one.remote_id: one for one in found}
        whole = with_parts(self._live, standing[0], told)
        return whole, payloads.differs_outbound(asked, whole)

    def _find_inbound(self, job: Job, content: Content) -> tuple[Answer, str]:
        asked = payloads.inbound_in(content)
        found = self._live.hooks.find_inbound(
            connection=self._live.connection, reference=asked.reference
        )
        if not found:
            return None, ""
        live = [one for one in found if one.progress not in _OVER] or found[:1]
        if len(live) > 1:
            return live[0], _several(one.remote_id for one in live)
        return self._heard_inbound(job, asked, live[0])

    def _cancelled_inbound(self, job: Job) -> Answer:
        found = self._read_inbound(job)
        if found.progress is InboundProgress.CANCELLED:
            return Cancellation(CancelOutcome.CANCELLED, found.reason)
        if found.progress is InboundProgress.CANCELLING:
            return Cancellation(CancelOutcome.PENDING, found.reason)
        return None

    def _goods(self, job: Job) -> Any:
        _, connection, sku = parted(job.subject)
        return self._store.known_goods.get(connection, sku).goods

    def _outbound(self, job: Job) -> DocumentKey:
        outbound = self._store.parcels.of_outbound(job.subject).find(job.subject)
        return DocumentKey(job.subject, outbound.remote_id if outbound else "")

    def _inbound(self, job: Job) -> DocumentKey:
        inbound = self._store.inbounds.get(job.subject)
        return DocumentKey(inbound.reference, inbound.remote_id)

    def _read_outbound(self, job: Job) -> RemoteOutbound:
        outbound = self._store.parcels.of_outbound(job.subject).find(job.subject)
        found = read_whole(self._live, [outbound] if outbound else []).get(job.subject)
        if found is None:
            raise RequestRefusedError(f"{self._live.name} does not know outbound {job.subject}.")
        return found

    def _read_inbound(self, job: Job) -> RemoteInbound:
        key = self._inbound(job)
        found = self._live.hooks.refresh_inbound(
            connection=self._live.connection, documents=(key,)
        )
        if not found:
            raise RequestRefusedError(f"{self._live.name} does not know inbound {key.reference}.")
        self._store.inbound_news.put(job.subject, found[0])
        return found[0]


def _several(numbers: Iterable[str]) -> str:
    return f"several documents are kept under it: {', '.join(numbers)}"
