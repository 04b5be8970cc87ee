"""Invalid credentials: whether the platform knows who asks."""

from __future__ import annotations

from collections.abc import Iterator

from crossdock.errors import Exit
from crossdock.flows.diagnosis.causes import Cause, edit, minute, retry, said
from crossdock.flows.diagnosis.evidence import Evidence
from crossdock.flows.findings import State

REFUSED = "credentials-refused"
#: Reasons of a connection that cannot be brought to life for its secrets or settings.
_OWN_SECRETS = frozenset({"secret-unavailable", "settings-refused"})


def credentials(seen: Evidence) -> Iterator[Cause]:
    """Yield why the platform does not accept the connection's credentials."""
    name, remote = seen.connection, seen.remote
    if seen.unusable is not None:
        if seen.unusable.reason in _OWN_SECRETS:
            yield Cause(seen.unusable.reason, said(seen.unusable), edit(seen))
        return
    if remote.sign_in is not None and remote.sign_in.reason == REFUSED:
        yield Cause(REFUSED, said(remote.sign_in), edit(seen))
    elif not remote.asked:
        yield from _remembered(seen)
    if seen.token_expires_at is not None and seen.token_expires_at <= seen.now:
        yield Cause(
            "token-expired",
            f"The access token kept for {name} expired at {minute(seen.token_expires_at)}; the"
            " next call fetches another one.",
            retry(seen),
            State.WARNING,
        )


def _remembered(seen: Evidence) -> Iterator[Cause]:
    """Yield the refusal that the last run met, for want of asking again."""
    last = seen.runs[0] if seen.runs else None
    if last is not None and last.exit_code == Exit.CREDENTIALS:
        yield Cause(
            REFUSED,
            f"{seen.platform} refused the credentials of {seen.connection} when"
            f" `{last.command}` last ran, at {minute(last.started_at)}.",
            edit(seen),
        )
