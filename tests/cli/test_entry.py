"""Every way out of a command: its exit code, its words, and where they are written."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

FAILURES = {
    "an unknown noun": (("nosuch",), 2, "usage-refused"),
    "an unknown verb": (("product", "nosuch"), 2, "usage-refused"),
    "a noun alone": (("product",), 2, "usage-refused"),
    "a missing argument": (("product", "pull"), 2, "usage-refused"),
    "a word too many": (("product", "show", "A", "B"), 2, "usage-refused"),
    "an unknown option": (("version", "--wat"), 2, "usage-refused"),
    "a number that is none": (("product", "list", "--limit", "0"), 2, "usage-refused"),
    "a connection that is not there": (("product", "pull", "nosuch"), 2, "not-found"),
    "a SKU that is not there": (("product", "show", "nosuch"), 2, "not-found"),
    "bytes that are no text": (("product", "show", "\udcff"), 2, "input-refused"),
    "a run id that is none": (("--run-id", "a b", "product", "list"), 2, "input-refused"),
}


class TestEnvelope:
    """Programs read the same envelope whatever happened."""

    @pytest.mark.parametrize("case", FAILURES)
    def test_each_failure_has_its_envelope(self, workspace, case):
        """A failure prints one envelope with the exit code it also ends with."""
        words, code, reason = FAILURES[case]

        ran = workspace.run("--format", "json", *words)

        assert code == ran.code
        assert (False, code, reason) == (
            ran.json["ok"],
            ran.json["exit_code"],
            ran.json["reason"],
        )
        assert ran.json["message"]
        assert ran.json["next_step"]

    @pytest.mark.parametrize("case", FAILURES)
    def test_each_failure_is_a_sentence_for_people(self, workspace, case):
        """In a table, nothing of a failure is on stdout, and no traceback anywhere."""
        words, code, _reason = FAILURES[case]

        ran = workspace.run(*words)

        assert code == ran.code
        assert "" == ran.out
        assert ran.err.strip()
        assert "Traceback" not in ran.err

    def test_format_may_follow_the_verb(self, workspace):
        """``--format`` is understood behind the verb, of a failing command too."""
        assert 2 == workspace.run("product", "pull", "--format", "json").json["exit_code"]

    def test_format_behind_the_verb_wins(self, workspace):
        """Of two formats the last one counts."""
        ran = workspace.run("--format", "csv", "product", "pull", "--format=json")

        assert 2 == ran.json["exit_code"]

    def test_json_lines_have_the_failure_on_one_line(self, workspace):
        """A failure in JSON lines is one line."""
        ran = workspace.run("product", "pull", "nosuch", "--format", "jsonl")

        assert [2] == [line["exit_code"] for line in ran.lines]

    def test_format_from_the_environment(self, workspace):
        """CROSSDOCK_FORMAT stands for the option, also for a usage error."""
        ran = workspace.process("nosuch", env={"CROSSDOCK_FORMAT": "json"})

        assert (2, 2) == (ran.code, ran.json["exit_code"])

    def test_outside_a_workspace(self, folder):
        """Without a workspace the next step says how to make one."""
        ran = folder.json("product", "list")

        assert (2, "not-found") == (ran.code, ran.json["reason"])
        assert "crossdock init" in ran.json["next_step"]

    def test_the_run_id_is_the_one_asked_for(self, workspace):
        """``--run-id`` names the run in the envelope."""
        assert "night-7" == workspace.json("--run-id", "night-7", "product", "list").json["run_id"]

    def test_success_has_the_same_keys(self, workspace):
        """A success has every key of the envelope but the message."""
        keys = {"ok", "exit_code", "reason", "next_step", "run_id", "data"}

        assert keys == set(workspace.json("product", "list").json)


class TestStreams:
    """Data goes to stdout, talk to stderr."""

    def test_talk_stays_off_stdout(self, pulled):
        """The summary of a command is on stderr."""
        ran = pulled.run("map", "conflicts", "shop", "--format", "csv")

        assert "wait for a person" in ran.err
        assert "wait for a person" not in ran.out

    def test_quiet_leaves_the_talk_out(self, pulled):
        """``-q`` leaves data only."""
        assert "" == pulled.run("-q", "map", "conflicts", "shop").err

    def test_nothing_to_show_is_said(self, workspace):
        """An empty table says so to people, and prints nothing as data."""
        ran = workspace.run("product", "list")

        assert ("", "Nothing to show.\n") == (ran.out, ran.err)

    def test_a_closed_pipe_is_silent(self, pulled):
        """A reader that stops early is no failure, and nobody is told."""
        reader, writer = os.pipe()
        process = pulled.spawn("product", "list", "--format", "jsonl", stdout=writer)
        os.close(writer)
        os.close(reader)

        assert ("", 0) == (process.communicate(timeout=300)[1], process.returncode)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
    @pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv"])
    def test_a_full_disk_behind_stdout(self, pulled, format_):
        """Data that does not fit is a sentence on stderr and exit 3."""
        with Path("/dev/full").open("w") as full:
            ran = pulled.process("product", "list", "--format", format_, stdout=full)

        assert 3 == ran.code
        assert "The disk is full" in ran.err
        assert "Traceback" not in ran.err


class TestStopping:
    """Stopped from outside, a command keeps what it did and says so."""

    @pytest.mark.parametrize(
        ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"]
    )
    def test_a_signal_ends_a_pull_cleanly(self, shop, sandbox, number, code):
        """A signal in the middle of a call ends with its exit code, in an envelope."""
        sandbox.fault("GET /inventory/*/product/info: latency(seconds=20)@3")
        process = shop.spawn("product", "pull", "shop", "--format", "json")
        _wait_for_requests(sandbox, 3)
        process.send_signal(number)
        out, err = process.communicate(timeout=300)

        assert code == process.returncode
        assert f'"exit_code": {code}' in out
        assert "Traceback" not in err

    def test_the_run_is_written_down_as_stopped(self, shop, sandbox):
        """What was pulled before the signal is kept, and the next pull goes on from there."""
        sandbox.fault("GET /inventory/*/product/info: latency(seconds=20)@4")
        process = shop.spawn("product", "pull", "shop")
        _wait_for_requests(sandbox, 4)
        process.terminate()
        process.communicate(timeout=300)

        ran = shop.json("product", "pull", "shop")

        assert 0 == ran.code
        assert 1 <= ran.data["resumed"]


class TestBugs:
    """What nobody foresaw is saved, and never thrown at the user."""

    def test_a_bug_is_saved_with_its_traceback(self, workspace, tmp_path):
        """A workspace whose database is a folder ends in words, not in a traceback."""
        (workspace.path / ".crossdock" / "crossdock.db").unlink()
        (workspace.path / ".crossdock" / "crossdock.db").mkdir()

        ran = workspace.process("product", "list", env={"TMPDIR": str(tmp_path)})

        assert "Traceback" not in ran.err
        assert ran.code in {1, 3}
        assert ran.err.startswith("Error: ")


def _wait_for_requests(sandbox, number):
    until = time.monotonic() + 300
    while time.monotonic() < until:
        endpoints = sandbox.control("meter")["endpoints"]
        seen = sum(row["requests"] for name, row in endpoints.items() if "product" in name)
        if seen >= number:
            return
        time.sleep(0.02)
    raise AssertionError(f"the sandbox did not see {number} requests")
