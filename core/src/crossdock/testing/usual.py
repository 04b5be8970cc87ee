"""What every law is usually put to: crossdock's own, or the plainest that obeys it.

Nothing in the laws names these: an implementation is always handed over. They are
here so that tables, long runs and your own adapters can be compared with them.
Routers and parcels are not part of the stock model; `route` tries unit by unit,
and `Parcels` merges nothing but names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from crossdock.inventory import (
    Reading,
    StockEvent,
    discrepancies,
    fold,
    pending_units,
    settle,
)
from crossdock.testing import reference
from crossdock.testing.scheduled import ScheduledFence, ScheduledSeller
from crossdock.testing.subjects import Allotment, Ask, LedgerBook
from crossdock.testing.worlds import quantity


def route(lines: Sequence[Ask], stock: Mapping[str, int]) -> Sequence[Allotment] | None:
    """Return who serves what, or None if not everything can be served."""
    owners = [line for line in lines for _ in range(line.units)]
    served = reference.serve(stock, [line.pool & frozenset(stock) for line in owners])
    if served is None:
        return None
    parts = Counter(
        (owners[unit].line, warehouse) for warehouse, units in served.items() for unit in units
    )
    return [Allotment(line, warehouse, units) for (line, warehouse), units in parts.items()]


class Parcels:
    """Merging that puts orders side by side and records nothing."""

    def merge(
        self, orders: Sequence[Reading], known: Sequence[StockEvent]
    ) -> tuple[object, Sequence[StockEvent]]:
        """Return the orders as a parcel, and no event."""
        return tuple(orders), ()

    def unmerge(self, parcel: object) -> Sequence[Reading]:
        """Return the orders again."""
        return list(cast(tuple[Reading, ...], parcel))


#: By the name of the subject's shape in `crossdock.testing.subjects`.
USUAL: Mapping[str, Any] = MappingProxyType(
    {
        "Discrepancies": discrepancies,
        "Fold": fold,
        "FoldAt": fold,
        "Merging": Parcels(),
        "OpenBook": LedgerBook,
        "OpenFence": ScheduledFence,
        "OpenSeller": ScheduledSeller,
        "PendingUnits": pending_units,
        "Quantity": quantity,
        "Route": route,
        "Settle": settle,
    }
)
