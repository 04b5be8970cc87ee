"""Which endpoints of a sandbox a connector calls."""

from __future__ import annotations

from functools import partial

import attrs
import mall
import pytest
from breaking import copied, exchange

from crossdock.sandbox.wire import Answer
from crossdock.testing.conformance import find, run, run_check
from crossdock.testing.conformance.coverage import CallLog, CountedSubject, endpoint_for
from crossdock.testing.conformance.tap import Exchange

ENDPOINTS = ("GET /orders/{id}", "GET /orders/all", "* /router/method.of.it", "POST /a.b")
#: What the mall of the tests answers, of what a channel asks.
MALL = ("POST /token", "GET /account", "GET /products", "GET /orders", "POST /campaigns")


def asked(method, path, named=None):
    """Return a request that the sandbox knows by *named*."""
    known = path if named is None else named
    return Exchange(method, path, "", {}, b"", Answer(200, (), b""), known)


@pytest.mark.parametrize(
    ("one", "endpoint"),
    [
        (asked("GET", "/orders/7"), "GET /orders/{id}"),
        (asked("GET", "/orders/all"), "GET /orders/all"),
        (asked("GET", "/orders/7%2F8", "/orders/7/8"), "GET /orders/{id}"),
        (asked("POST", "/router", "/router/method.of.it"), "* /router/method.of.it"),
        (asked("POST", "/router", "/router/another"), ""),
        (asked("DELETE", "/orders/7"), ""),
        (asked("POST", "/a-b"), ""),
    ],
)
def test_by_method_and_path(one, endpoint):
    """Names in braces are open, the rest is as it stands; the closest one counts."""
    assert endpoint == endpoint_for(one, ENDPOINTS)


def test_what_the_sandbox_never_saw():
    """A request that was answered in its place is no call of it."""
    log = CallLog()

    log.add(
        ENDPOINTS, [asked("GET", "/orders/7", ""), asked("GET", "/orders/8"), asked("PUT", "/x")]
    )

    found = log.coverage()
    assert 1 == found.called["GET /orders/{id}"]
    assert {"PUT /x": 1} == found.unmodelled
    assert ("GET /orders/all", "* /router/method.of.it", "POST /a.b") == found.never


def telling(module):
    """Return *module* with a sandbox that says what it models."""
    good = module.play_sandbox

    def play(options):
        return attrs.evolve(good(options=options), endpoints=MALL)

    exchange(module, "play_sandbox", play)
    return module


def test_a_run_of_the_kit():
    """Calls of every check are added up, by the sandbox's own names."""
    log = CallLog()
    made = run(
        telling(copied()),
        only=["PROD-01", "PROD-02"],
        subject_of=partial(CountedSubject, log=log),
    )

    found = log.coverage()
    assert 2 == len(made.results)
    assert 2 == found.called["POST /token"]
    assert found.called["GET /products"] >= 2
    assert "POST /campaigns" in found.never
    assert {} == found.unmodelled


def test_a_call_that_nobody_models():
    """It is told, though the connector never minded."""
    module = telling(copied())
    good = mall.list_products

    def curious(connection, cursor):
        connection.http.call("GET", "/gossip/7", bucket="calls", judge=lambda _answer: None)
        return good(connection=connection, cursor=cursor)

    exchange(module, "list_products", curious)
    log = CallLog()

    run_check(find("PROD-04"), module, subject_of=partial(CountedSubject, log=log))

    assert {"GET /gossip/{n}"} == set(log.coverage().unmodelled)
