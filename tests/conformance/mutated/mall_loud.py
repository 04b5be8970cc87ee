"""The mall, working while it is imported."""

from pathlib import Path

from mall import manifest as manifest
from mall import play_sandbox as play_sandbox
from mall import settings as settings

NOTES = (Path(__file__).parent / "unnamed" / "README.md").read_text()
print(len(NOTES))  # noqa: T201 - which is what is wrong with it
