"""`crossdock.testing.conformance.interpreters`: releases of Python, declared and at hand."""

from __future__ import annotations

import sys

import pytest

from crossdock.testing.conformance.interpreters import admits, at_hand, objections, oldest


@pytest.mark.parametrize(
    ("declared", "first", "last"),
    [
        ("", 11, 20),
        (">=3.11", 11, 20),
        (">=3.12,<3.14", 12, 13),
        (">3.11,!=3.13.*", 12, 20),
        ("~=3.12", 12, 20),
        ("~=3.12.1", 12, 12),
        ("==3.13.*", 13, 13),
        (">=3.11,<4", 11, 20),
        (">3.11.2,<=3.12", 11, 12),
        (">=3.9", 11, 20),
    ],
)
def test_what_is_declared(declared, first, last):
    """The first and the last release of those up to 3.20 that are let in, from 3.11 on."""
    found = [minor for minor in range(11, 21) if admits(declared, (3, minor))]

    assert (first, last, (3, first)) == (found[0], found[-1], oldest(declared))


def test_a_release_in_between_is_left_out():
    """One release may be excluded."""
    assert not admits(">=3.11,!=3.12.*", (3, 12))


def test_this_interpreter_is_at_hand():
    """Whatever else is there, the one that runs this is found."""
    here = sys.version_info[:2]

    assert ((here, sys.executable),) == at_hand(f"=={here[0]}.{here[1]}.*")


def test_what_an_interpreter_objects_to(tmp_path):
    """Files that it cannot read, and what is not in its library; not what is asked for first."""
    good, bad, gone = tmp_path / "good.py", tmp_path / "bad.py", tmp_path / "gone.py"
    good.write_text("try:\n    from typing import Forthcoming\nexcept ImportError:\n    pass\n")
    bad.write_text("def f(:\n")
    gone.write_text("import json\nfrom typing import Forthcoming\n")

    found = objections(sys.executable, [good, bad, gone])

    assert 2 == len(found)
    assert f"{bad}, line 1" in found[0]
    assert f"{gone}, line 2: there is no typing.Forthcoming" == found[1]
