"""`crossdock_jdcom.settings`: what a seller types."""

from __future__ import annotations

import pytest

from crossdock.errors import SettingsRefusedError
from crossdock_jdcom.settings import BuyerData, Environment, Marketplace, StockCall


def test_the_least_that_is_needed(shop):
    """Key, secret and token make a shop in China, on the production router."""
    settings = shop.settings

    assert (Environment.PRODUCTION, Marketplace.CHINA, StockCall.CURRENT, BuyerData.PLAIN) == (
        settings.environment,
        settings.marketplace,
        settings.stock_call,
        settings.buyer_data,
    )
    assert settings.refund_audits


def test_everything_as_text(connect):
    """Choices, numbers and truth values may be typed as text, spaces around them."""
    settings = connect(
        app_id=81234,
        environment=" Sandbox ",
        marketplace="worldwide",
        stock_call="legacy",
        buyer_data="encrypted",
        store_id=" 0042 ",
        carrier="SF",
        refund_audits="no",
        refresh_token=" r\n",
        redirect_uri="https://me/cb",
    ).settings

    assert ("81234", 42, "SF", False) == (
        settings.app_id,
        settings.store_id,
        settings.carrier,
        settings.refund_audits,
    )
    assert "r" == settings.refresh_token.reveal()
    assert "sandbox" == settings.router


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("app_key", "", "app_key is missing"),
        ("app_key", "a b", "app_key must be text without spaces"),
        ("app_secret", "a\nb", "app_secret must be one line"),
        ("app_secret", "", "app_secret is missing"),
        ("refresh_token", " ", "refresh_token is empty"),
        ("environment", "test", "environment must be one of production, sandbox"),
        ("marketplace", "jd.hk", "marketplace must be one of china, worldwide"),
        ("store_id", "12a", "store_id must be a whole number"),
        ("store_id", "0", "store_id must be a whole number above zero"),
        ("refund_audits", "perhaps", "refund_audits must be yes or no"),
        ("redirect_uri", "me/cb", "redirect_uri must be the address"),
        ("vender_id", "x", "vender_id is not one of its settings"),
        ("access_token", "", "access_token is missing"),
    ],
)
def test_what_is_refused_by_name(connect, name, value, why):
    """A wrong setting is refused with its name, and without any secret."""
    with pytest.raises(SettingsRefusedError, match=why) as caught:
        connect(**{name: value})

    assert "planted-canary" not in str(caught.value)


@pytest.mark.parametrize("way", ["authorization_code", "redirect_uri"])
def test_other_ways_to_a_token(connect, way):
    """A code, or a page to get one on, stands in for a token."""
    connect(access_token="", **{way: "https://me/cb"})


def test_the_environment_chooses_the_router(connect, platform):
    """Production and sandbox are two hosts, and each can be called."""
    from crossdock_jdcom import api

    platform.replies["jingdong.vender.shop.query"] = {"shop_jos_result": {"shop_id": 1}}

    api.query_shop(connect())
    api.query_shop(connect(environment="sandbox"))

    assert ["api.jd.com", "api-dev.jd.com"] == platform.hosts
