"""The arguments and annotations of a hook's function, held against the spec."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator
from types import CodeType, FunctionType, MethodType

from crossdock.plugins.annotations import fits, read, written
from crossdock.plugins.loading import Implementation
from crossdock.plugins.specs import HookSpec


def arguments(hook: Implementation, spec: HookSpec, known: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with how *hook* takes its arguments and annotates its answer.

    Fewer arguments than the hook has are right: that is how a plugin written
    for an older core goes on working.
    """
    function = _inner(hook.function)
    yield from _extra(hook, spec, function)
    yield from _invisible(hook.attribute, function)
    yield from _contradictions(hook, spec, known, function)


def _inner(function: object) -> FunctionType:
    """Return the function whose arguments pluggy reads."""
    found = inspect.unwrap(function)  # type: ignore[arg-type]
    inner = found.__func__ if isinstance(found, MethodType) else found
    if not isinstance(inner, FunctionType):
        raise TypeError(f"{inner!r} is not a function")
    return inner


def _extra(hook: Implementation, spec: HookSpec, function: FunctionType) -> Iterator[str]:
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    # The first one of a method is bound already.
    taken = names[1:] if isinstance(hook.function, MethodType) else names
    extra = [name for name in taken if name not in spec.arguments]
    if extra:
        yield (
            f"{hook.attribute} takes {' and '.join(extra)}, which the hook does not have; "
            f"the hook is {spec.signature}."
        )


def _invisible(name: str, function: FunctionType) -> Iterator[str]:
    code = function.__code__
    places = code.co_varnames[: code.co_argcount]
    for argument in places[len(places) - len(function.__defaults__ or ()) :]:
        yield (
            f"{name} gives {argument} a default; remove it: "
            "some releases of pluggy would pass that in place of the real value."
        )
    for argument in _keyword_only(code):
        yield f"{name} takes {argument} by keyword only, which pluggy does not see; remove the *."
    if code.co_posonlyargcount:
        yield f"{name} takes arguments by position only; remove the /."
    for mark, flag in (("*", inspect.CO_VARARGS), ("**", inspect.CO_VARKEYWORDS)):
        if code.co_flags & flag:
            yield f"{name} takes {mark}arguments, where pluggy passes nothing; name each argument."


def _keyword_only(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]


def _contradictions(
    hook: Implementation, spec: HookSpec, known: Collection[str], function: FunctionType
) -> Iterator[str]:
    notes = written(function)
    names = function.__globals__
    for argument, expected in spec.arguments.items():
        if argument in notes and not fits(read(expected), read(notes[argument], names), known):
            yield (
                f"{hook.attribute} annotates {argument} as {_text(notes[argument])}; "
                f"it is given {expected}."
            )
    if "return" not in notes or hook.options["wrapper"]:
        return  # A wrapper is annotated as the generator it is.
    if not fits(read(notes["return"], names), read(spec.returns), known):
        yield (
            f"{hook.attribute} is annotated to return {_text(notes['return'])}; "
            f"it must return {spec.returns}."
        )


def _text(annotation: object) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
