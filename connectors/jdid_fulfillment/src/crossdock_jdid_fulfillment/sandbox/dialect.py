"""
Every switch of this sandbox, in one table (JD warehouse API sheet, and JOS where named so).

A switch exists where the sheet marks a fact as uncertain, where its sources
disagree, or where it has a gap. The default is the reading with the most
behind it.
"""

from crossdock.sandbox.switches import Switch
from crossdock_jdid_fulfillment.sandbox.paces import PaceSwitch
from crossdock_jos.sandbox.dialect import OAUTH, ROUTER, switch_table

_NUMBER = ("<number>",)
_PACE = ("<step>=<minutes>,...",)

_WIRE = (
    Switch("wrapper", "responce", "how the wrapper's suffix is spelt",
           ("responce", "response"), "B2", is_dialect=True),
    Switch("rows", "flat", "shape of rows: flat, stock rows under v1 or as one row of columns, or"
           " every value in an array", ("flat", "v1", "columns", "arrays"), "B8, C10"),
    Switch("status_type", "string", "statuses as text or as numbers", ("string", "number"), "C3"),
    Switch("empty", "error", "what a query without rows is answered with",
           ("error", "array", "null"), "B2, C4"),
    Switch("history_order", "shuffled", "order of orderStatusList",
           ("shuffled", "oldest", "newest"), "B7"),
    Switch("current_behind", "off", "currentStatus is one step behind the history", sheet="C3"),
    Switch("business_code", "67", "code of a business failure under error_response", _NUMBER,
           "B2"),
    Switch("read_lag", "0", "seconds until queries see what was written", _NUMBER, "C6"),
    Switch("gateway_user", "ignored", "what the gateway makes of a parameter gatewayuser",
           ("ignored", "checked", "required"), "B"),
)  # fmt: skip

_RULES = (
    Switch("isv_source", "form", "isvSource: any of the right form, or only the one handed out",
           ("form", "own"), "B3"),
    Switch("order_sourcing", "off", "the department lets JD choose the warehouse", sheet="B3"),
    Switch("address_library", "free", "provinces: any text, or only those that JD knows",
           ("free", "checked"), "C12"),
    Switch("price_decimals", "two", "prices need exactly two decimals, or any number",
           ("two", "any"), "B7, C11"),
    Switch("duplicate", "error", "what one of our numbers meets the second time",
           ("error", "earlier"), "B7, C6, F3"),
    Switch("immutable", "false", "an update of what cannot change: updateResult false, an error,"
           " or passed over", ("false", "error", "ignored"), "B5"),
    Switch("key_cap", "50", "most keys of one queryGoodsInfo", _NUMBER, "B5, B10"),
    Switch("stock_page", "100", "rows of a stock page where no size is given", _NUMBER, "B8"),
    Switch("list_page", "100", "most rows of a list whose cap is not documented", _NUMBER, "B7"),
)  # fmt: skip

_LIFE = (
    PaceSwitch("outbound_pace",
               "10010=1,10014=5,10015=30,10016=60,10017=75,10018=90,10019=240,10020=300,"
               "10032=720,10033=1800,11000=2160,10034=2400",
               "minutes from acceptance until an outbound has each status", _PACE, "B7"),
    PaceSwitch("inbound_pace", "20=5,part=240,70=480",
               "minutes from acceptance until an inbound is accepted, half and wholly received",
               _PACE, "B6"),
    PaceSwitch("return_pace", "100=10,200=2880",
               "minutes until a customer return is initialised and received", _PACE, "B9"),
    PaceSwitch("supplier_return_pace", "100=10,150=240,200=480",
               "minutes until a return to supplier is initialised, checked and done", _PACE, "B9"),
    Switch("cancel", "direct", "outbound cancel: decided at once (1 or 2), answered 3 and decided"
           " later, or refused (2)", ("direct", "pending", "refused"), "B7, F3"),
    Switch("cancel_minutes", "10", "minutes until a pending cancel is decided", _NUMBER, "B6, B7"),
    Switch("cancel_again", "success", "what the cancel of something cancelled meets",
           ("success", "error"), "B7"),
    Switch("po_cancel", "direct", "inbound cancel: decided at once, over 90 later, or refused",
           ("direct", "pending", "refused"), "B6"),
    Switch("short_stock", "waits", "an outbound beyond the stock waits (100130 to 100132) or is"
           " refused", ("waits", "refused"), "B7"),
    Switch("third_waybill", "own", "what wayBill tells of a parcel that came with a thirdWayBill",
           ("own", "third"), "B7"),
    Switch("parcels", "1", "parcels of each outbound", _NUMBER, "C7"),
    Switch("parcel_numbers", "waybills", "several parcels have a waybill each, or share one",
           ("waybills", "shared"), "C7"),
    Switch("split_every", "0", "every so many outbounds of several pieces are split, 0 for none",
           _NUMBER, "C8"),
    Switch("receiving", "full", "what inbounds turn out to hold",
           ("full", "short", "over", "damaged", "held"), "B6"),
    Switch("damaged_receipts", "counter", "damaged pieces stand in damagedQty, or in a row of"
           " their own with a realGoodsStatus", ("counter", "row"), "B6"),
    Switch("receiving_status", "20", "poOrderStatus while goods are being received", _NUMBER,
           "B6"),
    Switch("receipt_stock", "at_end", "when received goods become stock",
           ("at_end", "as_received"), "B6"),
    Switch("reverse_return", "on", "JD writes the return of a refused parcel itself", sheet="B9"),
    Switch("asyn_seconds", "60", "seconds until asynAddOrder has landed", _NUMBER, "B7"),
)  # fmt: skip

_ACCOUNT = (
    Switch("authorisation", "basic", "how the merchant was authorised; quick is meant for fewer"
           " than 1000 orders a day, which nothing enforces", ("basic", "quick"), "A7, E3"),
    Switch("subscribed", "yes", "whether status messages were subscribed to at the beginning",
           ("yes", "no"), "B11"),
    Switch("tick", "on", "whether the seller ticks Berlangganan where consent is not a page",
           sheet="B11"),
)  # fmt: skip

SWITCHES = switch_table(
    (ROUTER, OAUTH, _WIRE, _RULES, _LIFE, _ACCOUNT),
    {"clock_tolerance": "600"},
    {
        "clock_tolerance": "B1",
        "code_type": "B2",
        "error_shape": "B2",
        "daily_calls": "B2, B10",
        "legacy_charset": "JOS 3.2",
        **dict.fromkeys(
            ("unknown_parameters", "app_state", "request_limit", "no_permission", "retired",
             "stopped", "ip_whitelist", "merchant"), "JOS 1, 2",
        ),
        **dict.fromkeys(
            ("token_life", "refresh_life", "refresh_window", "refresh_access", "refresh_rotates",
             "consent"), "B1, JOS 3",
        ),
    },
)  # fmt: skip
