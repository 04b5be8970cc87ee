"""Planning and pushing quantities: intent before effect, one result per listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import attrs

from crossdock.errors import (
    OutcomeUnknownError,
    PluginRefusedError,
    RemoteError,
    RequestRefusedError,
)
from crossdock.flows.counts import Watch, nonzero, unwatched
from crossdock.flows.offers import assortment
from crossdock.inventory import Published, PushReport, RowOutcome, RowResult, StockUpdate
from crossdock.store import Target
from crossdock.workspace import Live, Workspace

#: How often rows that the channel's limiter turned away are sent again.
ROUNDS = 8
#: Waiting time when the channel names none.
PAUSE = 1.0


@attrs.frozen
class PlannedRow:
    """One listing whose quantity is to change.

    Args:

        before: what it shows, as far as we know; ``doubtful`` when a push of it
            was never acknowledged.

        locked: units held back for a campaign; a listing never shows fewer, also
            when fewer are ``available``.
    """

    listing_id: str
    sku: str
    code: str
    title: str
    before: int
    quantity: int
    available: int
    locked: int = 0
    doubtful: bool = False


@attrs.frozen
class PushedRow:
    """How one planned row ended."""

    planned: PlannedRow
    outcome: RowOutcome
    reason: str = ""


@attrs.frozen
class StockPush:
    """How a push ended.

    Args:

        counts: ``planned`` rows are ``done``, ``refused``, ``retry`` (turned away by
            the channel's limiter to the end) or ``unknown``.
    """

    rows: tuple[PushedRow, ...]
    counts: Mapping[str, int]
    trouble: RemoteError | None = None


def plan_stock(
    workspace: Workspace, connection: str, skus: Collection[str] = ()
) -> tuple[tuple[PlannedRow, ...], int]:
    """Return the rows to push, and how many linked and counted listings already show theirs."""
    found = assortment(workspace)
    offers = {offer.listing_id: offer for offer in found.offers if offer.connection == connection}
    planned = [
        _planned(target, found.published(offers[target.listing_id]))
        for target in workspace.store.stock.targets(connection)
        if target.listing_id in offers and (not skus or target.sku in skus)
    ]
    rows = tuple(row for row in planned if row.doubtful or row.before != row.quantity)
    return rows, len(planned) - len(rows)


def push_stock(
    workspace: Workspace,
    live: Live,
    rows: Sequence[PlannedRow],
    watch: Watch = unwatched,
) -> StockPush:
    """Push *rows*, batch by batch; stop at the first trouble that concerns them all.

    Raises:

        ConfigurationError: its settings say that no stock is pushed.

        LockedError: another run is pushing to this connection.
    """
    workspace.store.interactions.require(live.name, "sync_stock")
    counts: Counter[str] = Counter({"planned": len(rows)})
    done: list[PushedRow] = []
    trouble: RemoteError | None = None
    with workspace.lock(f"push-{live.name}"):
        for batch in _batches(rows, live.manifest.stock_batch):
            if trouble is not None:
                # Never tried: still planned, and the next push plans it again.
                done += [PushedRow(row, RowOutcome.RETRY, trouble.message) for row in batch]
                continue
            results, trouble = _push_batch(workspace, live, batch)
            done += results
            watch(counts + Counter(row.outcome.value for row in done))
    counts.update(row.outcome.value for row in done)
    return StockPush(tuple(done), nonzero(counts), trouble)


def _push_batch(
    workspace: Workspace, live: Live, batch: Sequence[PlannedRow]
) -> tuple[list[PushedRow], RemoteError | None]:
    """Push one batch, sending rows again that the limiter turned away."""
    waiting = {row.listing_id: row for row in batch}
    settled: list[PushedRow] = []
    trouble: RemoteError | None = None
    for turn in range(ROUNDS):
        keys = workspace.store.stock.intend(
            live.name,
            [(row.listing_id, row.before, row.quantity) for row in waiting.values()],
            workspace.run,
        )
        report, trouble = _send(live, list(waiting.values()))
        with workspace.store.db.transaction():
            for result in report.results:
                row = waiting[result.listing_id]
                _conclude(workspace, live.name, keys[row.listing_id], row, result)
                if result.outcome is not RowOutcome.RETRY or trouble or turn == ROUNDS - 1:
                    settled.append(PushedRow(row, result.outcome, result.reason))
                    del waiting[result.listing_id]
        if not waiting or trouble:
            break
        workspace.ports.sleep(report.retry_after or PAUSE)
    return settled, trouble


def _send(live: Live, rows: Sequence[PlannedRow]) -> tuple[PushReport, RemoteError | None]:
    """Return one result for every row, also when the call as a whole failed."""
    updates = tuple(
        StockUpdate(row.listing_id, row.quantity, row.code, row.locked) for row in rows
    )
    try:
        report = live.hooks.push_stock(connection=live.connection, updates=updates)
    except PluginRefusedError as error:
        # The connector answered nonsense after it may have written: a doubt.
        doubt_of_all = _same_for_all(rows, RowOutcome.UNKNOWN, error.message)
        return doubt_of_all, OutcomeUnknownError(error.message, next_step=error.next_step)
    except RemoteError as error:
        if isinstance(error, RequestRefusedError):
            # These rows will not do, but the next batch's may.
            reason = f"{error.message} {error.next_step}".strip()
            return _same_for_all(rows, RowOutcome.REFUSED, reason), None
        doubt = isinstance(error, OutcomeUnknownError)
        outcome = RowOutcome.UNKNOWN if doubt else RowOutcome.RETRY
        return _same_for_all(rows, outcome, error.message), error
    told = {result.listing_id: result for result in report.results}
    # A row the connector did not answer for may or may not have been applied.
    silent = [
        RowResult(row.listing_id, RowOutcome.UNKNOWN, "the connector gave no result for it")
        for row in rows
        if row.listing_id not in told
    ]
    known = [told[row.listing_id] for row in rows if row.listing_id in told]
    return PushReport((*known, *silent), report.retry_after), None


def _same_for_all(rows: Sequence[PlannedRow], outcome: RowOutcome, reason: str) -> PushReport:
    return PushReport(tuple(RowResult(row.listing_id, outcome, reason) for row in rows))


def _conclude(
    workspace: Workspace, connection: str, key: int, row: PlannedRow, result: RowResult
) -> None:
    workspace.store.stock.conclude(key, result.outcome, result.reason)
    if result.outcome is RowOutcome.DONE:
        workspace.store.catalogue.set_quantity(connection, row.listing_id, row.quantity)


def _batches(rows: Sequence[PlannedRow], size: int) -> Iterator[tuple[PlannedRow, ...]]:
    for start in range(0, len(rows), size):
        yield tuple(rows[start : start + size])


def _planned(target: Target, published: Published) -> PlannedRow:
    return PlannedRow(
        listing_id=target.listing_id,
        sku=target.sku,
        code=target.code,
        title=target.title,
        before=target.shown,
        quantity=published.quantity,
        available=published.quantity - published.short,
        locked=target.locked,
        doubtful=target.doubtful,
    )
