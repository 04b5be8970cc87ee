"""Planning quantities: what a push would do now, and whether a plan still holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import attrs

from crossdock.errors import CrossdockError, StaleError
from crossdock.flows.importing import Imported
from crossdock.flows.stock_plan import (
    EXPIRES,
    Action,
    Cost,
    PlannedRow,
    Scope,
    StockPlan,
    state_of,
)
from crossdock.flows.stock_view import View
from crossdock.inventory import (
    Assortment,
    Need,
    Offer,
    Published,
    Shown,
    calls_for,
    seconds_for,
)
from crossdock.inventory.wording import chain_sentence
from crossdock.manifest import Manifest, RateLimit, WriteMode
from crossdock.pacing import HEADROOM
from crossdock.store import ShownListing, StoredConnection, Target
from crossdock.workspace import Workspace


def plan_stock(workspace: Workspace, scope: Scope, imported: Imported | None = None) -> StockPlan:
    """Return what a push would do now; nothing is sent, and nothing written down.

    Args:

        imported: what importing the orders of all connections came to. Goods that are
            offered on a channel that was not reached are not raised anywhere: it may
            have sold them.
    """
    return _plan(workspace, scope, imported or Imported(), View.of(workspace, scope.connections))


def check_plan(workspace: Workspace, kept: StockPlan, imported: Imported) -> StockPlan:
    """Return *kept* as it would be made now, if that is the same.

    Raises:

        StaleError: it has expired, or something that it was made from has changed.
    """
    again = "Look at a new one: crossdock stock plan " + " ".join(kept.scope.connections)
    if workspace.clock() >= kept.expires_at:
        raise StaleError(
            f"The plan expired at {kept.expires_at:%Y-%m-%d %H:%M:%S} UTC; nothing was sent.",
            next_step=again,
        )
    fresh = plan_stock(workspace, kept.scope, imported)
    if fresh.state == kept.state and fresh.rows == kept.rows:
        return fresh
    raise StaleError(
        f"The plan no longer holds: {_changes(kept, fresh)}. Nothing was sent.", next_step=again
    )


def _plan(workspace: Workspace, scope: Scope, imported: Imported, view: View) -> StockPlan:
    offers = {offer.key: offer for offer in view.found.offers}
    unheard = _unheard(view.found, imported)
    rows: list[PlannedRow] = []
    settled = refused = 0
    looked_at: list[Offer] = []
    for name in scope.connections:
        kept = workspace.store.connections.get(name)
        overwrites, reads = _ways(workspace, kept)
        for target in workspace.store.stock.targets(name):
            offer = offers.get((name, target.listing_id))
            if offer is None or not _is_meant(scope, target, offer):
                continue
            looked_at.append(offer)
            published = view.published[offer.key]
            shown = view.shown(offer.key).shown.want(published.quantity)
            need = shown.need(view.now, overwrites=overwrites, reads=reads)
            if need is Need.NOTHING and not scope.everything:
                stuck = shown.wanted == shown.refused
                refused, settled = refused + stuck, settled + (not stuck)
                continue
            row = _planned(name, target, view.shown(offer.key), published, need)
            rows.append(_careful(row, scope, unheard & set(offer.recipe)))
    live = [row for row in rows if row.action in {Action.SEND, Action.LOOK_UP}]
    return StockPlan(
        made_at=view.now,
        expires_at=view.now + EXPIRES,
        scope=scope,
        rows=tuple(rows),
        settled=settled,
        refused=refused,
        costs={
            name: _cost(workspace, name, sum(row.connection == name for row in live))
            for name in scope.connections
        },
        unreached={name: error.message for name, error in imported.unreached.items()},
        state=state_of(workspace.store, view.found, looked_at, view.known),
    )


def _is_meant(scope: Scope, target: Target, offer: Offer) -> bool:
    return not scope.skus or not set(scope.skus).isdisjoint({target.sku, *offer.recipe})


def _planned(
    connection: str,
    target: Target,
    known: ShownListing,
    published: Published,
    need: Need,
) -> PlannedRow:
    shown = known.shown
    action, reason = Action.SEND, _put_back(shown) + chain_sentence(published)
    if need is Need.LOOK_UP:
        action = Action.LOOK_UP
    elif need is Need.WAIT:
        action, reason = Action.WAIT, _awaited(known)
    return PlannedRow(
        connection=connection,
        listing_id=target.listing_id,
        sku=target.sku,
        code=target.code,
        title=target.title,
        before=shown.quantity if shown.quantity is not None else target.shown,
        quantity=published.quantity,
        available=published.quantity - published.short,
        locked=target.locked,
        doubtful=shown.flight is not None or shown.doubt is not None,
        action=action,
        reason=reason,
    )


def _put_back(shown: Shown) -> str:
    """Return why a listing is written that may show what it should."""
    if not shown.loose:
        return ""
    return (
        f"An order was cancelled or changed, and the channel may have put {shown.loose:,} back on"
        " sale by itself. "
    )


def _awaited(known: ShownListing) -> str:
    doubt = known.shown.doubt
    if doubt is None:
        return "A write to it is under way, or the run that sent it was ended."
    return (
        f"A write of {doubt.quantity:,} to it has no answer, and may still land until"
        f" {doubt.until:%H:%M:%S} UTC; then it is looked up."
    )


def _careful(row: PlannedRow, scope: Scope, unheard: Collection[str]) -> PlannedRow:
    """Return *row* held, where it is too large a step or may promise what is sold."""
    limit = scope.most_change
    if row.action is not Action.SEND:
        return row
    if unheard and row.quantity > row.before:
        reason = (
            f"{', '.join(sorted(unheard))} may have been sold on a channel whose orders could"
            " not be imported; nothing of it is raised until they are."
        )
        return attrs.evolve(row, action=Action.HOLD, reason=reason)
    change = abs(row.quantity - row.before) * 100
    if limit is not None and change > limit * (row.before or abs(row.quantity) or 1):
        reason = f"It would change by more than {limit}% of what it shows."
        return attrs.evolve(row, action=Action.HOLD, reason=reason)
    return row


def _unheard(found: Assortment, imported: Imported) -> set[str]:
    """Return the master SKUs offered on a channel whose orders could not be imported."""
    return {
        sku
        for offer in found.offers
        if offer.connection in imported.unreached
        for sku in offer.recipe
    }


def _ways(workspace: Workspace, kept: StoredConnection) -> tuple[bool, bool]:
    """Return whether a write to a connection overwrites, and whether it can be read."""
    try:
        manifest = workspace.plugins.hooks(kept.connector).manifest()
        reads = "read_stock" in workspace.plugins.implemented(kept.connector)
    except CrossdockError:
        # A plan can be looked at without its plugin; a push will say what is wrong.
        return True, False
    return manifest.write_mode is WriteMode.ABSOLUTE, reads


def _cost(workspace: Workspace, name: str, rows: int) -> Cost:
    kept = workspace.store.connections.get(name)
    try:
        manifest = workspace.plugins.hooks(kept.connector).manifest()
    except CrossdockError:
        return Cost(rows, rows, 0.0)
    seconds = seconds_for(
        rows, manifest.stock_batch, _limits(manifest, kept.rate), headroom=HEADROOM
    )
    return Cost(rows, calls_for(rows, manifest.stock_batch), round(seconds, 1))


def _limits(manifest: Manifest, rate: float | None) -> Sequence[RateLimit]:
    """Return the limits that a push is held to, at the *rate* that somebody has set."""
    if rate == 0:
        return ()
    return [
        attrs.evolve(limit, per_second=rate, burst=1)
        if rate is not None and limit.counts == "requests"
        else limit
        for limit in manifest.limits_of("push_stock")
    ]


def _changes(kept: StockPlan, fresh: StockPlan) -> str:
    """Return what has changed between two plans, in words."""
    names = {
        "stock": "the stock of its goods",
        "rules": "rules, recipes, links or warehouses",
        "settings": "the settings of a connection",
        "shown": "what its listings show",
    }
    told = [words for topic, words in names.items() if kept.state.get(topic) != fresh.state[topic]]
    before = {row.key: row for row in kept.rows}
    rows = [row for row in fresh.rows if before.get(row.key) != row][:3]
    numbers = [
        f"{row.sku} on {row.connection} is to show {row.quantity:,} now"
        + (f" instead of {before[row.key].quantity:,}" if row.key in before else "")
        for row in rows
    ]
    return "; ".join(_joined(told, numbers)) or "it was made by another crossdock"


def _joined(told: Sequence[str], numbers: Iterable[str]) -> list[str]:
    changed = f"{' and '.join(told)} changed since" if told else ""
    return [part for part in (changed, *numbers) if part]
