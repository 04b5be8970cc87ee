"""An event from its kind and one quantity: the table of kinds, read forwards."""

from __future__ import annotations

from datetime import datetime

from crossdock.errors import DataRefusedError
from crossdock.inventory.events import EFFECTS, EventKind, Pool, StockEvent
from crossdock.validators import MOST_UNITS, shown

#: Kinds that may say something without changing a number.
_MAY_BE_EMPTY = frozenset(
    {
        EventKind.RESERVE,
        EventKind.RESERVE_POOL,
        EventKind.RELEASE,
        EventKind.RELEASE_POOL,
        EventKind.CANCEL_AFTER_SHIP,
    }
)


def counted(name: str, number: object, least: int = 0, most: int = MOST_UNITS) -> None:
    """Refuse a *number* of units that is not one, before arithmetic hides what it was."""
    if type(number) is not int or not least <= number <= most:
        raise DataRefusedError(
            f"{name} is {shown(number)}, and must be a whole number of units from {least:,} to"
            f" {most:,}."
        )


def changing(
    kind: EventKind,
    key: str,
    sku: str,
    quantity: int,
    at: datetime,
    *,
    warehouse: str = "",
    pool: Pool = frozenset(),
    reference: str = "",
    revision: int = 0,
    source: str = "",
) -> StockEvent:
    """Return the event of *kind* that changes each of the kind's columns by *quantity*."""
    counted("quantity", quantity, 0 if kind in _MAY_BE_EMPTY else 1)
    sign = {"+": 1, "-": -1}
    change = {column: quantity * sign[way] for column, way in EFFECTS[kind].items()}
    return StockEvent(
        key=key,
        kind=kind,
        sku=sku,
        effective_at=at,
        warehouse=warehouse,
        pool=pool,
        reference=reference,
        revision=revision,
        source=source,
        on_hand=change.get("on_hand", 0),
        unavailable=change.get("unavailable", 0),
        reserved=change.get("reserved", 0),
        pooled=change.get("pooled", 0),
        expected=change.get("expected", 0),
        occupied=change.get("occupied", 0),
    )
