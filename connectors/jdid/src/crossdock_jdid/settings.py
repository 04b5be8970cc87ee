"""What a seller types to connect a shop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from crossdock import Secret, hookimpl

#: More digits than any id of theirs; keeps a pasted page of digits from being a number.
_LONGEST_ID = 18
_DIGITS = re.compile(r"[0-9]+")


class Dialect(StrEnum):
    """The two generations of the interface (sheet A1)."""

    #: "JOS Indonesia", from about April 2021.
    GEN2 = "gen2"
    #: "epi", until about 2021.
    GEN1 = "gen1"


@attrs.frozen
class JdidSettings:
    """A shop and the app that speaks for it (sheet A1 to A3).

    Args:

        app_key: the app's public half, called API Key by the older portal.

        app_secret: its secret half.

        access_token: the token shown in the console, or given out with the owner's consent.

        dialect: which generation of the interface the app belongs to.

        shop_id: the number under My Shop > Shop Information; when it is given,
            records of any other shop are refused.

        refresh_token: renews the access token; the newer generation only.

        authorization_code: what the consent page sends, instead of an access
            token; the newer generation only.

        redirect_uri: where the consent page sends it, as registered with the app.
    """

    app_key: str
    app_secret: Secret
    access_token: Secret | None = None
    dialect: Dialect = Dialect.GEN2
    shop_id: int | None = None
    refresh_token: Secret | None = None
    authorization_code: Secret | None = None
    redirect_uri: str = ""

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> JdidSettings:
        """Return the settings in *data*, where a number may also stand as text.

        Raises:

            ValueError: naming every field that is wrong.
        """
        faults: list[str] = []
        values: dict[str, Any] = {}
        for field in attrs.fields(cls):
            given = data.get(field.name)
            if given is None or given in ("", Secret("")):
                if field.default is attrs.NOTHING:
                    faults.append(f"{field.name} is missing")
                continue
            try:
                values[field.name] = _READERS[field.name](given)
            except (TypeError, ValueError) as error:
                faults.append(f"{field.name} {error}")
        known = {field.name for field in attrs.fields(cls)}
        faults += [f"{name} is not one of its settings" for name in data if name not in known]
        newer = values.get("dialect", Dialect.GEN2) is Dialect.GEN2
        ways = ("access_token", *(("authorization_code", "redirect_uri") if newer else ()))
        if not any(data.get(way) for way in ways):
            consent = (
                " (or give authorization_code, or redirect_uri to be shown the page of consent)"
            )
            faults.append("access_token is missing" + (consent if newer else ""))
        if faults:
            raise ValueError("; ".join(faults))
        return cls(**values)


@hookimpl
def settings() -> type[JdidSettings]:
    """Return the settings class."""
    return JdidSettings


def _number(value: object) -> int:
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        digits = value.strip().lstrip("0")
        value = int(digits) if digits and len(digits) <= _LONGEST_ID else 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("must be a whole number, in digits only, such as 10088")
    if not 0 < value < 10**_LONGEST_ID:
        raise ValueError(f"must be a whole number above zero, of at most {_LONGEST_ID} digits")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("must be text")
    text = value.strip()
    if not text or any(ord(c) < 0x21 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("must be text without spaces or control characters")
    return text


def _secret(value: object) -> Secret:
    if isinstance(value, Secret):
        text = value.reveal()
    elif isinstance(value, str):
        text = value
    else:
        raise TypeError("must be text")
    # What is read from a file ends in a line break that is no part of the secret.
    text = text.strip()
    if not text:
        raise ValueError("is empty")
    if any(ord(c) < 0x20 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise ValueError("must be one line of text; check how it was copied")
    return Secret(text)


def _dialect(value: object) -> Dialect:
    try:
        return Dialect(str(value).strip().lower())
    except ValueError:
        raise ValueError("must be gen2 (JOS Indonesia) or gen1 (the older epi)") from None


_READERS = {
    "app_key": _text,
    "app_secret": _secret,
    "access_token": _secret,
    "dialect": _dialect,
    "shop_id": _number,
    "refresh_token": _secret,
    "authorization_code": _secret,
    "redirect_uri": _text,
}
