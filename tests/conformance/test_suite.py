"""`crossdock.testing.ConnectorSuite`: the checks as tests."""

from __future__ import annotations

import mall
import pytest
from breaking import copied, declaring
from mutants import MUTANTS

from crossdock.testing import ConnectorSuite
from crossdock.testing.conformance import Level, chosen, find


class TestMall(ConnectorSuite):
    """What an author of the mall would write."""

    connector = mall
    level = Level.BRONZE


class Asked:
    """Keeps what a suite asks of pytest."""

    fixturenames = ("conformance_check", "tmp_path")

    def parametrize(self, name, values, ids):
        """Keep it."""
        self.asked = (name, list(values), ids)


def suite(connector, level=Level.SILVER):
    """Return the suite of a connector."""
    made = type("Suite", (ConnectorSuite,), {"connector": connector, "level": level})
    return made()


def test_a_test_for_each_check():
    """A suite is one test per check up to its level, each known by its id."""
    asked = Asked()

    suite(mall, Level.BRONZE).pytest_generate_tests(asked)

    expected = list(chosen(mall.manifest(), level=Level.BRONZE))
    assert ("conformance_check", expected, [one.id for one in expected]) == asked.asked


def test_a_failure_says_what_and_where(tmp_path):
    """A failing test names the check, its sentence, the reason and the file of the record."""
    mutant = next(one for one in MUTANTS if one.check == "STK-07")

    with pytest.raises(pytest.fail.Exception) as caught:
        suite(mutant.build()).test_conformance(find("STK-07"), tmp_path)

    said = str(caught.value)
    assert find("STK-07").sentence in said
    assert "99999" in said
    assert str(tmp_path / "STK-07.jsonl") in said
    assert (tmp_path / "STK-07.jsonl").is_file()


def test_an_excuse_is_a_skip_with_its_reason(tmp_path):
    """A check that the manifest excuses is skipped, and the reason is printed."""
    module = copied()
    declaring(not_applicable={"STK-07": "Nothing is counted there."})(module)

    with pytest.raises(pytest.skip.Exception, match="Nothing is counted there"):
        suite(module).test_conformance(find("STK-07"), tmp_path)


def test_the_kit_is_not_loaded_for_those_who_do_without():
    """Only asking for the suite loads it."""
    import subprocess
    import sys

    code = (
        "import sys, crossdock.testing as t; a = 'uvicorn' in sys.modules;"
        "t.ConnectorSuite; print(a, 'uvicorn' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "False True" == ran.stdout.strip()
