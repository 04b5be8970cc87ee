"""
Every switch of this sandbox, in one table (JD.ID sheet, and JOS where named so).

The router is JD's own, of which the JOS sheet knows more; where both speak,
the JD.ID sheet decides.
"""

from crossdock.sandbox.switches import Switch
from crossdock_jos.sandbox.dialect import OAUTH, ROUTER, switch_table

_NUMBER = ("<number>",)

_SHOP = (
    Switch("dialect", "gen2", "the generation that the announced settings name",
           ("gen2", "gen1"), "A1", is_dialect=True),
    Switch("platform", "open", "whether JD.ID still answers; it closed on 31 March 2023",
           ("open", "closed"), "A10"),
    Switch("qualified", "on", "the shop is a Qualified Seller (64 where not)", sheet="A2"),
    Switch("approval", "own", "state of the API key: Already Own, Waiting Authorize, Not Apply",
           ("own", "waiting", "none"), "A2"),
    Switch("approval_days", "5", "days of waiting until the key is owned, 0 for never", _NUMBER,
           "A2"),
    Switch("ok_code", "1", "inner code of a success", _NUMBER, "A5, F4"),
    Switch("success_key", "success", "how the SPU list spells its verdict",
           ("success", "isSuccess"), "A5"),
    Switch("empty_model", "array", "model of an empty list", ("array", "null"), "A9"),
    Switch("order_page", "100", "most order ids on a page", _NUMBER, "A6"),
    Switch("ware_page", "100", "most SPUs on a page", _NUMBER, "A6"),
    Switch("over_cap", "clamp", "what a larger page meets", ("clamp", "refuse"), "A9, F4"),
    Switch("batch_orders", "100", "most ids of a batch of orders", _NUMBER, "A6, F4"),
    Switch("stock_rows", "100", "most rows of a stock call", _NUMBER, "A6, F4"),
    Switch("label_first", "on", "an order must be printed before it is sent", sheet="A8"),
    Switch("drift", "0", "every so many pages of a list, it changes below the reader", _NUMBER,
           "A9"),
    Switch("huge_ids", "off", "ids of SPUs, SKUs and orders beyond 2^53", sheet="A7"),
    Switch("cancel_hours", "2", "hours until a wish to cancel is settled", _NUMBER, "A8"),
)  # fmt: skip

SWITCHES = switch_table(
    (ROUTER, [switch for switch in OAUTH if switch.name != "legacy_charset"], _SHOP),
    # Nothing limits when a token is renewed, and it rotates (A3).
    {"token_life": "2592000", "refresh_window": "0"},
    {
        "clock_tolerance": "JOS 1.2",
        "code_type": "A5",
        "error_shape": "A5",
        "token_life": "A3, F4",
        "refresh_life": "A3, F4",
        "refresh_window": "A3",
        "refresh_access": "A3",
        "refresh_rotates": "A3",
        "consent": "A3",
        **dict.fromkeys(("app_state", "daily_calls", "request_limit"), "A9, JOS 2.4"),
        **dict.fromkeys(
            ("no_permission", "retired", "stopped", "ip_whitelist", "merchant"), "JOS 2.3"
        ),
        "unknown_parameters": "A4",
    },
)
