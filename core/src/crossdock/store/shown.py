"""What each listing is known to show, and every quantity that was ever sent to one.

A row is changed only by reading it, applying what happened and writing it, all in
one transaction: a push, an import of orders and an audit may be at work at one time.
The row is the present; the table of pushes is its history, one row for each version
that was sent.

A pull of listings reads quantities too. What it read is taken for what a listing
shows as soon as the row is looked at, unless the row knows something newer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

import attrs

from crossdock.store.catalogue import dump, load
from crossdock.store.database import Database, Row, stamp
from crossdock.store.shown_listing import (
    Answer,
    Happening,
    ShownListing,
    answered,
    lost,
    sent,
    wanting,
)
from crossdock.store.shown_rows import cells, known_listing
from crossdock.store.trouble import storable

_LOST = "The run that sent it ended before the answer came."


class ShownListings:
    """What the listings of one merchant show."""

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now

    def all(self) -> dict[tuple[str, str], ShownListing]:
        """Return every linked listing of every connection, by connection and listing."""
        rows = self._db.each(
            """
            SELECT listings.connection AS name, listings.listing_id AS listing,
                listings.quantity AS pulled, listings.last_seen AS pulled_at, shown.*
            FROM links JOIN listings USING (merchant, connection, listing_id)
            LEFT JOIN shown USING (merchant, connection, listing_id)
            WHERE merchant = ? ORDER BY name, listing
            """,
            (self._merchant,),
        )
        return {(row["name"], row["listing"]): known_listing(row) for row in rows}

    def of(self, connection: str, listing_ids: Collection[str]) -> dict[str, ShownListing]:
        """Return the listings *listing_ids* of a connection; unheard-of ones are left out."""
        rows = self._db.rows(
            """
            SELECT ids.value AS listing, :connection AS name, listings.quantity AS pulled,
                listings.last_seen AS pulled_at, shown.*
            FROM json_each(:ids) AS ids
            LEFT JOIN listings ON listings.merchant = :merchant
                AND listings.connection = :connection AND listings.listing_id = ids.value
            LEFT JOIN shown ON shown.merchant = :merchant
                AND shown.connection = :connection AND shown.listing_id = ids.value
            """,
            {
                "merchant": self._merchant,
                "connection": connection,
                "ids": json.dumps(list(listing_ids)),
            },
        )
        known = (row for row in rows if row["pulled_at"] or row["listing_id"])
        return {row["listing"]: known_listing(row) for row in known}

    def change(
        self, connection: str, happenings: Mapping[str, Happening]
    ) -> dict[str, ShownListing]:
        """Apply what happened to each listing, all of it or nothing; return them after it.

        A listing that nobody has heard of is left out.
        """
        with self._db.transaction():
            before = self.of(connection, happenings)
            after = {name: happenings[name](one) for name, one in before.items()}
            self._put(one for name, one in after.items() if one != before[name])
        return after

    def want(self, connection: str, quantities: Mapping[str, int]) -> None:
        """Write down what listings are to show."""
        self.change(
            connection,
            {name: wanting(units, self._now()) for name, units in quantities.items()},
        )

    def begin(
        self, connection: str, quantities: Mapping[str, int], since: datetime, run: str
    ) -> dict[str, int]:
        """Write down what is about to be sent; return the version of each listing.

        Once this returns, a crash leaves a trace: the write is under way until its
        answer is written down, or the next run gives it up.

        Raises:

            ValueError: a listing has a write under way already.
        """
        with self._db.transaction():
            before = self.of(connection, quantities)
            after = [
                sent(before.get(name, ShownListing(connection, name)), units, since)
                for name, units in quantities.items()
            ]
            self._put(after)
            self._db.execute_each(
                """
                INSERT INTO pushes (merchant, connection, listing_id, before, quantity, version,
                    state, reason, run, intended_at)
                VALUES (?, ?, ?, ?, ?, ?, 'sending', '', ?, ?)
                """,
                [
                    (
                        self._merchant,
                        connection,
                        one.listing_id,
                        one.shown.quantity or 0,
                        quantities[one.listing_id],
                        one.shown.issued,
                        run,
                        stamp(self._now()),
                    )
                    for one in after
                ],
            )
        return {one.listing_id: one.shown.issued for one in after}

    def conclude(
        self,
        connection: str,
        answers: Mapping[str, Answer],
        *,
        at: datetime,
        until: datetime,
        reads_from: datetime,
    ) -> None:
        """Write down what became of what was sent, by listing.

        Args:

            at: when the answer came.

            until: when what got no answer can be looked up.

            reads_from: from when on a reading tells what was acknowledged.
        """
        with self._db.transaction():
            self.change(
                connection,
                {
                    name: answered(answer, at, until, reads_from)
                    for name, answer in answers.items()
                },
            )
            self._db.execute_each(
                """
                UPDATE pushes SET state = ?, reason = ?, ended_at = ?
                WHERE merchant = ? AND connection = ? AND listing_id = ? AND version = ?
                """,
                [
                    (
                        answer.outcome.value,
                        storable(answer.reason),
                        stamp(at),
                        self._merchant,
                        connection,
                        name,
                        answer.version,
                    )
                    for name, answer in answers.items()
                ],
            )

    def abandon(self, connection: str, until: datetime) -> int:
        """Give up every write that a run left under way; return how many there were.

        Only who holds the lock of pushing to *connection* may say so.

        Args:

            until: when they can be looked up.
        """
        with self._db.transaction():
            rows = self._db.rows(
                """
                SELECT listing_id FROM shown
                WHERE merchant = ? AND connection = ? AND flight IS NOT NULL
                """,
                (self._merchant, connection),
            )
            self.change(connection, {row["listing_id"]: lost(until) for row in rows})
            self._db.execute(
                """
                UPDATE pushes SET state = 'unknown', reason = ?, ended_at = ?
                WHERE merchant = ? AND connection = ? AND state = 'sending'
                """,
                (_LOST, stamp(self._now()), self._merchant, connection),
            )
        return len(rows)

    def in_doubt(self) -> int:
        """Return how many listings have a write without an answer."""
        return int(
            self._db.value(
                """
                SELECT count(*) FROM shown
                WHERE merchant = ? AND (flight IS NOT NULL OR doubt IS NOT NULL)
                """,
                (self._merchant,),
            )
        )

    def pushes(self, connection: str, listing_id: str, until: datetime | None = None) -> list[Row]:
        """Return what was ever sent to a listing, or until a moment, oldest first."""
        return self._db.rows(
            """
            SELECT before, quantity, version, state, reason, run, intended_at, ended_at
            FROM pushes
            WHERE merchant = :merchant AND connection = :connection AND listing_id = :listing
                AND (:until IS NULL OR intended_at <= :until)
            ORDER BY id
            """,
            {
                "merchant": self._merchant,
                "connection": connection,
                "listing": listing_id,
                "until": stamp(until) if until else None,
            },
        )

    def _put(self, listings: Iterable[ShownListing]) -> None:
        kept = list(listings)
        self._db.execute_each(
            """
            INSERT INTO shown (merchant, connection, listing_id, quantity, version, asked_at,
                as_of, unsure, loose, wanted, wanted_since, flight, doubt, refused, issued,
                reads_from, read_at, drifted)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connection, listing_id) DO UPDATE
            SET quantity = excluded.quantity, version = excluded.version,
                asked_at = excluded.asked_at, as_of = excluded.as_of, unsure = excluded.unsure,
                loose = excluded.loose,
                wanted = excluded.wanted, wanted_since = excluded.wanted_since,
                flight = excluded.flight, doubt = excluded.doubt, refused = excluded.refused,
                issued = excluded.issued, reads_from = excluded.reads_from,
                read_at = excluded.read_at, drifted = excluded.drifted
            """,
            [(self._merchant, *cells(one)) for one in kept],
        )
        self._tell_catalogue(kept)

    def _tell_catalogue(self, listings: Iterable[ShownListing]) -> None:
        """Let the catalogue show the quantities that are known now."""
        for one in listings:
            if one.shown.quantity is None:
                continue
            key = (self._merchant, one.connection, one.listing_id)
            body = self._db.value(
                """
                SELECT body FROM listings
                WHERE merchant = ? AND connection = ? AND listing_id = ? AND quantity <> ?
                """,
                (*key, one.shown.quantity),
            )
            if body is not None:
                listing = attrs.evolve(load(body), quantity=one.shown.quantity)
                self._db.execute(
                    """
                    UPDATE listings SET quantity = ?, body = ?
                    WHERE merchant = ? AND connection = ? AND listing_id = ?
                    """,
                    (one.shown.quantity, dump(listing), *key),
                )
