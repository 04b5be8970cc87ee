"""When a call is repeated, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import (
    CredentialsRefusedError,
    OutcomeUnknownError,
    RateLimitedError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
    UnreachableError,
    UnreadableAnswerError,
)
from crossdock.http import Effect, retry_after
from crossdock.http.retry import CAP, RetryBudget, backoff, http_date, may_repeat

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        ("12", 12.0),
        (" 12 ", 12.0),
        ("0.5", 0.5),
        ("99999999", 3600.0),
        ("9" * 20, 3600.0),
        ("9" * 5000, None),
        ("-1", None),
        ("+1", None),
        ("1_0", None),
        ("1e9", None),
        ("nan", None),
        ("inf", None),
        ("abc", None),
        ("\N{ARABIC-INDIC DIGIT THREE}", None),
        ("Thu, 01 Jan 2026 00:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 07:00:30 +0700", 30.0),
        ("Thu, 01 Jan 2026 00:00:30", 30.0),
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0.0),
        ("Wed, 31 Dec 2025 23:59:59 GMT", None),
        ("Thu, 01 Jan 2099 00:00:00 GMT", 3600.0),
        ("Thu, 31 Feb 2026 00:00:00 GMT", None),
        ("Thu, 01 Jan 99999 00:00:00 GMT", None),
        ("Thu, 01 Jan 2026 00:00:00 +9999", None),
        ("2026-01-01T00:00:30Z", None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    """Seconds and dates are read, an hour at most; junk and the past are not."""
    assert seconds == retry_after(header, NOW)


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ ?\S*"))
def test_retry_after_anything(header: str) -> None:
    """Whatever a header says, the wait is nothing, or between none and an hour."""
    wait = retry_after(header, NOW)

    assert wait is None or 0 <= wait <= 3600


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_http_date(moment: datetime) -> None:
    """A date as servers write it is read back to the second."""
    aware = moment.replace(microsecond=0, tzinfo=UTC)

    assert aware == http_date(format_datetime(aware, usegmt=True))


@pytest.mark.parametrize(
    ("error", "read", "value", "once"),
    [
        (RetryLaterError, True, True, True),
        (RateLimitedError, True, True, True),
        (UnreachableError, True, True, True),
        (RemoteTroubleError, True, True, False),
        (UnreadableAnswerError, True, True, False),
        (RequestRefusedError, False, False, False),
        (CredentialsRefusedError, False, False, False),
        (OutcomeUnknownError, False, False, False),
    ],
)
def test_may_repeat(error: type[RemoteError], read: bool, value: bool, once: bool) -> None:
    """What is certainly not applied may be repeated; what may be, only if that is harmless."""
    found = tuple(
        may_repeat(error("It failed."), effect)
        for effect in (Effect.READ, Effect.SET, Effect.ONCE)
    )

    assert (read, value, once) == found


@given(st.integers(1, 40), st.floats(0, 1))
def test_backoff(attempt: int, luck: float) -> None:
    """The wait is anything up to a cap that doubles with each attempt."""
    wait = backoff(attempt, lambda low, high: low + luck * (high - low))

    assert 0 <= wait <= min(CAP, 0.5 * 2.0 ** (attempt - 1))


def test_budget() -> None:
    """Ten successes pay for one repetition, and nothing is saved up beyond the capacity."""
    budget = RetryBudget(capacity=2)
    for _ in range(100):
        budget.succeed()
    spent = [budget.take() for _ in range(3)]
    for _ in range(11):
        budget.succeed()

    assert [True, True, False, True, False] == [*spent, budget.take(), budget.take()]


def test_days() -> None:
    """A date far ahead waits an hour, not days."""
    assert 3600.0 == retry_after(format_datetime(NOW + timedelta(days=9), usegmt=True), NOW)
