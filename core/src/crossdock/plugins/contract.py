"""What hooks answered, held against the spec while they run.

Annotations are checked when a plugin is loaded, if it has any; an answer is
checked each time, because the store believes what it is handed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from importlib import import_module
from types import CoroutineType, GeneratorType, ModuleType
from typing import Any

import attrs

from crossdock.errors import PluginRefusedError
from crossdock.hookspecs import hookimpl
from crossdock.inventory import PushReport, RowResult
from crossdock.paging import Page, RefusedRecord
from crossdock.plugins.annotations import Note, read
from crossdock.plugins.specs import HookSpec

#: Where the types live that `crossdock` itself does not import, for their weight.
HEAVY = {"Auth": "crossdock.http", "Sandbox": "crossdock.sandbox"}

Checking = Callable[[], Generator[None, object, object]]


@attrs.frozen
class Ring:
    """A check around the connector, or around everything.

    Args:

        blame: says who answered, given the hook: ``push_stock of tokopedia``.

        origin: who to report it to.

        outermost: it stands outside of the wrappers of middlewares, not inside.
    """

    blame: Callable[[str], str]
    origin: str
    outermost: bool = False

    def plugin(self, specs: Iterable[HookSpec]) -> ModuleType:
        """Return the plugin that checks the answers to *specs*."""
        first, last = self.outermost, not self.outermost
        plugin = ModuleType("contract")
        for spec in specs:
            mark = hookimpl(wrapper=True, tryfirst=first, trylast=last)
            setattr(plugin, spec.name, mark(self._check(spec)))
        return plugin

    def _check(self, spec: HookSpec) -> Checking:
        expected = read(spec.returns)

        def checked() -> Generator[None, object, object]:
            answer = yield
            self.judge(spec.name, answer, expected)
            return answer

        return checked

    def judge(self, hook: str, answer: object, expected: Note) -> None:
        """Raise unless *answer* is what *hook* is *expected* to return.

        Raises:

            PluginRefusedError: it is something else.
        """
        if found := fault(answer, expected):
            raise PluginRefusedError(
                f"{self.blame(hook)} returned {found}; it must return {demand(expected)}.",
                next_step=remedy(self.origin),
            )


def fault(answer: object, expected: Note) -> str:
    """Return what *answer* is if it is not as *expected*, else nothing."""
    if expected.name == "type":
        return "" if isinstance(answer, type) and attrs.has(answer) else _a(answer)
    if expected.name == "tuple":
        if not isinstance(answer, tuple):
            return _a(answer)
        return _among(answer, "tuple", resolve(expected.args[0].name))
    if not isinstance(answer, resolve(expected.name)):
        _release(answer)
        return _a(answer)
    return "; ".join(_inside(answer, expected))


def demand(expected: Note) -> str:
    """Return *expected* in words: ``a Page of Listing``."""
    match expected.name:
        case "type":
            return "an attrs class"
        case "tuple" | "Page":
            return f"a {expected.name} of {expected.args[0].name}"
    return f"{_article(expected.name)} {expected.name}"


def remedy(origin: str) -> str:
    """Return what to do when a hook has run and its answer is worthless."""
    return (
        f"Report it to the author of {origin}. "
        "If the call changes anything on the platform, look there before repeating it."
    )


def resolve(name: str) -> type[Any]:
    """Return the class that a spec's annotation calls *name*."""
    found = getattr(import_module(HEAVY.get(name, "crossdock")), name)
    if not isinstance(found, type):
        raise TypeError(f"{name} of the hook specs is not a class")
    return found


def _inside(answer: object, expected: Note) -> Iterator[str]:
    """Yield what is wrong with the rows that *answer* carries."""
    if isinstance(answer, Page):
        yield from _rows("Page", "items", answer.items, resolve(expected.args[0].name))
        yield from _rows("Page", "refused", answer.refused, RefusedRecord)
    if isinstance(answer, PushReport):
        yield from _rows("PushReport", "results", answer.results, RowResult)


def _rows(owner: str, field: str, rows: object, kind: type) -> Iterator[str]:
    if not isinstance(rows, tuple):
        yield f"a {owner} whose {field} are {_a(rows)} and not a tuple"
    elif wrong := _among(rows, owner, kind):
        yield wrong


def _among(rows: tuple[object, ...], owner: str, kind: type) -> str:
    wrong = next((row for row in rows if not isinstance(row, kind)), rows)
    return "" if wrong is rows else f"a {owner} with {_a(wrong)} in it"


def _a(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    return f"{_article(name)} {name}"


def _article(name: str) -> str:
    return "an" if name[0] in "AEIOUaeiou" else "a"


def _release(answer: object) -> None:
    """Close what would otherwise complain that it was never run."""
    if isinstance(answer, (CoroutineType, GeneratorType)):
        answer.close()
