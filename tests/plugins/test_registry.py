"""Plugins are listed without being imported, and loaded once, when first used."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

from crossdock.errors import (
    NotFoundError,
    PluginBrokenError,
    PluginClashError,
    PluginDisabledError,
    PluginRefusedError,
)
from crossdock.plugins import PluginInfo, Plugins

Module = Callable[..., ModuleType]
Declare = Callable[..., Any]


def test_listing_loads_nothing(declare: Declare) -> None:
    """What is declared is listed by name, and nothing of it is imported."""
    entries = [declare("b", None), declare("a", None, kind="middleware")]
    plugins = Plugins(entries, disabled={"b"})
    expected = (
        PluginInfo("a", "middleware", "crossdock-a", "1.0", "its_a", enabled=True),
        PluginInfo("b", "connector", "crossdock-b", "1.0", "its_b", enabled=False),
    )

    assert expected == plugins.infos()
    assert not [entry for entry in entries if entry.loads]


def test_other_groups_are_passed_over(declare: Declare) -> None:
    """Entry points of other programs are none of ours."""
    assert not Plugins([declare("a", None, kind="spoon")]).infos()


def test_only_what_is_used_is_loaded(declare: Declare, module: Module) -> None:
    """A connector is loaded when its hooks are asked for, once, and no other one is."""
    used, idle = declare("used", module("", "used")), declare("idle", module("", "idle"))
    plugins = Plugins([used, idle])
    hooks = plugins.hooks("used")

    assert hooks is plugins.hooks("used")
    assert len(used.loads) == 1
    assert not idle.loads


def test_the_hooks_a_connector_has_are_known(module: Module, plugins: Plugins) -> None:
    """Which hooks a connector implements can be asked without calling any."""
    plugins.add_module("shop", module("@hookimpl\ndef push_stock(connection, updates): ..."))
    expected = ("manifest", "push_stock", "settings")

    assert expected == plugins.implemented("shop")


def test_an_unknown_name_is_guessed(declare: Declare) -> None:
    """A slip in a connector's name gets the name that was meant."""
    plugins = Plugins([declare("tokopedia", None), declare("jdcom", None)])

    with pytest.raises(NotFoundError) as raised:
        plugins.hooks("tokpedia")

    expected = "There is no connector 'tokpedia'; did you mean tokopedia?"
    assert expected == raised.value.message
    assert "Installed: jdcom, tokopedia." in raised.value.next_step


@pytest.mark.parametrize(
    ("names", "end"), [((), "there are none."), (("a", "b"), "there are: a, b.")]
)
def test_an_unknown_name_lists_the_others(
    names: tuple[str, ...], end: str, declare: Declare
) -> None:
    """A name like no other gets the names there are."""
    plugins = Plugins([declare(name, None) for name in names])

    with pytest.raises(NotFoundError) as raised:
        plugins.hooks("lazada")

    assert f"There is no connector 'lazada'; {end}" == raised.value.message


def test_a_middleware_is_not_called(declare: Declare) -> None:
    """A middleware has no hooks of its own to be called."""
    with pytest.raises(NotFoundError, match="audit is a middleware, not a connector"):
        Plugins([declare("audit", None, kind="middleware")]).hooks("audit")


def test_what_is_disabled_says_how_to_enable_it(declare: Declare) -> None:
    """A disabled connector is not imported, and its error has the command that enables it."""
    entry = declare("shop", None)
    plugins = Plugins([entry], disabled=["shop"])

    with pytest.raises(PluginDisabledError) as raised:
        plugins.hooks("shop")
    expected = "Run: crossdock plugin enable shop, or take it out of CROSSDOCK_DISABLED_PLUGINS."

    assert expected == raised.value.next_step
    assert not entry.loads
    assert not plugins.failures()


