"""What keeps a plugin out, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from crossdock.errors import PluginBrokenError, PluginRefusedError
from crossdock.plugins import Plugins

Module = Callable[..., ModuleType]

UNMARKED = (
    "push_stock is not marked @hookimpl, so nobody would call it; "
    "mark it, or give it another name."
)
DEFAULT = (
    "push_stock gives updates a default; remove it: "
    "some releases of pluggy would pass that in place of the real value."
)
ORDER = (
    "get_order takes id, which the hook does not have; the hook is "
    "get_order(connection: Connection[Any], order_id: str) -> Order."
)
LOGGED = """
from functools import wraps

def log(function):
    @wraps(function)
    def call(*args):
        return function(*args)
    return call

@log
@hookimpl
def push_stock(connection, updates): ...
"""
PUSH = "push_stock(connection: Connection[Any], updates: tuple[StockUpdate, ...]) -> PushReport"

CONNECTORS = {
    "a name that is no hook": (
        "@hookimpl\ndef push_stok(connection, updates): ...",
        "push_stok is not a hook; did you mean push_stock?",
    ),
    "a name like no hook": (
        "@hookimpl\ndef zzz(): ...",
        "zzz is not a hook; there are: accept_order, arrange_shipment,",
    ),
    "an argument the hook does not have": (
        "@hookimpl\ndef push_stock(connection, stock): ...",
        f"push_stock takes stock, which the hook does not have; the hook is {PUSH}.",
    ),
    "a default": (
        "@hookimpl\ndef push_stock(connection, updates=()): ...",
        DEFAULT,
    ),
    "keyword-only": (
        "@hookimpl\ndef push_stock(connection, *, updates): ...",
        "push_stock takes updates by keyword only, which pluggy does not see; remove the *.",
    ),
    "keyword-only with a default": (
        "@hookimpl\ndef push_stock(connection, *, updates=()): ...",
        "push_stock takes updates by keyword only, which pluggy does not see; remove the *.",
    ),
    "position-only": (
        "@hookimpl\ndef push_stock(connection, updates, /): ...",
        "push_stock takes arguments by position only; remove the /.",
    ),
    "*args": (
        "@hookimpl\ndef push_stock(*args): ...",
        "push_stock takes *arguments, where pluggy passes nothing; name each argument.",
    ),
    "**kwargs": (
        "@hookimpl\ndef push_stock(connection, **rest): ...",
        "push_stock takes **arguments, where pluggy passes nothing; name each argument.",
    ),
    "an old wrapper": (
        "@hookimpl(hookwrapper=True)\ndef push_stock(): yield",
        "push_stock is marked hookwrapper, the old style; mark it wrapper=True.",
    ),
    "a wrapper in a connector": (
        "@hookimpl(wrapper=True)\ndef push_stock(): return (yield)",
        "push_stock is a wrapper; a connector answers, only middlewares wrap.",
    ),
    "a connector that pushes in spite of a dry run": (
        "@hookimpl(tryfirst=True)\ndef push_stock(): ...",
        "push_stock is marked tryfirst; a connector does not choose its place in the order.",
    ),
    "a connector that comes last": (
        "@hookimpl(trylast=True)\ndef push_stock(): ...",
        "push_stock is marked trylast; a connector does not choose its place in the order.",
    ),
    "a name of its own": (
        '@hookimpl(specname="push_stock")\ndef push(): ...',
        "push is marked as push_stock; a connector's function bears the hook's own name.",
    ),
    "a generator": (
        "@hookimpl\ndef list_products(connection): yield 1",
        "list_products is a generator; a hook returns a value, and a list one page at a time.",
    ),
    "async": (
        "@hookimpl\nasync def push_stock(): ...",
        "push_stock is async; hooks are plain functions, core brings the threads.",
    ),
    "an async generator": (
        "@hookimpl\nasync def push_stock(): yield",
        "push_stock is async; hooks are plain functions, core brings the threads.",
    ),
    "a wrong return annotation": (
        "@hookimpl\ndef push_stock(connection, updates) -> dict: ...",
        "push_stock is annotated to return dict; it must return PushReport.",
    ),
    "a wrong argument annotation": (
        "@hookimpl\ndef push_stock(connection, updates: list[StockUpdate]): ...",
        "push_stock annotates updates as list[StockUpdate]; it is given tuple[StockUpdate, ...].",
    ),
    "a marker that is missing": (
        "def push_stock(connection, updates): ...",
        UNMARKED,
    ),
    "a marker of another program": (
        "import pluggy\n@pluggy.HookimplMarker('other')\ndef push_stock(connection): ...",
        UNMARKED,
    ),
    "a marker that a decorator swallowed": (
        "def twice(f): return lambda *a: f(*a)\n@twice\n@hookimpl\ndef push_stock(): ...",
        UNMARKED,
    ),
    "something that is no function": (
        "import functools\n@hookimpl\n@functools.cache\ndef inspect_account(): ...",
        "inspect_account is a _lru_cache_wrapper, which pluggy passes over;",
    ),
    "no settings": (
        "del settings",
        "settings is missing; every connector has settings() -> type[Any].",
    ),
    "no manifest": (
        "del manifest",
        "manifest is missing; every connector has manifest() -> Manifest.",
    ),
    "a manifest of another name": (
        "changed(name='other')",
        "manifest names it 'other', its entry point 'shop'; the two must be one name.",
    ),
    "a manifest that is none": (
        "@hookimpl\ndef manifest(): return {'name': 'shop'}",
        "manifest returned a dict; it must return a Manifest.",
    ),
    "a manifest without a role": (
        "changed(roles=frozenset())",
        "manifest must name at least one role: Role.CHANNEL or Role.FULFILMENT.",
    ),
    "an unknown hook_api": (
        "changed(hook_api='1')",
        "manifest has the hook_api '1'; it must be 1.",
    ),
}

MIDDLEWARES = {
    "no hook at all": ("", "It has no function marked @hookimpl."),
    "an old wrapper": (
        "@hookimpl(hookwrapper=True)\ndef push_stock(): yield",
        "push_stock is marked hookwrapper, the old style; mark it wrapper=True.",
    ),
    "a wrapper that does not yield": (
        "@hookimpl(wrapper=True)\ndef push_stock(): ...",
        "push_stock is marked as a wrapper and does not yield; a wrapper yields exactly once.",
    ),
    "a name that is no hook": (
        "@hookimpl(wrapper=True)\ndef psuh_stock(): yield",
        "psuh_stock is not a hook; did you mean push_stock?",
    ),
    "an argument the hook does not have": (
        "@hookimpl(wrapper=True)\ndef get_order(id): yield",
        ORDER,
    ),
}


@pytest.mark.parametrize(("source", "sentence"), CONNECTORS.values(), ids=CONNECTORS)
def test_a_connector_is_refused(
    source: str, sentence: str, module: Module, plugins: Plugins
) -> None:
    """A connector that breaks the contract is refused with the one sentence that fits."""
    plugins.add_module("shop", module(source))

    with pytest.raises(PluginRefusedError) as raised:
        plugins.hooks("shop")

    start = "Connector shop (shop) breaks the contract of the hooks: "
    assert raised.value.message.startswith(start + sentence)


@pytest.mark.parametrize(("source", "sentence"), MIDDLEWARES.values(), ids=MIDDLEWARES)
def test_a_middleware_is_refused(
    source: str, sentence: str, module: Module, plugins: Plugins, warnings: list[str]
) -> None:
    """A middleware that breaks the contract is left out with one warning; connectors go on."""
    plugins.add_module("shop", module(""))
    plugins.add_middleware("audit", module(source, "audit", connector=False))
    plugins.hooks("shop").manifest()
    plugins.hooks("shop").manifest()

    refusal = f"Middleware audit (audit) breaks the contract of the hooks: {sentence}"
    assert [f"{refusal} It is left out."] == warnings
    assert {"audit": refusal} == plugins.failures()
    assert not plugins.middlewares()


@pytest.mark.parametrize(
    "source",
    [
        "@hookimpl\ndef push_stock(connection, updates): ...",
        "@hookimpl\ndef push_stock(updates): ...",
        "@hookimpl\ndef push_stock(updates, connection): ...",
        "@hookimpl(optionalhook=True)\ndef a_hook_of_tomorrow(anything): ...",
        LOGGED,
        "def helper(connection, cursor=None): ...",
        "class play_sandbox: ...",
        "import types as play_sandbox",
    ],
)
def test_what_is_right_is_let_in(
    source: str, module: Module, plugins: Plugins, warnings: list[str]
) -> None:
    """Fewer arguments, another order, a hook of a newer core: none of it is a mistake."""
    plugins.add_module("shop", module(source))
    plugins.hooks("shop")

    assert not warnings


def test_all_is_said_at_once(module: Module, plugins: Plugins) -> None:
    """Every problem of a plugin is in the one message."""
    source = """
    @hookimpl
    def push_stok(connection): ...

    @hookimpl
    def list_products(connection, *, cursor=None): yield

    def get_order(connection, order_id): ...
    """
    plugins.add_module("shop", module(source))

    with pytest.raises(PluginRefusedError) as raised:
        plugins.hooks("shop")

    expected = (
        "Connector shop (shop) breaks the contract of the hooks: "
        "get_order is not marked @hookimpl, so nobody would call it; "
        "mark it, or give it another name. "
        "list_products is a generator; a hook returns a value, and a list one page at a time. "
        "list_products takes cursor by keyword only, which pluggy does not see; remove the *. "
        "push_stok is not a hook; did you mean push_stock?"
    )
    assert expected == raised.value.message


def test_a_newer_hook_api_is_the_only_complaint(module: Module, plugins: Plugins) -> None:
    """What looks wrong in a plugin of tomorrow may be right tomorrow."""
    source = """
    changed(hook_api=2)

    @hookimpl
    def a_hook_of_tomorrow(): ...
    """
    plugins.add_module("shop", module(source))

    with pytest.raises(PluginRefusedError) as raised:
        plugins.hooks("shop")

    expected = (
        "Connector shop (shop) is written for version 2 of the hooks; "
        "this crossdock has version 1."
    )
    assert expected == raised.value.message


def test_a_manifest_that_raises_is_broken(module: Module, plugins: Plugins) -> None:
    """A manifest that cannot be read names its cause."""
    plugins.add_module("shop", module("@hookimpl\ndef manifest(): raise ValueError('no limit')"))

    with pytest.raises(PluginBrokenError) as raised:
        plugins.hooks("shop")

    expected = "Connector shop (shop) has a manifest that cannot be read: ValueError: no limit."
    assert expected == raised.value.message


def test_a_manifest_does_not_end_the_program(module: Module, plugins: Plugins) -> None:
    """A manifest that calls for the end of the program does not get it."""
    plugins.add_module("shop", module("@hookimpl\ndef manifest(): raise SystemExit(3)"))

    with pytest.raises(PluginBrokenError, match="it ended the program with exit code 3"):
        plugins.hooks("shop")


def test_a_slip_in_an_unmarked_name_is_mentioned(
    module: Module, plugins: Plugins, warnings: list[str]
) -> None:
    """An unmarked function that is nearly called as a missing hook is let in, and mentioned."""
    plugins.add_module("shop", module("def list_product(connection, cursor): ..."))
    plugins.hooks("shop")

    expected = (
        "list_product of shop is not called by anyone; "
        "if it is meant to be list_products, rename it and mark it @hookimpl."
    )
    assert [expected] == warnings


def test_a_helper_beside_its_hook_is_not_mentioned(
    module: Module, plugins: Plugins, warnings: list[str]
) -> None:
    """An unmarked function that is nearly called as a hook that is there is a helper."""
    source = "@hookimpl\ndef push_stock(): ...\ndef push_stocks(): ..."
    plugins.add_module("shop", module(source))
    plugins.hooks("shop")

    assert not warnings


def test_a_proxy_in_a_plugin_is_not_touched(module: Module, plugins: Plugins) -> None:
    """Objects whose attributes cannot be read, as web frameworks have them, do no harm."""
    source = """
    class Proxy:
        def __getattribute__(self, name):
            raise RuntimeError("working outside of a request")

    request = Proxy()
    """
    plugins.add_module("shop", module(source))
    expected = "shop"

    assert expected == plugins.hooks("shop").manifest().name


def test_what_cannot_be_examined_is_broken(module: Module, plugins: Plugins) -> None:
    """A plugin whose objects raise when they are looked at does not take the host down."""
    source = """
    class Proxy:
        def __getattribute__(self, name):
            raise RuntimeError("working outside of a request")

    play_sandbox = Proxy()
    """
    plugins.add_module("shop", module(source))

    with pytest.raises(PluginBrokenError, match="cannot be examined: RuntimeError: working out"):
        plugins.hooks("shop")


def test_a_class_is_no_middleware(module: Module, plugins: Plugins, warnings: list[str]) -> None:
    """Whoever names a class instead of an object of it is told."""
    plugins.add_module("shop", module(""))
    plugins.add_middleware("audit", type("Audit", (), {}))
    plugins.hooks("shop")

    expected = (
        "Middleware audit (Audit) breaks the contract of the hooks: "
        "Audit is a class; name a module of functions, or an object. It is left out."
    )
    assert [expected] == warnings
