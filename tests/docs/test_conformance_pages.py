"""The conformance reports under docs/: one per connector, of every check, with none failed."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from crossdock.testing.conformance import chosen

FOLDER = Path(__file__).parents[2] / "docs" / "conformance"
NAMES = ("jdcom", "jdid", "jdid_fulfillment", "tokopedia")


@pytest.mark.parametrize("name", NAMES)
def test_every_check_is_reported(name):
    """A connector's report has each check that concerns it, with its sentence of now."""
    page = (FOLDER / f"{name}.md").read_text()
    manifest = import_module(f"crossdock_{name}").manifest()

    rows = dict(re.findall(r"^\| ([A-Z]+-\d\d) \| (.*) \| [a-z ]+(?::.*)? \|$", page, re.M))

    assert {one.id: one.sentence for one in chosen(manifest)} == rows


@pytest.mark.parametrize("name", NAMES)
def test_nothing_failed(name):
    """No report shows a check that failed or was not run, and each of them gold or more."""
    page = (FOLDER / f"{name}.md").read_text()

    assert [] == re.findall(r"\| (?:failed|not run).*\|$", page, re.M)
    assert re.match(r"# .*: (Gold|Platinum)\n", page)


@pytest.mark.parametrize("name", NAMES)
def test_each_excuse_is_printed(name):
    """Every reason that a manifest gives stands in its report."""
    page = (FOLDER / f"{name}.md").read_text()
    excuses = import_module(f"crossdock_{name}").manifest().not_applicable

    checks = {key: why for key, why in excuses.items() if "-" in key}
    assert [] == [key for key, why in checks.items() if f"not applicable: {why}" not in page]
