"""
A platform's interface as a table: method and path on the left, a function on the right.

A connector's sandbox is such a table over a played account (`crossdock.sandbox.shop`,
`crossdock.sandbox.depot`). Everything else comes from the kit: faults, meter, clock,
control plane. Importing this imports no web framework.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, unquote

import attrs

from crossdock.sandbox.access import Access
from crossdock.sandbox.clock import Clock
from crossdock.sandbox.faults import FaultPlan, faults_in
from crossdock.sandbox.meter import Meter
from crossdock.sandbox.options import Sandbox, SandboxOptions
from crossdock.sandbox.switches import SwitchBoard
from crossdock.sandbox.wire import Answer, Receive, Scope, Send, drain, page, send_answer

_NAMED = re.compile(r"\{(\w+)\}")


@attrs.frozen
class Said:
    """
    What a route answers, where that is not HTTP 200 with JSON alone.

    Attributes:
        status: Of 2xx; a refusal is a `SaidNoError`.

        body: Sent as JSON; text and bytes are sent as they are.
    """

    status: int
    body: Any = None
    headers: Mapping[str, str] = attrs.field(factory=dict)


class SaidNoError(Exception):
    """
    The played platform refuses.

    Args:
        why: Its words, and *code* its own code, which is the status where none is given;
            they are sent as ``{"code": ..., "message": ...}``.

        body: What is sent instead, in the platform's own shape.

        headers: Sent beside it.
    """

    def __init__(
        self,
        status: int,
        why: str = "",
        code: str = "",
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(why)
        told = {"code": code or str(status), "message": why} if body is None else body
        self.said = Said(status, told, headers or {})


@attrs.frozen(slots=False)
class Ask:
    """
    One request to the played platform.

    Attributes:
        path: As it came, percent-encoded.

        parts: What stands in the path where its route has a name in braces, decoded.

        headers: By name in lower case.
    """

    scope: Scope = attrs.field(repr=False)
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    parts: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def target(self) -> str:
        """Path and query as they came, for a signature."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @cached_property
    def params(self) -> Mapping[str, str]:
        """The query, decoded."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @cached_property
    def json(self) -> Any:
        """The body; an empty object if there is none."""
        return json.loads(self.body) if self.body else {}

    @property
    def is_partial(self) -> bool:
        """Whether some rows of this request are to fail, because a fault says so."""
        return faults_in(self.scope, "partial-batch") is not None

    def page(self, rows: list[Any], size: int) -> list[Any]:
        """Return those of *rows* that ``?page=`` asks for, 1 being the first."""
        number = int(self.params.get("page", "1"))
        if number < 1:
            raise SaidNoError(400, "page begins with 1")
        return rows[(number - 1) * size : number * size]


P = TypeVar("P")
Answering = Callable[[P, Ask], Any]
Routes = Mapping[str, Answering[P]]


class Dialect(Generic[P]):
    """
    The interface of one played *platform* as an ASGI app that speaks JSON.

    Args:
        platform: Handed to every function of *routes*.

        routes: ``"GET /products/{id}"`` and what answers it: a value, sent as JSON with
            HTTP 200, or `Said`.

        let_in: Looks at a request before it is answered; raises `SaidNoError` for
            one that is not signed as it must be.

        open_routes: Those that are answered without that, such as the one for a token.
    """

    def __init__(
        self,
        platform: P,
        routes: Routes[P],
        let_in: Answering[P],
        open_routes: tuple[str, ...] = (),
    ) -> None:
        self._platform = platform
        self._let_in = let_in
        self._open = {one: routes[one] for one in open_routes}
        self.endpoints = tuple(routes)
        self._routes = [(self._pattern(route), answer) for route, answer in routes.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        body = (await (await drain(receive))()).get("body", b"")
        try:
            told = self._answer(_asked(scope, body))
            answer = told if isinstance(told, Said) else Said(200, told)
        except SaidNoError as error:
            answer = error.said
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # Whatever a stranger sends, a platform answers.
            answer = SaidNoError(400, "this cannot be read").said
        await send_answer(_page(answer), send)

    def _answer(self, ask: Ask) -> Any:
        line = f"{ask.method} {ask.path}"
        for pattern, answer in self._routes:
            if found := pattern.fullmatch(line):
                if answer not in self._open.values():
                    self._let_in(self._platform, ask)
                parts = {name: unquote(text) for name, text in found.groupdict().items()}
                return answer(self._platform, attrs.evolve(ask, parts=parts))
        raise SaidNoError(404, "there is no such thing")

    def _pattern(self, route: str) -> re.Pattern[str]:
        pieces = _NAMED.split(route)
        texts = [
            f"(?P<{piece}>[^/]*)" if number % 2 else re.escape(piece)
            for number, piece in enumerate(pieces)
        ]
        return re.compile("".join(texts))


def _page(said: Said) -> Answer:
    if isinstance(said.body, bytes):
        sent, kind = said.body, "application/octet-stream"
    elif isinstance(said.body, str):
        sent, kind = said.body.encode(), "text/plain; charset=utf-8"
    else:
        sent, kind = json.dumps(said.body, default=str).encode(), "application/json"
    return page(said.status, sent, **{"content_type": kind, **_names(said.headers)})


def _names(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower().replace("-", "_"): value for name, value in headers.items()}


def _asked(scope: Scope, body: bytes) -> Ask:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return Ask(
        scope=scope,
        method=scope["method"],
        path=raw.decode("latin-1").partition("?")[0],
        query=scope["query_string"].decode("latin-1"),
        headers={name.decode().lower(): value.decode() for name, value in scope["headers"]},
        body=body,
    )


def play(
    name: str,
    options: SandboxOptions,
    furnish: Callable[[SandboxOptions, Clock, Access], Any],
    dialect: Callable[[Any], Dialect[Any]],
    settings: Callable[[Access], Mapping[str, str]],
) -> Sandbox:
    """
    Return a sandbox with everything of the kit around *dialect*.

    Args:
        furnish: Makes the played account; it is a `crossdock.sandbox.control.Platform`.

        dialect: Makes the interface of that account.

        settings: What a connection to it needs.
    """
    # The web framework is imported when something is played, not when it is declared.
    from crossdock.sandbox.assembly import assemble
    from crossdock.sandbox.control import Controls

    clock = Clock()
    access = Access(name, options.seed, clock)
    platform = furnish(options, clock, access)
    controls = Controls(
        name=name,
        platform=platform,
        clock=clock,
        faults=FaultPlan(options.faults, options.seed),
        meter=Meter(),
        switches=SwitchBoard((), options.switches),
    )
    spoken = dialect(platform)
    return Sandbox(
        app=assemble(spoken, controls), settings=settings(access), endpoints=spoken.endpoints
    )
