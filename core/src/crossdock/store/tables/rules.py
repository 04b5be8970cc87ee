"""Stock rules and the settings of each connection, kept as revisions."""

STATEMENTS = (
    """
    CREATE TABLE stock_rules (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        value INTEGER NOT NULL,
        connection TEXT NOT NULL,
        pattern TEXT NOT NULL,
        starts TEXT,
        ends TEXT,
        run TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT
    ) STRICT
    """,
    "CREATE UNIQUE INDEX stock_rules_now ON stock_rules (merchant, name) WHERE until IS NULL",
    """
    CREATE TRIGGER stock_rules_stay BEFORE UPDATE ON stock_rules
    WHEN OLD.until IS NOT NULL OR NEW.until IS NULL OR (OLD.name, OLD.kind, OLD.value,
        OLD.connection, OLD.pattern, OLD.since) IS NOT (NEW.name, NEW.kind, NEW.value,
        NEW.connection, NEW.pattern, NEW.since)
    BEGIN SELECT RAISE(ABORT, 'a rule is never changed; end it and begin a new one'); END
    """,
    """
    CREATE TRIGGER stock_rules_remain BEFORE DELETE ON stock_rules
    BEGIN SELECT RAISE(ABORT, 'a rule is never deleted; end it'); END
    """,
    """
    CREATE TABLE stock_sharing (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        pattern TEXT NOT NULL,
        mode TEXT NOT NULL,
        weights TEXT NOT NULL,
        scarce INTEGER NOT NULL,
        run TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX stock_sharing_now ON stock_sharing (merchant, pattern)
        WHERE until IS NULL
    """,
    """
    CREATE TRIGGER stock_sharing_stay BEFORE UPDATE ON stock_sharing
    WHEN OLD.until IS NOT NULL OR NEW.until IS NULL OR (OLD.pattern, OLD.mode, OLD.weights,
        OLD.scarce, OLD.since) IS NOT (NEW.pattern, NEW.mode, NEW.weights, NEW.scarce,
        NEW.since)
    BEGIN SELECT RAISE(ABORT, 'sharing is never changed; end it and begin anew'); END
    """,
    """
    CREATE TRIGGER stock_sharing_remain BEFORE DELETE ON stock_sharing
    BEGIN SELECT RAISE(ABORT, 'sharing is never deleted; end it'); END
    """,
    """
    CREATE TABLE interactions (
        id INTEGER PRIMARY KEY,
        merchant TEXT NOT NULL,
        connection TEXT NOT NULL,
        body TEXT NOT NULL,
        run TEXT NOT NULL,
        since TEXT NOT NULL,
        until TEXT
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX interactions_now ON interactions (merchant, connection)
        WHERE until IS NULL
    """,
    """
    CREATE TRIGGER interactions_stay BEFORE UPDATE ON interactions
    WHEN OLD.until IS NOT NULL OR NEW.until IS NULL OR (OLD.connection, OLD.body, OLD.since)
        IS NOT (NEW.connection, NEW.body, NEW.since)
    BEGIN SELECT RAISE(ABORT, 'settings are never changed; end them and begin anew'); END
    """,
    """
    CREATE TRIGGER interactions_remain BEFORE DELETE ON interactions
    BEGIN SELECT RAISE(ABORT, 'settings are never deleted; end them'); END
    """,
)
