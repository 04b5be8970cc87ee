"""Who answered each call of a hook, and which middlewares saw it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Mapping
from contextvars import ContextVar
from typing import Any

import attrs
import pluggy

from crossdock.plugins.loading import Plugin


@attrs.define
class Call:
    """One call of a hook.

    Args:

        answered: the plugin whose answer it was; empty if it ended in an error.

        passed: the plugins that were asked and had no answer.

        saw: the middlewares that wrapped it, the outermost first.

        error: the class of what it ended with; empty for an answer.

        given: the arguments, by name; *outcome* the answer, or the exception.
    """

    connector: str
    hook: str
    answered: str = ""
    passed: list[str] = attrs.field(factory=list)
    saw: list[str] = attrs.field(factory=list)
    error: str = ""
    given: Mapping[str, Any] = attrs.field(factory=dict, eq=False, repr=False)
    outcome: object = attrs.field(default=None, eq=False, repr=False)


See = Callable[[Call], None]

#: The call that is being made in this thread.
_CURRENT: ContextVar[Call | None] = ContextVar("crossdock_call", default=None)


def watch(manager: pluggy.PluginManager, connector: str, see: See) -> None:
    """Tell *see* of every call that *manager* makes, once it has ended."""

    def before(hook: str, _impls: object, arguments: Mapping[str, Any]) -> None:
        _CURRENT.set(Call(connector, hook, given=arguments))

    def after(outcome: pluggy.Result[Any], _hook: str, _impls: object, _arguments: object) -> None:
        call = _CURRENT.get()
        if call is not None:
            error = outcome.exception
            call.error = type(error).__name__ if error else ""
            call.outcome = outcome.get_result() if error is None else error
            see(call)
        _CURRENT.set(None)

    manager.add_hookcall_monitoring(before, after)


def witnessed(plugin: Plugin) -> Plugin:
    """Return *plugin* with each of its functions writing down that it was asked."""
    name = plugin.info.name
    hooks = tuple(
        attrs.evolve(
            hook,
            function=(_seen if hook.options["wrapper"] else _asked)(name, hook.function),
        )
        for hook in plugin.hooks
    )
    return attrs.evolve(plugin, hooks=hooks)


def _asked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def asked(*arguments: Any) -> Any:
        answer = function(*arguments)
        if (call := _CURRENT.get()) is not None:
            if answer is None:
                call.passed.append(name)
            else:
                call.answered = name
        return answer

    return asked


def _seen(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def seen(*arguments: Any) -> Generator[None, Any, Any]:
        if (call := _CURRENT.get()) is not None:
            call.saw.append(name)
        return (yield from function(*arguments))

    return seen
