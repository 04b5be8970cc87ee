"""A middleware: warehouses in the buyer's country go first, and slow calls are told.

A middleware is a module of functions, as a connector is. It stands around every
connector: what it marks as a wrapper sees each call and its answer, and what it
answers itself is asked before the connector.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from time import monotonic

from crossdock import PushReport, RowOutcome, StockUpdate, hookimpl
from crossdock.routing import Unrouted, WarehouseFacts

_LOG = logging.getLogger("crossdock_nearby")


@hookimpl
def rank_warehouses(
    order: Unrouted, warehouses: tuple[WarehouseFacts, ...]
) -> tuple[str, ...] | None:
    """Return the warehouses of the order's country first; None where that decides nothing."""
    home = order.address.country
    near = [one.name for one in warehouses if home and one.country == home]
    if not near or len(near) == len(warehouses):
        return None
    far = [one.name for one in warehouses if one.name not in near]
    return (*near, *far)


@hookimpl(wrapper=True)
def push_stock(updates: tuple[StockUpdate, ...]) -> Generator[None, PushReport, PushReport]:
    """Log how long a push took, and how many of its rows were done."""
    began = monotonic()
    report = yield
    done = sum(one.outcome is RowOutcome.DONE for one in report.results)
    _LOG.info("%d of %d rows done in %.1f s", done, len(updates), monotonic() - began)
    return report
