"""Distributions that are installed and broken, each in its own way, seen from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

GOOD = """
import attrs
from crossdock import ApiStatus, Manifest, Role, hookimpl

@attrs.frozen
class Settings:
    shop_id: str = ""

@hookimpl
def manifest():
    return Manifest("good", "Good", frozenset({Role.CHANNEL}), "v1", "2024-01-01",
                    ApiStatus.LIVE, {}, ())

@hookimpl
def settings():
    return Settings
"""

#: Modules by name; every one of them leaves a trace when it is imported.
MODULES = {
    "its_good": GOOD,
    "its_import": "import no_such_module",
    "its_syntax": "def :",
    "its_exit": "import sys; sys.exit(7)",
    "its_gone": "import os; os._exit(9)",
    "its_crash": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "its_loud": "print('hello from the import')\nraise ImportError('loud')",
    "its_slow": "import time; time.sleep(60)",
    "its_child": (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(5)'])\n"
        "time.sleep(60)"
    ),
    "its_attribute": "",
    "its_audit": "import no_such_module",
}

TRACE = "import os; print(__name__, file=open(os.environ['TRACE'], 'a'))\n"

BROKEN = {
    "import": "cannot be imported: ModuleNotFoundError: No module named 'no_such_module'.",
    "syntax": "cannot be imported: SyntaxError: invalid syntax",
    "exit": "cannot be imported: it ended the program with exit code 7.",
    "gone": "ended the process that loaded it with exit code 9.",
    "crash": "ended the process that loaded it by signal 11.",
    "loud": "cannot be imported: ImportError: loud.",
    "slow": "was still not loaded after 1 seconds.",
    "child": "was still not loaded after 1 seconds.",
    "attribute": "cannot be imported: AttributeError: module 'its_attribute' has no attribute",
    "missing": "cannot be imported: ModuleNotFoundError: No module named 'its_missing'.",
    "audit": "cannot be imported: ModuleNotFoundError: No module named 'no_such_module'.",
}


@pytest.fixture(name="site", scope="module")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as pip leaves it."""
    site = tmp_path_factory.mktemp("site")
    for name, source in MODULES.items():
        (site / f"{name}.py").write_text(TRACE + source)
    for name in ("good", *BROKEN):
        value = "its_attribute:nothing" if name == "attribute" else f"its_{name}"
        group = "middlewares" if name == "audit" else "connectors"
        install(site, f"crossdock-{name}", f"[crossdock.{group}]\n{name} = {value}\n")
    install(site, "crossdock-twice", "[crossdock.connectors]\ntwice = its_good\n")
    install(site, "evil-twin", "[crossdock.connectors]\ntwice = its_import\n")
    install(site, "other", "[console_scripts]\nother = its_import:main\n")
    return site


def install(site: Path, name: str, entry_points: str, version: str = "2.0") -> Path:
    """Leave the metadata of a distribution in *site*."""
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "entry_points.txt").write_text(entry_points)
    return folder


