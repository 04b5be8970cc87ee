"""`crossdock completion`: scripts that their shells accept."""

from __future__ import annotations

import shutil
import subprocess

import pytest


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_accepts_the_script(folder, shell):
    """The shell's own check finds no fault in it."""
    ran = folder.run("completion", shell)
    assert (0, "") == (ran.code, ran.err)
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed here")

    checked = subprocess.run(
        [program, "-n"], input=ran.out, text=True, capture_output=True, timeout=300, check=False
    )

    assert (0, "") == (checked.returncode, checked.stderr)


def test_it_completes(folder):
    """Asked as the bash script asks, it answers with the verbs."""
    env = {
        "_CROSSDOCK_COMPLETE": "bash_complete",
        "COMP_WORDS": "crossdock product p",
        "COMP_CWORD": "2",
    }

    assert "plain,pull" in folder.process(env=env).out


def test_an_unknown_shell(folder):
    """Exit 2 with those there are."""
    assert (2, 2) == ((ran := folder.json("completion", "tcsh")).code, ran.json["exit_code"])
