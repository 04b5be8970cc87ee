"""Going on with a pull whose process died, and leaving alone one whose process lives."""

from __future__ import annotations

from datetime import timedelta

from crossdock.locks import FileLock
from crossdock.store import StoredPull
from crossdock.workspace import Workspace

#: A pull left longer ago than this starts over: its pages have moved meanwhile.
RESUMABLE = timedelta(hours=6)


def take_over(
    workspace: Workspace, connection: str, stream: str, *, anew: bool
) -> tuple[StoredPull, FileLock]:
    """Return the pull to work on, and the lock that says somebody does.

    The lock is the operating system's, so that it is free the moment its holder
    is dead, however it died.

    Args:

        anew: give interrupted pulls up instead of going on with one.
    """
    pulls = workspace.store.pulls
    fresh_enough = workspace.clock() - RESUMABLE
    for seen in pulls.unfinished(connection, stream):
        lock = workspace.lock(f"pull-{seen.id}")
        if not lock.take():
            continue
        left = _still_unfinished(workspace, connection, stream, seen.id)
        if left is None:
            # Its process came to the end of it while we looked.
            lock.release()
            continue
        if not anew and left.updated_at > fresh_enough:
            return left, lock
        pulls.leave(left)
        lock.release()
    while True:
        pull = pulls.start(connection, stream, workspace.run)
        lock = workspace.lock(f"pull-{pull.id}")
        if lock.take():
            return pull, lock
        # Another process took the new one for an interrupted one, and goes on with it.


def _still_unfinished(
    workspace: Workspace, connection: str, stream: str, key: int
) -> StoredPull | None:
    """Return the pull *key* as it is now that its lock is ours; None if it has ended."""
    unfinished = workspace.store.pulls.unfinished(connection, stream)
    return next((pull for pull in unfinished if pull.id == key), None)
