"""JD's status codes in our words, and the furthest of several (sheet B6, B7)."""

from __future__ import annotations

from collections.abc import Iterable

from crossdock import InboundProgress, OutboundProgress

_P = OutboundProgress

#: ``soStatusCode`` of an outbound, from the first to the last. JD tells them in any order,
#: and may have skipped some, so their place in this table is what says how far one is. A
#: cancellation that failed is passed by everything from picking on; one that worked, only
#: by goods that left all the same.
OUTBOUNDS = {
    "10009": _P.ACCEPTED,
    "10010": _P.ACCEPTED,
    # Waiting for stock, with some of it, and short of it.
    "100130": _P.ACCEPTED,
    "100131": _P.ACCEPTED,
    "100132": _P.ACCEPTED,
    "10014": _P.ACCEPTED,
    "10015": _P.PICKING,
    "10029": _P.CANCEL_FAILED,
    "10016": _P.PICKED,
    "10017": _P.PICKED,
    "10018": _P.PACKED,
    "10028": _P.CANCELLED,
    "10019": _P.SHIPPED,
    "10020": _P.SHIPPED,
    "10032": _P.SHIPPED,
    "10033": _P.SHIPPED,
    "11000": _P.SHIPPED,
    "10034": _P.DELIVERED,
    "10035": _P.REFUSED,
    "10038": _P.RETURNED,
}
_RANKS = {code: rank for rank, code in enumerate(OUTBOUNDS)}

#: From here on the goods are out of the house, and what left is final.
GONE = frozenset({_P.SHIPPED, _P.DELIVERED, _P.REFUSED, _P.RETURNED})

#: ``poOrderStatus`` of an inbound.
INBOUNDS = {
    "10": InboundProgress.ACCEPTED,
    "20": InboundProgress.ACCEPTED,
    "70": InboundProgress.DONE,
    "90": InboundProgress.CANCELLING,
    "91": InboundProgress.CANCELLED,
    "92": InboundProgress.CANCEL_FAILED,
}
#: The codes between accepted and completed were never written down: goods are coming in.
_RECEIVING = range(21, 70)

#: ``status`` of a warehouse that takes and ships goods (sheet B4).
WAREHOUSE_ENABLED = "2"


def outbound_progress(code: str) -> OutboundProgress:
    """Return the state that *code* is; `UNKNOWN` for one that nobody wrote down."""
    return OUTBOUNDS.get(code, OutboundProgress.UNKNOWN)


def furthest(codes: Iterable[str]) -> str:
    """Return the code that an outbound has come furthest with, whatever their order.

    One that is unknown counts only where no other is there: it moves nothing.
    """
    # By text where both are unknown, so that their order does not matter either.
    return max(codes, key=lambda code: (_RANKS.get(code, -1), code), default="")


def inbound_progress(code: str) -> InboundProgress:
    """Return the state that *code* is."""
    if code.isascii() and code.isdigit() and len(code) < 4 and int(code) in _RECEIVING:
        return InboundProgress.RECEIVING
    return INBOUNDS.get(code, InboundProgress.UNKNOWN)
