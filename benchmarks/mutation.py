"""How many faults in the stock modules their tests notice.

mutmut puts one small fault at a time into the functions of `crossdock.inventory`: a
number one higher, a comparison turned round, an argument left out. Each such mutant
is put to the tests in tests/inventory; what survives them, to the laws of stock::

    uv run python benchmarks/mutation.py
    uv run python benchmarks/mutation.py rules sharing --keep /tmp/mutants
    uv run python benchmarks/mutation.py rules --tests test_rules.py
    uv run python benchmarks/mutation.py --promised 97 --children 4

Works on a copy of the tree. With ``--keep`` the copy stays, and a second run there
looks at the mutants again that survived and at the functions that changed.

Prints a table and every survivor with what was changed; ends with 1 when fewer were
noticed than was promised. It takes about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tabulate import tabulate

ROOT = Path(__file__).parents[1]
PACKAGE = "crossdock.inventory"
#: Percent of the mutants that are noticed.
PROMISED = 95.0
#: What mutmut calls a mutant that the tests noticed: by a failure, or by never ending.
NOTICED = ("killed", "timeout")
#: Seconds after which laws that do not end are taken for broken; whole, they take ten.
PATIENCE = 300
#: How much of what mutmut says is told where it fails; before that it draws.
LAST_LINES = 30
#: Tests that a mutant is put to, and what they import.
_TESTS = ("conftest.py", "inventory")
_PROJECT = """\
[tool.pytest.ini_options]
addopts = ["--import-mode=importlib", "-p", "no:cacheprovider"]

[tool.mutmut]
source_paths = ["src/"]
only_mutate = [{mutated}]
also_copy = ["tests"]
pytest_add_cli_args_test_selection = [{tests}]
"""


def main() -> int:
    """Run the benchmark, print its table and the survivors."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("modules", nargs="*", help="such as rules; all, if none")
    asked.add_argument(
        "--tests", nargs="+", default=[""], help="such as test_rules.py; all, if none"
    )
    asked.add_argument("--promised", type=float, default=PROMISED, help="percent to be noticed")
    asked.add_argument("--children", type=int, default=1, help="processes at the same time")
    asked.add_argument("--examples", type=int, default=20, help="per law; 0 leaves the laws out")
    asked.add_argument("--keep", type=Path, help="a folder to work in, and to leave behind")
    given = asked.parse_args()
    with working_folder(given.keep) as folder:
        copy_tree(folder)
        write_project(folder, given.modules, given.tests)
        first = put_to_tests(folder, given.children)
        survivors = sorted(name for name, fate in first.items() if fate not in NOTICED)
        broken = put_to_laws(folder, survivors, given.examples) if given.examples else set()
        left = [name for name in survivors if name not in broken]
        noticed = 100 * (1 - len(left) / len(first)) if first else 0.0
        print(table(first, broken))  # noqa: T201 - a command's result
        for name in left:
            print(f"\n{name}: {first[name]}\n{changed(folder, name)}")  # noqa: T201
    print(f"\n{noticed:.1f} % of {len(first):,} mutants noticed")  # noqa: T201
    return int(noticed < given.promised)


@contextmanager
def working_folder(kept: Path | None) -> Iterator[Path]:
    """Give the folder *kept*, made if need be, or one that goes when done."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def copy_tree(folder: Path) -> None:
    """Lay core's source and the tests of stock into *folder*."""
    for part in ("src", "tests"):
        shutil.rmtree(folder / part, ignore_errors=True)
    skipped = shutil.ignore_patterns("__pycache__")
    # Copies keep their times, by which mutmut knows what has changed since a run before.
    shutil.copytree(ROOT / "core/src/crossdock", folder / "src/crossdock", ignore=skipped)
    for name in _TESTS:
        origin, copy = ROOT / "tests" / name, folder / "tests" / name
        if origin.is_dir():
            shutil.copytree(origin, copy, ignore=skipped)
        else:
            copy.parent.mkdir(parents=True)
            shutil.copy2(origin, copy)


