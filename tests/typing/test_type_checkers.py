"""A hook call through `Plugins` is typed, and a connector's module is checked against the hooks.

The files beside this one are read by type checkers only. A line that they
must refuse ends in a comment that names what their message has to mention. It
also has a `type: ignore`, or a `pyright: ignore` where only that one sees it, so
that the files are clean when they are checked with the rest; here it is taken away.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = ("bargain", "calls", "missing_hook", "wrong_argument", "wrong_name", "wrong_return")
IGNORED = re.compile(r"  # (?P<checker>type|pyright): ignore\[[\w-]+\]  # (?P<mention>.+)")

#: What a checker says: the messages by line of `calls.py`, and those about other files.
Said = tuple[Mapping[int, str], list[str]]


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files without their permission to be wrong."""
    folder = tmp_path_factory.mktemp("typing")
    for name in FILES:
        text = (HERE / f"{name}.py").read_text(encoding="utf-8")
        (folder / f"{name}.py").write_text(IGNORED.sub("", text), encoding="utf-8")
    return folder


@pytest.fixture(name="mypy", scope="module")
def _mypy(folder: Path) -> Said:
    """What mypy says."""
    files = [f"{name}.py" for name in FILES]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--output=json", "--no-error-summary", *files],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert not done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return sorted_out(
        (row["file"], row["line"], f"{row['message']} {row['hint']}") for row in rows
    )


@pytest.fixture(name="pyright", scope="module")
def _pyright(folder: Path) -> Said:
    """What pyright says, where there is the node that it runs on."""
    if shutil.which("node") is None:
        pytest.skip("pyright runs on node, which is not installed")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        rows = json.loads(done.stdout)["generalDiagnostics"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        pytest.skip(f"pyright did not start: {error}")
    return sorted_out(
        (Path(row["file"]).name, row["range"]["start"]["line"] + 1, row["message"])
        for row in rows
        if row["severity"] == "error"
    )


def sorted_out(rows: Iterable[tuple[str, int, str]]) -> Said:
    """Return the messages of *rows* by line of `calls.py`, and the others."""
    lines: dict[int, str] = {}
    others = []
    for file, line, message in rows:
        if file == "calls.py":
            lines[line] = f"{lines.get(line, '')} {message}"
        else:
            others.append(f"{file}:{line}: {message}")
    return lines, others


def mentions(checker: str) -> Mapping[int, str]:
    """Return what *checker* has to mention, by line of `calls.py`."""
    lines = (HERE / "calls.py").read_text(encoding="utf-8").splitlines()
    found = ((number, IGNORED.search(line)) for number, line in enumerate(lines, start=1))
    return {
        number: match["mention"]
        for number, match in found
        if match and match["checker"] in {"type", checker}
    }


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_hooks_are_typed(checker: str, request: pytest.FixtureRequest) -> None:
    """A right call and a right module pass; a slip, a wrong type and a gap are named."""
    lines, others = request.getfixturevalue(checker)
    expected = mentions(checker)

    assert not others
    assert expected.keys() == lines.keys()
    assert not [text for line, text in lines.items() if expected[line] not in text]
