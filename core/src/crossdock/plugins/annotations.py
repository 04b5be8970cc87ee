"""Annotations compared as they are written, importing nothing to do so.

A type checker knows more; this is for the author who runs none. So it objects
only to what certainly contradicts, and lets pass every name it cannot place:
an alias, a `NewType`, something imported for type checking alone.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from types import ModuleType, NoneType
from typing import Any

import attrs

#: Older spellings of the same thing.
SPELLINGS = {"Dict": "dict", "List": "list", "Set": "set", "Tuple": "tuple", "Type": "type"}
UNION = "|"


@attrs.frozen
class Note:
    """An annotation, read.

    Args:

        name: its last part: ``Page`` of ``crossdock.Page[Listing]``; ``|`` for a union.

        args: what stands in its brackets, or the members of the union.

        kind: the class it names, where that is already imported.
    """

    name: str
    args: tuple[Note, ...] = ()
    kind: type | None = None

    def names(self) -> Iterator[str]:
        """Yield every name in it."""
        yield self.name
        for arg in self.args:
            yield from arg.names()


#: What fits everywhere, and what we could not read.
ANYTHING = Note("Any")


def written(function: Callable[..., object]) -> Mapping[str, object]:
    """Return the annotations of *function* without evaluating any."""
    if sys.version_info >= (3, 14):
        import annotationlib

        return annotationlib.get_annotations(function, format=annotationlib.Format.STRING)
    return dict(getattr(function, "__annotations__", {}))


def read(annotation: object, names: Mapping[str, object] | None = None) -> Note:
    """Return *annotation*, an object or its text, as seen from a module that has *names*."""
    if annotation is None or annotation is NoneType:
        return Note("None", kind=NoneType)
    if isinstance(annotation, type) and not hasattr(annotation, "__origin__"):
        return Note(annotation.__name__, kind=annotation)
    try:
        tree = ast.parse(str(annotation).strip(), mode="eval").body
    except SyntaxError:
        return ANYTHING
    return _read_tree(tree, names or {})


def fits(value: Note, slot: Note, known: Collection[str]) -> bool:
    """Tell whether something annotated *value* may go where *slot* stands.

    *known* are the names of the spec: those are told apart even where the
    classes themselves have not been imported.
    """
    if {value.name, slot.name} & {"Any", "object", "...", "Never", "NoReturn"}:
        return True
    if value.name == UNION:
        return all(fits(member, slot, known) for member in value.args)
    if slot.name == UNION:
        return any(fits(value, member, known) for member in slot.args)
    if value.name == slot.name:
        pairs = zip(value.args, slot.args, strict=False)
        return all(fits(mine, theirs, known) for mine, theirs in pairs)
    if not all(note.kind or note.name in known for note in (value, slot)):
        return True
    return _related(value, slot)


def _related(value: Note, slot: Note) -> bool:
    if value.kind and slot.kind and issubclass(value.kind, slot.kind):
        return True
    if getattr(slot.kind, "_is_protocol", False):
        return True
    # A subclass of what the spec names is let pass in either direction.
    return slot.name in _ancestors(value) or value.name in _ancestors(slot)


def _ancestors(note: Note) -> set[str]:
    return {parent.__name__ for parent in note.kind.__mro__} if note.kind else set()


def _read_tree(tree: ast.expr, names: Mapping[str, object]) -> Note:
    match tree:
        case ast.Constant(value=None):
            return Note("None", kind=NoneType)
        case ast.Constant(value=str() as text):
            return read(text, names)
        case ast.Constant(value=value) if value is ...:
            return Note("...")
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _union(_read_tree(left, names), _read_tree(right, names))
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _read_name(name, _look_up(tree, names))
        case ast.Subscript(value=head, slice=inside):
            parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            args = tuple(_read_tree(part, names) for part in parts)
            return _subscribe(_read_tree(head, names), args)
    return ANYTHING


def _subscribe(head: Note, args: tuple[Note, ...]) -> Note:
    match head.name:
        case "Optional":
            return _union(*args, Note("None", kind=NoneType))
        case "Union":
            return _union(*args)
        case "Annotated":
            return args[0]
        case "Literal":
            return ANYTHING
    return attrs.evolve(head, args=args)


def _union(*members: Note) -> Note:
    flat = [part for note in members for part in (note.args if note.name == UNION else (note,))]
    return Note(UNION, tuple(flat))


def _read_name(name: str, found: Any) -> Note:
    if isinstance(found, type):
        return read(found)
    if _is_alias(found):
        return read(found)
    # The names of `typing` stand for themselves; what else it may be is not ours to guess.
    special = found is None or getattr(found, "__module__", "") == "typing"
    return _read_special(name) if special else ANYTHING


def _read_special(name: str) -> Note:
    name = SPELLINGS.get(name, name)
    kind = getattr(builtins, name, None)
    return Note(name, kind=kind if isinstance(kind, type) else None)


def _is_alias(found: object) -> bool:
    """Tell whether *found* is something like ``Connection[Settings]`` or ``str | None``."""
    return bool(getattr(found, "__args__", ()))


def _look_up(tree: ast.expr, names: Mapping[str, object]) -> object:
    if isinstance(tree, ast.Name):
        return names.get(tree.id, getattr(builtins, tree.id, None))
    if isinstance(tree, ast.Attribute):
        owner = _look_up(tree.value, names)
        return vars(owner).get(tree.attr) if isinstance(owner, ModuleType) else None
    return None
