"""The checks as tests: a class that an author fills in with one line."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from crossdock.testing.conformance.check import Check
from crossdock.testing.conformance.level import Level, Outcome
from crossdock.testing.conformance.registry import chosen
from crossdock.testing.conformance.running import run_check

if TYPE_CHECKING:
    import pytest


class ConnectorSuite:
    """Every check of the kit, as a test of one connector; for pytest.

    ::

        class TestShopee(ConnectorSuite):
            connector = crossdock_shopee

    Attributes:

        connector: the connector's module.

        level: up to which its checks are run. Every one of them must pass, or be
            declared as not applicable: that is what having the level means.

        seed: what the sandboxes are furnished from.
    """

    connector: ClassVar[ModuleType]
    level: ClassVar[Level] = Level.SILVER
    seed: ClassVar[int] = 1

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of each check that concerns the connector."""
        if "conformance_check" in metafunc.fixturenames:
            checks = chosen(self.connector.manifest(), level=self.level)
            metafunc.parametrize("conformance_check", checks, ids=[one.id for one in checks])

    def test_conformance(self, conformance_check: Check, tmp_path: Path) -> None:
        """The connector makes the check's sentence true.

        What went in and what came out stands in a file of the test's temporary folder.
        """
        import pytest

        record = tmp_path / f"{conformance_check.id}.jsonl"
        result = run_check(conformance_check, self.connector, seed=self.seed, record=record)
        if result.outcome is Outcome.NOT_APPLICABLE:
            pytest.skip(f"{conformance_check.id} does not apply: {result.reason}")
        if result.outcome is not Outcome.PASSED:
            pytest.fail(
                f"{conformance_check.id} ({conformance_check.level}) {result.outcome}:"
                f" {conformance_check.sentence}\n{result.reason}\nWhat passed: {record}",
                pytrace=False,
            )
