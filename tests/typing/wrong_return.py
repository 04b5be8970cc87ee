"""A connector whose `push_stock` returns something else than it must."""

from bargain import Settings
from missing_hook import *  # noqa: F403 - the rest of a connector

from crossdock import Connection, StockUpdate, hookimpl


@hookimpl
def push_stock(
    connection: Connection[Settings], updates: tuple[StockUpdate, ...]
) -> dict[str, str]:
    """Return what nobody asked for."""
    return {}
