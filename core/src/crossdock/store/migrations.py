"""The tables, as a list of migrations; the name of each function is its name for ever.

Times are ISO 8601 text in UTC, so that they sort as text. Every row belongs to
a merchant.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from crossdock.store import association_tables, file_tables, fulfilment_tables, service_tables

migrations = Migrations("crossdock")


@migrations()
def create_connections(db: Database) -> None:
    """Merchants, their connections, and what ran."""
    for statement in (
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
    ):
        db.execute(statement)


@migrations()
def create_catalogue(db: Database) -> None:
    """Listings, master SKUs, the links between them, and what stands in the way of one."""
    for statement in (
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
    ):
        db.execute(statement)


@migrations()
def create_stock_and_orders(db: Database) -> None:
    """Counted stock, what was pushed of it, and the orders that sell it."""
    for statement in (
        """
        CREATE TABLE counts (
            id INTEGER PRIMARY KEY,
            merchant TEXT NOT NULL,
            sku TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity >= 0),
            reason TEXT NOT NULL,
            run TEXT NOT NULL,
            counted_at TEXT NOT NULL,
            FOREIGN KEY (merchant, sku) REFERENCES masters (merchant, sku)
        ) STRICT
        """,
        "CREATE INDEX counts_by_sku ON counts (merchant, sku, id)",
        """
        CREATE TRIGGER counts_stay BEFORE UPDATE ON counts
        BEGIN SELECT RAISE(ABORT, 'a stock count is never changed; count again'); END
        """,
        """
        CREATE TRIGGER counts_remain BEFORE DELETE ON counts
        BEGIN SELECT RAISE(ABORT, 'a stock count is never deleted; count again'); END
        """,
        """
        CREATE TABLE pushes (
            id INTEGER PRIMARY KEY,
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            listing_id TEXT NOT NULL,
            before INTEGER NOT NULL,
            quantity INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            run TEXT NOT NULL,
            intended_at TEXT NOT NULL,
            ended_at TEXT
        ) STRICT
        """,
        "CREATE INDEX pushes_by_listing ON pushes (merchant, connection, listing_id, id)",
        (
            "CREATE INDEX pushes_open ON pushes (merchant, connection, state)"
            " WHERE state IN ('sending', 'unknown')"
        ),
        """
        CREATE TABLE orders (
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            order_id TEXT NOT NULL,
            number TEXT NOT NULL,
            status TEXT NOT NULL,
            raw_status TEXT NOT NULL,
            placed_at TEXT NOT NULL,
            body TEXT NOT NULL,
            revision INTEGER NOT NULL,
            pull INTEGER NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            PRIMARY KEY (merchant, connection, order_id)
        ) STRICT
        """,
        "CREATE INDEX orders_by_time ON orders (merchant, placed_at)",
        """
        CREATE TABLE order_lines (
            merchant TEXT NOT NULL,
            connection TEXT NOT NULL,
            order_id TEXT NOT NULL,
            line_id TEXT NOT NULL,
            listing_id TEXT NOT NULL,
            code TEXT NOT NULL,
            title TEXT NOT NULL,
            quantity INTEGER NOT NULL CHECK (quantity > 0),
            PRIMARY KEY (merchant, connection, order_id, line_id),
            FOREIGN KEY (merchant, connection, order_id)
                REFERENCES orders (merchant, connection, order_id)
        ) STRICT
        """,
        "CREATE INDEX order_lines_by_listing ON order_lines (merchant, connection, listing_id)",
    ):
        db.execute(statement)


@migrations()
def tell_which_orders_take_stock(db: Database) -> None:
    """Whether an order's units are off the shelf, which its status alone cannot tell."""
    for statement in (
        "ALTER TABLE orders ADD COLUMN takes_stock INTEGER NOT NULL DEFAULT 1",
        "UPDATE orders SET takes_stock = 0 WHERE status IN ('cancelled', 'unpaid', 'unknown')",
    ):
        db.execute(statement)


@migrations()
def create_rules_and_interactions(db: Database) -> None:
    """Stock rules, sharing and interaction settings, each as revisions that are never changed."""
    for statement in (
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
    ):
        db.execute(statement)


@migrations()
def create_merge_groups(db: Database) -> None:
    """Orders that may be merged, and everything that was ever decided of them."""
    for statement in (
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
    ):
        db.execute(statement)


@migrations()
def create_stock_ledger(db: Database) -> None:
    """Stock events, what they add up to, and the counts there were, as events at ``main``."""
    for statement in (
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
    ):
        db.execute(statement)


@migrations()
def create_warehouses(db: Database) -> None:
    """Warehouses, the places in them, and what kits are made of."""
    for statement in (
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
    ):
        db.execute(statement)


@migrations()
def tell_how_clocks_differ(db: Database) -> None:
    """How far a platform's clock was ahead of ours when it answered, in seconds."""
    db.execute("ALTER TABLE calls ADD COLUMN skew REAL")


@migrations()
def create_shown(db: Database) -> None:
    """What each listing is known to show, the version of each push, and readings that differed.

    A push without an answer becomes a doubt that can be looked up at once.
    """
    for statement in (
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
    ):
        db.execute(statement)


@migrations()
def create_fulfilment(db: Database) -> None:
    """Parcels, inbounds, goods at warehouses, the outbox, and what a person is asked."""
    for statement in fulfilment_tables.STATEMENTS:
        db.execute(statement)


@migrations()
def create_associations(db: Database) -> None:
    """Association rules, what is known of warehouses, places, and when any of it changed."""
    for statement in association_tables.STATEMENTS:
        db.execute(statement)


@migrations()
def create_file_channels(db: Database) -> None:
    """Shops whose orders come from files."""
    for statement in file_tables.STATEMENTS:
        db.execute(statement)


@migrations()
def watch_file_channels(db: Database) -> None:
    """Shops whose orders come from files are read with what orders are routed by."""
    for statement in association_tables.OF_FILES:
        db.execute(statement)


@migrations()
def create_services(db: Database) -> None:
    """Accounts and the merchants they belong to, facts of goods, and news of inbounds."""
    for statement in service_tables.STATEMENTS:
        db.execute(statement)
