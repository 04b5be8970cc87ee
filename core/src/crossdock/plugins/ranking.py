"""Which warehouse goes first, where a middleware has something to say to it."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

import pluggy

from crossdock.errors import PluginRefusedError
from crossdock.hookspecs import PROJECT, Middleware
from crossdock.plugins.loading import Plugin
from crossdock.routing import AssociationRule, Ranking, Unrouted, WarehouseFacts

_HOOK = "rank_warehouses"


def ranking_of(middlewares: Sequence[Plugin]) -> Ranking | None:
    """Return what asks *middlewares*, the outermost first; None where none of them ranks."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Middleware)
    ranking = [one for one in middlewares if any(hook.hook == _HOOK for hook in one.hooks)]
    # pluggy asks whoever was registered last first.
    for plugin in reversed(ranking):
        manager.register(_module(plugin), plugin.info.name)
    names = ", ".join(plugin.info.name for plugin in ranking)

    def rank(
        order: Unrouted, rule: AssociationRule, warehouses: Sequence[WarehouseFacts]
    ) -> Sequence[str]:
        given = tuple(warehouses)
        answer = manager.hook.rank_warehouses(order=order, rule=rule, warehouses=given)
        if answer is None:
            return [facts.name for facts in given]
        if not isinstance(answer, tuple) or not all(isinstance(name, str) for name in answer):
            raise PluginRefusedError(
                f"rank_warehouses of {names} returned a {type(answer).__name__} that is no tuple"
                " of names.",
                next_step="Report it to its author; let it return names, or None.",
            )
        return answer

    return rank if ranking else None


def _module(plugin: Plugin) -> ModuleType:
    """Return the hooks of *plugin* that rank, as a module of functions."""
    module = ModuleType(plugin.info.value)
    for hook in plugin.hooks:
        if hook.hook == _HOOK:
            setattr(module, hook.attribute, hook.function)
    return module
