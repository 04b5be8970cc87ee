"""Pushing quantities: intent before effect, and one end for every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta

import attrs

from crossdock.errors import CrossdockError
from crossdock.flows.counts import Watch, nonzero, unwatched
from crossdock.flows.delivery import Delivery
from crossdock.flows.endings import Ended, Ending, Row
from crossdock.flows.importing import Lives
from crossdock.flows.outlets import Outlet
from crossdock.flows.stock_plan import (
    Action,
    PlannedRow,
    Scope,
    StockPlan,
)
from crossdock.flows.stock_view import View
from crossdock.inventory import (
    SCARCE,
    Assortment,
    Offer,
    OfferKey,
    Queued,
    SharingMode,
)
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
    view = View.of(workspace, plan.scope.connections)
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
        sold=workspace.store.sales.since(view.now - _DAY),
        watch=watch,
    )


def _is_scarce(found: Assortment, offer: Offer, quantity: int) -> bool:
    """Return whether the last units of *offer* are divided: then one sale unheard of matters."""
    hybrid = any(
        sku in found.sharing and found.sharing[sku].mode is SharingMode.HYBRID
        for sku in offer.recipe
    )
    return hybrid and (quantity <= SCARCE or found.is_divided(offer))


def _others(workspace: Workspace, view: View, rows: Collection[OfferKey]) -> Iterator[Queued]:
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
