"""Why something waits or a person is asked, each reason with its sentence and its commands.

A *hold* keeps a document where it is until its cause is gone; a *review* asks a person
and holds nothing; a *notice* only tells. One reason may be any of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs


class Reason(StrEnum):
    """Typed reasons, stable over releases: programs may go by them."""

    UNLINKED = "unlinked"
    NO_RULE = "no_rule"
    SHORT = "short"
    FOREIGN = "foreign"
    NO_WAYBILL_INTERFACE = "no_waybill_interface"
    CHANNEL_NOT_CONFIGURED = "channel_not_configured"
    NOT_AUTHORISED = "not_authorised"
    GOODS_NOT_ACTIVE = "goods_not_active"
    WAIT_TRACKING = "wait_tracking"
    WAIT_STATUS = "wait_status"
    ALREADY_SHIPPING = "already_shipping"
    MIXED_WAREHOUSES = "mixed_warehouses"
    WAYBILL_SHARED = "waybill_shared"
    CANCEL_ASKED = "cancel_asked"
    CANCEL_WANTED = "cancel_wanted"
    ADDRESS = "address"
    ACCEPT_REFUSED = "accept_refused"
    ARRANGE_REFUSED = "arrange_refused"
    SHIP_REFUSED = "ship_refused"
    ORDER_CHANGED = "order_changed"
    OUTBOUND_REFUSED = "outbound_refused"
    OUTBOUND_CANCELLED = "outbound_cancelled"
    HELD_TOO_LONG = "held_too_long"
    UNKNOWN_STATUS = "unknown_status"
    UNEXPECTED = "unexpected"
    ORDER_CLOSED = "order_closed"
    CLOSED_UNSHIPPED = "closed_unshipped"
    WAYBILL_CHANGED = "waybill_changed"
    DIFFERENT_DOCUMENT = "different_document"
    SHORT_SHIPPED = "short_shipped"
    OVER_SHIPPED = "over_shipped"
    LATE_CANCEL = "late_cancel"
    SHIPPED_AFTER_CANCEL = "shipped_after_cancel"
    NEVER_LEFT = "never_left"
    RETURN_EXPECTED = "return_expected"
    RETURN_CONDITION = "return_condition"
    JOB_GIVEN_UP = "job_given_up"
    OUTCOME_UNKNOWN = "outcome_unknown"
    RECEIPTS_WENT_DOWN = "receipts_went_down"
    OVER_RECEIVED = "over_received"
    CLOSED_SHORT = "closed_short"
    RECEIVED_AFTER_CANCEL = "received_after_cancel"
    INBOUND_REFUSED = "inbound_refused"
    INBOUND_CANCELLED = "inbound_cancelled"
    GOODS_REFUSED = "goods_refused"
    GOODS_INCOMPLETE = "goods_incomplete"
    SHELF_LIFE_FIXED = "shelf_life_fixed"
    SKU_RENAMED = "sku_renamed"
    STOCK_LEFT = "stock_left"


@attrs.frozen
class Explanation:
    """What a reason means.

    Args:

        sentence: what is the matter, for people.

        commands: which settle it, the usual one first.

        forever: nothing but a person's word ends it.
    """

    sentence: str
    commands: tuple[str, ...] = ("review resolve",)
    forever: bool = False


_EXPLAINED = {
    Reason.UNLINKED: Explanation(
        "A line of the order has no master SKU, so nothing says which goods it means.",
        ("map set",),
    ),
    Reason.NO_RULE: Explanation(
        "No association rule gives the order to a warehouse.", ("assoc add", "order route")
    ),
    Reason.SHORT: Explanation(
        "No warehouse that may serve the order has enough of its goods.",
        ("stock import", "order route"),
    ),
    Reason.FOREIGN: Explanation(
        "The shop or the destination is outside the countries that the warehouse serves.",
        ("assoc add", "order route"),
    ),
    Reason.NO_WAYBILL_INTERFACE: Explanation(
        "The channel gives out no waybills, and the warehouse ships nothing without one.",
        ("assoc add", "order route"),
    ),
    Reason.CHANNEL_NOT_CONFIGURED: Explanation(
        "Nobody has said when orders of this channel may go to the warehouse.",
        ("assoc add", "order route"),
    ),
    Reason.NOT_AUTHORISED: Explanation(
        "The warehouse or its department is not authorised, or not active.",
        ("conn test", "order route"),
    ),
    Reason.GOODS_NOT_ACTIVE: Explanation(
        "The warehouse does not know all goods of the order yet.",
        ("product push", "order route"),
    ),
    Reason.WAIT_TRACKING: Explanation(
        "The order has no waybill yet, and is not sent without one.",
        ("order accept", "order arrange"),
    ),
    Reason.WAIT_STATUS: Explanation(
        "The order is not paid, or not ready to be shipped; it is sent once the channel says so.",
        ("order pull",),
    ),
    Reason.ALREADY_SHIPPING: Explanation(
        "The order was shipping before it was sent to the warehouse, so its goods left from"
        " somewhere else. It is never sent; the warehouse's stock was not touched.",
        ("outbound resolve",),
        forever=True,
    ),
    Reason.MIXED_WAREHOUSES: Explanation(
        "Goods of several warehouses share one waybill, and a parcel leaves from one.",
        ("order arrange", "review resolve"),
    ),
    Reason.WAYBILL_SHARED: Explanation(
        "Another order has the same waybill.", ("order pull", "review resolve")
    ),
    Reason.CANCEL_ASKED: Explanation(
        "The buyer has asked to cancel, and nobody has answered.", ("order pull",)
    ),
    Reason.CANCEL_WANTED: Explanation(
        "The order was cancelled before it was sent.", ("outbound show",)
    ),
    Reason.ADDRESS: Explanation(
        "The warehouse refuses the address.", ("order pull", "outbound resend")
    ),
    Reason.ACCEPT_REFUSED: Explanation(
        "The channel refused to accept the order.", ("order accept", "order pull")
    ),
    Reason.ARRANGE_REFUSED: Explanation(
        "The channel refused to arrange the shipment.", ("order arrange", "order pull")
    ),
    Reason.SHIP_REFUSED: Explanation(
        "The channel refused to have the order shipped under the waybill given.",
        ("order ship", "order pull"),
    ),
    Reason.ORDER_CHANGED: Explanation(
        "The order was changed after its outbound was made.",
        ("outbound cancel", "outbound resolve"),
    ),
    Reason.OUTBOUND_REFUSED: Explanation(
        "The warehouse refused the outbound.", ("outbound resend", "order route")
    ),
    Reason.OUTBOUND_CANCELLED: Explanation(
        "The outbound was cancelled and the order was not.", ("order go-on", "order route")
    ),
    Reason.HELD_TOO_LONG: Explanation("It has been held for longer than allowed."),
    Reason.UNKNOWN_STATUS: Explanation(
        "The other side names a state that this release does not know; nothing was moved.",
        ("outbound refresh", "order pull"),
    ),
    Reason.UNEXPECTED: Explanation("Something happened that should not in this state."),
    Reason.ORDER_CLOSED: Explanation(
        "The order had ended when it was first seen; it is kept for the record.", ("order show",)
    ),
    Reason.CLOSED_UNSHIPPED: Explanation(
        "The channel says the order is delivered, and nothing was shipped from here; settled, its"
        " units here are free again.",
    ),
    Reason.WAYBILL_CHANGED: Explanation(
        "The waybill changed after the outbound was sent. It is not sent again by itself.",
        ("outbound cancel", "outbound resend"),
    ),
    Reason.DIFFERENT_DOCUMENT: Explanation(
        "The warehouse has a document under our reference whose content is another.",
        ("outbound resolve", "inbound resolve", "review resolve"),
    ),
    Reason.SHORT_SHIPPED: Explanation(
        "The warehouse shipped less than was asked; the rest is another warehouse order.",
        ("order route",),
    ),
    Reason.OVER_SHIPPED: Explanation(
        "The warehouse says it shipped more than was asked; only what was asked is booked.",
        ("stock set", "review resolve"),
    ),
    Reason.LATE_CANCEL: Explanation(
        "The order is cancelled and its goods are leaving: they are expected back.",
        ("outbound resolve",),
    ),
    Reason.SHIPPED_AFTER_CANCEL: Explanation(
        "The warehouse shipped an outbound that it had called cancelled.", ("outbound resolve",)
    ),
    Reason.NEVER_LEFT: Explanation(
        "Goods were booked as shipped, and the warehouse cancelled before they left: they are"
        " booked back.",
        ("stock set", "review resolve"),
    ),
    Reason.RETURN_EXPECTED: Explanation("Goods are on their way back.", ("outbound resolve",)),
    Reason.RETURN_CONDITION: Explanation(
        "Goods are back, and nobody has said whether they can be sold.", ("outbound resolve",)
    ),
    Reason.JOB_GIVEN_UP: Explanation(
        "It was tried as often, or for as long, as allowed.",
        ("dlq show", "dlq retry", "review resolve"),
    ),
    Reason.OUTCOME_UNKNOWN: Explanation(
        "It was sent, and whether it took effect is not known; the other side cannot be asked.",
        ("outbound resolve", "inbound resolve", "review resolve"),
    ),
    Reason.RECEIPTS_WENT_DOWN: Explanation(
        "The warehouse now says it received less than it had said; nothing was taken back.",
        ("inbound show", "inbound resolve"),
    ),
    Reason.OVER_RECEIVED: Explanation(
        "The warehouse received more than was announced; all of it is booked.",
        ("inbound show", "inbound resolve"),
    ),
    Reason.CLOSED_SHORT: Explanation(
        "The warehouse received less than was announced and is done.", ("inbound show",)
    ),
    Reason.RECEIVED_AFTER_CANCEL: Explanation(
        "Goods of a cancelled inbound arrived; they are booked.",
        ("inbound show", "inbound resolve"),
    ),
    Reason.INBOUND_REFUSED: Explanation(
        "The warehouse refused the inbound.", ("inbound show", "inbound push")
    ),
    Reason.INBOUND_CANCELLED: Explanation(
        "The warehouse cancelled the inbound by itself.", ("inbound show", "inbound resolve")
    ),
    Reason.GOODS_REFUSED: Explanation(
        "The warehouse refused the product.", ("product show", "product push")
    ),
    Reason.GOODS_INCOMPLETE: Explanation(
        "The product lacks something that the warehouse asks for.",
        ("product edit", "product push"),
    ),
    Reason.SHELF_LIFE_FIXED: Explanation(
        "The warehouse knows the product, and its shelf life cannot be changed any more.",
        ("product show", "review resolve"),
    ),
    Reason.SKU_RENAMED: Explanation(
        "The SKU was renamed or merged; the warehouse still knows it by the old name.",
        ("map set", "review resolve"),
    ),
    Reason.STOCK_LEFT: Explanation(
        "Units are on hand, reserved or on their way there.", ("stock show",)
    ),
}

#: What each reason means.
EXPLANATIONS: Mapping[Reason, Explanation] = MappingProxyType(_EXPLAINED)
