"""How many orders come in a day."""

from __future__ import annotations

from datetime import datetime

from crossdock.store.database import Database, stamp


def orders_between(
    db: Database, merchant: str, since: datetime, until: datetime
) -> tuple[int, datetime | None]:
    """Return how many orders were placed in a span, and when the first of them was."""
    row = db.row(
        """
        SELECT count(*) AS orders, min(placed_at) AS first FROM orders
        WHERE merchant = ? AND placed_at >= ? AND placed_at < ?
        """,
        (merchant, stamp(since), stamp(until)),
    )
    if row is None or not row["orders"]:
        return 0, None
    return int(row["orders"]), datetime.fromisoformat(row["first"])
