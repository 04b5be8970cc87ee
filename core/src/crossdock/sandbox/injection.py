"""The middleware that plays transport faults around an app and hands it the others."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus

import attrs

from crossdock.sandbox.faults import DIALECT_KINDS, Fault, FaultPlan
from crossdock.sandbox.garbling import GARBLERS, GATEWAY_PAGE
from crossdock.sandbox.wire import (
    NAMED,
    Answer,
    App,
    Receive,
    Scope,
    Send,
    collect,
    drain,
    drop,
    page,
    send_answer,
    send_chunks,
    silence,
)

_MEGABYTE = 1024 * 1024


@attrs.frozen
class Injection:
    """An ASGI app around *app* that lets its requests meet the faults of *plan*."""

    app: App
    plan: FaultPlan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        fired = self.plan.fire(scope["method"], scope.get(NAMED, scope["path"]))
        scope["crossdock.faults"] = tuple(f for f in fired if f.kind in DIALECT_KINDS)
        for fault in fired:
            if fault.kind == "latency":
                await silence(fault.number("seconds", 1), scope)
        about_transport = [f for f in fired if f.kind not in DIALECT_KINDS and f.kind != "latency"]
        if not about_transport:
            await self.app(scope, receive, send)
            return
        fault = about_transport[0]
        await PLAYERS.get(fault.kind, _garbled)(self.app, fault, scope, await drain(receive), send)


Player = Callable[[App, Fault, Scope, Receive, Send], Awaitable[None]]


def _gateway(status: int, fault: Fault) -> Answer:
    phrase = HTTPStatus(status).phrase.encode()
    wait = fault.parameters.get("retry-after")
    body = fault.parameters.get("body", "").encode()
    kind = "application/json" if body.startswith(b"{") else "text/html"
    body = body or GATEWAY_PAGE % (status, phrase, status, phrase)
    return page(status, body, kind, **({"retry_after": wait} if wait is not None else {}))


def _status(status: int, *, applied: bool) -> Player:
    async def play(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.parameters.get("applied", "yes" if applied else "no") == "yes":
            await collect(app, scope, receive)
        await send_answer(_gateway(status, fault), send)

    return play


async def _timeout_before(
    app: App, fault: Fault, scope: Scope, receive: Receive, send: Send
) -> None:
    await silence(fault.number("seconds", 30), scope)
    await drop(scope)


async def _timeout_after(
    app: App, fault: Fault, scope: Scope, receive: Receive, send: Send
) -> None:
    await collect(app, scope, receive)
    await silence(fault.number("seconds", 30), scope)
    await drop(scope)


async def _reset(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    if fault.parameters.get("applied") == "yes":
        await collect(app, scope, receive)
    await drop(scope, reset=True)


async def _late_apply(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    async def later() -> None:
        await asyncio.sleep(fault.number("seconds", 5))
        await collect(app, scope, receive)

    task = asyncio.create_task(later())
    _LATE.add(task)
    task.add_done_callback(_LATE.discard)
    await send_answer(_gateway(504, fault), send)


#: Kept here so that the loop does not forget them before they are done.
_LATE: set[asyncio.Task[None]] = set()


async def _twice(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    whole = (await receive()).get("body", b"")

    async def again() -> dict[str, object]:
        return {"type": "http.request", "body": whole, "more_body": False}

    await collect(app, dict(scope), again)
    await send_answer(await collect(app, dict(scope), again), send)


async def _redirect(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    target = fault.parameters.get("location", "http://169.254.169.254/latest/meta-data/")
    await send_answer(page(302, b"", "text/html", location=target), send)


async def _garbled(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await collect(app, scope, receive)
    if fault.kind == "truncated" and fault.parameters.get("cut") == "connection":
        await _broken_off(answer, len(answer.body) // 2, scope, send)
        return
    await send_answer(GARBLERS[fault.kind](answer, fault), send)


async def _broken_off(answer: Answer, length: int, scope: Scope, send: Send) -> None:
    head = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
    await send(head)
    await send({"type": "http.response.body", "body": answer.body[:length], "more_body": True})
    await drop(scope)


async def _length_lies(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    """Promise more than is sent (and hang up), or less (the rest is then never sent)."""
    answer = await collect(app, scope, receive)
    promised = max(0, len(answer.body) + int(fault.number("by", 64)))
    lying = answer.replace(answer.body, content_length=str(promised))
    await _broken_off(lying, min(promised, len(answer.body)), scope, send)


async def _slow_drip(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await collect(app, scope, receive)

    async def drops() -> AsyncIterator[bytes]:
        for index in range(len(answer.body)):
            yield answer.body[index : index + 1]
            if not await silence(fault.number("seconds", 1), scope):
                return

    await send_chunks(answer, drops(), send)


async def _endless(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await collect(app, scope, receive)

    async def forever() -> AsyncIterator[bytes]:
        yield answer.body.rstrip()[:-1]
        while await silence(0.001, scope):
            yield b" " * 65536

    await send_chunks(answer, forever(), send)


async def _gzip_bomb(app: App, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    answer = await collect(app, scope, receive)
    bomb = gzip_bomb(answer.body, int(fault.number("megabytes", 256)))
    await send_answer(answer.replace(bomb, content_encoding="gzip"), send)


def gzip_bomb(body: bytes, megabytes: int) -> bytes:
    """
    Return a gzip of *body* behind that many *megabytes* of white space.

    One compressed megabyte is flushed to a byte boundary and repeated, so the
    bomb costs its maker next to nothing.
    """
    block = b" " * _MEGABYTE
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    repeated = deflate.compress(block) + deflate.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    end = last.compress(body) + last.flush()
    checksum = 0
    for _ in range(megabytes):
        checksum = zlib.crc32(block, checksum)
    checksum = zlib.crc32(body, checksum)
    size = (megabytes * _MEGABYTE + len(body)) % 2**32
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return header + repeated * megabytes + end + struct.pack("<II", checksum, size)


PLAYERS: dict[str, Player] = {
    "timeout-before": _timeout_before,
    "timeout-after": _timeout_after,
    "reset": _reset,
    "late-apply": _late_apply,
    "twice": _twice,
    "429": _status(429, applied=False),
    "500-before": _status(500, applied=False),
    "500-after": _status(500, applied=True),
    "502": _status(502, applied=False),
    "503": _status(503, applied=False),
    "504": _status(504, applied=False),
    "gzip-bomb": _gzip_bomb,
    "content-length-lies": _length_lies,
    "slow-drip": _slow_drip,
    "endless": _endless,
    "redirect": _redirect,
}
