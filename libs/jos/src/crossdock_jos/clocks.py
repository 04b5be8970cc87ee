"""The router's clock, learned from its refusal of ours (sheet 1.2, code 8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import attrs

from crossdock.http import Response
from crossdock.http.retry import http_date
from crossdock_jos.timestamps import BEIJING, stamp, wall_clock

#: ``Date`` counts whole seconds, and the answer took its time to arrive.
CLOSE = timedelta(seconds=30)
#: A timestamp further off than this is refused (code 8); one page says 10 minutes.
TOLERANCE = timedelta(minutes=6)


@attrs.define(eq=False)
class RouterClock:
    """Tells the time as the router has it. Threads may share it.

    Args:

        now: the time, aware.

        zone: whose wall clock timestamps show.

        offset: how far the router's clock is ahead of ours, as last learned.

        is_plain: timestamps go without milliseconds and zone.
    """

    now: Callable[[], datetime]
    zone: timezone = BEIJING
    offset: timedelta = timedelta(0)
    is_plain: bool = False

    def time(self) -> datetime:
        """Return the time by the router's clock, as far as it is known."""
        return self.now() + self.offset

    def stamp(self) -> str:
        """Return the timestamp of a request that is sent now."""
        write = wall_clock if self.is_plain else stamp
        return write(self.time(), self.zone)

    def resync(self, response: Response) -> bool:
        """Learn from a refused timestamp; return whether the next one will be another.

        Its ``Date`` tells by how much we are off. If that is nothing, the form
        is what was refused: code 8 means either, and some routers read only
        seconds without a zone.
        """
        theirs = http_date(response.headers.get("date"))
        offset = theirs - self.now() if theirs else self.offset
        if abs(offset - self.offset) > CLOSE:
            self.offset = offset
            return True
        if self.is_plain:
            return False
        self.is_plain = True
        return True
