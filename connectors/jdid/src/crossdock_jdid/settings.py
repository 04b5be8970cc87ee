"""What a seller types to connect a shop."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs

from crossdock import Secret, hookimpl
from crossdock.settings import read_settings, secret_line, whole_number, word


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
        values, faults = read_settings(cls, data, _READERS)
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


def _dialect(value: object) -> Dialect:
    try:
        return Dialect(str(value).strip().lower())
    except ValueError:
        raise ValueError("must be gen2 (JOS Indonesia) or gen1 (the older epi)") from None


_READERS = {
    "app_key": word,
    "app_secret": secret_line,
    "access_token": secret_line,
    "dialect": _dialect,
    "shop_id": whole_number,
    "refresh_token": secret_line,
    "authorization_code": secret_line,
    "redirect_uri": word,
}
