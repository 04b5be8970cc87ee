"""What a release of a connector promises to the next one: names that people have written down.

Connections keep settings, endpoints and answers under the names of the release that
they were made with. `snapshot` is what of a release must not be taken away; an author
ships the last release's beside the module (`record_of`), and the conformance kit holds
the present one against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import attrs

from crossdock.hookspecs import PROJECT, Connector
from crossdock.manifest import Manifest

#: The file that holds the last release's, in the package, or beside a one-file connector.
FILE = "released.json"

Snapshot = Mapping[str, Any]


def snapshot(connector: ModuleType) -> Snapshot:
    """Return what *connector* promises, as plain data."""
    manifest: Manifest = connector.manifest()
    shape = connector.settings() if hasattr(connector, "settings") else None
    return {
        "name": manifest.name,
        "hook_api": manifest.hook_api,
        "roles": sorted(manifest.roles),
        "hosts": sorted(manifest.hosts),
        "questions": {one.name: list(one.choices) for one in manifest.questions},
        "settings": {} if shape is None else _settings(shape),
        "hooks": sorted(
            name
            for name in dir(Connector)
            if hasattr(getattr(connector, name, None), f"{PROJECT}_impl")
        ),
    }


def record_of(connector: ModuleType) -> Path | None:
    """Return the file with its last release's snapshot; None where it ships none."""
    file = getattr(connector, "__file__", None)
    if not file:
        return None
    path = Path(file)
    kept = path.parent / (FILE if path.stem == "__init__" else f"{path.stem}.{FILE}")
    return kept if kept.is_file() else None


def withdrawn(before: Snapshot, now: Snapshot) -> Iterator[str]:
    """Yield a sentence for each promise of *before* that *now* does not keep."""
    if before["name"] != now["name"]:
        yield f"Connections know it as {before['name']!r}, and it is {now['name']!r} now."
    for topic, what in (("roles", "role"), ("hosts", "host"), ("hooks", "hook")):
        for name in sorted({*before[topic]} - {*now[topic]}):
            yield f"The {what} {name} is gone."
    for name, choices in before["questions"].items():
        left = now["questions"].get(name, choices)
        if gone := [one for one in choices if one not in left]:
            yield f"The question {name} can no longer be answered with {', '.join(gone)}."
    yield from _withdrawn_settings(before["settings"], now["settings"])


def _withdrawn_settings(before: Snapshot, now: Snapshot) -> Iterator[str]:
    for name in now:
        if name not in before and now[name]["required"]:
            yield f"The new setting {name} is required; connections of before have none."
    for name, was in before.items():
        here = now.get(name)
        if here is None:
            yield f"The setting {name} is gone; connections of before are refused for having it."
            continue
        if here["required"] and not was["required"]:
            yield f"The setting {name} is required now."
        if gone := [one for one in was["types"] if one not in here["types"]]:
            yield f"The setting {name} no longer takes {' or '.join(gone)}."
        if gone := [one for one in was["choices"] if one not in here["choices"]]:
            yield f"The setting {name} can no longer be {' or '.join(gone)}."


def _settings(shape: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(shape)
    return {
        field.name: {
            "required": field.default is attrs.NOTHING,
            "types": sorted(_name(one) for one in _members(hints[field.name])),
            "choices": [
                str(choice.value)
                for one in _members(hints[field.name])
                if isinstance(one, type) and issubclass(one, Enum)
                for choice in one
            ],
        }
        for field in attrs.fields(shape)
    }


def _members(hint: Any) -> tuple[Any, ...]:
    """Return the members of a union, or *hint* alone."""
    union = getattr(hint, "__origin__", None) is None and get_args(hint)
    return get_args(hint) if union else (hint,)


def _name(hint: Any) -> str:
    return "None" if hint is type(None) else getattr(hint, "__name__", str(hint))
