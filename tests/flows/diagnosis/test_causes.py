"""The diagnoses, one cause at a time: what shows it, how bad it is, and what mends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

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
MINUTE = timedelta(minutes=1)
REFUSED = Trouble("credentials-refused", "Toy refused it.", "Check the key.", 401)
DENIED = Trouble("credentials-refused", "Toy refused it.", "Ask for it.", 403, "24")
CLOSED = Check("shop-open", CheckState.FAILED, "The shop is closed.", "Open it.")
GBK = Unreadable("o-7", "title contains bytes that are not UTF-8 (GBK, perhaps).")
ODD = Unreadable("o-8", "quantity must be a whole number.")


def found(issue, **changes):
    """Return the findings about *issue* by cause, for the sound connection with *changes*."""
    seen = attrs.evolve(SOUND, **changes)
    return {one.cause: one for one in diagnose(seen) if one.name == issue.value}


def orders(**changes):
    """Return how far orders have come, with changes."""
    return attrs.evolve(SOUND.orders, **changes)


def stock(**changes):
    """Return how stock stands, with changes."""
    return attrs.evolve(SOUND.stock, **changes)


def asked(**members):
    """Return what a platform said."""
    return Remote(asked=True, **members)


def call(status, ago=MINUTE, endpoint="GET api.toy.example/orders", **members):
    """Return a call that was answered with *status*."""
    return SeenCall(NOW - ago, "list_orders", endpoint, status, "answered", **members)


CASES = [
    # Invalid credentials.
    (Issue.CREDENTIALS, "credentials-refused", {"remote": asked(sign_in=REFUSED)}, "conn edit"),
    (
        Issue.CREDENTIALS,
        "secret-unavailable",
        {"unusable": Trouble("secret-unavailable", "env:TOY is not set.")},
        "conn edit shop --secret api_key",
    ),
    (
        Issue.CREDENTIALS,
        "credentials-refused",
        {"remote": Remote(), "runs": (SeenRun("crossdock order pull", NOW, 4),)},
        "conn edit shop --secret api_key",
    ),
    # Orders not importing.
    (
        Issue.ORDERS,
        "inactive",
        {"interaction": Interaction(active=False)},
        "conn settings shop --set active=yes",
    ),
    (Issue.ORDERS, "account-shop-open", {"remote": asked(checks=(CLOSED,))}, "conn test shop"),
    (
        Issue.STOCK,
        "account-shop-open",
        {
            "remote": asked(
                checks=(attrs.evolve(CLOSED, fix="Say so: `crossdock conn edit NAME`."),)
            )
        },
        "crossdock conn edit shop",
    ),
    (Issue.ORDERS, "retired", {"retired": True}, "conn settings shop --set active=no"),
    (
        Issue.ORDERS,
        "starts-later",
        {"interaction": Interaction(import_orders=NOW + MINUTE)},
        "conn settings shop --set import_orders=now",
    ),
    (
        Issue.ORDERS,
        "interrupted",
        {"orders": orders(stopped_at=NOW - MINUTE, pages=4)},
        "order pull shop",
    ),
    (Issue.ORDERS, "never-pulled", {"orders": SeenOrders()}, "order pull shop"),
    (
        Issue.ORDERS,
        "not-pulled-since",
        {"orders": orders(pulled_at=NOW - timedelta(days=2))},
        "order pull shop",
    ),
    (Issue.ORDERS, "rate-limited", {"paused": 5 * MINUTE}, "conn edit shop --rate 1"),
    (Issue.ORDERS, "permission-refused", {"remote": asked(orders=DENIED)}, "conn test shop"),
    (
        Issue.ORDERS,
        "remote-trouble",
        {"remote": asked(orders=Trouble("remote-trouble", "Toy failed."))},
        "order pull shop",
    ),
    (
        Issue.ORDERS,
        "unreachable",
        {"remote": asked(sign_in=Trouble("unreachable", "Toy could not be reached."))},
        "conn test shop",
    ),
    (
        Issue.ORDERS,
        "remote-trouble",
        {"remote": Remote(), "runs": (SeenRun("crossdock order pull", NOW, 5),)},
        "conn test shop",
    ),
    (Issue.ORDERS, "clock", {"calls": (call(200, skew=9 * MINUTE),)}, "timedatectl set-ntp true"),
    (Issue.ORDERS, "clock", {"calls": (call(200, skew=-9 * MINUTE),)}, "timedatectl set-ntp true"),
    (
        Issue.ORDERS,
        "encoding",
        {"orders": orders(unreadable=(GBK, ODD))},
        "order unreadable shop",
    ),
    (
        Issue.ORDERS,
        "unreadable",
        {"orders": orders(unreadable=(GBK, ODD))},
        "order unreadable shop",
    ),
    # Stock not syncing.
    (
        Issue.STOCK,
        "sync-off",
        {"interaction": Interaction(sync_stock=False)},
        "conn settings shop --set sync_stock=yes",
    ),
    (Issue.STOCK, "never-pulled", {"stock": SeenStock()}, "product pull shop"),
    (
        Issue.STOCK,
        "unlinked",
        {"stock": stock(conflicts={"duplicate": 2, "blank": 1})},
        "map conflicts shop",
    ),
    (Issue.STOCK, "sku-blank", {"stock": stock(refusals={"sku-blank": 1})}, "product refused"),
    (Issue.STOCK, "never-counted", {"stock": stock(never_counted=4)}, "stock import FILE"),
    (
        Issue.STOCK,
        "refused",
        {"stock": stock(refused={"Invalid Product ID.": 2})},
        "stock push shop --yes",
    ),
    (Issue.STOCK, "doubtful", {"stock": stock(doubtful=1)}, "stock push shop --yes"),
    (Issue.STOCK, "locked", {"stock": stock(running=True, waiting=3)}, "stock push shop"),
    (Issue.STOCK, "not-pushed", {"stock": stock(waiting=3)}, "stock push shop --yes"),
    # Language or encoding errors.
    (Issue.ENCODING, "orders-not-utf-8", {"orders": orders(unreadable=(GBK,))}, "order unread"),
    (Issue.ENCODING, "listings-not-utf-8", {"stock": stock(unreadable=(GBK,))}, "product unread"),
    (Issue.ENCODING, "characters-lost", {"garbled": 2}, "product pull shop"),
    (
        Issue.ENCODING,
        "answer-not-utf-8",
        {"remote": asked(orders=Trouble("unreadable-answer", "byte 0 is not UTF-8"))},
        "conn test shop",
    ),
    # Error codes.
    (Issue.BAD_REQUEST, "status-400", {"calls": (call(400),)}, "conn test shop"),
    (Issue.BAD_REQUEST, "status-404", {"calls": (call(404),)}, "conn test shop"),
    (
        Issue.BAD_REQUEST,
        "request-refused",
        {"remote": asked(orders=Trouble("request-refused", "Toy refused page.", status=200))},
        "conn test shop",
    ),
    (Issue.UNAUTHORISED, "status-401", {"calls": (call(401),)}, "conn edit shop --secret api_key"),
    (Issue.UNAUTHORISED, "credentials-refused", {"remote": asked(sign_in=REFUSED)}, "conn edit"),
    (Issue.FORBIDDEN, "status-403", {"calls": (call(403),)}, "conn test shop"),
    (Issue.FORBIDDEN, "status-429", {"calls": (call(429),)}, "conn edit shop --rate"),
    (Issue.FORBIDDEN, "permission-refused", {"remote": asked(sign_in=DENIED)}, "conn test"),
    (Issue.FORBIDDEN, "permission-refused", {"remote": asked(orders=DENIED)}, "conn test"),
    (
        Issue.FORBIDDEN,
        "rate-limited",
        {"remote": asked(orders=Trouble("rate-limited", "Too many calls."))},
        "conn edit shop --rate",
    ),
    (Issue.BROKEN, "status-503", {"calls": (call(503),)}, "conn test shop"),
    (
        Issue.BROKEN,
        "unreadable-answer",
        {"remote": asked(sign_in=Trouble("unreadable-answer", "Not JSON."))},
        "conn test shop",
    ),
]


@pytest.mark.parametrize(
    ("issue", "cause", "changes", "fix"), CASES, ids=[f"{case[0]}: {case[1]}" for case in CASES]
)
def test_what_shows_a_cause(issue, cause, changes, fix):
    """The cause is found and the issue there, with the command that mends it."""
    finding = found(issue, **changes)[cause]

    assert State.FAILED is finding.state
    assert fix in finding.fix


@pytest.mark.parametrize(
    ("issue", "cause", "changes", "state"),
    [
        (Issue.ORDERS, "none-in-window", {"orders": orders(read=0)}, State.OK),
        (Issue.ORDERS, "before-start", {"orders": orders(before_start=2)}, State.WARNING),
        (Issue.ORDERS, "in-review", {"orders": orders(reviews=("Not linked.",))}, State.WARNING),
        (Issue.STOCK, "in-campaign", {"stock": stock(held=1)}, State.WARNING),
        (Issue.STOCK, "import-limits", {"stock": stock(refusals={"inactive": 1})}, State.WARNING),
        (
            Issue.STOCK,
            "inventory-off",
            {"interaction": Interaction(sync_inventory=False)},
            State.WARNING,
        ),
        (Issue.CREDENTIALS, "token-expired", {"token_expires_at": NOW - MINUTE}, State.WARNING),
    ],
)
def test_what_is_worth_knowing_and_no_fault(issue, cause, changes, state):
    """What needs nobody's hand is told, and is no reason to call the issue there."""
    assert state is found(issue, **changes)[cause].state


