"""Gathering what is known of a connection, and what its platform says when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from crossdock.errors import CrossdockError, UnsupportedError
from crossdock.flows.diagnosis.evidence import (
    Evidence,
    Remote,
    SeenCall,
    SeenOrders,
    SeenRun,
    SeenStock,
    Trouble,
    Unreadable,
)
from crossdock.flows.fulfilment.account import inspect
from crossdock.flows.orders import HOOK as ORDERS_HOOK
from crossdock.flows.orders import STREAM as ORDERS
from crossdock.flows.products import HOOK as LISTINGS_HOOK
from crossdock.flows.products import STREAM as LISTINGS
from crossdock.flows.stock_plan import Scope
from crossdock.flows.stock_planning import plan_stock
from crossdock.inventory import flatten
from crossdock.manifest import ApiStatus, Manifest, Role
from crossdock.orders import Window
from crossdock.store import StoredConnection
from crossdock.store.evidence import EvidenceViews
from crossdock.workspace import Live, Workspace

#: The record of calls is looked at so far back.
LOOK_BACK = timedelta(days=1)
#: The orders asked for: so few that it costs nothing, so many that it is a real question.
PROBED = timedelta(hours=1)


def gather(workspace: Workspace, name: str, *, network: bool) -> Evidence:
    """Return what is known of the connection called *name*.

    Args:

        network: ask the platform who we are and for the orders of the last hour;
            neither changes anything.

    Raises:

        NotFoundError: there is no connection of that name.
    """
    store, now = workspace.store, workspace.clock()
    kept = store.connections.get(name)
    views = EvidenceViews(store.db, store.merchant)
    unusable, live = _opened(workspace, kept)
    manifest = live.manifest if live is not None else None
    retired = _is_retired(manifest, kept)
    # Nobody answers there: it would only take the time that a dead host takes.
    remote = (
        _ask(workspace, live, now) if live is not None and network and not retired else Remote()
    )
    return Evidence(
        connection=name,
        platform=manifest.title if manifest is not None else kept.connector,
        now=now,
        interaction=store.interactions.of(name),
        is_channel=manifest is None or Role.CHANNEL in manifest.roles,
        retired=retired,
        secrets=tuple(kept.secrets),
        unusable=unusable,
        remote=remote,
        calls=tuple(_call(row) for row in views.calls(name, now - LOOK_BACK)),
        runs=tuple(_runs(views, name)),
        paused=_paused(views, store.merchant, kept, now),
        token_expires_at=_token_expiry(workspace, views, kept),
        orders=_orders(workspace, name),
        stock=_stock(workspace, views, name),
        garbled=views.garbled(name),
    )


def _opened(workspace: Workspace, kept: StoredConnection) -> tuple[Trouble | None, Live | None]:
    try:
        return None, workspace.open(kept)
    except CrossdockError as error:
        return Trouble.of(error), None


def _is_retired(manifest: Manifest | None, kept: StoredConnection) -> bool:
    # Whoever gave an endpoint of their own has something behind it that answers.
    if manifest is None or kept.sandbox or kept.endpoints:
        return False
    return manifest.api_status is ApiStatus.RETIRED


def _ask(workspace: Workspace, live: Live, now: datetime) -> Remote:
    account, sign_in = _tried(lambda: inspect(workspace, live))
    orders = None
    if sign_in is None and Role.CHANNEL in live.manifest.roles:
        window = Window(now - PROBED, now)
        _, orders = _tried(
            lambda: live.hooks.list_orders(connection=live.connection, window=window, cursor=None)
        )
    return Remote(
        asked=True,
        sign_in=sign_in,
        checks=account.checks if account is not None else (),
        orders=orders,
    )


def _tried(call: Callable[[], Any]) -> tuple[Any, Trouble | None]:
    try:
        return call(), None
    except UnsupportedError:
        # What a connector cannot do is none of its platform's troubles.
        return None, None
    except CrossdockError as error:
        return None, Trouble.of(error)


def _call(row: dict[str, Any]) -> SeenCall:
    skew = row["skew"]
    return SeenCall(
        at=datetime.fromisoformat(row["at"]),
        hook=row["hook"],
        endpoint=row["endpoint"],
        status=row["status"],
        outcome=row["outcome"],
        skew=None if skew is None else timedelta(seconds=skew),
    )


def _runs(views: EvidenceViews, name: str) -> list[SeenRun]:
    return [
        SeenRun(row["command"], datetime.fromisoformat(row["started_at"]), row["exit_code"])
        for row in views.runs(name)
        if row["exit_code"] is not None and row["command"] != "crossdock doctor"
    ]


def _paused(
    views: EvidenceViews, merchant: str, kept: StoredConnection, now: datetime
) -> timedelta:
    """Return how far the furthest bucket of a connection is ahead; apps are shared by all."""
    of_app = f"{merchant}/{kept.connector}/app:"
    of_shop = f"{merchant}/{kept.connector}/shop:{kept.name}/"
    ahead = [
        arrival - now.timestamp()
        for bucket, arrival in views.arrivals().items()
        if bucket.startswith((of_app, of_shop))
    ]
    return timedelta(seconds=max(0.0, *ahead)) if ahead else timedelta(0)


def _token_expiry(
    workspace: Workspace, views: EvidenceViews, kept: StoredConnection
) -> datetime | None:
    """Return the last expiry kept, where it can only be this connection's."""
    sharing = [one for one in workspace.store.connections.all() if one.connector == kept.connector]
    expiries = views.token_expiries(kept.connector)
    if len(sharing) > 1 or not expiries:
        return None
    return max(datetime.fromisoformat(text) for text in expiries)


