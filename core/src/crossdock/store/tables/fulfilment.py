"""The tables of fulfilment: parcels, inbounds, goods, the outbox, and what a person is asked."""

STATEMENTS = (
    """
    CREATE TABLE warehouse_orders (
        merchant TEXT NOT NULL,
        key TEXT NOT NULL,
        connection TEXT NOT NULL,
        order_id TEXT NOT NULL,
        split INTEGER NOT NULL,
        state TEXT NOT NULL,
        hold TEXT,
        warehouse TEXT NOT NULL,
        outbound TEXT NOT NULL,
        listed INTEGER NOT NULL,
        body TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (merchant, key),
        UNIQUE (merchant, connection, order_id, split)
    ) STRICT
    """,
    "CREATE INDEX warehouse_orders_by_state ON warehouse_orders (merchant, state, created_at)",
    """
    CREATE TABLE outbounds (
        merchant TEXT NOT NULL,
        key TEXT NOT NULL,
        parcel TEXT NOT NULL,
        connection TEXT NOT NULL,
        order_id TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        state TEXT NOT NULL,
        hold TEXT,
        live INTEGER NOT NULL,
        remote_id TEXT NOT NULL,
        waybill TEXT NOT NULL,
        heard_at TEXT,
        body TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (merchant, key),
        FOREIGN KEY (merchant, parcel) REFERENCES warehouse_orders (merchant, key)
    ) STRICT
    """,
    "CREATE UNIQUE INDEX one_live_outbound ON outbounds (merchant, parcel) WHERE live = 1",
    "CREATE INDEX outbounds_by_state ON outbounds (merchant, state)",
    "CREATE INDEX outbounds_by_parcel ON outbounds (merchant, parcel)",
    "CREATE INDEX outbounds_by_waybill ON outbounds (merchant, waybill)",
    """
    CREATE TABLE inbounds (
        merchant TEXT NOT NULL,
        key TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        state TEXT NOT NULL,
        remote_id TEXT NOT NULL,
        remark TEXT NOT NULL,
        body TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (merchant, key)
    ) STRICT
    """,
    """
    CREATE TABLE warehouse_goods (
        merchant TEXT NOT NULL,
        connection TEXT NOT NULL,
        sku TEXT NOT NULL,
        state TEXT NOT NULL,
        remote_id TEXT NOT NULL,
        body TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (merchant, connection, sku)
    ) STRICT
    """,
    """
    CREATE TABLE jobs (
        merchant TEXT NOT NULL,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        connection TEXT NOT NULL,
        subject TEXT NOT NULL,
        state TEXT NOT NULL,
        next_at TEXT NOT NULL,
        lease_until TEXT,
        content_hash TEXT NOT NULL,
        content TEXT NOT NULL,
        body TEXT NOT NULL,
        created_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (merchant, kind, key)
    ) STRICT
    """,
    """
    CREATE INDEX jobs_due ON jobs (merchant, connection, next_at)
    WHERE state IN ('pending', 'sending', 'unknown')
    """,
    "CREATE INDEX jobs_by_subject ON jobs (merchant, subject)",
    """
    CREATE TABLE asks (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        subject TEXT NOT NULL,
        reason TEXT NOT NULL,
        notice INTEGER NOT NULL,
        detail TEXT NOT NULL,
        count INTEGER NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        closed_at TEXT,
        resolution TEXT
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX asks_open ON asks (merchant, subject, reason)
    WHERE closed_at IS NULL AND notice = 0
    """,
    """
    CREATE TABLE document_steps (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        subject TEXT NOT NULL,
        event TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        run TEXT NOT NULL,
        detail TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX document_steps_by_subject ON document_steps (merchant, subject, id)",
    """
    CREATE TRIGGER document_steps_stay BEFORE UPDATE ON document_steps
    BEGIN SELECT RAISE(ABORT, 'a step of a document is never changed'); END
    """,
    """
    CREATE TRIGGER document_steps_remain BEFORE DELETE ON document_steps
    BEGIN SELECT RAISE(ABORT, 'a step of a document is never deleted'); END
    """,
)
