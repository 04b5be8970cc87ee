"""The common issues of a connection, and which diagnosis is about each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from crossdock.flows.diagnosis.causes import Cause
from crossdock.flows.diagnosis.codes import bad_request, broken, forbidden, unauthorised
from crossdock.flows.diagnosis.credentials import credentials
from crossdock.flows.diagnosis.encoding import encoding
from crossdock.flows.diagnosis.evidence import Evidence
from crossdock.flows.diagnosis.orders import orders
from crossdock.flows.diagnosis.stock import stock
from crossdock.flows.findings import Finding, State


class Issue(StrEnum):
    """What people come with."""

    CREDENTIALS = "invalid credentials"
    ORDERS = "orders not importing"
    STOCK = "stock not syncing"
    ENCODING = "language or encoding errors"
    BAD_REQUEST = "error 400"
    UNAUTHORISED = "error 401"
    FORBIDDEN = "error 403"
    BROKEN = "error 500"


DIAGNOSES: Mapping[Issue, Callable[[Evidence], Iterator[Cause]]] = {
    Issue.CREDENTIALS: credentials,
    Issue.ORDERS: orders,
    Issue.STOCK: stock,
    Issue.ENCODING: encoding,
    Issue.BAD_REQUEST: bad_request,
    Issue.UNAUTHORISED: unauthorised,
    Issue.FORBIDDEN: forbidden,
    Issue.BROKEN: broken,
}


#: What only a place that sells can have.
OF_CHANNELS = frozenset({Issue.ORDERS, Issue.STOCK})


def diagnose(seen: Evidence) -> tuple[Finding, ...]:
    """Return, issue by issue, the causes found, or that nothing speaks for it."""
    return tuple(finding for issue in DIAGNOSES for finding in _findings(issue, seen))


def _findings(issue: Issue, seen: Evidence) -> Iterator[Finding]:
    if issue in OF_CHANNELS and not seen.is_channel:
        yield Finding(
            issue.value, State.OK, f"{seen.platform} is no channel: nothing sells there."
        )
        return
    causes = tuple(DIAGNOSES[issue](seen))
    for cause in causes:
        yield Finding(issue.value, cause.state, cause.detail, cause.fix, cause.slug)
    if not causes:
        asked = "" if seen.remote.asked else f" ({seen.platform} was not asked)"
        yield Finding(issue.value, State.OK, f"Nothing speaks for it{asked}.")
