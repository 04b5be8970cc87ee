"""Requests over real sockets: TLS, the pool, and what its failures mean."""

from __future__ import annotations

import ssl

from crossdock.errors import ConfigurationError, UnreachableError
from crossdock.http import body
from crossdock.http.deadline import USED_UP, remaining
from crossdock.http.endpoints import EndpointRules, Resolve
from crossdock.http.library import BaseTransport, Request, Response, httpcore
from crossdock.http.network import CheckedNetwork, Wire, watched
from crossdock.http.outcome import AnswerLostError, AnswerRefusedError

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 20.0
#: Servers close idle sockets after five seconds or more; a socket that both ends
#: give up at the same time takes a request with it.
KEEP_ALIVE = 2.0
MAX_SOCKETS = 16

#: The extension of a request that must have a socket of its own.
FRESH = "crossdock_fresh"


def make_tls_context(authorities: str = "") -> ssl.SSLContext:
    """Return what certificates are verified with: TLS 1.2 or newer, names checked.

    Args:

        authorities: a PEM file with certificates to trust besides the system's,
            for a network that inspects its traffic.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if authorities:
        try:
            context.load_verify_locations(cafile=authorities)
        except OSError as error:
            raise ConfigurationError(
                f"The certificates in {authorities!r} cannot be read"
                f" ({error.strerror or 'they are not in the PEM format'}).",
                next_step="Give a file with one or more certificates in the PEM format.",
            ) from None
    return context


def open_pools(
    rules: EndpointRules, resolve: Resolve, context: ssl.SSLContext
) -> tuple[httpcore.ConnectionPool, httpcore.ConnectionPool]:
    """Return two pools that connect only where *rules* allow; the second reuses no socket."""
    network = CheckedNetwork(rules, resolve)

    def pool(max_idle: int) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=MAX_SOCKETS,
            max_keepalive_connections=max_idle,
            keepalive_expiry=KEEP_ALIVE,
            network_backend=network,
        )

    return pool(MAX_SOCKETS), pool(0)


class PoolTransport(BaseTransport):
    """Sends through a pool, and reads every answer to its end under the caps.

    A write that must happen once gets a socket of its own: on a kept one the
    server may just be hanging up, and whether it still read the request before
    it did cannot be known.
    """

    def __init__(self, kept: httpcore.ConnectionPool, fresh: httpcore.ConnectionPool) -> None:
        self._kept = kept
        self._fresh = fresh

    def handle_request(self, request: Request) -> Response:
        """Return the whole answer to *request*.

        Raises:

            UnreachableError: no byte of it left this machine.

            AnswerLostError: some did, and no whole answer came back.

            AnswerRefusedError: one came that is too large or cannot be unpacked.
        """
        pool = self._fresh if request.extensions.get(FRESH) else self._kept
        with watched() as wire:
            try:
                return _exchange(pool, request)
            except httpcore.LocalProtocolError:
                if wire.written:
                    raise AnswerLostError("the request broke the protocol") from None
                # The library's message quotes the header, which may be the secret.
                raise _unsendable() from None
            except (
                httpcore.NetworkError,
                httpcore.TimeoutException,
                httpcore.ProtocolError,
                httpcore.UnsupportedProtocol,
            ) as error:
                raise _meaning(error, wire, request.url.host) from None

    def close(self) -> None:
        """Close every socket."""
        self._kept.close()
        self._fresh.close()


def _exchange(pool: httpcore.ConnectionPool, request: Request) -> Response:
    # Where the pool waits by itself, it does not see the deadline of the sockets.
    patience = max(0.001, min(CONNECT_TIMEOUT, remaining()))
    times = {
        "connect": CONNECT_TIMEOUT,
        "read": READ_TIMEOUT,
        "write": READ_TIMEOUT,
        "pool": patience,
    }
    sent = httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        ),
        headers=request.headers.raw,
        content=request.read(),
        extensions={"timeout": times},
    )
    answer = pool.handle_request(sent)
    try:
        headers = [(k.lower(), v) for k, v in answer.headers]
        encoding = b",".join(v for k, v in headers if k == b"content-encoding")
        content = body.read(answer.iter_stream(), encoding.decode("latin-1"))
    except body.BodyRefusedError as error:
        raise AnswerRefusedError(str(error), answer.status) from None
    finally:
        answer.close()
    plain = [
        (k, v)
        for k, v in headers
        if k not in {b"content-encoding", b"content-length", b"transfer-encoding"}
    ]
    return Response(answer.status, headers=plain, content=content, request=request)


def _meaning(error: Exception, wire: Wire, host: str) -> Exception:
    if wire.written:
        if isinstance(error, httpcore.TimeoutException):
            return AnswerLostError("no whole answer came in time")
        return AnswerLostError(f"the connection broke ({_why(error)})")
    step = "Check the endpoint, the network and whether the platform is up."
    if isinstance(_cause(error), ssl.SSLError):
        step = (
            "Check the endpoint and this machine's clock; if your network inspects its"
            " traffic, add its certificate to those this machine trusts."
        )
    return UnreachableError(f"{host} could not be reached: {_why(error)}.", next_step=step)


def _cause(error: Exception) -> BaseException:
    """Return what the library met: it wraps it, and then lets go of the chain."""
    wrapped = error.args[0] if error.args else None
    return wrapped if isinstance(wrapped, BaseException) else error


def _why(error: Exception) -> str:
    cause = _cause(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({cause.verify_message})"
    if isinstance(cause, ssl.SSLError):
        return f"no secure connection could be agreed on ({cause.reason or 'TLS failed'})"
    if isinstance(error, httpcore.PoolTimeout):
        return f"all of {MAX_SOCKETS} sockets are busy"
    if isinstance(error, httpcore.TimeoutException):
        return USED_UP if str(error) == USED_UP else "it did not answer in time"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return str(error).rstrip(".") or type(error).__name__


def _unsendable() -> ConfigurationError:
    return ConfigurationError(
        "A header of the request holds a character that headers cannot carry, so nothing was"
        " sent.",
        next_step="Check the connection's credentials for line breaks and stray characters.",
    )
