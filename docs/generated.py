"""What the pages under docs/ take from the code, so that they cannot say anything else."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import attrs
import click

import crossdock
from crossdock import errors, hookspecs
from crossdock.cli import root
from crossdock.cli.plugin_docs import page_of
from crossdock.errors import CrossdockError, Exit
from crossdock.flows.stock_files import SYNONYMS
from crossdock.http import Effect
from crossdock.plugins import Plugins
from crossdock.sandbox.faults import DIALECT_KINDS, TRANSPORT_KINDS
from crossdock.testing import conformance, laws

WIDTH = 88
#: Those of this repository, in the order in which people look for them.
CONNECTORS = ("tokopedia", "jdcom", "jdid", "jdid_fulfillment")


def commands() -> str:
    """Return every command with its help."""
    return "\n".join(_command(root, None, "crossdock"))


def _command(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    context = click.Context(command, parent=parent, info_name=name, terminal_width=WIDTH)
    context.color = False
    level = "##" if parent is None or parent.parent is None else "###"
    yield f"{level} {context.command_path}\n"
    yield f"```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            below = command.get_command(context, verb)
            if below is not None:
                yield from _command(below, context, verb)


def hooks() -> str:
    """Return every hook with its arguments, who implements it and what it returns."""
    return "\n".join(
        part for spec in hookspecs.Connector.__mro__[1:] for part in _hook(spec)
    ).rstrip()


def middleware_hooks() -> str:
    """Return the hooks that are asked of middlewares alone, as `hooks` does."""
    return "\n".join(
        part for spec in hookspecs.Middleware.__mro__[1:] for part in _hook(spec)
    ).rstrip()


def _hook(spec: type) -> Iterator[str]:
    for name, function in vars(spec).items():
        if not hasattr(function, f"{hookspecs.PROJECT}_spec"):
            continue
        notes = dict(function.__annotations__)
        returns = notes.pop("return")
        arguments = ", ".join(notes)
        yield f"## {name}({arguments})\n"
        yield f"{inspect.getdoc(function)}\n"
        yield "| | |\n| --- | --- |"
        yield f"| implemented by | {inspect.getdoc(spec)} |"
        for argument, note in notes.items():
            yield f"| `{argument}` | `{note.replace('|', chr(92) + '|')}` |"
        yield f"| returns | `{returns}` |\n"


def values() -> str:
    """Return every public value with its fields, their types and what they mean."""
    return "\n".join(
        _value(getattr(crossdock, name)) for name in crossdock.__all__ if _is_value(name)
    )


def _is_value(name: str) -> bool:
    kind = getattr(crossdock, name)
    return inspect.isclass(kind) and (attrs.has(kind) or issubclass(kind, Enum))


def _value(kind: type) -> str:
    if issubclass(kind, Enum):
        members = ", ".join(f"`{member.name}`" for member in kind)
        first = (inspect.getdoc(kind) or "").partition("\n\n")[0]
        return f"### {kind.__name__}\n\n{first}\n\n{members}\n"
    fields = [_field(field) for field in attrs.fields(kind)]
    lines = [f"{kind.__name__}(", *(f"    {field}," for field in fields), ")", ""]
    lines += (inspect.getdoc(kind) or "").splitlines()
    return f"### {kind.__name__}\n\n```text\n" + "\n".join(lines).rstrip() + "\n```\n"


def described(*names: str) -> str:
    """Return functions, methods and classes by name (``crossdock.rows:numbered``) with their docs.

    A class has its public methods and properties below it, each with its first sentence.
    """
    return "\n".join(_described(*name.split(":")) for name in names)


def enums(module: str, *names: str) -> str:
    """Return the members of enumerations with their values, each in a sentence."""
    kinds = [getattr(importlib.import_module(module), name) for name in names]
    lines = [
        f"- `{kind.__name__}`: {(inspect.getdoc(kind) or '').rstrip('.')}:"
        f" {', '.join(f'`{one.name}`' for one in kind)}."
        for kind in kinds
    ]
    return "\n".join(lines) + "\n"


def _described(module: str, path: str) -> str:
    found: Any = importlib.import_module(module)
    for name in path.split("."):
        found = getattr(found, name)
    shown = f"{path}{_arguments(found)}\n\n{inspect.getdoc(found) or ''}"
    if inspect.isclass(found):
        shown += "".join(f"\n\n{line}" for line in _members(found))
    # cog would take three brackets for its own.
    return f"```text\n{shown.rstrip().replace(']]]', ']] ]')}\n```\n"


def _members(kind: type) -> Iterator[str]:
    """Yield the public methods and properties of a class, each with its first sentence."""
    for name, member in vars(kind).items():
        function = getattr(member, "func", None) or getattr(member, "fget", None) or member
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        first = (inspect.getdoc(function) or "").partition("\n\n")[0].replace("\n", " ")
        called = f"{name}{_arguments(function)}" if function is member else name
        yield f".{called}\n    {first}"


def _arguments(function: Any) -> str:
    signature = inspect.signature(function)
    taken = [_argument(one) for one in signature.parameters.values() if one.name != "self"]
    if any(one.kind is one.KEYWORD_ONLY for one in signature.parameters.values()):
        names = [one.name for one in signature.parameters.values() if one.kind is one.KEYWORD_ONLY]
        taken.insert(next(i for i, text in enumerate(taken) if text.startswith(names[0])), "*")
    back = "" if inspect.isclass(function) else f" -> {_note(signature.return_annotation)}"
    flat = f"({', '.join(taken)}){back}"
    if len(flat) < WIDTH - 30:
        return flat
    return "(\n" + "".join(f"    {one},\n" for one in taken) + f"){back}"


def _argument(one: inspect.Parameter) -> str:
    stars = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
    text = f"{stars}{one.name}: {_note(one.annotation)}"
    if one.default is one.empty:
        return text
    if isinstance(one.default, Effect):
        return f"{text} = Effect.{one.default.name}"
    is_plain = type(one.default) in (str, int, float, bool, tuple, type(None))
    return f"{text} = {repr(one.default) if is_plain else '...'}"


def _note(annotation: object) -> str:
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return re.sub(r"\b[a-z_]+(\.[a-z_]+)*\.(?=[A-Za-z_])", "", text.replace("'", ""))


def _field(field: attrs.Attribute[object]) -> str:
    default = field.default
    if default is attrs.NOTHING:
        return f"{field.name}: {field.type}"
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return f"{field.name}: {field.type} = {default.factory.__name__}()"  # type: ignore[attr-defined]
    shown = default.name if isinstance(default, Enum) else repr(default)
    return f"{field.name}: {field.type} = {shown}"


def error_tree() -> str:
    """Return the tree of errors, as the module draws it."""
    text = inspect.getdoc(errors) or ""
    drawn = text.partition("::\n")[2].partition("Each class")[0]
    return f"```text\n{inspect.cleandoc(drawn)}\n```"


def exit_codes() -> str:
    """Return the exit codes, and the errors that end with each."""
    rows = ["| code | name | errors |", "| --- | --- | --- |"]
    for code in Exit:
        names = [f"`{kind.__name__}`" for kind in _kinds() if kind.exit_code is code]
        rows.append(
            f"| {int(code)} | {code.name.lower().replace('_', ' ')} | {', '.join(names)} |"
        )
    return "\n".join(rows)


def error_classes() -> str:
    """Return every error with its reason slug and what it means."""
    rows = ["| error | reason | meaning |", "| --- | --- | --- |"]
    for kind in _kinds():
        meaning = (inspect.getdoc(kind) or "").partition("\n\n")[0].replace("\n", " ")
        rows.append(f"| `{kind.__name__}` | `{kind('').reason}` | {meaning} |")
    return "\n".join(rows)


def stock_laws() -> str:
    """Return every law of stock with its number, its fact and what it is put to."""
    rows = ["| law | function | fact | put to |", "| --- | --- | --- | --- |"]
    rows += [
        f"| P{entry.number} | `{entry.name}` | {entry.fact} | `{entry.subject}` |"
        for entry in laws.entries(*laws.TOPICS)
    ]
    return "\n".join(rows)


def file_columns() -> str:
    """Return what a row of a stock file may say, and the column names that mean it."""
    lines = ["| says | column names |", "| --- | --- |"]
    for field, names in SYNONYMS.items():
        lines.append(f"| `{field}` | {', '.join(names)} |")
    return "\n".join(lines)


def conformance_checks() -> str:
    """Return every check of the conformance kit, level by level."""
    lines: list[str] = []
    for level in conformance.Level:
        found = [one for one in conformance.CHECKS if one.level is level]
        if not found:
            continue
        lines += [f"### {level.value.capitalize()}", ""]
        lines += ["| check | for | what must be true | how it is looked at |"]
        lines += ["| --- | --- | --- | --- |"]
        lines += [_check(one) for one in found]
        lines += [""]
    return "\n".join(lines).rstrip()


def _check(one: conformance.Check) -> str:
    both = len(one.roles) > 1
    whom = "all" if both else " ".join(role.value for role in one.roles)
    how = " ".join((inspect.getdoc(one.run) or "").split())
    return f"| {one.id} | {whom} | {one.sentence} | {how} |"


def faults() -> str:
    """Return every kind of fault with what the client meets, and who plays it."""
    rows = ["| kind | what the client meets | played by |", "| --- | --- | --- |"]
    rows += [f"| `{kind}` | {_cell(met)} | the kit |" for kind, met in TRANSPORT_KINDS.items()]
    rows += [f"| `{kind}` | {_cell(met)} | the dialect |" for kind, met in DIALECT_KINDS.items()]
    return "\n".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def connector(name: str) -> str:
    """Return what the code of a connector says of itself."""
    return f"\n{page_of(Plugins.discover(), name, level=3)}\n"


def connectors() -> str:
    """Return every connector of this repository with what its platform has come to."""
    plugins = Plugins.discover()
    rows = ["| connector | is | platform | state | setup |", "| --- | --- | --- | --- | --- |"]
    for name in CONNECTORS:
        told = plugins.hooks(name).manifest()
        rows.append(
            f"| `{name}` | {', '.join(sorted(told.roles))} | {told.title}:"
            f" {told.dialect} | {told.api_status.value} |"
            f" [README](../connectors/{name}/README.md),"
            f" [conformance](conformance/{name}.md) |"
        )
    return "\n".join(rows)


def _kinds() -> list[type[CrossdockError]]:
    found = [
        kind
        for kind in vars(errors).values()
        if inspect.isclass(kind)
        and issubclass(kind, CrossdockError)
        and kind is not CrossdockError
    ]
    return sorted(found, key=lambda kind: inspect.getsourcelines(kind)[1])
