"""The folder that holds a seller's database and key."""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crossdock.errors import NotFoundError, SecretUnavailableError, StoreUnusableError
from crossdock.plugins import Plugins
from crossdock.secret import Secret
from crossdock.store import StoredConnection
from crossdock.vault import create_key
from crossdock.workspace import DATABASE, FOLDER, KEY, Workspace, create, find, secret_label

CANARY = "canary-77aa-secret"


@pytest.fixture(name="enter")
def _enter(tmp_path: Path, toy: ModuleType) -> Iterator[Callable[..., Workspace]]:
    """Makes and opens the workspace of a folder."""
    opened = []

    def enter(**environment: str) -> Workspace:
        create(tmp_path)
        plugins = Plugins(())
        plugins.add_module("toy", toy)
        opened.append(
            Workspace(
                tmp_path,
                plugins,
                run="r1",
                environment=environment,
                clock=lambda: datetime(2023, 6, 1, tzinfo=UTC),
            )
        )
        return opened[-1]

    yield enter
    for workspace in opened:
        workspace.close()


def kept(**given: Any) -> StoredConnection:
    """Return a connection to the toy platform."""
    fields = {"settings": {"shop_id": 7}, "secrets": {"client_secret": "env:TOY"}, **given}
    return StoredConnection("shop", "toy", **fields)


def files(root: Path) -> dict[str, bytes]:
    """Return every file of a workspace with its content."""
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_a_new_workspace_is_its_owners_only(tmp_path: Path) -> None:
    """Its folder, its key and its database, whatever the umask."""
    umask = os.umask(0)
    made = create(tmp_path / "new" / "shops")
    workspace = Workspace(tmp_path / "new" / "shops", Plugins(()), run="r", environment={})
    workspace.store.close()
    os.umask(umask)
    folder = tmp_path / "new" / "shops" / FOLDER

    assert made
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    for name in (KEY, DATABASE):
        assert 0o600 == stat.S_IMODE((folder / name).stat().st_mode)
    assert "*\n" == (folder / ".gitignore").read_text()


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    """Who may write into it could exchange the key."""
    (tmp_path / FOLDER).mkdir(mode=0o755)
    create(tmp_path)

    assert 0o700 == stat.S_IMODE((tmp_path / FOLDER).stat().st_mode)


@pytest.mark.parametrize("opened", [False, True])
def test_making_it_twice_changes_nothing(
    tmp_path: Path, enter: Callable[..., Workspace], opened: bool
) -> None:
    """The second time says that there was one, opened already or not."""
    first = create(tmp_path)
    if opened:
        enter().store.close()
    before = files(tmp_path)

    assert (True, False) == (first, create(tmp_path))
    assert before == files(tmp_path)


def test_a_lost_key_is_made_anew(tmp_path: Path, enter: Callable[..., Workspace]) -> None:
    """What was sealed stays shut, with the way on, and new secrets can be sealed."""
    workspace = enter()
    sealed = workspace.vault.seal(Secret(CANARY), secret_label("shop", "client_secret"))
    workspace.store.connections.add(kept(secrets={"client_secret": sealed}))
    (tmp_path / FOLDER / KEY).unlink()

    assert not create(tmp_path)
    with pytest.raises(SecretUnavailableError, match="connection shop client_secret"):
        workspace.live("shop")
    assert workspace.vault.seal(Secret(CANARY), "l")


@pytest.mark.parametrize("below", [".", "a", "a/b/c"])
def test_a_workspace_is_found_from_below(tmp_path: Path, below: str) -> None:
    """From the folder itself and from any folder in it, opened before or not."""
    create(tmp_path)

    assert tmp_path == find((tmp_path / below).absolute())


def test_the_nearest_workspace_is_found(tmp_path: Path) -> None:
    """One inside another is found first."""
    create(tmp_path)
    create(tmp_path / "in")

    assert tmp_path / "in" == find(tmp_path / "in" / "side")


