"""The time that a sandbox's answers carry."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from crossdock.sandbox.assembly import Dated
from crossdock.sandbox.clock import Clock


async def _play(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def test_answers_carry_the_played_time() -> None:
    """A client that learns the platform's clock from ``Date`` learns the one that is played."""
    clock = Clock()
    moment = datetime(2030, 1, 31, 12, 0, tzinfo=UTC)
    clock.freeze()
    clock.set(moment)
    sent: list[Any] = []

    async def keep(message: Any) -> None:
        sent.append(message)

    asyncio.run(Dated(_play, clock)({"type": "http"}, None, keep))

    headers = dict(sent[0]["headers"])
    assert moment == parsedate_to_datetime(headers[b"date"].decode())
