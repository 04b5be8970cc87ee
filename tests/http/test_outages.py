"""`crossdock.http.outages`: what is said of a platform that goes down and comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreachableError,
)
from crossdock.http.outages import Outages

DAWN = datetime(2026, 1, 5, tzinfo=UTC)


class Clock:
    """Time that a test moves on."""

    now = DAWN

    def __call__(self):
        """Return it."""
        return self.now


@pytest.fixture(name="clock")
def _clock():
    return Clock()


@pytest.fixture(name="outages")
def _outages(clock):
    return Outages(clock)


def test_it_is_said_once_and_once_more_when_it_is_over(outages, clock, caplog):
    """However many calls fail, one line tells of it, and one how long it was."""
    for _ in range(5):
        outages.failed("api.mall.example", UnreachableError("No way."), silent=True)
    clock.now += timedelta(seconds=90)
    outages.answered("api.mall.example")
    outages.answered("api.mall.example")

    assert [
        "api.mall.example is down. What needs it fails until it answers again.",
        "api.mall.example answers again, after 90 seconds.",
    ] == caplog.messages


def test_each_host_is_one_of_its_own(outages, caplog):
    """The host for tokens may be down while the other is not."""
    outages.failed("login.mall.example", UnreachableError("No way."), silent=True)
    outages.answered("api.mall.example")

    assert 1 == len(caplog.messages)


def test_a_refusal_is_an_answer(outages, caplog):
    """Who refuses credentials or a request is there."""
    for refusal in (CredentialsRefusedError("No."), RequestRefusedError("No.")):
        outages.failed("api", UnreachableError("No way."), silent=True)
        outages.failed("api", refusal, silent=False)

    assert ["is down", "answers again"] * 2 == [
        "is down" if "is down" in text else "answers again" for text in caplog.messages
    ]


@pytest.mark.parametrize(
    ("failure", "silent"),
    [
        (RemoteTroubleError("Broken.", status=500), False),
        (RemoteTroubleError("Not readable.", status=200), False),
        (RateLimitedError("Slower.", status=503), False),
        (RateLimitedError("No room."), True),
    ],
    ids=["trouble with one question", "nonsense", "asked for fewer calls", "our own pace"],
)
def test_what_is_no_outage(outages, caplog, failure, silent):
    """Trouble that one call has says nothing of the others."""
    outages.failed("api", failure, silent=silent)

    assert [] == caplog.messages
