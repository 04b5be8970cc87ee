"""Goods to JD: asked for first, and only those that it lacks are created (sheet B5, C1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock import Goods, GoodsResult, RowOutcome, hookimpl
from crossdock.errors import (
    DataRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
)
from crossdock_jdid_fulfillment.goods import encode_change, encode_creation, encode_sku, index
from crossdock_jdid_fulfillment.manifest import GOODS_BATCH

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid_fulfillment.settings import FulfilmentSettings
    from crossdock_jos import Record

    Shop = Connection[FulfilmentSettings]

_ERRORS = (
    DataRefusedError,
    InputRefusedError,
    OutcomeUnknownError,
    RequestRefusedError,
    RetryLaterError,
)


@hookimpl
def push_products(
    connection: Connection[FulfilmentSettings], goods: tuple[Goods, ...]
) -> tuple[GoodsResult, ...]:
    """Return one result per product; one that JD knows is brought up to date where it may be.

    Raises:

        InputRefusedError: more products than one call takes.

        RemoteError: JD could not be asked which of them it knows; nothing was sent.
    """
    from crossdock_jdid_fulfillment import api

    if len(goods) > GOODS_BATCH:
        raise InputRefusedError(
            f"JD can be asked for {GOODS_BATCH} goods at once, and these are {len(goods)}.",
            next_step="Push them in smaller batches.",
        )
    skus = dict.fromkeys(one.sku for one in goods if _refusal(one) is None)
    known = index(api.goods(connection, tuple(skus))) if skus else {}
    results: list[GoodsResult] = []
    for one in goods:
        refused = _refusal(one)
        if refused is None and any(result.sku == one.sku for result in results):
            refused = GoodsResult(one.sku, RowOutcome.REFUSED, reason="It was given twice.")
        results.append(refused or _push(connection, one, known.get(one.sku)))
    return tuple(results)


def _refusal(goods: Goods) -> GoodsResult | None:
    """Return the refusal of goods that cannot even be asked for; None for all others."""
    try:
        encode_sku(goods.sku)
    except InputRefusedError as error:
        return GoodsResult(goods.sku, RowOutcome.REFUSED, goods.remote_id, error.message)
    return None


def _push(shop: Shop, goods: Goods, row: Record | None) -> GoodsResult:
    number = goods.remote_id if row is None else row.words("goodsNo").strip()
    try:
        if row is None:
            return _create(shop, goods)
        return _update(shop, goods, row, number)
    except _ERRORS as error:
        code = getattr(error, "remote_code", "")
        return GoodsResult(goods.sku, _outcome_of(error), number, error.message, code)


def _create(shop: Shop, goods: Goods) -> GoodsResult:
    """Return the result of creating *goods*, which somebody else may have done since we asked."""
    from crossdock_jdid_fulfillment import api
    from crossdock_jdid_fulfillment.errors import is_business, says_duplicate

    try:
        number = api.create_goods(shop, encode_creation(goods, shop.settings.department))
    except RequestRefusedError as error:
        if not is_business(error):
            raise
        try:
            row = index(api.goods(shop, (goods.sku,))).get(goods.sku)
        except RemoteTroubleError:
            row = None
        if row is not None:
            return _update(shop, goods, row, row.words("goodsNo").strip())
        if says_duplicate(error):
            reason = (
                f"JD says that it knows {goods.sku}, and does not show it yet. {error.message}"
            )
            return GoodsResult(goods.sku, RowOutcome.UNKNOWN, "", reason, error.remote_code)
        raise
    return GoodsResult(goods.sku, RowOutcome.DONE, number)


def _update(shop: Shop, goods: Goods, row: Record, number: str) -> GoodsResult:
    from crossdock_jdid_fulfillment import api

    change = encode_change(goods, row, shop.settings.department)
    if change is None:
        return GoodsResult(goods.sku, RowOutcome.DONE, number)
    done = api.update_goods(shop, change)
    if done:
        return GoodsResult(goods.sku, RowOutcome.DONE, number)
    if done is None:
        reason = "JD's answer does not say whether the goods were changed."
        return GoodsResult(goods.sku, RowOutcome.UNKNOWN, number, reason)
    names = " and ".join(sorted({"goodsName", "barcodes"} & change.keys()))
    reason = f"JD did not change {names} of {goods.sku}, and gave no reason."
    return GoodsResult(goods.sku, RowOutcome.REFUSED, number, reason)


def _outcome_of(error: Exception) -> RowOutcome:
    if isinstance(error, RetryLaterError):
        return RowOutcome.RETRY
    return RowOutcome.UNKNOWN if isinstance(error, OutcomeUnknownError) else RowOutcome.REFUSED