def test_a_relative_path_is_looked_up_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folders above the current one count too."""
    create(tmp_path)
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")

    assert tmp_path == find(Path())


def test_outside_a_workspace_the_way_in_is_told(tmp_path: Path) -> None:
    """A folder called .crossdock is no workspace by its name alone."""
    (tmp_path / FOLDER).mkdir()

    with pytest.raises(NotFoundError, match="is not in a crossdock workspace") as raised:
        find(tmp_path)
    assert "Run: crossdock init, or name one with -C DIR." == raised.value.next_step


def test_where_nothing_can_be_made_is_one_sentence(tmp_path: Path) -> None:
    """A file in the way is named, not traced back."""
    (tmp_path / FOLDER).write_text("")

    with pytest.raises(StoreUnusableError, match="No workspace can be made in"):
        create(tmp_path)


def test_a_connection_comes_to_life(enter: Callable[..., Workspace]) -> None:
    """With its settings structured and its secret looked up, in the workspace's time."""
    workspace = enter(TOY=CANARY)
    workspace.store.connections.add(kept())
    live = workspace.live("shop")

    assert ("shop", "main", 7) == (
        live.name,
        live.connection.merchant,
        live.connection.settings.shop_id,
    )
    assert Secret(CANARY) == live.connection.settings.client_secret
    assert workspace.clock() == live.connection.now()


def test_a_sealed_secret_is_unsealed(enter: Callable[..., Workspace]) -> None:
    """It is nowhere in the folder, and there when it is needed."""
    workspace = enter()
    sealed = workspace.vault.seal(Secret(CANARY), secret_label("shop", "client_secret"))
    workspace.store.connections.add(kept(secrets={"client_secret": sealed}))

    assert Secret(CANARY) == workspace.live("shop").connection.settings.client_secret
    assert not any(CANARY.encode() in content for content in files(workspace.root).values())


def test_a_sealed_secret_belongs_to_its_connection(enter: Callable[..., Workspace]) -> None:
    """Copied to another one, it does not open there."""
    workspace = enter()
    sealed = workspace.vault.seal(Secret(CANARY), secret_label("other", "client_secret"))
    workspace.store.connections.add(kept(secrets={"client_secret": sealed}))

    with pytest.raises(SecretUnavailableError, match="does not open") as raised:
        workspace.live("shop")
    assert CANARY not in str(raised.value)


def test_the_environment_overrides_the_key(
    tmp_path: Path, enter: Callable[..., Workspace]
) -> None:
    """A key kept elsewhere seals in place of the workspace's own."""
    create_key(tmp_path / "elsewhere")
    sealed = enter(CROSSDOCK_KEY=f"file:{tmp_path / 'elsewhere'}").vault.seal(Secret(CANARY), "l")
    (tmp_path / FOLDER / KEY).write_bytes((tmp_path / "elsewhere").read_bytes())

    assert Secret(CANARY) == enter().vault.open(sealed, "l")


def test_secrets_of_open_connections_are_masked(enter: Callable[..., Workspace]) -> None:
    """In any text, once the connection is open."""
    workspace = enter(TOY=CANARY)
    workspace.store.connections.add(kept())
    workspace.live("shop")

    assert "it was ****." == workspace.redact(f"it was {CANARY}.")


def test_an_unknown_connection_is_not_found(enter: Callable[..., Workspace]) -> None:
    """The sentence names it."""
    with pytest.raises(NotFoundError, match="no connection called 'shap'"):
        enter().live("shap")


def test_locks_live_in_the_workspace(enter: Callable[..., Workspace]) -> None:
    """Two of one name exclude each other, two of different names do not."""
    workspace = enter()
    with workspace.lock("a"), workspace.lock("b"):
        assert not workspace.lock("a").take()
    assert (workspace.folder / "locks" / "a.lock").is_file()


def test_a_workspace_that_opened_nothing_closes(enter: Callable[..., Workspace]) -> None:
    """No database is made only to be closed."""
    workspace = enter()
    workspace.close()

    assert not (workspace.folder / DATABASE).exists()
