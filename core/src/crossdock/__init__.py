"""What a plugin imports: the marker of its hooks, and the values they exchange.

Names load when they are first used, so that the command line can show its help
without them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crossdock.accounts import Account as Account
    from crossdock.accounts import Check as Check
    from crossdock.accounts import CheckState as CheckState
    from crossdock.accounts import Question as Question
    from crossdock.catalogue import Listing as Listing
    from crossdock.catalogue import ListingStatus as ListingStatus
    from crossdock.connections import Connection as Connection
    from crossdock.connections import Token as Token
    from crossdock.fulfilment import Cancellation as Cancellation
    from crossdock.fulfilment import CancelOutcome as CancelOutcome
    from crossdock.fulfilment import DocumentKey as DocumentKey
    from crossdock.fulfilment import DocumentLine as DocumentLine
    from crossdock.fulfilment import Goods as Goods
    from crossdock.fulfilment import GoodsResult as GoodsResult
    from crossdock.fulfilment import Inbound as Inbound
    from crossdock.fulfilment import InboundProgress as InboundProgress
    from crossdock.fulfilment import Milestone as Milestone
    from crossdock.fulfilment import Outbound as Outbound
    from crossdock.fulfilment import OutboundProgress as OutboundProgress
    from crossdock.fulfilment import ReceivedLine as ReceivedLine
    from crossdock.fulfilment import RemoteInbound as RemoteInbound
    from crossdock.fulfilment import RemoteOutbound as RemoteOutbound
    from crossdock.fulfilment import RemoteWarehouse as RemoteWarehouse
    from crossdock.fulfilment import ShelfLife as ShelfLife
    from crossdock.fulfilment import ShippedLine as ShippedLine
    from crossdock.fulfilment import StockLevel as StockLevel
    from crossdock.hookspecs import Connector as Connector
    from crossdock.hookspecs import hookimpl as hookimpl
    from crossdock.inventory import PushReport as PushReport
    from crossdock.inventory import RowOutcome as RowOutcome
    from crossdock.inventory import RowResult as RowResult
    from crossdock.inventory import StockReading as StockReading
    from crossdock.inventory import StockUpdate as StockUpdate
    from crossdock.manifest import ApiStatus as ApiStatus
    from crossdock.manifest import GoodsLimits as GoodsLimits
    from crossdock.manifest import ImportLimit as ImportLimit
    from crossdock.manifest import Manifest as Manifest
    from crossdock.manifest import RateLimit as RateLimit
    from crossdock.manifest import Role as Role
    from crossdock.manifest import WriteMode as WriteMode
    from crossdock.money import Money as Money
    from crossdock.notifications import Hint as Hint
    from crossdock.notifications import HintKind as HintKind
    from crossdock.notifications import NotificationRequest as NotificationRequest
    from crossdock.orders import Address as Address
    from crossdock.orders import Handover as Handover
    from crossdock.orders import Label as Label
    from crossdock.orders import Order as Order
    from crossdock.orders import OrderLine as OrderLine
    from crossdock.orders import OrderStatus as OrderStatus
    from crossdock.orders import Person as Person
    from crossdock.orders import Shipment as Shipment
    from crossdock.orders import ShipmentRequest as ShipmentRequest
    from crossdock.orders import Window as Window
    from crossdock.paging import Page as Page
    from crossdock.paging import RefusedRecord as RefusedRecord
    from crossdock.policy import ChannelPolicy as ChannelPolicy
    from crossdock.secret import Secret as Secret

#: Where each name lives; a test holds it to the imports above.
_HOMES = {
    "Account": "accounts",
    "Check": "accounts",
    "CheckState": "accounts",
    "Question": "accounts",
    "Listing": "catalogue",
    "ListingStatus": "catalogue",
    "Connection": "connections",
    "Token": "connections",
    "CancelOutcome": "fulfilment",
    "Cancellation": "fulfilment",
    "DocumentKey": "fulfilment",
    "DocumentLine": "fulfilment",
    "Goods": "fulfilment",
    "GoodsResult": "fulfilment",
    "Inbound": "fulfilment",
    "InboundProgress": "fulfilment",
    "Milestone": "fulfilment",
    "Outbound": "fulfilment",
    "OutboundProgress": "fulfilment",
    "ReceivedLine": "fulfilment",
    "RemoteInbound": "fulfilment",
    "RemoteOutbound": "fulfilment",
    "RemoteWarehouse": "fulfilment",
    "ShelfLife": "fulfilment",
    "ShippedLine": "fulfilment",
    "StockLevel": "fulfilment",
    "Connector": "hookspecs",
    "hookimpl": "hookspecs",
    "PushReport": "inventory",
    "RowOutcome": "inventory",
    "RowResult": "inventory",
    "StockReading": "inventory",
    "StockUpdate": "inventory",
    "ApiStatus": "manifest",
    "GoodsLimits": "manifest",
    "ImportLimit": "manifest",
    "Manifest": "manifest",
    "RateLimit": "manifest",
    "Role": "manifest",
    "WriteMode": "manifest",
    "Money": "money",
    "Hint": "notifications",
    "HintKind": "notifications",
    "NotificationRequest": "notifications",
    "Address": "orders",
    "Handover": "orders",
    "Label": "orders",
    "Order": "orders",
    "OrderLine": "orders",
    "OrderStatus": "orders",
    "Person": "orders",
    "Shipment": "orders",
    "ShipmentRequest": "orders",
    "Window": "orders",
    "Page": "paging",
    "RefusedRecord": "paging",
    "ChannelPolicy": "policy",
    "Secret": "secret",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the list


def __getattr__(name: str) -> Any:
    """Load *name* from where it lives."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'crossdock' has no attribute {name!r}")
    value = getattr(import_module(f"crossdock.{home}"), name)
    globals()[name] = value
    return value
