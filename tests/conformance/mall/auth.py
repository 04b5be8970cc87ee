"""How a request to the mall is signed, with a token that is kept and renewed."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from typing import Any

import attrs

from crossdock import Connection, Secret, Token
from crossdock.errors import CredentialsRefusedError
from crossdock.http import Auth, Request, Response
from mall.wire import signature

Flow = Generator[Request, Response, None]


@attrs.frozen(eq=False)
class MallAuth(Auth):
    """Fetches a token, keeps it, renews it once when it is refused, and signs."""

    connection: Connection[Any]
    requires_response_body = True

    @property
    def key(self) -> str:
        """What a token depends on."""
        return f"{self.connection.http.hosts['api']}|{self.connection.settings.client_id}"

    def auth_flow(self, request: Request) -> Flow:
        """Yield *request* signed, and again with a new token if its own is dead."""
        shelf, key = self.connection.tokens, self.key
        token = self._kept() or (yield from self._fetch(request))
        response = yield self._signed(request, token)
        if response.status_code == 401 and b"dead token" in response.content:
            shelf.drop(key, token)
            yield self._signed(request, self._kept() or (yield from self._fetch(request)))

    def _kept(self) -> Token | None:
        token = self.connection.tokens.read(self.key)
        if token is None or (token.expires_at and token.expires_at <= self.connection.now()):
            return None
        self.connection.http.redactor.learn(token.text.reveal())
        return token

    def _fetch(self, request: Request) -> Generator[Request, Response, Token]:
        with self.connection.tokens.lease(self.key):
            # Whoever held the lease before us has probably fetched it.
            kept = self._kept()
            if kept is not None:
                return kept
            settings = self.connection.settings
            body = {"id": settings.client_id, "secret": settings.client_secret.reveal()}
            token = self._read((yield Request("POST", request.url.join("/token"), json=body)))
            self.connection.tokens.write(self.key, token)
            return token

    def _read(self, response: Response) -> Token:
        if response.status_code != 200:
            raise CredentialsRefusedError(
                "The mall refuses.",
                next_step="Check.",
                endpoint="POST /token",
                status=response.status_code,
            )
        given = response.json()
        life = timedelta(seconds=given["expires_in"])
        self.connection.http.redactor.learn(given["access_token"])
        return Token(Secret(given["access_token"]), self.connection.now() + life)

    def _signed(self, request: Request, token: Token) -> Request:
        target = request.url.raw_path.decode("latin-1")
        secret = self.connection.settings.client_secret.reveal()
        request.headers["Authorization"] = f"Bearer {token.text.reveal()}"
        request.headers["X-Signature"] = signature(secret, request.method, target, request.read())
        return request
