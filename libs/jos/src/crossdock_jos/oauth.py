"""How tokens are given out: consent, code, refresh (sheet 3.1; JD.ID's sheet A3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import attrs

from crossdock import Secret, Token
from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RemoteError,
    RequestRefusedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock.http import Answer, Request, Response, quoted
from crossdock_jos.encodings import readable
from crossdock_jos.records import Record

CONSENT = "/oauth2/to_login"
CODE = "/oauth2/access_token"
REFRESH = "/oauth2/refresh_token"
#: A token that lives longer than this is a mistake in its answer.
_LONGEST_LIFE = timedelta(days=3660)
#: Milliseconds since 1970 of the years that tokens are given out in.
_SANE = range(10**12, 10**13)


@attrs.frozen
class OAuth:
    """An app at the host that gives out tokens.

    Args:

        host: its URL, without a path.

        platform: its name, as the errors call it.

        redirect_uri: where the consent page sends the code; as registered with
            the app, empty where none is known.
    """

    host: str
    platform: str
    app_key: str
    app_secret: Secret
    redirect_uri: str = ""

    def authorize_url(self, state: str = "crossdock") -> str:
        """Return the page on which the shop's owner consents; empty without a redirect_uri."""
        if not self.redirect_uri:
            return ""
        query = {
            "app_key": self.app_key,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "state": state,
            "scope": "snsapi_base",
        }
        return f"{self.host}{CONSENT}?{urlencode(query)}"

    def code_request(self, code: Secret) -> Request:
        """Return the request that exchanges the consent page's *code* for a token."""
        return self._request(CODE, grant_type="authorization_code", code=code.reveal())

    def refresh_request(self, refresh: Secret) -> Request:
        """Return the request for another token in exchange for *refresh*."""
        return self._request(REFRESH, grant_type="refresh_token", refresh_token=refresh.reveal())

    def read_token(self, response: Response, asked_at: datetime, old: Token | None) -> Token:
        """Return the token in *response*.

        Args:

            old: the one it replaces; its refresh token stays, where no new one comes.

        Raises:

            CredentialsRefusedError: code or refresh token are not accepted any more.

            RetryLaterError: the platform is in trouble; the old token is as it was.
        """
        answer = Answer(
            endpoint=f"GET {CODE if old is None else REFRESH}",
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            # A nickname may come in GBK; it is not read.
            body=readable(response.content),
        )
        try:
            top = Record(answer.json())
        except UnreadableAnswerError:
            top = Record({})
        top = top.record("error_response") or top
        text = top.value("access_token")
        if 200 <= answer.status < 300 and isinstance(text, str) and text.strip():
            refresh = top.value("refresh_token")
            return Token(
                Secret(text.strip()),
                expires_at=_expiry(top, asked_at),
                refresh=Secret(refresh.strip())
                if isinstance(refresh, str) and refresh.strip()
                else (old.refresh if old else None),
            )
        raise self._refusal(answer, top)

    def absent(self) -> CredentialsRefusedError:
        """Return the error that there is no token, and how to get one."""
        return CredentialsRefusedError(
            f"There is no access token for {self.platform} app {self.app_key}.",
            next_step=self._consent(),
        )

    def _request(self, path: str, **parameters: str) -> Request:
        query = {
            "app_key": self.app_key,
            "app_secret": self.app_secret.reveal(),
            **parameters,
        }
        return Request("GET", self.host + path, params=query)

    def _consent(self) -> str:
        url = self.authorize_url()
        if not url:
            return (
                "Have the shop's owner authorise the app, and put the new access token (or the"
                " authorisation code) in: `crossdock conn edit`."
            )
        return (
            f"Have the shop's owner open {url} and consent, and put the code that it is sent on"
            " with in as authorization_code: `crossdock conn edit`."
        )

    def _refusal(self, answer: Answer, top: Record) -> RemoteError:
        status, endpoint = answer.status, answer.endpoint
        code = top.words("code", "error")
        words = top.words("msg", "error_description", "zh_desc", "en_desc", "message")
        later = "The call it was for was not sent. Run it again later."
        if status == 429:
            return RateLimitedError(
                f"{self.platform} asks for fewer token requests.",
                next_step=later,
                endpoint=endpoint,
                status=status,
            )
        if status == 408 or status >= 500:
            return RetryLaterError(
                f"{self.platform}'s token host answered {status}, so there is no new token.",
                next_step=later,
                endpoint=endpoint,
                status=status,
            )
        if 300 <= status < 400 or status in {404, 405}:
            return RequestRefusedError(
                f"The token host answered {status}: it is not {self.platform}'s.",
                next_step="Check the connection's endpoint for oauth.",
                endpoint=endpoint,
                status=status,
            )
        if status < 300 and not code and not words:
            return UnreadableAnswerError(
                f"{self.platform}'s token host answered with no access token.",
                next_step="Check the connection's endpoint for oauth; then run it again later.",
                endpoint=endpoint,
                status=status,
            )
        shown = f" (code {code[:40]})" if code else ""
        return CredentialsRefusedError(
            f"{self.platform} gives no new access token to app {self.app_key}{shown}."
            f"{quoted(words)}",
            next_step=self._consent(),
            endpoint=endpoint,
            status=status,
            remote_code=code[:40],
            remote_message=words,
            request_id=top.words("requestId"),
        )


def _expiry(top: Record, asked_at: datetime) -> datetime | None:
    """Return when the token stops working: ``time`` plus ``expires_in`` (sheet 3.3).

    A refresh that only extends may count from an earlier ``time`` than now.
    """
    seconds, told = _number(top, "expires_in"), _number(top, "time")
    if seconds is None or not 0 <= seconds <= _LONGEST_LIFE.total_seconds():
        return None
    begin = asked_at
    if told is not None and told in _SANE:
        begin = datetime(1970, 1, 1, tzinfo=UTC) + told * timedelta(milliseconds=1)
    return begin + timedelta(seconds=seconds)


def _number(top: Record, name: str) -> int | None:
    digits = top.words(name).strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None
