"""What `doctor` looks at that a test machine does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from crossdock.flows.findings import State
from crossdock.flows.health import (
    LEAST_BYTES,
    _disk,
    _file_system,
    _sqlite,
    examine_workspace,
)


class TestDisk:
    """Room for the next pull."""

    @pytest.mark.parametrize(
        ("free", "state"), [(LEAST_BYTES, State.OK), (LEAST_BYTES - 1, State.FAILED)]
    )
    def test_room(self, free, state):
        """Below the least there is a fix."""
        finding = _disk(free, Path("/w"))

        assert (state, state is State.FAILED) == (finding.state, bool(finding.fix))


class TestFileSystem:
    """Locks hold on a local disk only."""

    MOUNTS = "/dev/sda1 / ext4 rw 0 0\nserver:/x /home/shared nfs4 rw 0 0\ngarbage\n"

    @pytest.mark.parametrize(
        ("folder", "state"),
        [("/w", State.OK), ("/home/shared/w", State.FAILED), ("/home/sharedness", State.OK)],
    )
    def test_kind(self, folder, state):
        """The mount with the longest path above the folder decides."""
        assert state == _file_system(Path(folder), self.MOUNTS).state

    def test_unknown(self):
        """Where nothing is known, nothing is claimed."""
        assert "unknown" in _file_system(Path("/w"), "").detail


class TestSqlite:
    """Releases that cannot lose a page."""

    @pytest.mark.parametrize(
        ("version", "state"),
        [
            ((3, 40, 1), State.WARNING),
            ((3, 44, 6), State.OK),
            ((3, 50, 6), State.WARNING),
            ((3, 50, 7), State.OK),
            ((3, 51, 2), State.WARNING),
            ((3, 51, 3), State.OK),
            ((3, 60, 0), State.OK),
        ],
    )
    def test_version(self, version, state):
        """A fixed release of each line, and all later ones."""
        assert state == _sqlite(version).state


def test_a_sound_workspace(stage):
    """Nothing of a fresh workspace has failed."""
    assert {State.OK} == {
        finding.state for finding in examine_workspace(stage.workspace) if finding.name != "disk"
    }
