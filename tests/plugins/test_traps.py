"""What pluggy alone would do: the reasons for what `crossdock.plugins` refuses.

When one of these fails after an upgrade of pluggy, a refusal may have become needless.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import attrs
import pluggy
import pytest

from crossdock import hookimpl
from crossdock.hookspecs import Connector


@pytest.fixture(name="manager")
def _manager() -> pluggy.PluginManager:
    """A manager as pluggy makes it."""
    manager = pluggy.PluginManager("crossdock")
    manager.add_hookspecs(Connector)
    return manager


def test_nobody_answers_with_nothing(manager: pluggy.PluginManager) -> None:
    """A hook that no plugin has is no error."""
    assert manager.hook.get_order(connection=None, order_id="7") is None


def test_a_misspelt_hook_is_accepted(manager: pluggy.PluginManager) -> None:
    """A name that is no hook is registered, and never called."""

    class Shop:
        @hookimpl
        def push_stok(self, connection: object) -> None: ...

    assert manager.register(Shop())


def test_keyword_only_arguments_are_not_passed(manager: pluggy.PluginManager) -> None:
    """An argument behind a star is not seen until the hook is called."""

    class Shop:
        @hookimpl
        def get_order(self, *, order_id: str) -> str:
            return order_id

    manager.register(Shop())

    with pytest.raises(TypeError, match="missing 1 required keyword-only argument"):
        manager.hook.get_order(connection=None, order_id="7")


def test_starred_arguments_stay_empty(manager: pluggy.PluginManager) -> None:
    """A hook that takes whatever comes is given nothing."""

    class Shop:
        @hookimpl
        def get_order(self, **arguments: object) -> list[str]:
            return ["given", *arguments]

    manager.register(Shop())

    assert len(manager.hook.get_order(connection=None, order_id="7")) == 1


def test_wrappers_end_before_a_generator_begins(manager: pluggy.PluginManager) -> None:
    """Whoever wraps a hook that is a generator has finished before its first row."""
    steps: list[str] = []

    class Shop:
        @hookimpl
        def list_products(self) -> Iterator[str]:
            steps.append("row")
            yield "row"

    class Audit:
        @hookimpl(wrapper=True)
        def list_products(self):  # type: ignore[no-untyped-def]
            rows = yield
            steps.append("audited")
            return rows

    manager.register(Shop())
    manager.register(Audit())
    list(manager.hook.list_products(connection=None, cursor=None))
    expected = ["audited", "row"]

    assert expected == steps


def test_a_connector_tried_first_passes_by_a_dry_run(manager: pluggy.PluginManager) -> None:
    """Of two that want to be first, the later one is, and writes in spite of a dry run."""

    class DryRun:
        @hookimpl(tryfirst=True)
        def push_stock(self) -> str:
            return "dry"

    class Shop:
        @hookimpl(tryfirst=True)
        def push_stock(self) -> str:
            return "wet"

    manager.register(DryRun())
    manager.register(Shop())
    expected = "wet"

    assert expected == manager.hook.push_stock(connection=None, updates=())


def test_a_cached_function_is_passed_over(manager: pluggy.PluginManager) -> None:
    """What is marked and is no function is not called, and nothing is said."""

    class Shop:
        inspect_account = hookimpl(functools.cache(lambda: "account"))

    manager.register(Shop())

    assert manager.hook.inspect_account(connection=None) is None


def test_an_object_without_a_hash_has_no_subset(manager: pluggy.PluginManager) -> None:
    """The other way to call one plugin only, leaving out the others, needs their hashes."""

    @attrs.define
    class Shop:
        calls: int = 0

        @hookimpl
        def push_stock(self) -> str:
            return "pushed"

    shop = Shop()
    manager.register(shop)

    with pytest.raises(TypeError, match="unhashable"):
        manager.subset_hook_caller("push_stock", [shop])
