"""The JD.ID connector: its hooks, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock import hookimpl
from crossdock_jdid.accounts import authenticate as authenticate
from crossdock_jdid.accounts import inspect_account as inspect_account
from crossdock_jdid.manifest import manifest as manifest
from crossdock_jdid.orders import get_order as get_order
from crossdock_jdid.orders import list_orders as list_orders
from crossdock_jdid.products import list_products as list_products
from crossdock_jdid.readback import read_stock as read_stock
from crossdock_jdid.settings import settings as settings
from crossdock_jdid.shipments import accept_order as accept_order
from crossdock_jdid.shipments import arrange_shipment as arrange_shipment
from crossdock_jdid.stock import push_stock as push_stock

if TYPE_CHECKING:
    from crossdock.sandbox import Sandbox, SandboxOptions


@hookimpl
def play_sandbox(options: SandboxOptions) -> Sandbox:
    """Return the app that plays JD.ID, with the settings that reach it."""
    from crossdock_jdid.sandbox import build

    return build(options)
