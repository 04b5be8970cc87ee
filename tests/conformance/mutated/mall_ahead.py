"""The mall, with something that no release of Python has yet."""

from __future__ import annotations

from mall import manifest as manifest
from mall import play_sandbox as play_sandbox
from mall import settings as settings


def later() -> object:
    """Return what is not there."""
    from typing import Forthcoming  # type: ignore[attr-defined]

    return Forthcoming
