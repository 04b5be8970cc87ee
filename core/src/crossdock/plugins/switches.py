"""What a workspace says of plugins: names that it does without, and files that it uses.

Each is a file in its folder, with one name or one path a line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from crossdock.errors import StoreUnusableError

NAME = "disabled-plugins"
FILES = "plugin-files"


def switched_off(folder: Path) -> frozenset[str]:
    """Return the names written down in the workspace *folder*; none where there is no file."""
    return frozenset(_lines(folder / NAME, "the names of plugins"))


def switch_off(folder: Path, names: Iterable[str]) -> None:
    """Write down that the workspace does without *names*, and no others."""
    _write(folder / NAME, sorted(names))


def kept_files(folder: Path) -> tuple[Path, ...]:
    """Return the plugin files that the workspace in *folder* uses.

    Raises:

        StoreUnusableError: somebody else may have written them down. What they name is
            imported, so a folder that came from elsewhere must not bring them along.
    """
    kept = folder / FILES
    if kept.exists() and os.name == "posix":
        about = kept.stat()
        if about.st_uid != os.geteuid() or about.st_mode & 0o077:
            raise StoreUnusableError(
                f"Others may read or change {kept}, which names files that are imported.",
                next_step=f"Look at what it names; then: chmod 600 {kept}, or delete it.",
            )
    return tuple(map(Path, _lines(kept, "the paths of plugin files")))


def keep_files(folder: Path, files: Iterable[Path]) -> None:
    """Write down that the workspace uses *files*, and no others."""
    _write(folder / FILES, sorted(map(str, files)))


def _lines(kept: Path, what: str) -> list[str]:
    try:
        lines = kept.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnusableError(
            f"{kept} cannot be read ({error}).",
            next_step=f"Mend it or delete it; it holds {what}, one a line.",
        ) from None
    return [line.strip() for line in lines if line.strip()]


def _write(kept: Path, lines: Iterable[str]) -> None:
    fresh = kept.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    fresh.replace(kept)
