"""What must not be read in any output: secrets by value, secrets and persons by name."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "****"

#: Fields that carry credentials, in any dialect we speak.
SECRET_NAMES = re.compile(
    r"(?i)^(authorization(-hmac)?|cookie|set-cookie|.*secret.*|.*password.*|.*token.*|sign|pin"
    r"|app_?key|api_?key|360buy_param_json)$"
)

#: Fields that tell who bought and where they live.
PERSONAL_NAMES = re.compile(
    r"(?i)^(.*phone.*|.*e?mail|address_full|address_street|address_detail|street|geo|latlon"
    r"|receiver_name|buyer_fullname|fullname|consignee.*|mobile|content)$"
)
#: Objects whose `name` is a person's.
PERSONS = re.compile(r"(?i)^(buyer|buyer_info|customer|recipient|destination|dropshipper_info)$")

#: Shorter values would mask half of every text.
SHORTEST_SECRET = 6


class Redactor:
    """Masks known secrets in text, in the forms they travel in, and named fields in records."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: str) -> None:
        """Mask *secret* from now on: as it is, percent-encoded, in Base64 and in JSON."""
        if len(secret) < SHORTEST_SECRET or secret in self._secrets:
            return
        self._secrets.add(secret)
        forms = {form for known in self._secrets for form in _forms(known)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(form) for form in longest_first))

    def text(self, text: str) -> str:
        """Return *text* with every known secret masked."""
        return self._pattern.sub(MASK, text) if self._pattern else text

    def record(self, record: Any) -> str:
        """Return *record* as JSON text with named fields and known secrets masked."""
        return self.text(json.dumps(_masked(record), ensure_ascii=False, default=str))


def _masked(value: Any, person: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: MASK
            if SECRET_NAMES.match(key)
            or PERSONAL_NAMES.match(key)
            or (person and key.lower() == "name")
            else _masked(member, person=bool(PERSONS.match(key)))
            for key, member in value.items()
        }
    if isinstance(value, list):
        return [_masked(member, person) for member in value]
    return value


def _forms(secret: str) -> set[str]:
    raw = secret.encode()
    forms = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    # Base64 of a text that contains the secret at any of the three alignments.
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + raw).decode()
        inner = encoded[(lead * 8 + 5) // 6 : len(encoded) - 4 if len(raw) + lead > 3 else None]
        if len(inner) >= SHORTEST_SECRET:
            forms.add(inner)
            forms.add(inner.replace("+", "-").replace("/", "_"))
    return forms
