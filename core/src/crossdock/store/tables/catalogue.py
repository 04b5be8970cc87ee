"""Listings, master SKUs, the links between them, and what stands in the way of one."""

STATEMENTS = (
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
)
