"""The table of shops whose orders come from files."""

STATEMENTS = (
    """
    CREATE TABLE file_channels (
        merchant TEXT NOT NULL,
        name TEXT NOT NULL,
        channel TEXT NOT NULL,
        site TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (merchant, name)
    ) STRICT
    """,
)
