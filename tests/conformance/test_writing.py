"""`crossdock.testing.conformance.writing` and `.recording`: reports, and what is kept."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import mall
import pytest

from crossdock.testing.conformance import CHECKS, Outcome, Report, Result, run_check
from crossdock.testing.conformance.writing import badge, data, junit, markdown

REASON = "It said <no> | \x00 & went\naway."


@pytest.fixture(name="report", scope="module")
def _report():
    ended = {
        "STK-01": Outcome.FAILED,
        "STK-02": Outcome.NOT_APPLICABLE,
        "STK-03": Outcome.NOT_RUN,
    }
    results = tuple(
        Result(one, ended.get(one.id, Outcome.PASSED), REASON if one.id in ended else "")
        for one in CHECKS
    )
    return Report(mall.manifest(), results)


def test_a_page_has_each_check_and_each_reason(report):
    """The page has a row for each check, and a reason cannot break its table."""
    rows = [line for line in markdown(report).splitlines() if line.startswith("| ")]

    assert len(CHECKS) == sum(line.split()[1] in {one.id for one in CHECKS} for line in rows)
    assert "failed: It said <no> \\|" in next(line for line in rows if "| STK-01 |" in line)
    assert markdown(report).startswith("# Mall: No level\n")


def test_junit_is_read_by_others(report):
    """The JUnit report is XML, with the failures and the skipped counted and explained."""
    suite = ElementTree.fromstring(junit(report))  # noqa: S314  our own text

    assert (str(len(CHECKS)), "1", "2") == tuple(
        suite.get(name) for name in ("tests", "failures", "skipped")
    )
    assert 1 == len(suite.findall("testcase/failure"))
    assert "It said <no>" in suite.find("testcase/failure").get("message")


def test_data_can_be_written_as_json(report):
    """The same as data: every check with its outcome, and the level reached, which is none."""
    told = json.loads(json.dumps(data(report)))

    assert (None, len(CHECKS)) == (told["reached"], len(told["checks"]))


def test_a_badge_names_the_level():
    """The badge is an image that says which level was reached."""
    passed = Report(mall.manifest(), tuple(Result(one, Outcome.PASSED) for one in CHECKS))

    image = ElementTree.fromstring(badge(passed))  # noqa: S314  our own text

    assert "platinum" in image.get("aria-label")


def test_what_passed_is_kept_without_secrets(tmp_path):
    """Each hook's arguments and answer and each request stand in the record; no secret does."""
    check = next(one for one in CHECKS if one.id == "STK-02")
    record = tmp_path / "folder" / "STK-02.jsonl"

    run_check(check, mall, record=record)

    steps = [json.loads(line) for line in record.read_text().splitlines()]
    assert {"push_stock", "list_products"} <= {step.get("hook") for step in steps}
    assert "POST /stock" in {step.get("request") for step in steps}
    assert "planted-canary" not in record.read_text()
