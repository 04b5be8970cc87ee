"""All plugins of a process: listed without being imported, loaded when first used."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from types import ModuleType

from crossdock.errors import NotFoundError, PluginClashError, PluginError, PluginRefusedError
from crossdock.hookspecs import Connector
from crossdock.plugins.discovery import (
    GROUPS,
    Candidate,
    EntryPointLike,
    PluginInfo,
    candidate,
    installed,
)
from crossdock.plugins.dispatch import assemble
from crossdock.plugins.loading import Plugin, load
from crossdock.plugins.specs import read_specs


def log(sentence: str) -> None:
    """Say *sentence* where warnings of a program go when nobody asked for them elsewhere."""
    logging.getLogger("crossdock.plugins").warning(sentence)


class PluginDisabledError(PluginError):
    """A plugin was switched off."""


class Plugins:
    """The plugins of this process.

    Args:

        entry_points: what was declared; nothing of it is imported yet.

        disabled: names that are switched off; they are listed and never imported.

        warn: called with a sentence for what went wrong without stopping anything.
    """

    def __init__(
        self,
        entry_points: Iterable[EntryPointLike],
        *,
        disabled: Collection[str] = (),
        warn: Callable[[str], None] = log,
    ) -> None:
        self._disabled = frozenset(disabled)
        self._warn = warn
        self._specs = read_specs()
        self._lock = threading.RLock()
        self._candidates: dict[str, list[Candidate]] = {}
        self._ready: dict[str, Connector] = {}
        self._failed: dict[str, PluginError] = {}
        self._middlewares: tuple[Plugin, ...] | None = None
        for entry in entry_points:
            if entry.group in GROUPS:
                self._add(candidate(entry, enabled=entry.name not in self._disabled))

    @classmethod
    def discover(
        cls, *, disabled: Collection[str] = (), warn: Callable[[str], None] = log
    ) -> Plugins:
        """Return what is installed; nothing of it is imported yet."""
        return cls(installed(warn), disabled=disabled, warn=warn)

    def infos(self) -> tuple[PluginInfo, ...]:
        """Return every plugin, sorted by name; both of two that claim one name."""
        infos = [found.info for several in self._candidates.values() for found in several]
        return tuple(sorted(infos, key=lambda info: (info.name, info.distribution)))

    def clashes(self) -> Mapping[str, tuple[PluginInfo, ...]]:
        """Return who claims each name that is claimed more than once."""
        return {
            name: tuple(found.info for found in several)
            for name, several in sorted(self._candidates.items())
            if len(several) > 1
        }

    def failures(self) -> Mapping[str, str]:
        """Return a sentence for each plugin that could not be loaded so far."""
        return {name: error.message for name, error in sorted(self._failed.items())}

    def add_module(self, name: str, module: ModuleType) -> None:
        """Add the connector *module*, as if a distribution declared it."""
        info = PluginInfo(name, "connector", "", "", module.__name__, name not in self._disabled)
        with self._lock:
            self._add(Candidate(info, lambda: module))

    def hooks(self, name: str) -> Connector:
        """Return the hooks of connector *name*, loaded on first use.

        Raises:

            NotFoundError: nothing has that name.

            PluginError: it is disabled, broken, refused, or its name is claimed twice.
        """
        if (ready := self._ready.get(name)) is not None:
            return ready
        with self._lock:
            if (ready := self._ready.get(name)) is None:
                found = self._choose(name)
                connector = self._load(found)
                roles = connector.body.manifest().roles  # type: ignore[attr-defined]
                ready = assemble(connector, self._around(), self._specs, roles)
                self._ready[name] = ready
            return ready

    def _add(self, found: Candidate) -> None:
        self._candidates.setdefault(found.info.name, []).append(found)

    def _choose(self, name: str) -> Candidate:
        several = self._candidates.get(name, [])
        if not several:
            names = sorted(i.name for i in self.infos() if i.kind == "connector")
            raise NotFoundError(f"There is no connector {name!r}; there are: {', '.join(names)}.")
        if len(several) > 1:
            raise PluginClashError(f"Two distributions claim the name {name}.")
        if name in self._disabled:
            raise PluginDisabledError(
                f"Connector {name} is disabled.",
                next_step=f"Switch it on: crossdock plugin enable {name}",
            )
        return several[0]

    def _load(self, found: Candidate) -> Plugin:
        name = found.info.name
        if (failed := self._failed.get(name)) is not None:
            raise type(failed)(failed.message, next_step=failed.next_step)
        try:
            return load(found)
        except PluginError as error:
            self._failed[name] = type(error)(error.message, next_step=error.next_step)
            raise

    def _around(self) -> tuple[Plugin, ...]:
        if self._middlewares is None:
            self._middlewares = ()
        return self._middlewares


__all__ = ["PluginRefusedError", "Plugins"]
