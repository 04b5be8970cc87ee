"""The tables of association: rules, what is known of warehouses, and a list of places."""

#: Each draws a new number, by which readers know whether what they have read still holds.
#: Were it counted, a change after one that was rolled back would have the same.
_DRAW = """
    INSERT INTO routing_revisions (merchant, revision) VALUES ({row}.merchant, random())
    ON CONFLICT (merchant) DO UPDATE SET revision = random();
"""

#: Table, event, and the row whose merchant is meant.
_CHANGES = (
    ("association_rules", "INSERT", "NEW"),
    ("association_rules", "UPDATE", "NEW"),
    ("warehouse_facts", "INSERT", "NEW"),
    ("warehouse_facts", "UPDATE", "NEW"),
    ("warehouses", "INSERT", "NEW"),
    ("warehouses", "UPDATE", "NEW"),
    ("warehouses", "DELETE", "OLD"),
    ("connections", "INSERT", "NEW"),
    ("connections", "DELETE", "OLD"),
    ("places", "INSERT", "NEW"),
    ("places", "DELETE", "OLD"),
    ("warehouse_goods", "INSERT", "NEW"),
    ("warehouse_goods", "UPDATE OF state", "NEW"),
)


def _triggers(changes: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_{event.split()[0].lower()}_reroutes AFTER {event} ON {table}"
        f" BEGIN {_DRAW.format(row=row)} END"
        for table, event, row in changes
    )


STATEMENTS = (
    """
    CREATE TABLE association_rules (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        name TEXT NOT NULL,
        body TEXT NOT NULL,
        run TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT,
        ended_run TEXT
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX association_rules_open ON association_rules (merchant, name)
        WHERE until IS NULL
    """,
    "CREATE INDEX association_rules_by_name ON association_rules (merchant, name, id)",
    """
    CREATE TABLE warehouse_facts (
        merchant TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        body TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (merchant, warehouse)
    ) STRICT
    """,
    """
    CREATE TABLE places (
        merchant TEXT NOT NULL,
        province TEXT NOT NULL,
        city TEXT NOT NULL,
        district TEXT NOT NULL,
        PRIMARY KEY (merchant, province, city, district)
    ) STRICT
    """,
    """
    CREATE TABLE routing_revisions (
        merchant TEXT PRIMARY KEY,
        revision INTEGER NOT NULL
    ) STRICT
    """,
    *_triggers(_CHANGES),
)

#: For shops whose orders come from files.
OF_FILES = _triggers((("file_channels", "INSERT", "NEW"), ("file_channels", "DELETE", "OLD")))
