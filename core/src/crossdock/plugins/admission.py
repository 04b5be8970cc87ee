"""Letting a plugin in: imported, held against the specs, and its manifest believed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping

import attrs

from crossdock.errors import PluginRefusedError
from crossdock.hookspecs import HOOK_API, Middleware
from crossdock.manifest import Manifest, Role
from crossdock.plugins.annotations import read
from crossdock.plugins.choice import DISABLED_VARIABLE
from crossdock.plugins.contract import demand, fault
from crossdock.plugins.discovery import Candidate, PluginInfo
from crossdock.plugins.loading import Plugin, broken, cause, load, subject
from crossdock.plugins.refusals import refusals, suspicions
from crossdock.plugins.specs import HookSpec, read_specs


def admit(
    candidate: Candidate, warn: Callable[[str], None], *, hook_api: int = HOOK_API
) -> Plugin:
    """Return *candidate*, loaded and fit to be called.

    Args:

        warn: told what is no reason to refuse it; of a connector that was written
            for older hooks also its file and line.

        hook_api: the version of the hooks that this core has.

    Raises:

        PluginBrokenError: it cannot be imported, or its manifest cannot be read.

        PluginRefusedError: it breaks the contract; the message has every reason.
    """
    specs = dict(read_specs())
    if candidate.info.kind == "middleware":
        specs |= read_specs(Middleware)
    plugin = load(candidate, warn)
    info = plugin.info
    try:
        problems = [*refusals(plugin, specs)]
        doubts = [*suspicions(plugin, specs)]
    except Exception as error:
        # Looking at a stranger's objects can run their code.
        raise broken(info, f"cannot be examined: {cause(error)}") from error
    if info.kind == "connector" and not any(text.startswith("manifest ") for text in problems):
        plugin = _with_manifest(plugin, specs, problems, hook_api)
    if problems:
        raise _refused(info, problems)
    for doubt in (*doubts, *_age(plugin, hook_api)):
        warn(doubt)
    return plugin


def _age(plugin: Plugin, hook_api: int) -> Iterator[str]:
    """Yield that *plugin* was written for older hooks, and where it says so."""
    if plugin.manifest is None or plugin.manifest.hook_api >= hook_api:
        return
    declare = next(hook.function for hook in plugin.hooks if hook.hook == "manifest")
    code = inspect.unwrap(declare).__code__
    yield (
        f"{subject(plugin.info)} was written for version {plugin.manifest.hook_api} of the"
        f" hooks, and this crossdock has version {hook_api}; it is called all the same."
        f" It says so in {code.co_filename}, line {code.co_firstlineno}."
    )


def _with_manifest(
    plugin: Plugin, specs: Mapping[str, HookSpec], problems: list[str], hook_api: int
) -> Plugin:
    declare = next((hook.function for hook in plugin.hooks if hook.hook == "manifest"), None)
    if declare is None:  # the body is no module, which is a problem already
        return plugin
    try:
        manifest = declare()
    except (Exception, SystemExit) as error:
        raise broken(plugin.info, f"has a manifest that cannot be read: {cause(error)}") from error
    expected = read(specs["manifest"].returns)
    if wrong := fault(manifest, expected):
        problems.append(f"manifest returned {wrong}; it must return {demand(expected)}.")
        return plugin
    if isinstance(manifest.hook_api, int) and manifest.hook_api > hook_api:
        # Its other problems may be nothing but hooks that we do not know yet.
        raise PluginRefusedError(
            f"{subject(plugin.info)} is written for version {manifest.hook_api} of the hooks; "
            f"this crossdock has version {hook_api}.",
            next_step="Upgrade crossdock, or install an older release of "
            f"{plugin.info.distribution or plugin.info.value}.",
        )
    problems += _declared(plugin.info, manifest)
    return attrs.evolve(plugin, manifest=manifest)


def _declared(info: PluginInfo, manifest: Manifest) -> Iterator[str]:
    if manifest.name != info.name:
        yield (
            f"manifest names it {manifest.name!r}, its entry point {info.name!r}; "
            "the two must be one name."
        )
    if not isinstance(manifest.hook_api, int) or manifest.hook_api < 1:
        yield f"manifest has the hook_api {manifest.hook_api!r}; it must be {HOOK_API}."
    if not manifest.roles or not all(isinstance(role, Role) for role in manifest.roles):
        yield "manifest must name at least one role: Role.CHANNEL or Role.FULFILMENT."


def _refused(info: PluginInfo, problems: list[str]) -> PluginRefusedError:
    return PluginRefusedError(
        f"{subject(info)} breaks the contract of the hooks: {' '.join(problems)}",
        next_step=f"Report it to its author; to do without it: {DISABLED_VARIABLE}={info.name}",
    )
