"""`crossdock_jdid.settings`: what a seller types."""

from __future__ import annotations

import pytest

import crossdock_jdid
from crossdock import Secret
from crossdock.connecting import secret_names, structure_settings
from crossdock.errors import SettingsRefusedError
from crossdock_jdid.settings import Dialect, JdidSettings

LEAST = {"app_key": "K1", "app_secret": Secret("s3cret-value"), "access_token": Secret("t0ken")}


def structured(**changes):
    """Return the settings in `LEAST` with *changes*."""
    return structure_settings(JdidSettings, {**LEAST, **changes}, connector="JD.ID")


def test_the_newer_generation_is_the_default():
    """Without a dialect, the newer generation is spoken."""
    assert Dialect.GEN2 is structured().dialect


def test_a_number_may_be_text():
    """A shop id typed as text is a number, white space and zeros in front aside."""
    assert 10088 == structured(shop_id=" 010088 ").shop_id


def test_secrets_are_declared():
    """Secret, tokens and code are secrets; key, shop and dialect are not."""
    expected = {"app_secret", "access_token", "refresh_token", "authorization_code"}

    assert expected == secret_names(crossdock_jdid.settings())


def test_the_line_break_of_a_file_is_no_part_of_a_secret():
    """A secret read from a file loses the line break at its end."""
    assert Secret("s3cret-value") == structured(app_secret=Secret("s3cret-value\n")).app_secret


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"app_key": "two words"}, "app_key must be text without spaces"),
        ({"app_key": ""}, "app_key is missing"),
        ({"dialect": "gen3"}, "dialect must be gen2"),
        ({"shop_id": "10o88"}, "shop_id must be a whole number"),
        ({"shop_id": True}, "shop_id must be a whole number"),
        ({"access_token": None}, "access_token is missing"),
        ({"app_secret": Secret("two\nlines")}, "app_secret must be one line"),
        ({"api_key": "x"}, "api_key is not one of its settings"),
    ],
)
def test_what_is_wrong_is_named(changes, said):
    """A setting that is wrong is refused by its name."""
    with pytest.raises(SettingsRefusedError) as caught:
        structured(**changes)

    assert said in caught.value.message


def test_a_code_stands_in_for_a_token():
    """The newer generation begins with the consent page's code where there is no token yet."""
    code = Secret("c0de")

    assert code == structured(access_token=None, authorization_code=code).authorization_code


def test_an_address_for_the_code_is_a_beginning():
    """With only a redirect_uri the newer generation can say where to get a code."""
    uri = "https://shop.example/back"

    assert uri == structured(access_token=None, redirect_uri=uri).redirect_uri


def test_the_older_generation_has_no_consent_page():
    """A code does not stand in for the older generation's token."""
    with pytest.raises(SettingsRefusedError, match="access_token is missing"):
        structured(access_token=None, authorization_code=Secret("c0de"), dialect="gen1")
