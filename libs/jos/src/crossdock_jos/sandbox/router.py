"""One URL for every method: admit, read, answer, always with HTTP 200 (JOS sheet 1.3)."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import attrs
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from crossdock.sandbox.faults import Fault, faults_in
from crossdock.sandbox.wire import Scope
from crossdock_jos.sandbox.arrival import Arrival, Parameters, read_arrival
from crossdock_jos.sandbox.envelope import Envelope, as_bytes
from crossdock_jos.sandbox.gate import Gate
from crossdock_jos.sandbox.refusals import RouterError

LARGEST_BODY = 8 * 1024 * 1024
_TYPE = "application/json;charset=UTF-8"


@attrs.frozen
class Call:
    """An admitted call: its method, its parameters as text, and the ASGI scope."""

    method: str
    parameters: Parameters
    scope: Scope


Answering = Callable[[Call], Mapping[str, Any]]


@attrs.frozen
class Router:
    """
    The app behind one router path.

    Attributes:
        answer: Does what an admitted call asks for.

        before: Called before each admitted call, to let time pass.
    """

    gate: Gate
    envelope: Envelope
    answer: Answering
    before: Callable[[], None] = lambda: None

    def reply(self, arrival: Arrival, scope: Scope) -> dict[str, Any]:
        """Return the answer to one request."""
        method = arrival.usual.get("method", "")
        try:
            given = self.gate.admit(arrival, scope)
            self.before()
            fault = _gateway_fault(scope)
            if fault is not None and fault.parameters.get("applied") != "yes":
                raise RouterError(fault.parameters.get("code", "43"))  # noqa: TRY301  wrapped below
            inside = self.answer(Call(method, given, scope))
            if fault is not None:
                raise RouterError(fault.parameters.get("code", "43"))  # noqa: TRY301
        except RouterError as error:
            return self.envelope.failure(method, error)
        return self.envelope.success(method, inside)

    def route(self, path: str) -> Route:
        """Return the route of this router."""

        async def endpoint(request: Request) -> Response:
            try:
                body = await request.body()
            except ClientDisconnect:
                return Response(status_code=400)
            if len(body) > LARGEST_BODY:
                return Response(b"<h1>413</h1>", 413, media_type="text/html")
            scope = request.scope
            kind = request.headers.get("content-type", "")
            address = (scope.get("client") or ("",))[0]
            arrival = read_arrival(scope["query_string"], kind, body, address)
            return Response(as_bytes(self.reply(arrival, scope)), media_type=_TYPE)

        return Route(path, endpoint, methods=["GET", "POST"])


def _gateway_fault(scope: Scope) -> Fault | None:
    """Return the error a fault asks of the gateway; a business one is the method's to play."""
    fault = faults_in(scope, "api-error")
    return fault if fault is not None and fault.parameters.get("level") != "business" else None


def business_fault(scope: Scope) -> str:
    """Return the code that a fault asks of the method's own verdict, empty where none does."""
    fault = faults_in(scope, "api-error")
    if fault is None or fault.parameters.get("level") != "business":
        return ""
    return fault.parameters.get("code", "999999")


def named_path(scope: Scope, body: bytes) -> str:
    """
    Name a request by its method, for faults and meter: ``/routerjson/jingdong.pop.order.get``.

    The method may stand in the query or in the form.
    """
    path: str = scope["path"]
    for text in (scope.get("query_string", b""), body[:65536]):
        for name, value in parse_qsl(text.decode("utf-8", "replace")):
            if name == "method" and value:
                return f"{path}/{value.strip()}"
    rest = body[:65536].partition(b'name="method"')[2].partition(b"\r\n\r\n")[2]
    value = rest.partition(b"\r\n")[0].decode("utf-8", "replace").strip()
    return f"{path}/{value}" if value else path
