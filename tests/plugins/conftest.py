"""Plugins made on the spot, from source text as an author would write it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from types import ModuleType
from typing import Any

import attrs
import pytest

from crossdock.plugins import Plugins

#: What every connector of these tests begins with.
CONNECTOR = """
from __future__ import annotations

import attrs

from crossdock import (
    Account, ApiStatus, Connection, Hint, HintKind, Listing, Manifest, Page, PushReport, Role,
    RowOutcome, RowResult, StockUpdate, hookimpl,
)


@attrs.frozen
class Settings:
    shop_id: str = ""


DECLARED = {}


def changed(**declared):
    DECLARED.update(declared)


@hookimpl
def manifest():
    fields = dict(
        name=__name__,
        title="A shop",
        roles=frozenset({Role.CHANNEL}),
        dialect="v1",
        dialect_date="2024-01-01",
        api_status=ApiStatus.LIVE,
        hosts={},
        allowed_hosts=(),
    )
    return Manifest(**{**fields, **DECLARED})


@hookimpl
def settings():
    return Settings
"""


@attrs.frozen
class Dist:
    """A distribution."""

    name: str
    version: str = "1.0"


@attrs.frozen(eq=False)
class Declared:
    """An entry point that counts how often it was loaded."""

    name: str
    group: str
    value: str
    dist: Dist | None
    body: Callable[[], Any]
    loads: list[str] = attrs.field(factory=list)

    def load(self) -> Any:
        """Give the plugin."""
        self.loads.append(self.name)
        return self.body()


Module = Callable[..., ModuleType]
Declare = Callable[..., Declared]


@pytest.fixture(name="module")
def _module() -> Module:
    """Write a plugin: a module's name and its source."""

    def write(source: str, name: str = "shop", *, connector: bool = True) -> ModuleType:
        module = ModuleType(name)
        head = (
            CONNECTOR if connector else "from crossdock import *\nfrom crossdock import hookimpl"
        )
        exec(head + "\n" + textwrap.dedent(source), vars(module))  # noqa: S102
        return module

    return write


@pytest.fixture(name="declare")
def _declare() -> Declare:
    """Declare a plugin as a distribution would."""

    def declare(
        name: str,
        body: object,
        *,
        kind: str = "connector",
        dist: str = "",
        value: str = "",
    ) -> Declared:
        source = body if callable(body) and not isinstance(body, type) else lambda: body
        group = f"crossdock.{kind}s"
        return Declared(
            name, group, value or f"its_{name}", Dist(dist or f"crossdock-{name}"), source
        )

    return declare


@pytest.fixture(name="warnings")
def _warnings() -> list[str]:
    """Every sentence that was said in warning."""
    return []


@pytest.fixture(name="plugins")
def _plugins(warnings: list[str]) -> Plugins:
    """Nothing installed."""
    return Plugins([], warn=warnings.append)
