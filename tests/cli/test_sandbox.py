"""`crossdock sandbox start`: one line once it accepts, and a clean end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from urllib.request import ProxyHandler, build_opener

import pytest

START = ("sandbox", "start", "tokopedia", "--listings", "60")


class TestStart:
    """A platform on this machine."""

    def test_one_line_once_it_accepts(self, folder):
        """The line carries connector, URL and settings, and the URL answers at once."""
        process = folder.spawn(*START)
        try:
            line = json.loads(process.stdout.readline())
            with build_opener(ProxyHandler({})).open(line["control"], timeout=10) as answer:
                assert 200 == answer.status
        finally:
            process.terminate()
            rest, err = process.communicate(timeout=300)

        assert {"connector", "url", "settings"} <= set(line)
        assert {"fs_id", "shop_id", "client_id", "client_secret"} == set(line["settings"])
        assert ("", "") == (rest, err)

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["int", "term"])
    def test_it_stops_when_told(self, folder, number):
        """A signal ends it without a traceback."""
        process = folder.spawn(*START)
        process.stdout.readline()
        process.send_signal(number)
        _, err = process.communicate(timeout=300)

        assert "" == err
        assert process.returncode in {0, 128 + number}

    def test_it_stops_with_whoever_started_it(self, folder):
        """With ``--while-stdin-is-open`` it ends when stdin does."""
        process = folder.spawn(*START, "--while-stdin-is-open", stdin=subprocess.PIPE)
        process.stdout.readline()
        process.stdin.close()

        assert process.wait(timeout=300) in {0, 143}
        process.stdout.close()
        process.stderr.close()

    @pytest.mark.parametrize(
        "words",
        [
            ("--port", "99999"),
            ("--port", "x"),
            ("--listings", "-1"),
            ("--switch", "nosuch=on"),
            ("--switch", "holiday=maybe"),
            ("--switch", "holiday"),
            ("--fault", "nonsense"),
            ("--fault", "GET *: nosuch"),
            ("--catalogue", "not-there.csv"),
            ("--column", "title=nosuch", "--catalogue", "/dev/null"),
        ],
        ids=" ".join,
    )
    def test_what_cannot_be_played(self, folder, words):
        """Exit 2 in an envelope that names what was refused."""
        ran = folder.json(*START, *words)

        assert (2, True) == (ran.code, bool(ran.json["message"]))

    def test_a_port_that_is_taken(self, folder, sandbox):
        """The sentence names the port."""
        port = sandbox.url.rpartition(":")[2]

        ran = folder.json(*START, "--port", port)

        assert (2, True) == (ran.code, port in ran.json["message"])

    def test_an_unknown_connector(self, folder):
        """Exit 2 with those there are."""
        assert 2 == folder.json("sandbox", "start", "nosuch").code

    def test_piped_into_conn_add(self, workspace):
        """The line goes straight into a connection, and the sandbox lives on."""
        reader, writer = os.pipe()
        process = workspace.spawn(*START, stdout=writer)
        try:
            added = workspace.process("conn", "add", "play", "--from", "-", stdin=reader)
            tested = workspace.json("conn", "test", "play")
        finally:
            os.close(reader)
            os.close(writer)
            process.terminate()
            process.communicate(timeout=300)

        assert (0, 0) == (added.code, tested.code)


def test_list(folder):
    """`sandbox list` says which connectors bring one."""
    rows = {row["connector"]: row["sandbox"] for row in folder.json("sandbox", "list").data}

    assert "yes" == rows["tokopedia"]


class TestCoverage:
    """What of a sandbox a connector calls."""

    def test_every_endpoint_is_told(self, folder):
        """Called or never, and exit code 0 where each call is modelled."""
        ran = folder.json("sandbox", "coverage", "jdid", "--only", "SBX-01")

        assert 0 == ran.code
        assert "* /oauth2/refresh_token" in ran.data["never_called"]
        assert ran.data["called"]
        assert {} == ran.data["not_modelled"]

    def test_a_call_that_is_not_modelled(self, folder, tmp_path):
        """Exit code 7, with the call; a connector of an author's own, by its path."""
        words = ("plugin", "new", tmp_path.name, "--kind", "channel", "--one-file")
        folder.run(*words, "--into", str(tmp_path))
        file = tmp_path / f"{tmp_path.name}.py"
        text = file.read_text()
        assert '"GET /account"' in text
        file.write_text(text.replace('"GET /account"', '"GET /nowhere"'))
        words = ("sandbox", "coverage", file.stem, "--only", "SBX-01", "--format", "json")

        ran = folder.run("--plugin", str(file), *words)

        assert 7 == ran.code
        assert ["GET /account"] == list(ran.data["not_modelled"])
