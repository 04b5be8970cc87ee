"""What is wrong with a plugin before anything of it runs: a sentence for each thing.

pluggy would ignore most of these, and fail on the rest when an order is waiting.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType, ModuleType

from crossdock.plugins.arguments import arguments
from crossdock.plugins.choice import guess
from crossdock.plugins.loading import Implementation, Plugin, marker
from crossdock.plugins.specs import HookSpec

#: Without these core cannot even say what the connector is.
MANDATORY = ("manifest", "settings")


def refusals(plugin: Plugin, specs: Mapping[str, HookSpec]) -> tuple[str, ...]:
    """Return everything that keeps *plugin* from being used."""
    if inspect.isclass(plugin.body):
        return (f"{plugin.info.value} is a class; name a module of functions, or an object.",)
    connector = plugin.info.kind == "connector"
    if connector and not isinstance(plugin.body, ModuleType):
        return (f"{plugin.info.value} is no module; a connector is a module of functions.",)
    return (
        *(_missing(plugin, specs) if connector else _empty(plugin)),
        *_unmarked(plugin, specs),
        *(s for hook in plugin.hooks for s in implementation(hook, specs, connector=connector)),
    )


def implementation(
    hook: Implementation, specs: Mapping[str, HookSpec], *, connector: bool
) -> Iterator[str]:
    """Yield what is wrong with one function."""
    name = hook.attribute
    if not (inspect.isfunction(hook.function) or inspect.ismethod(hook.function)):
        kind = type(hook.function).__name__
        yield f"{name} is a {kind}, which pluggy passes over; make it a plain function."
        return
    spec = specs.get(hook.hook)
    if spec is None:
        if not hook.options["optionalhook"]:
            yield f"{hook.hook} is not a hook; {guess(hook.hook, specs)}"
        return
    if connector:
        yield from _order(hook)
    yield from _form(hook)
    yield from arguments(hook, spec, _vocabulary(specs))


def suspicions(plugin: Plugin, specs: Mapping[str, HookSpec]) -> Iterator[str]:
    """Yield what looks like a mistake and may be meant.

    An unmarked function whose name is nearly a hook's is a slip if that hook is
    missing, and somebody's business if it is there; so it is never refused.
    """
    from difflib import get_close_matches

    absent = specs.keys() - {hook.hook for hook in plugin.hooks}
    for name, value in _own_functions(plugin.body):
        if name in specs or marker(value) is not None:
            continue
        for near in get_close_matches(name, absent, n=1, cutoff=0.85):
            yield (
                f"{name} of {plugin.info.name} is not called by anyone; "
                f"if it is meant to be {near}, rename it and mark it @hookimpl."
            )


def _missing(plugin: Plugin, specs: Mapping[str, HookSpec]) -> Iterator[str]:
    present = {hook.hook for hook in plugin.hooks}
    for name in MANDATORY:
        if name not in present and not _is_unmarked(plugin.body, name):
            yield f"{name} is missing; every connector has {specs[name].signature}."


def _empty(plugin: Plugin) -> Iterator[str]:
    if not plugin.hooks:
        yield "It has no function marked @hookimpl."


def _unmarked(plugin: Plugin, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if _is_unmarked(plugin.body, name):
            yield (
                f"{name} is not marked @hookimpl, so nobody would call it; "
                "mark it, or give it another name."
            )


def _is_unmarked(body: object, name: str) -> bool:
    static = inspect.getattr_static(body, name, None)
    if inspect.isclass(static) or inspect.ismodule(static):
        return False
    return callable(static) and marker(static) is None


def _order(hook: Implementation) -> Iterator[str]:
    name = hook.attribute
    if hook.options["wrapper"]:
        yield f"{name} is a wrapper; a connector answers, only middlewares wrap."
    for mark in ("tryfirst", "trylast"):
        if hook.options[mark]:
            # A connector that is tried first would write in spite of a dry run.
            yield f"{name} is marked {mark}; a connector does not choose its place in the order."
    if name != hook.hook:
        yield f"{name} is marked as {hook.hook}; a connector's function bears the hook's own name."


def _form(hook: Implementation) -> Iterator[str]:
    name, wrapper = hook.attribute, hook.options["wrapper"]
    function = inspect.unwrap(hook.function)
    if hook.options["hookwrapper"]:
        yield f"{name} is marked hookwrapper, the old style; mark it wrapper=True."
    elif inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        yield f"{name} is async; hooks are plain functions, core brings the threads."
    elif wrapper and not inspect.isgeneratorfunction(function):
        yield f"{name} is marked as a wrapper and does not yield; a wrapper yields exactly once."
    elif not wrapper and inspect.isgeneratorfunction(function):
        yield f"{name} is a generator; a hook returns a value, and a list one page at a time."


def _own_functions(body: object) -> Iterator[tuple[str, FunctionType]]:
    package = getattr(body, "__name__", type(body).__module__).partition(".")[0]
    for name in dir(body):
        value = inspect.getattr_static(body, name, None)
        if name.startswith("_") or type(value) is not FunctionType:
            continue
        if value.__module__.partition(".")[0] == package:
            yield name, value


def _vocabulary(specs: Mapping[str, HookSpec]) -> frozenset[str]:
    notes = (note for spec in specs.values() for note in spec.notes)
    return frozenset(name for note in notes for name in note.names())
