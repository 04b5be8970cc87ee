"""A platform that is down is told of once, and once more when it answers again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RemoteError,
    RequestRefusedError,
)

logger = logging.getLogger(__name__)

#: What stands in front of a platform answers so while that is not there.
DOWN = frozenset({502, 503, 504})


class Outages:
    """The hosts of one connection that cannot be used at present. Threads may share it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._since: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def failed(self, host: str, failure: RemoteError, *, silent: bool) -> None:
        """Take note of how a call ended that was not repeated any more.

        Args:

            silent: there was no answer to it.
        """
        if isinstance(failure, RateLimitedError):
            return
        if isinstance(failure, CredentialsRefusedError | RequestRefusedError):
            self.answered(host)
        # Any other answer is trouble with one question, perhaps, and says nothing of others.
        elif silent or failure.status in DOWN:
            with self._lock:
                if host in self._since:
                    return
                self._since[host] = self._now()
            logger.warning("%s is down. What needs it fails until it answers again.", host)

    def answered(self, host: str) -> None:
        """Take note of an answer."""
        if host not in self._since:
            return
        with self._lock:
            since = self._since.pop(host, None)
        if since is not None:
            seconds = (self._now() - since).total_seconds()
            logger.warning("%s answers again, after %.0f seconds.", host, seconds)
