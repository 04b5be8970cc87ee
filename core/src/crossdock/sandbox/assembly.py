"""How a sandbox is put together: control plane beside, meter and faults around the dialect."""

from collections.abc import Callable
from email.utils import format_datetime

import attrs

from crossdock.sandbox.clock import Clock
from crossdock.sandbox.control import PREFIX, Controls, control_app
from crossdock.sandbox.injection import Injection
from crossdock.sandbox.meter import Meter, endpoint_of
from crossdock.sandbox.wire import NAMED, App, Message, Receive, Scope, Send, drain

#: Names a request by its scope and body, for a dialect with one URL for everything.
Naming = Callable[[Scope, bytes], str]


@attrs.frozen
class Named:
    """An ASGI app around *app* whose requests faults and meter know by another path."""

    app: App
    name: Naming

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; its body is read first, since the name may stand there."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        whole = await (await drain(receive))()
        scope[NAMED] = self.name(scope, whole.get("body", b""))

        async def again() -> Message:
            return whole

        await self.app(scope, await drain(again), send)


@attrs.frozen
class Metered:
    """An ASGI app around *app* that counts its requests by endpoint."""

    app: App
    meter: Meter
    label: Callable[[Scope], str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        count = self.meter.arrived(self.label(scope))
        scope["crossdock.meter"] = count

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                count.statuses[message["status"]] += 1
            await send(message)

        await self.app(scope, receive, counted)


@attrs.frozen
class Dated:
    """An ASGI app around *app* whose answers carry the played time as their ``Date``.

    A client that learns a platform's clock from its answers must learn this one:
    the server's own would contradict every timestamp the dialect checks.
    """

    app: App
    clock: Clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                if not any(name.lower() == b"date" for name, _ in headers):
                    told = format_datetime(self.clock.now(), usegmt=True)
                    message = {**message, "headers": [*headers, (b"date", told.encode())]}
            await send(message)

        await self.app(scope, receive, dated if scope["type"] == "http" else send)


@attrs.frozen
class Assembly:
    """The whole sandbox as one ASGI app."""

    dialect: App
    control: App

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; the control plane meets neither faults nor meter."""
        path = scope.get("path", "")
        own = path == PREFIX or path.startswith(f"{PREFIX}/")
        await (self.control if own else self.dialect)(scope, receive, send)


def path_label(scope: Scope) -> str:
    """Name the endpoint by method and path; a dialect with one URL for all names its own."""
    return endpoint_of(scope["method"], scope.get(NAMED, scope["path"]))


def assemble(
    dialect: App,
    controls: Controls,
    label: Callable[[Scope], str] = path_label,
    naming: Naming | None = None,
) -> Assembly:
    """
    Put a dialect's app together with everything around it.

    Args:
        dialect: The played platform.

        controls: What the control plane can reach.

        label: Names a request for the meter.

        naming: Gives a request the path that faults and meter know it by,
            where the platform has one URL for everything.
    """
    faulty = Injection(dialect, controls.faults)
    metered: App = Metered(faulty, controls.meter, label)
    named = metered if naming is None else Named(metered, naming)
    return Assembly(Dated(named, controls.clock), control_app(controls))
