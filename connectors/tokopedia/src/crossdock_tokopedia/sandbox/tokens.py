"""Tokens: issued for client credentials, kept until they expire (sheet 1.2)."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import attrs

from crossdock.sandbox.clock import Clock
from crossdock.sandbox.switches import SwitchBoard
from crossdock_tokopedia.sandbox.calls import Call
from crossdock_tokopedia.sandbox.replies import Reply


@attrs.frozen
class Token:
    """A bearer token and its end."""

    text: str
    expires: datetime


@attrs.define
class TokenDesk:
    """Issues tokens to one app and knows which are good."""

    client_id: str
    client_secret: str
    seed: int
    clock: Clock
    switches: SwitchBoard
    issued: int = 0
    _good: dict[str, Token] = attrs.field(factory=dict)
    _current: Token | None = None

    def issue(self) -> Token:
        """Return the current token, or a new one once that has expired (Q12)."""
        now = self.clock.now()
        current = self._current
        sticky = self.switches.on("sticky_token")
        if sticky and current is not None and self.accepts(current.text):
            return current
        self.issued += 1
        digest = hashlib.sha256(
            f"{self.seed}|{self.client_secret}|{self.issued}".encode()
        ).digest()
        text = base64.urlsafe_b64encode(digest)[:22].decode()
        prefix = "c:" if self.switches.on("token_prefix") else ""
        life = timedelta(seconds=self.switches.number("token_life"))
        self._current = Token(prefix + text, now + life)
        self._good[self._current.text] = self._current
        return self._current

    def accepts(self, text: str) -> bool:
        """Say whether a token is good now."""
        token = self._good.get(text)
        return token is not None and self.clock.now() < token.expires

    def expire(self) -> int:
        """Make every token bad at once; return how many were good."""
        good = sum(self.accepts(text) for text in self._good)
        self._good.clear()
        self._current = None
        return good

    def answer(self, call: Call) -> Reply:
        """Answer ``POST /token``, in whichever form the client asks."""
        client_id, secret = _credentials(call)
        if not (_same(client_id, self.client_id) and _same(secret, self.client_secret)):
            return self._refusal("invalid_client", "Client authentication failed")
        grant = call.text("grant_type") or call.form.get("grant_type") or _json_grant(call)
        if grant != "client_credentials":
            return self._refusal("unsupported_grant_type", "grant_type is not supported")
        token = self.issue()
        left = max(1, ceil((token.expires - self.clock.now()).total_seconds()))
        body = {"access_token": token.text, "expires_in": left, "token_type": "Bearer"}
        if self.switches["token_members"] == "observed":  # noqa: S105  a switch
            body |= {"event_code": "", "last_login_type": "1", "sq_check": False}
        return Reply(body)

    def _refusal(self, error: str, description: str) -> Reply:
        status = self.switches.number("token_errors")
        return Reply({"error": error, "error_description": description}, status)


def _credentials(call: Call) -> tuple[str, str]:
    scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            text = base64.b64decode(encoded.strip(), validate=True).decode()
        except ValueError:
            return "", ""
        client_id, _, secret = text.partition(":")
        return client_id, secret
    found = {**call.form, **_json_fields(call)}
    return (
        call.text("client_id") or str(found.get("client_id", "")),
        call.text("client_secret") or str(found.get("client_secret", "")),
    )


def _json_fields(call: Call) -> dict[str, Any]:
    if call.form or not call.body.strip().startswith(b"{"):
        return {}
    value = call.json()
    return value if isinstance(value, dict) else {}


def _json_grant(call: Call) -> str:
    return str(_json_fields(call).get("grant_type", ""))


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())
