"""How SQL is written: values travel as parameters, and nothing else becomes SQL."""

import ast
import re
from pathlib import Path

import pytest

import crossdock.store

SOURCES = sorted(Path(crossdock.store.__file__).parent.rglob("*.py"))
#: The methods that take SQL.
TAKERS = {
    *("execute", "executemany", "executescript", "rows", "each", "row", "value"),
    *("insert", "execute_each", "_run", "peek", "_statement"),
}
#: Names of variables that may be handed on: parameters of the takers, and loops over constants.
HANDED_ON = {"sql", "statement", "pragma"}


def problems(tree: ast.AST) -> list[str]:
    """Return each piece of SQL in *tree* that is not a constant."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in TAKERS and node.args:
            sql = node.args[1] if _name(node.func) == "_run" else node.args[0]
            if not _is_constant(sql):
                found.append(f"line {node.lineno}: {ast.unparse(sql)[:60]}")
        if isinstance(node, ast.For) and _name(node.target) in HANDED_ON:
            loops = ast.unparse(node.iter)
            tables = re.fullmatch(r"[a-z]+\.[A-Z_]+", loops)
            if not (
                tables
                or _is_constant_rows(node.iter)
                or "_PRAGMAS" in loops
                or "_REMOVALS" in loops
            ):
                found.append(f"line {node.lineno}: for over {loops[:60]}")
        if isinstance(node, ast.Assign) and {_name(one) for one in node.targets} & HANDED_ON:
            found.append(f"line {node.lineno}: assigned {ast.unparse(node)[:60]}")
    return found


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_constant(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        # Pragmas take no parameters; they may hold constants of the module.
        inside = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return all(isinstance(part, ast.Name) and part.id.isupper() for part in inside)
    if isinstance(node, ast.Name):
        return node.id.isupper() or node.id in HANDED_ON
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_constant_rows(node: ast.AST) -> bool:
    return isinstance(node, ast.Tuple) and all(_is_constant(one) for one in node.elts)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_value_becomes_sql(path: Path) -> None:
    """Every statement of the store is a constant."""
    assert [] == problems(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_constants_of_sql_are_literals(path: Path) -> None:
    """A constant that holds a statement is not put together from parts."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and _name(node.targets[0]).isupper():
            assert not isinstance(node.value, ast.BinOp | ast.JoinedStr)


@pytest.mark.parametrize(
    "line",
    [
        "db.execute(f'DELETE FROM {table}')",
        "db.rows('SELECT ' + name)",
        "db.value('SELECT %s' % name)",
        "db.each('SELECT {}'.format(name))",
        "db.row(query)",
        "sql = 'SELECT ' + name",
        "for statement in made(): db.execute(statement)",
    ],
)
def test_the_check_sees_what_it_is_for(line: str) -> None:
    """Each way of building SQL from a value is found."""
    assert 1 == len(problems(ast.parse(line)))
