"""A clock that can be set, advanced and frozen while everything around it runs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from crossdock.sandbox.exceptions import SandboxRefusedError


def system_now() -> datetime:
    """Return the machine's time, aware and in UTC."""
    return datetime.now(UTC)


@attrs.define
class Clock:
    """
    Real time plus an offset, or one frozen moment.

    All datetimes are aware and in UTC; a platform that speaks wall clock
    converts on its own wire.
    """

    source: Callable[[], datetime] = system_now
    offset: timedelta = timedelta()
    frozen_at: datetime | None = None

    def now(self) -> datetime:
        """Return the sandbox's present."""
        return self.frozen_at if self.frozen_at is not None else self.source() + self.offset

    def set(self, moment: datetime) -> None:
        """Make *moment* the present; a frozen clock stays frozen there."""
        if self.frozen_at is not None:
            self.frozen_at = moment
        self.offset = moment - self.source()

    def advance(self, by: timedelta) -> None:
        """Move the present by *by*, which may be negative."""
        self.set(self.now() + by)

    def freeze(self) -> None:
        """Stop the clock at the present."""
        self.frozen_at = self.now()

    def thaw(self) -> None:
        """Let the clock run on from where it was stopped."""
        if self.frozen_at is not None:
            self.offset = self.frozen_at - self.source()
            self.frozen_at = None

    def reset(self) -> None:
        """Return to real time."""
        self.frozen_at = None
        self.offset = timedelta()

    def state(self) -> dict[str, Any]:
        """Return the clock as the control plane shows it."""
        return {
            "now": self.now().isoformat(),
            "offset_seconds": (self.now() - self.source()).total_seconds(),
            "frozen": self.frozen_at is not None,
        }


def move(clock: Clock, order: dict[str, Any]) -> None:
    """
    Apply one request of the control plane: ``set``, ``advance`` and ``freeze``.

    Everything is read before anything moves, so a refused order changes nothing.
    """
    unknown = set(order) - {"set", "advance", "freeze"}
    if unknown or not order:
        raise SandboxRefusedError(
            "the clock takes set, advance and freeze,"
            f" not {', '.join(sorted(unknown)) or 'nothing'}"
        )
    moment = _moment(order["set"]) if "set" in order else None
    by = _seconds(order["advance"]) if "advance" in order else timedelta()
    freeze = order.get("freeze")
    if freeze is not None and not isinstance(freeze, bool):
        raise SandboxRefusedError("clock freeze is true or false")
    try:
        then = (moment or clock.now()) + by
    except OverflowError as error:
        raise SandboxRefusedError(
            "the clock cannot be advanced beyond the years 1 to 9999"
        ) from error
    if freeze is not None:
        (clock.freeze if freeze else clock.thaw)()
    if moment is not None or by:
        clock.set(then)


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise SandboxRefusedError(
            f"clock set needs an ISO moment such as 2026-01-31T08:00:00Z, not {text!r}"
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _seconds(value: object) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SandboxRefusedError(f"clock advance needs seconds as a number, not {value!r}")
    try:
        return timedelta(seconds=value)
    except (OverflowError, ValueError) as error:
        raise SandboxRefusedError(f"the clock cannot be advanced by {value} seconds") from error
