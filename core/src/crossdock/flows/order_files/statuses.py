"""What the words for an order's state mean, by channel: tables, as data.

The words are those of the channels' own order lists and of their interfaces, in English
and Indonesian, compared without case, spaces and marks. A word that stands in no table
is `OrderStatus.UNKNOWN`: it opens a review and moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crossdock.order_status import OrderStatus

_S = OrderStatus


def _words(table: Mapping[OrderStatus, str]) -> Mapping[str, OrderStatus]:
    """Return the states by word; in *table* words are separated by bars."""
    return MappingProxyType(
        {
            folded(word): status
            for status, words in table.items()
            for word in (status.value, *words.split("|"))
        }
    )


def folded(word: str) -> str:
    """Return the letters and digits of *word*, in small letters."""
    return "".join(filter(str.isalnum, word.casefold()))


#: Words that mean one thing on every channel.
COMMON = _words(
    {
        _S.UNPAID: "Belum Bayar|Belum Dibayar|Menunggu Pembayaran|Awaiting Payment",
        _S.PAID: "Dibayar|Sudah Dibayar|Sudah Bayar|Lunas",
        _S.READY_TO_SHIP: "Siap Dikirim|Siap Kirim",
        _S.PENDING_PAY_OR_SHIP: "Payment Pending|Shipping Pending|Pembayaran Tertunda|"
        "Pengiriman Tertunda|Pending",
        _S.SHIPPING: "Shipped|Dikirim|Sedang Dikirim|Dalam Pengiriman|In Transit|Telah Dikirim",
        _S.DELIVERED: "Completed|Selesai|Terkirim|Sampai Tujuan|Pesanan Selesai",
        _S.CANCEL_REQUESTED: "Permintaan Pembatalan|Pengajuan Pembatalan|Meminta Pembatalan",
        _S.CANCELLED: "Canceled|Batal|Dibatalkan|Pesanan Dibatalkan",
        _S.RETURNING: "Sedang Dikembalikan|Dalam Pengembalian",
        _S.RETURNED: "Dikembalikan|Telah Dikembalikan",
        _S.UNKNOWN: "",
    }
)

#: What else a channel's own words mean; they go before the common ones.
CHANNELS: Mapping[str, Mapping[str, OrderStatus]] = MappingProxyType(
    {
        "shopee": _words(
            {
                _S.PAID: "Perlu Dikirim|To Ship",
                _S.READY_TO_SHIP: "Processed|Telah Diproses|Retry Ship|Sudah Diproses",
                _S.SHIPPING: "To Receive|To Confirm Receive",
                _S.CANCEL_REQUESTED: "In Cancel|Pembatalan Diajukan",
                _S.RETURNING: "To Return|Pengembalian|Pengembalian Barang",
            }
        ),
        "lazada": _words(
            {
                _S.PAID: "Pending|Topack|To Pack|Perlu Dikemas",
                _S.READY_TO_SHIP: "Packed|Repacked|Dikemas|To Ship|Toship|Ready To Ship Pending",
                _S.DELIVERED: "Confirmed",
                _S.RETURNING: "Shipped Back|Failed Delivery|Failed|In Transit Returned|"
                "Pengiriman Gagal",
                _S.RETURNED: "Shipped Back Success",
            }
        ),
        "bukalapak": _words(
            {
                _S.UNPAID: "Addressed|Payment Chosen|Menunggu",
                _S.PAID: "Perlu Diproses|Diteruskan ke Pelapak|Pesanan Baru",
                _S.READY_TO_SHIP: "Accepted|Diproses|Sedang Diproses|Diproses Pelapak",
                _S.SHIPPING: "Delivered to Courier|Pesanan Dikirim",
                _S.DELIVERED: "Received|Remitted|Uang Diteruskan",
                _S.CANCELLED: "Rejected|Expired|Ditolak|Kedaluwarsa|Refunded|Dana Dikembalikan",
            }
        ),
        "blibli": _words(
            {
                _S.PAID: "FP|Pesanan Baru|New Order|Baru",
                _S.READY_TO_SHIP: "Siap Diambil|Ready To Pick Up|Diproses|Dikemas",
                _S.SHIPPING: "CX",
                _S.DELIVERED: "D",
                _S.CANCELLED: "X|Out Of Stock",
            }
        ),
        "tiktok": _words(
            {
                _S.PENDING_PAY_OR_SHIP: "On Hold|Ditahan",
                _S.PAID: "Awaiting Shipment|To Ship|Perlu Dikirim|Menunggu Pengiriman",
                _S.READY_TO_SHIP: "Awaiting Collection|Menunggu Pengambilan|Menunggu Kurir",
                _S.SHIPPING: "Partially Shipping",
            }
        ),
        "shopify": _words(
            {
                _S.UNPAID: "Pending|Authorized|Partially Paid",
                _S.PAID: "Partially Refunded",
                _S.SHIPPING: "Fulfilled",
                _S.CANCELLED: "Voided|Refunded",
            }
        ),
        "woocommerce": _words(
            {
                _S.UNPAID: "Pending Payment|Pending|On Hold|WC Pending|WC On Hold|Draft|"
                "Checkout Draft",
                _S.PAID: "Processing|WC Processing|Diproses|Sedang Diproses",
                _S.DELIVERED: "WC Completed",
                _S.CANCELLED: "WC Cancelled|Failed|WC Failed|Gagal|Refunded|WC Refunded|"
                "Dikembalikan Dananya",
            }
        ),
    }
)

#: What a column of deliveries says while nothing, or not everything, has left.
STILL_HERE = frozenset({"unfulfilled", "partial", "partiallyfulfilled", "scheduled", "onhold"})

#: How far an order has come; a state that stands in no row is neither before nor after.
STAGES: Mapping[OrderStatus, int] = MappingProxyType(
    {
        _S.UNPAID: 0,
        _S.PENDING_PAY_OR_SHIP: 1,
        _S.PAID: 1,
        _S.CANCEL_REQUESTED: 1,
        _S.READY_TO_SHIP: 2,
        _S.SHIPPING: 3,
        _S.DELIVERED: 4,
        _S.RETURNING: 5,
        _S.RETURNED: 6,
        _S.CANCELLED: 6,
    }
)


def standing(channel: str, word: str, delivery: str, *, cancelled: bool) -> OrderStatus:
    """Return where an order stands by the word for it, and by that for its delivery.

    Args:

        delivery: empty where a file has no such column, or nothing has left yet.

        cancelled: the file tells when it was cancelled.
    """
    if cancelled:
        return OrderStatus.CANCELLED
    if delivery and folded(delivery) not in STILL_HERE:
        return status_of(channel, delivery)
    return status_of(channel, word)


def status_of(channel: str, word: str) -> OrderStatus:
    """Return what *word* means on *channel*; UNKNOWN where no table has it."""
    key = folded(word)
    return CHANNELS.get(channel, {}).get(key) or COMMON.get(key, OrderStatus.UNKNOWN)


def goes_back(before: OrderStatus, after: OrderStatus) -> bool:
    """Return whether an order that came to *before* would have to go back to be *after*."""
    return before in STAGES and after in STAGES and STAGES[after] < STAGES[before]
