"""From what an entry point names to a plugin that may be called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from crossdock.errors import PluginBrokenError
from crossdock.hookspecs import PROJECT
from crossdock.plugins.discovery import Candidate, PluginInfo


@attrs.frozen
class Implementation:
    """A function of a plugin that is marked as a hook.

    Args:

        attribute: what the plugin calls it.

        hook: the hook it implements.

        options: what was given to the marker.
    """

    attribute: str
    hook: str
    function: Callable[..., Any]
    options: Mapping[str, Any]


@attrs.frozen(eq=False)
class Plugin:
    """A plugin whose code has been imported."""

    info: PluginInfo
    body: object
    hooks: tuple[Implementation, ...]


def load(candidate: Candidate) -> Plugin:
    """Import *candidate*.

    Raises:

        PluginBrokenError: whatever it was that stopped the import.
    """
    info = candidate.info
    try:
        body = candidate.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # A plugin may even end the program while it is imported; it must not.
        raise PluginBrokenError(
            f"{info.kind.capitalize()} {info.name} ({info.origin}) cannot be imported: "
            f"{_cause(error)}",
            next_step=f"Reinstall or upgrade {info.distribution or info.value}, "
            f"or switch it off: crossdock plugin disable {info.name}",
        ) from error
    return Plugin(info, body, implementations(body))


def implementations(body: object) -> tuple[Implementation, ...]:
    """Return what in *body* carries our marker, without running any property of it."""
    found = []
    for attribute in dir(body):
        static = inspect.getattr_static(body, attribute, None)
        options = getattr(static, f"{PROJECT}_impl", None)
        if isinstance(options, dict):
            function = getattr(body, attribute)
            hook = options["specname"] or attribute
            found.append(Implementation(attribute, hook, function, options))
    return tuple(found)


def _cause(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"it ended the program with exit code {error.code!r}."
    last = f"{type(error).__name__}: {error}".strip().rstrip(":").splitlines()
    return last[0].rstrip(".") + "."
