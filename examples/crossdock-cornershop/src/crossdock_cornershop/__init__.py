"""The Corner Shop connector: what it declares, and its hooks, one function each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crossdock import ApiStatus, Manifest, RateLimit, Role, hookimpl

from crossdock_cornershop.account import authenticate as authenticate
from crossdock_cornershop.account import inspect_account as inspect_account
from crossdock_cornershop.account import settings as settings
from crossdock_cornershop.channel import arrange_shipment as arrange_shipment
from crossdock_cornershop.channel import get_order as get_order
from crossdock_cornershop.channel import list_orders as list_orders
from crossdock_cornershop.channel import list_products as list_products
from crossdock_cornershop.channel import push_stock as push_stock
from crossdock_cornershop.channel import read_stock as read_stock

if TYPE_CHECKING:
    from crossdock.sandbox import Sandbox, SandboxOptions


@hookimpl
def manifest() -> Manifest:
    """Return what core must know of Corner Shop."""
    return Manifest(
        name="cornershop",
        title="Corner Shop",
        roles=frozenset({Role.CHANNEL}),
        dialect="Corner Shop REST v1",
        dialect_date="2026-01-05",
        api_status=ApiStatus.LIVE,
        homepage="https://developers.cornershop.example",
        hosts={"api": "https://api.cornershop.example"},
        allowed_hosts=("api.cornershop.example",),
        limits=(RateLimit("calls", per_second=10),),
        listing_page=20,
        order_window=timedelta(days=7),
        order_overlap=timedelta(minutes=10),
        issues_waybills=False,
        not_applicable={
            "accept_order": "An order needs no accepting: it is paid, and then it ships.",
            "decode_notification": "The shop does not call back.",
            "AUTH-01": "A token does not expire: there is nothing to fetch or keep.",
            "AUTH-02": "A token does not expire: there is nothing to renew.",
            "PROD-07": "The shop has no variants.",
            "STK-06": "Stock is set one product at a time.",
            "STK-08": "The shop has no campaigns.",
            "STK-09": "The shop keeps one number per product, not one per warehouse.",
            "SBX-03": "No change of the interface is known.",
        },
    )


@hookimpl
def play_sandbox(options: SandboxOptions) -> Sandbox:
    """Return the app that plays Corner Shop, with the settings that reach it."""
    from crossdock_cornershop.sandbox import build

    return build(options)
