"""Interaction settings: read strictly, changed all or none, and the rules they stand for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import InputRefusedError
from crossdock.interaction import Interaction, changed
from crossdock.inventory import RuleKind

NOW = datetime(2026, 11, 22, 4, 0, 1, 999, tzinfo=UTC)

interactions = st.builds(
    Interaction,
    active=st.booleans(),
    sync_inventory=st.booleans(),
    sync_stock=st.booleans(),
    channel_names=st.booleans(),
    max_stock=st.none() | st.integers(0, 10**9),
    buffer=st.integers(0, 10**9),
    auto_merge=st.booleans(),
    import_orders=st.none()
    | st.datetimes(datetime(2001, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


@given(interactions, interactions)
def test_what_is_written_can_be_given(before: Interaction, after: Interaction) -> None:
    """Every setting is shown as it is set."""
    assert after == changed(before, after.written(), NOW)


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ("active", "true"),
        ("active", ""),
        ("sync_stock", "1"),
        ("channel_names", "Yes"),
        ("max_stock", "-1"),
        ("max_stock", "1.5"),
        ("max_stock", "2147483648"),
        ("max_stock", "nothing"),
        ("buffer", "none"),
        ("buffer", "٣"),
        ("auto_merge", "on"),
        ("import_orders", "yesterday"),
        ("import_orders", "2026-11-01"),
        ("import_orders", "2026-11-01T00:00:00"),
        ("import_orders", "0001-01-01T00:00:00+14:00"),
        ("import_orders", "1970-01-01T00:00:00Z"),
        ("colour", "red"),
    ],
)
def test_a_bad_word_is_named(setting: str, word: str) -> None:
    """The sentence names the setting, and what it was given."""
    with pytest.raises(InputRefusedError, match=setting) as caught:
        changed(Interaction(), {setting: word}, NOW)

    assert "buffer" in caught.value.next_step


def test_every_bad_word_is_named_at_once() -> None:
    """One run tells all that is wrong."""
    with pytest.raises(InputRefusedError) as caught:
        changed(Interaction(), {"buffer": "x", "active": "x", "max_stock": "5"}, NOW)

    assert "buffer" in caught.value.message
    assert "active" in caught.value.message
    assert "max_stock" not in caught.value.message


def test_now_is_the_whole_second() -> None:
    """A platform tells whole seconds: an order of this very second is wanted."""
    after = changed(Interaction(), {"import_orders": "now"}, NOW)

    assert after.wants(NOW.replace(microsecond=0))
    assert not after.wants(NOW.replace(microsecond=0) - timedelta(seconds=1))


def test_everything_wants_everything() -> None:
    """Without a beginning, every order is wanted."""
    assert Interaction().wants(datetime(2000, 1, 1, tzinfo=UTC))


def test_a_moment_may_lie_ahead() -> None:
    """Importing may begin on Monday."""
    after = changed(Interaction(), {"import_orders": "2026-12-01T00:00:00+07:00"}, NOW)

    assert datetime(2026, 11, 30, 17, tzinfo=UTC) == after.import_orders


def test_max_stock_and_buffer_are_rules() -> None:
    """Zero is a max, and a buffer of zero is none."""
    kinds = {rule.kind: rule.value for rule in Interaction(max_stock=0, buffer=2).rules("shop")}

    assert {RuleKind.MAX: 0, RuleKind.BUFFER: 2} == kinds
    assert () == Interaction().rules("shop")
