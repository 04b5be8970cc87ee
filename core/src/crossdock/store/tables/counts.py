"""Stock as it was first counted, what was pushed of it, and the orders that sell it."""

STATEMENTS = (
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
)

WHICH_ORDERS_TAKE_STOCK = (
    "ALTER TABLE orders ADD COLUMN takes_stock INTEGER NOT NULL DEFAULT 1",
    "UPDATE orders SET takes_stock = 0 WHERE status IN ('cancelled', 'unpaid', 'unknown')",
)
