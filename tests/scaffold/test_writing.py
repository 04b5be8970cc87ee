"""What `plugin new` writes is whole: it compiles, is typed, and passes the conformance kit."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import date

import pytest

from crossdock.errors import InputRefusedError
from crossdock.scaffold import AUTHS, KINDS, Blueprint, files_of, line_count, write

TODAY = date(2026, 1, 5)
MOST_FILES, MOST_EDITS = 9, 60
#: What is run at once, and which of its tests: both kinds whole; the others without what is
#: asked of every package alike, whatever it connects and however it signs.
RUN = (
    ("both", "oauth2", ""),
    ("channel", "signed", "not PKG and not ERR-01 and not OBS"),
    ("fulfilment", "none", "not PKG and not ERR-01 and not OBS"),
)


@pytest.mark.parametrize("one_file", [False, True], ids=["package", "one file"])
@pytest.mark.parametrize("auth", AUTHS)
@pytest.mark.parametrize("kind", KINDS)
class TestEach:
    """Each kind with each way of signing."""

    def test_it_compiles(self, kind, auth, one_file):
        """Every module of it is Python, and no placeholder is left."""
        made = files_of(Blueprint("shopee", kind, auth, TODAY, one_file))

        for name, text in made.items():
            if name.endswith(".py"):
                ast.parse(text, name)
            assert "$" not in text

    def test_there_is_little_to_edit(self, kind, auth, one_file):
        """At most 9 files, and at most 60 lines that are marked."""
        made = files_of(Blueprint("shopee", kind, auth, TODAY, one_file))

        assert len(made) <= MOST_FILES
        assert 0 < sum(map(line_count, made.values())) <= MOST_EDITS


@pytest.mark.parametrize(("kind", "auth", "which"), RUN, ids=[one[0] for one in RUN])
def test_it_is_green_at_once(kind, auth, which, tmp_path):
    """Its own tests pass as they were written: the conformance kit up to silver, and a fact."""
    write(Blueprint("shopee", kind, auth, TODAY), tmp_path)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    words += ["-k", which]

    ran = subprocess.run(
        words, cwd=tmp_path / "crossdock-shopee", capture_output=True, text=True, check=False
    )

    assert 0 == ran.returncode, ran.stdout[-4000:]


def test_it_is_typed(tmp_path):
    """mypy, strict, finds nothing in either form."""
    write(Blueprint("shopee", "both", "oauth2", TODAY), tmp_path)
    write(Blueprint("kiosk", "both", "signed", TODAY, one_file=True), tmp_path)
    root = tmp_path / "crossdock-shopee"
    words = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache")]

    ran = subprocess.run(
        [*words, str(root / "src"), str(tmp_path / "kiosk.py")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == ran.returncode, ran.stdout


def test_nothing_is_overwritten(tmp_path):
    """Whoever has begun to edit a connector does not lose it to a second command."""
    blueprint = Blueprint("shopee", "channel", "key", TODAY)
    write(blueprint, tmp_path)

    with pytest.raises(InputRefusedError, match="there already"):
        write(blueprint, tmp_path)


def test_the_readme_counts_the_lines():
    """The number it tells is the number of lines marked, its own among them."""
    made = files_of(Blueprint("shopee", "channel", "key", TODAY))
    (readme,) = (text for name, text in made.items() if name.endswith("README.md"))

    assert f"there are {sum(map(line_count, made.values()))} of them" in " ".join(readme.split())
