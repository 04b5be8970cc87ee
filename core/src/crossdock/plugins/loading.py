"""From what an entry point names to its code and the hooks marked in it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from crossdock.errors import PluginBrokenError
from crossdock.hookspecs import PROJECT
from crossdock.manifest import Manifest
from crossdock.plugins.aside import aside
from crossdock.plugins.choice import DISABLED_VARIABLE
from crossdock.plugins.discovery import Candidate, PluginInfo

#: What an entry point may name: a module, and perhaps something in it.
REFERENCE = re.compile(r"[\w.]+(\s*:\s*[\w.]+)?(\s*\[.*\])?\s*")

#: A cause that goes on for pages is cut here.
LONGEST = 300


@attrs.frozen
class Implementation:
    """Something in a plugin that is marked as a hook.

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
    """A plugin whose code has been imported.

    Args:

        manifest: what it declares, once that has been read; connectors only.
    """

    info: PluginInfo
    body: object
    hooks: tuple[Implementation, ...]
    manifest: Manifest | None = None


def load(candidate: Candidate, warn: Callable[[str], None]) -> Plugin:
    """Import *candidate*.

    Raises:

        PluginBrokenError: whatever it was that stopped the import.
    """
    info = candidate.info
    if info.distribution and not REFERENCE.fullmatch(info.value):
        raise broken(info, f"cannot be imported: its entry point names no module: {info.value!r}.")
    with aside() as printed:
        try:
            body = candidate.load()
        except (KeyboardInterrupt, PluginBrokenError):
            raise
        except BaseException as error:
            # A plugin may even end the program while it is imported; it must not.
            raise broken(info, f"cannot be imported: {cause(error)}") from error
    if printed.used:
        warn(f"{subject(info)} printed while it was imported; that went to standard error.")
    return Plugin(info, body, implementations(body))


def implementations(body: object) -> tuple[Implementation, ...]:
    """Return what in *body* carries our marker, without running any code of it."""
    found = []
    for attribute in dir(body):
        static = inspect.getattr_static(body, attribute, None)
        options = marker(static)
        if options is not None:
            hook = options["specname"] or attribute
            function = getattr(body, attribute)
            found.append(Implementation(attribute, hook, function, options))
    return tuple(found)


def marker(value: object) -> Mapping[str, Any] | None:
    """Return what `@hookimpl` left on *value*.

    Asking *value* itself would run the code of proxies, which modules also hold.
    """
    options = inspect.getattr_static(value, f"{PROJECT}_impl", None)
    return options if type(options) is dict else None


def subject(info: PluginInfo) -> str:
    """Return how a sentence on *info* begins."""
    return f"{info.kind.capitalize()} {info.name} ({info.origin})"


def broken(info: PluginInfo, what: str) -> PluginBrokenError:
    """Return the error that says *what* is the matter with *info*."""
    return PluginBrokenError(
        f"{subject(info)} {what}",
        next_step=f"Reinstall or upgrade {info.distribution or info.value}, "
        f"or do without it: {DISABLED_VARIABLE}={info.name}",
    )


def cause(error: BaseException) -> str:
    """Return the last line of *error*'s traceback, as a sentence."""
    if isinstance(error, SystemExit):
        return f"it ended the program with exit code {error.code!r}."
    first, *_ = str(error).strip().splitlines() or [""]
    text = f"{type(error).__name__}: {first}" if first else type(error).__name__
    readable = "".join(char if char.isprintable() else " " for char in text)
    return readable[:LONGEST].rstrip(" .") + "."
