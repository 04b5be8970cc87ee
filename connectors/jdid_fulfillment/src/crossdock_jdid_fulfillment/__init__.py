"""The connector for JD.ID's fulfilment warehouses: its hooks, one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossdock import hookimpl
from crossdock_jdid_fulfillment.accounts import authenticate as authenticate
from crossdock_jdid_fulfillment.accounts import inspect_account as inspect_account
from crossdock_jdid_fulfillment.inbounds import cancel_inbound as cancel_inbound
from crossdock_jdid_fulfillment.inbounds import create_inbound as create_inbound
from crossdock_jdid_fulfillment.inbounds import find_inbound as find_inbound
from crossdock_jdid_fulfillment.inbounds import refresh_inbound as refresh_inbound
from crossdock_jdid_fulfillment.manifest import manifest as manifest
from crossdock_jdid_fulfillment.outbounds import cancel_outbound as cancel_outbound
from crossdock_jdid_fulfillment.outbounds import create_outbound as create_outbound
from crossdock_jdid_fulfillment.outbounds import find_outbound as find_outbound
from crossdock_jdid_fulfillment.outbounds import refresh_outbound as refresh_outbound
from crossdock_jdid_fulfillment.products import push_products as push_products
from crossdock_jdid_fulfillment.settings import settings as settings
from crossdock_jdid_fulfillment.stock import list_stock as list_stock
from crossdock_jdid_fulfillment.warehouses import list_warehouses as list_warehouses

if TYPE_CHECKING:
    from crossdock.sandbox import Sandbox, SandboxOptions


@hookimpl
def play_sandbox(options: SandboxOptions) -> Sandbox:
    """Return the app that plays JD's warehouse API, with the settings that reach it."""
    from crossdock_jdid_fulfillment.sandbox import build

    return build(options)