def test_a_disabled_middleware_is_left_out(declare: Declare, module: Module) -> None:
    """A disabled middleware is neither imported nor mentioned."""
    entry = declare("audit", None, kind="middleware")
    said: list[str] = []
    plugins = Plugins([entry, declare("shop", module(""))], disabled=["audit"], warn=said.append)
    plugins.hooks("shop")

    assert not entry.loads
    assert not said


def test_a_clash_names_both(declare: Declare) -> None:
    """Two distributions that claim one name are both named, with what removes either."""
    entries = [declare("shop", None, dist="good"), declare("shop", None, dist="evil")]
    plugins = Plugins(entries)

    with pytest.raises(PluginClashError) as raised:
        plugins.hooks("shop")

    expected = (
        "The plugin name shop is claimed 2 times: "
        "by good 1.0 (a connector, its_shop) and by evil 1.0 (a connector, its_shop)."
    )
    assert expected == raised.value.message
    remedy = "Remove one: pip uninstall evil or pip uninstall good"
    assert remedy == raised.value.next_step
    assert "shop" in plugins.clashes()
    assert not [entry for entry in entries if entry.loads]


def test_a_clash_hurts_nobody_else(declare: Declare, module: Module) -> None:
    """Other connectors work beside a name that is claimed twice; a clashing middleware is out."""
    said: list[str] = []
    twice = [declare("audit", None, kind="middleware", dist=dist) for dist in ("a", "b")]
    plugins = Plugins([*twice, declare("shop", module(""))], warn=said.append)
    expected = "shop"

    assert expected == plugins.hooks("shop").manifest().name
    assert "audit" in plugins.failures()
    assert len(said) == 1


def test_a_connector_cannot_be_shadowed(declare: Declare, plugins: Plugins) -> None:
    """A name that is taken cannot be taken again, by an object neither."""
    plugins.add_module("shop", ModuleType("first"))

    with pytest.raises(PluginClashError, match=r"claimed 2 times: by first .* and by second"):
        plugins.add_module("shop", ModuleType("second"))


ACCIDENTS = {
    "a missing dependency": ("import no_such_module", "ModuleNotFoundError: No module named"),
    "a syntax error": ("exec('def :')", "SyntaxError: invalid syntax (<string>, line 1)."),
    "an end of the program": ("import sys; sys.exit(3)", "it ended the program with exit code 3."),
    "a message of many lines": ("raise ImportError('first\\nsecond')", "ImportError: first."),
    "a message of none": ("raise ImportError", "ImportError."),
    "a colourful message": ("raise ValueError('\\x1b[31mred')", "ValueError:  [31mred."),
    "no exception at all": ("raise BaseException('odd')", "BaseException: odd."),
}


@pytest.mark.parametrize(("source", "sentence"), ACCIDENTS.values(), ids=ACCIDENTS)
def test_a_plugin_that_does_not_import_is_isolated(
    source: str, sentence: str, declare: Declare, module: Module
) -> None:
    """Whatever stops an import is one sentence, each time it is used; others work on."""
    broken = declare("broken", lambda: module(source, "broken"))
    plugins = Plugins([broken, declare("shop", module(""))])

    for _ in range(2):
        with pytest.raises(PluginBrokenError) as raised:
            plugins.hooks("broken")

        start = "Connector broken (crossdock-broken 1.0) cannot be imported: "
        assert raised.value.message.startswith(start + sentence)
        assert {"broken": raised.value.message} == plugins.failures()
    expected = "shop"
    assert expected == plugins.hooks("shop").manifest().name
    assert len(broken.loads) == 1


def test_an_interruption_is_not_an_accident(declare: Declare) -> None:
    """Who presses Ctrl-C while a plugin is imported means the program."""

    def interrupted() -> object:
        raise KeyboardInterrupt

    plugins = Plugins([declare("slow", interrupted)])

    with pytest.raises(KeyboardInterrupt):
        plugins.hooks("slow")

    assert not plugins.failures()


