"""The mall, with a function that nobody explains."""

from __future__ import annotations

from mall import manifest as manifest
from mall import play_sandbox as play_sandbox
from mall import settings as settings


def unexplained() -> None:  # noqa: D103 - which is what is wrong with it
    return
