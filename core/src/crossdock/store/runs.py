"""What ran, when, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crossdock.errors import InputRefusedError
from crossdock.store.database import Database, stamp


class Runs:
    """The runs of one merchant."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def start(self, run: str, command: str) -> None:
        """Write down that *command* began; never its values, which may be secret.

        Raises:

            InputRefusedError: another run had that id.
        """
        written = self._db.execute(
            """
            INSERT INTO runs (merchant, run, command, started_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (merchant, run) DO NOTHING
            """,
            (self._merchant, run, command, stamp(self._now())),
        )
        if not written:
            raise InputRefusedError(
                f"The run id {run!r} was used before.",
                next_step="Give another one, or none: crossdock makes one up.",
            )

    def end(self, run: str, exit_code: int) -> None:
        """Write down how it ended."""
        self._db.execute(
            "UPDATE runs SET ended_at = ?, exit_code = ? WHERE merchant = ? AND run = ?",
            (stamp(self._now()), exit_code, self._merchant, run),
        )
