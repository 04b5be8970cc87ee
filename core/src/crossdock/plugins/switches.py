"""Plugins that a workspace does without: a file of names in its folder, one a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crossdock.errors import StoreUnusableError

NAME = "disabled-plugins"


def switched_off(folder: Path) -> frozenset[str]:
    """Return the names written down in the workspace *folder*; none where there is no file."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return frozenset()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnusableError(
            f"{folder / NAME} cannot be read ({error}).",
            next_step="Mend it or delete it; it holds the names of plugins, one a line.",
        ) from None
    return frozenset(text.split())


def switch_off(folder: Path, names: Iterable[str]) -> None:
    """Write down that the workspace does without *names*, and no others."""
    kept = folder / NAME
    fresh = kept.with_suffix(".new")
    fresh.write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")
    fresh.replace(kept)
