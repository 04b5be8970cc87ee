"""
Token buckets, per endpoint, for requests and for rows.

They run on the machine's monotonic clock and not on the sandbox's movable one:
a limit protects against traffic, which happens in real time. A frozen sandbox
clock must not starve its clients, nor a jump of a week forgive a burst.
"""

import time
from collections.abc import Callable, Hashable

import attrs


@attrs.define
class TokenBucket:
    """*burst* tokens at most, refilled at *rate* per second."""

    rate: float
    burst: int
    monotonic: Callable[[], float] = time.monotonic
    _tokens: float = attrs.field(init=False)
    _at: float = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._tokens = float(self.burst)
        self._at = self.monotonic()

    def _refill(self) -> None:
        now = self.monotonic()
        self._tokens = min(float(self.burst), self._tokens + (now - self._at) * self.rate)
        self._at = now

    def take(self) -> bool:
        """Take one token if there is one."""
        self._refill()
        # The tolerance is for sums of fractions that should have made a whole token.
        if self._tokens < 1 - 1e-9:
            return False
        self._tokens = max(0.0, self._tokens - 1)
        return True

    @property
    def remaining(self) -> int:
        """Whole tokens left."""
        return int(self._tokens + 1e-9)

    @property
    def reset_after(self) -> float:
        """Seconds until one token is there; ``-0.0`` while there is one."""
        return -0.0 if self.remaining else (1 - self._tokens) / self.rate

    @property
    def full_reset_after(self) -> float:
        """Seconds until the bucket is full."""
        return (self.burst - self._tokens) / self.rate


@attrs.define
class Limits:
    """The buckets of a sandbox, one per key, made when first needed."""

    monotonic: Callable[[], float] = time.monotonic
    _buckets: dict[Hashable, TokenBucket] = attrs.field(factory=dict)

    def bucket(self, key: Hashable, rate: float, burst: int) -> TokenBucket:
        """Return the bucket of *key*; a changed rate begins with a full one."""
        bucket = self._buckets.get(key)
        if bucket is None or (bucket.rate, bucket.burst) != (rate, burst):
            bucket = self._buckets[key] = TokenBucket(rate, burst, self.monotonic)
        return bucket

    def clear(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()
