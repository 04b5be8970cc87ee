"""What can be wrong with a machine, a workspace and its connections."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from crossdock.errors import CrossdockError
from crossdock.flows.findings import Finding, State
from crossdock.flows.fulfilment.account import inspect

if TYPE_CHECKING:
    from crossdock.accounts import Check
    from crossdock.plugins import Plugins
    from crossdock.workspace import Workspace

#: Less room than this, and the next pull may not fit.
LEAST_BYTES = 200 * 1024 * 1024
#: SQLite releases that cannot lose a page when two processes checkpoint at once.
FIXED_SQLITE = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
#: File systems on which SQLite's locks, and ours, do not hold between machines.
REMOTE_SYSTEMS = ("nfs", "cifs", "smb", "sshfs", "9p")

_HOLDS = "Its settings, secrets and endpoints hold."


def examine_machine(plugins: Plugins) -> Iterator[Finding]:
    """Yield what there is to say of the interpreter, SQLite and the plugins."""
    yield Finding("python", State.OK, f"Python {sys.version.split()[0]}.")
    from crossdock.store.database import SQLITE_VERSION

    yield _sqlite(SQLITE_VERSION)
    clashes = plugins.clashes()
    for name, claims in clashes.items():
        who = " and ".join(info.distribution for info in claims)
        yield Finding(
            f"plugin {name}", State.FAILED, f"{who} both claim it.", "Uninstall one of them."
        )
    for info in plugins.infos():
        if info.name in clashes:
            continue
        error = plugins.check(info.name)
        yield Finding(
            f"plugin {info.name}",
            State.FAILED if error else State.OK,
            error or f"{info.origin} imports.",
            f"Reinstall or uninstall {info.distribution or info.value}." if error else "",
        )


def examine_workspace(workspace: Workspace) -> Iterator[Finding]:
    """Yield what there is to say of the database, its key and its disk."""
    store = workspace.store
    intact = store.db.integrity()
    yield Finding(
        "database",
        State.OK if intact == "ok" else State.FAILED,
        f"{store.db.path} is sound." if intact == "ok" else f"{store.db.path}: {intact}.",
        "" if intact == "ok" else "Restore it from a backup.",
    )
    yield _disk(shutil.disk_usage(workspace.folder).free, workspace.folder)
    yield _file_system(workspace.folder, _mounts())
    yield _key(workspace)
    waiting = store.shown.in_doubt()
    yield Finding(
        "pushes",
        State.WARNING if waiting else State.OK,
        f"{waiting:,} listings have a push without an answer." if waiting else "None is in doubt.",
        "crossdock stock push NAME --yes looks them up." if waiting else "",
    )


def examine_connection(workspace: Workspace, name: str, *, network: bool) -> Iterator[Finding]:
    """Yield what there is to say of a connection; with *network*, what its platform says too."""
    label = f"connection {name}"
    kept = workspace.store.connections.get(name)
    if not workspace.store.interactions.of(name).active:
        yield Finding(label, State.OK, "It is switched off (active=no), and was not looked at.")
        return
    try:
        live = workspace.open(kept)
    except CrossdockError as error:
        yield Finding(label, State.FAILED, error.message, error.next_step)
        return
    yield Finding(label, State.OK, _HOLDS)
    if not network:
        return
    try:
        account = inspect(workspace, live)
    except CrossdockError as error:
        yield Finding(f"{label}: sign-in", State.FAILED, error.message, error.next_step)
        return
    yield Finding(
        f"{label}: sign-in", State.OK, f"Signed in to {account.name or account.account_id}."
    )
    yield from _preconditions(name, account.checks)


def examine_issues(workspace: Workspace, name: str, *, network: bool) -> Iterator[Finding]:
    """Yield which of the common issues a connection has, each with its cause and the command.

    Args:

        network: ask the platform two things that change nothing; without it, only
            what is on record speaks.

    Raises:

        NotFoundError: there is no connection of that name.
    """
    from crossdock.flows.diagnosis import diagnose, gather

    seen = gather(workspace, name, network=network)
    label, trouble = f"connection {name}", seen.unusable
    if trouble is not None:
        yield Finding(label, State.FAILED, trouble.message, trouble.next_step)
    else:
        yield Finding(label, State.OK, _HOLDS)
    if seen.remote.asked:
        refused = seen.remote.sign_in
        yield Finding(
            f"{label}: sign-in",
            State.OK if refused is None else State.FAILED,
            f"{seen.platform} let us in." if refused is None else refused.message,
            "" if refused is None else refused.next_step,
        )
        yield from _preconditions(name, seen.remote.checks)
    yield from diagnose(seen)


def _preconditions(name: str, checks: Iterable[Check]) -> Iterator[Finding]:
    states = {"passed": State.OK, "failed": State.FAILED, "unanswered": State.WARNING}
    for check in checks:
        yield Finding(
            f"connection {name}: {check.name}",
            states[check.state],
            check.detail,
            check.fix.replace("NAME", name),
        )


def _sqlite(version: tuple[int, ...]) -> Finding:
    text = ".".join(map(str, version))
    fixed = any(version[:2] == safe[:2] and version >= safe for safe in FIXED_SQLITE)
    if fixed or version >= FIXED_SQLITE[-1]:
        return Finding("sqlite", State.OK, f"SQLite {text}.")
    return Finding(
        "sqlite",
        State.WARNING,
        f"SQLite {text} can lose a page when two processes checkpoint at one moment; crossdock"
        " takes a lock so that its own never do.",
        "Do not open the database with other programs while crossdock runs.",
    )


def _disk(free: int, folder: Path) -> Finding:
    shown = f"{free / 1024**3:,.1f} GiB free on the disk of {folder}."
    if free >= LEAST_BYTES:
        return Finding("disk", State.OK, shown)
    return Finding("disk", State.FAILED, shown, "Free some space.")


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text()
    except OSError:
        return ""


def _file_system(folder: Path, mounts: str) -> Finding:
    place = str(folder.resolve())
    rows = [line.split() for line in mounts.splitlines()]
    under = [
        row for row in rows if len(row) > 2 and (place + "/").startswith(row[1].rstrip("/") + "/")
    ]
    kind = max(under, key=lambda row: len(row[1]))[2] if under else "unknown"
    if not any(remote in kind for remote in REMOTE_SYSTEMS):
        return Finding("file system", State.OK, f"The workspace is on a local disk ({kind}).")
    return Finding(
        "file system",
        State.FAILED,
        f"The workspace is on a network file system ({kind}), where locks do not hold.",
        "Move it to a local disk.",
    )


def _key(workspace: Workspace) -> Finding:
    from crossdock.secret import Secret

    try:
        sealed = workspace.vault.seal(Secret("probe"), "doctor")
        workspace.vault.open(sealed, "doctor")
    except CrossdockError as error:
        return Finding("key", State.FAILED, error.message, error.next_step)
    return Finding("key", State.OK, "The key that seals secrets is readable by you only.")
