"""`crossdock plugin`: what is installed, without importing it."""

from __future__ import annotations

from typing import Any

import attrs
import click

from crossdock.cli.desk import Desk, examples, presented
from crossdock.cli.plugin_docs import docs
from crossdock.cli.plugin_new import new
from crossdock.cli.plugin_snapshot import snapshot
from crossdock.cli.plugin_switches import disable, enable
from crossdock.cli.plugin_trials import check, trace
from crossdock.cli.result import Result, record
from crossdock.errors import Exit


@click.group("plugin")
def command() -> None:
    """Connectors and middlewares: what is installed."""


for _other in (new, check, docs, snapshot, trace, enable, disable):
    command.add_command(_other)


@command.command(
    "list", epilog=examples("crossdock plugin list", "crossdock plugin list --errors")
)
@click.option(
    "--errors", is_flag=True, help="Try to import each, in a process of its own; say what failed."
)
@presented
def list_(desk: Desk, errors: bool) -> Result:
    """List the plugins installed. None of them is imported."""
    plugins = desk.plugins
    rows: list[dict[str, Any]] = [attrs.asdict(info) for info in plugins.infos()]
    clashes = set(plugins.clashes())
    summary = [
        f"{name!r} is claimed by more than one distribution; it cannot be used until one of"
        " them is uninstalled."
        for name in sorted(clashes)
    ]
    if errors:
        for row in rows:
            row["error"] = (
                plugins.check(row["name"]) if row["name"] not in clashes else "claimed twice"
            )
        broken = [row for row in rows if row["error"]]
        summary += [f"{row['name']}: {row['error']}" for row in broken]
        if broken:
            return Result(
                rows, summary=summary, exit_code=Exit.CHECK_FAILED, reason="check-failed"
            )
    return Result(rows, summary=summary)


@command.command("show", epilog=examples("crossdock plugin show tokopedia"))
@click.argument("name")
@presented
def show(desk: Desk, name: str) -> Result:
    """Show what a connector declares of its platform, and the hooks it implements.

    `plugin docs` tells the same as a page to read.
    """
    from crossdock.connecting import secret_names

    hooks = desk.plugins.hooks(name)
    manifest = hooks.manifest()
    shape = hooks.settings()
    hidden = secret_names(shape)
    facts = attrs.asdict(manifest, recurse=False)
    facts |= {
        "roles": sorted(manifest.roles),
        "countries": sorted(manifest.countries),
        "import_limits": sorted(manifest.import_limits),
        "order_window": str(manifest.order_window),
        "order_overlap": str(manifest.order_overlap),
        "late_apply": str(manifest.late_apply),
        "read_lag": str(manifest.read_lag),
        "allowed_hosts": list(manifest.allowed_hosts),
        "limits": [
            f"{limit.name}: {limit.per_second:g}/s, burst {limit.burst}, per {limit.scope}"
            for limit in manifest.limits
        ],
        "questions": [
            f"{question.name}: {question.text} ({'/'.join(question.choices)})"
            for question in manifest.questions
        ],
        "settings": [
            field.name
            + (" (secret)" if field.name in hidden else "")
            + (", required" if field.default is attrs.NOTHING else "")
            for field in attrs.fields(shape)
        ],
        "hooks": list(desk.plugins.implemented(name)),
        "goods_limits": attrs.asdict(manifest.goods_limits),
        "states": {of: len(states) for of, states in manifest.states.items()},
        "fulfilment": [row.number for row in manifest.fulfilment.rows]
        if manifest.fulfilment
        else [],
    }
    return record(facts)
