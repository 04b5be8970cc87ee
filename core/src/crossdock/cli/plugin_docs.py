"""`crossdock plugin docs`: a connector's reference, made from its code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.request import ProxyHandler, build_opener

import click

from crossdock.cli.desk import Desk, examples, formatted

if TYPE_CHECKING:
    from crossdock.plugins import Plugins


@click.command(
    "docs",
    epilog=examples("crossdock plugin docs tokopedia", "crossdock plugin docs jdid > jdid.md"),
)
@click.argument("name")
@formatted
def docs(desk: Desk, name: str) -> None:
    """Write what a connector's code says of itself, in Markdown.

    Settings, hooks, limits, states and the switches of its sandbox: for a README that
    cannot say anything else.
    """
    title = desk.plugins.hooks(name).manifest().title
    click.echo(f"# {title}\n\n{page_of(desk.plugins, name)}")


def page_of(plugins: Plugins, name: str, level: int = 2) -> str:
    """Return the reference of the connector called *name*.

    Raises:

        NotFoundError: there is none of that name.
    """
    from crossdock.reference import reference

    hooks, implemented = plugins.hooks(name), plugins.implemented(name)
    switches = _switches(plugins, name) if "play_sandbox" in implemented else {}
    return reference(
        hooks.manifest(), hooks.settings(), implemented, switches=switches, level=level
    )


def _switches(plugins: Plugins, name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the switches of a connector's sandbox, which only a playing one tells."""
    from crossdock.sandbox import SandboxOptions
    from crossdock.sandbox.server import running

    hooks = plugins.hooks(name)

    def build(options: SandboxOptions) -> Any:
        return hooks.play_sandbox(options=options)

    with running(name, build, SandboxOptions(listings=1)) as told:
        opener = build_opener(ProxyHandler({}))
        with opener.open(f"{told['control']}/switches", timeout=30) as answer:
            switches: Mapping[str, Mapping[str, Any]] = json.load(answer)
    return switches
