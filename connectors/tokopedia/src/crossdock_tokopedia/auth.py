"""Client credentials and the token they give, as a flow (sheet 1.2, Q12)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Generator
from datetime import datetime, timedelta

import attrs

from crossdock import Secret, Token
from crossdock.connections import TokenShelf
from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RemoteError,
    RequestRefusedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock.http import Answer, Auth, Request, Response
from crossdock_tokopedia.errors import calm
from crossdock_tokopedia.gateway import CREDENTIALS, raise_gateway, refuses_token
from crossdock_tokopedia.reading import Record, storable
from crossdock_tokopedia.settings import TokopediaSettings

ENDPOINT = "POST /token"
#: A gateway's word fits in this; the body of a success is not parsed twice.
_SMALL = 4096
#: A token that lives longer than this is a mistake in its answer.
_LONGEST_LIFE = timedelta(days=3660)
_NOT_STARTED = "The call it was for was not sent. Run it again later."

Flow = Generator[Request, Response, Token]


@attrs.frozen(eq=False)
class ClientCredentials(Auth):
    """Signs each request with the app's token; fetches it when there is none that works.

    The platform gives out a new token only once the old one has expired, and
    every shop of an app shares it. So it is kept until `expires_in` is over, on
    a shelf that all processes share, and one worker at a time fetches it.

    Args:

        accounts: URL of the accounts host.

        shelf: where the token is kept.

        now: the time, aware.

        learn: is told every token, so that it is masked in all output.
    """

    requires_response_body = True

    accounts: str
    settings: TokopediaSettings
    shelf: TokenShelf = attrs.field(repr=False)
    now: Callable[[], datetime] = attrs.field(repr=False)
    learn: Callable[[str], None] = attrs.field(repr=False)

    @property
    def key(self) -> str:
        """Everything the token depends on."""
        app = self.settings
        return "|".join(
            (self.accounts, str(app.fs_id), app.client_id, app.client_secret.fingerprint())
        )

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """Yield *request* signed, and once more with a new token if its own is refused."""
        token = self._kept() or (yield from self._fetch(request))
        response = yield _signed(request, token)
        if not _is_refused(response):
            return
        # Only this one is dropped: another worker may have replaced it already.
        self.shelf.drop(self.key, token)
        token = self._kept(but=token) or (yield from self._fetch(request, but=token))
        response = yield _signed(request, token)
        if _is_refused(response):
            self.shelf.drop(self.key, token)
            raise CredentialsRefusedError(
                f"Tokopedia does not accept the access token of fs_id {self.settings.fs_id},"
                " and one fetched anew neither.",
                next_step=f"{CREDENTIALS} Check that the app is still active in the console.",
                endpoint=f"{request.method} {request.url.path}",
                status=response.status_code,
            )

    def _kept(self, but: Token | None = None) -> Token | None:
        token = self.shelf.read(self.key)
        if token is None or (but is not None and token.text == but.text):
            return None
        if token.expires_at is not None and token.expires_at <= self.now():
            return None
        self.learn(token.text.reveal())
        return token

    def _fetch(self, request: Request, but: Token | None = None) -> Flow:
        with self.shelf.lease(self.key):
            # Whoever held the lease before us has probably fetched it.
            kept = self._kept(but)
            if kept is not None:
                return kept
            asked_at = self.now()
            response = yield token_request(self.accounts, self.settings, request)
            token = read_token(response, self.settings, asked_at)
            self.learn(token.text.reveal())
            self.shelf.write(self.key, token)
            return token


def token_request(accounts: str, settings: TokopediaSettings, for_request: Request) -> Request:
    """Return the request for a token: Basic credentials, and an empty body (sheet 1.2)."""
    pair = f"{settings.client_id}:{settings.client_secret.reveal()}"
    headers = {
        "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
        "Content-Length": "0",
    }
    for name in ("User-Agent", "Accept-Encoding"):
        if name in for_request.headers:
            headers[name] = for_request.headers[name]
    return Request(
        "POST", f"{accounts}/token", params={"grant_type": "client_credentials"}, headers=headers
    )


def read_token(response: Response, settings: TokopediaSettings, asked_at: datetime) -> Token:
    """Return the token in the answer to `token_request`.

    Raises:

        CredentialsRefusedError: also from a 200, which may carry an error instead.

        RetryLaterError: the platform is in trouble; the call itself never left.
    """
    answer = Answer(
        endpoint=ENDPOINT,
        status=response.status_code,
        headers={name.lower(): value for name, value in response.headers.items()},
        body=response.content,
    )
    top = _top(answer)
    text = top.value("access_token") if 200 <= answer.status < 300 else None
    if isinstance(text, str) and text.strip() and not top.has("error"):
        return Token(Secret(text.strip()), expires_at=_expiry(top, asked_at))
    raise _refusal(answer, top, settings)


def _refusal(answer: Answer, top: Record, settings: TokopediaSettings) -> RemoteError:
    status = answer.status
    if status == 429:
        return RateLimitedError(
            "Tokopedia asks for fewer token requests.",
            next_step=_NOT_STARTED,
            retry_after=calm(answer.headers, answer.platform_time),
            endpoint=ENDPOINT,
            status=status,
        )
    if status == 408 or status >= 500:
        return RetryLaterError(
            f"Tokopedia's accounts host answered {status}, so there is no access token.",
            next_step=_NOT_STARTED,
            endpoint=ENDPOINT,
            status=status,
        )
    if "ip_address" in _said(top).lower().replace(" ", "_"):
        try:
            raise_gateway(answer, top)
        except CredentialsRefusedError as error:
            return error
    if 300 <= status < 400 or status in {404, 405}:
        return RequestRefusedError(
            f"The accounts host answered a token request with {status}: it is not Tokopedia's.",
            next_step="Check the connection's endpoint for accounts.",
            endpoint=ENDPOINT,
            status=status,
        )
    if status < 300 and not _said(top):
        return UnreadableAnswerError(
            "Tokopedia's accounts host answered a token request with no access token.",
            next_step="Check the connection's endpoint for accounts; then run it again later.",
            endpoint=ENDPOINT,
            status=status,
        )
    said = storable(_said(top))
    return CredentialsRefusedError(
        f"Tokopedia does not accept the client id and client secret of fs_id {settings.fs_id}"
        f" (it answered {status}{': ' + said[:200] if said else ''}).",
        next_step=CREDENTIALS,
        endpoint=ENDPOINT,
        status=status,
        remote_code=storable(str(top.value("error") or ""))[:100],
        remote_message=said,
    )


def _said(top: Record) -> str:
    header = top.record("header")
    found = (
        top.value("error_description"),
        top.value("error"),
        top.value("message", "messages"),
        header.value("reason", "messages", "error_code"),
    )
    return next((str(words) for words in found if words), "")


def _top(answer: Answer) -> Record:
    try:
        body = answer.json()
    except UnreadableAnswerError:
        # Where the status says enough, the body need not be readable.
        if 200 <= answer.status < 300:
            raise
        return Record({})
    return Record(body)


def _expiry(top: Record, asked_at: datetime) -> datetime | None:
    """Return when the token stops working; None when its answer does not say.

    `expires_in` is trusted and no constant is (sheet 1.2): asked for before the
    old token is over, the platform sends the same one with what is left of it.
    """
    try:
        seconds = float(str(top.value("expires_in")))
    except ValueError:
        return None
    if not 0 <= seconds <= _LONGEST_LIFE.total_seconds():
        return None
    return asked_at + timedelta(seconds=seconds)


def _signed(request: Request, token: Token) -> Request:
    request.headers["Authorization"] = f"Bearer {token.text.reveal()}"
    return request


def _is_refused(response: Response) -> bool:
    if response.status_code == 200 and len(response.content) > _SMALL:
        return False
    answer = Answer(ENDPOINT, response.status_code, {}, response.content)
    try:
        body = answer.json()
    except UnreadableAnswerError:
        body = None
    return refuses_token(response.status_code, body)
