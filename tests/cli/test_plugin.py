"""`crossdock plugin`: what is broken is listed, and hurts nobody else."""

from __future__ import annotations

import os

import pytest

BROKEN = {
    "an import error": "import nothing_of_that_name\n",
    "a syntax error": "def (:\n",
    "an exit": "raise SystemExit(3)\n",
    "nothing in it": "",
    "a misspelt hook": (
        "from crossdock import hookimpl\n@hookimpl\ndef list_produts(connection): ...\n"
    ),
}
#: The same, by a name that a plugin can have.
NAMED = {what.replace(" ", "_"): source for what, source in BROKEN.items()}


@pytest.fixture
def all_broken(install):
    """All of them installed beside each other, each under a name of its own."""
    paths = [install(name, source)["PYTHONPATH"] for name, source in NAMED.items()]
    return {"PYTHONPATH": os.pathsep.join(paths)}


class TestBroken:
    """A plugin that cannot be used leaves everything else working."""

    def test_help_works(self, workspace, all_broken):
        """``--help`` imports none of them."""
        ran = workspace.process("--help", env=all_broken)

        assert (0, "") == (ran.code, ran.err)

    def test_it_is_listed(self, workspace, all_broken):
        """`plugin list` shows each beside the others, without importing it."""
        ran = workspace.process("plugin", "list", "--format", "json", env=all_broken)

        assert 0 == ran.code
        assert {*NAMED, "tokopedia"} <= {row["name"] for row in ran.data}

    def test_its_error_is_told(self, workspace, all_broken):
        """`plugin list --errors` says what failed, exit 7, and that tokopedia is well."""
        ran = workspace.process("plugin", "list", "--errors", "--format", "json", env=all_broken)

        errors = {row["name"]: row["error"] for row in ran.data}
        assert (7, None) == (ran.code, errors["tokopedia"])
        assert [] == [name for name in NAMED if not errors[name]]

    @pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
    def test_using_it_fails_in_words(self, workspace, install, source):
        """Only using it fails: exit 2 or 3, no traceback."""
        words = ("conn", "add", "x", "--plugin", "broken", "--format", "json")
        ran = workspace.process(*words, env=install("broken", source))

        assert ran.code in {2, 3}
        assert "Traceback" not in ran.err


def test_the_others_can_be_used(pulled, install):
    """A pull through tokopedia works while another connector is broken."""
    env = install("broken", BROKEN["an import error"])

    assert 0 == pulled.process("product", "pull", "shop", env=env).code


def test_a_name_claimed_twice(workspace, install):
    """Two distributions with one name are both named, and neither is used."""
    env = install("tokopedia", "")

    ran = workspace.process("plugin", "list", env=env)

    assert 0 == ran.code
    assert "claimed by more than one distribution" in ran.err
    assert 3 == workspace.process("plugin", "show", "tokopedia", env=env).code


def test_what_a_connector_declares(workspace):
    """`plugin show` tells settings, hooks, limits and what became of the platform."""
    data = workspace.json("plugin", "show", "tokopedia").data

    assert "client_secret (secret), required" in data["settings"]
    assert {"list_products", "push_stock", "list_orders"} <= set(data["hooks"])
    assert "migrated" == data["api_status"]
    assert ["8", "9", "10"] == data["fulfilment"][:3]


def test_a_page_about_a_connector(workspace):
    """`plugin docs` writes what the code says, the switches of the sandbox among it."""
    ran = workspace.run("plugin", "docs", "tokopedia")

    assert 0 == ran.code
    assert ran.out.startswith("# Tokopedia\n\n## State of the platform\n")
    assert "| orders | `220`, `221` | paid |" in ran.out
    assert "## Switches of its sandbox\n" in ran.out


def test_a_page_about_nothing(workspace):
    """A name that is none says which names there are."""
    ran = workspace.run("plugin", "docs", "nowhere")

    assert 2 == ran.code
    assert "jdid_fulfillment, tokopedia" in ran.err
