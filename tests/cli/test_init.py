"""`crossdock init`, `version`, and a workspace on a disk without room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

MOUNT, UMOUNT = shutil.which("mount"), shutil.which("umount")


class TestInit:
    """A workspace is made once."""

    def test_made_and_made_again(self, folder):
        """The second time changes nothing and says so."""
        first = folder.json("init")
        key = (folder.path / ".crossdock" / "key").read_bytes()
        second = folder.json("init")

        assert (0, True, 0, False) == (
            first.code,
            first.data["created"],
            second.code,
            second.data["created"],
        )
        assert key == (folder.path / ".crossdock" / "key").read_bytes()

    def test_in_a_folder_of_ones_own(self, folder):
        """FOLDER is made with what is above it."""
        assert 0 == folder.run("init", str(folder.path / "a" / "b")).code
        assert (folder.path / "a" / "b" / ".crossdock" / "crossdock.db").is_file()

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
    def test_nobody_else_reads_it(self, folder):
        """The folder is 0700, every file in it 0600."""
        folder.run("init")
        inside = folder.path / ".crossdock"

        assert 0o700 == inside.stat().st_mode & 0o777
        assert {0o600} == {
            path.stat().st_mode & 0o777
            for path in inside.iterdir()
            if path.is_file() and path.name in {"key", "crossdock.db"}
        }

    def test_where_a_file_is_in_the_way(self, folder):
        """Exit 3, one sentence."""
        (folder.path / "file").touch()

        assert 3 == folder.json("init", str(folder.path / "file" / "below")).code

    def test_found_from_a_folder_below(self, workspace):
        """Commands look for the workspace upwards."""
        below = workspace.path / "deep" / "down"
        below.mkdir(parents=True)
        workspace.path = below

        assert 0 == workspace.run("conn", "list").code


def test_version(folder):
    """`version` names crossdock, Python and every plugin."""
    assert {"crossdock", "python", "tokopedia"} <= {
        row["what"] for row in folder.json("version").data
    }


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not (MOUNT and UMOUNT),
    reason="a small disk can only be made by root on Linux",
)
class TestFullDisk:
    """A disk without room is one sentence and exit 3; what was there stays."""

    @pytest.fixture
    def disk(self, tmp_path):
        """A disk of four megabytes."""
        disk = tmp_path / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            [MOUNT, "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False
        )
        if mounted.returncode:
            pytest.skip("this machine lets nobody mount a small disk")
        yield disk
        subprocess.run([UMOUNT, "-l", str(disk)], check=True)

    def test_a_pull_says_so_and_keeps_what_it_had(self, disk, folder, sandbox):
        """The pull ends with 3; after making room the next one goes on and ends well."""
        folder.path = disk
        assert 0 == folder.run("init").code
        assert (
            0
            == folder.run(
                "conn", "add", "shop", "--from", "-", "--rate", "0", stdin=sandbox.line
            ).code
        )
        full = disk / "filler"
        with full.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x" * 4096)
        ran = folder.run("product", "pull", "shop")
        full.unlink()
        subprocess.run([MOUNT, "-o", "remount,size=60m", str(disk)], check=True)

        assert 3 == ran.code
        assert "full" in ran.err
        assert "Traceback" not in ran.err
        assert 0 == folder.run("product", "pull", "shop").code
