"""What a seller types to connect a shop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

from crossdock import Secret, hookimpl
from crossdock.settings import read_settings, secret, secret_line, whole_number, word

_PEM_BEGIN = re.compile(r"-----BEGIN ([A-Z]+ )*PRIVATE KEY-----")
_PEM_END = re.compile(r"-----END ([A-Z]+ )*PRIVATE KEY-----(\\r|\\n)*\Z")


@attrs.frozen
class TokopediaSettings:
    """A shop and the app that speaks for it (sheet 1.0).

    Args:

        fs_id: the app's id, also called App ID or fulfilment service id.

        shop_id: the shop's id.

        client_id: half of the app's credentials.

        client_secret: the other half.

        warehouse_id: the warehouse whose stock is kept; the shop's default one when empty.

        private_key: the PEM of the RSA key whose public half is registered with
            the app; opens buyer data.

        webhook_secret: what webhook calls are signed with.
    """

    fs_id: int
    shop_id: int
    client_id: str
    client_secret: Secret
    warehouse_id: int | None = None
    private_key: Secret | None = None
    webhook_secret: Secret | None = None

    @property
    def app_key(self) -> str:
        """Whose limits a call counts under: the app's, for all its shops together."""
        return f"{self.fs_id}/{self.client_id}"

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> TokopediaSettings:
        """Return the settings in *data*, where a number may also stand as text.

        Raises:

            ValueError: naming every field that is wrong.
        """
        values, faults = read_settings(cls, data, _READERS)
        if faults:
            raise ValueError("; ".join(faults))
        return cls(**values)


@hookimpl
def settings() -> type[TokopediaSettings]:
    """Return the settings class."""
    return TokopediaSettings


def _user_name(value: object) -> str:
    name = word(value)
    if ":" in name:
        raise ValueError("must be text without colons, which would end a user name early")
    return name


def _private_key(value: object) -> Secret:
    """Return the PEM; a key that can never open anything is told now, not by sealed orders."""
    found = secret(value)
    pem = found.reveal()
    if not (_PEM_BEGIN.match(pem) and _PEM_END.search(pem)):
        raise ValueError(
            "must be the PEM of a private key, from its BEGIN line to its END line; name the"
            " file it is in: --secret private_key=file:PATH"
        )
    if "ENCRYPTED" in pem:
        raise ValueError("must be the PEM of a private key that no passphrase protects")
    return found


_READERS = {
    "fs_id": whole_number,
    "shop_id": whole_number,
    "client_id": _user_name,
    "client_secret": secret_line,
    "warehouse_id": whole_number,
    "private_key": _private_key,
    "webhook_secret": secret_line,
}
