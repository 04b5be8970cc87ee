"""DOC: what is written is there."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import attrs

from crossdock.manifest import ApiStatus
from crossdock.testing.conformance.check import broken, check, require
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject

#: What a reader of the README looks for, and how its heading may begin.
SECTIONS = {
    "how to set it up": r"connect|set ?up|install|usage|getting started",
    "credentials and settings": r"settings|credentials|configuration",
    "limits": r"limits|known limit",
    "what is uncertain or missing": r"limitations|known|decisions|not ",
    "how to remove it": r"remov|uninstall",
}


@check(
    "DOC-01",
    Level.BRONZE,
    "The README tells how to set up and remove it, its settings, its limits and what is missing.",
)
def readme(subject: Subject) -> None:
    """Look for a heading of each kind."""
    text = _readme(subject)
    headings = [line.lstrip("# ").lower() for line in text.splitlines() if line.startswith("#")]
    missing = [
        what
        for what, pattern in SECTIONS.items()
        if not any(re.search(pattern, heading) for heading in headings)
    ]
    require(not missing, f"The README has no heading on {', '.join(missing)}.")


@check(
    "DOC-02",
    Level.SILVER,
    "The README names every setting, and what became of a platform that is not live.",
)
def current(subject: Subject) -> None:
    """Look for each setting by its name."""
    text = _readme(subject)
    fields = [field.name for field in attrs.fields(subject.hook("settings"))]
    missing = [name for name in fields if f"`{name}`" not in text and name not in text]
    require(not missing, f"The README does not name {', '.join(missing)}.")
    if subject.manifest.api_status is not ApiStatus.LIVE:
        word = subject.manifest.api_status.value
        require(
            re.search(rf"{word}|closed|retired|moved|migrated", text, re.IGNORECASE),
            f"The README does not say that the interface is {word}.",
        )


def _readme(subject: Subject) -> str:
    name = subject.connector.__name__
    file = getattr(subject.connector, "__file__", None)
    if file:
        for folder in list(Path(file).resolve().parents)[:4]:
            if (folder / "README.md").is_file() and not (folder / ".git").exists():
                return (folder / "README.md").read_text(encoding="utf-8")
    for distribution in metadata.packages_distributions().get(name.partition(".")[0], ()):
        described = metadata.metadata(distribution).json.get("description", "")
        if isinstance(described, str) and described.strip():
            return described
    return broken(f"{name} has no README.md, neither beside it nor in its distribution.")
