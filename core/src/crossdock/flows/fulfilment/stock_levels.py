"""What a service says lies in its warehouses, beside what we think, and into the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from crossdock.flows.counts import nonzero
from crossdock.flows.fulfilment.inbound_news import refresh
from crossdock.flows.fulfilment.inbounds import of_connection
from crossdock.flows.fulfilment.turning import Turning
from crossdock.flows.fulfilment.world import World
from crossdock.fulfilment.inbound_order import InboundState
from crossdock.inventory import EventKind, Position, SnapshotSemantics, StockEvent
from crossdock.inventory.keys import moment
from crossdock.inventory.stocktaking import decide, snapshot
from crossdock.paging import walk

if TYPE_CHECKING:
    from crossdock.fulfilment import StockLevel
    from crossdock.paging import RefusedRecord
    from crossdock.store import Store, Warehouse
    from crossdock.workspace import Live, Workspace

#: Inbounds whose goods may have become stock since we last heard of them.
_COMING = (InboundState.ACCEPTED, InboundState.RECEIVING, InboundState.CANCEL_REQ)


_UNTOLD = "no master SKU is known to have that number there: crossdock product push"


class LevelFate(StrEnum):
    """What became of one level that a service told."""

    #: It is what we have.
    SAME = "same"
    #: It is not what we had, and is now.
    SET = "set"
    #: Nobody had said before what lies there.
    FIRST = "first"
    #: It is of goods that are no master SKU of ours.
    STRANGER = "stranger"
    #: It is of a warehouse that is not here.
    ELSEWHERE = "elsewhere"
    UNREADABLE = "unreadable"


@attrs.frozen
class LevelRow:
    """One level that a service told.

    Args:

        ours: units we had, counted as the service counts; ``theirs`` what it tells.

        damaged: units it calls unfit for sale, part of *theirs* where it tells all that
            lies there.

        event: snapshot and damage as they go into the ledger.
    """

    sku: str
    warehouse: str
    fate: LevelFate
    ours: int | None = None
    theirs: int | None = None
    damaged: int = 0
    detail: str = ""
    events: tuple[StockEvent, ...] = ()


@attrs.frozen
class Levels:
    """All that a service told of its stock.

    Args:

        counts: rows by fate, ``read`` in all.
    """

    rows: tuple[LevelRow, ...]
    as_of: datetime
    counts: Mapping[str, int]


def take_levels(
    workspace: Workspace, live: Live, turning: Turning | None = None, *, dry_run: bool = False
) -> Levels:
    """Read what lies in the service's warehouses, and set right what we had otherwise.

    Inbounds under way are read first, so that goods received meanwhile are booked as
    received and not found. Only what differs, or was never counted, is recorded.

    Raises:

        CrossdockError: the service could not be asked; nothing is recorded.
    """
    turning = turning or Turning(workspace, World(workspace))
    if not dry_run:
        refresh(workspace, live, turning, of_connection(workspace.store, live.name, _COMING))
    as_of = workspace.clock()
    told, refused = _read(live)
    store = workspace.store
    with store.db.transaction():
        rows = [*_compared(store, live, told, as_of), *map(_unreadable, refused)]
        if not dry_run:
            for row in rows:
                store.ledger.record(row.events, workspace.run)
    counts = Counter(row.fate.value for row in rows)
    return Levels(tuple(rows), as_of, {"read": len(rows), **nonzero(counts)})


def _read(live: Live) -> tuple[list[StockLevel], list[RefusedRecord]]:
    told: list[StockLevel] = []
    refused: list[RefusedRecord] = []
    for _, page in walk(
        lambda cursor: live.hooks.list_stock(connection=live.connection, cursor=cursor)
    ):
        told += page.items
        refused += page.refused
    return told, refused


def _unreadable(record: RefusedRecord) -> LevelRow:
    return LevelRow(record.record_id, "", LevelFate.UNREADABLE, detail=record.error)


def _compared(
    store: Store, live: Live, told: Sequence[StockLevel], as_of: datetime
) -> Iterable[LevelRow]:
    here = {one.remote_id: one for one in store.warehouses.all() if one.connection == live.name}
    known = {one.remote_id: one.sku for one in store.known_goods.each(connection=live.name)}
    skus = {_sku(level, known) for level in told}
    masters = store.shelves.masters(sorted(skus))
    holdings = store.ledger.holdings(sorted(masters))
    counted = (
        {(row["sku"], row["warehouse"]) for row in store.shelves.counted(sorted(masters))}
        if masters
        else set()
    )
    for level in told:
        sku, place = _sku(level, known), here.get(level.warehouse_id)
        if place is None:
            yield LevelRow(sku, level.warehouse_id, LevelFate.ELSEWHERE, theirs=level.on_hand)
        elif sku not in masters:
            named = sku or level.remote_id
            yield LevelRow(
                named, place.name, LevelFate.STRANGER, theirs=level.on_hand, detail=_UNTOLD
            )
        else:
            position = holdings.at(sku, place.name)
            first = (sku, place.name) not in counted
            yield level_row(level, sku, place, position, as_of, is_first=first, source=live.name)


def _sku(level: StockLevel, known: Mapping[str, str]) -> str:
    return level.sku or known.get(level.remote_id, "") if level.remote_id else level.sku


def level_row(
    level: StockLevel,
    sku: str,
    place: Warehouse,
    position: Position,
    as_of: datetime,
    *,
    is_first: bool,
    source: str,
) -> LevelRow:
    """Return what becomes of *level*, which a service told of one of our master SKUs.

    Args:

        position: what we have there; *is_first* if nobody ever said what is there.
    """
    net = place.snapshots is SnapshotSemantics.NET_OF_RESERVED
    # Ours counts what is unfit for sale as on hand and unavailable.
    theirs = (level.usable if net else level.on_hand) + level.damaged
    ours = position.on_hand - (position.occupied if net else 0)
    events: list[StockEvent] = []
    if is_first or theirs != ours:
        events.append(
            snapshot(sku, theirs, place.name, as_of, semantics=place.snapshots, source=source)
        )
    unfit = level.damaged - position.unavailable
    if unfit > 0:
        document = f"snapshot-{moment(as_of)}"
        reason = f"{source} calls them unfit for sale"
        events.append(
            decide(
                EventKind.DAMAGE, document, sku, unfit, place.name, as_of,
                reason=reason, source=source,
            )
        )  # fmt: skip
    fate = LevelFate.FIRST if is_first else LevelFate.SET if events else LevelFate.SAME
    return LevelRow(
        sku, place.name, fate, None if is_first else ours, theirs, level.damaged,
        _withheld(level, position, source), tuple(events),
    )  # fmt: skip


def _withheld(level: StockLevel, position: Position, source: str) -> str:
    """Return what a person should know of units that only one side holds back."""
    if position.unavailable > level.damaged:
        more = position.unavailable - level.damaged
        return f"{more:,} units are held here that {source} calls fit: crossdock stock adjust"
    held = level.on_hand - level.usable - position.occupied
    return f"{held:,} more units are promised or locked at {source}" if held > 0 else ""
