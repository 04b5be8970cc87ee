"""Stock events as rows: every field a column, times in UTC, a pool as a JSON array."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from crossdock.inventory import EventKind, Pool, SnapshotSemantics, StockEvent
from crossdock.store.database import Row, stamp
from crossdock.store.trouble import storable

#: Of what `event_of` reads, and in what order `cells_of` writes it.
FIELDS = (
    "key", "kind", "sku", "effective_at", "warehouse", "pool", "on_hand", "unavailable",
    "reserved", "pooled", "expected", "occupied", "level", "semantics", "counts_ties",
    "reference", "revision", "source", "cause", "note",
)  # fmt: skip


def cells_of(event: StockEvent) -> tuple[Any, ...]:
    """Return the cells of *event* in the order of `FIELDS`."""
    return (
        event.key,
        event.kind.value,
        event.sku,
        stamp(event.effective_at),
        event.warehouse,
        pool_text(event.pool),
        event.on_hand,
        event.unavailable,
        event.reserved,
        event.pooled,
        event.expected,
        event.occupied,
        event.level,
        event.semantics.value,
        int(event.counts_ties),
        event.reference,
        event.revision,
        event.source,
        event.cause,
        storable(event.note),
    )


def event_of(row: Row) -> StockEvent:
    """Return the event that *row* keeps; columns besides `FIELDS` are left alone."""
    cells = {name: row[name] for name in FIELDS}
    return StockEvent(
        **{
            **cells,
            "kind": EventKind(row["kind"]),
            "effective_at": datetime.fromisoformat(row["effective_at"]),
            "pool": pool_of_text(row["pool"]),
            "semantics": SnapshotSemantics(row["semantics"]),
            "counts_ties": bool(row["counts_ties"]),
        }
    )


@lru_cache(maxsize=512)
def pool_text(pool: Pool) -> str:
    """Return *pool* as it is kept: the same text for the same warehouses; empty for none."""
    return json.dumps(sorted(pool), ensure_ascii=False) if pool else ""


@lru_cache(maxsize=512)
def pool_of_text(text: str) -> Pool:
    """Return the pool kept as *text*."""
    return frozenset(json.loads(text)) if text else frozenset()
