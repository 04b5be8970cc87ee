"""The reasons: each explained, with what settles it."""

from __future__ import annotations

import pytest

from crossdock.fulfilment.holds import EXPLANATIONS, Reason


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_explained(reason):
    """A reason has a sentence and a command that settles it."""
    told = EXPLANATIONS[reason]

    assert told.sentence.endswith(".")
    assert told.commands
    assert all(len(command.split()) == 2 for command in told.commands)


def test_one_hold_lasts_for_ever():
    """Only goods that left from elsewhere wait for a person's word alone."""
    assert [Reason.ALREADY_SHIPPING] == [one for one in Reason if EXPLANATIONS[one].forever]
