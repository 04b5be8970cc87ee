"""The tables of what services are told and tell: accounts, goods, news of inbounds."""

STATEMENTS = (
    """
    CREATE TABLE account_bindings (
        merchant TEXT NOT NULL,
        connection TEXT NOT NULL,
        connector TEXT NOT NULL,
        account TEXT NOT NULL,
        created_at TEXT NOT NULL,
        PRIMARY KEY (merchant, connection)
    ) STRICT
    """,
    "CREATE INDEX account_bindings_by_account ON account_bindings (connector, account)",
    """
    CREATE TRIGGER account_of_one_merchant BEFORE INSERT ON account_bindings
    WHEN EXISTS (SELECT 1 FROM account_bindings WHERE connector = NEW.connector
        AND account = NEW.account AND merchant <> NEW.merchant)
    BEGIN SELECT RAISE(ABORT, 'an account is bound to one merchant only'); END
    """,
    """
    CREATE TRIGGER account_stays_of_one_merchant BEFORE UPDATE ON account_bindings
    WHEN EXISTS (SELECT 1 FROM account_bindings WHERE connector = NEW.connector
        AND account = NEW.account AND merchant <> NEW.merchant)
    BEGIN SELECT RAISE(ABORT, 'an account is bound to one merchant only'); END
    """,
    """
    CREATE TABLE goods_facts (
        merchant TEXT NOT NULL,
        sku TEXT NOT NULL,
        body TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (merchant, sku),
        FOREIGN KEY (merchant, sku) REFERENCES masters (merchant, sku)
    ) STRICT
    """,
    """
    CREATE TABLE inbound_news (
        merchant TEXT NOT NULL,
        key TEXT NOT NULL,
        body TEXT NOT NULL,
        heard_at TEXT NOT NULL,
        PRIMARY KEY (merchant, key),
        FOREIGN KEY (merchant, key) REFERENCES inbounds (merchant, key)
    ) STRICT
    """,
    "ALTER TABLE warehouses ADD COLUMN department TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE warehouses ADD COLUMN account TEXT NOT NULL DEFAULT ''",
)
