"""A connection as a push sees it: one call to write, one call to read, and what they came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import attrs

from crossdock.errors import (
    CrossdockError,
    OutcomeUnknownError,
    RemoteError,
    RequestRefusedError,
    UnsupportedError,
)
from crossdock.inventory import (
    PushReport,
    RowOutcome,
    RowResult,
    StockReading,
    StockUpdate,
    Writing,
    best_writing,
)
from crossdock.workspace import Live, Workspace

_SILENT = "the connector gave no result for it"


@attrs.frozen
class Sent:
    """What one call came to: one result for every row.

    Args:

        refused_whole: the call was refused as one; nothing of it was applied, and one
            of its rows may be why.

        trouble: what concerns all rows of the connection, not only these.
    """

    results: Mapping[str, RowResult]
    retry_after: float | None = None
    refused_whole: bool = False
    trouble: CrossdockError | None = None


@attrs.frozen(eq=False)
class Outlet:
    """A connection that quantities are pushed to.

    Args:

        reads: whether it can be asked what a listing shows.
    """

    live: Live
    reads: bool

    @classmethod
    def of(cls, workspace: Workspace, live: Live) -> Outlet:
        """Return the outlet of a live connection.

        Raises:

            PluginRefusedError: its connector declares no safe way to write a quantity.
        """
        kept = workspace.store.connections.get(live.name)
        outlet = cls(live, reads="read_stock" in workspace.plugins.implemented(kept.connector))
        best_writing({live.manifest.write_mode}, reads=outlet.reads)
        return outlet

    @property
    def name(self) -> str:
        """The connection's name."""
        return self.live.name

    @property
    def writing(self) -> Writing:
        """The best way to write to it."""
        return best_writing({self.live.manifest.write_mode}, reads=self.reads)

    @property
    def horizon(self) -> timedelta:
        """How long after a write without an answer a reading tells what became of it."""
        return self.live.manifest.late_apply + self.live.manifest.read_lag

    def read(self, listing_ids: Sequence[str]) -> dict[str, StockReading]:
        """Return what listings show; those that the channel does not know are left out."""
        size = max(1, self.live.manifest.read_batch)
        found: dict[str, StockReading] = {}
        for start in range(0, len(listing_ids), size):
            part = tuple(listing_ids[start : start + size])
            told = self.live.hooks.read_stock(connection=self.live.connection, listing_ids=part)
            found |= {reading.listing_id: reading for reading in told}
        return found

    def send(self, updates: Sequence[StockUpdate]) -> Sent:
        """Send *updates* as one call; return one result for each, also when it failed."""
        try:
            report = self.live.hooks.push_stock(
                connection=self.live.connection, updates=tuple(updates)
            )
        except RequestRefusedError as error:
            reason = f"{error.message} {error.next_step}".strip()
            return Sent(_alike(updates, RowOutcome.REFUSED, reason), refused_whole=True)
        except OutcomeUnknownError as error:
            return Sent(_alike(updates, RowOutcome.UNKNOWN, error.message), trouble=error)
        except (RemoteError, UnsupportedError) as error:
            return Sent(_alike(updates, RowOutcome.RETRY, error.message), trouble=error)
        except CrossdockError as error:
            # It may have written before it answered nonsense: a doubt.
            doubt = OutcomeUnknownError(error.message, next_step=error.next_step)
            return Sent(_alike(updates, RowOutcome.UNKNOWN, error.message), trouble=doubt)
        return Sent(_told(updates, report), report.retry_after)


def _told(updates: Iterable[StockUpdate], report: PushReport) -> dict[str, RowResult]:
    told = {result.listing_id: result for result in report.results}
    # A row that the connector did not answer for may or may not have been applied.
    return {
        update.listing_id: told.get(update.listing_id)
        or RowResult(update.listing_id, RowOutcome.UNKNOWN, _SILENT)
        for update in updates
    }


def _alike(
    updates: Iterable[StockUpdate], outcome: RowOutcome, reason: str
) -> dict[str, RowResult]:
    return {update.listing_id: RowResult(update.listing_id, outcome, reason) for update in updates}
