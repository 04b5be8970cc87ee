"""How a right connector is made wrong in one way: a copy of its module with hooks exchanged."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import attrs
import mall

from crossdock.hookspecs import PROJECT

#: What a check of speed puts on a toy, of what it puts on a connector.
SCALE = 0.002

#: Checks that take long: only `matrix.py` puts mutants of other checks to them.
DEAR = frozenset(
    {
        *("PKG-06", "PKG-07", "PKG-10", "SEC-01", "AUTH-04", "STK-12", "CUR-05", "ERR-01"),
        *("RATE-03", "PERF-02", "CRA-01", "CRA-02", "CRA-03", "CRA-04", "CRA-05"),
    }
)

Hook = Callable[..., Any]
Change = Callable[[ModuleType], None]


@attrs.frozen
class Mutant:
    """A connector that breaks one check.

    Args:

        check: the check's id.

        change: what makes a copy of the right connector wrong.

        companions: other checks that the same mistake rightly fails.
    """

    check: str
    change: Change = attrs.field(repr=False)
    companions: frozenset[str] = frozenset()

    def build(self) -> ModuleType:
        """Return the broken connector."""
        module = copied()
        self.change(module)
        return module


def copied() -> ModuleType:
    """Return the mall as a module of its own, that can be changed."""
    module = ModuleType("mall")
    vars(module).update(vars(mall))
    return module


def exchange(module: ModuleType, name: str, hook: Hook) -> None:
    """Put *hook*, called by the names of its arguments, in the place of hook *name*."""
    good = getattr(module, name)

    @functools.wraps(good)
    def marked(*given: Any, **named: Any) -> Any:
        return hook(**inspect.signature(good).bind(*given, **named).arguments)

    # pluggy reads the arguments of what was wrapped; the mark came with it.
    assert hasattr(marked, f"{PROJECT}_impl")
    setattr(module, name, marked)


def around(name: str, wrap: Callable[[Hook], Hook]) -> Change:
    """Return the change that puts ``wrap(good)`` in the place of hook *name*."""

    def change(module: ModuleType) -> None:
        exchange(module, name, wrap(getattr(module, name)))

    return change


def answering(name: str, spoil: Callable[[Any], Any]) -> Change:
    """Return the change that spoils the answers of hook *name*."""
    return around(name, lambda good: lambda **given: spoil(good(**given)))


def asking(name: str, **spoil: Callable[[Any], Any]) -> Change:
    """Return the change that spoils arguments of hook *name*."""

    def wrap(good: Hook) -> Hook:
        return lambda **given: good(
            **{key: spoil.get(key, lambda value: value)(value) for key, value in given.items()}
        )

    return around(name, wrap)


def catching(name: str, kind: type[Exception], instead: Callable[..., Any]) -> Change:
    """Return the change that answers *kind* of error of hook *name* with something else."""

    def wrap(good: Hook) -> Hook:
        def hook(**given: Any) -> Any:
            try:
                return good(**given)
            except kind as error:
                return instead(error, **given)

        return hook

    return around(name, wrap)


def raising(error: Exception) -> Any:
    """Raise *error*, where an expression is wanted."""
    raise error


def both(*changes: Change) -> Change:
    """Return all *changes* as one."""

    def change(module: ModuleType) -> None:
        for one in changes:
            one(module)

    return change


def items(spoil: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what spoils each item of a page."""
    return lambda page: attrs.evolve(page, items=tuple(spoil(one) for one in page.items))


def each(spoil: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what spoils each of several answers."""
    return lambda answers: tuple(spoil(one) for one in answers)


def declaring(**changes: Any) -> Change:
    """Return the change that declares something else in the manifest."""
    return answering("manifest", lambda good: attrs.evolve(good, **changes))
