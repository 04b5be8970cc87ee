"""Calls of hooks, and modules as connectors, as type checkers see them."""

from typing import Any, assert_type

import bargain
import missing_hook
import wrong_argument
import wrong_name
import wrong_return

from crossdock import (
    Account,
    Cancellation,
    Connection,
    Connector,
    DocumentKey,
    Inbound,
    Listing,
    Manifest,
    Outbound,
    Page,
    PushReport,
    RemoteInbound,
    RemoteOutbound,
    RemoteWarehouse,
    StockLevel,
    StockReading,
)
from crossdock.plugins import Plugins


def answers(plugins: Plugins, connection: Connection[Any]) -> None:
    """Every call through `Plugins` has the type of its spec."""
    hooks = plugins.hooks("bargain")
    assert_type(hooks, Connector)
    assert_type(hooks.manifest(), Manifest)
    assert_type(hooks.inspect_account(connection=connection), Account)
    assert_type(hooks.list_products(connection=connection, cursor=None), Page[Listing])
    assert_type(hooks.push_stock(connection=connection, updates=()), PushReport)
    readings = hooks.read_stock(connection=connection, listing_ids=("7",))
    assert_type(readings, tuple[StockReading, ...])
    assert_type(hooks.list_stock(connection=connection, cursor=None), Page[StockLevel])
    assert_type(hooks.list_warehouses(connection=connection), tuple[RemoteWarehouse, ...])


def documents(plugins: Plugins, connection: Connection[Any], key: DocumentKey) -> None:
    """The same holds for the documents of a fulfilment service."""
    hooks = plugins.hooks("bargain")
    cancelled = hooks.cancel_outbound(connection=connection, document=key)
    assert_type(cancelled, Cancellation)
    refreshed = hooks.refresh_outbound(connection=connection, documents=(key,))
    assert_type(refreshed, tuple[RemoteOutbound, ...])
    found = hooks.find_inbound(connection=connection, reference="PO-1")
    assert_type(found, tuple[RemoteInbound, ...])


def creates(
    plugins: Plugins, connection: Connection[Any], outbound: Outbound, inbound: Inbound
) -> None:
    """What is created comes back as the service has it."""
    hooks = plugins.hooks("bargain")
    assert_type(hooks.create_outbound(connection=connection, outbound=outbound), RemoteOutbound)
    assert_type(hooks.create_inbound(connection=connection, inbound=inbound), RemoteInbound)


def slips(plugins: Plugins, connection: Connection[Any]) -> None:
    """Slips in a call are errors."""
    hooks = plugins.hooks("bargain")
    hooks.push_stock(connection=connection, updtaes=())  # type: ignore[call-arg]  # updtaes
    hooks.push_stock(connection=connection)  # type: ignore[call-arg]  # updates
    hooks.push_stock(connection=connection, updates=[1])  # type: ignore[arg-type]  # list[int]
    hooks.read_stock(connection=connection, listing_ids="7")  # type: ignore[arg-type]  # listing_ids
    hooks.push_stok(connection=connection, updates=())  # type: ignore[attr-defined]  # push_stok
    hooks.manifest().naem.upper()  # type: ignore[attr-defined]  # naem


right: Connector = bargain
wrong_one: Connector = wrong_argument  # type: ignore[assignment]  # push_stock
wrong_two: Connector = wrong_return  # type: ignore[assignment]  # push_stock
# mypy leaves the names of arguments out of it; loading the plugin does not.
wrong_three: Connector = wrong_name  # pyright: ignore[reportAssignmentType]  # push_stock
wrong_four: Connector = missing_hook  # type: ignore[assignment]  # push_stock
