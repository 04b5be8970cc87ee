"""A connector whose `push_stock` calls an argument by a name of its own."""

from bargain import Settings
from missing_hook import *  # noqa: F403 - the rest of a connector

from crossdock import Connection, PushReport, StockUpdate, hookimpl


@hookimpl
def push_stock(connection: Connection[Settings], stock: tuple[StockUpdate, ...]) -> PushReport:
    """Push nothing."""
    return PushReport()
