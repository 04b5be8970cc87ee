"""Checks before recorded exchanges and before a live account: what they can say, and never do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import attrs
import mall
import pytest
from breaking import copied, exchange

from crossdock import Page, Window
from crossdock.errors import ConfigurationError
from crossdock.hookspecs import PROJECT, Connector
from crossdock.http import Effect, MockTransport, Ports, Request, Response
from crossdock.http.transport import EFFECT, MAIN
from crossdock.recordings import Head, Recorder, Recording
from crossdock.runs import current_hook
from crossdock.sandbox import SandboxOptions
from crossdock.sandbox.server import running
from crossdock.testing import open_connection
from crossdock.testing.conformance import (
    CHECKS,
    Level,
    NotPlayedError,
    Outcome,
    Result,
    find,
    run,
    run_check,
)
from crossdock.testing.conformance.live import READING, LiveSubject
from crossdock.testing.conformance.reads_only import READS, ReadsOnly
from crossdock.testing.conformance.recorded import RecordedSubject
from crossdock.testing.conformance.tap import Tap


@pytest.fixture(name="played", scope="module")
def _played():
    """A mall for all tests, and the tap on it."""
    taps = []

    def build(options):
        sandbox = mall.play_sandbox(options=options)
        taps.append(Tap(sandbox.app))
        return attrs.evolve(sandbox, app=taps[0])

    with running("mall", build, SandboxOptions(listings=40)) as line:
        yield line, taps[0]


def connected(line, network):
    """Return a connection to the mall by way of *network*."""
    ports = Ports(network=network)
    return open_connection(mall, line["settings"], endpoint=line["url"], ports=ports)


@pytest.fixture(name="recording", scope="module")
def _recording(played):
    """All products and the orders of the last days, as they were read once."""
    line, _ = played
    recorder = Recorder(lambda: datetime.now(UTC))
    connection = connected(line, recorder.around)
    cursor: str | None = None
    while True:
        page = mall.list_products(connection=connection, cursor=cursor)
        if not (cursor := page.cursor):
            break
    now = datetime.now(UTC)
    window = Window(now - timedelta(days=2), now + timedelta(minutes=1))
    mall.list_orders(connection=connection, window=window, cursor=None)
    connection.http.close()
    manifest = mall.manifest()
    head = Head("mall", manifest.dialect, manifest.dialect_date, recorder.kept[0].at)
    head = attrs.evolve(head, settings={"client_id": line["settings"]["client_id"]})
    secret = line["settings"]["client_secret"]
    return recorder.recording(head, secrets=[secret], hidden={"client_secret": secret})


class TestRecorded:
    """Recorded exchanges."""

    @pytest.mark.parametrize("check", ["PROD-04", "PROD-06", "DOC-01"])
    def test_what_was_recorded_can_pass(self, recording, check):
        """A check that asks for nothing else is made, against what the platform said."""
        result = run_check(
            find(check), mall, subject_of=partial(RecordedSubject, recording=recording)
        )

        assert Outcome.PASSED is result.outcome, result.reason

    @pytest.mark.parametrize(
        ("check", "why"),
        [
            ("PROD-01", "no GET /_sandbox/state"),
            ("PAGE-01", "holds one account as it was"),
            ("AUTH-03", "answers whoever asks"),
            ("SEC-03", "answers whatever is signed"),
            ("CFG-03", "no GET /_sandbox/state"),
            ("SBX-01", "The recording lacks what the check asks for: GET /account"),
        ],
    )
    def test_the_rest_is_not_run(self, recording, check, why):
        """A check that plays the platform, or asks for more, says why it was not made."""
        result = run_check(
            find(check), mall, subject_of=partial(RecordedSubject, recording=recording)
        )

        assert Outcome.NOT_RUN is result.outcome
        assert why in result.reason

    def test_other_credentials_are_not_tried(self, recording):
        """A replay would take them all."""
        with RecordedSubject(mall, recording=recording) as subject, pytest.raises(NotPlayedError):
            subject.open(settings={"client_secret": "wrong"})

    def test_a_mistake_is_found(self, recording):
        """A connector that reads a real answer wrongly fails."""
        module = copied()
        good = mall.list_products

        def blank(connection, cursor):
            page = good(connection=connection, cursor=cursor)
            return Page(tuple(attrs.evolve(one, title="") for one in page.items), page.cursor, ())

        exchange(module, "list_products", blank)

        result = run_check(
            find("PROD-04"), module, subject_of=partial(RecordedSubject, recording=recording)
        )

        assert (Outcome.FAILED, "No listing has a title.") == (result.outcome, result.reason)

    def test_without_its_token(self, recording):
        """Where no token was recorded, none is asked for."""
        rest = tuple(one for one in recording.exchanges if not one.is_token)
        assert len(rest) < len(recording.exchanges)
        subject_of = partial(RecordedSubject, recording=Recording(recording.head, rest))

        result = run_check(find("PROD-04"), mall, subject_of=subject_of)

        assert Outcome.PASSED is result.outcome, result.reason

    def test_no_level_is_given(self, recording):
        """Whatever passes, and the report says what was looked at."""
        subject_of = partial(RecordedSubject, recording=recording)

        report = run(mall, only=["PROD-04", "PKG-02"], subject_of=subject_of)

        whole = attrs.evolve(report, results=tuple(Result(one, Outcome.PASSED) for one in CHECKS))
        assert whole.reached is None
        assert attrs.evolve(whole, target="").reached in set(Level)
        assert "exchanges recorded on" in report.target


class TestLive:
    """A live account."""

    def test_reading_checks_are_made(self, played):
        """They are the ones that pass, and everything that reached the platform was a read."""
        line, tap = played
        mark = tap.mark()
        subject_of = partial(LiveSubject, name="shop", opening=partial(connected, line))

        report = run(
            mall, only=["PROD-04", "PROD-05", "PROD-08", "CUR-04", "ERR-05"], subject_of=subject_of
        )

        assert {Outcome.PASSED} == {one.outcome for one in report.results}
        sent = {one.endpoint for one in tap.since(mark)}
        assert {"POST /token", "GET /products"} <= sent
        assert {"POST /token"} == {one for one in sent if not one.startswith("GET ")}
        assert report.reached is None

    @pytest.mark.parametrize("check", ["STK-01", "AUTH-03", "RATE-01", "OUT-01", "SBX-01"])
    def test_the_rest_is_not_run(self, played, check):
        """Nothing is even opened for a check that writes or plays the platform."""
        line, tap = played
        mark = tap.mark()
        subject_of = partial(LiveSubject, name="shop", opening=partial(connected, line))

        result = run_check(find(check), mall, subject_of=subject_of)

        assert Outcome.NOT_RUN is result.outcome
        assert "only read" in result.reason
        assert [] == tap.since(mark)

    def test_a_read_that_writes_is_stopped(self, played):
        """A connector whose list changes something gets nothing through, and nothing passes."""
        line, tap = played
        module = copied()
        good = mall.list_products

        def greedy(connection, cursor):
            with pytest.raises(ConfigurationError, match="only read"):
                connection.http.call("POST", "/stock", json={}, effect=Effect.SET, bucket="calls")
            return good(connection=connection, cursor=cursor)

        exchange(module, "list_products", greedy)
        mark = tap.mark()

        result = run_check(
            find("PROD-04"),
            module,
            subject_of=partial(LiveSubject, name="shop", opening=partial(connected, line)),
        )

        assert Outcome.NOT_RUN is result.outcome
        assert "POST /stock would change the account" in result.reason
        assert "POST /stock" not in {one.endpoint for one in tap.since(mark)}

    def test_the_names_are_real(self):
        """Each check that is made is one, and each hook that may ask is one."""
        assert {one.id for one in CHECKS} >= READING
        mark = f"{PROJECT}_spec"
        hooks = {name for name in dir(Connector) if hasattr(getattr(Connector, name), mark)}
        assert hooks >= READS


class TestGuard:
    """`ReadsOnly`, the last thing before the network."""

    @pytest.mark.parametrize(
        ("hook", "effect", "is_main", "passes"),
        [
            ("list_products", Effect.READ, True, True),
            ("list_products", None, False, True),
            ("list_products", Effect.SET, True, False),
            ("list_products", None, True, False),
            ("push_stock", Effect.READ, True, False),
            ("push_stock", None, False, False),
            ("", Effect.READ, True, False),
        ],
    )
    def test_by_hook_and_effect(self, hook, effect, is_main, passes):
        """Both must say that it only reads; a token may be fetched for such a call."""
        sent = []
        guard = ReadsOnly()
        network = guard.around(MockTransport(lambda one: sent.append(one) or Response(200)))
        marks = {MAIN: is_main} | ({EFFECT: effect} if effect else {})
        request = Request("GET", "https://api.toy.example/x", extensions=marks)
        token = current_hook.set(hook)
        try:
            if passes:
                network.handle_request(request)
            else:
                with pytest.raises(ConfigurationError, match="not sent"):
                    network.handle_request(request)
        finally:
            current_hook.reset(token)

        assert passes == bool(sent) == (not guard.refused)
