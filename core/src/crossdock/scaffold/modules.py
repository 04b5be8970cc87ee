"""The modules of a new connector, from the templates."""

from __future__ import annotations

from importlib.resources import files
from string import Template

from crossdock.scaffold.blueprint import Blueprint
from crossdock.scaffold.joining import join


def filled(template: str, blueprint: Blueprint, **more: str) -> str:
    """Return the template called *template*, with every placeholder filled in."""
    text = files(__package__).joinpath("templates", f"{template}.txt").read_text("utf-8")
    return Template(text).substitute({**blueprint.words, **more})


def modules_of(blueprint: Blueprint) -> dict[str, str]:
    """Return the source of each module of the connector, by its name."""
    made = {
        "__init__": filled("init.py", blueprint),
        "account": filled(f"account_{blueprint.auth}.py", blueprint),
        "api": filled("api.py", blueprint),
    }
    if blueprint.is_channel:
        made["channel"] = filled("channel.py", blueprint)
    if blueprint.is_fulfilment:
        made["fulfilment"] = filled("fulfilment.py", blueprint)
    return {**made, "sandbox": sandbox_of(blueprint)}


def sandbox_of(blueprint: Blueprint) -> str:
    """Return the source of the connector's sandbox."""
    parts = [f"gate_{blueprint.auth}"]
    if blueprint.is_channel:
        parts.append("sandbox_channel")
    if blueprint.is_fulfilment:
        parts.append("sandbox_fulfilment")
    if blueprint.kind == "both":
        parts.append("at_depot")
    sources = [filled(f"{part}.py", blueprint) for part in (*parts, "build")]
    return join(
        f"{blueprint.title} played on this machine: its routes over what the kit furnishes.",
        sources,
    )


def single_file(blueprint: Blueprint) -> str:
    """Return the whole connector as the source of one module."""
    made = modules_of(blueprint)
    order = ("api", "account", "channel", "fulfilment", "sandbox", "__init__")
    settings = blueprint.words["settings"].replace("`", "")
    top = (
        f"The {blueprint.title} connector and its sandbox, in one file.\n\n"
        f"Use it by its path::\n\n"
        f"    crossdock --plugin ./{blueprint.name}.py plugin show {blueprint.name}\n\n"
        f"Settings:\n\n{settings}\n"
    )
    joined = join(top, [made[part] for part in order if part in made], inside=blueprint.module)
    # What the parts import of each other inside functions is here now.
    lines = joined.splitlines()
    kept = [line for line in lines if not line.startswith(f"    from {blueprint.module}.")]
    return "\n".join(kept).replace('"""\n\n    return build', '"""\n    return build') + "\n"
