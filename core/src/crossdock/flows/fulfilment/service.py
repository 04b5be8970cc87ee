"""One round at a fulfilment service: do what is due there, and hear what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import CrossdockError
from crossdock.flows.fulfilment.inbound_news import refresh_inbounds
from crossdock.flows.fulfilment.inbounds import carry_out
from crossdock.flows.fulfilment.refreshing import refresh_outbounds
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.worker import Work

if TYPE_CHECKING:
    from crossdock.workspace import Live, Workspace


@attrs.frozen
class ServiceRound:
    """What a round came to.

    Args:

        jobs: what the outbox's worker did.

        outbounds: what reading them again came to; see `refresh_outbounds`.

        inbounds: the same of inbounds; see `refresh_inbounds`.
    """

    jobs: Work
    outbounds: Mapping[str, int] = attrs.field(factory=dict)
    inbounds: Mapping[str, int] = attrs.field(factory=dict)
    trouble: CrossdockError | None = None


def serve(workspace: Workspace, live: Live, turning: Turning) -> ServiceRound:
    """Do a round at the service of *live*.

    What reading brought may have made new work, so the outbox is looked at once more.
    """
    first = carry_out(workspace, live, turning)
    if first.trouble is not None:
        return ServiceRound(first, trouble=first.trouble)
    try:
        outbounds = refresh_outbounds(workspace, live, turning)
        inbounds = refresh_inbounds(workspace, live, turning)
    except CrossdockError as error:
        return ServiceRound(first, trouble=error)
    again = carry_out(workspace, live, turning)
    counts = {
        name: first.counts.get(name, 0) + again.counts.get(name, 0)
        for name in {**first.counts, **again.counts}
    }
    return ServiceRound(Work(counts, again.trouble), outbounds, inbounds, again.trouble)
