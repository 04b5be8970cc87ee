"""Access and refresh tokens, and the codes they are had for (JOS sheet 3, JD.ID A3)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from crossdock.sandbox.clock import Clock
from crossdock.sandbox.switches import SwitchBoard
from crossdock_jos.sandbox.stamp import millis

TEST_LIFE = 86_400
CODE_LIFE = timedelta(minutes=10)

#: Sheet 2.3 for the refresh tokens and the app key; the others are decided.
BAD_APP_KEY, BAD_SECRET, BAD_CODE, REFRESH_EXPIRED, REFRESH_UNKNOWN = 1005, 1006, 2010, 2011, 2012
BAD_GRANT_TYPE, TOO_EARLY = 1001, 2013


class GrantError(Exception):
    """A token is not given; the code and message go into the answer."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@attrs.define
class Grant:
    """One authorisation by the seller."""

    access: str
    refresh: str
    issued: datetime
    expires: datetime
    refresh_expires: datetime
    revoked: bool = False


@attrs.frozen
class Seller:
    """
    Who authorises: the user, not the shop.

    Attributes:
        more: What else this platform tells with a token.
    """

    uid: str
    nick: str
    open_id: str
    more: Mapping[str, str] = attrs.field(factory=dict)


class GrantDesk:
    """Gives tokens, renews them, and knows which are good."""

    def __init__(
        self,
        app_key: str,
        app_secret: str,
        seller: Seller,
        seed: int,
        clock: Clock,
        switches: SwitchBoard,
    ) -> None:
        self.app_key, self.app_secret, self.seller = app_key, app_secret, seller
        self._seed, self._clock, self._switches = seed, clock, switches
        self._made = 0
        self._codes: dict[str, tuple[datetime, str]] = {}
        self._by_access: dict[str, Grant] = {}
        self._by_refresh: dict[str, Grant] = {}
        self.first = self._issue()

    def _secret(self, length: int) -> str:
        self._made += 1
        text = f"{self._seed}|{self.app_key}|{self._made}"
        return hashlib.sha256(text.encode()).hexdigest()[:length]

    @property
    def life(self) -> int:
        """Seconds a token lives in the app's present state (sheet 3.3)."""
        if "app_state" in self._switches and self._switches["app_state"] == "test":
            return TEST_LIFE
        return self._switches.number("token_life")

    def accepts(self, token: str) -> bool:
        """Say whether an access token is good now."""
        grant = self._by_access.get(token)
        return grant is not None and not grant.revoked and self._clock.now() < grant.expires

    def expire(self) -> int:
        """Make every access token in use void; the refresh tokens stay good."""
        used = [grant for grant in self._by_access.values() if self.accepts(grant.access)]
        for grant in used:
            grant.revoked = True
        return len(used)

    def code(self, redirect_uri: str) -> str:
        """Return the six characters the seller is sent back with."""
        code = self._secret(6)
        self._codes[code] = (self._clock.now() + CODE_LIFE, redirect_uri)
        return code

    def check_app(self, app_key: str, app_secret: str) -> None:
        """Refuse another app, or the wrong secret."""
        if app_key != self.app_key:
            raise GrantError(BAD_APP_KEY, "invalid app_key")
        if not hmac.compare_digest(app_secret.encode(), self.app_secret.encode()):
            raise GrantError(BAD_SECRET, "invalid app_secret")

    def exchange(self, code: str) -> Grant:
        """Give tokens for a code, once."""
        until, _ = self._codes.pop(code, (None, ""))
        if until is None or until < self._clock.now():
            raise GrantError(BAD_CODE, "authorization code is invalid or expired")
        return self._issue()

    def refresh(self, token: str) -> Grant:
        """Renew a grant, when and as the rules of sheet 3.3 allow."""
        now = self._clock.now()
        grant = self._by_refresh.get(token)
        if grant is None:
            raise GrantError(REFRESH_UNKNOWN, "refresh_token does not exist")
        ended = now >= grant.refresh_expires or now >= grant.expires
        window = self._switches.number("refresh_window")
        if now >= grant.refresh_expires or (ended and window):
            raise GrantError(REFRESH_EXPIRED, "refresh_token has expired")
        early = window and grant.expires - now > timedelta(seconds=window)
        if early and not grant.revoked:
            raise GrantError(TOO_EARLY, "access_token is not in its last 24 hours")
        same_access = self._switches["refresh_access"] == "same"
        same_refresh = not self._switches.on("refresh_rotates")
        if not same_access:
            self._by_access.pop(grant.access, None)
        if not same_refresh:
            self._by_refresh.pop(grant.refresh, None)
        return self._issue(
            grant.access if same_access else "", grant.refresh if same_refresh else ""
        )

    def _issue(self, access: str = "", refresh: str = "") -> Grant:
        now = self._clock.now()
        grant = Grant(
            access or self._secret(32),
            refresh or self._secret(32),
            now,
            now + timedelta(seconds=self.life),
            now + timedelta(seconds=max(self.life, self._switches.number("refresh_life"))),
        )
        self._by_access[grant.access] = grant
        self._by_refresh[grant.refresh] = grant
        return grant

    def row(self, grant: Grant) -> dict[str, Any]:
        """Return the answer of the present endpoints (sheet 3.1)."""
        return {
            "access_token": grant.access,
            "expires_in": int((grant.expires - grant.issued).total_seconds()),
            "refresh_token": grant.refresh,
            "scope": "snsapi_base",
            "open_id": self.seller.open_id,
            **self.seller.more,
            "uid": self.seller.uid,
            "time": millis(grant.issued),
            "code": 0,
        }

    def legacy_row(self, grant: Grant) -> dict[str, Any]:
        """Return the answer of the legacy endpoint, numbers of time as text (sheet 3.2)."""
        return {
            "access_token": grant.access,
            "code": 0,
            "expires_in": int((grant.expires - grant.issued).total_seconds()),
            "refresh_token": grant.refresh,
            "scope": "",
            "time": str(millis(grant.issued)),
            "token_type": "bearer",
            "uid": self.seller.uid,
            "user_nick": self.seller.nick,
        }
