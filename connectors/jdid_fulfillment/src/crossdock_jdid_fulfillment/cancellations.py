"""What asking JD to cancel came to: its verdict, held against what the document is now."""

from __future__ import annotations

from crossdock import Cancellation, CancelOutcome

CANCELLED = "1"
REFUSED = "2"


def settle(code: str, reason: str, progress: str | None) -> Cancellation:
    """Return the outcome for a verdict *code*, with *progress* as read after it.

    JD cancels in two steps and may lose the race against its own pickers (sheet C9),
    so only a document that shows as cancelled is cancelled, whatever the verdict;
    one that does was also cancelled before, if this is a second request (B7).

    Args:

        code: 1 is cancelled, 2 refused; anything else is under way (sheet B7).

        progress: in our words; None where it could not be read.
    """
    if progress == "cancelled":
        outcome = CancelOutcome.CANCELLED
    elif code == REFUSED and progress != "cancelling":
        outcome = CancelOutcome.REFUSED
    else:
        outcome = CancelOutcome.PENDING
    return Cancellation(outcome, reason, code)
