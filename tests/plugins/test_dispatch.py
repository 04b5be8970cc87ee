"""Who answers a call, and in which order; the traps of pluggy, each sprung and disarmed."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import attrs
import pluggy
import pytest

from crossdock import Connection, PushReport, RowOutcome, RowResult, StockUpdate, hookimpl
from crossdock.errors import PluginRefusedError, UnsupportedError
from crossdock.plugins import Plugins
from crossdock.runs import current_hook

Module = Callable[..., ModuleType]

CONNECTION: Connection[Any] = Connection("c", "m", "shop", None, None, None, None)  # type: ignore[arg-type]
UPDATES = (StockUpdate("1", 5),)
DONE = PushReport((RowResult("1", RowOutcome.DONE),))

PUSHES = """
pushed = []

@hookimpl
def push_stock(connection, updates):
    pushed.append(updates)
    return PushReport(tuple(RowResult(u.listing_id, RowOutcome.DONE) for u in updates))
"""


@pytest.fixture(name="shop")
def _shop(module: Module, plugins: Plugins) -> ModuleType:
    """A connector that pushes and lists nothing."""
    shop = module(PUSHES)
    plugins.add_module("shop", shop)
    return shop


def test_a_call_reaches_one_connector_only(
    shop: ModuleType, module: Module, plugins: Plugins
) -> None:
    """A connector that forgets its return does not let the next marketplace's run."""
    forgetful = module("@hookimpl\ndef push_stock(connection, updates): pass", "forgetful")
    plugins.add_module("forgetful", forgetful)
    plugins.hooks("shop")

    with pytest.raises(PluginRefusedError) as raised:
        plugins.hooks("forgetful").push_stock(connection=CONNECTION, updates=UPDATES)
    expected = "push_stock of forgetful returned nothing; it must return a PushReport."

    assert expected == raised.value.message
    assert not shop.pushed


def test_one_manager_for_all_would_leak(shop: ModuleType, module: Module) -> None:
    """The trap itself: in a shared manager another connector answers in its place."""
    forgetful = module("@hookimpl\ndef push_stock(connection, updates): pass", "forgetful")
    shared = pluggy.PluginManager("crossdock")
    shared.register(shop)
    shared.register(forgetful)

    shared.hook.push_stock(connection=CONNECTION, updates=UPDATES)
    expected = [UPDATES]

    assert expected == shop.pushed


def test_a_connector_added_later_does_not_leak(
    shop: ModuleType, module: Module, plugins: Plugins
) -> None:
    """Hooks that are already in use never reach a connector that came later."""
    hooks = plugins.hooks("shop")
    late = module(PUSHES, "late")
    plugins.add_module("late", late)
    plugins.hooks("late")

    hooks.push_stock(connection=CONNECTION, updates=UPDATES)

    assert len(shop.pushed) == 1
    assert not late.pushed


def test_specname_does_not_leak(shop: ModuleType, module: Module, plugins: Plugins) -> None:
    """A foreign function declared by specname is not called for another connector."""
    sly = module('@hookimpl(specname="push_stock")\ndef sly(connection, updates): 1 / 0', "sly")
    plugins.add_module("sly", sly)
    with pytest.raises(PluginRefusedError, match="sly is marked as push_stock"):
        plugins.hooks("sly")
    expected = DONE

    assert expected == plugins.hooks("shop").push_stock(connection=CONNECTION, updates=UPDATES)


def test_a_hook_nobody_has_is_named(shop: ModuleType, plugins: Plugins) -> None:
    """What a connector does not implement is said, with what it is for."""
    with pytest.raises(UnsupportedError) as raised:
        plugins.hooks("shop").get_order(connection=CONNECTION, order_id="7")
    expected = "shop does not implement get_order; it is a channel connector."

    assert expected == raised.value.message


def test_a_hook_with_fewer_arguments_runs(module: Module, plugins: Plugins) -> None:
    """A plugin written before an argument existed goes on working."""
    plugins.add_module("old", module("@hookimpl\ndef list_products(): return Page()", "old"))

    assert not plugins.hooks("old").list_products(connection=CONNECTION, cursor="3").items


