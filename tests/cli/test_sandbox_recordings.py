"""`crossdock sandbox record` and `replay`: real exchanges, kept without secrets, asked again."""

from __future__ import annotations

import base64
import importlib
import json
import re
import sqlite3
import stat
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from crossdock.connecting import secret_names
from crossdock.recordings import Head, Recording, read_recording, write_recording
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.replaying import as_sandbox, replay
from crossdock.sandbox.server import running
from crossdock.testing.conformance.tap import Tap

CONNECTORS = ("tokopedia", "jdcom")
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
#: What a pull leaves in the database, and the columns that tell when, or under which number.
TABLES = ("listings", "masters", "links", "conflicts")
WHEN = {"created_at", "first_seen", "last_seen", "pull", "body", "merchant"}
#: Fields that tell of a buyer, in the words of the platforms.
TELLING = re.compile(
    r"(?i).*(phone|mobile|email|fullname|customername|fulladdress|address_full).*"
)


@attrs.frozen
class Recorded:
    """What two pulls that were recorded came to."""

    folder: Any
    products: Path
    orders: Path
    told: Any
    secrets: list[str]
    buyers: set[str]


@contextmanager
def played(connector):
    """Yield the line that the sandbox of *connector* announces, and a tap on it."""
    module = importlib.import_module(f"crossdock_{connector}")
    taps = []

    def build(options):
        sandbox = module.play_sandbox(options=options)
        taps.append(Tap(sandbox.app))
        return attrs.evolve(sandbox, app=taps[0])

    with running(connector, build, SandboxOptions(seed=5, listings=30)) as line:
        yield line, taps[0]


def connected(folder, line):
    """Make *folder* a workspace that is connected to what *line* announces."""
    folder.path.mkdir()
    assert 0 == folder.run("init").code
    ran = folder.run("conn", "add", "shop", "--from", "-", "--rate", "0", stdin=json.dumps(line))
    assert 0 == ran.code, ran.err
    return folder


def recording(folder, file, *words):
    """Record a command, and return how that ended."""
    ran = folder.run("sandbox", "record", "shop", "--out", str(file), *words)
    assert 0 == ran.code, ran.err
    return ran


def contents(folder):
    """Return the rows of the tables that a pull of products fills."""
    with closing(sqlite3.connect(folder.path / ".crossdock" / "crossdock.db")) as db:
        db.row_factory = sqlite3.Row
        return {
            table: sorted(
                str({name: row[name] for name in row.keys() if name not in WHEN})  # noqa: SIM118
                for row in db.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
            )
            for table in TABLES
        }


def told_of(value):
    """Yield what fields of JSON, nested JSON too, tell of buyers."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        value = json.loads(value)
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str) and TELLING.fullmatch(name) and len(member) > 5:
                yield member
            yield from told_of(member)
    elif isinstance(value, list):
        for member in value:
            yield from told_of(member)


@pytest.fixture(scope="module", params=CONNECTORS)
def recorded(request, tmp_path_factory, folder_at):
    """Two pulls from a sandbox, one of products and one of orders."""
    top = tmp_path_factory.mktemp(request.param)
    products, orders = top / "products.jsonl", top / "orders.jsonl"
    module = importlib.import_module(f"crossdock_{request.param}")
    with played(request.param) as (line, tap):
        folder = connected(folder_at(top / "first"), line)
        told = recording(folder, products, "--format", "json", "--", "product", "pull", "shop")
        recording(folder, orders, "--fresh-token", "--", "order", "pull", "shop", "--since", "1d")
    hidden = secret_names(module.settings())
    secrets = [str(value) for name, value in line["settings"].items() if name in hidden]
    answers = [json.loads(one.answer.body) for one in tap.exchanges]
    buyers = {text for answer in answers for text in told_of(answer)}
    return Recorded(folder, products, orders, told, secrets, buyers)


class TestRecord:
    """`sandbox record`."""

    def test_counts(self, recorded):
        """What it says is in the file is there, and only its owner may read it."""
        made = read_recording(recorded.products)

        assert recorded.told.data["exchanges"] == len(made.exchanges) >= 2
        assert made.head.dialect_date == made.exchanges[0].dialect_date
        assert {"list_products"} == {one.hook for one in made.exchanges}
        assert 0o600 == stat.S_IMODE(recorded.products.stat().st_mode)
        assert "rows read on" in recorded.told.err

    def test_no_secret(self, recorded):
        """Neither the settings' secrets nor a token is in any byte."""
        said = recorded.products.read_text() + recorded.orders.read_text()

        assert recorded.secrets
        assert [] == [secret for secret in recorded.secrets if secret in said]
        assert "scrubbed-" in said

    def test_no_buyer(self, recorded):
        """No name, phone or street that an answer told of a buyer is in any byte."""
        said = recorded.orders.read_text()

        assert recorded.buyers
        assert [] == [told for told in recorded.buyers if told in said]


