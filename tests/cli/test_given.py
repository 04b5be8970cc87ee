"""Secrets: by prompt, stdin, file or reference; never from the command itself."""

from __future__ import annotations

import json
import os

import pytest

SECRET = "planted-canary-9f3b"
ADD = ("conn", "add", "x", "--plugin", "tokopedia")
PLAIN = ("--set", "fs_id=13004", "--set", "shop_id=479573", "--set", "client_id=abc")


class TestRefusedInArgv:
    """A secret that stands in the command is refused, and not shown again."""

    @pytest.mark.parametrize(
        "words",
        [
            ("--set", f"client_secret={SECRET}"),
            ("--secret", f"client_secret={SECRET}"),
            ("--secret", SECRET),
            ("--secret", "client_secret", SECRET),
            ("--set", f"client_secret {SECRET}"),
            ("--set", SECRET),
        ],
        ids=["set", "secret=", "bare", "a word too many", "a space", "no key"],
    )
    @pytest.mark.parametrize("verb", [ADD, ("conn", "edit", "shop")], ids=["add", "edit"])
    def test_it_is_refused_and_not_shown(self, shop, verb, words):
        """Wherever a secret is typed, the command ends with 2 and does not repeat it."""
        ran = shop.json(*verb, *(PLAIN if verb is ADD else ()), *words)

        assert 2 == ran.code
        assert SECRET not in ran.out + ran.err

    def test_it_is_not_used(self, shop):
        """After the refusal there is no connection."""
        shop.run(*ADD, *PLAIN, "--secret", f"client_secret={SECRET}")

        assert ["shop"] == [row["name"] for row in shop.json("conn", "list").data]

    def test_the_next_step_says_how(self, shop):
        """The refusal names the ways that are safe."""
        step = shop.json(*ADD, *PLAIN, "--set", f"client_secret={SECRET}").json["next_step"]

        assert "--secret client_secret=env:NAME" in step


class TestAccepted:
    """The ways a secret may come in."""

    def test_a_line_of_stdin(self, workspace):
        """``--secret KEY`` reads a line when nobody is there to be asked."""
        ran = workspace.json(*ADD, *PLAIN, "--secret", "client_secret", stdin=f"{SECRET}\r\n")

        assert 0 == ran.code
        assert "sealed in the workspace" == ran.data["client_secret"]

    def test_the_environment(self, workspace):
        """``env:NAME`` is kept as a reference, and the secret is not."""
        ran = workspace.process(
            *(*ADD, *PLAIN, "--secret", "client_secret=env:TOKO", "--format", "json"),
            env={"TOKO": SECRET},
        )

        assert "env:TOKO" == ran.data["client_secret"]

    def test_a_file(self, workspace):
        """``file:PATH`` is kept as a reference."""
        path = workspace.path / "secret"
        path.write_text(SECRET)
        path.chmod(0o600)

        ran = workspace.json(*ADD, *PLAIN, "--secret", f"client_secret=file:{path}")

        assert f"file:{path}" == ran.data["client_secret"]

    @pytest.mark.parametrize(
        ("reference", "said"),
        [("env:NOT_SET_HERE", "NOT_SET_HERE"), ("file:/not/here", "/not/here")],
    )
    def test_a_reference_that_leads_nowhere(self, workspace, reference, said):
        """A reference to nothing is refused at once, by its name, with exit 3."""
        ran = workspace.json(*ADD, *PLAIN, "--secret", f"client_secret={reference}")

        assert 3 == ran.code
        assert said in ran.json["message"]

    def test_an_empty_line_is_no_secret(self, workspace):
        """Nothing on stdin is refused, with the other ways to give it."""
        ran = workspace.json(*ADD, *PLAIN, "--secret", "client_secret", stdin="\n")

        assert 2 == ran.code
        assert "client_secret" in ran.json["message"]

    def test_a_person_is_asked_and_it_is_not_echoed(self, workspace):
        """On a terminal every missing setting is asked for; the secret is not echoed."""
        code, shown = workspace.terminal(
            ADD,
            [
                ("fs_id: ", "13004"),
                ("shop_id: ", "479573"),
                ("client_id: ", "abc"),
                ("client_secret: ", SECRET),
                ("regular shop?", "official_store"),
                ("integrator?", "no"),
            ],
        )

        assert 0 == code
        assert SECRET not in shown
        facts = workspace.json("conn", "show", "x").data
        assert "sealed in the workspace" == facts["client_secret"]
        assert {"shop_class": "official_store", "integrated_elsewhere": "no"} == facts["answers"]


