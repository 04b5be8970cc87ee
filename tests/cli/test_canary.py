"""A secret planted everywhere it could leak from is found nowhere it could leak to."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from crossdock.cli.given import Given
from crossdock.connecting import ConnectionPlan
from crossdock.plugins import Plugins
from crossdock.secret import Secret
from crossdock.workspace import Workspace

WEBHOOK = "planted-webhook-canary-77aa"
#: A connector that does everything wrong with its secret.
LEAKY = """
from attrs import frozen
from crossdock import ApiStatus, Manifest, Role, Secret, hookimpl
from crossdock.http import Auth

@frozen
class Settings:
    api_key: Secret

@hookimpl
def manifest():
    return Manifest(name="leaky", title="Leaky", roles=frozenset({Role.CHANNEL}), dialect="1",
        dialect_date="2026-01-01", api_status=ApiStatus.LIVE,
        hosts={"api": "https://api.leaky.example"}, allowed_hosts=("api.leaky.example",))

@hookimpl
def settings():
    return Settings

@hookimpl
def authenticate(connection):
    return Auth()

@hookimpl
def inspect_account(connection):
    raise RuntimeError("the key is " + connection.settings.api_key.reveal())
"""
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

    def test_a_title_that_echoes_it_is_kept_masked(self, planted):
        """The listing is imported; the secret in its title is not."""
        folder, _forms_of_it = planted
        folder.run("product", "pull", "shop")

        titles = [row["title"] for row in folder.json("product", "list").data]
        assert "Kaos **** murah" in titles

    def test_saved_tracebacks(self, workspace, install, tmp_path):
        """A connector that throws its secret into a traceback finds it masked there."""
        env = {**install("leaky", LEAKY), "TMPDIR": str(tmp_path), "LEAK": WEBHOOK}
        words = ("conn", "add", "leak", "--plugin", "leaky", "--secret", "api_key=env:LEAK")
        assert 0 == workspace.process(*words, env=env).code

        ran = workspace.process("conn", "test", "leak", env=env)

        saved = [path.read_text() for path in tmp_path.glob("crossdock-*.traceback")]
        assert 0 != ran.code
        assert [] == _found(ran.out + ran.err + "".join(saved), _forms(WEBHOOK))

    def test_reprs(self):
        """Neither the values that carry a secret nor the secret itself print it."""
        given = Given({}, {"client_secret": Secret(WEBHOOK)})
        plan = ConnectionPlan("a", "b", "c", {"client_secret": Secret(WEBHOOK)})

        for value in (given, plan, Secret(WEBHOOK)):
            assert WEBHOOK not in f"{value!r} {value}"


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
    workspace = Workspace(folder.path, Plugins([]), run="test", environment={})
    try:
        sealed = workspace.store.db.row("SELECT key, sealed, connector FROM tokens")
        label = f"token|{workspace.store.merchant}|{sealed['connector']}|{sealed['key']}"
        return json.loads(workspace.vault.open(sealed["sealed"], label).reveal())["text"]
    finally:
        workspace.close()
