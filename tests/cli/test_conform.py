"""`crossdock conform`: checks run, listed and explained from the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from crossdock.recordings import Head, Recording, write_recording

QUICK = ("--only", "PKG-02", "--only", "STK-04", "--only", "stk-08")


def test_checks_that_pass(workspace):
    """Checks that pass are listed with their outcome, exit 0."""
    ran = workspace.json("conform", "run", "jdid", *QUICK[:4])

    outcomes = {one["id"]: one["outcome"] for one in ran.data["checks"]}
    assert (0, {"PKG-02": "passed", "STK-04": "passed"}) == (ran.code, outcomes)


def test_an_excuse_is_shown(workspace):
    """A check that does not apply is shown with the manifest's reason, exit 0."""
    ran = workspace.run("conform", "run", "jdid", "--only", "STK-08")

    assert 0 == ran.code
    assert "No interface tells of units that a campaign holds back." in ran.out


def test_a_check_that_fails(workspace, install):
    """A connector that fails a check ends with exit code 7."""
    source = (
        "import attrs\n"
        "from crossdock import ApiStatus, Manifest, Role, hookimpl\n"
        "@hookimpl\ndef manifest():\n"
        "    return Manifest(name='broken', title='Broken', roles=frozenset({Role.CHANNEL}),"
        " dialect='1', dialect_date='soon', api_status=ApiStatus.LIVE,"
        " hosts={'api': 'https://x.example'}, allowed_hosts=('x.example',),"
        " homepage='https://x.example')\n"
        "@attrs.frozen\nclass Settings:\n    name: str = ''\n"
        "@hookimpl\ndef settings():\n    return Settings\n"
    )
    env = install("broken", source)

    ran = workspace.process(
        "conform", "run", "broken", "--only", "PKG-02", "--format", "json", env=env
    )

    assert 7 == ran.code
    assert "'soon' is no date" in ran.data["checks"][0]["reason"]


def test_reports_are_written(workspace, tmp_path):
    """The JUnit file, the page and the record of each check are where they were asked for."""
    junit, folder = tmp_path / "out" / "junit.xml", tmp_path / "kept"
    words = ("conform", "run", "jdid", "--only", "STK-04")

    ran = workspace.run(*words, "--junit", str(junit), "--report", str(folder))

    assert 0 == ran.code
    suite = ElementTree.fromstring(junit.read_text())  # noqa: S314  our own text
    assert "1" == suite.get("tests")
    assert (folder / "jdid" / "report.md").read_text().startswith("# JD.ID")
    steps = (folder / "jdid" / "STK-04.jsonl").read_text().splitlines()
    assert "push_stock" in {json.loads(line).get("hook") for line in steps}


def test_an_unknown_check(workspace):
    """An id that no check has is refused, exit 2."""
    ran = workspace.run("conform", "run", "jdid", "--only", "XYZ-01")

    assert 2 == ran.code
    assert "XYZ-01" in ran.err


def test_the_list(workspace):
    """Checks are listed up to a level, each with its sentence."""
    rows = workspace.json("conform", "list", "--level", "bronze").data

    assert {"bronze"} == {row["level"] for row in rows}
    assert "STK-04" in {row["id"] for row in rows}


def test_an_explanation(workspace):
    """One check is explained: level, hook, sentence, and how it is looked at."""
    told = workspace.json("conform", "explain", "stk-04").data

    assert ("STK-04", "bronze", "push_stock") == (told["id"], told["level"], told["hook"])
    assert told["how"]


@pytest.mark.parametrize(
    ("shape", "first"), [("md", "# JD.ID Fulfillment: Bronze"), ("json", "{")]
)
def test_a_page(workspace, shape, first):
    """A report up to bronze says that bronze is reached, as a page and as data."""
    words = ("conform", "report", "jdid_fulfillment", "--level", "bronze")

    ran = workspace.run(*words, "--format", shape)

    assert 0 == ran.code
    assert ran.out.startswith(first)


def test_a_badge(workspace):
    """A badge is an image that names the level."""
    ran = workspace.run("conform", "badge", "jdid_fulfillment", "--level", "bronze")

    image = ElementTree.fromstring(ran.out)  # noqa: S314  our own text
    assert "crossdock: bronze" == image.get("aria-label")


class TestTargets:
    """A recording or a live account in the sandbox's place."""

    @pytest.fixture
    def recording(self, tmp_path):
        """A recording of a connection to jdid, that holds no exchange."""
        file = tmp_path / "a.jsonl"
        began = datetime(2026, 3, 1, tzinfo=UTC)
        settings = {"app_key": "k", "app_secret": "s", "access_token": "t"}
        write_recording(file, Recording(Head("jdid", "v1", "2022-09-01", began, settings), ()))
        return file

    def test_what_was_never_recorded(self, workspace, recording):
        """It is not run, exit code 6, and the summary says what was looked at."""
        words = ("--recorded", str(recording), "--only", "PKG-02", "--only", "PROD-04")

        ran = workspace.run("conform", "run", "jdid", *words, "--format", "json")

        assert 6 == ran.code
        assert ["passed", "not run"] == [one["outcome"] for one in ran.data["checks"]]
        assert "was never recorded" in ran.data["checks"][1]["reason"]
        assert (None, "0 exchanges recorded on 2026-03-01 (2022-09-01)") == (
            ran.data["reached"],
            ran.data["target"],
        )

    def test_of_another_connector(self, workspace, shop, recording):
        """A recording or a connection of another one is refused by its name."""
        recorded = workspace.run("conform", "run", "tokopedia", "--recorded", str(recording))
        live = shop.run("conform", "run", "jdid", "--live", "shop")

        assert (2, 2) == (recorded.code, live.code)
        assert "was recorded with jdid, not with tokopedia" in recorded.err
        assert "is one of tokopedia, not of jdid" in live.err

    @pytest.mark.parametrize(
        ("more", "said"),
        [(("--recorded", "x.jsonl"), "not against both"), (("--report", "kept"), "its buyers")],
    )
    def test_what_does_not_go_with_a_live_account(self, shop, more, said):
        """It is refused before anything is asked."""
        ran = shop.run("conform", "run", "tokopedia", "--live", "shop", *more)

        assert 2 == ran.code
        assert said in ran.err
