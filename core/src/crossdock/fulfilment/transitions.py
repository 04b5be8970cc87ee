"""State machines as tables: rows of states and events, guards by name, actions as values.

A machine's document is a frozen value with a ``state``, its event one with a ``kind``.
Of the rows for a pair of both, the first whose guards all hold is taken, and the last
has none: so every pair is answered, if only by recording that it changed nothing. An
action returns the document as it is afterwards, and the effects that whoever keeps it
carries out in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

import attrs

from crossdock.fulfilment.effects import Effect, OpenReview
from crossdock.fulfilment.holds import Reason


class Document(attrs.AttrsInstance, Protocol):
    """What a machine moves."""

    @property
    def state(self) -> StrEnum:
        """Where it is."""
        ...

    @property
    def key(self) -> str:
        """What it is called in reviews."""
        ...


class Happening(Protocol):
    """What moves it."""

    @property
    def kind(self) -> StrEnum:
        """What happened."""
        ...


_Document = TypeVar("_Document", bound=Document)
_Event = TypeVar("_Event", bound=Happening)
_Context = TypeVar("_Context")

Acted = tuple[_Document, tuple[Effect, ...]]
Guard = Callable[[_Document, _Event, _Context], bool]
Action = Callable[[_Document, _Event, _Context], Acted[_Document]]


class Verdict(StrEnum):
    """What a row makes of an event."""

    MOVES = "moves"
    #: Recorded; nothing else.
    IGNORES = "ignores"
    #: It should not happen: recorded, and a person is asked, by the row's own action if
    #: it has one.
    REVIEWS = "reviews"


@attrs.frozen
class Row(Generic[_Document, _Event, _Context]):
    """What happens in some states when one of some events comes.

    Args:

        to: the state afterwards; None for the same.

        when: guards, all of which must hold.

        do: actions, in order.
    """

    states: tuple[StrEnum, ...]
    events: tuple[StrEnum, ...]
    to: StrEnum | None = None
    when: tuple[Guard[_Document, _Event, _Context], ...] = ()
    do: tuple[Action[_Document, _Event, _Context], ...] = ()
    verdict: Verdict = Verdict.MOVES


@attrs.frozen
class Step(Generic[_Document]):
    """What an event made of a document.

    Args:

        effects: to be carried out with the document's new state, all or none.

        review: why a person is asked to look, if one is.
    """

    document: _Document
    effects: tuple[Effect, ...] = ()
    verdict: Verdict = Verdict.MOVES

    @property
    def review(self) -> Reason | None:
        """The first reason for which a person is asked."""
        asked = (one.reason for one in self.effects if isinstance(one, OpenReview))
        return next(asked, None)


@attrs.frozen
class Machine(Generic[_Document, _Event, _Context]):
    """A table of rows over two enumerations.

    Args:

        start: where documents begin; ``final`` where they end.
    """

    name: str
    states: type[StrEnum]
    events: type[StrEnum]
    start: StrEnum
    final: frozenset[StrEnum]
    rows: tuple[Row[_Document, _Event, _Context], ...]
    _index: Mapping[tuple[StrEnum, StrEnum], list[Row[Any, Any, Any]]] = attrs.field(
        init=False, eq=False, repr=False
    )

    @_index.default
    def _by_pair(self) -> Mapping[tuple[StrEnum, StrEnum], list[Row[Any, Any, Any]]]:
        found: dict[tuple[StrEnum, StrEnum], list[Row[Any, Any, Any]]] = {
            (state, event): [] for state in self.states for event in self.events
        }
        for row in self.rows:
            for state in row.states:
                for event in row.events:
                    found[state, event].append(row)
        return found

    def arms(self, state: StrEnum, event: StrEnum) -> list[Row[Any, Any, Any]]:
        """Return the rows that speak of a pair, in the order they are tried."""
        return self._index[state, event]

    def step(self, document: _Document, event: _Event, context: _Context) -> Step[_Document]:
        """Return what *event* makes of *document*."""
        row = self._row(document, event, context)
        effects: list[Effect] = []
        if row.verdict is Verdict.REVIEWS and not row.do:
            detail = f"{event.kind.value} came in state {document.state.value}"
            effects.append(OpenReview(Reason.UNEXPECTED, document.key, detail))
        for action in row.do:
            document, more = action(document, event, context)
            effects += more
        if row.to is not None:
            document = _moved(document, row.to)
        return Step(document, tuple(effects), row.verdict)

    def _row(
        self, document: _Document, event: _Event, context: _Context
    ) -> Row[_Document, _Event, _Context]:
        """Return the first row whose guards all hold."""
        # Spelled out: every step of every document begins here.
        rows = self._index[document.state, event.kind]
        for row in rows[:-1]:
            for guard in row.when:
                if not guard(document, event, context):
                    break
            else:
                return row
        return rows[-1]


def _moved(document: _Document, to: StrEnum) -> _Document:
    # mypy does not know that every document is an attrs class.
    moved: _Document = attrs.evolve(document, state=to)  # type: ignore[misc]
    return moved


def undefined(machine: Machine[Any, Any, Any]) -> list[tuple[StrEnum, StrEnum]]:
    """Return the pairs of state and event that may find no row."""
    return [
        (state, event)
        for state in machine.states
        for event in machine.events
        if not any(not row.when for row in machine.arms(state, event))
    ]


def shadowed(machine: Machine[Any, Any, Any]) -> list[tuple[StrEnum, StrEnum]]:
    """Return the pairs with a row that is never tried, because one before it always fits."""
    return [
        (state, event)
        for state in machine.states
        for event in machine.events
        if any(not row.when for row in machine.arms(state, event)[:-1])
    ]


def dead_ends(machine: Machine[Any, Any, Any]) -> set[StrEnum]:
    """Return the states, final ones aside, from which no event ever leads to a final one."""
    leads: set[StrEnum] = set(machine.final)
    grown = True
    while grown:
        more = {state for state, to in _edges(machine) if to in leads}
        grown = not more <= leads
        leads |= more
    return set(machine.states) - leads


def unreached(machine: Machine[Any, Any, Any]) -> set[StrEnum]:
    """Return the states that no event ever leads to from the start."""
    reached: set[StrEnum] = {machine.start}
    grown = True
    while grown:
        more = {to for state, to in _edges(machine) if state in reached}
        grown = not more <= reached
        reached |= more
    return set(machine.states) - reached


def _edges(machine: Machine[Any, Any, Any]) -> Iterator[tuple[StrEnum, StrEnum]]:
    for row in machine.rows:
        if row.to is not None:
            for state in row.states:
                yield state, row.to
