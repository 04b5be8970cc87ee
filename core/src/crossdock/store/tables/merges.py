"""Orders that may leave as one parcel, and who said so."""

STATEMENTS = (
    """
    CREATE TABLE merge_groups (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        connection TEXT NOT NULL,
        reason TEXT NOT NULL,
        one_address INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX merge_groups_by_connection ON merge_groups (merchant, connection, id)",
    """
    CREATE TABLE merge_members (
        merchant TEXT NOT NULL,
        merge_group INTEGER NOT NULL REFERENCES merge_groups (id),
        order_id TEXT NOT NULL,
        PRIMARY KEY (merchant, merge_group, order_id)
    ) STRICT
    """,
    """
    CREATE TABLE merge_events (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        merge_group INTEGER NOT NULL REFERENCES merge_groups (id),
        action TEXT NOT NULL,
        who TEXT NOT NULL,
        run TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX merge_events_by_group ON merge_events (merchant, merge_group, id)",
    """
    CREATE TRIGGER merge_events_stay BEFORE UPDATE ON merge_events
    BEGIN SELECT RAISE(ABORT, 'what was decided of a merge is never changed'); END
    """,
    """
    CREATE TRIGGER merge_events_remain BEFORE DELETE ON merge_events
    BEGIN SELECT RAISE(ABORT, 'what was decided of a merge is never deleted'); END
    """,
    """
    CREATE TRIGGER merge_groups_remain BEFORE DELETE ON merge_groups
    BEGIN SELECT RAISE(ABORT, 'a merge group is never deleted'); END
    """,
    """
    CREATE TRIGGER merge_members_remain BEFORE DELETE ON merge_members
    BEGIN SELECT RAISE(ABORT, 'an order never leaves its merge group'); END
    """,
)