def _orders(workspace: Workspace, name: str) -> SeenOrders:
    pulls = workspace.store.pulls
    done = pulls.last_done(name, ORDERS)
    unfinished = pulls.unfinished(name, ORDERS)
    held = [pull for pull in unfinished if _is_held(workspace, f"pull-{pull.id}")]
    left = next((pull for pull in unfinished if pull not in held), None)
    return SeenOrders(
        pulled_at=done.updated_at if done is not None else None,
        read=done.counts.get("read", 0) if done is not None else 0,
        before_start=done.counts.get("before_start", 0) if done is not None else 0,
        stopped_at=left.updated_at if left is not None else None,
        pages=left.pages if left is not None else 0,
        running=bool(held),
        unreadable=_unreadable(workspace, name, ORDERS_HOOK),
        reviews=tuple(row["reason"] for row in workspace.store.reviews.all(name)),
    )


def _stock(workspace: Workspace, views: EvidenceViews, name: str) -> SeenStock:
    store = workspace.store
    done = store.pulls.last_done(name, LISTINGS)
    targets = store.stock.targets(name)
    refused = views.refused_pushes(name)
    planned = plan_stock(workspace, Scope((name,))).rows
    waiting = [row for row in planned if not row.doubtful and row.listing_id not in refused]
    return SeenStock(
        pulled_at=done.updated_at if done is not None else None,
        listings=len(targets),
        conflicts=Counter(row["kind"] for row in store.catalogue.conflicts(name)),
        refusals=Counter(row["refusal"] for row in store.catalogue.refusals(name)),
        never_counted=_never_counted(workspace, [target.sku for target in targets]),
        doubtful=sum(target.doubtful for target in targets),
        held=sum(0 < target.shown <= target.locked for target in targets),
        waiting=len(waiting),
        refused=Counter(refused.values()),
        running=_is_held(workspace, f"push-{name}"),
        unreadable=_unreadable(workspace, name, LISTINGS_HOOK),
    )


def _never_counted(workspace: Workspace, skus: list[str]) -> int:
    """Return how many of *skus*, or of what they are made of, nobody ever counted."""
    known, recipes = workspace.store.ledger.known(), workspace.store.recipes.all()
    return sum(not set(flatten(sku, recipes)) <= known for sku in skus)


def _unreadable(workspace: Workspace, name: str, hook: str) -> tuple[Unreadable, ...]:
    rows = workspace.store.pulls.quarantined(name, hook)
    return tuple(Unreadable(row["record_id"], row["error"]) for row in rows)


def _is_held(workspace: Workspace, lock: str) -> bool:
    """Return whether another process holds *lock*; it is taken for an instant to see."""
    found = workspace.lock(lock)
    if not found.take():
        return True
    found.release()
    return False
