"""`crossdock.flows.diagnosis.issues`: every issue is answered, with a command for each cause."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime, timedelta

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossdock.accounts import Check, CheckState
from crossdock.flows.diagnosis import Issue, diagnose
from crossdock.flows.diagnosis.evidence import (
    Evidence,
    Remote,
    SeenCall,
    SeenOrders,
    SeenRun,
    SeenStock,
    Trouble,
    Unreadable,
)
from crossdock.flows.findings import State
from crossdock.interaction import Interaction

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
#: A connection that nothing is wrong with, to be changed in one thing at a time.
SOUND = Evidence(
    connection="shop",
    platform="Toy",
    now=NOW,
    secrets=("api_key",),
    remote=Remote(asked=True),
    orders=SeenOrders(pulled_at=NOW - timedelta(minutes=5), read=3),
    stock=SeenStock(pulled_at=NOW - timedelta(minutes=5), listings=3),
)
REASONS = (
    *("credentials-refused", "request-refused", "rate-limited", "remote-trouble"),
    *("unreadable-answer", "unreachable", "retry-later", "settings-refused", "plugin-refused"),
)
MOMENTS = st.none() | st.integers(-99_999, 99_999).map(lambda s: NOW + timedelta(seconds=s))
COUNTS = st.integers(0, 3)
TALLIES = st.dictionaries(st.sampled_from(["blank", "sku-blank", "duplicate"]), st.integers(1, 3))
TROUBLES = st.builds(
    Trouble,
    st.sampled_from(REASONS),
    st.sampled_from(["It failed.", "byte 0 is not UTF-8"]),
    status=st.sampled_from([None, 200, 403, 500]),
)
CHECKS = st.builds(Check, st.just("shop-open"), st.sampled_from(CheckState), st.just("It is so."))
CALLS = st.builds(
    SeenCall,
    at=MOMENTS.filter(bool),
    hook=st.just("list_orders"),
    endpoint=st.sampled_from(["GET a", "POST b"]),
    status=st.sampled_from([None, 200, 400, 401, 403, 404, 429, 500, 503]),
    outcome=st.just("answered"),
    skew=st.none() | st.integers(-9999, 9999).map(lambda s: timedelta(seconds=s)),
)
RUNS = st.builds(
    SeenRun,
    st.sampled_from(["crossdock order pull", "crossdock stock push"]),
    st.just(NOW),
    st.sampled_from([0, 4, 5, 6]),
)
RECORDS = st.lists(
    st.builds(Unreadable, st.just("7"), st.sampled_from(["qty is missing", "lone surrogate"])),
    max_size=2,
).map(tuple)
REASONED = st.lists(st.just("It is not linked."), max_size=2).map(tuple)
EVIDENCE = st.builds(
    Evidence,
    connection=st.just("shop"),
    platform=st.just("Toy"),
    now=st.just(NOW),
    interaction=st.builds(
        Interaction,
        active=st.booleans(),
        sync_inventory=st.booleans(),
        sync_stock=st.booleans(),
        import_orders=MOMENTS,
    ),
    retired=st.booleans(),
    secrets=st.just(("api_key",)),
    unusable=st.none() | TROUBLES,
    remote=st.builds(
        Remote,
        asked=st.booleans(),
        sign_in=st.none() | TROUBLES,
        checks=st.lists(CHECKS, max_size=1).map(tuple),
        orders=st.none() | TROUBLES,
    ),
    calls=st.lists(CALLS, max_size=4).map(tuple),
    runs=st.lists(RUNS, max_size=2).map(tuple),
    paused=st.integers(0, 999).map(lambda s: timedelta(seconds=s)),
    token_expires_at=MOMENTS,
    orders=st.builds(
        SeenOrders, MOMENTS, COUNTS, COUNTS, MOMENTS, COUNTS, st.booleans(), RECORDS, REASONED
    ),
    stock=st.builds(
        SeenStock,
        pulled_at=MOMENTS,
        conflicts=TALLIES,
        refusals=TALLIES,
        never_counted=COUNTS,
        doubtful=COUNTS,
        held=COUNTS,
        waiting=COUNTS,
        refused=TALLIES,
        running=st.booleans(),
        unreadable=RECORDS,
    ),
    garbled=COUNTS,
)
MANY = settings(
    max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def test_a_sound_connection():
    """Where nothing is wrong, each issue is answered with one finding that says so."""
    findings = diagnose(SOUND)

    assert [issue.value for issue in Issue] == [finding.name for finding in findings]
    assert {(State.OK, "Nothing speaks for it.")} == {(one.state, one.detail) for one in findings}


def test_what_was_not_asked_is_said():
    """Without a word of the platform, the absence of signs says that it is only that."""
    findings = diagnose(attrs.evolve(SOUND, remote=Remote()))

    assert all("Toy was not asked" in finding.detail for finding in findings)


def test_a_place_that_sells_nothing():
    """A service that only ships has neither orders nor listings that could fail to come."""
    seen = attrs.evolve(SOUND, is_channel=False, orders=SeenOrders(), stock=SeenStock())

    findings = {one.name: one for one in diagnose(seen)}

    assert {State.OK} == {one.state for one in findings.values()}
    assert "no channel" in findings[Issue.ORDERS.value].detail


@MANY
@given(EVIDENCE)
def test_every_issue_is_answered(seen):
    """Whatever is known, each issue has a finding, and they come in the order of the issues."""
    names = [finding.name for finding in diagnose(seen)]

    assert [issue.value for issue in Issue] == list(dict.fromkeys(names))


@MANY
@given(EVIDENCE)
def test_every_cause_has_a_sentence_and_a_command(seen):
    """A cause comes with words that end, a slug, and a fix that can be typed."""
    for finding in diagnose(seen):
        if finding.state is State.OK and not finding.cause:
            continue
        assert finding.cause
        assert finding.detail
        assert shlex.split(finding.fix)[0] in {"crossdock", "timedatectl"}


@MANY
@given(EVIDENCE)
def test_an_inactive_connection_has_neither_orders_nor_stock(seen):
    """Switched off, whatever else is wrong, both issues are there and name the switch."""
    seen = attrs.evolve(seen, interaction=attrs.evolve(seen.interaction, active=False))

    causes = {(one.name, one.cause) for one in diagnose(seen)}

    assert {(Issue.ORDERS.value, "inactive"), (Issue.STOCK.value, "inactive")} <= causes
