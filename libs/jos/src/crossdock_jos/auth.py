"""Signing as a flow: each attempt gets its own timestamp, token and signature."""

from __future__ import annotations

from collections.abc import Generator
from urllib.parse import parse_qsl, urlencode

import attrs

from crossdock import Secret, Token
from crossdock.errors import CredentialsRefusedError
from crossdock.http import Auth, Request, Response
from crossdock_jos.clocks import RouterClock
from crossdock_jos.codes import CLOCK, TOKEN
from crossdock_jos.envelopes import gateway_code
from crossdock_jos.signing import signed
from crossdock_jos.tokens import Tokens

_FORM = "application/x-www-form-urlencoded;charset=UTF-8"
#: What a request for a token takes over from the call it is for.
_CARRIED = ("User-Agent", "Accept-Encoding")


@attrs.frozen(eq=False)
class RouterAuth(Auth):
    """Completes and signs a router call: key, token, timestamp, signature.

    The call arrives with what is its own (``method``, ``v``, the business
    parameters), in the query of a GET or as the form of a POST, and leaves with
    everything in the same place. A refused timestamp is corrected and a refused
    token renewed, each once: the gateway refuses both before anything happens.

    Args:

        app_secret: on both ends of what is signed.

        extra: further system parameters, signed as they are sent: ``format``,
            ``sign_method``.
    """

    requires_response_body = True

    app_key: str
    app_secret: Secret
    tokens: Tokens = attrs.field(repr=False)
    clock: RouterClock = attrs.field(repr=False)
    extra: tuple[tuple[str, str], ...] = ()

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """Yield *request* signed, and again where clock or token were refused."""
        token = yield from self._with_agent(self.tokens.current(self.clock.time()), request)
        response = yield self._signed(request, token)
        code = gateway_code(response)
        if code in CLOCK and self.clock.resync(response):
            response = yield self._signed(request, token)
            code = gateway_code(response)
        if code not in TOKEN:
            return
        renewal = self.tokens.renewed(token, self.clock.time())
        if renewal is None:
            return
        try:
            token = yield from self._with_agent(renewal, request)
        except CredentialsRefusedError as error:
            # Why there is no other token is half of it: first, this one was refused.
            error.message = f"The access token was refused (code {code}). {error.message}"
            raise
        yield self._signed(request, token)

    def _signed(self, request: Request, token: Token) -> Request:
        parameters = {
            **dict(self.extra),
            **parameters_of(request),
            "app_key": self.app_key,
            "access_token": token.text.reveal(),
            "timestamp": self.clock.stamp(),
        }
        text = urlencode(signed(parameters, self.app_secret))
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in {"content-length", "content-type"}
        }
        url = request.url.copy_with(query=None)
        if request.method == "GET":
            return Request(
                "GET",
                url.copy_with(query=text.encode("ascii")),
                headers=headers,
                extensions=request.extensions,
            )
        return Request(
            request.method,
            url,
            headers={**headers, "Content-Type": _FORM},
            content=text.encode("ascii"),
            extensions=request.extensions,
        )

    def _with_agent(
        self, flow: Generator[Request, Response, Token], request: Request
    ) -> Generator[Request, Response, Token]:
        """Pass *flow* on, its requests under the same agent as the call they are for."""
        try:
            asked = next(flow)
            while True:
                for name in _CARRIED:
                    if name in request.headers:
                        asked.headers[name] = request.headers[name]
                asked = flow.send((yield asked))
        except StopIteration as done:
            token: Token = done.value
            return token
        finally:
            flow.close()


def parameters_of(request: Request) -> dict[str, str]:
    """Return the parameters of *request*, decoded: its query and its form together."""
    pairs = parse_qsl(request.url.query.decode("ascii"), keep_blank_values=True)
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        pairs += parse_qsl(request.content.decode(), keep_blank_values=True)
    return dict(pairs)
