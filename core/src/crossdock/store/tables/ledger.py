"""Stock events, what they add up to, and the counts there were, as events at ``main``."""

STATEMENTS = (
    """
    CREATE TABLE stock_events (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        key TEXT NOT NULL,
        kind TEXT NOT NULL,
        sku TEXT NOT NULL,
        effective_at TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        pool TEXT NOT NULL,
        on_hand INTEGER NOT NULL,
        unavailable INTEGER NOT NULL,
        reserved INTEGER NOT NULL,
        pooled INTEGER NOT NULL,
        expected INTEGER NOT NULL,
        occupied INTEGER NOT NULL,
        level INTEGER,
        semantics TEXT NOT NULL,
        counts_ties INTEGER NOT NULL,
        reference TEXT NOT NULL,
        revision INTEGER NOT NULL,
        source TEXT NOT NULL,
        cause TEXT NOT NULL,
        note TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        run TEXT NOT NULL,
        UNIQUE (merchant, key)
    ) STRICT
    """,
    """
    CREATE INDEX stock_events_by_shelf
        ON stock_events (merchant, sku, warehouse, effective_at)
    """,
    "CREATE INDEX stock_events_by_reference ON stock_events (merchant, reference)",
    "CREATE INDEX stock_events_by_time ON stock_events (merchant, effective_at)",
    """
    CREATE TRIGGER stock_events_stay BEFORE UPDATE ON stock_events
    BEGIN SELECT RAISE(ABORT, 'a stock event is never changed; record a correction'); END
    """,
    """
    CREATE TRIGGER stock_events_remain BEFORE DELETE ON stock_events
    BEGIN SELECT RAISE(ABORT, 'a stock event is never deleted; record a correction'); END
    """,
    """
    CREATE TABLE event_conflicts (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        key TEXT NOT NULL,
        kind TEXT NOT NULL,
        sku TEXT NOT NULL,
        effective_at TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        pool TEXT NOT NULL,
        on_hand INTEGER NOT NULL,
        unavailable INTEGER NOT NULL,
        reserved INTEGER NOT NULL,
        pooled INTEGER NOT NULL,
        expected INTEGER NOT NULL,
        occupied INTEGER NOT NULL,
        level INTEGER,
        semantics TEXT NOT NULL,
        counts_ties INTEGER NOT NULL,
        reference TEXT NOT NULL,
        revision INTEGER NOT NULL,
        source TEXT NOT NULL,
        cause TEXT NOT NULL,
        note TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        run TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX event_conflicts_by_key ON event_conflicts (merchant, key)",
    """
    CREATE TRIGGER event_conflicts_stay BEFORE UPDATE ON event_conflicts
    BEGIN SELECT RAISE(ABORT, 'what contradicts a stock event is never changed'); END
    """,
    """
    CREATE TRIGGER event_conflicts_remain BEFORE DELETE ON event_conflicts
    BEGIN SELECT RAISE(ABORT, 'what contradicts a stock event is never deleted'); END
    """,
    """
    CREATE TABLE positions (
        merchant TEXT NOT NULL,
        sku TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        on_hand INTEGER NOT NULL,
        unavailable INTEGER NOT NULL,
        reserved INTEGER NOT NULL,
        expected INTEGER NOT NULL,
        occupied INTEGER NOT NULL,
        count_key TEXT NOT NULL,
        known INTEGER NOT NULL,
        PRIMARY KEY (merchant, sku, warehouse)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE claims (
        merchant TEXT NOT NULL,
        sku TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        pool TEXT NOT NULL,
        reference TEXT NOT NULL,
        reserved INTEGER NOT NULL,
        expected INTEGER NOT NULL,
        occupied INTEGER NOT NULL,
        pooled INTEGER NOT NULL,
        PRIMARY KEY (merchant, sku, warehouse, pool, reference)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE pools (
        merchant TEXT NOT NULL,
        sku TEXT NOT NULL,
        pool TEXT NOT NULL,
        units INTEGER NOT NULL,
        PRIMARY KEY (merchant, sku, pool)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO stock_events (merchant, key, kind, sku, effective_at, warehouse, pool,
        on_hand, unavailable, reserved, pooled, expected, occupied, level, semantics,
        counts_ties, reference, revision, source, cause, note, recorded_at, run)
    SELECT merchant,
        printf('cnt:main:count-%012d:', id) || replace(replace(sku, '%', '%25'), ':', '%3A'),
        'count', sku, counted_at, 'main', '', 0, 0, 0, 0, 0, 0, quantity, 'physical', 1,
        printf('count-%012d', id), 0, '', '', reason, counted_at, run
    FROM counts ORDER BY id
    """,
    """
    INSERT INTO positions (merchant, sku, warehouse, on_hand, unavailable, reserved,
        expected, occupied, count_key, known)
    SELECT merchant, sku, 'main', level, 0, 0, 0, 0, key, 1
    FROM (
        SELECT merchant, sku, level, key, row_number() OVER (
            PARTITION BY merchant, sku ORDER BY effective_at DESC, key DESC
        ) AS place
        FROM stock_events
    )
    WHERE place = 1
    """,
    "DROP TABLE counts",
    # What an order moved was a guess by its status; from here on the ledger knows.
    "ALTER TABLE orders DROP COLUMN takes_stock",
    "ALTER TABLE orders ADD COLUMN history INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE orders ADD COLUMN entered INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE orders SET history = 1
    WHERE revision = 1 AND status IN ('delivered', 'cancelled', 'returning', 'returned')
    """,
    "CREATE INDEX orders_to_enter ON orders (merchant) WHERE entered = 0",
    """
    CREATE TABLE order_reviews (
        merchant TEXT NOT NULL,
        connection TEXT NOT NULL,
        order_id TEXT NOT NULL,
        line_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        since TEXT NOT NULL,
        PRIMARY KEY (merchant, connection, order_id, line_id)
    ) STRICT
    """,
)
