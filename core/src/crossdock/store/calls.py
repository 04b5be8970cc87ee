"""The record of remote calls, the pace they keep, and the tokens they carry."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from crossdock.connections import Token
from crossdock.errors import LockedError, SecretUnavailableError
from crossdock.manifest import RateLimit
from crossdock.pacing import reserve
from crossdock.secret import Secret
from crossdock.store.database import Database, Row, stamp
from crossdock.vault import Vault

if TYPE_CHECKING:
    from crossdock.http.journal import Call

LEASE_SECONDS = 120.0
LEASE_POLL = 0.05


class StoredJournal:
    """Writes every call of one connection's run down."""

    def __init__(self, db: Database, merchant: str, connection: str, run: str) -> None:
        self._db = db
        self._owner = (merchant, connection, run)

    def record(self, call: Call) -> None:
        """Keep *call*."""
        self._db.execute(
            """
            INSERT INTO calls (merchant, connection, run, hook, endpoint, status, outcome,
                seconds, attempt, at, skew)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                *self._owner,
                call.hook,
                call.endpoint,
                call.status,
                call.outcome,
                round(call.seconds, 4),
                call.attempt,
                stamp(call.at),
                call.skew,
            ),
        )


def calls_of(db: Database, merchant: str, connection: str, limit: int) -> list[Row]:
    """Return the last *limit* calls of a connection, newest first."""
    return db.rows(
        """
        SELECT at, run, hook, endpoint, status, outcome, seconds, attempt FROM calls
        WHERE merchant = ? AND connection = ? ORDER BY id DESC LIMIT ?
        """,
        (merchant, connection, limit),
    )


class StoredPacer:
    """Buckets that every process of the workspace shares, one row each."""

    def __init__(
        self, db: Database, merchant: str, clock: Callable[[], float] = time.time
    ) -> None:
        self._db = db
        self._merchant = merchant
        self._clock = clock

    def reserve(self, bucket: str, limit: RateLimit, cost: int, longest: float) -> float | None:
        """Take the earliest place in *bucket*, unless it is further off than *longest*."""
        with self._db.transaction():
            place = reserve(self._arrival(bucket), self._clock(), limit, cost)
            if place.wait > longest:
                return None
            self._write(bucket, place.arrival)
            return place.wait

    def pause(self, bucket: str, seconds: float) -> None:
        """Let nobody through *bucket* for *seconds*."""
        with self._db.transaction():
            until = self._clock() + seconds
            self._write(bucket, max(self._arrival(bucket) or 0.0, until))

    def _arrival(self, bucket: str) -> float | None:
        found = self._db.value(
            "SELECT arrival FROM buckets WHERE merchant = ? AND bucket = ?",
            (self._merchant, bucket),
        )
        return None if found is None else float(found)

    def _write(self, bucket: str, arrival: float) -> None:
        self._db.execute(
            """
            INSERT INTO buckets (merchant, bucket, arrival) VALUES (?, ?, ?)
            ON CONFLICT (merchant, bucket) DO UPDATE SET arrival = excluded.arrival
            """,
            (self._merchant, bucket, arrival),
        )


class StoredShelf:
    """Tokens of one connector, sealed, with a lease that lets one worker fetch at a time."""

    def __init__(
        self,
        db: Database,
        merchant: str,
        connector: str,
        vault: Vault,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._db = db
        self._owner = (merchant, connector)
        self._vault = vault
        self._clock = clock
        self._sleep = sleep

    def read(self, key: str) -> Token | None:
        """Return the token kept under *key*; one whose seal no longer opens counts as none."""
        sealed = self._db.value(
            "SELECT sealed FROM tokens WHERE merchant = ? AND connector = ? AND key = ?",
            (*self._owner, key),
        )
        if sealed is None:
            return None
        try:
            kept = json.loads(self._vault.open(sealed, self._label(key)).reveal())
        except SecretUnavailableError:
            # A token is only a saved request: fetching another one costs nothing.
            return None
        expiry, refresh = kept["expires_at"], kept["refresh"]
        return Token(
            text=Secret(kept["text"]),
            expires_at=datetime.fromisoformat(expiry) if expiry else None,
            refresh=Secret(refresh) if refresh else None,
        )

    def write(self, key: str, token: Token) -> None:
        """Seal and keep *token*."""
        expiry = token.expires_at.isoformat() if token.expires_at else None
        kept = {
            "text": token.text.reveal(),
            "expires_at": expiry,
            "refresh": token.refresh.reveal() if token.refresh else None,
        }
        self._db.execute(
            """
            INSERT INTO tokens (merchant, connector, key, sealed, expires_at)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (merchant, connector, key)
            DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at
            """,
            (
                *self._owner,
                key,
                self._vault.seal(Secret(json.dumps(kept)), self._label(key)),
                expiry,
            ),
        )

    def drop(self, key: str, token: Token) -> None:
        """Forget *token*, unless another worker has replaced it already."""
        with self._db.transaction():
            kept = self.read(key)
            if kept is not None and kept.text == token.text:
                self._db.execute(
                    "DELETE FROM tokens WHERE merchant = ? AND connector = ? AND key = ?",
                    (*self._owner, key),
                )

    @contextmanager
    def lease(self, key: str) -> Iterator[None]:
        """Hold *key*; wait for whoever holds it, and take over from one that died.

        Raises:

            LockedError: somebody has held it for two lease times.
        """
        name, owner = f"token/{self._owner[1]}/{key}", f"{os.getpid()}/{uuid4().hex}"
        patience = self._clock() + 2 * LEASE_SECONDS
        while not self._take(name, owner):
            if self._clock() > patience:
                raise LockedError(
                    "Another run has been fetching this connection's token for minutes.",
                    next_step="Stop the other run, then try again.",
                )
            self._sleep(LEASE_POLL)
        try:
            yield
        finally:
            self._db.execute(
                "DELETE FROM leases WHERE merchant = ? AND name = ? AND owner = ?",
                (self._owner[0], name, owner),
            )

    def _take(self, name: str, owner: str) -> bool:
        now = self._clock()
        return bool(
            self._db.execute(
                """
                INSERT INTO leases (merchant, name, owner, expires_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (merchant, name) DO UPDATE
                SET owner = excluded.owner, expires_at = excluded.expires_at
                WHERE leases.expires_at NOT BETWEEN ? AND ?
                """,
                # One that ends later than any can was taken by a clock that ran ahead.
                (self._owner[0], name, owner, now + LEASE_SECONDS, now, now + 2 * LEASE_SECONDS),
            )
        )

    def _label(self, key: str) -> str:
        return f"token|{self._owner[0]}|{self._owner[1]}|{key}"
