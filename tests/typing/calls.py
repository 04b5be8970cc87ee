"""Calls of hooks, and modules as connectors, as type checkers see them."""

from typing import Any, assert_type

import bargain
import missing_hook
import wrong_argument
import wrong_name
import wrong_return

from crossdock import Account, Connection, Connector, Listing, Manifest, Page, PushReport
from crossdock.plugins import Plugins


def answers(plugins: Plugins, connection: Connection[Any]) -> None:
    """Every call through `Plugins` has the type of its spec."""
    hooks = plugins.hooks("bargain")
    assert_type(hooks, Connector)
    assert_type(hooks.manifest(), Manifest)
    assert_type(hooks.inspect_account(connection=connection), Account)
    assert_type(hooks.list_products(connection=connection, cursor=None), Page[Listing])
    assert_type(hooks.push_stock(connection=connection, updates=()), PushReport)


def slips(plugins: Plugins, connection: Connection[Any]) -> None:
    """Slips in a call are errors."""
    hooks = plugins.hooks("bargain")
    hooks.push_stock(connection=connection, updtaes=())  # type: ignore[call-arg]  # updtaes
    hooks.push_stock(connection=connection)  # type: ignore[call-arg]  # updates
    hooks.push_stock(connection=connection, updates=[1])  # type: ignore[arg-type]  # list[int]
    hooks.push_stok(connection=connection, updates=())  # type: ignore[attr-defined]  # push_stok
    hooks.manifest().naem.upper()  # type: ignore[attr-defined]  # naem


right: Connector = bargain
wrong_one: Connector = wrong_argument  # type: ignore[assignment]  # push_stock
wrong_two: Connector = wrong_return  # type: ignore[assignment]  # push_stock
# mypy leaves the names of arguments out of it; loading the plugin does not.
wrong_three: Connector = wrong_name  # pyright: ignore[reportAssignmentType]  # push_stock
wrong_four: Connector = missing_hook  # type: ignore[assignment]  # push_stock
