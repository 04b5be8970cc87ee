"""OBS-02: a platform that is down is told of once, however much is asked of it meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from crossdock.errors import CrossdockError
from crossdock.testing.conformance.check import broken, check, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.testing.conformance.tap import saying

#: Times that everything is asked for while nobody is there.
ROUNDS = 3


@check(
    "OBS-02",
    Level.SILVER,
    "A platform that goes down is logged once when it does and once when it is back, not per"
    " item.",
)
def told_once(subject: Subject) -> None:
    """Call everything several times while it is down, and again once it is back."""
    shop = drives.warmed(subject)
    with _warnings() as said:
        with shop.played.tap.instead(lambda _: saying(503, b"")):
            for _ in range(ROUNDS):
                _everything(subject, shop)
        _once(said, "While the platform was down")
        for _ in range(ROUNDS):
            _back(subject, shop)
        _once(said, "When it was back")


def _everything(subject: Subject, shop: Shop) -> None:
    for drive in drives.every(subject, shop):
        try:
            drive()
        except CrossdockError:
            continue
        except Exception as error:  # noqa: BLE001 - what a connector raises is what is looked at
            broken(f"A call to a platform that is down raised {type(error).__name__}: {error}")


def _back(subject: Subject, shop: Shop) -> None:
    try:
        drives.reading(subject, shop)()
    except CrossdockError as error:
        broken(f"A platform that is back is still not used: {error.message}")


def _once(said: list[str], when: str) -> None:
    require(said, f"{when}, nothing was logged of it.")
    require(len(said) == 1, f"{when}, {len(said)} lines were logged, the last {said[-1][:200]!r}.")
    said.clear()


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Yield what is logged as a warning or worse while the context lasts."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield said
    finally:
        root.removeHandler(handler)
