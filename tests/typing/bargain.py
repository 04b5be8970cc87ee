"""A connector as a stranger writes it; type checkers must have nothing to say."""

from __future__ import annotations

import attrs

from crossdock import (
    Account,
    ApiStatus,
    Cancellation,
    Connection,
    DocumentKey,
    Goods,
    GoodsResult,
    Hint,
    Inbound,
    Listing,
    Manifest,
    NotificationRequest,
    Order,
    Outbound,
    Page,
    PushReport,
    RemoteInbound,
    RemoteOutbound,
    RemoteWarehouse,
    Role,
    RowOutcome,
    RowResult,
    Secret,
    Shipment,
    ShipmentRequest,
    StockLevel,
    StockReading,
    StockUpdate,
    Window,
    hookimpl,
)
from crossdock.http import Auth
from crossdock.sandbox import Sandbox, SandboxOptions


@attrs.frozen
class Settings:
    """What a connection needs."""

    shop_id: str
    key: Secret


@hookimpl
def manifest() -> Manifest:
    """Declare the platform."""
    return Manifest(
        name="bargain",
        title="Bargain",
        roles=frozenset({Role.CHANNEL}),
        dialect="v1",
        dialect_date="2024-01-01",
        api_status=ApiStatus.LIVE,
        hosts={},
        allowed_hosts=(),
    )


@hookimpl
def settings() -> type[Settings]:
    """Declare the settings."""
    return Settings


@hookimpl
def authenticate(connection: Connection[Settings]) -> Auth:
    """Sign with nothing."""
    return Auth()


@hookimpl
def inspect_account(connection: Connection[Settings]) -> Account:
    """Know the shop by its id; the settings are typed."""
    return Account(connection.settings.shop_id, connection.settings.shop_id.upper())


@hookimpl
def list_products(connection: Connection[Settings], cursor: str | None) -> Page[Listing]:
    """Sell nothing."""
    return Page()


@hookimpl
def push_stock(connection: Connection[Settings], updates: tuple[StockUpdate, ...]) -> PushReport:
    """Push nothing."""
    return PushReport(tuple(RowResult(row.listing_id, RowOutcome.DONE) for row in updates))


@hookimpl
def read_stock(
    connection: Connection[Settings], listing_ids: tuple[str, ...]
) -> tuple[StockReading, ...]:
    """Know of no listing."""
    return ()


@hookimpl
def list_orders(
    connection: Connection[Settings], window: Window, cursor: str | None
) -> Page[Order]:
    """Sell to nobody."""
    return Page()


@hookimpl
def get_order(connection: Connection[Settings], order_id: str) -> Order:
    """Have no order."""
    raise KeyError(order_id)


@hookimpl
def accept_order(connection: Connection[Settings], order_id: str) -> Order:
    """Have no order."""
    raise KeyError(order_id)


@hookimpl
def arrange_shipment(connection: Connection[Settings], request: ShipmentRequest) -> Shipment:
    """Have no order."""
    raise KeyError(request)


@hookimpl
def push_products(
    connection: Connection[Settings], goods: tuple[Goods, ...]
) -> tuple[GoodsResult, ...]:
    """Take all goods."""
    return tuple(GoodsResult(row.sku, RowOutcome.DONE) for row in goods)


@hookimpl
def create_outbound(connection: Connection[Settings], outbound: Outbound) -> RemoteOutbound:
    """Have no warehouse."""
    raise KeyError(outbound)


@hookimpl
def find_outbound(connection: Connection[Settings], reference: str) -> tuple[RemoteOutbound, ...]:
    """Have no outbound."""
    return ()


@hookimpl
def cancel_outbound(connection: Connection[Settings], document: DocumentKey) -> Cancellation:
    """Have no outbound."""
    raise KeyError(document)


@hookimpl
def refresh_outbound(
    connection: Connection[Settings], documents: tuple[DocumentKey, ...]
) -> tuple[RemoteOutbound, ...]:
    """Have no outbound."""
    return ()


@hookimpl
def create_inbound(connection: Connection[Settings], inbound: Inbound) -> RemoteInbound:
    """Have no warehouse."""
    raise KeyError(inbound)


@hookimpl
def find_inbound(connection: Connection[Settings], reference: str) -> tuple[RemoteInbound, ...]:
    """Have no inbound."""
    return ()


@hookimpl
def cancel_inbound(connection: Connection[Settings], document: DocumentKey) -> Cancellation:
    """Have no inbound."""
    raise KeyError(document)


@hookimpl
def refresh_inbound(
    connection: Connection[Settings], documents: tuple[DocumentKey, ...]
) -> tuple[RemoteInbound, ...]:
    """Have no inbound."""
    return ()


@hookimpl
def list_stock(connection: Connection[Settings], cursor: str | None) -> Page[StockLevel]:
    """Store nothing."""
    return Page()


@hookimpl
def list_warehouses(connection: Connection[Settings]) -> tuple[RemoteWarehouse, ...]:
    """Have no warehouse."""
    return ()


@hookimpl
def decode_notification(
    connection: Connection[Settings], request: NotificationRequest
) -> tuple[Hint, ...]:
    """Hear of nothing."""
    return ()


@hookimpl
def play_sandbox(options: SandboxOptions) -> Sandbox:
    """Play nothing."""
    return Sandbox(app=None, settings={})
