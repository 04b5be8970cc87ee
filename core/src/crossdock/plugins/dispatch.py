"""One manager per connector: who answers a call, and in which order.

::

    tracing                      sets the name of the running hook
      the outer ring             checks what the middlewares made of the answer
        wrappers of middlewares  by name, the first name outermost
          the inner ring         checks what the connector answered
            plain hooks of middlewares, tryfirst before the others
              the connector
                forgotten        the connector has the hook and returned None
                  plain hooks of middlewares marked trylast
                    unsupported  nobody has the hook

Another connector is not in the picture: it cannot be called by mistake, nor
leak in when it is registered later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import cast

import pluggy

from crossdock.hookspecs import PROJECT, Connector
from crossdock.plugins.discovery import PluginInfo
from crossdock.plugins.loading import Plugin
from crossdock.plugins.specs import HookSpec
from crossdock.plugins.tracing import tracing
from crossdock.plugins.unsupported import forgotten, unsupported


def assemble(
    connector: Plugin,
    middlewares: Iterable[Plugin],
    specs: Mapping[str, HookSpec],
    roles: Iterable[str],
) -> Connector:
    """Return the hooks of *connector*, typed, with *middlewares* around them."""
    info = connector.info
    own = [specs[hook.hook] for hook in connector.hooks if hook.hook in specs]
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Connector)
    # pluggy asks whoever was registered last first.
    manager.register(forgotten(info, own), "forgotten")
    manager.register(_module(connector), f"connector {info.name}")
    for middleware in sorted(middlewares, key=_name, reverse=True):
        manager.register(_module(middleware), f"middleware {middleware.info.name}")
    manager.register(unsupported(info, roles, specs.values()), "unsupported")
    manager.register(tracing(specs.values()), "tracing")
    return cast(Connector, manager.hook)


def _module(plugin: Plugin) -> ModuleType:
    """Return *plugin*'s hooks as a module of functions.

    pluggy compares and hashes what is registered: an object that is equal to
    another one, or that has no hash, would be refused or lost.
    """
    module = ModuleType(plugin.info.value)
    for hook in plugin.hooks:
        setattr(module, hook.attribute, hook.function)
    return module


def _name(plugin: Plugin) -> str:
    info: PluginInfo = plugin.info
    return info.name
