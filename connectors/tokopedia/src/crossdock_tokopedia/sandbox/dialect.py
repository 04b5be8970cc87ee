"""
Every switch of this sandbox, in one table (sheet section 6).

A switch exists where sources disagree, where the platform changed over the
years, or where it publishes nothing. The default is what a client of 2022 to
2024 would have met, as far as is known.
"""

from crossdock.sandbox.switches import Switch

_RATE = ("<rate>/<burst>", "off")
_NUMBER = ("<number>",)

SWITCHES = (
    Switch("sticky_token", "on", "asking again before expiry returns the same token", sheet="1.2"),
    Switch("token_prefix", "on", "tokens begin with c:", sheet="1.2"),
    Switch("token_life", "1209600", "seconds a token lives", _NUMBER, "1.2"),
    Switch(
        "token_members",
        "documented",
        "the three members of the documentation, or also those that were observed",
        ("documented", "observed"),
        "1.2",
    ),
    Switch(
        "token_errors",
        "200",
        "HTTP status of a refused token request",
        ("200", "401"),
        "1.2, gap 1",
    ),
    Switch(
        "invalid_token", "401", "HTTP status of a call with a bad token", ("401", "403"), "gap 1"
    ),
    Switch(
        "ip_whitelist",
        "off",
        "only these client addresses may call, comma between them",
        ("off", "<text>"),
        "1.1, 1.2",
    ),
    Switch("shop_info", "new", "envelope of shop-info", ("new", "old"), "1.3", is_dialect=True),
    Switch(
        "error_code",
        "string",
        "whether error_code is text or a number",
        ("string", "number"),
        "1.3",
    ),
    Switch("omitempty", "on", "zero and empty product fields are left out", sheet="1.5, Q6"),
    Switch(
        "clock_shift",
        "off",
        "order/list filters by Jakarta wall clock taken for UTC (+7 h)",
        sheet="Q2",
    ),
    Switch("window", "259200", "longest order/list window in seconds", _NUMBER, "1.7, Q4"),
    Switch("dense_window", "0", "orders in a window before ORD_API_009, 0 for any", _NUMBER, "Q4"),
    Switch("product_page", "50", "most products on a page", _NUMBER, "1.5"),
    Switch("order_page", "100", "most orders on a page", _NUMBER, "1.7, gap 5"),
    Switch(
        "over_cap", "clamp", "what a larger per_page meets", ("clamp", "refuse"), "1.5, 1.7, gap 5"
    ),
    Switch("last_page", "null", "data beyond the last page", ("null", "empty"), "1.5, 1.7"),
    Switch("warehouse_needed", "off", "stock and price calls must name a warehouse", sheet="Q10"),
    Switch("batch_rows", "100", "most rows of a stock or price call", _NUMBER, "1.6"),
    Switch("active_rows", "25", "most ids of an active or inactive call", _NUMBER, "1.5"),
    Switch("create_rows", "20", "most products of a create call", _NUMBER, "1.5"),
    Switch("last_sort_from", "10000", "products reached by page alone", _NUMBER, "1.5"),
    Switch("limits", "on", "whether any limit is kept at all", sheet="1.3"),
    Switch("request_limit", "50/50", "requests per second and endpoint", _RATE, "1.3, gap 2"),
    Switch("shop_info_limit", "5/5", "the published limit of shop-info", _RATE, "1.3"),
    Switch("row_limit", "100/100", "rows per second and bulk endpoint", _RATE, "1.3"),
    Switch(
        "foreign_shop",
        "403",
        "a shop that is not connected: 403 RBAC_MDLW_001, or 500 ORD_USC_015 as before Oct 2022",
        ("403", "500"),
        "1.3",
    ),
    Switch("status_coupling", "on", "stock 0 deactivates, restock activates", sheet="1.6, Q9"),
    Switch("sku_first", "on", "a row's sku wins over its product_id", sheet="1.6, Q7"),
    Switch("delta_broken", "off", "increment and decrement answer an upstream error", sheet="1.6"),
    Switch("list_children", "off", "the shop's list holds variant children too", sheet="gap 7"),
    Switch("list_deleted", "off", "the shop's list holds deleted products too", sheet="gap 7"),
    Switch("holiday", "off", "the main shop is on holiday", sheet="1.4"),
    Switch(
        "encryption",
        "when-key",
        "buyer data: encrypted once a key is there and clear before, blank before, or never",
        ("when-key", "blank", "off"),
        "1.8, Q17",
    ),
    Switch("webhooks", "on", "notifications are delivered", sheet="1.8"),
    Switch("webhook_echo", "on", "own pushes come back as product_changes", sheet="1.8"),
    Switch("webhook_hosts", "loopback", "where they may go", ("loopback", "any"), "1.8"),
    Switch("webhook_tries", "3", "deliveries tried before giving up", _NUMBER, "gap 4"),
    Switch("cancel_webhook_id", "number", "type of order_id there", ("number", "string"), "Q18"),
    Switch("pickup_wait", "5", "seconds between ack and pick-up", _NUMBER, "1.7, Q14"),
    Switch("auto_cancel", "on", "orders past their deadline are cancelled", sheet="1.7"),
    Switch("official_store", "on", "the main shop is an Official Store", sheet="1.4, gap 8"),
)