def test_the_dry_run_answers_in_place(shop: ModuleType, plugins: Plugins) -> None:
    """A plain hook of a middleware answers, and the connector is not asked."""

    class DryRun:
        @hookimpl(tryfirst=True)
        def push_stock(self, updates: tuple[StockUpdate, ...]) -> PushReport:
            return PushReport(tuple(RowResult(u.listing_id, RowOutcome.DONE) for u in updates))

    plugins.add_middleware("dry_run", DryRun())
    expected = DONE

    assert expected == plugins.hooks("shop").push_stock(connection=CONNECTION, updates=UPDATES)
    assert not shop.pushed


def test_wrappers_see_what_a_dry_run_answers(shop: ModuleType, plugins: Plugins) -> None:
    """An audit hears of every call, also of one that never reached the connector."""
    seen: list[object] = []

    class Audit:
        @hookimpl(wrapper=True)
        def push_stock(self, updates: tuple[StockUpdate, ...]):  # type: ignore[no-untyped-def]
            report = yield
            seen.append(report)
            return report

    class DryRun:
        @hookimpl(tryfirst=True)
        def push_stock(self, updates: tuple[StockUpdate, ...]) -> PushReport:
            return DONE

    plugins.add_middleware("audit", Audit())
    plugins.add_middleware("dry_run", DryRun())
    plugins.hooks("shop").push_stock(connection=CONNECTION, updates=UPDATES)
    expected = [DONE]

    assert expected == seen


def test_middlewares_stand_in_the_order_of_their_names(shop: ModuleType, plugins: Plugins) -> None:
    """The first name is outermost, whatever was installed or added first."""
    steps: list[str] = []

    @attrs.frozen
    class Step:
        name: str

        @hookimpl(wrapper=True)
        def push_stock(self):  # type: ignore[no-untyped-def]
            steps.append(f"into {self.name}")
            report = yield
            steps.append(f"out of {self.name}")
            return report

    for name in ("b", "c", "a"):
        plugins.add_middleware(name, Step(name))
    plugins.hooks("shop").push_stock(connection=CONNECTION, updates=UPDATES)

    expected = ["into a", "into b", "into c", "out of c", "out of b", "out of a"]
    assert expected == steps
    expected = ["a", "b", "c"]
    assert expected == [info.name for info in plugins.middlewares()]


def test_middlewares_that_are_equal_both_stand(shop: ModuleType, plugins: Plugins) -> None:
    """Two equal objects are two middlewares; pluggy alone would refuse the second."""
    calls: list[str] = []

    @attrs.frozen
    class Count:
        limit: int

        @hookimpl(wrapper=True)
        def push_stock(self):  # type: ignore[no-untyped-def]
            calls.append("called")
            return (yield)

    manager = pluggy.PluginManager("crossdock")
    manager.register(Count(1), "one")
    with pytest.raises(ValueError, match="already registered"):
        manager.register(Count(1), "two")

    plugins.add_middleware("one", Count(1))
    plugins.add_middleware("two", Count(1))
    plugins.hooks("shop").push_stock(connection=CONNECTION, updates=UPDATES)
    expected = ["called", "called"]

    assert expected == calls


def test_a_middleware_without_a_hash_stands(shop: ModuleType, plugins: Plugins) -> None:
    """An object that cannot be hashed is a middleware like any other."""

    @attrs.define
    class Count:
        calls: int = 0

        @hookimpl(wrapper=True)
        def push_stock(self):  # type: ignore[no-untyped-def]
            self.calls += 1
            return (yield)

    count = Count()
    plugins.add_middleware("count", count)
    plugins.hooks("shop").push_stock(connection=CONNECTION, updates=UPDATES)
    expected = 1

    assert expected == count.calls


def test_a_middleware_may_use_specname(shop: ModuleType, plugins: Plugins) -> None:
    """A middleware's function may bear a name of its own."""
    calls: list[str] = []

    class Count:
        @hookimpl(wrapper=True, specname="push_stock")
        def count_pushes(self):  # type: ignore[no-untyped-def]
            calls.append("called")
            return (yield)

    plugins.add_middleware("count", Count())
    plugins.hooks("shop").push_stock(connection=CONNECTION, updates=UPDATES)
    expected = ["called"]

    assert expected == calls


