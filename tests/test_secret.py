"""A secret shows nowhere."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import string
import traceback
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.secret import MASK, Secret

CANARY = "planted-canary-secret"


@attrs.frozen
class Settings:
    """What a connector would keep one in."""

    name: str
    key: Secret


SHOWN: list[Callable[[Secret], str]] = [
    repr,
    str,
    ascii,
    format,
    lambda s: f"{s}{s!r}{s!s}{s!a}",
    lambda s: f"{s:>40}",
    lambda s: "%s %r" % (s, s),  # noqa: UP031
    lambda s: string.Template("$s").substitute(s=s),
    lambda s: repr([s, {s: s}, (s,)]),
    lambda s: repr(Settings("n", s)),
    lambda s: repr(attrs.asdict(Settings("n", s))),
    lambda s: repr(ValueError(s)),
    lambda s: json.dumps(s, default=str),
    lambda s: logging.LogRecord("n", 10, "p", 1, "%s", (s,), None).getMessage(),
]


@pytest.mark.parametrize("show", SHOWN)
def test_masked(show: Callable[[Secret], str]) -> None:
    """However it is written out, the mask is written."""
    shown = show(Secret(CANARY))

    assert MASK in shown
    assert CANARY not in shown


def test_traceback() -> None:
    """A traceback does not show it, with its local variables neither."""
    try:
        held = Secret(CANARY)
        len(held)  # type: ignore[arg-type]
    except TypeError as error:
        shown = "".join(
            traceback.TracebackException.from_exception(error, capture_locals=True).format()
        )

    assert "held = Secret(****)" in shown
    assert CANARY not in shown.replace(f'CANARY = "{CANARY}"', "")


@pytest.mark.parametrize(
    "leak",
    [
        len,
        iter,
        list,
        bytes,
        vars,
        json.dumps,
        pickle.dumps,
        lambda s: s + "",
        lambda s: "" + s,
        lambda s: "".join([s]),
        lambda s: s[0],
        lambda s: "a" in s,
        lambda s: s < s,
        Secret,
    ],
)
def test_refuses(leak: Callable[[Any], object]) -> None:
    """What would take its text apart or away fails, and the failure does not tell it."""
    with pytest.raises(TypeError) as caught:
        leak(Secret(CANARY))

    assert CANARY not in str(caught.value)


def test_unchangeable() -> None:
    """It does not change and does not lose its text."""
    secret = Secret(CANARY)

    with pytest.raises(AttributeError):
        secret._text = "other"
    with pytest.raises(AttributeError):
        del secret._text

    assert CANARY == secret.reveal()


@given(st.text(), st.text())
def test_equality(one: str, other: str) -> None:
    """Two are equal when their texts are, and then they hash and print alike."""
    assert (one == other) == (Secret(one) == Secret(other))
    assert (one == other) == (Secret(one).fingerprint() == Secret(other).fingerprint())
    assert hash(Secret(one)) == hash(Secret(one))


def test_no_text_is_equal() -> None:
    """A text that happens to be the same is not equal to it."""
    assert Secret(CANARY) != CANARY


@given(st.text())
def test_truth(text: str) -> None:
    """It is true unless it is empty."""
    assert bool(text) == bool(Secret(text))


def test_bytes_from_the_environment() -> None:
    """Bytes that are no text, as an environment variable may hold them, do no harm."""
    odd = Secret("caf\udce9")

    assert odd == Secret("caf\udce9")
    assert 12 == len(odd.fingerprint())


def test_copies() -> None:
    """A copy of a record keeps the secret it has."""
    settings = Settings("n", Secret(CANARY))

    assert settings.key is copy.deepcopy(settings).key
    assert settings.key is copy.copy(settings.key)


@pytest.mark.parametrize("other", [None, 5, b"bytes", ["list"]])
def test_only_text(other: Any) -> None:
    """It is made from text only."""
    with pytest.raises(TypeError, match="a Secret is made from text"):
        Secret(other)
