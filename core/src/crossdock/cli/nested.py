"""A command run inside another one, which looks on."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from crossdock.cli.desk import Desk
from crossdock.errors import CrossdockError, Exit

#: What the outer command leaves for the inner one: who is told of every call of a hook,
SEE = "crossdock.see"
#: and who opens the workspace.
OPENING = "crossdock.opening"


def run_nested(
    desk: Desk,
    words: Sequence[str],
    left: Mapping[str, Any],
) -> tuple[Exit, str, str]:
    """Run the command in this process; return its exit code, what was wrong, and what to do.

    What it prints goes to standard error.

    Args:

        left: what it finds of the outer command's, by `SEE` and `OPENING`.
    """
    from crossdock.cli.entry import root

    given = ["-C", str(desk.start), *(f"--plugin={path}" for path in desk.files), *words]
    with contextlib.redirect_stdout(sys.stderr), _context(root, given, left) as nested:
        code = Exit.DONE
        try:
            root.invoke(nested)
        except click.exceptions.Exit as way_out:
            code = Exit(way_out.exit_code)
        except CrossdockError as error:
            code = error.exit_code
            return code, error.message, error.next_step
        finally:
            if isinstance(nested.obj, Desk):
                nested.obj.close(code)
        return code, "", ""


def _context(root: click.Command, given: list[str], left: Mapping[str, Any]) -> click.Context:
    nested = root.make_context("crossdock", given)
    nested.meta.update(left)
    return nested
