"""Goods told to a service, as many in one call as it takes; one that is poison spoils no other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from crossdock.errors import (
    CrossdockError,
    DataRefusedError,
    InputRefusedError,
    RequestRefusedError,
)
from crossdock.flows.fulfilment.answers import Said, failed
from crossdock.fulfilment import Goods, GoodsResult
from crossdock.fulfilment.jobs import JobEventKind
from crossdock.inventory import RowOutcome

if TYPE_CHECKING:
    from crossdock.workspace import Live

_E = JobEventKind

#: Of a call as a whole: one of its goods may be what is refused.
_OF_ONE = (RequestRefusedError, InputRefusedError, DataRefusedError)

_EVENTS = {
    RowOutcome.DONE: _E.ANSWERED,
    RowOutcome.REFUSED: _E.REFUSED,
    RowOutcome.RETRY: _E.POSTPONED,
    RowOutcome.UNKNOWN: _E.LOST,
}


def push_goods(live: Live, goods: Sequence[Goods]) -> dict[str, Said]:
    """Tell *goods* to the service; return what came of each, by SKU.

    A call that is refused as a whole is made again with each half of its goods, until
    those that are refused are alone.

    Args:

        goods: no SKU twice.
    """
    try:
        results = live.hooks.push_products(connection=live.connection, goods=tuple(goods))
    except _OF_ONE as error:
        return _halves(live, goods) if len(goods) > 1 else {goods[0].sku: failed(error)}
    except CrossdockError as error:
        return {one.sku: failed(error) for one in goods}
    told = {result.sku: _said(result) for result in results}
    silent = f"{live.name} answered and said nothing of it."
    return {one.sku: told.get(one.sku, Said(_E.LOST, reason=silent)) for one in goods}


def as_look(said: Said) -> Said:
    """Return what telling goods again says of an earlier attempt whose fate was not known."""
    event = _E.FOUND if said.event is _E.ANSWERED else _E.LOOKUP_FAILED
    return attrs.evolve(said, event=event)


def _halves(live: Live, goods: Sequence[Goods]) -> dict[str, Said]:
    middle = len(goods) // 2
    first = push_goods(live, goods[:middle])
    stopped = next((one.trouble for one in first.values() if one.trouble), None)
    if stopped is None:
        return first | push_goods(live, goods[middle:])
    # The others certainly were not sent.
    waits = Said(_E.POSTPONED, reason=stopped.message, trouble=stopped)
    return first | {one.sku: waits for one in goods[middle:]}


def _said(result: GoodsResult) -> Said:
    event = _EVENTS[result.outcome]
    if event is _E.ANSWERED:
        return Said(event, result)
    return Said(event, reason=result.reason or f"{result.sku} was not taken.")
