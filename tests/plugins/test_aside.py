"""What one thread prints is sent aside, and nothing of the others."""

from __future__ import annotations

import io
import sys
import threading

import pytest

from crossdock.plugins.aside import aside


def say(text: str) -> None:
    """Print *text*."""
    sys.stdout.write(f"{text}\n")


def test_other_threads_go_on_printing(capsys: pytest.CaptureFixture[str]) -> None:
    """Data that another thread writes meanwhile stays where it belongs."""
    with aside() as printed:
        say("talk")
        other = threading.Thread(target=say, args=("data",))
        other.start()
        other.join()
    say("more data")
    out, err = capsys.readouterr()

    assert out == "data\nmore data\n"
    assert err == "talk\n"
    assert printed.used


def test_silence_is_noticed() -> None:
    """Who prints nothing is not accused of it."""
    with aside() as printed:
        assert sys.stdout.isatty() in {True, False}

    assert not printed.used


def test_another_replacement_is_kept() -> None:
    """A standard output that somebody else put in place meanwhile stays."""
    before, new = sys.stdout, io.StringIO()
    try:
        with aside():
            sys.stdout = new
        kept = sys.stdout
    finally:
        sys.stdout = before

    assert kept is new
