"""`crossdock_tokopedia.settings`: what a seller types."""

from __future__ import annotations

import pytest

from crossdock import Secret
from crossdock.connecting import secret_names, structure_settings
from crossdock.errors import SettingsRefusedError
from crossdock_tokopedia.settings import TokopediaSettings

PEM = "-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----\n"
GIVEN = {
    "fs_id": 13004,
    "shop_id": 479573,
    "client_id": "e2f0",
    "client_secret": Secret("planted-canary"),
}


def structured(**changes):
    """Return the settings that core makes of plain data."""
    return structure_settings(TokopediaSettings, {**GIVEN, **changes}, connector="Tokopedia")


def test_four_values_are_enough():
    """The four values of the connect form make the settings."""
    expected = TokopediaSettings(13004, 479573, "e2f0", Secret("planted-canary"))

    assert expected == structured()


def test_numbers_may_be_text():
    """Values from a command line arrive as text, with stray spaces and line breaks."""
    found = structured(fs_id="13004", shop_id=" 479573\n", warehouse_id="7", client_id=" e2f0 ")

    assert (13004, 479573, 7, "e2f0") == (
        found.fs_id,
        found.shop_id,
        found.warehouse_id,
        found.client_id,
    )


def test_optional_values_may_be_blank():
    """A blank optional value is none."""
    found = structured(warehouse_id="", private_key=None, webhook_secret="")

    assert (None, None, None) == (found.warehouse_id, found.private_key, found.webhook_secret)


@pytest.mark.parametrize(
    "pem",
    [
        PEM,
        PEM.replace("PRIVATE", "RSA PRIVATE"),
        PEM.replace("\n", "\r\n"),
        PEM.replace("\n", "\\n"),
    ],
)
def test_a_private_key_in_each_of_its_spellings(pem):
    """Either PEM label, either line break, and line breaks as an environment holds them."""
    assert structured(private_key=pem).private_key == Secret(pem.strip())


def test_limits_are_counted_by_app():
    """All shops of an app share its limits, and the key gives no secret away."""
    assert "13004/e2f0" == structured().app_key
    assert structured(shop_id=1).app_key == structured().app_key


def test_secrets_do_not_print():
    """No secret is readable in the settings' repr."""
    shown = repr(structured(private_key=PEM, webhook_secret="planted-hook"))

    assert "planted" not in shown


def test_secrets_are_declared():
    """Core knows which fields to hide."""
    expected = {"client_secret", "private_key", "webhook_secret"}

    assert expected == secret_names(TokopediaSettings)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fs_id": "abc"}, "fs_id must be a whole number"),
        ({"fs_id": "\u0661\u0662"}, "fs_id must be a whole number"),
        ({"fs_id": 0}, "fs_id must be a whole number above zero"),
        ({"fs_id": -1}, "fs_id must be a whole number above zero"),
        ({"shop_id": True}, "shop_id must be a whole number"),
        ({"shop_id": 1.0}, "shop_id must be a whole number"),
        ({"shop_id": "1" * 5000}, "shop_id must be a whole number"),
        ({"shop_id": None}, "shop_id is missing"),
        ({"client_id": ""}, "client_id is missing"),
        ({"client_id": "a b"}, "client_id must be text without"),
        ({"client_id": "a:b"}, "client_id must be text without"),
        ({"client_secret": Secret("a\nplanted")}, "client_secret must be one line"),
        ({"client_secret": Secret(" ")}, "client_secret is empty"),
        ({"private_key": "planted"}, "private_key must be the PEM"),
        ({"private_key": PEM.splitlines()[0]}, "--secret private_key=file:PATH"),
        ({"private_key": PEM.replace("PRIVATE", "PUBLIC")}, "private_key must be the PEM"),
        ({"private_key": PEM.replace("PRIV", "ENCRYPTED PRIV")}, "no passphrase"),
        ({"warehouse_id": "x"}, "warehouse_id must be a whole number"),
        ({"shopid": 5}, "shopid is not one of its settings"),
        ({"fs_id": "abc", "shop_id": ""}, "shop_id is missing"),
    ],
)
def test_a_wrong_setting_is_named(changes, message):
    """Each wrong field is named with what it must be, and no secret with it."""
    with pytest.raises(SettingsRefusedError) as caught:
        structured(**changes)

    assert message in caught.value.message
    assert "planted" not in caught.value.message
