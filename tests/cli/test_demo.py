"""`crossdock demo`: a tour that ends with both sides equal, and leaves no process behind."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest

SMALL = ("demo", "--listings", "120", "--orders", "4", "--seed", "5")


class TestDemo:
    """The whole tour, on a small shop."""

    def test_twice_in_a_row(self, folder):
        """One envelope, both sides equal, exit 0; and again in the same folder."""
        for _ in range(2):
            ran = folder.json(*SMALL)

            assert (0, "done") == (ran.code, ran.json["reason"])
            assert (0, True) == (ran.data["differing"], ran.data["agreeing"] > 0)
            assert 4 <= ran.data["orders"]["new"]
            assert ran.data["pushed"]["planned"] == ran.data["pushed"]["done"]

    def test_the_workspace_stays(self, folder):
        """What to try next works in the folder it leaves."""
        folder.run(*SMALL)
        folder.path = folder.path / "crossdock-demo"

        assert folder.json("product", "list").data
        assert folder.json("order", "list").data

    def test_the_story_is_told(self, folder):
        """In a table, the scenes are on stdout and what to try next on stderr."""
        ran = folder.run(*SMALL)

        assert 6 == ran.out.count("──") - ran.out.count("──────")
        assert "Try next:" in ran.err

    def test_somebody_elses_workspace_is_refused(self, folder):
        """A workspace that the demo did not make is left alone."""
        assert 0 == folder.run("init", str(folder.path / "mine")).code
        before = sorted(path.name for path in (folder.path / "mine" / ".crossdock").iterdir())

        ran = folder.json("demo", "--folder", "mine")

        assert (2, True) == (ran.code, "--folder" in ran.json["next_step"])
        assert before == sorted(
            path.name for path in (folder.path / "mine" / ".crossdock").iterdir()
        )

    @pytest.mark.parametrize("words", [("--listings", "1"), ("--orders", "0"), ("--seed", "x")])
    def test_a_size_that_is_none(self, folder, words):
        """Exit 2."""
        assert 2 == folder.run("demo", *words).code


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")
class TestStopped:
    """However it is stopped, its sandbox ends too."""

    @pytest.mark.parametrize(
        ("number", "code"),
        [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
        ids=["int", "term", "kill"],
    )
    def test_its_sandbox_ends_too(self, folder, number, code):
        """The process that played the platform is gone soon after."""
        process = folder.spawn("demo", "--listings", "600", "--format", "json")
        child = _wait_for(lambda: _child_of(process.pid))
        database = folder.path / "crossdock-demo" / ".crossdock" / "crossdock.db"
        _wait_for(database.exists)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)

        assert code == process.returncode
        assert "Traceback" not in err
        assert number == signal.SIGKILL or code == json.loads(out)["exit_code"]
        _wait_for(lambda: not _is_sandbox(child))


def _wait_for(found):
    until = time.monotonic() + 20
    while not (answer := found()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return answer


def _child_of(parent):
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent_of(entry) == parent and _is_sandbox(entry.name):
            return entry.name
    return None


def _parent_of(entry):
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _is_sandbox(pid):
    try:
        return b"sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
