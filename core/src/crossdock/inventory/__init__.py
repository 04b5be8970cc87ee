"""Quantities: what is pushed to channels, and how it ended."""

from crossdock.inventory.push import PushReport as PushReport
from crossdock.inventory.push import RowOutcome as RowOutcome
from crossdock.inventory.push import RowResult as RowResult
from crossdock.inventory.push import StockUpdate as StockUpdate
