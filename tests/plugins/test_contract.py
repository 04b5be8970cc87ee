"""What hooks answer is checked while they run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from crossdock import Connection, NotificationRequest, PushReport, StockUpdate, hookimpl
from crossdock.errors import PluginRefusedError
from crossdock.plugins import Plugins
from crossdock.plugins.annotations import read
from crossdock.plugins.contract import demand, resolve
from crossdock.plugins.specs import read_specs

Module = Callable[..., ModuleType]

CONNECTION: Connection[Any] = Connection("c", "m", "shop", None, None, None, None)  # type: ignore[arg-type]

ANSWERS = {
    "a dict for a report": (
        "push_stock",
        "{'1': 'done'}",
        "a dict; it must return a PushReport.",
    ),
    "a class for a report": (
        "push_stock",
        "PushReport",
        "the class PushReport; it must return a PushReport.",
    ),
    "a list of results": (
        "push_stock",
        "PushReport([])",
        "a PushReport whose results are a list and not a tuple; it must return a PushReport.",
    ),
    "text among the results": (
        "push_stock",
        "PushReport(('1',))",
        "a PushReport with a str in it; it must return a PushReport.",
    ),
    "a generator for a page": (
        "list_products",
        "(row for row in ())",
        "a generator; it must return a Page of Listing.",
    ),
    "a list on a page": (
        "list_products",
        "Page([])",
        "a Page whose items are a list and not a tuple; it must return a Page of Listing.",
    ),
    "the rows of another page": (
        "list_products",
        "Page((StockUpdate('1', 1),))",
        "a Page with a StockUpdate in it; it must return a Page of Listing.",
    ),
    "errors as text on a page": (
        "list_products",
        "Page((), refused=('row 1',))",
        "a Page with a str in it; it must return a Page of Listing.",
    ),
    "an object of the settings": (
        "settings",
        "Settings()",
        "a Settings; it must return an attrs class.",
    ),
    "settings that attrs does not know": (
        "settings",
        "dict",
        "the class dict; it must return an attrs class.",
    ),
    "a pair for the signing": (
        "authenticate",
        "('user', 'password')",
        "a tuple; it must return an Auth.",
    ),
    "a list of hints": (
        "decode_notification",
        "[]",
        "a list; it must return a tuple of Hint.",
    ),
    "text among the hints": (
        "decode_notification",
        "('order',)",
        "a tuple with a str in it; it must return a tuple of Hint.",
    ),
    "nothing for an account": (
        "inspect_account",
        "None",
        "nothing; it must return an Account.",
    ),
    "a flag for an account": (
        "inspect_account",
        "True",
        "a bool; it must return an Account.",
    ),
}

CALLS: dict[str, Callable[[Any], object]] = {
    "settings": lambda hooks: hooks.settings(),
    "authenticate": lambda hooks: hooks.authenticate(connection=CONNECTION),
    "inspect_account": lambda hooks: hooks.inspect_account(connection=CONNECTION),
    "list_products": lambda hooks: hooks.list_products(connection=CONNECTION, cursor=None),
    "push_stock": lambda hooks: hooks.push_stock(connection=CONNECTION, updates=()),
    "decode_notification": lambda hooks: hooks.decode_notification(
        connection=CONNECTION, request=NotificationRequest({}, b"", datetime.now(UTC))
    ),
}


@pytest.mark.parametrize(("hook", "answer", "sentence"), ANSWERS.values(), ids=ANSWERS)
def test_a_wrong_answer_is_named(
    hook: str, answer: str, sentence: str, module: Module, plugins: Plugins
) -> None:
    """What a hook returned and what it must return are in one sentence."""
    plugins.add_module("shop", module(f"@hookimpl\ndef {hook}(): return {answer}"))
    hooks = plugins.hooks("shop")

    with pytest.raises(PluginRefusedError) as raised:
        CALLS[hook](hooks)

    assert f"{hook} of shop returned {sentence}" == raised.value.message


RIGHT = {
    "inspect_account": "Account('1', 'A shop')",
    "list_products": "Page()",
    "push_stock": "PushReport()",
    "settings": "Settings",
    "decode_notification": "(Hint(HintKind.ORDER, '1'),)",
    "authenticate": "Auth()",
}


@pytest.mark.parametrize(("hook", "answer"), RIGHT.items())
def test_a_right_answer_passes(hook: str, answer: str, module: Module, plugins: Plugins) -> None:
    """What the spec asks for arrives as it was returned."""
    source = f"from crossdock.http import Auth\n@hookimpl\ndef {hook}(): return {answer}"
    plugins.add_module("shop", module(source))

    assert CALLS[hook](plugins.hooks("shop")) is not None


def test_a_coroutine_is_not_left_waiting(module: Module, plugins: Plugins) -> None:
    """A coroutine that is returned by accident is named, and closed without complaint."""
    source = "async def later(): ...\n@hookimpl\ndef inspect_account(): return later()"
    plugins.add_module("shop", module(source))

    with pytest.raises(PluginRefusedError, match="returned a coroutine; it must"):
        plugins.hooks("shop").inspect_account(connection=CONNECTION)


def test_a_middleware_that_spoils_an_answer_is_named(module: Module, plugins: Plugins) -> None:
    """What a wrapper made of a right answer is not blamed on the connector."""

    class Audit:
        @hookimpl(wrapper=True)
        def push_stock(self):  # type: ignore[no-untyped-def]
            yield

    plugins.add_module("shop", module("@hookimpl\ndef push_stock(): return PushReport()"))
    plugins.add_middleware("audit", Audit())

    with pytest.raises(PluginRefusedError) as raised:
        plugins.hooks("shop").push_stock(connection=CONNECTION, updates=())

    start = "push_stock of shop, as audit left it, returned nothing; "
    assert f"{start}it must return a PushReport." == raised.value.message


def test_a_middleware_that_may_have_answered_is_named(module: Module, plugins: Plugins) -> None:
    """A wrong answer may be that of whoever answers in the connector's place."""

    class DryRun:
        @hookimpl(tryfirst=True)
        def push_stock(self):  # type: ignore[no-untyped-def]
            return {}

    plugins.add_module("shop", module("@hookimpl\ndef push_stock(): return PushReport()"))
    plugins.add_middleware("dry_run", DryRun())

    with pytest.raises(PluginRefusedError) as raised:
        plugins.hooks("shop").push_stock(connection=CONNECTION, updates=())

    start = "push_stock of shop (or of dry_run, which may answer for it) returned a dict; "
    assert f"{start}it must return a PushReport." == raised.value.message


def test_a_middleware_cannot_lose_a_result(
    module: Module, plugins: Plugins, warnings: list[str]
) -> None:
    """Rows that a wrapper dropped from the report come back as unknown."""

    class Audit:
        @hookimpl(wrapper=True)
        def push_stock(self):  # type: ignore[no-untyped-def]
            yield
            return PushReport()

    source = "@hookimpl\ndef push_stock(): return PushReport((RowResult('1', RowOutcome.DONE),))"
    plugins.add_module("shop", module(source))
    plugins.add_middleware("audit", Audit())
    report = plugins.hooks("shop").push_stock(
        connection=CONNECTION, updates=(StockUpdate("1", 5),)
    )
    expected = ["unknown"]

    assert expected == [row.outcome.value for row in report.results]


@pytest.mark.parametrize("hook", read_specs().values(), ids=lambda spec: spec.name)
def test_every_hook_can_be_checked(hook: Any) -> None:
    """Every type that a spec returns is found where the check looks for it."""
    expected = read(hook.returns)

    for name in expected.names():
        if name not in {"type", "tuple", "Any", "..."}:
            assert name == resolve(name).__name__
    assert demand(expected)
