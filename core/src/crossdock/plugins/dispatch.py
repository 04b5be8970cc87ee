"""One manager per connector: who answers a call, and in which order.

::

    tracing                              names the hook that is running
      coverage                           completes the report of a push
        the outer ring                   checks what the middlewares made of the answer
          wrappers of middlewares        by name, the first name outermost
            the inner ring               checks the answer itself
              plain hooks of middlewares     the first one that answers is the answer
                the connector
                  forgotten              the connector has the hook and returned None
                    plain hooks of middlewares marked trylast
                      unsupported        nobody has the hook

Another connector is not in the picture: it cannot be called by mistake, nor
leak in when it is registered later.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import ModuleType
from typing import cast

import pluggy

from crossdock.hookspecs import PROJECT, Connector
from crossdock.plugins.contract import Ring
from crossdock.plugins.coverage import coverage
from crossdock.plugins.loading import Plugin
from crossdock.plugins.specs import read_specs
from crossdock.plugins.tracing import tracing
from crossdock.plugins.unsupported import forgotten, unsupported
from crossdock.plugins.witness import See, watch, witnessed


def assemble(
    connector: Plugin,
    middlewares: Sequence[Plugin],
    *,
    warn: Callable[[str], None],
    see: See | None = None,
    hooks: type = Connector,
) -> Connector:
    """Return the hooks of *connector*, typed, with *middlewares* around them, outermost first.

    Args:

        warn: told, among others, which argument a plugin still takes that will go,
            with the file and line where it does.

        see: told of every call, who answered it and who saw it.

        hooks: the specs that they are called by.
    """
    specs = read_specs(hooks)
    info = connector.info
    if see is not None:
        connector, middlewares = witnessed(connector), [witnessed(one) for one in middlewares]
    roles = connector.manifest.roles if connector.manifest else ()
    own = [specs[hook.hook] for hook in connector.hooks if hook.hook in specs]
    wrapped = [
        spec for spec in specs.values() if any(_namesakes(middlewares, spec.name, wrapper=True))
    ]
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hooks)
    # pluggy asks whoever was registered last first, among those with the same mark;
    # with trylast it is the other way round.
    manager.register(forgotten(info, own), "forgotten")
    _register(manager, connector, warn)
    for middleware in reversed(middlewares):
        _register(manager, middleware, warn)
    manager.register(unsupported(info, roles, specs.values()), "unsupported")
    inner, outer = _rings(connector, middlewares)
    manager.register(inner.plugin(specs.values()), "inner ring")
    manager.register(outer.plugin(wrapped), "outer ring")
    manager.register(coverage(info.name, warn), "coverage")
    manager.register(tracing(specs.values()), "tracing")
    if see is not None:
        watch(manager, info.name, see)
    return cast(Connector, manager.hook)


def _register(manager: pluggy.PluginManager, plugin: Plugin, warn: Callable[[str], None]) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        manager.register(_module(plugin), f"{plugin.info.kind} {plugin.info.name}")
    for one in told:
        # pluggy puts the plugin's own place on it; nobody would look for it in ours.
        warn(f"{one.message} It is in {one.filename}, line {one.lineno}.")


def _rings(connector: Plugin, middlewares: Sequence[Plugin]) -> tuple[Ring, Ring]:
    name = connector.info.name

    def answering(hook: str) -> str:
        others = " or ".join(_namesakes(middlewares, hook, wrapper=False))
        doubt = f" (or of {others}, which may answer for it)" if others else ""
        return f"{hook} of {name}{doubt}"

    def wrapping(hook: str) -> str:
        wrappers = " or ".join(_namesakes(middlewares, hook, wrapper=True))
        return f"{hook} of {name}, as {wrappers} left it,"

    return Ring(answering, connector.info.origin), Ring(wrapping, "the middleware", outermost=True)


def _namesakes(plugins: Iterable[Plugin], name: str, *, wrapper: bool) -> Iterator[str]:
    """Yield which of *plugins* wrap, or answer, the hook *name*."""
    for plugin in plugins:
        if any(hook.hook == name and hook.options["wrapper"] is wrapper for hook in plugin.hooks):
            yield plugin.info.name


def _module(plugin: Plugin) -> ModuleType:
    """Return *plugin*'s hooks as a module of functions.

    pluggy compares and hashes what is registered: an object that equals another
    one, or that has no hash, would be refused.
    """
    module = ModuleType(plugin.info.value)
    for hook in plugin.hooks:
        setattr(module, hook.attribute, hook.function)
    return module
