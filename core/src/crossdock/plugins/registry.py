"""All plugins of a process: listed without being imported, loaded when first used.

What loading takes is imported when something is loaded, so that commands which
only list plugins, or use none, start without it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from crossdock.errors import CrossdockError, PluginError, PluginRefusedError
from crossdock.plugins.choice import available, choose, clash
from crossdock.plugins.discovery import (
    GROUPS,
    Candidate,
    EntryPointLike,
    PluginInfo,
    candidate,
    installed,
)

if TYPE_CHECKING:
    from crossdock.hookspecs import Connector
    from crossdock.plugins.loading import Plugin
    from crossdock.plugins.witness import See
    from crossdock.routing import Ranking


def log(sentence: str) -> None:
    """Say *sentence* where the warnings of a program go when nobody wants them elsewhere."""
    import logging

    logging.getLogger("crossdock.plugins").warning(sentence)


class Plugins:
    """The plugins of this process.

    Args:

        entry_points: what was declared; nothing of it is imported yet.

        disabled: names that are switched off; they are listed and never imported.

        warn: called with a sentence for what went wrong without stopping anything.

        see: told of every call of a hook: who answered it, and who saw it.
    """

    def __init__(
        self,
        entry_points: Iterable[EntryPointLike],
        *,
        disabled: Collection[str] = (),
        warn: Callable[[str], None] = log,
        see: See | None = None,
    ) -> None:
        self._see = see
        self._disabled = frozenset(disabled)
        self._warn = warn
        self._lock = threading.RLock()
        self._candidates: dict[str, tuple[Candidate, ...]] = {}
        self._loaded: dict[str, Plugin] = {}
        self._ready: dict[str, Connector] = {}
        self._failed: dict[str, PluginError] = {}
        self._middlewares: tuple[Plugin, ...] | None = None
        for entry in entry_points:
            if entry.group in GROUPS:
                self._add(candidate(entry, enabled=entry.name not in self._disabled))

    @classmethod
    def discover(
        cls,
        *,
        disabled: Collection[str] = (),
        warn: Callable[[str], None] = log,
        see: See | None = None,
    ) -> Plugins:
        """Return what is installed; nothing of it is imported yet."""
        return cls(installed(warn), disabled=disabled, warn=warn, see=see)

    def infos(self) -> tuple[PluginInfo, ...]:
        """Return every plugin, sorted by name; all of those that claim the same one."""
        infos = [found.info for several in [*self._candidates.values()] for found in several]
        return tuple(sorted(infos, key=lambda info: (info.name, info.distribution)))

    def clashes(self) -> Mapping[str, tuple[PluginInfo, ...]]:
        """Return who claims each name that is claimed more than once.

        Connectors and middlewares share their names, so that disabling one
        cannot mean two things.
        """
        return {
            name: tuple(found.info for found in several)
            for name, several in sorted(self._candidates.items())
            if len(several) > 1
        }

    def failures(self) -> Mapping[str, str]:
        """Return a sentence for each plugin that could not be loaded in this process so far."""
        return {name: error.message for name, error in sorted(self._failed.items())}

    def hooks(self, name: str) -> Connector:
        """Return the hooks of connector *name*, loaded on first use.

        Any thread may ask; one of them loads, the others wait for it.

        Raises:

            NotFoundError: no connector has that name.

            PluginDisabledError: it is switched off.

            PluginClashError: the name is claimed more than once.

            PluginBrokenError: it cannot be imported.

            PluginRefusedError: it breaks the contract of a hook.
        """
        if (ready := self._ready.get(name)) is not None:
            return ready
        from crossdock.plugins.dispatch import assemble

        with self._lock:
            if (ready := self._ready.get(name)) is None:
                found = choose(name, self._candidates, kind="connector")
                connector = self._load(found)
                ready = assemble(connector, self._around(), warn=self._warn, see=self._see)
                self._loaded[name] = connector
                self._ready[name] = ready
            return ready

    def implemented(self, name: str) -> tuple[str, ...]:
        """Return which hooks connector *name* has, sorted; it is loaded for it.

        Raises:

            CrossdockError: as `hooks` does.
        """
        self.hooks(name)
        return tuple(sorted(hook.hook for hook in self._loaded[name].hooks))

    def module(self, name: str) -> ModuleType:
        """Return the module of connector *name* as it was imported, unexamined.

        For whoever examines it; to use a connector, ask for its `hooks`.

        Raises:

            CrossdockError: as `hooks` does, but for what an examination would find.
        """
        from crossdock.plugins.loading import load, subject

        found = choose(name, self._candidates, kind="connector")
        body = load(found, self._warn).body
        if not isinstance(body, ModuleType):
            raise PluginRefusedError(
                f"{subject(found.info)} is no module.",
                next_step="A connector is a module of functions.",
            )
        return body

    def middlewares(self) -> tuple[PluginInfo, ...]:
        """Return the middlewares that stand around every connector, the outermost first.

        They are loaded for it. One that is broken or refused is left out, with
        one warning: it must not stop the connectors.
        """
        with self._lock:
            return tuple(plugin.info for plugin in self._around())

    def ranking(self) -> Ranking | None:
        """Return how middlewares rank warehouses, or None where none of them does.

        They are loaded for it, as `middlewares` does.
        """
        from crossdock.plugins.ranking import ranking_of

        with self._lock:
            return ranking_of(self._around())

    def check(self, name: str, *, seconds: float = 20.0) -> str | None:
        """Return the sentence that says why plugin *name* cannot be used, or None if it can.

        It is imported in a process of its own, for *seconds* at most. What is
        disabled is not imported at all, and nothing is said of it.

        Raises:

            NotFoundError: no plugin has that name.
        """
        several = available(name, self._candidates)
        if len(several) > 1:
            return clash(several).message
        if not (info := several[0].info).enabled:
            return None
        if info.distribution:
            from crossdock.plugins.probe import probe

            return probe(info, seconds)
        # An object that we were handed is in this process already.
        with self._lock:
            try:
                self._load(several[0])
            except PluginError as error:
                return error.message
        return None

    def add_module(self, name: str, module: ModuleType) -> None:
        """Add the connector *module*, as if a distribution declared it.

        Raises:

            PluginClashError: the name is taken.
        """
        self._add_object(name, "connector", module.__name__, module)

    def add_file(self, path: Path) -> None:
        """Add the connector in the file at *path*, named as the file is.

        Whoever names a file means it: a connector of that name that is installed is
        left alone, with a warning.

        Raises:

            InputRefusedError: it is no Python file.

            PluginClashError: the name is taken by something else.
        """
        from crossdock.plugins.paths import candidate_at

        found = candidate_at(path, enabled=path.stem not in self._disabled)
        name = found.info.name
        with self._lock:
            taken = self._candidates.get(name, ())
            if any(one.info.kind != "connector" or not one.info.distribution for one in taken):
                raise clash((*taken, found))
            if taken:
                others = " and ".join(one.info.origin for one in taken)
                self._warn(f"Connector {name} is the file {path}; {others} is not used.")
            self._candidates[name] = (found,)

    def add_kept_file(self, path: Path) -> None:
        """Add the connector in a file that the workspace uses; it stands before others.

        The file may be gone: then its connector is listed, and using it says so.
        """
        from crossdock.plugins.paths import kept_candidate

        name = path.stem
        self._candidates[name] = (kept_candidate(path, enabled=name not in self._disabled),)

    def trouble(self, name: str) -> CrossdockError | None:
        """Return what stands in the way of using connector *name*; None if nothing does."""
        try:
            self.hooks(name)
        except CrossdockError as error:
            return error
        return None

    def add_middleware(self, name: str, middleware: object) -> None:
        """Add *middleware*, a module or an object whose methods are marked.

        Raises:

            PluginClashError: the name is taken.

            PluginRefusedError: a connector is in use already, and would be
                called without it.
        """
        with self._lock:
            if self._middlewares is not None:
                raise PluginRefusedError(
                    f"Middleware {name} comes too late: {', '.join(self._ready) or 'others'} "
                    "would go on without it.",
                    next_step="Add middlewares before the first hook is called.",
                )
            kind = getattr(middleware, "__name__", type(middleware).__name__)
            self._add_object(name, "middleware", kind, middleware)

    def _add_object(self, name: str, kind: str, value: str, body: object) -> None:
        info = PluginInfo(name, kind, "", "", value, name not in self._disabled)
        with self._lock:
            if taken := self._candidates.get(name):
                raise clash((*taken, Candidate(info, lambda: body)))
            self._add(Candidate(info, lambda: body))

    def _add(self, found: Candidate) -> None:
        name = found.info.name
        self._candidates[name] = (*self._candidates.get(name, ()), found)

    def _load(self, found: Candidate) -> Plugin:
        from crossdock.plugins.admission import admit

        name = found.info.name
        if failed := self._failed.get(name):
            # Importing it again could do half of its work twice.
            raise type(failed)(failed.message, next_step=failed.next_step)
        try:
            return admit(found, self._warn)
        except PluginError as error:
            self._failed[name] = type(error)(error.message, next_step=error.next_step)
            raise

    def _around(self) -> tuple[Plugin, ...]:
        if self._middlewares is None:
            names = sorted(i.name for i in self.infos() if i.kind == "middleware" and i.enabled)
            loaded = [self._load_middleware(name) for name in dict.fromkeys(names)]
            self._middlewares = tuple(plugin for plugin in loaded if plugin is not None)
        return self._middlewares

    def _load_middleware(self, name: str) -> Plugin | None:
        try:
            return self._load(choose(name, self._candidates, kind="middleware"))
        except PluginError as error:
            self._failed[name] = type(error)(error.message, next_step=error.next_step)
            self._warn(f"{error.message} It is left out.")
            return None
