"""The rows of a push, how each ends, and the sentence for it."""

from __future__ import annotations

from enum import StrEnum

import attrs

from crossdock.inventory import Need, OfferKey, Shown

UNKNOWN_THERE = "The channel does not know this listing when asked for it."
SPOILT = (
    "The channel refuses a call with this row in it, and after {} calls it is not clear which row"
    " it minds."
)


@attrs.frozen
class Row:
    """A listing that is to be pushed.

    Args:

        skus: the master SKUs in it; ``code`` the channel's own.

        locked: units of what it shows that a campaign holds.

        preread: read it right before writing to it.

        anyway: send it also where it shows what it should.
    """

    key: OfferKey
    skus: frozenset[str]
    code: str = ""
    locked: int = 0
    preread: bool = False
    anyway: bool = False


class Ending(StrEnum):
    """How a row of a push ended."""

    DONE = "done"
    REFUSED = "refused"
    #: Turned away to the end, or never tried: the next push has it.
    RETRY = "retry"
    UNKNOWN = "unknown"
    #: An increase that must wait until the same goods show less elsewhere.
    HELD = "held"
    #: In doubt, and not to be looked up before a certain time.
    WAITING = "waiting"


@attrs.frozen
class Ended:
    """How a row ended, and why."""

    ending: Ending
    reason: str = ""


def held(holder: str) -> Ended:
    """Return how an increase ended that must wait for *holder*."""
    reason = (
        f"More of the same goods is shown by {holder} than is to be; that must come down first."
    )
    return Ended(Ending.HELD, reason)


def left(need: Need, shown: Shown, told: str) -> Ended:
    """Return how a row ended that nothing more could be done about.

    Args:

        told: what the channel said of it last.
    """
    if need is Need.NOTHING:
        return Ended(Ending.DONE, told or "It shows this already.")
    if need is Need.WAIT and shown.doubt is not None:
        until = f"{shown.doubt.until:%H:%M:%S} UTC"
        reason = f"A write to it has no answer, and may still land until {until}."
        return Ended(Ending.WAITING, reason)
    return Ended(Ending.RETRY, told or "Another run is at work on it.")
