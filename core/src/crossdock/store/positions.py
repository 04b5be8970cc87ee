"""What stock events add up to, kept beside them and brought up to date with each.

These rows are a cache and never the truth: `StockLedger.check` compares them with
the events, and `StockLedger.rebuild` makes them anew. An event costs the same
however many came before it: what it claims is looked up by its reference, and what
it moves is added. Only a count has the events after it read again, and so does late
news of units that a snapshot left out as occupied.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import attrs

from crossdock.inventory import Holdings, Pool, Position, SnapshotSemantics, StockEvent
from crossdock.inventory.holdings import newest_count, seen_by
from crossdock.store.claims import NOTHING, Claims, Sums
from crossdock.store.database import Database, Row, stamp
from crossdock.store.event_rows import FIELDS, event_of, pool_of_text

#: SKU and warehouse.
_Shelf = tuple[str, str]


@attrs.frozen
class _Kept:
    """A position as kept.

    Args:

        unavailable: may be below zero here.

        claimed: units reserved, expected and occupied.

        count_key: names the count that holds; *count* is it, where it matters.

        known: something was said of what is there, not only of what left.
    """

    on_hand: int = 0
    unavailable: int = 0
    claimed: tuple[int, ...] = (0, 0, 0)
    count_key: str = ""
    count: StockEvent | None = None
    known: bool = False


class Positions:
    """The positions and the unrouted demand of one merchant."""

    def __init__(self, db: Database, merchant: str) -> None:
        self._db = db
        self._merchant = merchant
        self.claims = Claims(db, merchant)

    def apply(self, events: Sequence[StockEvent]) -> None:
        """Bring everything up to date with *events*, which were just recorded."""
        # Claims first: a count reads from them what was occupied.
        grown = self.claims.add(events)
        placed: dict[_Shelf, list[StockEvent]] = defaultdict(list)
        for event in events:
            if event.warehouse:
                placed[event.sku, event.warehouse].append(event)
        kept = self._kept(placed)
        self._write(
            {
                shelf: self._moved(
                    shelf, kept.get(shelf, _Kept()), here, grown.get((*shelf, ""), NOTHING)
                )
                for shelf, here in placed.items()
            }
        )
        self._ask(grown)

    def holdings(self, skus: Collection[str] | None = None) -> Holdings:
        """Return what there is of *skus*, or of everything: one moment's, in one reading."""
        positions: dict[str, dict[str, Position]] = defaultdict(dict)
        demand: dict[str, dict[Pool, int]] = defaultdict(dict)
        for row in self._rows(skus):
            if row["pool"] and row["units"]:
                demand[row["sku"]][pool_of_text(row["pool"])] = row["units"]
            position = _position(row)
            if position != Position():
                positions[row["sku"]][row["warehouse"]] = position
        return Holdings(dict(positions), dict(demand))

    def known(self) -> set[str]:
        """Return the SKUs of which somebody ever said what is there."""
        rows = self._db.rows(
            "SELECT DISTINCT sku FROM positions WHERE merchant = ? AND known = 1",
            (self._merchant,),
        )
        return {row["sku"] for row in rows}

    def skus(self) -> list[str]:
        """Return every SKU that something is kept of."""
        rows = self._db.rows(
            """
            SELECT sku FROM positions WHERE merchant = :merchant
            UNION SELECT sku FROM pools WHERE merchant = :merchant
            UNION SELECT sku FROM claims WHERE merchant = :merchant
            """,
            {"merchant": self._merchant},
        )
        return [row["sku"] for row in rows]

    def clear(self) -> None:
        """Forget everything; `apply` must be given all events again."""
        for statement in (
            "DELETE FROM positions WHERE merchant = ?",
            "DELETE FROM claims WHERE merchant = ?",
            "DELETE FROM pools WHERE merchant = ?",
        ):
            self._db.execute(statement, (self._merchant,))

    def _rows(self, skus: Collection[str] | None) -> list[Row]:
        # One statement, so that no claim is seen on its way from a pool to a warehouse.
        if skus is None:
            return self._db.rows(
                """
                SELECT sku, warehouse, '' AS pool, 0 AS units, on_hand, unavailable, reserved,
                    expected, occupied
                FROM positions WHERE merchant = :merchant
                UNION ALL SELECT sku, '', pool, units, 0, 0, 0, 0, 0
                FROM pools WHERE merchant = :merchant
                """,
                {"merchant": self._merchant},
            )
        return self._db.rows(
            """
            SELECT sku, warehouse, '' AS pool, 0 AS units, on_hand, unavailable, reserved,
                expected, occupied
            FROM positions
            WHERE merchant = :merchant AND sku IN (SELECT value FROM json_each(:skus))
            UNION ALL SELECT sku, '', pool, units, 0, 0, 0, 0, 0
            FROM pools
            WHERE merchant = :merchant AND sku IN (SELECT value FROM json_each(:skus))
            """,
            {"merchant": self._merchant, "skus": json.dumps(list(skus))},
        )

    def _kept(self, placed: Mapping[_Shelf, Sequence[StockEvent]]) -> dict[_Shelf, _Kept]:
        """Return the positions that events were *placed* at, with their count if it matters."""
        rows = self._db.rows(
            """
            SELECT positions.sku AS at_sku, positions.warehouse AS at_warehouse,
                positions.on_hand AS here, positions.unavailable AS withheld,
                positions.reserved AS claimed, positions.expected AS awaited,
                positions.occupied AS taken, known, count_key, stock_events.*
            FROM json_each(:shelves) AS asked CROSS JOIN positions
            ON positions.merchant = :merchant
                AND positions.sku = json_extract(asked.value, '$[0]')
                AND positions.warehouse = json_extract(asked.value, '$[1]')
            LEFT JOIN stock_events ON stock_events.merchant = positions.merchant
                AND stock_events.key = positions.count_key AND json_extract(asked.value, '$[2]')
            """,
            {
                "merchant": self._merchant,
                "shelves": json.dumps(
                    [(*shelf, any(map(_stirs, events))) for shelf, events in placed.items()]
                ),
            },
        )
        return {
            (row["at_sku"], row["at_warehouse"]): _Kept(
                row["here"],
                row["withheld"],
                (row["claimed"], row["awaited"], row["taken"]),
                row["count_key"],
                _count_of(tuple(row[name] for name in FIELDS)) if row["key"] else None,
                bool(row["known"]),
            )
            for row in rows
        }

    def _moved(
        self, shelf: _Shelf, kept: _Kept, events: Sequence[StockEvent], grown: Sums
    ) -> _Kept:
        """Return the position of *shelf* once *events* are in it."""
        claimed = tuple(a + b for a, b in zip(kept.claimed, grown, strict=False))
        withheld = kept.unavailable + sum(event.unavailable for event in events)
        if not any(map(_stirs, events)):
            return attrs.evolve(kept, unavailable=withheld, claimed=claimed)
        newest = newest_count([*events, *([kept.count] if kept.count is not None else [])])
        if newest is None:
            on_hand = kept.on_hand + sum(event.on_hand for event in events)
        elif newest is not kept.count or any(_reopens(event, newest) for event in events):
            on_hand = self._since(shelf, newest)
        else:
            unseen = (event.on_hand for event in events if not seen_by(event, newest))
            on_hand = kept.on_hand + sum(unseen)
        return _Kept(
            on_hand=on_hand,
            unavailable=withheld,
            claimed=claimed,
            count_key="" if newest is None else newest.key,
            count=newest,
            known=kept.known or any(e.level is not None or e.on_hand > 0 for e in events),
        )

    def _since(self, shelf: _Shelf, count: StockEvent) -> int:
        """Return what is on hand at *shelf* by *count* and what came after it."""
        rows = self._db.rows(
            """
            SELECT * FROM stock_events
            WHERE merchant = ? AND sku = ? AND warehouse = ? AND effective_at >= ?
            """,
            (self._merchant, *shelf, stamp(count.effective_at)),
        )
        after = [event for event in map(event_of, rows) if not seen_by(event, count)]
        level = count.level or 0
        if count.semantics is SnapshotSemantics.NET_OF_RESERVED:
            level += self._occupied_before(shelf, after)
        return level + sum(event.on_hand for event in after)

    def _occupied_before(self, shelf: _Shelf, after: Iterable[StockEvent]) -> int:
        """Return what was occupied at *shelf* before the events *after*."""
        sums = defaultdict(int, self.claims.occupied(*shelf))
        for event in after:
            sums[event.reference] -= event.occupied
        return sum(max(0, units) for units in sums.values())

    def _write(self, positions: Mapping[_Shelf, _Kept]) -> None:
        self._db.execute_each(
            """
            REPLACE INTO positions (merchant, sku, warehouse, on_hand, unavailable, reserved,
                expected, occupied, count_key, known)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                (
                    self._merchant,
                    *shelf,
                    now.on_hand,
                    now.unavailable,
                    *now.claimed,
                    now.count_key,
                    int(now.known),
                )
                for shelf, now in positions.items()
            ],
        )

    def _ask(self, grown: Mapping[tuple[str, str, str], Sums]) -> None:
        """Add what *grown* says of pools to their unrouted demand."""
        self._db.execute_each(
            """
            INSERT INTO pools (merchant, sku, pool, units) VALUES (?, ?, ?, ?)
            ON CONFLICT (merchant, sku, pool) DO UPDATE SET units = units + excluded.units
            """,
            [
                (self._merchant, sku, pool, more[3])
                for (sku, _, pool), more in grown.items()
                if pool and more[3]
            ],
        )


# An event is never changed, and a count stands for long.
@lru_cache(maxsize=4096)
def _count_of(cells: tuple[Any, ...]) -> StockEvent:
    return event_of(dict(zip(FIELDS, cells, strict=True)))


def _position(row: Row) -> Position:
    return Position(
        on_hand=row["on_hand"],
        unavailable=max(0, row["unavailable"]),
        reserved=row["reserved"],
        expected=row["expected"],
        occupied=row["occupied"],
    )


def _stirs(event: StockEvent) -> bool:
    """Return whether *event* may change what is on hand."""
    return bool(event.on_hand or event.occupied) or event.level is not None


def _reopens(event: StockEvent, count: StockEvent) -> bool:
    """Return whether late news of *event* changes what *count* is read as."""
    net = count.semantics is SnapshotSemantics.NET_OF_RESERVED
    return net and bool(event.occupied) and seen_by(event, count)
