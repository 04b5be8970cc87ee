"""Locks on files."""

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from crossdock.errors import Exit, LockedError, StoreUnusableError
from crossdock.locks import FileLock

#: Takes a lock, says so, and keeps it until it is told to end, or killed.
HOLD = """
import sys
from pathlib import Path
from crossdock.locks import FileLock
with FileLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(name="hold")
def _hold() -> Iterator[Callable[[Path], Popen[str]]]:
    """Has another process hold a lock."""
    holders = []

    def hold(path: Path) -> Popen[str]:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        holders.append(holder)
        assert holder.stdout
        assert "held\n" == holder.stdout.readline()
        return holder

    yield hold
    for holder in holders:
        holder.kill()
        holder.communicate()


def test_a_lock_is_held_once(tmp_path: Path) -> None:
    """Not even the same process gets it a second time, until it is let go."""
    one, other = FileLock(tmp_path / "l"), FileLock(tmp_path / "l")
    taken = [one.take(), other.take(), one.take()]
    one.release()

    assert [True, False, False] == taken
    assert other.take()
    other.release()


def test_letting_go_twice_is_letting_go_once(tmp_path: Path) -> None:
    """Also of one that was never taken."""
    lock = FileLock(tmp_path / "l")
    lock.release()
    lock.take()
    lock.release()
    lock.release()

    assert lock.take()
    lock.release()


def test_another_process_holds_it(tmp_path: Path, hold: Callable[[Path], Popen[str]]) -> None:
    """Whoever comes second is told by name, with what to do and an exit code of its own."""
    hold(tmp_path / "push-shop.lock")

    with pytest.raises(LockedError, match=r"at work on this \(push-shop\)") as raised:
        FileLock(tmp_path / "push-shop.lock").__enter__()
    assert Exit.LOCKED == raised.value.exit_code
    assert "Wait for it to finish, or stop it." == raised.value.next_step


def test_a_lock_dies_with_its_holder(tmp_path: Path, hold: Callable[[Path], Popen[str]]) -> None:
    """After kill -9 it is free at once, though its file is still there."""
    path = tmp_path / "l"
    holder = hold(path)
    before = FileLock(path).take()
    holder.kill()
    holder.wait()

    with FileLock(path):
        assert not before
        assert path.exists()


def test_a_lock_can_be_waited_for(tmp_path: Path, hold: Callable[[Path], Popen[str]]) -> None:
    """With patience it is taken the moment it is free, and given up when that ends."""
    path = tmp_path / "l"
    holder = hold(path)
    began = time.monotonic()
    impatient = FileLock(path).take(0.1)
    waited = time.monotonic() - began
    threading.Timer(0.2, holder.kill).start()
    lock = FileLock(path)

    assert not impatient
    assert 0.1 <= waited
    assert lock.take(30)
    lock.release()


def test_a_lock_is_let_go_after_a_failure(tmp_path: Path) -> None:
    """Whatever went wrong while it was held."""

    def fail() -> None:
        with FileLock(tmp_path / "l"):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with FileLock(tmp_path / "l"):
        pass


def test_a_lock_and_its_folder_are_their_owners_only(tmp_path: Path) -> None:
    """Both are made on the way, whatever the umask."""
    umask = os.umask(0)
    with FileLock(tmp_path / "locks" / "l"):
        pass
    os.umask(umask)

    assert 0o600 == stat.S_IMODE((tmp_path / "locks" / "l").stat().st_mode)
    assert 0o700 == stat.S_IMODE((tmp_path / "locks").stat().st_mode)


def test_a_lock_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """A file where the folder should be is nothing to trace back."""
    (tmp_path / "locks").write_text("")

    with pytest.raises(StoreUnusableError, match="cannot be taken"):
        FileLock(tmp_path / "locks" / "l").take()
