"""Which hook is running, for the audit of the calls it makes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from types import ModuleType

from crossdock.hookspecs import hookimpl
from crossdock.plugins.specs import HookSpec
from crossdock.runs import current_hook


def tracing(specs: Iterable[HookSpec]) -> ModuleType:
    """Return the plugin that names the hook in `current_hook` for as long as it runs."""

    def follow(spec: HookSpec) -> Callable[[], Generator[None, object, object]]:
        def traced() -> Generator[None, object, object]:
            before = current_hook.set(spec.name)
            try:
                return (yield)
            finally:
                current_hook.reset(before)

        return traced

    plugin = ModuleType("tracing")
    for spec in specs:
        setattr(plugin, spec.name, hookimpl(wrapper=True, tryfirst=True)(follow(spec)))
    return plugin
