"""Planning and pushing quantities: orders first, intent before effect, one end for every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

import attrs

from crossdock.errors import CrossdockError, StaleError
from crossdock.flows.counts import Watch, nonzero, unwatched
from crossdock.flows.delivery import Delivery, Ended, Ending, Row
from crossdock.flows.importing import Imported, Lives
from crossdock.flows.offers import assortment
from crossdock.flows.outlets import Outlet
from crossdock.flows.stock_plan import (
    EXPIRES,
    Action,
    Cost,
    PlannedRow,
    Scope,
    StockPlan,
    state_of,
)
from crossdock.inventory import (
    SCARCE,
    Assortment,
    Need,
    Offer,
    OfferKey,
    Published,
    Queued,
    SharingMode,
    calls_for,
    seconds_for,
)
from crossdock.inventory.wording import chain_sentence
from crossdock.manifest import Manifest, RateLimit, WriteMode
from crossdock.pacing import HEADROOM
from crossdock.store import ShownListing, StoredConnection, Target
from crossdock.workspace import Workspace

_DAY = timedelta(days=1)


@attrs.frozen
class PushedRow:
    """How one planned row ended."""

    planned: PlannedRow
    outcome: Ending
    reason: str = ""


@attrs.frozen
class StockPush:
    """How a push ended.

    Args:

        counts: by connection: ``planned`` rows are ``done``, ``refused``, ``retry``
            (turned away, or never tried), ``unknown``, ``held`` or ``waiting``.

        troubles: by connection, what ended its part.
    """

    rows: tuple[PushedRow, ...]
    counts: Mapping[str, Mapping[str, int]]
    troubles: Mapping[str, CrossdockError]

    @property
    def total(self) -> Mapping[str, int]:
        """The counts of all connections together."""
        together: Counter[str] = Counter()
        for counts in self.counts.values():
            together.update(counts)
        return nonzero(together)


@attrs.frozen
class _View:
    """Everything that a plan is made from, read at one time."""

    found: Assortment
    published: Mapping[OfferKey, Published]
    known: Mapping[OfferKey, ShownListing]
    now: datetime

    @classmethod
    def of(cls, workspace: Workspace, chosen: Collection[str] | None = None) -> _View:
        found = assortment(workspace)
        wanted = [o for o in found.offers if chosen is None or o.connection in chosen]
        # Who shares goods with them is computed too: it may have to come down first.
        goods = {sku for offer in wanted for sku in offer.recipe}
        near = [offer for offer in found.offers if not goods.isdisjoint(offer.recipe)]
        published = {
            offer.key: found.published(offer)
            for offer in {id(o): o for o in (*wanted, *near)}.values()
        }
        return cls(found, published, workspace.store.shown.all(), workspace.clock())

    def shown(self, key: OfferKey) -> ShownListing:
        return self.known.get(key, ShownListing(*key))


def plan_stock(workspace: Workspace, scope: Scope, imported: Imported | None = None) -> StockPlan:
    """Return what a push would do now; nothing is sent, and nothing written down.

    Args:

        imported: what importing the orders of all connections came to. Goods that are
            offered on a channel that was not reached are not raised anywhere: it may
            have sold them.
    """
    return _plan(workspace, scope, imported or Imported(), _View.of(workspace, scope.connections))


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


def push_stock(
    workspace: Workspace, plan: StockPlan, lives: Lives | None = None, watch: Watch = unwatched
) -> StockPush:
    """Do what *plan*, just made or checked, says; each connection on its own.

    Raises:

        ConfigurationError: no connection of the plan can be pushed to.

        LockedError: another run is pushing to the only connection of the plan.
    """
    with ExitStack() as held:
        outlets, troubles = _outlets(workspace, plan.scope, lives or Lives(workspace), held)
        if not outlets and troubles:
            raise next(iter(troubles.values()))
        for name, outlet in outlets.items():
            workspace.store.shown.abandon(name, workspace.clock() + outlet.horizon)
        delivery = _delivery(workspace, plan, outlets, watch)
        for name in outlets:
            wanted = {r.listing_id: r.quantity for r in plan.live if r.connection == name}
            workspace.store.shown.want(name, wanted)
        ended = delivery.finish()
    healed = [key for key, one in ended.items() if one.ending is Ending.DONE]
    for name in outlets:
        ids = [listing_id for connection, listing_id in healed if connection == name]
        workspace.store.drifts.settle(name, ids, "pushed")
    return _report(plan, ended, {**troubles, **delivery.troubles})


def _outlets(
    workspace: Workspace, scope: Scope, lives: Lives, held: ExitStack
) -> tuple[dict[str, Outlet], dict[str, CrossdockError]]:
    """Return the connections of *scope*, each locked for us, and what is wrong with others."""
    outlets: dict[str, Outlet] = {}
    troubles: dict[str, CrossdockError] = {}
    for name in scope.connections:
        try:
            workspace.store.interactions.require(name, "sync_stock")
            outlet = Outlet.of(workspace, lives.get(name))
            held.enter_context(workspace.lock(f"push-{name}"))
            outlets[name] = outlet
        except CrossdockError as error:
            troubles[name] = error
    return outlets, troubles


def _delivery(
    workspace: Workspace, plan: StockPlan, outlets: Mapping[str, Outlet], watch: Watch
) -> Delivery:
    view = _View.of(workspace, plan.scope.connections)
    offers = {offer.key: offer for offer in view.found.offers}
    rows = {
        row.key: Row(
            row.key,
            frozenset(offers[row.key].recipe),
            code=row.code,
            locked=row.locked,
            preread=plan.scope.preread or _is_scarce(view.found, offers[row.key], row.quantity),
            anyway=plan.scope.everything,
        )
        for row in plan.live
        if row.connection in outlets and row.key in offers
    }
    return Delivery(
        workspace.store.shown,
        outlets,
        rows,
        clock=workspace.clock,
        sleep=workspace.ports.sleep,
        run=workspace.run,
        others=list(_others(workspace, view, rows)),
        sold=workspace.store.shown.sold(view.now - _DAY),
        watch=watch,
    )


def _is_scarce(found: Assortment, offer: Offer, quantity: int) -> bool:
    """Return whether the last units of *offer* are divided: then one sale unheard of matters."""
    hybrid = any(
        sku in found.sharing and found.sharing[sku].mode is SharingMode.HYBRID
        for sku in offer.recipe
    )
    return hybrid and (quantity <= SCARCE or found.is_divided(offer))


def _others(workspace: Workspace, view: _View, rows: Collection[OfferKey]) -> Iterator[Queued]:
    """Yield the listings that are not pushed now, as far as they can be pushed at all."""
    dealings = {
        kept.name: workspace.store.interactions.of(kept.name)
        for kept in workspace.store.connections.all()
    }
    for offer in view.found.offers:
        dealing = dealings[offer.connection]
        if offer.key in rows or offer.key not in view.published:
            continue
        if dealing.active and dealing.sync_stock:
            shown = view.shown(offer.key).shown.want(view.published[offer.key].quantity)
            yield Queued(*offer.key, shown, frozenset(offer.recipe), view.now)


def _report(
    plan: StockPlan, ended: Mapping[OfferKey, Ended], troubles: Mapping[str, CrossdockError]
) -> StockPush:
    rows = []
    counts = {name: Counter[str]() for name in plan.scope.connections}
    for row in plan.rows:
        end = ended.get(row.key)
        if end is None and row.action is Action.HOLD:
            end = Ended(Ending.HELD, row.reason)
        elif end is None:
            trouble = troubles.get(row.connection)
            end = Ended(Ending.RETRY, trouble.message if trouble else "It is no longer offered.")
        rows.append(PushedRow(row, end.ending, end.reason))
        counts[row.connection].update(("planned", end.ending.value))
    return StockPush(
        tuple(rows), {name: nonzero(found) for name, found in counts.items()}, troubles
    )


def _plan(workspace: Workspace, scope: Scope, imported: Imported, view: _View) -> StockPlan:
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
    action, reason = Action.SEND, chain_sentence(published)
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
    """Return the limits in force. The manifest does not say which a push counts for: all."""
    if rate == 0:
        return ()
    return [
        attrs.evolve(limit, per_second=rate, burst=1)
        if rate is not None and limit.counts == "requests"
        else limit
        for limit in manifest.limits
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
