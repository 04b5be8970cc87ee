"""One HTTP answer as a value, and the connection below it."""

import asyncio
import socket
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

import attrs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Where the server leaves the connection's transport for faults that need it.
TRANSPORT = "crossdock.transport"
#: And a function that says whether the client has hung up.
GONE = "crossdock.gone"
#: The path that faults and meter know a request by, where a dialect names its own.
NAMED = "crossdock.path"


@attrs.frozen
class Answer:
    """A whole answer: status, headers and body."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def replace(self, body: bytes, **headers: str) -> "Answer":
        """Return this answer with another body, its length and further headers."""
        new = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
        new.setdefault(b"content-length", str(len(body)).encode())
        kept = tuple(pair for pair in self.headers if pair[0].lower() not in new)
        return Answer(self.status, kept + tuple(new.items()), body)


def page(status: int, body: bytes, content_type: str, **headers: str) -> Answer:
    """Make an answer from nothing."""
    return Answer(status, (), b"").replace(body, content_type=content_type, **headers)


async def collect(app: App, scope: Scope, receive: Receive) -> Answer:
    """Let *app* handle the request to its end, and keep the answer back."""
    status, headers, body = 500, [], bytearray()

    async def keep(message: Message) -> None:
        nonlocal status, headers
        if message["type"] == "http.response.start":
            status, headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    await app(scope, receive, keep)
    return Answer(status, tuple((bytes(n), bytes(v)) for n, v in headers), bytes(body))


async def send_answer(answer: Answer, send: Send) -> None:
    """Send a whole answer."""
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": list(answer.headers),
        }
    )
    await send({"type": "http.response.body", "body": answer.body})


async def send_chunks(answer: Answer, chunks: AsyncIterator[bytes], send: Send) -> None:
    """Send the head of *answer* and then whatever *chunks* yields, without a known length."""
    headers = [pair for pair in answer.headers if pair[0].lower() != b"content-length"]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    async for chunk in chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def drain(receive: Receive) -> Receive:
    """Read the request to its end and return a *receive* that can replay it."""
    body = bytearray()
    while True:
        message = await receive()
        body.extend(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    replayed = False

    async def replay() -> Message:
        nonlocal replayed
        if replayed:
            return {"type": "http.disconnect"}
        replayed = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return replay


async def silence(seconds: float, scope: Scope) -> bool:
    """Say nothing for *seconds* or until the client has gone; say whether it is still there."""
    gone: Callable[[], bool] = scope.get(GONE, lambda: False)
    end = time.monotonic() + seconds
    while not gone() and (left := end - time.monotonic()) > 0:
        await asyncio.sleep(min(left, 0.05))
    return not gone()


async def drop(scope: Scope, *, reset: bool = False) -> None:
    """
    End the connection below the request, by a reset where asked.

    Without a server underneath (an app called in-process) there is no
    connection, so the nearest thing is raised.
    """
    transport = scope.get(TRANSPORT)
    if transport is None:
        raise ConnectionResetError("the sandbox dropped the connection")
    connection = transport.get_extra_info("socket")
    if reset and connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if reset:
        transport.abort()
    else:
        transport.close()
    await asyncio.sleep(0.01)  # the server must see the connection gone before the app returns
