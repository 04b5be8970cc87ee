"""One SKU at one warehouse: what one more event would make of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crossdock.inventory import EventKind, Shelf, StockEvent, fold, movements, stocktaking

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def counted(level: int, at: datetime, document: str = "C") -> StockEvent:
    """Return a count."""
    return stocktaking.count(document, "mug", level, "north", at)


def came(at: datetime) -> StockEvent:
    """Return that three units came back."""
    return movements.come_back("R", f"{at:%H}", "mug", 3, "north", at, good=True)


EARLY, LATE = counted(10, NOON - HOUR, "A"), counted(20, NOON + HOUR, "B")
#: What is recorded of a shelf, and the event that comes next.
NEXT = {
    "a first change": ([], came(NOON)),
    "a first count": ([], counted(7, NOON)),
    "a change after the count": ([EARLY], came(NOON)),
    "a change before the count": ([LATE], came(NOON)),
    "a newer count": ([EARLY], counted(7, NOON)),
    "an older count": ([LATE], counted(7, NOON)),
    "a count before changes": ([EARLY, came(NOON + HOUR)], counted(7, NOON)),
    "a count after changes": ([EARLY, came(NOON - HOUR / 2)], counted(7, NOON)),
    "a count of changes of its moment": ([came(NOON)], counted(7, NOON)),
    "a decision at the moment of the count": (
        [counted(7, NOON)],
        stocktaking.decide(EventKind.ADJUST, "D", "mug", -1, "north", NOON, reason="r"),
    ),
}


@pytest.mark.parametrize(("recorded", "event"), NEXT.values(), ids=NEXT)
def test_after(recorded: list[StockEvent], event: StockEvent) -> None:
    """It is what the fold will say once the event is recorded."""
    shelf = Shelf(
        on_hand=fold(recorded).at("mug", "north").on_hand,
        known=bool(recorded),
        count=next((e for e in recorded if e.level is not None), None),
        since=tuple(e for e in recorded if e.effective_at >= event.effective_at),
    )

    assert fold([*recorded, event]).at("mug", "north").on_hand == shelf.after(event)
