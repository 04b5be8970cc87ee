"""What a seller types to connect a shop."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import attrs

from crossdock import Secret, hookimpl

#: More digits than any id of theirs; keeps a pasted page of digits from being a number.
_LONGEST_ID = 18
_DIGITS = re.compile(r"[0-9]+")
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
        faults: list[str] = []
        values: dict[str, Any] = {}
        for field in attrs.fields(cls):
            given = data.get(field.name)
            if given is None or given == "" or given == Secret(""):
                if field.default is attrs.NOTHING:
                    faults.append(f"{field.name} is missing")
                continue
            try:
                values[field.name] = _READERS[field.name](given)
            except (TypeError, ValueError) as error:
                faults.append(f"{field.name} {error}")
        known = {field.name for field in attrs.fields(cls)}
        faults += [f"{name} is not one of its settings" for name in data if name not in known]
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


def _number(value: object) -> int:
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        digits = value.strip().lstrip("0")
        value = int(digits) if digits and len(digits) <= _LONGEST_ID else 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("must be a whole number, in digits only")
    if not 0 < value < 10**_LONGEST_ID:
        raise ValueError(f"must be a whole number above zero, of at most {_LONGEST_ID} digits")
    return value


def _text(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise TypeError("must be text")
    text = value.strip()
    if not text or any(ord(c) < 0x21 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("must be text without spaces or control characters")
    return text


def _url(value: object) -> str:
    text = _text(value)
    if not text.startswith(("https://", "http://")) or not text.isascii():
        raise ValueError("must be the address registered with the app, such as https://HOST/PATH")
    return text


def _secret(value: object) -> Secret:
    if isinstance(value, Secret):
        value = value.reveal()
    if not isinstance(value, str):
        raise TypeError("must be text")
    # What is read from a file ends in a line break that is no part of the secret.
    text = value.strip()
    if not text:
        raise ValueError("is empty")
    if any(ord(c) < 0x20 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("must be one line of text; check how it was copied")
    return Secret(text)


def _choice(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    def read(value: object) -> StrEnum:
        words = {member.value: member for member in kind}
        found = words.get(value.strip().lower()) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f"must be one of {', '.join(words)}")
        return found

    return read


def _flag(value: object) -> bool:
    word = str(value).strip().lower()
    if word not in _YES | _NO:
        raise ValueError("must be yes or no")
    return word in _YES


_READERS: dict[str, Callable[[object], object]] = {
    "app_key": _text,
    "app_secret": _secret,
    "access_token": _secret,
    "refresh_token": _secret,
    "authorization_code": _secret,
    "redirect_uri": _url,
    "app_id": _text,
    "environment": _choice(Environment),
    "marketplace": _choice(Marketplace),
    "stock_call": _choice(StockCall),
    "buyer_data": _choice(BuyerData),
    "store_id": _number,
    "carrier": _text,
    "refund_audits": _flag,
}
