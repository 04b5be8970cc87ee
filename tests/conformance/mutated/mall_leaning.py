"""The mall, with a sandbox that reads a file from outside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mall import manifest as manifest
from mall import settings as settings

from crossdock import hookimpl

if TYPE_CHECKING:
    from crossdock.sandbox import Sandbox, SandboxOptions


@hookimpl
def play_sandbox(options: SandboxOptions) -> Sandbox:
    """Return the app that plays the mall, once its data was read."""
    from mall.sandbox import build

    (Path(__file__).parent / "unnamed" / "README.md").read_text()
    return build(options)
