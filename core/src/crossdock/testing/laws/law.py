"""What a law is, and how one is put to an implementation.

A law is a plain function. Its docstring begins with its number and states a fact
in a sentence. Its first argument is the implementation under test; every other
argument is annotated with the Hypothesis strategy that draws it::

    def feasibility(quantity: Quantity, world: Annotated[World, worlds()]) -> None:
        \"\"\"P23: What one channel is shown can be served together with all open orders.\"\"\"

So a law can be called with data of your own, used inside a `@given` of your own,
or put to an implementation by `check`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, get_type_hints

import attrs
import hypothesis
from hypothesis import Phase, given, settings
from hypothesis.strategies import SearchStrategy

Law = Callable[..., None]

_NUMBER = re.compile(r"P\d+: ")


@attrs.frozen
class Entry:
    """A law as a table shows it: its number, where it is, its fact and what it is put to."""

    number: int
    topic: str
    law: Law
    fact: str
    subject: str

    @property
    def name(self) -> str:
        """How it is called: ``sellable.feasibility``."""
        return f"{self.topic}.{self.law.__name__}"


def check(law: Law, implementation: Any, *, examples: int = 200, seed: int | None = None) -> None:
    """Put *law* to *implementation*, with the smallest counterexample if it fails.

    Args:

        examples: how many to try.

        seed: of the examples; None tries the same ones every time.
    """
    _run(law, implementation, examples, seed, tuple(Phase))


def counterexample(
    law: Law, implementation: Any, *, examples: int = 1000, seed: int | None = None
) -> Exception | None:
    """Return how *implementation* breaks *law*, or None if *examples* do not show that it does.

    The first counterexample will do: none is made smaller, so this is fast.
    """
    try:
        _run(law, implementation, examples, seed, (Phase.explicit, Phase.generate))
    except Exception as broken:  # noqa: BLE001 - whatever a broken implementation raises
        return broken
    return None


def data_of(law: Law) -> dict[str, SearchStrategy[Any]]:
    """Return the strategies that draw the arguments of *law*, by name."""
    hints = get_type_hints(law, include_extras=True)
    first, *_ = inspect.signature(law).parameters
    found: dict[str, SearchStrategy[Any]] = {}
    for name, hint in hints.items():
        if name in {first, "return"}:
            continue
        (strategy,) = hint.__metadata__
        found[name] = strategy
    return found


def entries(*topics: ModuleType) -> Iterator[Entry]:
    """Yield the laws of *topics*, by number."""
    found = [_entry(topic, law) for topic in topics for law in _laws(topic)]
    yield from sorted(found, key=lambda entry: (entry.number, entry.name))


def _entry(topic: ModuleType, law: Law) -> Entry:
    text = " ".join((inspect.getdoc(law) or "").partition("\n\n")[0].split())
    number, _, fact = text.partition(": ")
    subject, *_ = inspect.signature(law).parameters.values()
    return Entry(
        number=int(number.removeprefix("P")),
        topic=topic.__name__.rpartition(".")[2],
        law=law,
        fact=fact,
        subject=subject.annotation,
    )


def _laws(topic: ModuleType) -> Iterator[Law]:
    for function in vars(topic).values():
        if not inspect.isfunction(function) or function.__module__ != topic.__name__:
            continue
        if _NUMBER.match(inspect.getdoc(function) or ""):
            yield function


def _run(
    law: Law, implementation: Any, examples: int, seed: int | None, phases: tuple[Phase, ...]
) -> None:
    def example(**data: Any) -> None:
        law(implementation, **data)

    test = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=seed is None,
        phases=phases,
        report_multiple_bugs=False,
    )(given(**data_of(law))(example))
    (hypothesis.seed(seed)(test) if seed is not None else test)()
