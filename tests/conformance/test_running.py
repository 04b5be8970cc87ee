"""`crossdock.testing.conformance.running` and `.registry`: how checks end, and add up."""

from __future__ import annotations

import attrs
import mall
import pytest
from breaking import copied, declaring

from crossdock.errors import NotFoundError
from crossdock.manifest import Role
from crossdock.testing.conformance import (
    CHECKS,
    BrokenError,
    Check,
    Level,
    NotPlayedError,
    Outcome,
    Report,
    Result,
    chosen,
    find,
    run,
    run_check,
)
from crossdock.testing.conformance.registry import AWARDED


def made(run_it, **changes):
    """Return a check of our own."""
    plain = Check("OWN-01", Level.BRONZE, "It holds.", frozenset(Role), "", run_it)
    return attrs.evolve(plain, **changes)


def raising(error):
    """Return what raises *error* when it is handed a subject."""

    def run_it(_subject):
        raise error

    return run_it


def changed(**manifest):
    """Return the mall with another manifest."""
    module = copied()
    declaring(**manifest)(module)
    return module


def report(outcomes, **manifest):
    """Return a report on the mall in which every check ended as *outcomes* says, or passed."""
    results = tuple(Result(one, outcomes.get(one.id, Outcome.PASSED)) for one in CHECKS)
    return Report(attrs.evolve(mall.manifest(), **manifest), results)


def test_a_broken_fact_fails():
    """A check that raises `BrokenError` has failed, for the reason it gives."""
    result = run_check(made(raising(BrokenError("It does not hold."))), mall)

    assert (Outcome.FAILED, "It does not hold.") == (result.outcome, result.reason)


def test_what_cannot_be_played_is_no_pass():
    """A check whose sandbox cannot play along was not run, in the sandbox's words."""
    result = run_check(made(raising(NotPlayedError("there are no campaigns"))), mall)

    assert Outcome.NOT_RUN is result.outcome
    assert "there are no campaigns" in result.reason


def test_whatever_else_is_raised_fails():
    """Any other error of a connector fails the check, with its kind and its place."""
    result = run_check(made(raising(ZeroDivisionError("by nothing"))), mall)

    assert Outcome.FAILED is result.outcome
    assert "ZeroDivisionError: by nothing" in result.reason
    assert "test_running.py" in result.reason


@pytest.mark.parametrize("excuse", ["OWN-01", "push_stock"])
def test_an_excuse_is_printed(excuse):
    """A check that the manifest excuses, by id or by hook, is not run; the reason stays."""
    connector = changed(not_applicable={excuse: "The platform has no stock."})

    result = run_check(made(raising(BrokenError("No.")), hook="push_stock"), connector)

    assert Outcome.NOT_APPLICABLE is result.outcome
    assert "The platform has no stock." == result.reason


def test_a_hook_that_is_not_there_fails():
    """A check whose hook is missing fails, unless the manifest says why it is."""
    module = copied()
    del module.push_stock

    result = run_check(made(lambda _: None, hook="push_stock"), module)

    assert Outcome.FAILED is result.outcome
    assert "push_stock" in result.reason


def test_the_reason_holds_no_secret():
    """A reason that quotes the connection's secret is masked."""

    def quote(subject):
        shop = subject.open()
        raise BrokenError(f"The secret is {shop.connection.settings.client_secret.reveal()}.")

    result = run_check(made(quote), mall)

    assert "The secret is ****." == result.reason


def test_every_level_given_is_reached_by_passing_all():
    """A connector that passes everything reaches the highest level that is given."""
    assert AWARDED[-1] is report({}).reached


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.NOT_RUN])
def test_one_check_keeps_a_level_back(outcome):
    """A failed check, or one that was not run, keeps its level back and leaves those below."""
    silver = next(one.id for one in CHECKS if one.level is Level.SILVER)
    bronze = next(one.id for one in CHECKS if one.level is Level.BRONZE)

    assert Level.BRONZE is report({silver: outcome}).reached
    assert report({bronze: outcome}).reached is None


def test_what_does_not_apply_keeps_nothing_back():
    """A check that does not apply stands in no level's way."""
    silver = next(one.id for one in CHECKS if one.level is Level.SILVER)

    assert AWARDED[-1] is report({silver: Outcome.NOT_APPLICABLE}).reached


def test_a_run_of_some_reaches_nothing():
    """Checks that were not chosen are not taken for passed."""
    assert run(mall, only=["PKG-02"]).reached is None


def test_roles_choose():
    """A channel is held against no check of warehouses, and the other way round."""
    channel = {one.id for one in chosen(changed(roles={Role.CHANNEL}).manifest())}
    service = {one.id for one in chosen(changed(roles={Role.FULFILMENT}).manifest())}

    assert "STK-01" in channel - service
    assert "OUT-01" in service - channel
    assert "PKG-01" in channel & service


def test_levels_choose():
    """Up to bronze, only bronze is chosen; by name, whatever level it has."""
    manifest = mall.manifest()

    assert {Level.BRONZE} == {one.level for one in chosen(manifest, level=Level.BRONZE)}
    assert ["FLT-01"] == [one.id for one in chosen(manifest, level=Level.BRONZE, only=["FLT-01"])]


def test_a_check_that_is_none():
    """An id that no check has is refused by name."""
    with pytest.raises(NotFoundError, match="xyz-99"):
        find("xyz-99")


def test_ids_are_one_each():
    """No two checks share an id, and each says its fact in a sentence."""
    assert len(CHECKS) == len({one.id for one in CHECKS})
    assert all(one.sentence.endswith(".") and one.run.__doc__ for one in CHECKS)
