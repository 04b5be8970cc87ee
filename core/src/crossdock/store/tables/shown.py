"""What each listing is known to show, and readings that differed."""

STATEMENTS = (
    """
    CREATE TABLE shown (
        merchant TEXT NOT NULL,
        connection TEXT NOT NULL,
        listing_id TEXT NOT NULL,
        quantity INTEGER,
        version INTEGER NOT NULL,
        asked_at TEXT,
        as_of TEXT,
        unsure INTEGER NOT NULL,
        wanted INTEGER,
        wanted_since TEXT,
        flight TEXT,
        doubt TEXT,
        refused INTEGER,
        issued INTEGER NOT NULL,
        reads_from TEXT,
        read_at TEXT,
        drifted INTEGER NOT NULL,
        PRIMARY KEY (merchant, connection, listing_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE INDEX shown_open ON shown (merchant, connection)
        WHERE flight IS NOT NULL OR doubt IS NOT NULL
    """,
    "ALTER TABLE pushes ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX pushes_by_version ON pushes (merchant, connection, listing_id, version)",
    """
    CREATE TABLE drifts (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        connection TEXT NOT NULL,
        listing_id TEXT NOT NULL,
        expected INTEGER NOT NULL,
        found INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        run TEXT NOT NULL,
        at TEXT NOT NULL,
        settled_at TEXT,
        settlement TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX drifts_by_listing ON drifts (merchant, connection, listing_id, id)",
    """
    INSERT INTO shown (merchant, connection, listing_id, version, unsure, doubt, issued,
        drifted)
    SELECT pushes.merchant, pushes.connection, pushes.listing_id, 0, 0,
        json_object('quantity', quantity, 'most', most, 'until', intended_at), 0, 0
    FROM pushes JOIN (
        SELECT max(id) AS newest, max(quantity) AS most FROM pushes
        WHERE state IN ('sending', 'unknown') GROUP BY merchant, connection, listing_id
    ) ON id = newest
    """,
    "UPDATE pushes SET state = 'unknown' WHERE state = 'sending'",
    "DROP INDEX pushes_open",
    "CREATE INDEX pushes_open ON pushes (merchant, connection) WHERE state = 'sending'",
)

LOOSE = ("ALTER TABLE shown ADD COLUMN loose INTEGER NOT NULL DEFAULT 0",)
