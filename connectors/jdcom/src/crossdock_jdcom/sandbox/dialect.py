"""
Every switch of this sandbox, in one table (JOS sheet).

A switch exists where sources disagree, where the platform changed over the
years, or where it publishes nothing. The default is the likeliest reading.
"""

from crossdock.sandbox.switches import Switch
from crossdock_jos.sandbox.dialect import OAUTH, ROUTER, switch_table

_NUMBER = ("<number>",)

_SHOP = (
    Switch("site", "jd.com", "a domestic shop, or one of JD Worldwide", ("jd.com", "jd.hk"), "5"),
    Switch("shop_open", "on", "the shop is open", sheet="2.3"),
    Switch("wrapper", "responce", "how the wrapper's suffix is spelt", ("responce", "response"),
           "2.1", is_dialect=True),
    Switch("ware_page", "50", "most wares or SKUs on a page", _NUMBER, "4.1, 4.2"),
    Switch("ware_pages", "100", "pages of wares before they are empty, 0 for all", _NUMBER, "4.1"),
    Switch("over_cap", "refuse", "what a larger page_size meets", ("refuse", "clamp"), "4.1, 4.5"),
    Switch("dates", "millis", "times of wares and SKUs: epoch milliseconds, or wall clock",
           ("millis", "text"), "4.2"),
    Switch("order_page", "100", "most orders on a page", _NUMBER, "4.5"),
    Switch("order_pages", "0", "pages of orders before they are refused, 0 for all", _NUMBER,
           "4.5"),
    Switch("order_window", "31", "days an order window may span", _NUMBER, "4.5"),
    Switch("order_total", "number", "type of orderTotal", ("number", "string"), "4.5"),
    Switch("booleans", "native", "success as boolean or as text", ("native", "text"), "4.5, 4.7"),
    Switch("empty_list", "array", "what an empty orderInfoList is", ("array", "null", "missing"),
           "6.4"),
    Switch("unknown_fields", "ignore", "what an unknown optional field meets",
           ("ignore", "refuse"), "2.3"),
    Switch("state_names", "english", "names of order states in answers", ("english", "pinyin"),
           "4.5"),
    Switch("consignee", "masked", "buyer data of search and get",
           ("masked", "encrypted", "clear"), "6.5"),
    Switch("hidden_consignee", "missing", "consigneeInfo of locked and cancelled orders",
           ("missing", "blank"), "4.5"),
    Switch("line_gaps", "0", "every so many lines lack outerSkuId and wareId", _NUMBER, "4.5"),
    Switch("actual_pay", "on", "whether actualPay is there already", sheet="4.5"),
    Switch("drift", "0", "every so many pages of a list, it changes below the reader", _NUMBER,
           "6.6"),
    Switch("stock_rows", "30", "most entries of one ware.stock.sku.set", _NUMBER, "4.3"),
    Switch("stock_answer", "all", "which rows updateStockResult holds",
           ("all", "failures", "missing"), "4.3"),
    Switch("increment_model", "incrStockIn", "the literal of the increment model", ("<text>",),
           "4.3"),
    Switch("huge_ids", "off", "ids of wares, SKUs and orders beyond 2^53", sheet="6.2"),
    Switch("finance_hours", "2", "hours until JD's finance approves a granted refund", _NUMBER,
           "4.8"),
    Switch("auto_cancel", "on", "unpaid orders end after a day", sheet="4.5"),
)  # fmt: skip

SWITCHES = switch_table((ROUTER, OAUTH, _SHOP))
