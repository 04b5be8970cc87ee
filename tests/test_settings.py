"""Settings are read as people give them, and every fault is named."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import Secret
from crossdock.settings import (
    LONGEST_ID,
    choice,
    read_settings,
    secret,
    secret_line,
    whole_number,
    word,
)


class Side(StrEnum):
    """A choice."""

    LEFT = "left"
    RIGHT = "right"


@attrs.frozen
class Shape:
    """Settings of nobody in particular."""

    shop_id: int
    key: Secret
    side: Side = Side.LEFT


READERS = {"shop_id": whole_number, "key": secret_line, "side": choice(Side)}


def test_text_and_values_read_alike() -> None:
    """A number may stand as digits, a choice in any case, a secret as text."""
    values, faults = read_settings(
        Shape, {"shop_id": " 007 ", "key": "k\n", "side": "RIGHT"}, READERS
    )

    assert [] == faults
    assert Shape(7, Secret("k"), Side.RIGHT) == Shape(**values)


def test_every_fault_is_named_and_no_value() -> None:
    """Missing, wrong and unknown fields are told together, and what was given is not."""
    values, faults = read_settings(
        Shape, {"shop_id": "", "key": "planted\nsecret", "side": "planted", "sid": 1}, READERS
    )

    assert {} == values
    assert [
        "shop_id is missing",
        "key must be one line of text; check how it was copied",
        "side must be one of left, right",
        "sid is not one of its settings",
    ] == faults


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (whole_number, True),
        (whole_number, 1.0),
        (whole_number, "1.0"),
        (whole_number, "٣"),
        (whole_number, "0"),
        (whole_number, -1),
        (whole_number, "9" * (LONGEST_ID + 1)),
        (whole_number, "9" * 5000),
        (word, True),
        (word, None),
        (word, " "),
        (word, "a b"),
        (word, "a\0"),
        (word, "\ud800"),
        (secret, " \n"),
        (secret, 7),
        (secret_line, "a\nb"),
        (choice(Side), 1),
    ],
)
def test_what_is_none_is_refused(read: Callable[[object], object], value: object) -> None:
    """Each reader says what the field must be, and nothing else gets through."""
    with pytest.raises((TypeError, ValueError), match=r"must be|is empty"):
        read(value)


@given(st.integers(1, 10**LONGEST_ID - 1))
def test_an_id_survives_as_its_digits(number: int) -> None:
    """Exactly, however large: no float is ever in between."""
    assert number == whole_number(str(number)) == whole_number(number)
