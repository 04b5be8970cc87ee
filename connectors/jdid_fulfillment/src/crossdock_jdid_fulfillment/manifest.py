"""What core must know of JD.ID's warehouses before it imports anything of weight."""

from __future__ import annotations

from datetime import timedelta

from crossdock import ApiStatus, GoodsLimits, Manifest, RateLimit, Role, hookimpl
from crossdock.accounts import Question
from crossdock_jdid_fulfillment.statuses import INBOUNDS, OUTBOUNDS

PLATFORM = "JD's warehouse API"

#: Goods that can be asked for at once (sheet B5, B10).
GOODS_BATCH = 50

#: Documents that can be asked for at once (sheet B10).
REFRESH_BATCH = 100

#: Lines of a document: no limit was published (sheet B10), and this one is ours.
MOST_LINES = 100

# The quota is the app's, per day, and not published either (sheet B10): two calls a
# second are what a warehouse of some thousand orders a day comes by with.
_ROUTER = RateLimit("router", per_second=2, burst=1, scope="app")


@hookimpl
def manifest() -> Manifest:
    """Return what sheet sections B1 to B11 and fulfilment rules E3 to E9 say."""
    return Manifest(
        name="jdid_fulfillment",
        title="JD.ID Fulfillment",
        roles=frozenset({Role.FULFILMENT}),
        dialect="JD warehouse API (ECLP) over the JOS router, as JD.ID Fulfillment used it",
        dialect_date="2020-09-23",
        api_status=ApiStatus.RETIRED,
        api_status_note=(
            "JD.ID closed on 31 March 2023, and its fulfilment service with it. JD's warehouse"
            " API, on which this dialect is modelled, goes on in China; that the Indonesian"
            " service spoke it is inferred from its credentials."
        ),
        homepage="https://open.jd.com",
        hosts={"api": "https://api.jd.com", "oauth": "https://oauth.jd.com"},
        allowed_hosts=("*.jd.com",),
        limits=(_ROUTER,),
        questions=(
            Question(
                name="order_volume",
                text="Do fewer than about 1,000 orders a day go through this warehouse?",
                choices=("yes", "no"),
            ),
        ),
        # Neither was published. Integrations that poll do so every minute (sheet B11).
        late_apply=timedelta(seconds=120),
        read_lag=timedelta(seconds=60),
        issues_waybills=False,
        countries=frozenset({"ID"}),
        # totalNum is what lies there; usableNum what is free of it (sheet B8).
        snapshots="physical",
        # Attempts make sense up to 10015, the picking wave (sheet B7).
        cancel_until="picking",
        goods_batch=GOODS_BATCH,
        refresh_batch=REFRESH_BATCH,
        inbound_lines=MOST_LINES,
        # An SKU in a document is shorter than one of goods; all are parted at commas.
        goods_limits=GoodsLimits(sku=50, name=500, barcodes=100, forbidden=","),
        # One PIN belongs to one merchant only (fulfilment rules, E4).
        bound_setting="pin",
        subscription_setting="subscribed",
        states={
            "outbounds": {code: one.value for code, one in OUTBOUNDS.items()},
            "inbounds": {code: one.value for code, one in INBOUNDS.items()},
        },
        not_applicable={
            "decode_notification": "What JD sends to subscribers was never described."
        },
    )
