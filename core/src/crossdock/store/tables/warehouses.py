"""Warehouses, the places in them, and what kits are made of."""

STATEMENTS = (
    """
    CREATE TABLE warehouses (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        connection TEXT NOT NULL,
        remote_id TEXT NOT NULL,
        country TEXT NOT NULL,
        open INTEGER NOT NULL,
        snapshots TEXT NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (merchant, name)
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX warehouses_by_remote ON warehouses (merchant, connection, remote_id)
        WHERE connection <> ''
    """,
    """
    INSERT INTO warehouses (merchant, name, title, connection, remote_id, country, open,
        snapshots, created_at)
    SELECT merchant, 'main', '', '', '', '', 1, 'physical', created_at FROM merchants
    """,
    """
    CREATE TABLE locations (
        merchant TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (merchant, warehouse, name)
    ) STRICT
    """,
    """
    CREATE TABLE location_skus (
        merchant TEXT NOT NULL,
        warehouse TEXT NOT NULL,
        location TEXT NOT NULL,
        sku TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (merchant, warehouse, location, sku),
        FOREIGN KEY (merchant, warehouse, location)
            REFERENCES locations (merchant, warehouse, name),
        FOREIGN KEY (merchant, sku) REFERENCES masters (merchant, sku)
    ) STRICT
    """,
    "CREATE INDEX location_skus_by_sku ON location_skus (merchant, sku)",
    """
    CREATE TABLE recipes (
        merchant TEXT NOT NULL,
        kit TEXT NOT NULL,
        part TEXT NOT NULL,
        units INTEGER NOT NULL CHECK (units > 0),
        PRIMARY KEY (merchant, kit, part),
        FOREIGN KEY (merchant, kit) REFERENCES masters (merchant, sku),
        FOREIGN KEY (merchant, part) REFERENCES masters (merchant, sku)
    ) STRICT
    """,
    "CREATE INDEX recipes_by_part ON recipes (merchant, part)",
)
