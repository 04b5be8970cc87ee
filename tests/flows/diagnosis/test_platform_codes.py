"""What a platform's own error codes come to, which it sends with HTTP 200: JD.com, as played."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any
from urllib.request import Request, urlopen

import attrs
import pytest

import crossdock_jdcom
from crossdock.flows.diagnosis import Issue, diagnose, gather
from crossdock.flows.findings import State
from crossdock.http import Ports
from crossdock.plugins import Plugins
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.server import running
from crossdock.store import StoredConnection
from crossdock.workspace import Workspace, create

SEARCH = "POST /routerjson/jingdong.pop.order.search"
SECRETS = ("app_secret", "access_token")


class Hurried(Workspace):
    """A workspace where waiting takes no time."""

    @cached_property
    def ports(self) -> Ports:
        """The world outside, but for its patience."""
        return Ports(now=self.clock, sleep=lambda _seconds: None)


@attrs.define
class Scene:
    """A workspace connected to a sandbox of JD.com."""

    workspace: Workspace
    announced: dict[str, Any]
    environment: dict[str, str]

    def control(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """Ask the sandbox's control plane."""
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.announced['control']}/{path}"
        with urlopen(Request(url, data=data, method=method), timeout=10) as answer:
            return json.load(answer)

    def found(self) -> dict[str, set[str]]:
        """Return the causes that stand in the way, by issue."""
        found: dict[str, set[str]] = {}
        for one in diagnose(gather(self.workspace, "jd", network=True)):
            if one.state is State.FAILED:
                found.setdefault(one.name, set()).add(one.cause)
        return found


@pytest.fixture(name="announced", scope="module")
def _announced():
    with running("jdcom", crossdock_jdcom.play_sandbox, SandboxOptions(listings=20)) as announced:
        yield announced


@pytest.fixture(name="scene")
def _scene(announced, tmp_path):
    settings = dict(announced["settings"])
    environment = {f"JD_{name.upper()}": settings.pop(name) for name in SECRETS}
    settings.pop("refresh_token")
    create(tmp_path)
    plugins = Plugins([])
    plugins.add_module("jdcom", crossdock_jdcom)
    workspace = Hurried(tmp_path, plugins, run="run-1", environment=environment)
    references = {name: f"env:JD_{name.upper()}" for name in SECRETS}
    workspace.store.connections.add(
        StoredConnection(
            "jd",
            "jdcom",
            settings,
            references,
            endpoints={"": announced["url"]},
            sandbox=True,
            rate=0,
        )
    )
    scene = Scene(workspace, announced, environment)
    yield scene
    scene.control("reset", {})
    workspace.close()


def test_a_sound_account(scene):
    """Let in and given orders, there is neither a code nor a credential to speak of."""
    found = scene.found()

    assert {Issue.ORDERS.value, Issue.STOCK.value} == found.keys()
    assert {"never-pulled"} == found[Issue.ORDERS.value]


@pytest.mark.parametrize("name", SECRETS)
def test_a_wrong_secret(scene, name):
    """A signature (code 12) or a token (code 19) that is not accepted is a 401, and not shown."""
    scene.environment[f"JD_{name.upper()}"] = "planted-canary-wrong"

    findings = diagnose(gather(scene.workspace, "jd", network=True))

    causes = {(one.name, one.cause): one for one in findings}
    assert (Issue.UNAUTHORISED.value, "credentials-refused") in causes
    fix = causes[Issue.CREDENTIALS.value, "credentials-refused"].fix
    assert "crossdock conn edit jd --secret app_secret --secret access_token" == fix
    assert "planted-canary-wrong" not in str(findings)


@pytest.mark.parametrize(
    ("code", "issue", "cause"),
    [
        ("24", Issue.FORBIDDEN, "permission-refused"),
        ("2", Issue.FORBIDDEN, "rate-limited"),
        ("60", Issue.BAD_REQUEST, "request-refused"),
        ("8", Issue.BAD_REQUEST, "request-refused"),
        ("65", Issue.BROKEN, "remote-trouble"),
        ("67", Issue.BROKEN, "remote-trouble"),
    ],
)
def test_codes_that_come_with_a_success_status(scene, code, issue, cause):
    """A code inside of an HTTP 200 is the issue that its meaning is, and keeps orders away."""
    scene.control("faults", {"faults": [f"{SEARCH}: api-error(code={code})"]})

    found = scene.found()

    assert cause in found[issue.value]
    assert cause in found[Issue.ORDERS.value]
    assert Issue.CREDENTIALS.value not in found


def test_a_clock_that_is_wrong(scene):
    """A platform whose time is another tells it with every answer."""
    scene.control("clock", {"advance": 1800})

    assert "clock" in scene.found()[Issue.ORDERS.value]
