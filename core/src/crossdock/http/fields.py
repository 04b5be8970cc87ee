"""Which fields of a record are secret and which tell of a person, by their names alone."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[^a-z0-9]+")

_SECRET = re.compile(
    r".*(secret|password|passwd|token|authorization|cookie|credential|session).*"
    r"|sign|signature|pin|(app|api|access|private)key|360buyparamjson|jwt|otp"
)
#: Personal however it is structured.
_REACHES = re.compile(r".*(phone|mobile|email).*|mail|tel")
#: Personal where it is a plain value; a record of that name is looked at field by field.
_PERSONAL = re.compile(
    r"address(full|detail|street|line)?\d?|(full|detail|street)address|addr|street\d?"
    r"|geo|latlon|latitude|longitude|username"
    r"|.*(buyer|customer|receiver|recipient|consignee|consignor|contact).*name"
    r"|(full|first|last)name|consignee(?!code|id).*"
)
#: Ciphertext of a person's data.
_SEALED = re.compile(r"content")
_PERSON = re.compile(
    r"(buyer|customer|recipient|receiver|consignee|sender|contact|destination|dropshipper)"
    r"(info|detail|details|data)?|encryption"
)


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


def is_secret(name: str) -> bool:
    """Return whether a field called *name* holds a credential."""
    return bool(_SECRET.fullmatch(_plain(name)))


def names_person(name: str) -> bool:
    """Return whether a field called *name* holds a person's record."""
    return bool(_PERSON.fullmatch(_plain(name)))


def is_personal(name: str, in_person: bool, is_container: bool) -> bool:
    """Return whether a field called *name* tells who bought or where they live.

    Args:

        in_person: it stands in a person's record, where a plain ``name`` is theirs.

        is_container: it holds fields of its own, each of which is asked about.
    """
    plain = _plain(name)
    if _REACHES.fullmatch(plain):
        return True
    if is_container:
        return False
    if in_person and (plain == "name" or _SEALED.fullmatch(plain)):
        return True
    return bool(_PERSONAL.fullmatch(plain))
