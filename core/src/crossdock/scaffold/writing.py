"""The files of a new connector, and putting them down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crossdock.errors import InputRefusedError
from crossdock.scaffold.blueprint import Blueprint
from crossdock.scaffold.modules import filled, modules_of, single_file

#: What marks a line that an author changes.
MARK = "EDIT"


def files_of(blueprint: Blueprint) -> Mapping[str, str]:
    """Return what each file of the connector holds, by its path."""
    if blueprint.one_file:
        return {f"{blueprint.name}.py": single_file(blueprint)}
    root = blueprint.distribution
    facts = "channel" if blueprint.is_channel else "fulfilment"
    made = {
        f"{root}/src/{blueprint.module}/{name}.py": text
        for name, text in modules_of(blueprint).items()
    }
    made[f"{root}/pyproject.toml"] = filled("pyproject.toml", blueprint)
    made[f"{root}/tests/test_{blueprint.name}.py"] = filled(
        "test.py", blueprint, facts=filled(f"facts_{facts}.py", blueprint).rstrip()
    )
    marked = sum(line_count(text) for text in made.values()) + 1
    made[f"{root}/README.md"] = filled("README.md", blueprint, edits=str(marked))
    return made


def line_count(text: str) -> int:
    """Return how many lines of *text* are marked for the author."""
    return sum(f"# {MARK}" in line or f"<!-- {MARK}" in line for line in text.splitlines())


def write(blueprint: Blueprint, folder: Path) -> tuple[Path, ...]:
    """Write the connector into *folder*, and return its files.

    Raises:

        InputRefusedError: one of them is there already, or cannot be written.
    """
    made = {folder / name: text for name, text in sorted(files_of(blueprint).items())}
    for path in made:
        if path.exists():
            raise InputRefusedError(
                f"{path} is there already.", next_step="Choose another name or another folder."
            )
    try:
        for path, text in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputRefusedError(
            f"The connector cannot be written to {folder} ({error.strerror}).",
            next_step="Choose a folder that you may write to.",
        ) from None
    return tuple(made)