def test_a_broken_middleware_stops_no_connector(declare: Declare, module: Module) -> None:
    """A middleware that does not import is left out, with one warning for all connectors."""
    said: list[str] = []
    entries = [
        declare("audit", lambda: module("import no_such_module"), kind="middleware"),
        declare("a", module("", "a")),
        declare("b", module("", "b")),
    ]
    plugins = Plugins(entries, warn=said.append)
    names = [plugins.hooks(name).manifest().name for name in "ab"]

    assert len(names) == len(entries) - 1
    assert [f"{plugins.failures()['audit']} It is left out."] == said


def test_an_entry_point_that_names_nothing(declare: Declare) -> None:
    """An entry point whose value is no reference at all says so."""
    entry = declare("shop", None, value="not a module")

    with pytest.raises(PluginBrokenError, match="its entry point names no module: 'not a module'"):
        Plugins([entry]).hooks("shop")


def test_a_connector_is_a_module(declare: Declare) -> None:
    """An object is refused as a connector, and told what one is."""
    with pytest.raises(PluginRefusedError, match="its_shop is no module; a connector is a module"):
        Plugins([declare("shop", object())]).hooks("shop")


def test_printing_while_imported_is_kept_from_the_data(
    declare: Declare, module: Module, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a plugin prints while it is imported goes to standard error, and is mentioned."""
    said: list[str] = []
    entry = declare("shop", lambda: module("print('hello')"))
    Plugins([entry], warn=said.append).hooks("shop")
    expected = (
        "Connector shop (crossdock-shop 1.0) printed while it was imported; "
        "that went to standard error."
    )
    out, err = capsys.readouterr()

    assert [expected] == said
    assert not out
    assert err == "hello\n"


def test_a_module_is_checked_where_it_is(module: Module, plugins: Plugins) -> None:
    """A connector that was handed over is checked in this process, where it already is."""
    plugins.add_module("good", module("", "good"))
    plugins.add_module("bad", module("del settings", "bad"))

    assert plugins.check("good") is None
    assert "settings is missing" in str(plugins.check("bad"))


def test_an_unknown_name_is_not_checked(plugins: Plugins) -> None:
    """A check of a plugin that is not there is an error, not a failure of the plugin."""
    with pytest.raises(NotFoundError, match="There is no plugin 'shop'; there are none"):
        plugins.check("shop")


def test_threads_load_a_connector_once(declare: Declare, module: Module) -> None:
    """Threads that ask at the same time get the same hooks, and the plugin is imported once."""
    together = threading.Barrier(8)
    entry = declare("shop", module("@hookimpl\ndef inspect_account(connection): ..."))
    plugins = Plugins([entry])

    def ask(_: int) -> object:
        together.wait()
        return plugins.hooks("shop")

    with ThreadPoolExecutor(8) as pool:
        found = {id(hooks) for hooks in pool.map(ask, range(8))}

    assert len(found) == 1
    expected = ["shop"]
    assert expected == entry.loads


def test_threads_call_without_mixing(module: Module, plugins: Plugins) -> None:
    """Calls of many threads each get their own answer, under their own hook's name."""
    source = """
    from crossdock.runs import current_hook

    @hookimpl
    def inspect_account(connection):
        return Account(connection, current_hook.get())
    """
    plugins.add_module("shop", module(source))
    hooks = plugins.hooks("shop")

    def ask(number: int) -> tuple[object, str]:
        account = hooks.inspect_account(connection=number)  # type: ignore[arg-type]
        return account.account_id, account.name

    with ThreadPoolExecutor(8) as pool:
        actual = list(pool.map(ask, range(2000)))
    expected = [(number, "inspect_account") for number in range(2000)]

    assert expected == actual


def test_warnings_go_to_the_log_by_default(
    declare: Declare, module: Module, caplog: pytest.LogCaptureFixture
) -> None:
    """Who asks for warnings nowhere else finds them in the log."""
    entries = [declare("audit", ModuleType("audit"), kind="middleware")]
    Plugins([*entries, declare("shop", module(""))]).hooks("shop")

    assert "It is left out." in caplog.text
