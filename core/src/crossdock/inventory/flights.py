"""Writes on their way to a channel: those whose answer is awaited, and those that got none."""

from __future__ import annotations

from datetime import datetime

import attrs

from crossdock.validators import units


@attrs.frozen
class Flight:
    """A write whose answer is awaited.

    Args:

        since: when it was sent, aware; where it starts from a reading, when that
            was asked for.

        wanted: what was wanted then; less is sent where a reading tells of sales.

        crossed: a sale was imported that was placed after that, or an order was cancelled.
    """

    version: int
    quantity: int = attrs.field(validator=units())
    since: datetime
    wanted: int | None = None
    crossed: bool = False


@attrs.frozen
class Doubt:
    """Writes whose fate nobody knows.

    Args:

        quantity: what the newest of them was to show; ``most`` the largest of all.

        until: from when on a reading tells, aware: none of them can land any more,
            and no reading is older than they are.
    """

    quantity: int = attrs.field(validator=units())
    most: int = attrs.field(validator=units())
    until: datetime
