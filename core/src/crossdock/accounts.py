"""Who we are on a platform, and whether its preconditions hold."""

from __future__ import annotations

from enum import StrEnum

import attrs


class CheckState(StrEnum):
    """What a precondition's check found."""

    PASSED = "passed"
    FAILED = "failed"
    #: The platform does not say, and the operator has not been asked yet.
    UNANSWERED = "unanswered"


@attrs.frozen
class Check:
    """One precondition of a channel.

    Args:

        name: a slug, stable over releases: ``shop-open``.

        state: what was found.

        detail: a sentence on what was found, and where it comes from.

        fix: what to do about it; empty when it passed.
    """

    name: str
    state: CheckState
    detail: str
    fix: str = ""


@attrs.frozen
class Account:
    """The account behind a connection, as the platform describes it.

    Args:

        most_orders_a_day: what the way in that was taken is meant for; None for any number.
    """

    account_id: str
    name: str
    checks: tuple[Check, ...] = ()
    most_orders_a_day: int | None = None


@attrs.frozen
class Question:
    """A precondition that the platform's interface cannot tell, so the operator is asked.

    Args:

        name: the key under which the answer is kept: ``shop_class``.

        text: the question, ending in a question mark.

        choices: the answers understood.
    """

    name: str
    text: str
    choices: tuple[str, ...]
