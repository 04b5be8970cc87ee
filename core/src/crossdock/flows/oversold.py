"""What the store knows of one master SKU, as entries of a time line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from crossdock.flows.offers import assortment
from crossdock.inventory import Offer, StockEvent, fold
from crossdock.inventory.keys import parted
from crossdock.inventory.timeline import Entry, Timeline, What, timeline
from crossdock.orders import OrderStatus
from crossdock.store import Store
from crossdock.workspace import Workspace

_ENDS = {"done": What.ACKNOWLEDGED, "refused": What.TURNED_AWAY, "retry": What.TURNED_AWAY}


def why_oversold(workspace: Workspace, sku: str, order: str = "") -> Timeline:
    """Return everything that happened to *sku*, and where more was promised than there was.

    Args:

        order: end with this order.
    """
    found = assortment(workspace)
    store = workspace.store
    events = list(store.ledger.events(sku))
    entries = [*_goods(events)]
    for offer in found.affected(sku):
        entries += _listing(store, offer, offer.recipe[sku])
        entries += _orders(store, offer, offer.recipe[sku], events)
    return timeline(entries, order)


def _goods(events: list[StockEvent]) -> Iterator[Entry]:
    """Yield what there is, and what is promised of it, after each event."""
    events = sorted(events, key=lambda event: event.effective_at)
    goods: int | None = None
    promised = 0
    for number, event in enumerate(events, start=1):
        holdings = fold(events[:number])
        here = list(holdings.of(event.sku).values())
        level = sum(position.on_hand - position.unavailable for position in here)
        claimed = sum(position.reserved for position in here)
        claimed += sum(holdings.pooled(event.sku).values())
        order = _order(event)
        text = _told(event, order)
        # Units that leave before anybody said what there is tell nothing of what is there.
        is_said = goods is not None or event.level is not None or event.on_hand > 0
        if is_said and level != goods:
            yield Entry(event.effective_at, What.GOODS, level, text, order=order)
        if claimed != promised:
            yield Entry(event.effective_at, What.PROMISED, claimed, text, order=order)
        goods, promised = (level if is_said else goods), claimed


def _order(event: StockEvent) -> str:
    parts = parted(event.reference) if event.reference.count(":") >= 2 else ()
    return parts[1] if len(parts) == 3 else ""


def _told(event: StockEvent, order: str) -> str:
    kind = event.kind.value.replace("_", " ")
    whose = f" of order {order}" if order else ""
    where = f" at {event.warehouse}" if event.warehouse else ""
    why = f" ({event.note})" if event.note else ""
    return f"{kind}{whose}{where}{why}"


def _listing(store: Store, offer: Offer, each: int) -> Iterator[Entry]:
    """Yield what was sent to a listing, and what came back."""
    name, listing_id = offer.key
    place = f"{name} {listing_id}"
    pushes = store.shown.pushes(name, listing_id)
    for row in pushes[:1]:
        text = f"{place} showed {row['before']:,} before the first push"
        yield Entry(_moment(row["intended_at"]), What.SHOWN, row["before"] * each, text, place)
    for row in pushes:
        yield from _push(row, place, each)
    for row in store.drifts.of(name, listing_id):
        text = f"{place} was read to show {row['found']:,}, and {row['expected']:,} was expected"
        yield Entry(_moment(row["at"]), What.SHOWN, row["found"] * each, text, place)


def _orders(
    store: Store, offer: Offer, each: int, events: Sequence[StockEvent]
) -> Iterator[Entry]:
    """Yield what a listing sold, and what its channel may have put back on sale since."""
    name, listing_id = offer.key
    place = f"{name} {listing_id}"
    for order_id in store.orders.with_listing(name, listing_id):
        order = store.orders.kept(name, order_id).order
        units = sum(line.quantity for line in order.lines if line.listing_id == listing_id)
        text = f"order {order_id} on {name}: {units:,} of listing {listing_id}"
        yield Entry(order.placed_at, What.SOLD, units * each, text, place, order_id)
        if order.status is OrderStatus.CANCELLED:
            heard = [e.effective_at for e in events if _order(e) == order_id]
            ended = order.updated_at or max(heard, default=order.placed_at)
            text = f"order {order_id} on {name} is cancelled: {place} may show {units:,} more"
            yield Entry(ended, What.PUT_BACK, units * each, text, place, order_id)


def _push(row: dict[str, Any], place: str, each: int) -> Iterator[Entry]:
    units, sent = row["quantity"] * each, _moment(row["intended_at"])
    yield Entry(sent, What.SENT, units, f"{row['quantity']:,} sent to {place}", place)
    if row["ended_at"] and row["state"] in _ENDS:
        word = {"done": "acknowledged", "refused": "refused", "retry": "turned away"}[row["state"]]
        text = f"{row['quantity']:,} {word} by {place}"
        yield Entry(_moment(row["ended_at"]), _ENDS[row["state"]], units, text, place)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
