"""The tables, as a list of migrations; the name of each function is its name for ever.

Times are ISO 8601 text in UTC, so that they sort as text. Every row belongs to
a merchant.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("crossdock")


@migrations()
def create_connections(db: Database) -> None:
    """Merchants, their connections, and what ran."""
    for statement in (
        """
        CREATE TABLE merchants (
            merchant TEXT PRIMARY KEY,
            created_at TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE connections (
            merchant TEXT NOT NULL REFERENCES merchants (merchant),
            name TEXT NOT NULL,
            connector TEXT NOT NULL,
            settings TEXT NOT NULL,
            secrets TEXT NOT NULL,
            endpoints TEXT NOT NULL,
            answers TEXT NOT NULL,
            sandbox INTEGER NOT NULL,
            rate REAL,
            created_at TEXT NOT NULL,
            PRIMARY KEY (merchant, name)
        ) STRICT
        """,
        """
        CREATE TABLE runs (
            merchant TEXT NOT NULL,
            run TEXT NOT NULL,
            command TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            exit_code INTEGER,
            PRIMARY KEY (merchant, run)
        ) STRICT
        """,
        """
        CREATE TABLE calls (
            id INTEGER PRIMARY KEY,
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            run TEXT NOT NULL,
            hook TEXT NOT NULL,
            endpoint TEXT NOT NULL,
            status INTEGER,
            outcome TEXT NOT NULL,
            seconds REAL NOT NULL,
            attempt INTEGER NOT NULL,
            at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX calls_by_connection ON calls (merchant, connection, id)",
        """
        CREATE TABLE buckets (
            merchant TEXT NOT NULL,
            bucket TEXT NOT NULL,
            arrival REAL NOT NULL,
            PRIMARY KEY (merchant, bucket)
        ) STRICT
        """,
        """
        CREATE TABLE tokens (
            merchant TEXT NOT NULL,
            connector TEXT NOT NULL,
            key TEXT NOT NULL,
            sealed TEXT NOT NULL,
            expires_at TEXT,
            PRIMARY KEY (merchant, connector, key)
        ) STRICT
        """,
        """
        CREATE TABLE leases (
            merchant TEXT NOT NULL,
            name TEXT NOT NULL,
            owner TEXT NOT NULL,
            expires_at REAL NOT NULL,
            PRIMARY KEY (merchant, name)
        ) STRICT
        """,
    ):
        db.execute(statement)


@migrations()
def create_catalogue(db: Database) -> None:
    """Listings, master SKUs, the links between them, and what stands in the way of one."""
    for statement in (
        """
        CREATE TABLE masters (
            merchant TEXT NOT NULL,
            sku TEXT NOT NULL,
            near_key TEXT NOT NULL,
            title TEXT NOT NULL,
            created_at TEXT NOT NULL,
            PRIMARY KEY (merchant, sku)
        ) STRICT
        """,
        "CREATE INDEX masters_by_near_key ON masters (merchant, near_key)",
        """
        CREATE TABLE listings (
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            listing_id TEXT NOT NULL,
            sku TEXT NOT NULL,
            title TEXT NOT NULL,
            status TEXT NOT NULL,
            quantity INTEGER NOT NULL,
            body TEXT NOT NULL,
            refusal TEXT,
            pull INTEGER NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            PRIMARY KEY (merchant, connection, listing_id)
        ) STRICT
        """,
        """
        CREATE TABLE links (
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            listing_id TEXT NOT NULL,
            sku TEXT NOT NULL,
            code TEXT NOT NULL,
            origin TEXT NOT NULL,
            created_at TEXT NOT NULL,
            PRIMARY KEY (merchant, connection, listing_id),
            FOREIGN KEY (merchant, sku) REFERENCES masters (merchant, sku)
        ) STRICT
        """,
        "CREATE INDEX links_by_sku ON links (merchant, sku)",
        """
        CREATE TABLE conflicts (
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            listing_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            detail TEXT NOT NULL,
            other TEXT NOT NULL,
            created_at TEXT NOT NULL,
            PRIMARY KEY (merchant, connection, listing_id)
        ) STRICT
        """,
        """
        CREATE TABLE quarantine (
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            hook TEXT NOT NULL,
            record_id TEXT NOT NULL,
            raw TEXT NOT NULL,
            error TEXT NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            PRIMARY KEY (merchant, connection, hook, record_id)
        ) STRICT
        """,
        """
        CREATE TABLE pulls (
            id INTEGER PRIMARY KEY,
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            stream TEXT NOT NULL,
            state TEXT NOT NULL,
            cursor TEXT,
            pages INTEGER NOT NULL,
            counts TEXT NOT NULL,
            run TEXT NOT NULL,
            started_at TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX pulls_by_stream ON pulls (merchant, connection, stream, id)",
    ):
        db.execute(statement)


@migrations()
def create_stock_and_orders(db: Database) -> None:
    """Counted stock, what was pushed of it, and the orders that sell it."""
    for statement in (
        """
        CREATE TABLE counts (
            id INTEGER PRIMARY KEY,
            merchant TEXT NOT NULL,
            sku TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity >= 0),
            reason TEXT NOT NULL,
            run TEXT NOT NULL,
            counted_at TEXT NOT NULL,
            FOREIGN KEY (merchant, sku) REFERENCES masters (merchant, sku)
        ) STRICT
        """,
        "CREATE INDEX counts_by_sku ON counts (merchant, sku, id)",
        """
        CREATE TRIGGER counts_stay BEFORE UPDATE ON counts
        BEGIN SELECT RAISE(ABORT, 'a stock count is never changed; count again'); END
        """,
        """
        CREATE TRIGGER counts_remain BEFORE DELETE ON counts
        BEGIN SELECT RAISE(ABORT, 'a stock count is never deleted; count again'); END
        """,
        """
        CREATE TABLE pushes (
            id INTEGER PRIMARY KEY,
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            listing_id TEXT NOT NULL,
            before INTEGER NOT NULL,
            quantity INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            run TEXT NOT NULL,
            intended_at TEXT NOT NULL,
            ended_at TEXT
        ) STRICT
        """,
        "CREATE INDEX pushes_by_listing ON pushes (merchant, connection, listing_id, id)",
        (
            "CREATE INDEX pushes_open ON pushes (merchant, connection, state)"
            " WHERE state IN ('sending', 'unknown')"
        ),
        """
        CREATE TABLE orders (
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            order_id TEXT NOT NULL,
            number TEXT NOT NULL,
            status TEXT NOT NULL,
            raw_status TEXT NOT NULL,
            placed_at TEXT NOT NULL,
            body TEXT NOT NULL,
            revision INTEGER NOT NULL,
            pull INTEGER NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            PRIMARY KEY (merchant, connection, order_id)
        ) STRICT
        """,
        "CREATE INDEX orders_by_time ON orders (merchant, placed_at)",
        """
        CREATE TABLE order_lines (
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            order_id TEXT NOT NULL,
            line_id TEXT NOT NULL,
            listing_id TEXT NOT NULL,
            code TEXT NOT NULL,
            title TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            PRIMARY KEY (merchant, connection, order_id, line_id),
            FOREIGN KEY (merchant, connection, order_id)
                REFERENCES orders (merchant, connection, order_id)
        ) STRICT
        """,
        "CREATE INDEX order_lines_by_listing ON order_lines (merchant, connection, listing_id)",
    ):
        db.execute(statement)


@migrations()
def tell_which_orders_take_stock(db: Database) -> None:
    """Whether an order's units are off the shelf, which its status alone cannot tell."""
    for statement in (
        "ALTER TABLE orders ADD COLUMN takes_stock INTEGER NOT NULL DEFAULT 1",
        "UPDATE orders SET takes_stock = 0 WHERE status IN ('cancelled', 'unpaid', 'unknown')",
    ):
        db.execute(statement)