def test_a_middleware_may_answer_for_those_who_cannot(shop: ModuleType, plugins: Plugins) -> None:
    """A hook marked trylast stands in where a connector has none."""

    class Fallback:
        @hookimpl(trylast=True)
        def list_products(self) -> object:
            from crossdock import Page

            return Page()

    plugins.add_middleware("fallback", Fallback())

    assert not plugins.hooks("shop").list_products(connection=CONNECTION, cursor=None).items


def test_a_stand_in_does_not_hide_a_forgotten_return(module: Module, plugins: Plugins) -> None:
    """A hook marked trylast is not asked when the connector has the hook and returned None."""

    class Fallback:
        @hookimpl(trylast=True)
        def push_stock(self) -> PushReport:
            return DONE

    forgetful = module("@hookimpl\ndef push_stock(connection, updates): pass", "forgetful")
    plugins.add_module("forgetful", forgetful)
    plugins.add_middleware("fallback", Fallback())

    with pytest.raises(PluginRefusedError, match="returned nothing"):
        plugins.hooks("forgetful").push_stock(connection=CONNECTION, updates=UPDATES)


def test_the_running_hook_is_named(module: Module, plugins: Plugins) -> None:
    """Whatever a hook calls can ask which hook it is, in middlewares too."""
    source = """
    from crossdock.runs import current_hook

    @hookimpl
    def inspect_account(connection):
        return Account("1", current_hook.get())
    """
    seen: list[str] = []

    class Audit:
        @hookimpl(wrapper=True)
        def inspect_account(self):  # type: ignore[no-untyped-def]
            seen.append(current_hook.get())
            account = yield
            seen.append(account.name)
            seen.append(current_hook.get())
            return account

    plugins.add_module("traced", module(source, "traced"))
    plugins.add_middleware("audit", Audit())
    plugins.hooks("traced").inspect_account(connection=CONNECTION)
    expected = ["inspect_account"] * 3

    assert expected == seen
    assert not current_hook.get()


def test_a_nested_call_gives_the_name_back(shop: ModuleType, plugins: Plugins) -> None:
    """After a hook called from within a hook, the outer one is running again."""
    seen: list[str] = []

    class Curious:
        @hookimpl(wrapper=True)
        def push_stock(self):  # type: ignore[no-untyped-def]
            report = yield
            plugins.hooks("shop").manifest()
            seen.append(current_hook.get())
            return report

    plugins.add_middleware("curious", Curious())
    plugins.hooks("shop").push_stock(connection=CONNECTION, updates=UPDATES)
    expected = ["push_stock"]

    assert expected == seen


def test_a_failing_hook_gives_the_name_back(module: Module, plugins: Plugins) -> None:
    """An exception leaves no hook named as running, and arrives as it was raised."""
    plugins.add_module("bad", module("@hookimpl\ndef inspect_account(connection): 1 / 0", "bad"))

    with pytest.raises(ZeroDivisionError):
        plugins.hooks("bad").inspect_account(connection=CONNECTION)

    assert not current_hook.get()


def test_a_middleware_cannot_come_late(shop: ModuleType, plugins: Plugins) -> None:
    """A middleware is refused once connectors go about without it."""
    plugins.hooks("shop")

    with pytest.raises(PluginRefusedError) as raised:
        plugins.add_middleware("audit", object())
    expected = "Middleware audit comes too late: shop would go on without it."

    assert expected == raised.value.message


def test_built_ins_are_plugins(shop: ModuleType, plugins: Plugins) -> None:
    """Core's own parts are marked as anybody's are, and stand where dispatch says."""
    hooks = plugins.hooks("shop")
    names = [impl.plugin_name for impl in hooks.push_stock.get_hookimpls()]  # type: ignore[attr-defined]

    expected = ["tracing", "coverage", "inner ring", "connector shop", "forgotten", "unsupported"]
    assert expected == names[::-1]
