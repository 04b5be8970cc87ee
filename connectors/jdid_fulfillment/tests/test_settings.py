"""`crossdock_jdid_fulfillment.settings`: what a seller types."""

from __future__ import annotations

import pytest

from crossdock.errors import SettingsRefusedError
from crossdock_jdid_fulfillment.settings import JD_EXPRESS, Authorisation


def test_the_least_that_basic_needs(connect):
    """Basic is the default, and needs neither shop nor supplier nor a token."""
    settings = connect(shop="", supplier="", source="", access_token="").settings

    assert Authorisation.BASIC is settings.authorisation
    assert (JD_EXPRESS, False, None) == (
        settings.courier,
        settings.subscribed,
        settings.access_token,
    )
    assert settings.api_key == settings.app_key


def test_the_least_that_quick_needs(connect):
    """Quick needs department, warehouse, the app and a way in, and no PIN."""
    settings = connect(authorisation="quick", gateway_user="", pin="").settings

    assert Authorisation.QUICK is settings.authorisation


def test_everything_as_text(connect):
    """Choices, truth values and numbers may be typed in any case, with spaces around them."""
    settings = connect(
        authorisation=" Quick ",
        department=" ebu0000000000123 ",
        warehouse=1100087650,
        courier="cys0000099",
        subscribed="Yes",
        refresh_token=" r\n",
        redirect_uri="https://me/cb",
    ).settings

    assert ("EBU0000000000123", "1100087650", "CYS0000099", True) == (
        settings.department,
        settings.warehouse,
        settings.courier,
        settings.subscribed,
    )
    assert "r" == settings.refresh_token.reveal()


@pytest.mark.parametrize(
    "name", ["api_key", "app_secret", "gateway_user", "pin", "department", "warehouse"]
)
def test_basic_names_what_is_missing(connect, name):
    """Each of the six that basic authorisation asks for is missed by its name."""
    with pytest.raises(SettingsRefusedError, match=f"{name} is missing"):
        connect(**{name: ""})


@pytest.mark.parametrize("name", ["department", "warehouse", "access_token"])
def test_quick_names_what_is_missing(connect, name):
    """Quick authorisation misses department, warehouse, and a way to a token."""
    with pytest.raises(SettingsRefusedError, match=f"{name} is missing"):
        connect(**{"authorisation": "quick", name: ""})


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("department", "EBU123", "department must be EBU and 13 digits"),
        ("warehouse", "120008765", "warehouse must be 9 or 10 digits that begin with 11"),
        ("warehouse", "11000876", "warehouse must be 9 or 10 digits"),
        ("shop", "EBU0000000000123", "shop must be ESP and digits"),
        ("supplier", "EMS", "supplier must be EMS and digits"),
        ("source", "ISV1", "source must be ISV and 13 digits"),
        ("courier", "JNE", "courier must be CYS and digits"),
        ("authorisation", "standard", "authorisation must be one of quick, basic"),
        ("subscribed", "perhaps", "subscribed must be yes or no"),
        ("pin", "a b", "pin must be text without spaces"),
        ("app_secret", "a\nb", "app_secret must be one line"),
        ("redirect_uri", "me", "redirect_uri must be the address"),
        ("token", "x", "token is not one of its settings"),
    ],
)
def test_a_wrong_setting_is_named(connect, name, value, why):
    """A refused setting is named with what it must be, and its value is not shown."""
    with pytest.raises(SettingsRefusedError, match=why):
        connect(**{name: value})
