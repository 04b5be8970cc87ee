"""What words for an order's state mean."""

from __future__ import annotations

import pytest

from crossdock.flows.order_files.statuses import (
    CHANNELS,
    COMMON,
    STAGES,
    folded,
    goes_back,
    standing,
    status_of,
)
from crossdock.fulfilment.channels import POLICIES
from crossdock.order_status import OrderStatus


def test_every_channel_with_a_policy_has_its_words() -> None:
    """An order that comes from a file can then be judged by its channel's policy."""
    assert set(POLICIES) <= set(CHANNELS)


@pytest.mark.parametrize("channel", [*CHANNELS, "any other"])
@pytest.mark.parametrize("status", OrderStatus)
def test_our_own_words_mean_themselves(channel: str, status: OrderStatus) -> None:
    """Everywhere, so that what is exported is read as it was."""
    assert status is status_of(channel, status.value)


@pytest.mark.parametrize(
    ("channel", "word", "status"),
    [
        ("shopee", "Perlu Dikirim", OrderStatus.PAID),
        ("shopee", "READY_TO_SHIP", OrderStatus.READY_TO_SHIP),
        ("shopee", "Sedang Dikirim", OrderStatus.SHIPPING),
        ("shopee", "Selesai", OrderStatus.DELIVERED),
        ("shopee", "belum bayar", OrderStatus.UNPAID),
        ("shopee", "Pembayaran Tertunda", OrderStatus.PENDING_PAY_OR_SHIP),
        ("lazada", "pending", OrderStatus.PAID),
        ("woocommerce", "pending", OrderStatus.UNPAID),
        ("bukalapak", "pending", OrderStatus.PENDING_PAY_OR_SHIP),
        ("lazada", "canceled", OrderStatus.CANCELLED),
        ("tiktok", "AWAITING_COLLECTION", OrderStatus.READY_TO_SHIP),
        ("woocommerce", "wc-processing", OrderStatus.PAID),
        ("any other", "Dibatalkan", OrderStatus.CANCELLED),
        ("any other", "Perlu Dikirim", OrderStatus.UNKNOWN),
        ("shopee", "", OrderStatus.UNKNOWN),
        ("shopee", "paid?not", OrderStatus.UNKNOWN),
    ],
)
def test_a_word_means_what_its_channel_means(channel: str, word: str, status: OrderStatus) -> None:
    """Its own table first, the common one after; a stranger is unknown."""
    assert status is status_of(channel, word)


@pytest.mark.parametrize(
    ("delivery", "cancelled", "status"),
    [
        ("", False, OrderStatus.PAID),
        ("unfulfilled", False, OrderStatus.PAID),
        ("partial", False, OrderStatus.PAID),
        ("fulfilled", False, OrderStatus.SHIPPING),
        ("lost", False, OrderStatus.UNKNOWN),
        ("unfulfilled", True, OrderStatus.CANCELLED),
    ],
)
def test_two_columns_make_one_state(delivery: str, cancelled: bool, status: OrderStatus) -> None:
    """What has left has left, whoever paid; what was cancelled is."""
    assert status is standing("shopify", "paid", delivery, cancelled=cancelled)


def test_no_order_goes_back_and_forth() -> None:
    """Of two different states one is before the other, or neither is."""
    for one in OrderStatus:
        for other in OrderStatus:
            assert not (goes_back(one, other) and goes_back(other, one))
    assert {OrderStatus.UNKNOWN} == set(OrderStatus) - set(STAGES)


def test_words_are_kept_folded() -> None:
    """Or they would never be found."""
    for table in (COMMON, *CHANNELS.values()):
        assert all(word == folded(word) for word in table)
