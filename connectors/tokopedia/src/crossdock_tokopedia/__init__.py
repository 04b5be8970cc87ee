"""The Tokopedia connector: its hooks, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock import hookimpl
from crossdock_tokopedia.accounts import authenticate as authenticate
from crossdock_tokopedia.accounts import inspect_account as inspect_account
from crossdock_tokopedia.manifest import manifest as manifest
from crossdock_tokopedia.notifications import decode_notification as decode_notification
from crossdock_tokopedia.orders import accept_order as accept_order
from crossdock_tokopedia.orders import get_order as get_order
from crossdock_tokopedia.orders import list_orders as list_orders
from crossdock_tokopedia.products import list_products as list_products
from crossdock_tokopedia.readback import read_stock as read_stock
from crossdock_tokopedia.settings import settings as settings
from crossdock_tokopedia.shipments import arrange_shipment as arrange_shipment
from crossdock_tokopedia.stock import push_stock as push_stock

if TYPE_CHECKING:
    from crossdock.sandbox import Sandbox, SandboxOptions


@hookimpl
def play_sandbox(options: SandboxOptions) -> Sandbox:
    """Return the app that plays Tokopedia, with the settings that reach it."""
    from crossdock_tokopedia.sandbox import build

    return build(options)
