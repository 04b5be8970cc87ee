"""Several modules made one: their imports merged, their bodies one after the other."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator

#: No line of the result is longer.
WIDTH = 99
_FUTURE = "__future__"


class _Imports:
    """Imports of several modules, by where they come from."""

    def __init__(self) -> None:
        self.modules: set[str] = set()
        self.names: dict[str, set[str]] = defaultdict(set)

    def add(self, node: ast.stmt) -> None:
        """Take one import statement in."""
        if isinstance(node, ast.Import):
            self.modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            self.names[node.module or ""].update(_told(alias) for alias in node.names)

    def lines(self, indent: str = "") -> Iterator[str]:
        """Yield the statements, a blank line between standard library, others and ours."""
        found: dict[int, list[str]] = defaultdict(list)
        for name in sorted(self.modules):
            found[_rank(name)].append(f"{indent}import {name}")
        for module in sorted(self.names):
            found[_rank(module)] += _from(module, sorted(self.names[module], key=_place), indent)
        for number, rank in enumerate(sorted(found)):
            yield from [""] * bool(number)
            yield from found[rank]


def join(docstring: str, modules: Iterable[str], inside: str = "") -> str:
    """Return one module of *modules*, each given as source text.

    Args:

        docstring: of the result; those of the parts are left out.

        inside: the package whose parts they are; what they import of it is left out,
            since it is here now.
    """
    top, checking = _Imports(), _Imports()
    bodies: list[str] = []
    for source in modules:
        lines = source.splitlines()
        for node in _statements(ast.parse(source), inside):
            if isinstance(node, ast.Import | ast.ImportFrom):
                top.add(node)
            elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                for one in node.body:
                    checking.add(one)
            else:
                bodies.append(_text(lines, node))
    head = [f'"""{docstring}"""', "", f"from {_FUTURE} import annotations", ""]
    # What is imported anyway need not be imported for type checking alone.
    for module, names in top.names.items():
        checking.names[module] -= names
    checking.names = defaultdict(set, {m: names for m, names in checking.names.items() if names})
    head += list(top.lines())
    if checking.names or checking.modules:
        head += ["", "if TYPE_CHECKING:", *checking.lines("    ")]
    return "\n".join([*head, *_spaced(bodies)]) + "\n"


def _statements(tree: ast.Module, inside: str) -> Iterator[ast.stmt]:
    for node in tree.body:
        is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        of = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        if not is_doc and of != _FUTURE and not _is_inside(of, inside):
            yield node


def _is_inside(module: str, package: str) -> bool:
    return bool(package) and (module == package or module.startswith(f"{package}."))


def _text(lines: list[str], node: ast.stmt) -> str:
    """Return the source of *node*, with its decorators and the comment above it."""
    decorators = getattr(node, "decorator_list", [])
    start = min([node.lineno, *(one.lineno for one in decorators)]) - 1
    while start and lines[start - 1].startswith("#"):
        start -= 1
    return "\n".join(lines[start : node.end_lineno])


def _spaced(bodies: list[str]) -> Iterator[str]:
    before = ""
    for body in bodies:
        block = ("@", "class ", "def ")
        if body.startswith(block) or before.startswith(block):
            yield from ["", ""]
        elif not before or body.startswith("#"):
            yield ""
        yield body
        before = body


def _from(module: str, names: list[str], indent: str) -> list[str]:
    line = f"{indent}from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    inner = [f"{indent}    {name}," for name in names]
    return [f"{indent}from {module} import (", *inner, f"{indent})"]


def _told(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _place(name: str) -> tuple[int, str]:
    """Return where *name* stands in a list: constants first, then classes, then the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name.lower()


def _rank(module: str) -> int:
    top = module.partition(".")[0]
    return 0 if top in sys.stdlib_module_names else 1
