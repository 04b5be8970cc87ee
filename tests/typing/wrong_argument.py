"""A connector whose `push_stock` takes something else than it is given."""

from bargain import Settings
from missing_hook import *  # noqa: F403 - the rest of a connector

from crossdock import Connection, PushReport, hookimpl


@hookimpl
def push_stock(connection: Connection[Settings], updates: list[int]) -> PushReport:
    """Take what nobody gives."""
    return PushReport()
