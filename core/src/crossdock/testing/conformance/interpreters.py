"""Releases of Python: which a connector declares, which this machine has, and what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

Release = tuple[int, int]

#: The oldest release that crossdock runs on.
OLDEST: Release = (3, 11)
#: As far as a look for newer interpreters goes.
_NEWEST = 30

#: Run by another interpreter: compiles files, and looks for what they take from the standard
#: library outside of any condition. Prints what is wrong, a line each.
_LOOK = """
import ast, importlib, json, sys
def plain(body):
    for one in body:
        if isinstance(one, (ast.Import, ast.ImportFrom)):
            yield one
        elif not isinstance(one, (ast.If, ast.Try)):
            for name in ("body", "orelse"):
                inner = getattr(one, name, [])
                if isinstance(inner, list):
                    yield from plain(inner)
def missing(one):
    if isinstance(one, ast.Import):
        wanted = [(alias.name, None) for alias in one.names]
    elif one.level or one.module is None:
        return
    else:
        wanted = [(one.module, alias.name) for alias in one.names]
    for module, name in wanted:
        if module == "__future__" or module.partition(".")[0] not in library:
            continue
        try:
            found = importlib.import_module(module)
            if name and name != "*" and not hasattr(found, name):
                importlib.import_module(module + "." + name)
        except ImportError:
            yield module if name is None else module + "." + name
library = set(json.loads(sys.argv[1])) | set(sys.stdlib_module_names)
for path in sys.argv[2:]:
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source, path)
    except SyntaxError as error:
        print(f"{path}, line {error.lineno}: {error.msg}")
        continue
    for one in plain(tree.body):
        for name in missing(one):
            print(f"{path}, line {one.lineno}: there is no {name}")
"""

_BOUND = re.compile(r"(~=|==|!=|<=|>=|<|>)\s*3\.(\d+)((?:\.\d+|\.\*)*)")


def oldest(declared: str) -> Release:
    """Return the oldest release that *declared*, such as ``>=3.11``, lets in, as far as we run."""
    return min((one for one in _all() if admits(declared, one)), default=OLDEST)


def admits(declared: str, release: Release) -> bool:
    """Return whether *declared* lets a release in, by its first two numbers."""
    minor = release[1]
    for sign, number, rest in _BOUND.findall(declared):
        bound = int(number)
        exact = bool(re.search(r"\d", rest))
        fits = {
            ">=": minor >= bound,
            ">": minor > bound or (exact and minor == bound),
            "<=": minor <= bound,
            "<": minor < bound or (exact and minor == bound),
            "==": minor == bound,
            "!=": exact or minor != bound,
            "~=": minor == bound if exact else minor >= bound,
        }
        if not fits[sign]:
            return False
    return True


def at_hand(declared: str) -> tuple[tuple[Release, str], ...]:
    """Return the oldest and the newest interpreter of this machine that *declared* lets in."""
    found = [(one, path) for one in _all() if admits(declared, one) and (path := _path(one))]
    return tuple(dict.fromkeys((*found[:1], *found[-1:])))


def objections(interpreter: str, files: Sequence[Path]) -> list[str]:
    """Return what another interpreter has against *files*, a sentence's part each."""
    library = json.dumps(sorted(sys.stdlib_module_names))
    ran = subprocess.run(  # noqa: S603 - an interpreter, with our own program
        [interpreter, "-I", "-S", "-c", _LOOK, library, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout.splitlines() if not ran.returncode else [ran.stderr.strip()[-200:]]


def _all() -> list[Release]:
    return [(3, minor) for minor in range(OLDEST[1], _NEWEST)]


@cache
def _path(release: Release) -> str:
    """Return the interpreter of *release*; empty where there is none that starts."""
    if release == sys.version_info[:2]:
        return sys.executable
    found = shutil.which(f"python{release[0]}.{release[1]}")
    if found is None:
        return ""
    # What is on the path may be a shim of a release that is not switched on.
    ran = subprocess.run([found, "-I", "-S", "-c", ""], capture_output=True, check=False)  # noqa: S603
    return found if not ran.returncode else ""
