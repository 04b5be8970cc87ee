"""What a check is, and what one raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import attrs

from crossdock.manifest import Manifest, Role
from crossdock.testing.conformance.level import Level

if TYPE_CHECKING:
    from crossdock.testing.conformance.subject import Subject

EVERY = frozenset(Role)
CHANNEL = frozenset({Role.CHANNEL})
FULFILMENT = frozenset({Role.FULFILMENT})


class BrokenError(AssertionError):
    """The connector does not do what the check asks; the message is a sentence."""


class NotPlayedError(Exception):
    """The connector's sandbox, or this machine, does not have what the check needs."""


#: How a fact is looked at; a remark on how that went stands in the report.
Look = Callable[["Subject"], str | None]


@attrs.frozen
class Check:
    """One fact that a connector must make true.

    Args:

        id: ``STK-04``; stable over releases.

        level: the level that cannot be reached without it.

        sentence: the fact.

        roles: the connectors it concerns.

        hook: the hook that it cannot be made without; empty for none.

        run: looks whether the fact holds, and may return a remark for the report.
            Raises `BrokenError` if it does not hold, and `NotPlayedError` where
            there is no way to look.
    """

    id: str
    level: Level
    sentence: str
    roles: frozenset[Role]
    hook: str
    run: Look = attrs.field(repr=False)

    def concerns(self, manifest: Manifest) -> bool:
        """Return whether a connector of these roles has to pass it."""
        return bool(self.roles & manifest.roles)

    def waived(self, manifest: Manifest) -> str:
        """Return why the manifest says that it does not apply; empty if it does."""
        reasons = manifest.not_applicable
        return reasons.get(self.id) or (reasons.get(self.hook, "") if self.hook else "")


def check(
    id: str,  # noqa: A002 - what it is
    level: Level,
    sentence: str,
    *,
    roles: frozenset[Role] = EVERY,
    hook: str = "",
) -> Callable[[Look], Check]:
    """Return what makes a function the check called *id*."""
    return lambda run: Check(id, level, sentence, roles, hook, run)


def broken(sentence: str) -> NoReturn:
    """Raise that the connector does not do what the check asks."""
    raise BrokenError(sentence)


def require(fact: object, sentence: str) -> None:
    """Raise *sentence* unless *fact* holds."""
    if not fact:
        broken(sentence)


def equal(expected: Any, found: Any, what: str) -> None:
    """Raise unless *found* is as *expected*; *what* begins the sentence."""
    if expected != found:
        broken(f"{what}: expected {_short(expected)}, found {_short(found)}.")


Kinds = type[Exception] | tuple[type[Exception], ...]


def raised(kind: Kinds, call: Callable[[], object], what: str) -> Any:
    """Return the *kind* of error that *call* ends with.

    Raises:

        BrokenError: it ends otherwise; *what* begins the sentence.
    """
    due = " or ".join(one.__name__ for one in (kind if isinstance(kind, tuple) else (kind,)))
    try:
        answer = call()
    except kind as error:
        return error
    except BrokenError:
        raise
    except Exception as error:  # noqa: BLE001 - what a connector raises is what is looked at
        broken(f"{what} raised {type(error).__name__} ({error}); it must raise {due}.")
    broken(f"{what} returned {_short(answer)}; it must raise {due}.")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:300]}…"
