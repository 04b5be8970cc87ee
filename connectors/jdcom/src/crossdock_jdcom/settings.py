"""What a seller types to connect a shop."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from crossdock import Secret, hookimpl
from crossdock.settings import (
    Reader,
    choice,
    read_settings,
    secret_line,
    whole_number,
    word,
)

_YES = frozenset({"yes", "true", "1", "on"})
_NO = frozenset({"no", "false", "0", "off"})


class Environment(StrEnum):
    """Which of JD's routers is called."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"


class Marketplace(StrEnum):
    """Where the shop sells."""

    CHINA = "china"
    #: JD Worldwide (jd.hk): goods cross a border, and are shipped in two steps.
    WORLDWIDE = "worldwide"


class StockCall(StrEnum):
    """Which of JD's interfaces quantities are set with."""

    CURRENT = "current"
    #: One SKU at a time; announced to go.
    LEGACY = "legacy"


class BuyerData(StrEnum):
    """Which of JD's order interfaces is read."""

    PLAIN = "plain"
    #: The twins for apps that may only see buyers encrypted.
    ENCRYPTED = "encrypted"


@attrs.frozen
class JdcomSettings:
    """A shop and the app that speaks for it (sheet 1.2, 3).

    Args:

        app_key: the app's AppKey, also called API key; its calls are counted together.

        app_secret: its AppSecret, also called API secret.

        access_token: given by the shop's owner.

        refresh_token: came with it; renews it.

        authorization_code: what the consent page sent on, instead of a token.

        redirect_uri: the callback registered with the app; shows where to consent.

        app_id: the app's number at JD, kept for reference: no call carries it.

        store_id: the store whose stock is kept, for shops with stock by store.

        carrier: the one that parcels go with where a waybill names none: an id
            of JD's, or a name such as ``SF``.

        refund_audits: read the buyers' refund applications as cancel requests.
    """

    app_key: str
    app_secret: Secret
    access_token: Secret | None = None
    refresh_token: Secret | None = None
    authorization_code: Secret | None = None
    redirect_uri: str = ""
    app_id: str = ""
    environment: Environment = Environment.PRODUCTION
    marketplace: Marketplace = Marketplace.CHINA
    stock_call: StockCall = StockCall.CURRENT
    buyer_data: BuyerData = BuyerData.PLAIN
    store_id: int | None = None
    carrier: str = ""
    refund_audits: bool = True

    @property
    def router(self) -> str:
        """The role of the host that is called."""
        return "sandbox" if self.environment is Environment.SANDBOX else "api"

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> JdcomSettings:
        """Return the settings in *data*, where a number or a choice may also stand as text.

        Raises:

            ValueError: naming every field that is wrong.
        """
        values, faults = read_settings(cls, data, _READERS)
        ways = ("access_token", "authorization_code", "redirect_uri")
        if not faults and not any(name in values for name in ways):
            faults.append(
                "access_token is missing (or give authorization_code, or redirect_uri to be shown"
                " where the owner consents)"
            )
        if faults:
            raise ValueError("; ".join(faults))
        return cls(**values)


@hookimpl
def settings() -> type[JdcomSettings]:
    """Return the settings class."""
    return JdcomSettings


def _url(value: object) -> str:
    text = word(value)
    if not text.startswith(("https://", "http://")) or not text.isascii():
        raise ValueError("must be the address registered with the app, such as https://HOST/PATH")
    return text


def _flag(value: object) -> bool:
    word = str(value).strip().lower()
    if word not in _YES | _NO:
        raise ValueError("must be yes or no")
    return word in _YES


_READERS: dict[str, Reader] = {
    "app_key": word,
    "app_secret": secret_line,
    "access_token": secret_line,
    "refresh_token": secret_line,
    "authorization_code": secret_line,
    "redirect_uri": _url,
    "app_id": word,
    "environment": choice(Environment),
    "marketplace": choice(Marketplace),
    "stock_call": choice(StockCall),
    "buyer_data": choice(BuyerData),
    "store_id": whole_number,
    "carrier": word,
    "refund_audits": _flag,
}
