"""Master products made known to a service's warehouses: planned, checked, queued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import InputRefusedError
from crossdock.fulfilment.effects import OpenReview
from crossdock.fulfilment.goods_facts import GoodsFacts, faults_of, goods_of
from crossdock.fulfilment.holds import Reason
from crossdock.fulfilment.warehouse_goods import (
    GoodsEvent,
    GoodsEventKind,
    GoodsState,
    WarehouseGoods,
)
from crossdock.manifest import Role

if TYPE_CHECKING:
    from crossdock.flows.fulfilment.turning import Turning
    from crossdock.fulfilment import Goods
    from crossdock.manifest import GoodsLimits
    from crossdock.store import Store
    from crossdock.workspace import Workspace

_S, _E = GoodsState, GoodsEventKind

#: Goods in one of these states can be received and shipped by the service.
KNOWN = frozenset({_S.ACTIVE, _S.DIRTY})
_UNDER_WAY = frozenset({_S.QUEUED, _S.SENDING, _S.UNKNOWN, _S.PENDING_REMOTE})


class Intent(StrEnum):
    """What a push would do about one product."""

    CREATE = "create"
    UPDATE = "update"
    #: The service has it as it is.
    UNCHANGED = "unchanged"
    #: Something is missing or too long.
    INCOMPLETE = "incomplete"
    UNDER_WAY = "under way"
    #: A person has been asked about it.
    REVIEW = "review"


@attrs.frozen
class GoodsPlan:
    """What a push would do about one product, and what is wrong with it."""

    sku: str
    intent: Intent
    faults: tuple[str, ...] = ()


def present(store: Store, sku: str) -> Goods:
    """Return a master product as it is now.

    Raises:

        NotFoundError: there is no such master SKU.

        InputRefusedError: it is a kit, which no warehouse keeps.
    """
    title = store.goods_facts.title(sku)
    parts = store.recipes.goods_of(sku)
    if set(parts) != {sku}:
        raise InputRefusedError(
            f"{sku} is made of {', '.join(parts)}, and a warehouse keeps those.",
            next_step="Name its parts.",
        )
    return goods_of(sku, title, store.goods_facts.of(sku))


def limits_of(workspace: Workspace, turning: Turning, connection: str) -> GoodsLimits:
    """Return what the warehouses of *connection* take of a product's texts.

    Raises:

        InputRefusedError: it runs no warehouses.
    """
    manifest = turning.world.manifest(connection)
    if manifest is None or Role.FULFILMENT not in manifest.roles:
        workspace.store.connections.get(connection)
        raise InputRefusedError(
            f"{connection} runs no warehouses.",
            next_step="Name a connection to a fulfilment service; see: crossdock conn list",
        )
    return manifest.goods_limits


def plan_goods(
    workspace: Workspace, turning: Turning, connection: str, skus: Sequence[str]
) -> list[GoodsPlan]:
    """Return what a push of *skus* to *connection* would do; it changes nothing.

    Raises:

        NotFoundError, InputRefusedError: see `present` and `limits_of`.
    """
    limits = limits_of(workspace, turning, connection)
    return [_planned(workspace.store, connection, sku, limits) for sku in dict.fromkeys(skus)]


def _planned(store: Store, connection: str, sku: str, limits: GoodsLimits) -> GoodsPlan:
    goods, kept = present(store, sku), store.known_goods.get(connection, sku)
    faults = faults_of(goods, limits)
    if kept.state in _UNDER_WAY:
        return GoodsPlan(sku, Intent.UNDER_WAY)
    if kept.state is _S.REVIEW:
        return GoodsPlan(sku, Intent.REVIEW, kept.errors)
    if kept.state is _S.ACTIVE and kept.pushed == goods:
        return GoodsPlan(sku, Intent.UNCHANGED)
    if faults:
        return GoodsPlan(sku, Intent.INCOMPLETE, faults)
    return GoodsPlan(sku, Intent.UPDATE if kept.pushed else Intent.CREATE)


def queue_goods(
    workspace: Workspace, turning: Turning, connection: str, skus: Sequence[str]
) -> list[WarehouseGoods]:
    """Queue what is to be told of *skus* to *connection*; return them as they are then.

    What is known already as it is, on its way or asked about stays; what is incomplete
    waits as a draft.
    """
    limits = limits_of(workspace, turning, connection)
    with workspace.store.db.transaction():
        return [
            turning.goods(connection, sku, _steps(workspace, connection, sku, limits))
            for sku in dict.fromkeys(skus)
        ]


def _steps(
    workspace: Workspace, connection: str, sku: str, limits: GoodsLimits
) -> Iterator[GoodsEvent]:
    now = workspace.clock()
    goods, kept = present(workspace.store, sku), workspace.store.known_goods.get(connection, sku)
    faults = faults_of(goods, limits)
    if faults and kept.pushed is not None:
        # The service goes on with what it has.
        return
    yield GoodsEvent(_E.CHOOSE, now, goods=goods)
    yield GoodsEvent(_E.EDIT, now, goods=goods)
    yield GoodsEvent(_E.VALIDATE, now, errors=faults)
    if not faults:
        yield GoodsEvent(_E.PUSH, now)


def say_facts(workspace: Workspace, turning: Turning, sku: str, facts: GoodsFacts) -> list[str]:
    """Keep what is said of *sku*; return the services that are to be told of it.

    Raises:

        NotFoundError, InputRefusedError: see `present`; or a service knows the product
            with another shelf life, which it never changes: a person is asked, and
            nothing is kept.
    """
    store = workspace.store
    before = present(store, sku)
    after = goods_of(sku, store.goods_facts.title(sku), facts)
    fixed = [one for one in _everywhere(store, sku) if _keeps_another_life(one, after)]
    if fixed:
        _ask(store, fixed)
        names = ", ".join(one.connection for one in fixed)
        raise InputRefusedError(
            f"{names} knows {sku}, or may know it, with another shelf life, which cannot be"
            " changed once the goods are known; nothing was changed.",
            next_step="Leave it as it is, or give the goods with the new one an SKU of their own.",
        )
    store.goods_facts.put(sku, facts)
    return [one.connection for one in _everywhere(store, sku) if before != after]


def _everywhere(store: Store, sku: str) -> Iterator[WarehouseGoods]:
    for kept in store.connections.all():
        goods = store.known_goods.get(kept.name, sku)
        if goods.state not in (_S.ABSENT, _S.RETIRED):
            yield goods


def _keeps_another_life(kept: WarehouseGoods, goods: Goods) -> bool:
    known = kept.pushed or kept.sent
    return known is not None and known.shelf_life != goods.shelf_life


def _ask(store: Store, fixed: Sequence[WarehouseGoods]) -> None:
    # The goods themselves are not stepped: under review, none of them could be shipped.
    with store.db.transaction():
        for one in fixed:
            store.asks.open(OpenReview(Reason.SHELF_LIFE_FIXED, one.key))
