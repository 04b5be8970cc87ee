"""What a seller types to connect a department and a warehouse of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from crossdock import Secret, hookimpl
from crossdock.settings import Reader, choice, read_settings, secret_line, word

#: JD's own express company, which carries what no other one is named for (sheet B3).
JD_EXPRESS = "CYS0000010"

_NO_WAY_IN = (
    "access_token is missing (or give authorization_code, or redirect_uri to be shown where to"
    " log in)"
)
_YES = frozenset({"yes", "true", "1", "on"})
_NO = frozenset({"no", "false", "0", "off"})


class Authorisation(StrEnum):
    """Which of the two ways to be let in was taken (fulfilment rules, E3)."""

    #: Log in at JD's page; for merchants of fewer than about 1,000 orders a day.
    QUICK = "quick"
    #: Credentials that JD hands out on request.
    BASIC = "basic"


@attrs.frozen
class FulfilmentSettings:
    """A department, one of its warehouses, and the app that speaks for them (sheet B1, B3).

    Args:

        api_key: the app's API key (AppKey); its calls are counted together.

        app_secret: its AppSecret.

        department: the business department, ``EBU`` and 13 digits.

        warehouse: 9 or 10 digits that begin with 11.

        gateway_user: an extra credential of the Indonesian gateway; basic only.

        pin: the JD account that the department belongs to.

        shop: the shop as JD's warehouse knows it, ``ESP...``; outbounds need it.

        supplier: whose goods come in, ``EMS...``; inbounds need it.

        source: the number JD gave to this very system, ``ISV`` and 13 digits;
            outbounds need it.

        courier: JD's number of the carrier, ``CYS...``.

        access_token: given by the merchant; ``refresh_token`` renews it.

        authorization_code: what the login page sent on, instead of a token.

        redirect_uri: the callback registered with the app; shows where to log in.

        subscribed: "Subscribe" was ticked at the login page.
    """

    api_key: str
    app_secret: Secret
    department: str
    warehouse: str
    authorisation: Authorisation = Authorisation.BASIC
    gateway_user: str = ""
    pin: str = ""
    shop: str = ""
    supplier: str = ""
    source: str = ""
    courier: str = JD_EXPRESS
    access_token: Secret | None = None
    refresh_token: Secret | None = None
    authorization_code: Secret | None = None
    redirect_uri: str = ""
    subscribed: bool = False

    @property
    def app_key(self) -> str:
        """The API key by the name under which core counts an app's calls together."""
        return self.api_key

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> FulfilmentSettings:
        """Return the settings in *data*, where a choice or a truth value may stand as text.

        Raises:

            ValueError: naming every field that is wrong.
        """
        values, faults = read_settings(cls, data, _READERS)
        if "authorisation" in values or not data.get("authorisation"):
            faults += _missing(values, faults)
        if faults:
            raise ValueError("; ".join(faults))
        return cls(**values)


@hookimpl
def settings() -> type[FulfilmentSettings]:
    """Return the settings class."""
    return FulfilmentSettings


def _missing(values: Mapping[str, Any], faults: list[str]) -> list[str]:
    """Return what the chosen authorisation needs beyond the rest (fulfilment rules, E3)."""
    blamed = {fault.partition(" ")[0] for fault in faults}
    if values.get("authorisation") is Authorisation.QUICK:
        ways = ("access_token", "authorization_code", "redirect_uri")
        if blamed & set(ways) or any(name in values for name in ways):
            return []
        return [_NO_WAY_IN]
    return [
        f"{name} is missing, which basic authorisation needs"
        for name in ("gateway_user", "pin")
        if name not in values and name not in blamed
    ]


def _number(pattern: str, shape: str) -> Reader:
    """Return what reads one of JD's numbers, in any case of its letters."""
    matches = re.compile(pattern).fullmatch

    def read(value: object) -> str:
        text = word(value).upper()
        if not matches(text):
            raise ValueError(f"must be {shape}")
        return text

    return read


def _url(value: object) -> str:
    text = word(value)
    if not text.startswith(("https://", "http://")) or not text.isascii():
        raise ValueError("must be the address registered with the app, such as https://HOST/PATH")
    return text


def _flag(value: object) -> bool:
    text = str(value).strip().lower()
    if text not in _YES | _NO:
        raise ValueError("must be yes or no")
    return text in _YES


_READERS: dict[str, Reader] = {
    "api_key": word,
    "app_secret": secret_line,
    "department": _number("EBU[0-9]{13}", "EBU and 13 digits"),
    "warehouse": _number("11[0-9]{7,8}", "9 or 10 digits that begin with 11"),
    "authorisation": choice(Authorisation),
    "gateway_user": word,
    "pin": word,
    "shop": _number("ESP[0-9]{1,20}", "ESP and digits"),
    "supplier": _number("EMS[0-9]{1,20}", "EMS and digits"),
    "source": _number("ISV[0-9]{13}", "ISV and 13 digits"),
    "courier": _number("CYS[0-9]{1,20}", "CYS and digits"),
    "access_token": secret_line,
    "refresh_token": secret_line,
    "authorization_code": secret_line,
    "redirect_uri": _url,
    "subscribed": _flag,
}