def run(site: Path, program: str, *arguments: str) -> Any:
    """Return the last line that *program* prints, and what it imported of the site."""
    trace = site / "trace"
    trace.unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(site), "TRACE": str(trace)}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    head = (
        "import json, sys\nfrom crossdock.plugins import Plugins\nplugins = Plugins.discover()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(program), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    imported = trace.read_text().split() if trace.exists() else []
    return json.loads(done.stdout.splitlines()[-1]), imported


def test_listing_imports_nothing(site: Path) -> None:
    """Every plugin is listed with its distribution and version, and none is imported."""
    rows, imported = run(
        site,
        """
        rows = [[i.name, i.kind, i.distribution, i.version] for i in plugins.infos()]
        print(json.dumps(rows))
        """,
    )
    found = {name for name, *_ in rows}

    assert {"good", "twice", *BROKEN} <= found
    assert ["audit", "middleware", "crossdock-audit", "2.0"] in rows
    assert "other" not in found
    assert not imported


def test_clashes_are_seen_without_an_import(site: Path) -> None:
    """Two distributions that claim one name are told apart by their metadata."""
    names, imported = run(
        site,
        """
        clash = plugins.clashes()["twice"]
        print(json.dumps([info.distribution for info in clash]))
        """,
    )

    assert {"crossdock-twice", "evil-twin"} == set(names)
    assert not imported


def test_the_good_one_works_beside_them(site: Path) -> None:
    """A connector works beside a dozen broken ones; none of them is even imported."""
    (title, failures), imported = run(
        site,
        """
        title = plugins.hooks("good").manifest().title
        print(json.dumps([title, plugins.failures()]))
        """,
    )

    assert title == "Good"
    expected = ["its_audit", "its_good"]
    assert expected == sorted(imported)
    assert "audit" in failures
    assert len(failures) == 1


def test_broken_ones_fail_one_by_one(site: Path) -> None:
    """Using each broken one is one error, and the process lives."""
    said, _ = run(
        site,
        """
        from crossdock.errors import PluginBrokenError
        said = {}
        for name in ("import", "syntax", "exit", "loud", "attribute", "missing"):
            try:
                plugins.hooks(name)
            except PluginBrokenError as error:
                said[name] = error.message
        print(json.dumps(said))
        """,
    )

    for name, sentence in said.items():
        assert f"Connector {name} (crossdock-{name} 2.0) {BROKEN[name]}" in sentence
    assert len(said) == 6


def test_checking_tells_without_being_hurt(site: Path) -> None:
    """Each plugin is tried in a process of its own: crash, hang and exit are one sentence."""
    (said, seconds), imported = run(
        site,
        """
        import time
        from concurrent.futures import ThreadPoolExecutor
        from crossdock.plugins.probe import probe
        start = time.monotonic()
        def check(name):
            return name, plugins.check(name, seconds=1 if name in ("slow", "child") else 30)
        with ThreadPoolExecutor(4) as pool:
            said = dict(pool.map(check, sys.argv[1:]))
        print(json.dumps([said, time.monotonic() - start]))
        """,
        "good",
        "twice",
        *BROKEN,
    )

    assert said.pop("good") is None
    assert said.pop("twice").startswith("The plugin name twice is claimed 2 times: by ")
    assert {name for name, sentence in said.items() if BROKEN[name] in sentence} == set(BROKEN)
    assert "its_crash" in imported
    assert seconds < 30


def test_what_is_disabled_is_not_even_checked(site: Path) -> None:
    """A disabled plugin is not imported, in no process at all."""
    said, imported = run(
        site,
        """
        plugins = Plugins.discover(disabled=["import"])
        print(json.dumps(plugins.check("import")))
        """,
    )

    assert said is None
    assert not imported


def test_the_working_folder_is_not_trusted(site: Path, tmp_path: Path) -> None:
    """A file in the folder the program was started in is not imported by a check."""
    (tmp_path / "its_missing.py").write_text(TRACE)
    (tmp_path / "json.py").write_text(TRACE + "from no_such_module import loads")
    said, imported = run(
        site,
        """
        import os
        sys.path.remove("")
        os.chdir(sys.argv[1])
        print(json.dumps(plugins.check("missing", seconds=30)))
        """,
        str(tmp_path),
    )

    assert BROKEN["missing"] in said
    assert not imported


def test_damaged_metadata_hides_nobody(tmp_path: Path) -> None:
    """A distribution whose metadata cannot be read is mentioned; the others are listed."""
    install(tmp_path, "crossdock-damaged", "[crossdock.connectors]\nno equals sign here\n")
    nameless = install(tmp_path, "crossdock-nameless", "[crossdock.connectors]\na = b\n")
    (nameless / "METADATA").unlink()
    undated = install(tmp_path, "crossdock-undated", "[crossdock.connectors]\nc = d\n")
    (undated / "METADATA").write_text("Metadata-Version: 2.1\nName: crossdock-undated\n")
    garbled = install(tmp_path, "crossdock-garbled", "")
    (garbled / "entry_points.txt").write_bytes(b"[crossdock.connectors]\na = \xff\n")
    install(tmp_path, "crossdock-good", "[crossdock.connectors]\ngood = its_good\n")
    (names, said), _ = run(
        tmp_path,
        """
        said = []
        plugins = Plugins.discover(warn=said.append)
        print(json.dumps([[info.name for info in plugins.infos()], said]))
        """,
    )

    assert "good" in names
    assert len(said) == 4
    assert all(" its metadata is damaged: " in sentence for sentence in said)


def test_the_first_of_two_releases_counts(tmp_path: Path) -> None:
    """A distribution that is on the path twice is no clash with itself."""
    install(tmp_path, "crossdock-good", "[crossdock.connectors]\ngood = its_good\n")
    older = tmp_path / "older"
    older.mkdir()
    install(older, "crossdock-good", "[crossdock.connectors]\ngood = its_good\n", "1.0")
    found, _ = run(
        tmp_path,
        """
        sys.path.append(sys.argv[1])
        plugins = Plugins.discover()
        versions = [info.version for info in plugins.infos() if info.name == "good"]
        print(json.dumps([versions, len(plugins.clashes())]))
        """,
        str(older),
    )
    expected = [["2.0"], 0]

    assert expected == found


def test_the_package_is_light(site: Path) -> None:
    """Listing plugins loads no client library, web framework, cipher or database."""
    loaded, _ = run(site, "plugins.infos()\nprint(json.dumps([*sys.modules]))")
    heavy = {"httpx", "starlette", "uvicorn", "cryptography", "sqlite_utils", "sqlite3", "difflib"}

    assert not heavy & set(loaded)
