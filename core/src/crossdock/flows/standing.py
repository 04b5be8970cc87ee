"""Where the number of a listing stands: wanted, acknowledged, under way, in doubt."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from crossdock.flows.offers import assortment, offers_of
from crossdock.inventory import Published
from crossdock.store import Row, ShownListing
from crossdock.workspace import Workspace

_STATES = {
    "done": "the channel acknowledged it",
    "refused": "the channel refused it",
    "retry": "the channel turned it away",
    "unknown": "nobody knows what became of it",
    "sending": "no answer came yet",
    "superseded": "a later push replaced it",
}


@attrs.frozen
class Standing:
    """A listing's number, and what was last done about it.

    Args:

        acknowledged: what it shows, as far as that is known; ``unsure`` when a sale or
            a cancelled order came since, of which nobody can tell what it did.

        sentences: all of it in words.
    """

    listing_id: str
    published: Published
    acknowledged: int | None
    in_doubt: bool
    sentences: tuple[str, ...]
    unsure: bool = False

    @property
    def differs(self) -> bool:
        """Whether it does not show its number, or nobody knows."""
        return self.in_doubt or self.unsure or self.acknowledged != self.published.quantity


def standings(
    workspace: Workspace, connection: str, sku: str, at: datetime | None = None
) -> list[Standing]:
    """Return where each listing of *connection* that has to do with *sku* stands.

    Args:

        at: as it was then: the steps of that moment, and what had been pushed by then.
    """
    store = workspace.store
    found = offers_of(assortment(workspace, at), connection, sku)
    known = store.shown.of(connection, [offer.listing_id for offer, _ in found])
    standing = []
    for offer, published in found:
        pushes = store.shown.pushes(connection, offer.listing_id, at)
        drifts = store.drifts.of(connection, offer.listing_id, at)
        one = known[offer.listing_id]
        if at is None:
            acknowledged, sentences = one.shown.quantity, list(_now(one))
            in_doubt = one.shown.flight is not None or one.shown.doubt is not None
            unsure = one.shown.unsure
        else:
            done = [row["quantity"] for row in pushes if row["state"] == "done"]
            acknowledged, sentences = (done[-1] if done else None), []
            in_doubt = bool(pushes) and pushes[-1]["state"] in {"unknown", "sending"}
            unsure = False
        sentences += [*map(_push, pushes[-1:]), *map(_drift, drifts[-1:])]
        standing.append(
            Standing(offer.listing_id, published, acknowledged, in_doubt, tuple(sentences), unsure)
        )
    return standing


def _now(one: ShownListing) -> list[str]:
    shown = one.shown
    told = []
    if shown.quantity is not None and shown.as_of is not None:
        near = shown.unsure and not shown.loose
        unsure = "; a sale came so near to it that nobody can tell" if near else ""
        told.append(
            f"It shows {shown.quantity:,}: known at {_minute(shown.as_of)}, less what was sold"
            f" since{unsure}."
        )
    if shown.loose:
        told.append(
            f"It may show up to {shown.loose:,} more: an order was cancelled or changed since,"
            " and the channel may have put its units back on sale by itself. The next push"
            " writes it again."
        )
    if shown.wanted is not None and shown.wanted == shown.refused:
        told.append(
            f"{shown.wanted:,} was refused, or left unsent: it is not sent again as it is."
        )
    if shown.flight is not None:
        told.append(
            f"{shown.flight.quantity:,} was sent at {_minute(shown.flight.since)}, and no answer"
            " is known."
        )
    if shown.doubt is not None:
        told.append(
            f"{shown.doubt.quantity:,} was sent without an answer; it is looked up after"
            f" {_minute(shown.doubt.until)}."
        )
    if one.read_at is not None:
        told.append(f"It was last read back at {_minute(one.read_at)}.")
    return told


def _push(row: Row) -> str:
    reason = f" ({row['reason']})" if row["reason"] else ""
    when = _minute(datetime.fromisoformat(row["intended_at"]))
    return (
        f"Last push: {row['quantity']:,} at {when}, in place of {row['before']:,};"
        f" {_STATES[row['state']]}{reason}."
    )


def _drift(row: Row) -> str:
    when = _minute(datetime.fromisoformat(row["at"]))
    ended = f", and that was settled: {row['settlement']}" if row["settlement"] else ""
    return (
        f"Read at {when}, it showed {row['found']:,} where {row['expected']:,} was"
        f" expected{ended}."
    )


def _minute(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
