"""The last answer: a hook that nobody answered ends in an error that says why.

pluggy returns None when no plugin answers. Two different things lie behind it:
the connector has no such hook, or it has and forgot its `return`. The second
must not reach whoever stands behind the connector in the queue, so each has a
built-in plugin of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType
from typing import NoReturn

from crossdock.errors import PluginRefusedError, UnsupportedError
from crossdock.hookspecs import hookimpl
from crossdock.plugins.annotations import read
from crossdock.plugins.contract import demand, remedy
from crossdock.plugins.discovery import PluginInfo
from crossdock.plugins.specs import HookSpec


def unsupported(info: PluginInfo, roles: Iterable[str], specs: Iterable[HookSpec]) -> ModuleType:
    """Return the plugin that answers when every other one has passed."""
    role = " and ".join(sorted(roles))

    def refuse(spec: HookSpec) -> Callable[[], NoReturn]:
        def last_answer() -> NoReturn:
            raise UnsupportedError(
                f"{info.name} does not implement {spec.name}; it is a {role} connector.",
                next_step=f"See what it can do: crossdock plugin show {info.name}",
            )

        return last_answer

    plugin = ModuleType("unsupported")
    for spec in specs:
        setattr(plugin, spec.name, hookimpl(trylast=True)(refuse(spec)))
    return plugin


def forgotten(info: PluginInfo, specs: Iterable[HookSpec]) -> ModuleType:
    """Return the plugin that stands right behind the connector, for the hooks it implements."""

    def refuse(spec: HookSpec) -> Callable[[], NoReturn]:
        def next_answer() -> NoReturn:
            raise PluginRefusedError(
                f"{spec.name} of {info.name} returned nothing; "
                f"it must return {demand(read(spec.returns))}.",
                next_step=f"A return is missing in it. {remedy(info.origin)}",
            )

        return next_answer

    plugin = ModuleType("forgotten")
    for spec in specs:
        setattr(plugin, spec.name, hookimpl(refuse(spec)))
    return plugin
