"""The router's MD5 signature, made and checked (sheet 1.4).

Every parameter that is sent, except ``sign`` itself, by its decoded value;
names in ASCII order; names and values joined without separators and put between
two copies of the app secret; MD5 of the UTF-8 bytes in upper-case hex.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from crossdock import Secret
from crossdock.errors import InputRefusedError

SIGNATURE = "sign"
#: A value that begins so is a file's name in the PHP and Python clients, and not signed.
_FILE = "@"


def canonical(parameters: Mapping[str, str]) -> str:
    """Return what stands between the two secrets: names and values in the order of the names."""
    # By code point, which for text is also the order of its UTF-8 bytes.
    return "".join(
        name + parameters[name] for name in sorted(parameters) if name and name != SIGNATURE
    )


def sign(parameters: Mapping[str, str], secret: Secret) -> str:
    """Return the signature of *parameters*, blank ones included.

    Raises:

        InputRefusedError: a value is not valid Unicode, so that no byte of it is certain.
    """
    key = secret.reveal()
    try:
        octets = f"{key}{canonical(parameters)}{key}".encode()
    except UnicodeEncodeError:
        raise InputRefusedError(
            f"{_broken(parameters)} holds text that is not valid Unicode, so it cannot be signed.",
            next_step="Correct the value.",
        ) from None
    # The protocol's own choice; the secret on both ends is all that protects it.
    return hashlib.md5(octets, usedforsecurity=False).hexdigest().upper()


def signed(parameters: Mapping[str, str], secret: Secret) -> dict[str, str]:
    """Return what is to be sent: *parameters* without the blank ones, and their signature.

    Clients disagree on whether a blank one is signed (Java leaves it out, PHP
    keeps its name). One that is not sent at all is signed alike by everybody.
    """
    sent = {
        name: value
        for name, value in parameters.items()
        if name.strip() and value.strip() and name != SIGNATURE
    }
    return {**sent, SIGNATURE: sign(sent, secret)}


def verify(parameters: Mapping[str, str], secret: Secret, signature: str | None = None) -> bool:
    """Return whether *signature*, or the one among *parameters*, is right.

    Every reading of the official clients counts: blank values left out or kept
    by name, names of files left out or kept.
    """
    given = parameters.get(SIGNATURE, "") if signature is None else signature
    try:
        octets = given.strip().upper().encode()
    except UnicodeEncodeError:
        return False
    plain = {name: value for name, value in parameters.items() if name != SIGNATURE}
    readings = [plain, {name: value for name, value in plain.items() if name and value.strip()}]
    readings += [
        {name: value for name, value in reading.items() if not value.startswith(_FILE)}
        for reading in tuple(readings)
    ]
    return any(hmac.compare_digest(sign(one, secret).encode(), octets) for one in readings)


def serialise(business: Mapping[str, Any]) -> str:
    """Return business parameters as the one text that is signed and sent.

    Keys are sorted at every level, as the official client does, Chinese stays as
    it is, and what is None is left out: the router takes null for absent.

    Raises:

        InputRefusedError: a value is no text, whole number, truth value, list or object.
    """
    try:
        text = json.dumps(
            _present(business), ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )
        text.encode()
    except UnicodeEncodeError:
        raise InputRefusedError(
            f"{_broken(business)} holds text that is not valid Unicode, so it was not sent.",
            next_step="Correct the value.",
        ) from None
    return text


def _present(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _present(member) for name, member in value.items() if member is not None}
    if isinstance(value, list | tuple):
        return [_present(member) for member in value]
    if isinstance(value, str | int):
        return value
    raise InputRefusedError(
        f"A parameter holds a {type(value).__name__}, which has no exact form in JSON.",
        next_step="Send text or a whole number.",
    )


def _broken(parameters: Mapping[str, Any]) -> str:
    for name, value in parameters.items():
        try:
            f"{name}{value}".encode()
        except UnicodeEncodeError:
            return f"Parameter {ascii(name)[1:-1]}"
    return "The app secret"
