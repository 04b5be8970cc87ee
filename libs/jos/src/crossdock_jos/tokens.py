"""How tokens are kept: one for all processes, renewed by one worker at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from typing import Protocol

import attrs

from crossdock import Secret, Token
from crossdock.connections import TokenShelf
from crossdock.errors import CredentialsRefusedError, RemoteError
from crossdock.http import Request, Response
from crossdock_jos.oauth import OAuth

#: The interface gives a new token only within the last day of the old one (sheet 3.3).
#: Nearly all of it is used: whoever calls once a day must still meet it.
BEFORE_THE_END = timedelta(hours=23)
#: A renewal that failed while the old token still works is not tried again before this.
REST = timedelta(minutes=10)

Flow = Generator[Request, Response, Token]


class Tokens(Protocol):
    """Where a router's auth gets its token from."""

    def current(self, now: datetime) -> Flow:
        """Return the token to sign with, by way of a request where there is none that works."""
        ...

    def renewed(self, refused: Token, now: datetime) -> Flow | None:
        """Return the flow to the token that follows *refused*; None where none can."""
        ...


@attrs.frozen
class FixedToken:
    """A token that the platform's console shows and nothing renews."""

    token: Token

    def current(self, now: datetime) -> Flow:
        """Return the token; nothing is asked."""
        yield from ()
        return self.token

    def renewed(self, refused: Token, now: datetime) -> Flow | None:
        """Return None: there is no other."""
        return None


@attrs.define(eq=False)
class KeptTokens:
    """The token of one authorisation, renewed before its end or when it is refused.

    A token is never dropped from the shelf: with it would go the refresh token,
    which may have rotated since the operator typed the first one. The new one is
    written over it, under the lease under which it was asked for.

    Args:

        shelf: where it is kept, for all processes.

        learn: is told every token, so that it is masked in all output.

        given: the token that the operator typed; its end is not known.

        code: the consent page's code, exchanged once; it takes the place of *given*.

        ahead: how long before its end a token is renewed; at half of its life at
            the earliest. A token of an app in its test state lives for a day, and
            there are only so many renewals a month.
    """

    oauth: OAuth
    shelf: TokenShelf = attrs.field(repr=False)
    learn: Callable[[str], None] = attrs.field(repr=False)
    given: Token | None = attrs.field(default=None, repr=False)
    code: Secret | None = attrs.field(default=None, repr=False)
    ahead: timedelta = BEFORE_THE_END
    _rest_until: datetime | None = attrs.field(default=None, init=False)

    @property
    def key(self) -> str:
        """Everything the token depends on: what the operator types anew begins anew."""
        typed = (
            self.oauth.app_secret,
            self.given.text if self.given else None,
            self.given.refresh if self.given else None,
            self.code,
        )
        marks = ("" if secret is None else secret.fingerprint() for secret in typed)
        return "|".join((self.oauth.host, self.oauth.app_key, *marks))

    def current(self, now: datetime) -> Flow:
        """Return the token to sign with, renewed first where its end is near."""
        token = self._kept()
        if token is None:
            return (yield from self._exchanged(now))
        if not self._is_due(token, now):
            return token
        try:
            return (yield from self._renewed(token, now))
        except RemoteError:
            # Refused, out of turn or out of reach: it works until its end.
            if token.expires_at is None or token.expires_at <= now:
                raise
            self._rest_until = now + REST
            return token

    def renewed(self, refused: Token, now: datetime) -> Flow | None:
        """Return the flow to the token that follows *refused*; None where none can."""
        kept = self._kept()
        if kept is None or (kept == refused and kept.refresh is None):
            return None
        return self._renewed(refused, now)

    def _is_due(self, token: Token, now: datetime) -> bool:
        if token.refresh is None or token.expires_at is None:
            return False
        if self._rest_until is not None and now < min(self._rest_until, token.expires_at):
            return False
        mark = self.shelf.read(self._mark_key)
        if mark is not None and mark.expires_at and mark.text == _mark(token):
            return mark.expires_at <= now
        return token.expires_at - self.ahead <= now

    def _kept(self) -> Token | None:
        token = self.shelf.read(self.key)
        if token is None and self.code is None:
            # A code is typed because the token typed before no longer works.
            token = self.given
        if token is not None:
            self.learn(token.text.reveal())
            if token.refresh is not None:
                self.learn(token.refresh.reveal())
        return token

    def _exchanged(self, now: datetime) -> Flow:
        if self.code is None:
            raise self.oauth.absent()
        with self.shelf.lease(self.key):
            # Whoever held the lease before us has probably used up the code.
            kept = self._kept()
            if kept is not None:
                return kept
            response = yield self.oauth.code_request(self.code)
            return self._put(self.oauth.read_token(response, now, None), now)

    def _renewed(self, old: Token, now: datetime) -> Flow:
        with self.shelf.lease(self.key):
            kept = self._kept()
            # Compared whole: a renewal may leave the text and only move the end.
            if kept is not None and kept != old:
                return kept
            if old.refresh is None:
                raise CredentialsRefusedError(
                    f"The access token of {self.oauth.platform} app {self.oauth.app_key} has come"
                    " to its end, and there is no refresh token.",
                    next_step=self.oauth.absent().next_step,
                )
            response = yield self.oauth.refresh_request(old.refresh)
            return self._put(self.oauth.read_token(response, now, old), now)

    @property
    def _mark_key(self) -> str:
        """Where it is kept when the token is to be renewed, which depends on its whole life."""
        return f"{self.key}|due"

    def _put(self, token: Token, now: datetime) -> Token:
        self.shelf.write(self.key, token)
        if token.expires_at is not None:
            due = token.expires_at - min(self.ahead, (token.expires_at - now) / 2)
            self.shelf.write(self._mark_key, Token(_mark(token), expires_at=due))
        self._rest_until = None
        return self._kept() or token


def _mark(token: Token) -> Secret:
    """Return what tells *token* from the one before it, without giving it away."""
    return Secret(f"{token.text.fingerprint()} {token.expires_at}")