@pytest.mark.parametrize(
    ("issue", "changes"),
    [
        (Issue.ORDERS, {"calls": (call(200, skew=5 * MINUTE),)}),
        (Issue.ORDERS, {"paused": MINUTE}),
        (Issue.ORDERS, {"orders": SeenOrders(running=True)}),
        (Issue.ORDERS, {"interaction": Interaction(import_orders=NOW)}),
        (Issue.CREDENTIALS, {"token_expires_at": NOW + MINUTE}),
        (Issue.CREDENTIALS, {"runs": (SeenRun("crossdock order pull", NOW, 4),)}),
        (Issue.ENCODING, {"orders": orders(unreadable=(ODD,))}),
        (Issue.BROKEN, {"calls": (call(200), call(500, 2 * MINUTE))}),
        (Issue.BROKEN, {"calls": (call(500, timedelta(days=2)),)}),
        (Issue.UNAUTHORISED, {"remote": asked(sign_in=DENIED)}),
        (Issue.FORBIDDEN, {"remote": asked(sign_in=REFUSED)}),
    ],
)
def test_what_shows_nothing(issue, changes):
    """A bound that is only reached, an old call, and what has been mended since say nothing."""
    assert {""} == set(found(issue, **changes))


def test_a_failure_that_another_endpoint_did_not_mend():
    """A later success of one endpoint says nothing of another's failure."""
    calls = (call(200, endpoint="GET a"), call(500, 2 * MINUTE, endpoint="GET b"))

    assert {"status-500"} == set(found(Issue.BROKEN, calls=calls))


def test_the_newest_time_is_believed():
    """The clock is judged by the last answer that told the time."""
    calls = (call(None), call(200, skew=MINUTE), call(200, 2 * MINUTE, skew=9 * MINUTE))

    assert {""} == set(found(Issue.ORDERS, calls=calls))


def test_each_reason_of_refused_rows_is_told():
    """Rows that were refused for two reasons are two findings, the larger first."""
    seen = attrs.evolve(SOUND, stock=stock(refused={"Invalid SKU.": 1, "Not active.": 3}))

    first, second = [one.detail for one in diagnose(seen) if one.cause == "refused"]

    assert "3 listings of shop: Not active." in first
    assert "1 listings of shop: Invalid SKU." in second
