"""A fulfilment connection's account: whose it is, what it may carry, and its warehouses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from crossdock.accounts import Account, Check, CheckState
from crossdock.errors import CrossdockError, InputRefusedError
from crossdock.inventory import SnapshotSemantics
from crossdock.store import Warehouse

if TYPE_CHECKING:
    from crossdock.fulfilment import RemoteWarehouse
    from crossdock.store import Store
    from crossdock.workspace import Live, Workspace

#: Days whose orders are counted, and the share of what is meant from which we warn.
DAYS, WARN_FROM = 7, 0.8
_DAY = timedelta(days=1)
#: What no warehouse's name may hold.
_STRANGE = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST = 64


def bind_account(workspace: Workspace, live: Live, told: str = "") -> str:
    """Note which account *live* uses, where the platform allows one merchant only; return it.

    Args:

        told: the account as the platform names it, for a connection whose settings do not.

    Raises:

        InputRefusedError: another merchant uses it.
    """
    field = live.manifest.bound_setting
    if not field:
        return ""
    account = str(getattr(live.connection.settings, field) or told)
    if account:
        workspace.store.bindings.bind(live.name, live.manifest.name, account)
    return account


def inspect(workspace: Workspace, live: Live) -> Account:
    """Return what the platform says of the account, and what only we can know of it."""
    account = live.hooks.inspect_account(connection=live.connection)
    checks = (*account.checks, *_own_checks(workspace, live, account))
    return attrs.evolve(account, checks=checks)


def _own_checks(workspace: Workspace, live: Live, account: Account) -> Iterator[Check]:
    if live.manifest.bound_setting:
        yield _check_owner(workspace.store, live, account)
    if account.most_orders_a_day is not None:
        a_day = orders_a_day(workspace.store, workspace.clock())
        yield check_orders(a_day, account.most_orders_a_day)


def _check_owner(store: Store, live: Live, account: Account) -> Check:
    slug = "account-ours"
    named = getattr(live.connection.settings, live.manifest.bound_setting) or account.account_id
    if not store.bindings.is_taken(live.manifest.name, str(named)):
        return Check(slug, CheckState.PASSED, "No other merchant uses this account.")
    return Check(
        slug,
        CheckState.FAILED,
        "The account is in use already, and may be used by one merchant only.",
        "Use an account of your own, or have it released where it is used.",
    )


def orders_a_day(store: Store, now: datetime) -> float:
    """Return how many orders came in a day lately: of seven days, or of those since the first."""
    number, first = store.orders_between(now - DAYS * _DAY, now)
    if first is None:
        return 0.0
    return number / max(1.0, (now - first) / _DAY)


def check_orders(a_day: float, most: int) -> Check:
    """Return whether the way in suits the number of orders; it never cuts anybody off."""
    slug = "orders-a-day"
    found = f"{a_day:,.0f} orders a day came in lately, and the way in is meant for up to {most:,}"
    if a_day < WARN_FROM * most:
        return Check(slug, CheckState.PASSED, f"{found}.")
    near = "That is close." if a_day < most else "That is more."
    return Check(
        slug,
        CheckState.UNANSWERED,
        f"{found}. {near} Nothing is cut off.",
        "Ask the platform for the other way in, which is for any number of orders.",
    )


class Discovered(StrEnum):
    """What became of a warehouse that a service told of."""

    ADDED = "added"
    KNOWN = "known"
    #: Documents of this connection do not go there.
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"


@attrs.frozen
class Discovery:
    """One warehouse that a service told of.

    Args:

        name: what it is called here, or would be.

        detail: why it was not added, or how it differs.
    """

    name: str
    remote: RemoteWarehouse
    became: Discovered
    detail: str = ""


def discover(workspace: Workspace, live: Live) -> list[Discovery]:
    """Add the service's warehouses that documents of *live* go to; those known stay as they are.

    Raises:

        InputRefusedError: another merchant uses the account.

        CrossdockError: the service could not be asked.
    """
    told = live.hooks.inspect_account(connection=live.connection).account_id
    remotes = live.hooks.list_warehouses(connection=live.connection)
    with workspace.store.db.transaction():
        account = bind_account(workspace, live, told) or told
        return [_entered(workspace.store, live, remote, account) for remote in remotes]


def _entered(store: Store, live: Live, remote: RemoteWarehouse, account: str) -> Discovery:
    name = name_of(remote, account)
    if not remote.served:
        detail = "documents of this connection go elsewhere; connect it by itself"
        return Discovery(name, remote, Discovered.ELSEWHERE, detail)
    for kept in store.warehouses.all():
        if (kept.connection, kept.remote_id) == (live.name, remote.warehouse_id):
            return Discovery(kept.name, remote, Discovered.KNOWN, _difference(kept, remote))
    countries = live.manifest.countries
    alone = next(iter(countries)) if len(countries) == 1 else ""
    try:
        store.warehouses.add(
            Warehouse(
                name=name,
                title=remote.name,
                connection=live.name,
                remote_id=remote.warehouse_id,
                country=remote.address.country or alone,
                open=remote.open,
                snapshots=SnapshotSemantics(live.manifest.snapshots),
                department=remote.department,
                account=account,
            )
        )
    except InputRefusedError as error:
        return Discovery(name, remote, Discovered.REFUSED, f"{error.message} {error.next_step}")
    return Discovery(name, remote, Discovered.ADDED)


def name_of(remote: RemoteWarehouse, account: str) -> str:
    """Return what a service's warehouse is called here: its id, its department, the account."""
    parts = dict.fromkeys((remote.warehouse_id, remote.department, account))
    return "-".join(filter(None, (_STRANGE.sub("_", part) for part in parts)))[:_LONGEST]


def _difference(kept: Warehouse, remote: RemoteWarehouse) -> str:
    if kept.open is remote.open:
        return ""
    if kept.open:
        return f"the service has closed it: crossdock warehouse edit {kept.name} --closed"
    return f"closed here, open there: crossdock warehouse edit {kept.name} --open"


def news_come_by(workspace: Workspace, connection: str) -> str:
    """Return how news of a service's documents come: ``push``, or ``refresh`` by hand.

    They come by push where the account is subscribed and the connector reads what the
    service then sends.
    """
    try:
        kept = workspace.store.connections.get(connection)
        live = workspace.open(kept)
        listens = "decode_notification" in workspace.plugins.implemented(kept.connector)
    except CrossdockError:
        return "refresh"
    field = live.manifest.subscription_setting
    subscribed = bool(field) and bool(getattr(live.connection.settings, field))
    return "push" if subscribed and listens else "refresh"
