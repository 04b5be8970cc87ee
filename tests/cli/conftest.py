"""A sandbox that the tests of one worker share, and workspaces connected to it."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import attrs
import pytest

from crossdock.cli import main
from crossdock.sandbox.process import SandboxProcess

#: Enough listings for every kind and several pages, few enough to be pulled in a moment.
LISTINGS = 260
SEED = 3

# Started in the background, by nohup or a shell without job control, this process ignores
# Ctrl-C, and so would every command it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@attrs.frozen
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)

    @property
    def data(self) -> Any:
        """The data of the envelope it printed."""
        return self.json["data"]

    @property
    def lines(self) -> list[Any]:
        """What it printed, as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@attrs.define
class Folder:
    """A folder that commands are run in."""

    path: Path

    def run(self, *words: str, stdin: str | bytes = "") -> Ran:
        """Run a command in this process."""
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        kept = sys.stdin, sys.stdout, sys.stderr
        streams = [
            io.TextIOWrapper(io.BytesIO(part), encoding="utf-8") for part in (given, b"", b"")
        ]
        sys.stdin, sys.stdout, sys.stderr = streams
        try:
            main(["-C", str(self.path), *words])
        except SystemExit as way_out:
            for stream in streams[1:]:
                stream.flush()
            out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
            return Ran(int(way_out.code or 0), out, err)
        finally:
            sys.stdin, sys.stdout, sys.stderr = kept
        raise AssertionError("main always exits")

    def json(self, *words: str, stdin: str | bytes = "") -> Ran:
        """Run a command with ``--format json``."""
        return self.run(*words, "--format", "json", stdin=stdin)

    def spawn(
        self, *words: str, env: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.Popen[str]:
        """Start a command as a process of its own."""
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            [sys.executable, "-m", "crossdock", "-C", str(self.path), *words],
            env={**os.environ, **(env or {})},
            text=True,
            **{**pipes, **options},
        )

    def terminal(
        self, words: Sequence[str], dialogue: Sequence[tuple[str, str]] = ()
    ) -> tuple[int, str]:
        """Run a command on a terminal and answer each prompt; return exit code and screen."""
        pty = pytest.importorskip("pty")
        child, terminal = pty.fork()
        if child == 0:
            command = [sys.executable, "-m", "crossdock", "-C", str(self.path), *words]
            os.execv(sys.executable, command)  # noqa: S606 - our own command, on its own terminal
        shown = ""
        # Linux ends a terminal whose other side is gone with an error, not with silence.
        with suppress(OSError):
            for prompt, answer in dialogue:
                while prompt not in shown:
                    shown += os.read(terminal, 4096).decode()
                os.write(terminal, f"{answer}\n".encode())
            while piece := os.read(terminal, 4096).decode():
                shown += piece
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown

    def process(self, *words: str, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
        """Run a command as a process of its own, to its end."""
        process = self.spawn(*words, env=env, **options)
        out, err = process.communicate(timeout=300)
        return Ran(process.returncode, out or "", err or "")


@attrs.define
class Played:
    """The shared sandbox, as freshly built at the beginning of each test."""

    process: SandboxProcess
    switched: dict[str, str] = attrs.field(factory=dict)

    @property
    def line(self) -> str:
        """What it announced."""
        return json.dumps(dict(self.process.announced))

    @property
    def settings(self) -> Mapping[str, str]:
        """What reaches it."""
        return self.process.announced["settings"]

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self.process.announced["url"])

    def control(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask its control plane."""
        return self.process.control(path, body)

    def clear(self, what: str) -> None:
        """Clear its faults or its meter."""
        request = Request(f"{self.process.announced['control']}/{what}", method="DELETE")
        build_opener(ProxyHandler({})).open(request, timeout=10).close()

    def fault(self, *specs: str) -> None:
        """Let something go wrong."""
        self.control("faults", {"faults": list(specs)})

    def switch(self, **values: str) -> None:
        """Flip switches until the end of the test."""
        table = self.control("switches")
        self.switched |= {name: table[name]["value"] for name in values}
        self.control("switches", values)

    def listings(self) -> dict[str, dict[str, Any]]:
        """Return what it knows of every listing, by id."""
        return {str(row["listing_id"]): row for row in self.control("state")["listings"]}


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[SandboxProcess]:
    """Play one shop for the whole session of a worker, without limits."""
    words = ["--seed", str(SEED), "--listings", str(LISTINGS), "--switch", "limits=off"]
    with SandboxProcess("tokopedia", words) as process:
        yield process


@pytest.fixture
def sandbox(shared_sandbox: SandboxProcess) -> Iterator[Played]:
    """The sandbox as freshly built."""
    played = Played(shared_sandbox)
    played.control("reset", {})
    yield played
    if played.switched:
        played.control("switches", played.switched)


@pytest.fixture(scope="session")
def folder_at() -> type[Folder]:
    """Return what makes a folder out of its path, for fixtures of a wider scope."""
    return Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder."""
    return Folder(tmp_path)


@pytest.fixture
def workspace(folder: Folder) -> Folder:
    """A workspace without connections."""
    assert folder.run("init").code == 0
    return folder


@pytest.fixture(scope="session")
def pulled_template(
    shared_sandbox: SandboxProcess, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A workspace that has pulled the fresh sandbox once, to be copied."""
    played = Played(shared_sandbox)
    played.control("reset", {})
    made = Folder(tmp_path_factory.mktemp("pulled"))
    for words in (("init",), ("conn", "add", "shop", "--from", "-", "--rate", "0")):
        assert made.run(*words, stdin=played.line).code == 0
    assert made.run("product", "pull", "shop").code == 0
    return made.path


@pytest.fixture
def shop(sandbox: Played, workspace: Folder) -> Folder:
    """A workspace with a connection to the sandbox; nothing pulled yet."""
    words = ("conn", "add", "shop", "--from", "-", "--rate", "0")
    assert workspace.run(*words, stdin=sandbox.line).code == 0
    return workspace


@pytest.fixture
def pulled(sandbox: Played, pulled_template: Path, folder: Folder) -> Folder:
    """A workspace that has pulled the sandbox's catalogue."""
    shutil.copytree(pulled_template, folder.path, dirs_exist_ok=True)
    return folder


@pytest.fixture
def install(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Mapping[str, str]]:
    """Return what puts a connector on the path of a process, as a distribution would."""

    def install(name: str, source: str) -> Mapping[str, str]:
        site = tmp_path_factory.mktemp(name)
        (site / f"{name}_module.py").write_text(source)
        about = site / f"somebodys_{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: somebodys-{name}\nVersion: 1.0\n"
        )
        (about / "entry_points.txt").write_text(
            f"[crossdock.connectors]\n{name} = {name}_module\n"
        )
        before = os.environ.get("PYTHONPATH", "")
        return {"PYTHONPATH": os.pathsep.join(filter(None, [str(site), before]))}

    return install


@pytest.fixture(scope="session")
def shared_depot() -> Iterator[SandboxProcess]:
    """Play one fulfilment service for the whole session of a worker."""
    words = ["--seed", "3", "--listings", "12"]
    with SandboxProcess("jdid_fulfillment", words) as process:
        yield process


@attrs.define
class Trade:
    """A shop, and a service that has a hundred of one of its goods and ships all orders."""

    folder: Folder
    shop: Played
    depot: Played
    sku: str
    listing_id: str
    warehouse: str

    def ordered(self, quantity: int = 2) -> str:
        """Let a buyer order and pay; return the order's id, once it is pulled."""
        (order,) = self.shop.control(
            "orders", {"listing_id": self.listing_id, "quantity": quantity}
        )["orders"]
        assert self.folder.run("order", "pull", "shop", "--since", "1h").code == 0
        return str(order["order_id"])

    def sent(self) -> str:
        """Have an order accepted, arranged and sent; return the key of its outbound."""
        order_id = self.ordered()
        for words in (
            ("order", "route", order_id, "--yes"),
            ("order", "accept", order_id),
            ("order", "arrange", order_id),
            ("outbound", "refresh"),
        ):
            ran = self.folder.run(*words)
            assert ran.code == 0, (words, ran.out, ran.err)
        return str(self.row(order_id)["outbound"])

    def row(self, order_id: str) -> dict[str, Any]:
        """Return the parcel of an order as it is listed."""
        rows = self.folder.json("outbound", "list").data
        (found,) = [row for row in rows if row["order"] == order_id]
        return dict(found)

    def remote(self, key: str) -> dict[str, Any]:
        """Return the service's document under our key."""
        rows = self.depot.control("state")["orders"]
        (found,) = [row for row in rows if row["own_number"] == key]
        return dict(found)


@pytest.fixture
def trade(pulled: Folder, sandbox: Played, shared_depot: SandboxProcess) -> Iterator[Trade]:
    """A workspace where what the shop sells is shipped by the played service."""
    depot = Played(shared_depot)
    depot.control("reset", {})
    depot.clear("faults")
    # A pick-up may be asked for some seconds after accepting: they have passed already.
    sandbox.switch(pickup_wait="0")
    sandbox.control("clock", {"advance": -60})
    linked = {one["sku"] for one in pulled.json("product", "list").data if one["listings"] == 1}
    listing = next(
        one
        for one in sandbox.listings().values()
        if one["sku"] in linked and one["main_stock"] >= 20 and one["status"] == 1
    )
    sku = str(listing["sku"])

    def done(*words: str, stdin: str = "") -> Ran:
        ran = pulled.run(*words, stdin=stdin)
        assert ran.code == 0, (words, ran.out, ran.err)
        return ran

    done("conn", "add", "depot", "--from", "-", "--rate", "0", stdin=depot.line)
    done("warehouse", "discover", "depot")
    rows = pulled.json("warehouse", "list").data
    warehouse = next(one["name"] for one in rows if one["connection"] == "depot")
    done("product", "push", "depot", sku, "--yes")
    depot.control("stock", {"sku": sku, "quantity": 100})
    done("assoc", "add", "all", "--to", warehouse)
    done("stock", "snapshot", "depot")
    yield Trade(pulled, sandbox, depot, sku, str(listing["listing_id"]), warehouse)
    depot.clear("faults")
    sandbox.clear("clock")
