"""`crossdock.flows.diagnosis.gathering`: what is on record, read as evidence."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

import crossdock_jdid
from crossdock import Page, RowOutcome, Secret
from crossdock.connections import Token
from crossdock.errors import InputRefusedError, NotFoundError, RateLimitedError
from crossdock.flows.diagnosis import Issue, diagnose, gather
from crossdock.flows.diagnosis.evidence import Evidence
from crossdock.flows.findings import State
from crossdock.flows.orders import pull_orders
from crossdock.flows.products import pull_products
from crossdock.http.journal import Call
from crossdock.interaction import Interaction
from crossdock.paging import RefusedRecord
from crossdock.store import Answer, StoredConnection, StoredJournal, StoredPacer

BROKEN = RefusedRecord("o-7", "{}", "title contains bytes that are not UTF-8 (GBK, perhaps).")


def seen(stage, *, network: bool = False) -> Evidence:
    """Return what is known of the stage's connection."""
    return gather(stage.workspace, "shop", network=network)


def failures(stage, issue: Issue) -> set[str]:
    """Return the causes that make *issue* one that is there."""
    findings = diagnose(seen(stage))
    return {one.cause for one in findings if one.name == issue.value and one.state is State.FAILED}


def causes(stage, issue: Issue, *, network: bool = False) -> set[str]:
    """Return the causes found for *issue*."""
    findings = diagnose(seen(stage, network=network))
    return {one.cause for one in findings if one.name == issue.value}


def write_down(stage, **changes):
    """Write a call down as the connection's journal does."""
    call = Call(stage.time, "list_orders", "GET api.toy.example/orders", 200, "answered", 0.1, 1)
    journal = StoredJournal(stage.store.db, stage.store.merchant, "shop", "run-1")
    journal.record(attrs.evolve(call, **changes))


def test_a_stranger(stage):
    """A connection that is not there is refused by its name."""
    with pytest.raises(NotFoundError, match="nobody"):
        gather(stage.workspace, "nobody", network=False)


def test_a_fresh_connection(stage):
    """Nothing was asked, nothing was pulled, and its secrets are known by name only."""
    found = seen(stage)

    assert (False, None, ("api_key",)) == (
        found.remote.asked,
        found.orders.pulled_at,
        found.secrets,
    )
    assert "planted-canary" not in repr(found)


def test_a_secret_that_leads_nowhere(stage):
    """A connection that cannot be brought to life says why, and what is on record is told."""
    stage.store.connections.replace(
        StoredConnection("shop", "toy", {}, {"api_key": "env:NOT_THERE"})
    )

    assert {"secret-unavailable"} == causes(stage, Issue.CREDENTIALS)
    assert "unusable" in causes(stage, Issue.ORDERS)


def test_the_interaction_settings(stage):
    """What the connection is told not to do is a cause."""
    stage.store.interactions.put("shop", Interaction(active=False, sync_stock=False), "run-1")

    assert {"inactive", "sync-off"} <= causes(stage, Issue.STOCK)


def test_orders_that_came(stage, make_order):
    """After a pull that brought orders, nothing speaks for their not coming."""
    stage.toy.orders = [make_order(1, stage.time - timedelta(hours=2))]
    pull_orders(stage.workspace, stage.live)

    assert (1, stage.time) == (seen(stage).orders.read, seen(stage).orders.pulled_at)
    assert set() == failures(stage, Issue.ORDERS)


def test_no_order_in_the_window(stage):
    """A pull that found none explains itself."""
    pull_orders(stage.workspace, stage.live)

    assert {"none-in-window"} == causes(stage, Issue.ORDERS)


def test_a_pull_whose_process_died(stage):
    """A pull that nobody works on is one that stopped; one at work is not."""
    pull = stage.store.pulls.start("shop", "orders", "run-1")

    assert {"interrupted"} == causes(stage, Issue.ORDERS)
    with stage.workspace.lock(f"pull-{pull.id}"):
        assert seen(stage).orders.running


def test_records_that_are_set_aside(stage):
    """Orders and listings that could not be read are told apart by what is wrong with them."""
    stage.store.pulls.quarantine("shop", "list_orders", BROKEN)
    stage.store.pulls.quarantine("shop", "list_products", attrs.evolve(BROKEN, error="No id."))

    assert {"orders-not-utf-8"} == causes(stage, Issue.ENCODING)


def test_listings_that_cannot_be_linked(stage, make_listing):
    """Duplicates and blank codes are counted, and so is what nobody ever counted."""
    stage.toy.pages = [
        Page((make_listing(1), make_listing(2, sku="SKU-1"), make_listing(3, sku="")))
    ]
    pull_products(stage.workspace, stage.live)
    found = seen(stage).stock

    assert ({"duplicate": 1}, {"sku-blank": 1}, 1) == (
        dict(found.conflicts),
        dict(found.refusals),
        found.never_counted,
    )


