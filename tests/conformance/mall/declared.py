"""What the mall's connector declares: manifest and settings, without anything of weight."""

from __future__ import annotations

from datetime import timedelta

import attrs

from crossdock import ApiStatus, Manifest, RateLimit, Role, Secret, hookimpl
from crossdock.policy import ACCEPT_THEN_SHIP, ChannelPolicy
from mall.wire import BATCH, FIRST_WAREHOUSE, PAGE


@attrs.frozen
class MallSettings:
    """An account at the mall."""

    client_id: str
    client_secret: Secret
    warehouse: str = FIRST_WAREHOUSE


@hookimpl
def settings() -> type[MallSettings]:
    """Return the settings class."""
    return MallSettings


@hookimpl
def manifest() -> Manifest:
    """Return what the mall is."""
    return Manifest(
        name="mall",
        title="Mall",
        roles=frozenset(Role),
        dialect="Mall 1",
        dialect_date="2026-01-01",
        api_status=ApiStatus.LIVE,
        homepage="https://mall.example",
        hosts={"api": "https://api.mall.example"},
        allowed_hosts=("api.mall.example",),
        stock_batch=BATCH,
        listing_page=PAGE,
        goods_batch=10,
        refresh_batch=10,
        read_batch=10,
        limits=(RateLimit("calls", per_second=5, burst=1, scope="app"),),
        order_window=timedelta(days=3),
        order_overlap=timedelta(minutes=10),
        fulfilment=ChannelPolicy("mall", rows=ACCEPT_THEN_SHIP, needs_accepting=True),
    )
