"""What the guides for authors of plugins show is true."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from crossdock.hookspecs import HOOK_API
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.server import running

DOCS = Path(__file__).parents[2] / "docs"


def test_the_sandbox_of_the_guide_works():
    """Its code, as it stands there, plays a shop that lets in who has the key."""
    (block,) = re.findall(
        r"```python\n(.*?)```", (DOCS / "writing-a-sandbox.md").read_text(), re.DOTALL
    )
    shown = ModuleType("shown")
    exec(compile(block, "writing-a-sandbox.md", "exec"), vars(shown))  # noqa: S102 - our own page

    with running("kiosk", shown.build, SandboxOptions(listings=2)) as told:
        opener = build_opener(ProxyHandler({}))
        with pytest.raises(HTTPError) as refused:
            opener.open(f"{told['url']}/products", timeout=30)
        refused.value.close()
        let_in = Request(
            f"{told['url']}/products", headers={"X-Api-Key": told["settings"]["api_key"]}
        )
        with opener.open(let_in, timeout=30) as answer:
            found = answer.read()

    assert 401 == refused.value.code
    assert b"SKU-0001" in found


def test_the_version_of_the_hooks_is_told():
    """The page on versions says which one the hooks have."""
    assert f"hooks are at version {HOOK_API}." in " ".join(
        (DOCS / "versions.md").read_text().split()
    )
