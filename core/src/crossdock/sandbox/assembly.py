"""How a sandbox is put together: control plane beside, meter and faults around the dialect."""

from collections.abc import Callable

import attrs

from crossdock.sandbox.control import PREFIX, Controls, control_app
from crossdock.sandbox.injection import Injection
from crossdock.sandbox.meter import Meter, endpoint_of
from crossdock.sandbox.wire import App, Message, Receive, Scope, Send


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
    return endpoint_of(scope["method"], scope["path"])


def assemble(
    dialect: App, controls: Controls, label: Callable[[Scope], str] = path_label
) -> Assembly:
    """Put a dialect's app together with everything around it."""
    faulty = Injection(dialect, controls.faults)
    return Assembly(Metered(faulty, controls.meter, label), control_app(controls))
