"""Which plugin a name stands for, and what to say when it stands for none, or for several."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crossdock.errors import NotFoundError, PluginClashError, PluginDisabledError
from crossdock.plugins.discovery import Candidate

#: Names of plugins that are not to be used, separated by commas.
DISABLED_VARIABLE = "CROSSDOCK_DISABLED_PLUGINS"

Candidates = Mapping[str, Sequence[Candidate]]


def choose(name: str, candidates: Candidates, *, kind: str) -> Candidate:
    """Return the one plugin of *kind* that *name* stands for.

    Raises:

        NotFoundError: there is none.

        PluginClashError: there are several.

        PluginDisabledError: it is switched off.
    """
    several = available(name, candidates, kind=kind)
    if len(several) > 1:
        raise clash(several)
    info = several[0].info
    if not info.enabled:
        raise PluginDisabledError(
            f"{info.kind.capitalize()} {name} ({info.origin}) is disabled.",
            next_step=f"Run: crossdock plugin enable {name}, or take it out of"
            f" {DISABLED_VARIABLE}.",
        )
    return several[0]


def available(name: str, candidates: Candidates, *, kind: str = "plugin") -> Sequence[Candidate]:
    """Return whoever claims *name*.

    Raises:

        NotFoundError: nobody of that *kind* does.
    """
    several = candidates.get(name, ())
    kinds = {found.info.kind for found in several}
    if several and (kind == "plugin" or kind in kinds):
        return several
    if kinds:
        raise NotFoundError(
            f"{name} is a {kinds.pop()}, not a {kind}.", next_step="See: crossdock plugin list"
        )
    names = [
        other
        for other, found in candidates.items()
        if kind == "plugin" or any(one.info.kind == kind for one in found)
    ]
    raise NotFoundError(
        f"There is no {kind} {name!r}; {guess(name, names)}",
        next_step=f"Installed: {', '.join(sorted(names)) or 'none'}. "
        "Another one is installed with pip, or is a file: crossdock plugin enable FILE.py",
    )


def clash(several: Sequence[Candidate]) -> PluginClashError:
    """Return the error for a name that *several* claim."""
    infos = [found.info for found in several]
    name = infos[0].name
    who = [f"{info.origin} (a {info.kind}, {info.value})" for info in infos]
    removable = sorted({info.distribution for info in infos if info.distribution})
    return PluginClashError(
        f"The plugin name {name} is claimed {len(infos)} times: by {' and by '.join(who)}.",
        next_step=f"Remove one: {' or '.join(f'pip uninstall {dist}' for dist in removable)}"
        if removable
        else "Give one of them another name.",
    )


def guess(name: str, known: Collection[str]) -> str:
    """Return the end of a sentence on *name*, which is not one of *known*."""
    from difflib import get_close_matches

    if near := get_close_matches(name, known, n=1):
        return f"did you mean {near[0]}?"
    return f"there are: {', '.join(sorted(known))}." if known else "there are none."
