"""The JD.com connector: its hooks, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock import hookimpl
from crossdock_jdcom.accounts import authenticate as authenticate
from crossdock_jdcom.accounts import inspect_account as inspect_account
from crossdock_jdcom.manifest import manifest as manifest
from crossdock_jdcom.orders import accept_order as accept_order
from crossdock_jdcom.orders import get_order as get_order
from crossdock_jdcom.orders import list_orders as list_orders
from crossdock_jdcom.products import list_products as list_products
from crossdock_jdcom.readback import read_stock as read_stock
from crossdock_jdcom.settings import settings as settings
from crossdock_jdcom.shipments import arrange_shipment as arrange_shipment
from crossdock_jdcom.stock import push_stock as push_stock

if TYPE_CHECKING:
    from crossdock.sandbox import Sandbox, SandboxOptions


@hookimpl
def play_sandbox(options: SandboxOptions) -> Sandbox:
    """Return the app that plays JD.com, with the settings that reach it."""
    from crossdock_jdcom.sandbox import build

    return build(options)
