"""Merchants, their connections, and what ran."""

STATEMENTS = (
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
)
