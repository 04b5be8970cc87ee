"""What core must know of JD.ID before it imports anything of weight."""

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
from crossdock.policy import LABEL_THEN_SHIP
from crossdock_jdid.statuses import ORDERS

#: Products whose SKUs are asked for in one page of a pull: one call each (sheet A6).
LISTING_PAGE = 10

#: SKUs per stock call. No limit was published; the descriptions show lists of a few.
STOCK_BATCH = 20

#: SKUs per stock query: no limit was published for it either.
READ_BATCH = STOCK_BATCH

#: The one bucket: nothing was published (sheet A9), and resellers of the related
#: JD.com router keep to 10 calls a second for each app.
CALLS = "calls"


@hookimpl
def manifest() -> Manifest:
    """Return what sheet sections A1 to A10 say of the platform."""
    return Manifest(
        name="jdid",
        title="JD.ID",
        roles=frozenset({Role.CHANNEL}),
        dialect="JD.ID open platform, Seller to JD: gen2 (JOS Indonesia) and gen1 (epi)",
        dialect_date="2022-09-01",
        api_status=ApiStatus.RETIRED,
        api_status_note=(
            "JD.ID took its last orders on 15 February 2023 and closed all services on"
            " 31 March 2023; its hosts no longer answer, and only a sandbox or a gateway of your"
            " own speaks this dialect."
        ),
        homepage="https://jos.jd.id",
        hosts={
            "api": "https://open-api.jd.id",
            "epi": "https://open.jd.id",
            "oauth": "https://oauth.jd.id",
        },
        allowed_hosts=("*.jd.id",),
        write_mode=WriteMode.ABSOLUTE,
        stock_batch=STOCK_BATCH,
        read_batch=READ_BATCH,
        listing_page=LISTING_PAGE,
        limits=(RateLimit(CALLS, per_second=10, burst=1, scope="app"),),
        order_window=timedelta(days=3),
        # The older generation lists by the time of booking, and an order shows only once it
        # is paid: one paid a day later is met by reaching 27 hours back (sheet A9).
        order_overlap=timedelta(hours=27),
        # Products are linked to those of other channels by their SKU code (sheet A2), and
        # the stock of an inactive SKU cannot be set: "Failure operation!!" (sheet A5).
        import_limits=frozenset({ImportLimit.ACTIVE, ImportLimit.SKU_FILLED}),
        questions=(
            Question(
                name="seller_class",
                text="Is the shop a Qualified Seller or a Basic Seller?",
                choices=("qualified", "basic"),
            ),
            Question(
                name="api_approval",
                text="Which status does the Control Panel show for the API of your app?",
                choices=("already_own", "waiting_authorize", "not_apply"),
            ),
        ),
        issues_waybills=True,
        countries=frozenset({"ID"}),
        # Printing the label accepts an order and allots its waybill (sheet A7); arranging
        # hands the parcel over, which is the warehouse's to do.
        fulfilment=ChannelPolicy(
            "jdid",
            rows=LABEL_THEN_SHIP,
            needs_accepting=True,
            accept_allots=True,
            arrange_allots=False,
            arranges_when_shipped=True,
        ),
        states={"orders": {str(code): one.value for code, one in ORDERS.items()}},
        not_applicable={
            "decode_notification": "No call back of the platform's is known.",
            "STK-08": "No interface tells of units that a campaign holds back.",
            "STK-09": "A SKU has one stock; the interface knows no warehouses (sheet A6).",
            "PAGE-02": (
                "What is answered past the end is not known, and may be the last page again:"
                " a page that repeats is one way for the list to end."
            ),
        },
    )