class TestReplay:
    """`sandbox replay`, over HTTP as any platform."""

    def test_a_pull_is_the_same_again(self, recorded, folder_at, tmp_path):
        """What the replay of a pull leaves in a database is what the pull left in the first."""
        app = replay(read_recording(recorded.products))

        with running(app.recording.head.connector, as_sandbox(app), SandboxOptions()) as line:
            again = connected(folder_at(tmp_path / "again"), line)
            ran = again.run("product", "pull", "shop")

        assert 0 == ran.code, ran.err
        found = contents(recorded.folder)
        assert found["listings"]
        assert found == contents(again)
        assert ([], []) == (app.deck.left(), app.deck.refused)

    def test_orders_are_pulled_again(self, recorded, folder_at, tmp_path):
        """A span of another time is answered with the one recorded."""
        app = replay(read_recording(recorded.orders))

        with running(app.recording.head.connector, as_sandbox(app), SandboxOptions()) as line:
            again = connected(folder_at(tmp_path / "again"), line)
            ran = again.run("order", "pull", "shop", "--since", "1d")

        assert (0, []) == (ran.code, app.deck.refused), ran.err
        expected = recorded.folder.json("order", "list", "--limit", "500").data
        told = again.json("order", "list", "--limit", "500").data
        assert [_plain(row) for row in expected] == [_plain(row) for row in told]


def _plain(row):
    """Return a row without what follows from listings, which were not pulled again."""
    return {name: row[name] for name in ("order_id", "status", "placed_at", "lines", "units")}


class TestRefusals:
    """What is not recorded, and why."""

    def test_a_file_that_is_there(self, shop, tmp_path):
        """The command is not even run."""
        file = tmp_path / "mine.jsonl"
        file.write_text("mine")

        ran = shop.run(
            "sandbox", "record", "shop", "--out", str(file), "--", "conn", "test", "shop"
        )

        assert 2 == ran.code
        assert "is there already" in ran.err
        assert "mine" == file.read_text()

    def test_a_command_that_asks_nothing(self, shop, tmp_path):
        """There is nothing to be written."""
        file = tmp_path / "none.jsonl"

        ran = shop.run("sandbox", "record", "shop", "--out", str(file), "--", "conn", "list")

        assert 2 == ran.code
        assert "asked nothing of shop's platform" in ran.err
        assert not file.exists()

    def test_a_command_that_fails(self, shop, sandbox, tmp_path):
        """Its exit code is the recording's, and what passed is kept."""
        file = tmp_path / "failed.jsonl"
        sandbox.fault("GET */shop-info: 500-before")

        words = ("--out", str(file), "--", "conn", "test", "shop")
        ran = shop.run("sandbox", "record", "shop", *words)

        assert ran.code not in {0, 1, 2, 7}
        assert 500 in {one.status for one in read_recording(file).exchanges}

    def test_a_secret_that_cannot_be_taken_out(self, workspace, sandbox, tmp_path):
        """Nothing is written, exit code 7, and the secret is not told."""
        file = tmp_path / "leaking.jsonl"
        settings = json.dumps({**sandbox.settings, "webhook_secret": "tokopedia"})
        words = ("--from", "-", "--sandbox", "--endpoint", sandbox.url, "--rate", "0")
        workspace.run("conn", "add", "shop", "--plugin", "tokopedia", *words, stdin=settings)
        words = ("--out", str(file), "--", "conn", "test", "shop")

        ran = workspace.run("sandbox", "record", "shop", *words)

        assert 7 == ran.code
        assert "still stands in the settings" in ran.err
        assert [] == list(tmp_path.glob("*.jsonl"))

    def test_what_the_platform_echoes(self, shop, sandbox, tmp_path):
        """A secret in titles, plain and in Base64, is in no byte of the file."""
        file = tmp_path / "echo.jsonl"
        secret = str(sandbox.settings["client_secret"])
        encoded = base64.b64encode(secret.encode()).decode()
        some, other = [
            row["listing_id"] for row in sandbox.listings().values() if row["status"] == 1
        ][:2]
        sandbox.control(f"listings/{some}", {"title": f"Kaos {secret} murah"})
        sandbox.control(f"listings/{other}", {"title": f"Kaos x{encoded}x"})
        words = ("--out", str(file), "--", "product", "pull", "shop")

        shop.run("sandbox", "record", "shop", *words)

        said = file.read_bytes()
        assert b"murah" in said
        assert [] == [one for one in (secret, encoded[:-4]) if one.encode() in said]

    def test_a_connection_that_is_not_there(self, workspace, tmp_path):
        """It is named."""
        words = ("--out", str(tmp_path / "x.jsonl"), "--", "conn", "list")

        ran = workspace.run("sandbox", "record", "nobody", *words)

        assert 2 == ran.code
        assert "nobody" in ran.err

    def test_what_is_no_recording(self, workspace, tmp_path):
        """A replay says which line is wrong."""
        file = tmp_path / "x.jsonl"
        file.write_text("{}\n")

        ran = workspace.run("sandbox", "replay", str(file))

        assert 2 == ran.code
        assert "Line 1" in ran.err


def test_a_replay_as_a_command(folder, tmp_path):
    """It prints the line of a sandbox once it accepts, and ends when told to."""
    file = tmp_path / "nothing.jsonl"
    write_recording(file, Recording(Head("tokopedia", "v1", "2023-11-27", BEGAN), ()))

    process = folder.spawn("sandbox", "replay", str(file))
    line = json.loads(process.stdout.readline())
    process.terminate()
    _, err = process.communicate(timeout=300)

    assert {"connector", "url", "settings"} <= set(line)
    assert "0 of 0 exchanges were asked for" in err
