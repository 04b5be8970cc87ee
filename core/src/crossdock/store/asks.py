"""What a person is asked about documents, what they are told, and how documents have moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import attrs

from crossdock.errors import NotFoundError
from crossdock.fulfilment.effects import CloseReviews, Notify, OpenReview
from crossdock.fulfilment.holds import Reason
from crossdock.store.database import Database, Row, stamp
from crossdock.store.slate import Queue

_Cells = tuple[object, ...]


@attrs.frozen
class Ask:
    """One thing that a person is asked or told.

    Args:

        number: what to call it by.

        subject: the key of the document.

        open: it waits for a person; a notice never does.
    """

    number: int
    reason: Reason
    subject: str
    detail: str
    count: int
    first_seen: str
    last_seen: str
    open: bool
    resolution: str


class Asks:
    """The reviews and notices of one merchant, none of which is ever deleted."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now
        self._asked: Queue[_Cells] = Queue(db, self._write_asks)
        self._steps: Queue[_Cells] = Queue(db, self._write_steps)

    def open(self, effect: OpenReview) -> None:
        """Ask; the same reason for the same subject counts up while it is open."""
        self._ask(effect, notice=0)

    def tell(self, effect: Notify) -> None:
        """Write a notice down."""
        self._ask(effect, notice=1)

    def _ask(self, effect: OpenReview | Notify, notice: int) -> None:
        now = stamp(self._now())
        told = effect.subject, effect.reason.value, notice, effect.detail
        with self._db.transaction():
            self._asked.add((self._merchant, *told, now, now))

    def _write_asks(self, rows: list[_Cells]) -> None:
        self._db.execute_each(
            """
            INSERT INTO asks (merchant, subject, reason, notice, detail, count, first_seen,
                last_seen)
            VALUES (?, ?, ?, ?, ?, 1, ?, ?)
            ON CONFLICT (merchant, subject, reason) WHERE closed_at IS NULL AND notice = 0
            DO UPDATE SET count = count + 1, last_seen = excluded.last_seen,
                detail = excluded.detail
            """,
            rows,
        )

    def close(self, effect: CloseReviews, resolution: str = "settled") -> int:
        """Close what is open about a subject; return how many reviews that were."""
        return self._db.execute(
            """
            UPDATE asks SET closed_at = ?, resolution = ?
            WHERE merchant = ? AND subject = ? AND closed_at IS NULL AND notice = 0
            """,
            (stamp(self._now()), resolution, self._merchant, effect.subject),
        )

    def get(self, number: int) -> Ask:
        """Return one open review.

        Raises:

            NotFoundError: no open review has that number.
        """
        row = self._db.row(
            """
            SELECT * FROM asks WHERE merchant = ? AND id = ? AND closed_at IS NULL AND notice = 0
            """,
            (self._merchant, number),
        )
        if row is None:
            raise NotFoundError(
                f"There is no open review {number}.", next_step="See: crossdock review list"
            )
        return _ask(row)

    def resolve(self, number: int, resolution: str) -> Ask:
        """Close one review in a person's words, and return it.

        Raises:

            NotFoundError: no open review has that number.
        """
        changed = self._db.execute(
            """
            UPDATE asks SET closed_at = ?, resolution = ?
            WHERE merchant = ? AND id = ? AND closed_at IS NULL AND notice = 0
            """,
            (stamp(self._now()), resolution, self._merchant, number),
        )
        row = self._db.row(
            "SELECT * FROM asks WHERE merchant = ? AND id = ?", (self._merchant, number)
        )
        if not changed or row is None:
            raise NotFoundError(
                f"There is no open review {number}.", next_step="See: crossdock review list"
            )
        return _ask(row)

    def each(self, *, subject: str = "", everything: bool = False) -> Iterator[Ask]:
        """Yield open reviews, the oldest first; closed ones and notices too for *everything*."""
        rows = self._db.each(
            """
            SELECT * FROM asks WHERE merchant = ? AND ? IN ('', subject)
                AND (? OR (closed_at IS NULL AND notice = 0))
            ORDER BY id
            """,
            (self._merchant, subject, everything),
        )
        return map(_ask, rows)

    def step(
        self, subject: str, event: str, before: str, after: str, *, run: str, detail: str = ""
    ) -> None:
        """Write down that an event moved a document, or left it where it was."""
        now = stamp(self._now())
        with self._db.transaction():
            self._steps.add((self._merchant, subject, event, before, after, run, detail, now))

    def _write_steps(self, rows: list[_Cells]) -> None:
        self._db.execute_each(
            """
            INSERT INTO document_steps (merchant, subject, event, before, after, run, detail, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows,
        )

    def steps(self, subject: str) -> list[Row]:
        """Return how a document has moved, the oldest step first."""
        return self._db.rows(
            """
            SELECT at, event, before, after, run, detail FROM document_steps
            WHERE merchant = ? AND subject = ? ORDER BY id
            """,
            (self._merchant, subject),
        )


def _ask(row: Row) -> Ask:
    return Ask(
        number=row["id"],
        reason=Reason(row["reason"]),
        subject=row["subject"],
        detail=row["detail"],
        count=row["count"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        open=row["closed_at"] is None and not row["notice"],
        resolution=row["resolution"] or "",
    )
