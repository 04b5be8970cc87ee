"""The one file that sends: a function per call that we make.

Importing it imports the client library, so hooks import it inside themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crossdock.http import Effect
from crossdock_jdid import calls
from crossdock_jdid.calls import Call
from crossdock_jdid.dialects import WRAPPINGS
from crossdock_jdid.errors import Judge
from crossdock_jdid.manifest import CALLS
from crossdock_jdid.payloads import Payload
from crossdock_jdid.spans import Span

if TYPE_CHECKING:
    from crossdock import Connection
    from crossdock_jdid.settings import JdidSettings

    Shop = Connection[JdidSettings]


def account(shop: Shop) -> Any:
    """Return who we are, in the newer generation."""
    return _model(shop, calls.account())


def wares(shop: Shop, page: int, size: int) -> Any:
    """Return a page of the shop's products."""
    return _model(shop, calls.wares(shop.settings.dialect, page, size))


def skus(shop: Shop, spu_id: int) -> Any:
    """Return the SKUs of a product."""
    return _model(shop, calls.skus(shop.settings.dialect, spu_id))


def quantities(shop: Shop, sku_ids: Sequence[int]) -> Any:
    """Return the quantities of SKUs."""
    return _model(shop, calls.stock(shop.settings.dialect, sku_ids))


def update_stock(shop: Shop, rows: Sequence[Mapping[str, int]]) -> Payload:
    """Set quantities, and return what was said to them, refusals included."""
    call = calls.update_stock(shop.settings.dialect, rows)
    return _send(shop, call, Effect.SET, lenient=True)


def order_ids(shop: Shop, state: int, span: Span, page: int) -> Any:
    """Return a page of the ids of the orders in *state*."""
    return _model(shop, calls.order_ids(shop.settings.dialect, state, span, page))


def orders(shop: Shop, numbers: Sequence[int]) -> Any:
    """Return several orders."""
    return _model(shop, calls.orders(shop.settings.dialect, numbers))


def order(shop: Shop, number: int) -> Any:
    """Return one order."""
    return _model(shop, calls.order(shop.settings.dialect, number))


def print_order(shop: Shop, number: int, *, is_first: bool) -> Any:
    """Print an order's label; the first time, that allots its waybill."""
    call = calls.print_order(shop.settings.dialect, number)
    return _send(shop, call, Effect.ONCE if is_first else Effect.SET).model


def send_goods(shop: Shop, number: int, waybill: str) -> Any:
    """Tell that an order's parcel was handed over."""
    call = calls.send_goods(shop.settings.dialect, number, waybill)
    return _send(shop, call, Effect.ONCE).model


def _model(shop: Shop, call: Call) -> Any:
    return _send(shop, call, Effect.READ).model


def _send(shop: Shop, call: Call, effect: Effect, *, lenient: bool = False) -> Payload:
    wrapping = WRAPPINGS[shop.settings.dialect]
    judge = Judge(call, shop.settings.dialect, lenient)
    parameters = {
        "method": call.method,
        "v": wrapping.version,
        wrapping.parameter: call.params,
    }
    in_query = wrapping.http == "GET"
    shop.http.call(
        wrapping.http,
        wrapping.path,
        host=wrapping.host,
        params=parameters if in_query else None,
        form=None if in_query else parameters,
        effect=effect,
        bucket=CALLS,
        judge=judge,
    )
    return judge.payload
