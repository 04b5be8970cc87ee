"""What the sandbox saw: requests and rows by endpoint, peaks, and refusals for haste."""

import re
import time
from collections import Counter, deque
from collections.abc import Callable, MutableMapping
from typing import Any

import attrs

_NUMBER_SEGMENT = re.compile(r"(?<=/)\d+(?=/|$)")


def endpoint_of(method: str, path: str) -> str:
    """Name the endpoint of a request: its path with numbers left open."""
    return f"{method} {_NUMBER_SEGMENT.sub('{n}', path)}"


@attrs.define
class Peak:
    """The largest number of events in any sliding second."""

    highest: int = 0
    _recent: deque[float] = attrs.field(factory=deque)

    def add(self, moment: float) -> None:
        """Count one event at *moment*."""
        self._recent.append(moment)
        while self._recent[0] <= moment - 1.0:
            self._recent.popleft()
        self.highest = max(self.highest, len(self._recent))


@attrs.define
class EndpointCount:
    """What one endpoint saw."""

    requests: int = 0
    rows: int = 0
    statuses: Counter[int] = attrs.field(factory=Counter)
    peak: Peak = attrs.field(factory=Peak)


@attrs.define
class Meter:
    """
    Counts over the life of a sandbox, or since last cleared.

    Time is the machine's monotonic one: a peak is about real traffic, whatever
    the sandbox's own clock is doing.
    """

    monotonic: Callable[[], float] = time.monotonic
    endpoints: dict[str, EndpointCount] = attrs.field(factory=dict)
    peak: Peak = attrs.field(factory=Peak)

    def arrived(self, endpoint: str) -> EndpointCount:
        """Count a request at the moment it arrives."""
        count = self.endpoints.setdefault(endpoint, EndpointCount())
        count.requests += 1
        moment = self.monotonic()
        count.peak.add(moment)
        self.peak.add(moment)
        return count

    def clear(self) -> None:
        """Begin again from nothing."""
        self.endpoints.clear()
        self.peak = Peak()

    def state(self) -> dict[str, Any]:
        """Return all counts."""
        counts = self.endpoints.values()
        return {
            "requests": sum(count.requests for count in counts),
            "rows": sum(count.rows for count in counts),
            "peak_per_second": self.peak.highest,
            "too_many_requests": sum(count.statuses[429] for count in counts),
            "endpoints": {
                name: {
                    "requests": count.requests,
                    "rows": count.rows,
                    "peak_per_second": count.peak.highest,
                    "statuses": {
                        str(status): number for status, number in sorted(count.statuses.items())
                    },
                }
                for name, count in sorted(self.endpoints.items())
            },
        }


def meter_rows(scope: MutableMapping[str, Any], number: int) -> None:
    """Add *number* rows to the endpoint that an ASGI *scope* belongs to."""
    count = scope.get("crossdock.meter")
    if isinstance(count, EndpointCount):
        count.rows += number
