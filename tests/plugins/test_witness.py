"""Every call of a hook is told: who answered it, who passed, and who saw it."""

from __future__ import annotations

from typing import Any

import pytest

from crossdock import hookimpl
from crossdock.errors import UnsupportedError
from crossdock.plugins import Plugins
from crossdock.plugins.witness import Call

SHOP = """
@hookimpl
def get_order(connection, order_id):
    raise RuntimeError("closed")

@hookimpl
def list_products(connection, cursor):
    return Page()
"""


class Watches:
    """A middleware that wraps."""

    @hookimpl(wrapper=True)
    def list_products(self) -> Any:
        """Let it through."""
        return (yield)


class Passes:
    """A middleware that has no answer."""

    @hookimpl
    def list_products(self, cursor: str | None) -> Any:
        """Pass."""


@pytest.fixture(name="told")
def _told() -> list[Call]:
    """The calls that were told."""
    return []


@pytest.fixture(name="hooks")
def _hooks(module: Any, told: list[Call]) -> Any:
    """A shop with two middlewares around it, watched."""
    plugins = Plugins([], see=told.append)
    plugins.add_module("shop", module(SHOP))
    plugins.add_middleware("passes", Passes())
    plugins.add_middleware("watches", Watches())
    hooks = plugins.hooks("shop")
    told.clear()
    return hooks


def test_an_answer_and_who_saw_it(hooks: Any, told: list[Call]) -> None:
    """The connector answered, one middleware passed before it, another one wrapped it."""
    hooks.list_products(connection=None, cursor=None)

    assert [Call("shop", "list_products", "shop", ["passes"], ["watches"])] == told


def test_an_error_is_told(hooks: Any, told: list[Call]) -> None:
    """A call that ended in an error was answered by nobody."""
    with pytest.raises(RuntimeError):
        hooks.get_order(connection=None, order_id="1")

    assert [Call("shop", "get_order", error="RuntimeError")] == told


def test_a_hook_that_is_not_there_is_told(hooks: Any, told: list[Call]) -> None:
    """So is a call that nobody could answer."""
    with pytest.raises(UnsupportedError):
        hooks.list_warehouses(connection=None)

    assert ["UnsupportedError"] == [call.error for call in told]
