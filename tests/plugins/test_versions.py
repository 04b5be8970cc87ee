"""A plugin written for older hooks still runs, and its author is told where to look."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import pytest

from crossdock import Connector, Listing, Page
from crossdock.hookspecs import hookspec
from crossdock.plugins.admission import admit
from crossdock.plugins.discovery import Candidate, PluginInfo
from crossdock.plugins.dispatch import assemble
from crossdock.plugins.loading import Plugin, implementations
from crossdock.plugins.paths import candidate_at

OLD = """
import attrs
from crossdock import ApiStatus, Listing, ListingStatus, Manifest, Page, Role, hookimpl

@attrs.frozen
class Settings:
    pass

@hookimpl
def manifest():
    return Manifest(
        name=__name__, title="Old", roles=frozenset({Role.CHANNEL}), dialect="1",
        dialect_date="2020-01-01", api_status=ApiStatus.LIVE, hosts={}, allowed_hosts=(),
        hook_api=1,
    )

@hookimpl
def settings():
    return Settings

@hookimpl
def list_products(cursor):
    return Page((Listing(f"after {cursor}", "", "", ListingStatus.ACTIVE, 1),))
"""


class RemovedInHookApi3Warning(DeprecationWarning):
    """What version 3 of the hooks will not have."""


class ListProducts(Protocol):
    """The hook as a later version could have it: its cursor renamed, the old name still passed."""

    @hookspec(
        firstresult=True,
        warn_on_impl_args={
            "cursor": RemovedInHookApi3Warning(
                "list_products is given place instead of cursor; version 3 of the hooks drops it."
            )
        },
    )
    def list_products(
        self, connection: Any, cursor: str | None, place: str | None
    ) -> Page[Listing]:
        """Return the page of listings at *place*."""
        ...


class NextConnector(ListProducts, Connector, Protocol):
    """The hooks of a later version."""


@pytest.fixture(name="old")
def _old(tmp_path: Path) -> Path:
    """A connector in a file, written when hooks had version 1."""
    # A module of its own for each test: what is imported stays imported.
    path = tmp_path / f"{tmp_path.name}.py"
    path.write_text(OLD)
    return path


def test_fewer_arguments_are_enough(old: Path) -> None:
    """A hook that has grown an argument calls a plugin that does not take it."""
    plugin = admit(candidate_at(old, enabled=True), lambda _: None)
    hooks = assemble(plugin, (), warn=lambda _: None)

    page = hooks.list_products(connection=None, cursor="7")  # type: ignore[arg-type]

    assert ["after 7"] == [one.listing_id for one in page.items]


def test_an_older_version_is_called_and_told(old: Path) -> None:
    """Its manifest names version 1, core has 2: a warning names the file and the line."""
    told: list[str] = []

    plugin = admit(candidate_at(old, enabled=True), told.append, hook_api=2)

    line = OLD.splitlines().index("@hookimpl") + 1
    assert plugin.manifest is not None
    assert [f"It says so in {old}, line {line}."] == [one[one.index("It says") :] for one in told]
    assert "version 1 of the hooks, and this crossdock has version 2" in told[0]


def test_a_renamed_argument_is_still_passed(old: Path) -> None:
    """The old name goes on working, with a warning at the line of the plugin's function."""
    told: list[str] = []
    plugin = admit(candidate_at(old, enabled=True), lambda _: None)

    hooks: Any = assemble(plugin, (), warn=told.append, hooks=NextConnector)
    page = hooks.list_products(connection=None, cursor="7", place="7")

    line = OLD.splitlines().index("def list_products(cursor):")
    assert ["after 7"] == [one.listing_id for one in page.items]
    assert 1 == len(told)
    assert told[0].startswith("list_products is given place instead of cursor")
    assert told[0].endswith(f"It is in {old}, line {line}.")


def test_nobody_who_is_current_is_told(module: Any) -> None:
    """A plugin that takes no argument that will go causes no warning."""
    told: list[str] = []
    current: ModuleType = module(
        "@hookimpl\ndef get_order(connection, order_id):\n    return None"
    )
    info = PluginInfo("shop", "connector", "", "", "shop", enabled=True)
    admit(Candidate(info, lambda: current), told.append)

    assemble(
        Plugin(info, current, implementations(current)), (), warn=told.append, hooks=NextConnector
    )

    assert [] == told
