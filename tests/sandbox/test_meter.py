"""crossdock.sandbox.meter and .limits"""

from crossdock.sandbox.limits import Limits, TokenBucket
from crossdock.sandbox.meter import Meter, endpoint_of


class Seconds:
    """Monotonic time that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return it."""
        return self.now


def test_endpoint_leaves_numbers_open() -> None:
    """Two orders are one endpoint, and a version is none of its numbers."""
    assert "POST /v1/order/{n}/fs/{n}/ack" == endpoint_of("POST", "/v1/order/12/fs/34/ack")


def test_peak_is_of_any_sliding_second() -> None:
    """Six requests within one second are a peak of six wherever the second begins."""
    seconds = Seconds()
    meter = Meter(seconds)
    for moment in (100.0, 100.6, 100.7, 100.8, 100.9, 101.1, 101.55, 103.0):
        seconds.now = moment
        meter.arrived("GET /a")

    assert (8, 6) == (meter.state()["requests"], meter.state()["peak_per_second"])


def test_429_are_counted() -> None:
    """Refusals for haste are counted across endpoints."""
    meter = Meter()
    meter.arrived("GET /a").statuses[429] += 1
    meter.arrived("GET /b").statuses[429] += 1

    assert 2 == meter.state()["too_many_requests"]


def test_bucket_spends_and_refills() -> None:
    """A bucket of 5/s and burst 5 gives five at once and one more each fifth of a second."""
    seconds = Seconds()
    bucket = TokenBucket(5, 5, seconds)
    at_once = [bucket.take() for _ in range(6)]
    seconds.now += 0.2
    later = [bucket.take() for _ in range(2)]

    assert ([True] * 5 + [False], [True, False]) == (at_once, later)


def test_bucket_tells_when() -> None:
    """An empty bucket tells when one token and when all will be there."""
    bucket = TokenBucket(5, 5, Seconds())
    for _ in range(5):
        bucket.take()

    assert (0, 0.2, 1.0) == (bucket.remaining, bucket.reset_after, bucket.full_reset_after)


def test_reset_is_minus_zero_while_there_is_room() -> None:
    """The platform's -0.000000 is what it shows while capacity remains."""
    assert "-0.000000" == f"{TokenBucket(5, 5, Seconds()).reset_after:f}"


def test_never_more_than_rate_and_burst() -> None:
    """Over any stretch no more passes than burst plus rate times time."""
    seconds = Seconds()
    bucket = TokenBucket(10, 3, seconds)
    passed = 0
    for _ in range(1000):
        seconds.now += 0.013
        passed += bucket.take()

    assert passed <= 3 + 10 * 13


def test_changed_rate_begins_full() -> None:
    """Another rate for the same key is another bucket."""
    limits = Limits(Seconds())
    limits.bucket("a", 1, 1).take()

    assert (0, 2) == (limits.bucket("a", 1, 1).remaining, limits.bucket("a", 1, 2).remaining)
