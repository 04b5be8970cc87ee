"""The login page and the tokens of JD's older token host (sheet B1)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

import attrs

from crossdock import Secret, Token
from crossdock.errors import RemoteError
from crossdock.http import Request, Response
from crossdock_jos.oauth import OAuth

LOGIN = "/oauth/authorize"
TOKEN = "/oauth/token"  # noqa: S105 - a path


@attrs.frozen
class LoginOAuth(OAuth):
    """An app at ``oauth.jd.com``, which names its parameters as OAuth 2 does.

    Its two paths are those of the sheet; their parameters are described with the
    JD.com router (sheet 3, the older host).
    """

    def authorize_url(self, state: str = "crossdock") -> str:
        """Return the page on which the merchant logs in; empty without a redirect_uri."""
        if not self.redirect_uri:
            return ""
        query = {
            "response_type": "code",
            "client_id": self.app_key,
            "redirect_uri": self.redirect_uri,
            "state": state,
        }
        return f"{self.host}{LOGIN}?{urlencode(query)}"

    def code_request(self, code: Secret) -> Request:
        """Return the request that exchanges the login page's *code* for a token."""
        redirect = {"redirect_uri": self.redirect_uri} if self.redirect_uri else {}
        return self._ask(grant_type="authorization_code", code=code.reveal(), **redirect)

    def refresh_request(self, refresh: Secret) -> Request:
        """Return the request for another token in exchange for *refresh*."""
        return self._ask(grant_type="refresh_token", refresh_token=refresh.reveal())

    def read_token(self, response: Response, asked_at: datetime, old: Token | None) -> Token:
        """Return the token in *response*; see `OAuth.read_token`."""
        try:
            return OAuth.read_token(self, response, asked_at, old)
        except RemoteError as error:
            error.endpoint = f"POST {TOKEN}"
            raise

    def _ask(self, **parameters: str) -> Request:
        query = {
            "client_id": self.app_key,
            "client_secret": self.app_secret.reveal(),
            **parameters,
        }
        return Request("POST", self.host + TOKEN, params=query)
