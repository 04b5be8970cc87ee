"""A connector to a platform that does not exist: both roles, small, and right in every way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock import hookimpl
from mall.calls import authenticate as authenticate
from mall.calls import decode_notification as decode_notification
from mall.channel import accept_order as accept_order
from mall.channel import arrange_shipment as arrange_shipment
from mall.channel import get_order as get_order
from mall.channel import inspect_account as inspect_account
from mall.channel import list_orders as list_orders
from mall.channel import list_products as list_products
from mall.channel import push_stock as push_stock
from mall.channel import read_stock as read_stock
from mall.declared import manifest as manifest
from mall.declared import settings as settings
from mall.fulfilment import cancel_inbound as cancel_inbound
from mall.fulfilment import cancel_outbound as cancel_outbound
from mall.fulfilment import create_inbound as create_inbound
from mall.fulfilment import create_outbound as create_outbound
from mall.fulfilment import find_inbound as find_inbound
from mall.fulfilment import find_outbound as find_outbound
from mall.fulfilment import list_stock as list_stock
from mall.fulfilment import list_warehouses as list_warehouses
from mall.fulfilment import push_products as push_products
from mall.fulfilment import refresh_inbound as refresh_inbound
from mall.fulfilment import refresh_outbound as refresh_outbound

if TYPE_CHECKING:
    from crossdock.sandbox import Sandbox, SandboxOptions


@hookimpl
def play_sandbox(options: SandboxOptions) -> Sandbox:
    """Return the app that plays the mall."""
    from mall.sandbox import build

    return build(options)
