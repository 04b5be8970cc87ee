"""What is certain about one attempt: not sent, on its way, or answered."""

from __future__ import annotations

from contextvars import ContextVar
from enum import Enum

import attrs

from crossdock.manifest import RateLimit


class AnswerLostError(Exception):
    """The request was sent, wholly or in part, and no whole answer came back."""


class AnswerRefusedError(Exception):
    """An answer came that is too large or cannot be unpacked."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Stage(Enum):
    """How far the main request of an attempt has come."""

    #: It certainly changed nothing: not sent, or refused for its token.
    BEFORE = 1
    #: Handed to the network, its answer not there.
    UNDER_WAY = 2
    ANSWERED = 3


@attrs.define
class Attempt:
    """The attempt under way in this thread: what the edge must know of it.

    Args:

        number: 1 for the first.

        bucket: the bucket that the main request is counted by, with its key.

        cost: units it counts.

        stage: how far the main request, as opposed to one for its token, has come.

        no_room: our own limiter had no place in time.
    """

    number: int = 1
    bucket: tuple[str, RateLimit] | None = None
    cost: int = 1
    stage: Stage = Stage.BEFORE
    no_room: bool = False


current_attempt: ContextVar[Attempt] = ContextVar("current_attempt")
