"""A secret planted everywhere it could leak from is found nowhere it could leak to."""

from __future__ import annotations

import base64
import json
import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

WEBHOOK = "planted-webhook-canary-77aa"
COMMANDS = (
    ("conn", "show", "shop"),
    ("conn", "show", "shop", "--calls", "50"),
    ("conn", "list"),
    ("conn", "test", "shop"),
    ("product", "pull", "shop", "--full"),
    ("product", "list"),
    ("product", "refused", "shop"),
    ("product", "unreadable", "shop"),
    ("map", "list", "shop"),
    ("map", "conflicts", "shop"),
    ("map", "unmapped", "shop"),
    ("order", "pull", "shop"),
    ("order", "list"),
    ("order", "unreadable", "shop"),
    ("stock", "push", "shop", "--yes"),
    ("doctor", "--network"),
)


@pytest.fixture
def planted(sandbox, workspace, tmp_path):
    """A connection with every kind of secret, on a platform that echoes one of them."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    settings = {**sandbox.settings, "private_key": pem, "webhook_secret": WEBHOOK}
    ran = workspace.json(
        *("conn", "add", "shop", "--plugin", "tokopedia", "--from", "-", "--rate", "0"),
        *("--sandbox", "--endpoint", sandbox.url),
        stdin=json.dumps(settings),
    )
    assert 0 == ran.code
    secret = str(sandbox.settings["client_secret"])
    (some, other) = [
        row["listing_id"] for row in sandbox.listings().values() if row["status"] == 1
    ][:2]
    sandbox.control(f"listings/{some}", {"title": f"Kaos {secret} murah"})
    sandbox.control(
        f"listings/{other}", {"title": f"x{base64.b64encode(secret.encode()).decode()}x"}
    )
    return workspace, _forms(secret, WEBHOOK, _lines(pem))


class TestCanary:
    """No secret in any output, record, traceback or byte on disk."""

    def test_no_output_and_no_byte_on_disk(self, planted, sandbox):
        """Every command in every format, and then every file of the workspace."""
        folder, forms = planted
        said = [
            folder.run(*words, "--format", f) for words in COMMANDS for f in ("table", "jsonl")
        ]

        assert {0} == {ran.code for ran in said if ran.code not in {6, 7}}
        token = _token_of(folder)
        for ran in said:
            assert [] == _found(ran.out + ran.err, [*forms, token])
        for path in _files(folder):
            assert [] == _found(path.read_bytes().decode("latin-1"), [*forms, token])

    def test_echoed_in_an_error(self, planted, sandbox):
        """A platform that repeats the secret in its error body is not repeated."""
        folder, forms = planted
        secret = sandbox.settings["client_secret"]
        body = json.dumps({"header": {"messages": f"bad {secret}", "error_code": "X_1"}})
        sandbox.fault(f"GET */shop-info: 500-before(body={body})")

        for format_ in ("table", "json"):
            ran = folder.run("conn", "test", "shop", "--format", format_)
            assert 0 != ran.code
            assert [] == _found(ran.out + ran.err, forms)

    def test_saved_tracebacks(self, planted, tmp_path, monkeypatch):
        """A bug's traceback is saved with the secrets in use masked."""
        folder, forms = planted
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        database = folder.path / ".crossdock" / "crossdock.db"
        with sqlite3.connect(database) as db:
            # A row that no version of ours ever wrote, with a secret in the way.
            db.execute("UPDATE listings SET body = '{'")
            db.execute("UPDATE connections SET answers = ?", (f'{{"shop_class": "{WEBHOOK}"}}',))
        db.close()

        ran = folder.run("conn", "test", "shop")

        assert [] == _found(ran.err, forms)
        for path in tmp_path.glob("crossdock-*.traceback"):
            assert [] == _found(path.read_text(), forms)


def _forms(*secrets):
    found = []
    for secret in secrets:
        for text in secret if isinstance(secret, list) else [secret]:
            found += [text, base64.b64encode(text.encode()).decode().rstrip("=")[:-2]]
    return found


def _lines(pem):
    return [line for line in pem.splitlines() if len(line) == 64]


def _found(text, forms):
    return [form[:6] for form in forms if form in text]


def _files(folder):
    return [path for path in Path(folder.path).rglob("*") if path.is_file()]


def _token_of(folder):
    """Return the access token in use, as only the key's owner can read it."""
    from datetime import UTC, datetime

    from crossdock.plugins import Plugins
    from crossdock.workspace import Workspace

    workspace = Workspace(folder.path, Plugins([]), run="test", environment={})
    try:
        sealed = workspace.store.db.row("SELECT key, sealed, connector FROM tokens")
        label = f"token|{workspace.store.merchant}|{sealed['connector']}|{sealed['key']}"
        assert datetime.now(UTC)
        return json.loads(workspace.vault.open(sealed["sealed"], label).reveal())["text"]
    finally:
        workspace.close()
