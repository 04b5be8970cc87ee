"""Each check fails on a connector that breaks it, passes the right one, and blames nobody else."""

from __future__ import annotations

import mall
import pytest
from breaking import DEAR, SCALE
from mutants import MUTANTS

from crossdock.testing.conformance import CHECKS, Outcome, run_check

IDS = [mutant.check for mutant in MUTANTS]
#: Checks of its topic that a mutant is put to besides its own.
NEIGHBOURS = 2


def neighbours(mutant):
    """Return the checks that follow a mutant's in its topic, and that it is to pass."""
    topic = [one for one in CHECKS if one.id.startswith(mutant.check.partition("-")[0] + "-")]
    at = [one.id for one in topic].index(mutant.check)
    spared = {mutant.check, *mutant.companions, *DEAR}
    return [one for one in topic[at:] + topic[:at] if one.id not in spared][:NEIGHBOURS]


def test_every_check_has_a_mutant():
    """There is a broken connector for each check that is listed, and for no other."""
    assert sorted(one.id for one in CHECKS) == sorted(IDS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_the_right_connector_passes(check):
    """A connector that is right in every way passes each check."""
    result = run_check(check, mall, scale=SCALE)

    assert Outcome.PASSED is result.outcome, result.reason


@pytest.mark.parametrize("mutant", MUTANTS, ids=IDS)
def test_a_broken_connector_fails_its_check(mutant):
    """What is broken in one way fails the check for it, with a sentence that says why."""
    check = next(one for one in CHECKS if one.id == mutant.check)

    result = run_check(check, mutant.build(), scale=SCALE)

    assert Outcome.FAILED is result.outcome
    assert result.reason


@pytest.mark.parametrize("mutant", MUTANTS, ids=IDS)
def test_a_broken_connector_fails_nothing_else(mutant):
    """What is broken in one way passes the next checks of its topic, but for its companions.

    All mutants are put to all checks by ``python tests/conformance/matrix.py``.
    """
    failed = {
        one.id: result.reason
        for one in neighbours(mutant)
        if (result := run_check(one, mutant.build(), scale=SCALE)).outcome is not Outcome.PASSED
    }

    assert {} == failed
