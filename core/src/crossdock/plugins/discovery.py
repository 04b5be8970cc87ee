"""Which plugins are installed: read from what distributions declare, importing none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol, cast

import attrs

if TYPE_CHECKING:
    from importlib.metadata import Distribution

#: The entry-point groups that are read, and what is found there.
GROUPS = {"crossdock.connectors": "connector", "crossdock.middlewares": "middleware"}


class DistributionLike(Protocol):
    """What is asked of the distribution behind an entry point."""

    @property
    def name(self) -> str:
        """Its name, as `pip uninstall` takes it."""
        ...

    @property
    def version(self) -> str:
        """Its version."""
        ...


class EntryPointLike(Protocol):
    """What is asked of an entry point; `importlib.metadata.EntryPoint` has it."""

    @property
    def name(self) -> str:
        """The plugin's name."""
        ...

    @property
    def group(self) -> str:
        """One of `GROUPS`; others are passed over."""
        ...

    @property
    def value(self) -> str:
        """What to import: a module, or `module:attribute`."""
        ...

    @property
    def dist(self) -> DistributionLike | None:
        """Who declares it."""
        ...

    def load(self) -> Any:
        """Import it."""
        ...


@attrs.frozen
class PluginInfo:
    """What is known of a plugin without importing it.

    Args:

        name: the entry point's name, which is the plugin's.

        kind: ``connector`` or ``middleware``.

        distribution: who brings it: ``crossdock-tokopedia``; empty for a plugin
            that the program was handed as an object.

        value: what is imported: ``crossdock_tokopedia``.
    """

    name: str
    kind: str
    distribution: str
    version: str
    value: str
    enabled: bool

    @property
    def origin(self) -> str:
        """Whose it is, for a sentence: ``crossdock-tokopedia 0.1.0``."""
        return f"{self.distribution} {self.version}".strip() or self.value


@attrs.frozen
class Candidate:
    """A plugin that could be loaded, and how."""

    info: PluginInfo
    load: Callable[[], object] = attrs.field(repr=False)


def candidate(entry: EntryPointLike, *, enabled: bool) -> Candidate:
    """Return what *entry* declares."""
    info = PluginInfo(
        name=entry.name,
        kind=GROUPS[entry.group],
        distribution=entry.dist.name if entry.dist else "",
        version=entry.dist.version if entry.dist else "",
        value=entry.value,
        enabled=enabled,
    )
    return Candidate(info, entry.load)


def installed(warn: Callable[[str], None]) -> Iterator[EntryPointLike]:
    """Yield what the distributions on `sys.path` declare in our groups.

    `importlib.metadata.entry_points` would read all of them in one go, so that
    one unreadable file anywhere in the environment would hide every plugin.
    """
    from importlib import metadata

    seen: set[str] = set()
    for found in metadata.distributions():
        where = str(getattr(found, "_path", "an installed distribution"))
        try:
            if "crossdock." not in (found.read_text("entry_points.txt") or ""):
                continue
            name = found.name
            # The first of its name on the path is the one that would be imported.
            dist = metadata.distribution(name)
            if (key := name.lower().replace("_", "-")) not in seen:
                seen.add(key)
                yield from _ours(dist)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the others count
            warn(
                f"The plugins of {where} cannot be listed, "
                f"its metadata is damaged: {type(error).__name__}: {error}."
            )


def _ours(dist: Distribution) -> list[EntryPointLike]:
    if not dist.version:
        raise ValueError("it has no version")
    # typeshed has `dist` as a variable of the class, which no Protocol can ask for.
    return [cast("EntryPointLike", entry) for entry in dist.entry_points if entry.group in GROUPS]