def test_a_listing_in_a_campaign(stage, make_listing):
    """One that shows what a campaign holds and nothing else is held."""
    stage.toy.pages = [
        Page((make_listing(1, quantity=3, locked=3), make_listing(2, quantity=3, locked=2)))
    ]
    pull_products(stage.workspace, stage.live)

    assert 1 == seen(stage).stock.held


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([RowOutcome.REFUSED], {"Not active.": 1}),
        ([RowOutcome.REFUSED, RowOutcome.REFUSED], {"Not active.": 1}),
        ([RowOutcome.REFUSED, RowOutcome.DONE], {}),
        ([RowOutcome.UNKNOWN], {}),
    ],
)
def test_rows_that_were_refused(stage, make_listing, outcomes, expected):
    """The last push of a listing says whether the channel refuses it."""
    stage.toy.pages = [Page((make_listing(1),))]
    pull_products(stage.workspace, stage.live)
    for outcome in outcomes:
        shown, now = stage.store.shown, stage.time
        version = shown.begin("shop", {"1": 4}, now, "run-1")["1"]
        answers = {"1": Answer(version, 4, outcome, "Not active.")}
        shown.conclude("shop", answers, at=now, until=now, reads_from=now)
    found = seen(stage).stock

    assert expected == dict(found.refused)
    assert (RowOutcome.UNKNOWN in outcomes) == bool(found.doubtful)


def test_another_run_pushes(stage):
    """The lock of pushing is looked at and left as it was."""
    with stage.workspace.lock("push-shop"):
        assert seen(stage).stock.running
    assert not seen(stage).stock.running


def test_titles_that_lost_characters(stage, make_listing):
    """The mark of a lost character in a title is counted."""
    stage.toy.pages = [Page((make_listing(1, title="Kaos \N{REPLACEMENT CHARACTER}"),))]
    pull_products(stage.workspace, stage.live)

    assert 1 == seen(stage).garbled


def test_the_record_of_calls(stage):
    """Calls of the last day are evidence, and the skew of the last one that told the time."""
    write_down(stage, at=stage.time - timedelta(days=2), status=500)
    write_down(stage, status=403, skew=600.0)
    write_down(stage, status=None)

    assert [None, 403] == [call.status for call in seen(stage).calls]
    assert timedelta(minutes=10) == seen(stage).skew


def test_a_bucket_that_stands_far_ahead(stage):
    """A pause that the platform asked for is one of this connection, or of its app."""
    pacer = StoredPacer(stage.store.db, stage.store.merchant, stage.time.timestamp)
    pacer.pause("main/toy/shop:other/calls", 900)
    pacer.pause("main/toy/app:KEY/calls", 300)

    assert timedelta(seconds=300) == seen(stage).paused


@pytest.mark.parametrize(("others", "told"), [((), True), (("second",), False)])
def test_the_expiry_of_a_token(stage, others, told):
    """A token of the connector is this connection's where there is no other of that connector."""
    for name in others:
        stage.store.connections.add(StoredConnection(name, "toy", {}, {"api_key": "env:TOY"}))
    expiry = stage.time - timedelta(seconds=1)
    stage.live.connection.tokens.write("k", Token(Secret("canary-token"), expiry))

    assert (expiry if told else None) == seen(stage).token_expires_at
    assert told == ("token-expired" in causes(stage, Issue.CREDENTIALS))


@pytest.mark.parametrize(("endpoints", "retired"), [({}, True), ({"": "https://x.jd.id"}, False)])
def test_a_platform_that_has_closed(stage, endpoints, retired):
    """A retired platform bars its connections, unless something else stands in for it."""
    stage.workspace.plugins.add_module("jdid", crossdock_jdid)
    settings = {"app_key": "9B4D7F0C12E34A56B78C90D1E2F3A4B5"}
    secrets = {"app_secret": "env:TOY", "access_token": "env:TOY"}
    stage.store.connections.add(
        StoredConnection("closed", "jdid", settings, secrets, endpoints=endpoints)
    )

    found = gather(stage.workspace, "closed", network=False)

    assert (None, retired) == (found.unusable, found.retired)


def test_the_last_run_of_each_command(stage):
    """Runs that called the platform are evidence, the last of each command, without doctor's."""
    for number, (command, code) in enumerate(
        [("crossdock order pull", 4), ("crossdock order pull", 5), ("crossdock doctor", 7)]
    ):
        run = f"past-{number}"
        stage.store.runs.start(run, command)
        journal = StoredJournal(stage.store.db, stage.store.merchant, "shop", run)
        journal.record(Call(stage.time, "list_orders", "GET x/y", 500, "answered", 0.1, 1))
        stage.store.runs.end(run, code)
        stage.time += timedelta(seconds=1)

    assert [("crossdock order pull", 5)] == [
        (run.command, run.exit_code) for run in seen(stage).runs
    ]


def test_the_platform_is_asked_for_an_hours_orders(stage):
    """With the network, the orders of the last hour are asked for, and nothing is taken in."""
    found = seen(stage, network=True)

    (window,) = stage.toy.windows
    assert (timedelta(hours=1), stage.time) == (window.end - window.start, window.end)
    assert (True, None) == (found.remote.asked, found.orders.pulled_at)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (RateLimitedError("Too many calls."), "rate-limited"),
        (InputRefusedError("No."), "input-refused"),
    ],
)
def test_what_asking_fails_with(stage, error, cause):
    """What the platform answers to that question is a cause."""

    class Refusing:
        def __iter__(self):
            raise error

    stage.toy.orders = Refusing()

    assert cause in causes(stage, Issue.ORDERS, network=True)
