"""Moments as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.cli.moments import EARLIEST, parse_moment
from crossdock.errors import InputRefusedError

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("90m", timedelta(minutes=90)),
        ("12h", timedelta(hours=12)),
        ("3d", timedelta(days=3)),
        ("2w", timedelta(weeks=2)),
        ("0m", timedelta()),
        ("2026-11-22T10:00:00+07:00", timedelta(hours=1)),
        ("2026-11-22T03:00:00Z", timedelta(hours=1)),
    ],
)
def test_what_it_means(text, ago):
    """Spans count back from now; moments keep their zone."""
    assert NOW - ago == parse_moment(text, NOW)


def understood(text):
    """Return the moment, or None when it is refused with a next step."""
    try:
        return parse_moment(text, NOW)
    except InputRefusedError as error:
        return None if error.next_step else NOW + timedelta(days=1)


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_refused(text):
    """Nothing else ever comes out, and no moment outside what can be pulled."""
    assert EARLIEST <= (understood(text) or NOW) <= NOW


@given(st.integers(0, 999_999), st.sampled_from("mhdw"))
def test_any_span_is_a_moment_or_refused(number, unit):
    """However long the span, it is understood or refused in words."""
    assert EARLIEST <= (understood(f"{number}{unit}") or NOW) <= NOW