def write_project(folder: Path, modules: Sequence[str], tests: Sequence[str]) -> None:
    """Tell mutmut in *folder* which *modules* to change and which *tests* to put them to."""
    inside = f"src/{PACKAGE.replace('.', '/')}"
    project = _PROJECT.format(
        mutated=listed(f"{inside}/{name}.py" for name in modules) or listed([f"{inside}/*"]),
        tests=listed(f"tests/inventory/{name}" for name in tests),
    )
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")


def listed(names: Iterable[str]) -> str:
    """Return *names* as they stand in a list of a project file."""
    return ", ".join(f'"{name}"' for name in names)


def put_to_tests(folder: Path, children: int) -> Mapping[str, str]:
    """Return what became of each mutant, by its name, once the tests have run."""
    forget_survivors(folder)
    mutmut(folder, "run", "--max-children", str(children))
    return fates(folder)


def forget_survivors(folder: Path) -> None:
    """Have mutmut look again at what survived a run before, with the tests as they are now."""
    (folder / "mutants/mutmut-stats.json").unlink(missing_ok=True)
    known = fates(folder) if (folder / "mutants").exists() else {}
    for notes in folder.glob("mutants/**/*.meta"):
        told = json.loads(notes.read_text(encoding="utf-8"))
        ends = told["exit_code_by_key"]
        ends.update({name: None for name in ends if known.get(name) not in NOTICED})
        notes.write_text(json.dumps(told), encoding="utf-8")


def fates(folder: Path) -> Mapping[str, str]:
    """Return what became of each mutant, by its name."""
    lines = mutmut(folder, "results", "--all", "true").splitlines()
    told = (line.strip().rpartition(": ") for line in lines)
    return {name: fate for name, colon, fate in told if colon}


def put_to_laws(folder: Path, survivors: Sequence[str], examples: int) -> set[str]:
    """Return the *survivors* under which a law of stock breaks."""
    if survivors and breaks_laws(folder, "", examples):
        raise SystemExit("A law breaks without any fault; mend that first.")
    return {name for name in survivors if breaks_laws(folder, name, examples)}


def breaks_laws(folder: Path, mutant: str, examples: int) -> bool:
    """Return whether a law breaks, or never ends, with *mutant* in place."""
    laws = ["-m", "crossdock.testing.longrun", "--examples", str(examples), "--seed", "1"]
    place = {"PYTHONPATH": str(folder / "mutants/src"), "MUTANT_UNDER_TEST": mutant}
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, *laws],
            cwd=folder / "mutants",
            env={**os.environ, **place},
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode != 0


def mutmut(folder: Path, *words: str) -> str:
    """Return what mutmut prints to *words* in *folder*; ends where mutmut fails."""
    ended = subprocess.run(  # noqa: S603 - a tool of our own environment
        [Path(sys.executable).with_name("mutmut"), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        told = "\n".join((ended.stdout + ended.stderr).splitlines()[-LAST_LINES:])
        raise SystemExit(f"mutmut {words[0]} ended with {ended.returncode}:\n{told}")
    return ended.stdout


def changed(folder: Path, mutant: str) -> str:
    """Return the lines of *mutant* that are not as they were, before and after."""
    lines = mutmut(folder, "show", mutant).splitlines()
    marks = ("+++", "---")
    return "\n".join(line for line in lines if line[:1] in {"+", "-"} and line[:3] not in marks)


def table(fates: Mapping[str, str], broken: set[str]) -> str:
    """Return how many mutants of each module were noticed by what, and how many were not."""
    counts: dict[str, Counter[str]] = {}
    for name, fate in fates.items():
        module = name.removeprefix(f"{PACKAGE}.").partition(".")[0]
        counts.setdefault(module, Counter())["laws" if name in broken else fate] += 1
    fates_told = ("killed", "timeout", "laws")
    rows = [
        [module, found.total(), *(found[fate] for fate in fates_told), survived(found, fates_told)]
        for module, found in sorted(counts.items())
    ]
    rows.append(["all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True))])
    headers = ["module", "mutants", "killed", "timed out", "broke a law", "survived"]
    return tabulate(rows, headers, tablefmt="github", disable_numparse=True)


def survived(found: Counter[str], noticed: Sequence[str]) -> int:
    """Return how many of the mutants *found* nothing noticed."""
    return found.total() - sum(found[fate] for fate in noticed)


if __name__ == "__main__":
    sys.exit(main())
