"""What core must know of Tokopedia before it imports anything of weight."""

from __future__ import annotations

from datetime import timedelta

from crossdock import (
    ApiStatus,
    ChannelPolicy,
    ImportLimit,
    Manifest,
    RateLimit,
    Role,
    WriteMode,
    hookimpl,
)
from crossdock.accounts import Question
from crossdock.policy import ACCEPT_THEN_SHIP
from crossdock_tokopedia.statuses import ORDERS

#: Jakarta's distance from UTC, which the platform mixes into its times (sheet Q2).
JAKARTA_AHEAD = timedelta(hours=7)

#: Listings per page, the most the interface gives (sheet 1.5).
LISTING_PAGE = 50

#: Rows per stock update, the most the interface takes (sheet 1.6).
STOCK_BATCH = 100

#: Products asked for by id at once, the most that is known to be answered (sheet 1.5).
READ_BATCH = 500

# The one published limit is that of shop-info: 5 a second, burst 5 (sheet 1.3).
# We hold every endpoint to it, and leave the burst alone: what arrives evenly
# never meets the platform's limiter.
_PER_ENDPOINT = tuple(
    RateLimit(name, per_second=5, burst=1, scope="app", hooks=hooks)
    for name, hooks in (
        ("shop_info", {"inspect_account"}),
        ("product_info", {"list_products", "read_stock"}),
        ("product_variant", {"list_products"}),
        ("product_list", {"inspect_account"}),
        ("order_list", {"list_orders"}),
        ("order_detail", {"get_order", "accept_order", "arrange_shipment"}),
        ("order_ack", {"accept_order"}),
        ("order_pick_up", {"arrange_shipment"}),
        ("order_confirm", {"arrange_shipment"}),
        ("order_label", {"arrange_shipment"}),
    )
)

# Every row of a stock update counts as a request of its own (sheet 1.3), under
# a limit nobody published. One full batch a second is the default; a row over
# the real limit comes back as ERR_TOO_MANY_REQUEST and is sent again.
_ROWS = RateLimit(
    "stock_rows",
    per_second=100,
    burst=STOCK_BATCH,
    scope="app",
    counts="rows",
    hooks={"push_stock"},
)


@hookimpl
def manifest() -> Manifest:
    """Return what sheet sections 1.0 to 1.9 say of the platform."""
    return Manifest(
        name="tokopedia",
        title="Tokopedia",
        roles=frozenset({Role.CHANNEL}),
        dialect="Tokopedia Open API (fs.tokopedia.net)",
        dialect_date="2023-11-27",
        api_status=ApiStatus.MIGRATED,
        api_status_note=(
            "Tokopedia merged its seller interface into TikTok Shop Partner Center: apps had to"
            " register there by 31 August 2024, and shops move over in batches. When the old"
            " hosts are switched off was never published."
        ),
        homepage="https://developer.tokopedia.com/openapi/guide/",
        hosts={
            "accounts": "https://accounts.tokopedia.com",
            "api": "https://fs.tokopedia.net",
        },
        allowed_hosts=("*.tokopedia.com", "*.tokopedia.net"),
        write_mode=WriteMode.ABSOLUTE,
        stock_batch=STOCK_BATCH,
        read_batch=READ_BATCH,
        listing_page=LISTING_PAGE,
        limits=(*_PER_ENDPOINT, _ROWS),
        # The platform takes windows of less than three days (ORD_DLV_013), and
        # each is asked for 7 hours longer, because its clock may be Jakarta's.
        order_window=timedelta(days=3) - JAKARTA_AHEAD - timedelta(minutes=1),
        # The list goes by the time of payment, as one integrator saw it (Q3); were
        # it by creation, an order paid a day later would still be met.
        order_overlap=timedelta(hours=25),
        import_limits=frozenset(
            {ImportLimit.ACTIVE, ImportLimit.IN_STOCK, ImportLimit.SKU_FILLED}
        ),
        questions=(
            Question(
                name="shop_class",
                text="Is the shop an Official Store, a Power Merchant or a regular shop?",
                choices=("official_store", "power_merchant", "regular"),
            ),
            Question(
                name="integrated_elsewhere",
                text="Is the shop connected to another system or integrator?",
                choices=("no", "yes"),
            ),
        ),
        issues_waybills=True,
        countries=frozenset({"ID"}),
        states={"orders": {str(code): one.value for code, one in ORDERS.items()}},
        fulfilment=ChannelPolicy(
            "tokopedia",
            rows=ACCEPT_THEN_SHIP,
            needs_accepting=True,
            accept_allots=True,
            arrange_allots=True,
        ),
    )