class TestFromFile:
    """``--from`` takes a file or stdin: plain settings, or a sandbox's line."""

    def test_a_sandbox_line(self, workspace, sandbox):
        """The line says connector, endpoint and that it is a sandbox."""
        data = workspace.json("conn", "add", "play", "--from", "-", stdin=sandbox.line).data

        assert ("tokopedia", {"": sandbox.url}, True) == (
            data["connector"],
            data["endpoints"],
            data["sandbox"],
        )

    def test_plain_settings_over_several_lines(self, workspace):
        """Settings as pretty JSON on stdin are read to their end."""
        settings = {"fs_id": 1, "shop_id": 2, "client_id": "a", "client_secret": SECRET}

        ran = workspace.json(*ADD, "--from", "-", stdin=json.dumps(settings, indent=2))

        assert (0, 1) == (ran.code, ran.data["fs_id"])
        assert SECRET not in ran.out

    def test_only_one_line_is_waited_for(self, workspace, sandbox):
        """A sandbox keeps its stdout open; the line alone is enough."""
        reader, writer = os.pipe()
        os.write(writer, sandbox.line.encode() + b"\n")
        try:
            ran = workspace.process("conn", "add", "play", "--from", "-", stdin=reader)
        finally:
            os.close(reader)
            os.close(writer)

        assert 0 == ran.code

    def test_a_file_with_a_byte_order_mark(self, workspace):
        """What an editor put in front of the JSON does not matter."""
        path = workspace.path / "settings.json"
        settings = {"fs_id": 1, "shop_id": 2, "client_id": "a", "client_secret": SECRET}
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps(settings).encode())

        assert 0 == workspace.json(*ADD, "--from", str(path)).code

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[]",
            b"{",
            b'{"a": 1, "a": 2}',
            b'{"a": NaN}',
            b"\xff\xfe",
            b"[" * 100_000,
            b" " * 1_100_000,
        ],
        ids=["empty", "list", "half", "twice", "nan", "bytes", "deep", "large"],
    )
    def test_what_is_no_object_is_refused(self, workspace, content):
        """Anything but one strict JSON object is refused with exit 2."""
        assert 2 == workspace.json(*ADD, "--from", "-", stdin=content).code

    def test_a_file_that_is_not_there(self, workspace):
        """A path to nothing is named."""
        assert "nothing.json" in workspace.json(*ADD, "--from", "nothing.json").json["message"]


class TestMissing:
    """What is missing or wrong is named."""

    def test_every_missing_setting_is_named_with_its_option(self, workspace):
        """Without a person, the next step is the options to add."""
        ran = workspace.json(*ADD, "--set", "fs_id=1")

        assert 2 == ran.code
        assert "shop_id, client_id, client_secret" in ran.json["message"]
        assert "--secret client_secret=env:NAME" in ran.json["next_step"]

    def test_every_wrong_setting_is_named(self, workspace):
        """Two wrong settings are two complaints of one error."""
        words = ("--set", "fs_id=abc", "--set", "shop_id=-1", "--set", "client_id=a")
        ran = workspace.json(*ADD, *words, "--secret", "client_secret", stdin=SECRET)

        assert (3, True, True) == (
            ran.code,
            "fs_id" in ran.json["message"],
            "shop_id" in ran.json["message"],
        )

    @pytest.mark.parametrize(
        ("option", "key", "given"),
        [
            ("--set", "client_id", "2"),
            ("--answer", "shop_class", "1"),
            ("--secret", "client_secret", "env:A"),
        ],
    )
    def test_a_key_given_twice_is_refused(self, workspace, option, key, given):
        """Two values for one key are not silently one."""
        twice = (option, f"{key}={given}", option, f"{key}={given}")
        secret = () if option == "--secret" else ("--secret", "client_secret")

        ran = workspace.json(*ADD, *PLAIN, *secret, *twice, stdin=SECRET)

        assert 2 == ran.code
        assert f"{key} twice" in ran.json["message"]
