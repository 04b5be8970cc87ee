"""The page on recordings: what it tells to type does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import attrs
import pytest

from crossdock.recordings import Exchange

PAGE = (Path(__file__).parents[2] / "docs" / "recordings.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
SHOWN = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(name="running")
def _running():
    """Replays that are running, to be ended."""
    processes = []
    yield processes
    for process in processes:
        process.terminate()
        process.communicate(timeout=300)


def typed(folder, line, running):
    """Run one line as a shell would, and return how it ended."""
    first, pipe, second = (part.strip() for part in line.partition(" | "))
    if not pipe:
        return folder.run(*shlex.split(line)[1:])
    process = folder.spawn(*_there(folder, shlex.split(first)[1:]))
    running.append(process)
    return folder.run(*shlex.split(second)[1:], stdin=process.stdout.readline())


def _there(folder, words):
    return [str(folder.path / word) if word.endswith(".jsonl") else word for word in words]


def test_its_commands_run(shop, monkeypatch, running):
    """Typed one after another, each ends as it should, and the last table is the one shown."""
    monkeypatch.chdir(shop.path)
    ran = [typed(shop, line, running) for block in BLOCKS for line in block.splitlines() if line]

    # The checks that are not run say so by their exit code.
    assert [0, 0, 0, 0, 6, 6, 0] == [one.code for one in ran], [one.err for one in ran]
    assert SHOWN == [_stripped(ran[5].out)]
    first, again = (re.findall(r"\d+ rows read on .*", one.err) for one in (ran[0], ran[3]))
    assert first == again != []


def _stripped(text):
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(Exchange)])
def test_each_field_is_told(name):
    """What stands in a line stands in the table."""
    assert f"`{name}`" in PAGE
