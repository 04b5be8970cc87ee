"""The tables, as a list of migrations; the name of each function is its name for ever.

Times are ISO 8601 text in UTC, so that they sort as text. Every row belongs to
a merchant.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from crossdock.store.tables import (
    associations,
    catalogue,
    connections,
    counts,
    files,
    fulfilment,
    ledger,
    merges,
    rules,
    services,
    shown,
    warehouses,
)

migrations = Migrations("crossdock")


@migrations()
def create_connections(db: Database) -> None:
    """Merchants, their connections, and what ran."""
    for statement in connections.STATEMENTS:
        db.execute(statement)


@migrations()
def create_catalogue(db: Database) -> None:
    """Listings, master SKUs, the links between them, and what stands in the way of one."""
    for statement in catalogue.STATEMENTS:
        db.execute(statement)


@migrations()
def create_stock_and_orders(db: Database) -> None:
    """Counted stock, what was pushed of it, and the orders that sell it."""
    for statement in counts.STATEMENTS:
        db.execute(statement)


@migrations()
def tell_which_orders_take_stock(db: Database) -> None:
    """Whether an order's units are off the shelf, which its status alone cannot tell."""
    for statement in counts.WHICH_ORDERS_TAKE_STOCK:
        db.execute(statement)


@migrations()
def create_rules_and_interactions(db: Database) -> None:
    """Stock rules, sharing and interaction settings, each as revisions that are never changed."""
    for statement in rules.STATEMENTS:
        db.execute(statement)


@migrations()
def create_merge_groups(db: Database) -> None:
    """Orders that may be merged, and everything that was ever decided of them."""
    for statement in merges.STATEMENTS:
        db.execute(statement)


@migrations()
def create_stock_ledger(db: Database) -> None:
    """Stock events, what they add up to, and the counts there were, as events at ``main``."""
    for statement in ledger.STATEMENTS:
        db.execute(statement)


@migrations()
def create_warehouses(db: Database) -> None:
    """Warehouses, the places in them, and what kits are made of."""
    for statement in warehouses.STATEMENTS:
        db.execute(statement)


@migrations()
def tell_how_clocks_differ(db: Database) -> None:
    """How far a platform's clock was ahead of ours when it answered, in seconds."""
    db.execute("ALTER TABLE calls ADD COLUMN skew REAL")


@migrations()
def create_shown(db: Database) -> None:
    """What each listing is known to show, the version of each push, and readings that differed.

    A push without an answer becomes a doubt that can be looked up at once."""
    for statement in shown.STATEMENTS:
        db.execute(statement)


@migrations()
def create_fulfilment(db: Database) -> None:
    """Parcels, inbounds, goods at warehouses, the outbox, and what a person is asked."""
    for statement in fulfilment.STATEMENTS:
        db.execute(statement)


@migrations()
def create_associations(db: Database) -> None:
    """Association rules, what is known of warehouses, places, and when any of it changed."""
    for statement in associations.STATEMENTS:
        db.execute(statement)


@migrations()
def create_file_channels(db: Database) -> None:
    """Shops whose orders come from files."""
    for statement in files.STATEMENTS:
        db.execute(statement)


@migrations()
def watch_file_channels(db: Database) -> None:
    """Shops whose orders come from files are read with what orders are routed by."""
    for statement in associations.OF_FILES:
        db.execute(statement)


@migrations()
def create_services(db: Database) -> None:
    """Accounts and the merchants they belong to, facts of goods, and news of inbounds."""
    for statement in services.STATEMENTS:
        db.execute(statement)


@migrations()
def tell_what_channels_may_have_put_back(db: Database) -> None:
    """Units of cancelled orders that a listing may show again."""
    for statement in shown.LOOSE:
        db.execute(statement)
