"""The fulfilment policies of channels that no connector speaks to yet.

Their orders come from files, and go through the same rules. A connector's own policy is
in its manifest, and goes before one of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crossdock.policy import ACCEPT_THEN_SHIP, READY_WITH_WAYBILL, ChannelPolicy

#: Shopee's couriers whose orders are taken on as soon as they are paid.
SHOPEE_INSTANT = frozenset(
    {
        "GrabExpress Sameday",
        "Shopee Express Instant",
        "GrabExpress Instant",
        "GoSend Same Day",
        "POS",
    }
)


def _accepting(channel: str) -> ChannelPolicy:
    return ChannelPolicy(channel, rows=ACCEPT_THEN_SHIP, needs_accepting=True, accept_allots=True)


def _without_waybills(channel: str) -> ChannelPolicy:
    return ChannelPolicy(channel, issues_waybills=False, arrange_allots=False)


_SHIPPED = (
    ChannelPolicy("shopee", rows=READY_WITH_WAYBILL, instant_couriers=SHOPEE_INSTANT),
    _accepting("bukalapak"),
    _accepting("lazada"),
    _accepting("blibli"),
    _without_waybills("shopify"),
    _without_waybills("woocommerce"),
)

#: Policies by channel.
POLICIES: Mapping[str, ChannelPolicy] = MappingProxyType(
    {policy.channel: policy for policy in _SHIPPED}
)


def policy_of(channel: str, declared: ChannelPolicy | None = None) -> ChannelPolicy:
    """Return the policy that a connector *declared*, or one of these, or one that denies."""
    return declared or POLICIES.get(channel.casefold()) or ChannelPolicy(channel)
