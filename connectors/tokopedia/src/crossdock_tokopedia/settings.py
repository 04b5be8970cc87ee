"""What a seller types to connect a shop."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

from crossdock import Secret, hookimpl

#: More digits than any id of theirs; keeps a pasted page of digits from being a number.
_LONGEST_ID = 18
_DIGITS = re.compile(r"[0-9]+")
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
        faults: list[str] = []
        values: dict[str, Any] = {}
        for field in attrs.fields(cls):
            given = data.get(field.name)
            if given is None or given == "":
                if field.default is attrs.NOTHING:
                    faults.append(f"{field.name} is missing")
                continue
            try:
                values[field.name] = _READERS[field.name](given)
            except (TypeError, ValueError) as error:
                faults.append(f"{field.name} {error}")
        known = {field.name for field in attrs.fields(cls)}
        faults += [f"{name} is not one of its settings" for name in data if name not in known]
        if faults:
            raise ValueError("; ".join(faults))
        return cls(**values)


@hookimpl
def settings() -> type[TokopediaSettings]:
    """Return the settings class."""
    return TokopediaSettings


def _number(value: object) -> int:
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        digits = value.strip().lstrip("0")
        value = int(digits) if digits and len(digits) <= _LONGEST_ID else 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("must be a whole number, in digits only, such as 13004")
    if not 0 < value < 10**_LONGEST_ID:
        raise ValueError(f"must be a whole number above zero, of at most {_LONGEST_ID} digits")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("must be text")
    text = value.strip()
    if not text or any(ord(c) < 0x21 or 0xD800 <= ord(c) <= 0xDFFF for c in text) or ":" in text:
        # A colon would end the user name of an HTTP Basic header early.
        raise ValueError("must be text without spaces, control characters or colons")
    return text


def _one_line(value: object) -> Secret:
    secret = _secret(value)
    if any(ord(c) < 0x20 or 0xD800 <= ord(c) <= 0xDFFF for c in secret.reveal()):
        raise ValueError("must be one line of text; check how it was copied")
    return secret


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
    return Secret(text)


def _private_key(value: object) -> Secret:
    """Return the PEM; a key that can never open anything is told now, not by sealed orders."""
    secret = _secret(value)
    pem = secret.reveal()
    if not (_PEM_BEGIN.match(pem) and _PEM_END.search(pem)):
        raise ValueError(
            "must be the PEM of a private key, from its BEGIN line to its END line; name the"
            " file it is in: --secret private_key=file:PATH"
        )
    if "ENCRYPTED" in pem:
        raise ValueError("must be the PEM of a private key that no passphrase protects")
    return secret


_READERS = {
    "fs_id": _number,
    "shop_id": _number,
    "client_id": _text,
    "client_secret": _one_line,
    "warehouse_id": _number,
    "private_key": _private_key,
    "webhook_secret": _one_line,
}
