"""What core must know of JD.com before it imports anything of weight."""

from __future__ import annotations

from datetime import timedelta

from crossdock import ApiStatus, ChannelPolicy, Manifest, RateLimit, Role, WriteMode, hookimpl
from crossdock_jdcom.statuses import ORDERS

PLATFORM = "JD.com"

#: Wares per page, the most the interface gives (sheet 4.1).
LISTING_PAGE = 50

#: SKUs per stock update, the most the interface takes (sheet 4.3).
STOCK_BATCH = 30

#: SKUs asked for by id at once, the most the interface takes (sheet 4.2).
READ_BATCH = 20

# No limit per method was published; resellers of the order search pace it at 10
# a second (sheet 2.4). The real quota is the app's, per day, and shown in the
# developer console only.
_ROUTER = RateLimit("router", per_second=5, burst=1, scope="app")


@hookimpl
def manifest() -> Manifest:
    """Return what sheet sections 0 to 4 say of the platform."""
    return Manifest(
        name="jdcom",
        title=PLATFORM,
        roles=frozenset({Role.CHANNEL}),
        dialect="JOS router (api.jd.com/routerjson)",
        dialect_date="2026-08-31",
        api_status=ApiStatus.LIVE,
        api_status_note=(
            "The router answers, and JD calls it a legacy interface that is being moved step by"
            " step to its SP-API. The console at jos.jd.com closed on 30 August 2026; apps are"
            " now kept at open.jd.com."
        ),
        homepage="https://open.jd.com",
        hosts={
            "api": "https://api.jd.com",
            "oauth": "https://open-oauth.jd.com",
            "sandbox": "https://api-dev.jd.com",
        },
        allowed_hosts=("*.jd.com",),
        write_mode=WriteMode.ABSOLUTE,
        stock_batch=STOCK_BATCH,
        read_batch=READ_BATCH,
        listing_page=LISTING_PAGE,
        limits=(_ROUTER,),
        # "At most a month", and the shortest one has 28 days (sheet 4.5).
        order_window=timedelta(days=28) - timedelta(minutes=1),
        # The list goes by the time of the last change, which a replica may show late.
        order_overlap=timedelta(minutes=30),
        issues_waybills=False,
        countries=frozenset({"CN"}),
        # The seller brings the waybill: there is no interface that gives one out.
        fulfilment=ChannelPolicy(
            "jdcom", issues_waybills=False, needs_accepting=False, arrange_allots=False
        ),
        states={"orders": {code: one.value for code, one in ORDERS.items()}},
        not_applicable={
            "decode_notification": "No description of JD's message push was found.",
            "STK-08": "No interface tells of units that a campaign holds back.",
        },
    )
