"""What order lines are called: by their channel, or as the master SKU, by each one's settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from crossdock.store import Store

#: Orders whose titles are looked up at once.
BATCH = 500


def line_titles(store: Store, connection: str, order_id: str) -> dict[str, str]:
    """Return what each line of an order is called, by line id."""
    channel_names = store.interactions.of(connection).channel_names
    return {
        line.line_id: line.shown(channel_names=channel_names)
        for line in store.titles.of(connection, [order_id]).get(order_id, [])
    }


def titled(store: Store, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield *rows* of orders with what was bought: the first line, and how many more."""
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        ids = defaultdict(list)
        for row in batch:
            ids[row["connection"]].append(row["order_id"])
        bought = {name: _bought(store, name, order_ids) for name, order_ids in ids.items()}
        for row in batch:
            yield {**row, "bought": bought[row["connection"]].get(row["order_id"], "")}


def _bought(store: Store, connection: str, order_ids: list[str]) -> dict[str, str]:
    channel_names = store.interactions.of(connection).channel_names
    found = {}
    for order_id, lines in store.titles.of(connection, order_ids).items():
        more = f" and {len(lines) - 1:,} more" if len(lines) > 1 else ""
        found[order_id] = lines[0].shown(channel_names=channel_names) + more
    return found
