"""The stock ledger: every event once and for good, and what they add up to."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from crossdock.inventory import (
    Holdings,
    Position,
    Recorded,
    StockEvent,
    discrepancies,
    fold,
)
from crossdock.inventory.keys import joined
from crossdock.store.database import Database, Row, stamp
from crossdock.store.differences import Difference as Difference
from crossdock.store.differences import differences
from crossdock.store.event_rows import cells_of, event_of
from crossdock.store.kept_orders import OrderKey
from crossdock.store.positions import Positions
from crossdock.store.slate import Slate

#: SKUs that are added up at once, and whose events are in memory together.
_AT_ONCE = 500


class StockLedger:
    """The stock events of one merchant.

    Whoever records several things at once opens a transaction around them: events,
    positions and everything else happen together or not at all.
    """

    def __init__(self, db: Database, merchant: str, now: Callable[[], datetime]) -> None:
        self._db = db
        self._merchant = merchant
        self._now = now
        self.positions = Positions(db, merchant)
        #: Events by key, with the run that recorded each.
        self._events: Slate[str, tuple[StockEvent, str]] = Slate(db, self._known, self._insert)
        #: By the reference that the order's lines have in common.
        self._of_orders: Slate[str, list[StockEvent]] = Slate(db, self._of_lines)

    def look_up(self, orders: Collection[OrderKey]) -> None:
        """Have the open transaction read the events of the lines of *orders*."""
        self._of_orders.look_up([joined(*order) for order in orders])

    def record(self, events: Iterable[StockEvent], run: str = "") -> list[Recorded]:
        """Record *events*, all of them or none; return what became of each.

        Of two events with one key and different content the first stands, and the
        other is kept aside.
        """
        events = list(events)
        became, against = [], []
        with self._db.transaction():
            known = self._events.of([event.key for event in events if not self._is_new(event)])
            for event in events:
                if event.key not in known:
                    known[event.key] = event, run
                    self._put(event, run)
                    became.append(Recorded.NEW)
                elif known[event.key][0] == event:
                    became.append(Recorded.KNOWN)
                else:
                    against.append(event)
                    became.append(Recorded.CONFLICT)
            if against:
                self._set_aside(against, run)
        return became

    def _is_new(self, event: StockEvent) -> bool:
        """Return whether it is certain, without asking, that no event has its key.

        A key that begins with a line's reference is of that line, whose events may be
        known already.
        """
        mine = self._of_orders.known(_order_of(event))
        if mine is None or not event.key.partition(":")[2].startswith(f"{event.reference}:"):
            return False
        return all(one.key != event.key for one in mine)

    def _put(self, event: StockEvent, run: str) -> None:
        self._events.put(event.key, (event, run))
        mine = self._of_orders.known(_order_of(event))
        if mine is not None:
            mine.append(event)

    def events(
        self,
        sku: str = "",
        *,
        warehouse: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[StockEvent]:
        """Yield the events of *sku*, or of all, by when they took effect.

        Args:

            warehouse: only what touches it; a pool that it is part of counts.

            since, until: both inclusive.
        """
        for event in map(event_of, self.recorded(sku, since=since, until=until)):
            if not warehouse or warehouse in event.pool | {event.warehouse}:
                yield event

    def recorded(
        self, sku: str = "", *, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Row]:
        """Yield the same as rows, with when and in which run each was recorded."""
        times = (
            "" if since is None else stamp(since),
            "9999" if until is None else stamp(until),
        )
        if not sku:
            yield from self._db.each(
                """
                SELECT * FROM stock_events
                WHERE merchant = ? AND effective_at BETWEEN ? AND ? ORDER BY effective_at, id
                """,
                (self._merchant, *times),
            )
            return
        yield from self._db.each(
            """
            SELECT * FROM stock_events
            WHERE merchant = ? AND sku = ? AND effective_at BETWEEN ? AND ?
            ORDER BY effective_at, id
            """,
            (self._merchant, sku, *times),
        )

    def of(self, references: Collection[str]) -> list[StockEvent]:
        """Return the events of *references*, in the order they were recorded."""
        rows = self._db.rows(
            """
            SELECT * FROM stock_events
            WHERE merchant = ? AND reference IN (SELECT value FROM json_each(?)) ORDER BY id
            """,
            (self._merchant, json.dumps(list(references))),
        )
        return [event_of(row) for row in rows]

    def of_order(self, connection: str, order_id: str) -> list[StockEvent]:
        """Return the events of an order's lines, in the order they were recorded."""
        return list(self._of_orders.get(joined(connection, order_id)) or ())

    def conflicts(self) -> list[StockEvent]:
        """Return the events that contradicted an earlier one of their key."""
        rows = self._db.rows(
            "SELECT * FROM event_conflicts WHERE merchant = ? ORDER BY id", (self._merchant,)
        )
        return [event_of(row) for row in rows]

    def holdings(
        self, skus: Collection[str] | None = None, at: datetime | None = None
    ) -> Holdings:
        """Return what there is of *skus*, or of everything; what there was, for a moment *at*."""
        if at is None:
            return self.positions.holdings(skus)
        if skus is None:
            return fold(self.events(until=at))
        return fold(self._of_skus(skus), at)

    def known(self) -> set[str]:
        """Return the SKUs of which somebody ever said what is there: counted or received."""
        return self.positions.known()

    def discrepancies(self) -> list[tuple[str, str, Position]]:
        """Return SKU, warehouse and position wherever fewer than no units are on hand."""
        return list(discrepancies(self.holdings()))

    def check(self) -> list[Difference]:
        """Return where what is kept differs from what the events add up to."""
        found: list[Difference] = []
        for skus in self._chunks({*self._skus(), *self.positions.skus()}):
            # Of one moment: what another process records meanwhile is no difference.
            with self._db.transaction():
                kept, claims = self.holdings(skus), self.positions.claims.of(skus)
                found += differences(skus, self._of_skus(skus), kept, claims)
        return found

    def rebuild(self) -> list[Difference]:
        """Make what is kept anew from the events; return what was wrong."""
        with self._db.transaction():
            wrong = self.check()
            self.positions.clear()
            for skus in self._chunks(self._skus()):
                self.positions.apply(self._of_skus(skus))
        return wrong

    def _known(self, keys: Collection[str]) -> dict[str, tuple[StockEvent, str]]:
        rows = self._db.peek(
            """
            SELECT * FROM stock_events
            WHERE merchant = ? AND key IN (SELECT value FROM json_each(?))
            """,
            (self._merchant, json.dumps(list(keys))),
        )
        return {row["key"]: (event_of(row), row["run"]) for row in rows}

    def _of_lines(self, orders: Collection[str]) -> dict[str, list[StockEvent]]:
        # Right after the separator comes the semicolon.
        spans = [(order, f"{order}:", f"{order};") for order in orders]
        found: dict[str, list[StockEvent]] = {order: [] for order in orders}
        for row in self._db.rows(
            """
            SELECT json_extract(asked.value, '$[0]') AS of_order, stock_events.*
            FROM json_each(:spans) AS asked CROSS JOIN stock_events ON merchant = :merchant
                AND reference >= json_extract(asked.value, '$[1]')
                AND reference < json_extract(asked.value, '$[2]')
            ORDER BY stock_events.id
            """,
            {"merchant": self._merchant, "spans": json.dumps(spans)},
        ):
            found[row["of_order"]].append(event_of(row))
        return found

    def _skus(self) -> list[str]:
        rows = self._db.rows(
            "SELECT DISTINCT sku FROM stock_events WHERE merchant = ?", (self._merchant,)
        )
        return [row["sku"] for row in rows]

    def _chunks(self, skus: Iterable[str]) -> Iterator[list[str]]:
        ordered = sorted(skus)
        for start in range(0, len(ordered), _AT_ONCE):
            yield ordered[start : start + _AT_ONCE]

    def _of_skus(self, skus: Collection[str]) -> list[StockEvent]:
        rows = self._db.rows(
            """
            SELECT * FROM stock_events
            WHERE merchant = ? AND sku IN (SELECT value FROM json_each(?)) ORDER BY id
            """,
            (self._merchant, json.dumps(list(skus))),
        )
        return [event_of(row) for row in rows]

    def _insert(self, events: Mapping[str, tuple[StockEvent, str]]) -> None:
        now = stamp(self._now())
        self._db.execute_each(
            """
            INSERT INTO stock_events (key, kind, sku, effective_at, warehouse, pool, on_hand,
                unavailable, reserved, pooled, expected, occupied, level, semantics, counts_ties,
                reference, revision, source, cause, note, merchant, recorded_at, run)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [(*cells_of(event), self._merchant, now, run) for event, run in events.values()],
        )
        self.positions.apply([event for event, _ in events.values()])

    def _set_aside(self, events: Sequence[StockEvent], run: str) -> None:
        known = self.conflicts() if events else []
        now = stamp(self._now())
        for event in events:
            if event in known:
                continue
            known.append(event)
            self._db.execute(
                """
                INSERT INTO event_conflicts (key, kind, sku, effective_at, warehouse, pool,
                    on_hand, unavailable, reserved, pooled, expected, occupied, level, semantics,
                    counts_ties, reference, revision, source, cause, note, merchant, recorded_at,
                    run)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                (*cells_of(event), self._merchant, now, run),
            )


def _order_of(event: StockEvent) -> str:
    """Return what the reference of *event* has in common with those of its order's lines."""
    return ":".join(event.reference.split(":", 2)[:2])


def by_reference(events: Iterable[StockEvent]) -> dict[str, list[StockEvent]]:
    """Return *events* by the order line or document they belong to."""
    ordered = sorted(events, key=lambda event: event.reference)
    return {name: list(here) for name, here in groupby(ordered, lambda event: event.reference)}
