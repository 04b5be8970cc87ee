"""The error codes 400, 401, 403 and 500: met now, or by the last call of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from crossdock.flows.diagnosis.causes import Cause, edit, minute, retry, said
from crossdock.flows.diagnosis.credentials import REFUSED
from crossdock.flows.diagnosis.evidence import Evidence, SeenCall, Trouble

#: Calls longer ago than this say nothing about now.
RECENT = timedelta(days=1)


def bad_request(seen: Evidence) -> Iterator[Cause]:
    """Yield the requests that the platform cannot read or will not do (400)."""
    for trouble in _troubles(seen):
        if trouble.reason == "request-refused":
            yield Cause("request-refused", said(trouble), retry(seen))
    for call in _standing(seen, lambda status: 400 <= status < 500 and status not in _OTHERS):
        yield _call(seen, call, "a request of ours is not as it wants it", retry(seen))


def unauthorised(seen: Evidence) -> Iterator[Cause]:
    """Yield refusals of who asks: signature, key, token (401)."""
    trouble = seen.remote.sign_in
    if trouble is not None and trouble.reason == REFUSED and trouble.status != 403:
        yield Cause(REFUSED, said(trouble), edit(seen))
    for call in _standing(seen, lambda status: status == 401):
        yield _call(seen, call, "signature, key or token are not accepted", edit(seen))


def forbidden(seen: Evidence) -> Iterator[Cause]:
    """Yield refusals of what is asked for by this account, and of how often (403, 429)."""
    signed, orders = seen.remote.sign_in, seen.remote.orders
    if signed is not None and signed.reason == REFUSED and signed.status == 403:
        yield Cause("permission-refused", said(signed), retry(seen))
    if orders is not None and orders.reason == REFUSED:
        yield Cause("permission-refused", said(orders), retry(seen))
    for trouble in _troubles(seen):
        if trouble.reason == "rate-limited":
            yield Cause("rate-limited", said(trouble), _slower(seen))
    for call in _standing(seen, lambda status: status == 403):
        yield _call(seen, call, "the app or the account lacks a permission", retry(seen))
    for call in _standing(seen, lambda status: status == 429):
        yield _call(seen, call, "it is asked too often", _slower(seen))


def broken(seen: Evidence) -> Iterator[Cause]:
    """Yield failures of the platform, or of the way to it (500)."""
    for trouble in _troubles(seen):
        if trouble.reason in _FAILURES:
            yield Cause(trouble.reason, said(trouble), retry(seen))
    for call in _standing(seen, lambda status: status >= 500):
        yield _call(seen, call, "the platform itself failed; try again later", retry(seen))


_OTHERS = frozenset({401, 403, 429})
_FAILURES = frozenset({"remote-trouble", "unreadable-answer", "unreachable", "retry-later"})


def _slower(seen: Evidence) -> str:
    return f"crossdock conn edit {seen.connection} --rate 1"


def _troubles(seen: Evidence) -> Iterator[Trouble]:
    yield from filter(None, (seen.remote.sign_in, seen.remote.orders))


def _standing(seen: Evidence, is_meant: Callable[[int], bool]) -> Iterator[SeenCall]:
    """Yield the last call of each endpoint where that ended so, and nothing has mended it."""
    last: dict[str, SeenCall] = {}
    for call in seen.calls:
        if call.status is not None and seen.now - call.at <= RECENT:
            last.setdefault(call.endpoint, call)
    yield from (call for call in last.values() if is_meant(call.status or 0))


def _call(seen: Evidence, call: SeenCall, why: str, fix: str) -> Cause:
    return Cause(
        f"status-{call.status}",
        f"The last {call.endpoint} for {seen.connection}, at {minute(call.at)} ({call.hook}), was"
        f" answered {call.status}: {why}.",
        fix,
    )
