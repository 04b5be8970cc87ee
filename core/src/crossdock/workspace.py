"""A workspace: the folder that holds a seller's database and key, and what opens from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from crossdock.connecting import ConnectionPlan, Surroundings, connect
from crossdock.errors import NotFoundError, StoreUnusableError
from crossdock.locks import FileLock
from crossdock.vault import Vault, create_key, is_reference, look_up

if TYPE_CHECKING:
    from crossdock.connections import Connection
    from crossdock.hookspecs import Connector
    from crossdock.http import Ports, Redactor
    from crossdock.manifest import Manifest
    from crossdock.plugins import Plugins
    from crossdock.secret import Secret
    from crossdock.store import Store, StoredConnection

FOLDER = ".crossdock"
DATABASE = "crossdock.db"
KEY = "key"


def now() -> datetime:
    """Return the machine's time, aware."""
    return datetime.now(UTC)


def create(root: Path) -> bool:
    """Make a workspace in *root*; return False, and change nothing, if it is one already.

    A key that was lost is made anew, so that secrets can be given again.
    """
    folder = root / FOLDER
    try:
        fresh = not _is_workspace(folder)
        if fresh:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # The folder may have been there; who can write into it can exchange the key.
            folder.chmod(0o700)
            (folder / ".gitignore").write_text("*\n")
        create_key(folder / KEY)
    except OSError as error:
        raise StoreUnusableError(
            f"No workspace can be made in {root} ({error.strerror}).",
            next_step="Choose a folder you may write to, on a disk with room.",
        ) from None
    return fresh


def find(start: Path) -> Path:
    """Return the root of the workspace that *start* is in.

    Raises:

        NotFoundError: neither it nor a folder above it is a workspace.

        StoreUnusableError: there is one that this user may not look into.
    """
    start = start.absolute()
    for candidate in (start, *start.parents):
        try:
            if _is_workspace(candidate / FOLDER):
                return candidate
        except OSError as error:
            raise StoreUnusableError(
                f"{candidate / FOLDER} cannot be looked into ({error.strerror}).",
                next_step="Run crossdock as the user who made it, or name another with -C DIR.",
            ) from None
    raise NotFoundError(
        f"{start} is not in a crossdock workspace.",
        next_step="Run: crossdock init, or name one with -C DIR.",
    )


def _is_workspace(folder: Path) -> bool:
    return (folder / DATABASE).is_file() or (folder / KEY).is_file()


@attrs.frozen(eq=False)
class Live:
    """A connection that can be used now, with its connector's hooks."""

    hooks: Connector
    manifest: Manifest
    connection: Connection[Any]

    @property
    def name(self) -> str:
        """The connection's name."""
        return self.connection.name


class Workspace:
    """An open workspace.

    Args:

        root: the folder that holds ``.crossdock``.

        plugins: the connectors to use.

        run: the id that everything done now is written down under.

        environment: where ``env:`` references and overrides are looked up.
    """

    def __init__(
        self,
        root: Path,
        plugins: Plugins,
        *,
        run: str,
        environment: Mapping[str, str],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.root = root
        self.folder = root / FOLDER
        self.plugins = plugins
        self.run = run
        self.clock = clock
        self.environment = environment
        self.vault = Vault(self.folder / KEY, environment)
        self._opened: list[Live] = []
        self._shut: Redactor | None = None

    @cached_property
    def store(self) -> Store:
        """The database, opened on first use."""
        from crossdock.store import Store

        return Store(self.folder / DATABASE, self.clock)

    @cached_property
    def ports(self) -> Ports:
        """The clock and the rest of the world outside, for the connections."""
        from crossdock.http import Ports

        return Ports(now=self.clock)

    def live(self, name: str) -> Live:
        """Return the connection called *name*, ready to be used.

        Raises:

            NotFoundError: there is none of that name.

            ConfigurationError: it is switched off, or its plugin, settings, secrets or
                endpoints do not hold.
        """
        kept = self.store.connections.get(name)
        self.store.interactions.require(name, "active")
        return self.open(kept)

    def open(self, kept: StoredConnection) -> Live:
        """Return *kept* as a live connection."""
        from crossdock.store import StoredJournal, StoredPacer, StoredShelf

        hooks = self.plugins.hooks(kept.connector)
        merchant = self.store.merchant
        plan = self.plan_of(kept)
        around = Surroundings(
            shelf=StoredShelf(
                self.store.db,
                merchant,
                kept.connector,
                self.vault,
                clock=lambda: self.clock().timestamp(),
                sleep=self.ports.sleep,
            ),
            pacer=StoredPacer(self.store.db, merchant),
            journal=StoredJournal(self.store.db, merchant, kept.name, self.run),
            ports=self.ports,
        )
        opened = Live(hooks, hooks.manifest(), connect(hooks, plan, around))
        self._opened.append(opened)
        return opened

    def shut(self, opened: Live) -> None:
        """Close one connection; its secrets stay masked in what is said afterwards."""
        from crossdock.http import Redactor

        self._shut = self._shut or Redactor()
        self._shut.learn_from(opened.connection.http.redactor)
        self._opened = [one for one in self._opened if one is not opened]
        opened.connection.http.close()

    def plan_of(self, kept: StoredConnection) -> ConnectionPlan:
        """Return what *kept* is brought to life from, its secrets looked up."""
        return ConnectionPlan(
            name=kept.name,
            merchant=self.store.merchant,
            connector=kept.connector,
            settings={**kept.settings, **self.secrets(kept)},
            endpoints=kept.endpoints,
            answers=kept.answers,
            sandbox=kept.sandbox,
            rate=kept.rate,
        )

    def secrets(self, kept: StoredConnection) -> dict[str, Secret]:
        """Return the secrets of *kept*, looked up and unsealed."""
        return {
            field: look_up(kind, self.environment)
            if is_reference(kind)
            else self.vault.open(kind, secret_label(kept.name, field))
            for field, kind in kept.secrets.items()
        }

    def redact(self, text: str) -> str:
        """Return *text* with the secrets of every connection opened so far masked."""
        redactors = [opened.connection.http.redactor for opened in self._opened]
        for redactor in (*redactors, *filter(None, [self._shut])):
            text = redactor.text(text)
        return text

    def lock(self, name: str) -> FileLock:
        """Return the lock called *name*, not taken yet."""
        return FileLock(self.folder / "locks" / f"{name}.lock")

    def close(self) -> None:
        """Close every connection and the database."""
        for opened in self._opened:
            opened.connection.http.close()
        if "store" in self.__dict__:
            self.store.close()


def secret_label(connection: str, field: str) -> str:
    """Return what a connection's sealed secret is a secret of."""
    return f"connection|{connection}|{field}"
