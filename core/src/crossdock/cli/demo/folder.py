"""The demo's folder: an earlier demo's is made anew, anybody else's is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from crossdock.errors import InputRefusedError
from crossdock.workspace import FOLDER, create

#: Says that a folder was made by the demo, and may be made anew by it.
MARK = "made-by-demo"


def prepare(root: Path) -> Path:
    """Make an empty workspace in *root*, and return it.

    Raises:

        InputRefusedError: there is one that the demo did not make.
    """
    mark = root / FOLDER / MARK
    if mark.exists():
        shutil.rmtree(root / FOLDER)
    elif (root / FOLDER).exists():
        raise InputRefusedError(
            f"{root} is a workspace that the demo did not make.",
            next_step="Name another folder: crossdock demo --folder DIR",
        )
    create(root)
    mark.touch()
    return root
