"""The tables on the page about orders from files, taken from the code."""

from __future__ import annotations

from collections.abc import Mapping

from crossdock.flows.order_files import CHANNELS, COMMON, SYNONYMS
from crossdock.order_status import OrderStatus


def columns() -> str:
    """Return what an order file may say, and the column names that mean it."""
    lines = ["| what | columns, without spaces and marks |", "| --- | --- |"]
    lines += [f"| `{field}` | {', '.join(names)} |" for field, names in SYNONYMS.items()]
    return "\n".join(lines)


def words() -> str:
    """Return the words for each state, by channel."""
    tables = {"every channel": COMMON, **CHANNELS}
    lines = ["| channel | state | words |", "| --- | --- | --- |"]
    for channel, table in tables.items():
        lines += [
            f"| {channel} | `{status.value}` | {', '.join(found)} |"
            for status in OrderStatus
            if (found := _of(table, status))
        ]
    return "\n".join(lines)


def _of(table: Mapping[str, OrderStatus], status: OrderStatus) -> list[str]:
    own = "".join(filter(str.isalnum, status.value))
    return [word for word, meant in table.items() if meant is status and word not in {"", own}]
