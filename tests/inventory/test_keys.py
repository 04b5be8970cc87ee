"""Keys: one name for one fact, whatever its parts are called and wherever it is heard."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import DataRefusedError
from crossdock.inventory import LineRef
from crossdock.inventory.keys import joined, moment, parted


@given(st.lists(st.text("ab:%253A", min_size=1), min_size=1))
def test_parts_come_back(parts: list[str]) -> None:
    """A key is taken apart into what it was made of, separators and escapes among it."""
    assert tuple(parts) == parted(joined(*parts))


def test_escapes() -> None:
    """A separator and the sign that escapes it are spelled out."""
    assert "50%25:a%3Ab" == joined("50%", "a:b")


def test_parts_that_are_not_there() -> None:
    """A key ends without a part if there is none."""
    assert ("res:1", "res:1:mug") == (joined("res", "1"), joined("res", "1", part="mug"))


@pytest.mark.usefixtures("jakarta")
def test_moments_wherever_the_machine_stands() -> None:
    """A moment is written in one zone, which is not the machine's own."""
    assert "20260105T123000.000000Z" == moment(datetime(2026, 1, 5, 12, 30, tzinfo=UTC))


def test_revisions_in_keys_alone() -> None:
    """A line's revision is in the key of what happened to it, and not in its reference."""
    line = LineRef("shop", "A-7", "2", 3)

    assert ("shop:A-7:2", "rel:shop:A-7:2:3") == (line.reference, line.key("rel"))


@pytest.mark.parametrize("revision", [-1, True, 2**31])
def test_revisions_are_counted(revision: int) -> None:
    """A revision is a number from 0."""
    with pytest.raises(DataRefusedError, match="revision of LineRef is"):
        LineRef("shop", "A-7", "2", revision)


def test_names_are_there() -> None:
    """An empty name is refused by what it names."""
    with pytest.raises(DataRefusedError) as refused:
        LineRef("shop", "", "2")

    assert "order of LineRef is empty, and must name it." == refused.value.message
