"""Checks that a platform may pass in more than one way, and what a failed one tells."""

from __future__ import annotations

import json

import attrs
from breaking import around, copied
from mutants import MUTANTS

from crossdock.inventory import RowOutcome, RowResult
from crossdock.testing.conformance import Outcome, find, run_check

LOCKED = 6


def refusing_below(reason):
    """Return the change to a channel that tells no locks, and refuses a push below them."""

    def push(good):
        def hook(connection, updates):
            low = [one for one in updates if one.quantity < LOCKED]
            rest = good(
                connection=connection, updates=tuple(one for one in updates if one not in low)
            )
            refused = [RowResult(one.listing_id, RowOutcome.REFUSED, reason) for one in low]
            return attrs.evolve(rest, results=(*rest.results, *refused))

        return hook

    def read(good):
        return lambda **given: tuple(attrs.evolve(one, locked=0) for one in good(**given))

    module = copied()
    around("push_stock", push)(module)
    around("read_stock", read)(module)
    return module


def test_a_push_below_a_lock_may_be_refused():
    """Where the lists tell no locks, a refusal with its reason is as good; one without is not."""
    told, silent = refusing_below("a campaign holds 6 back"), refusing_below("")

    assert Outcome.PASSED is run_check(find("STK-08"), told).outcome
    assert Outcome.FAILED is run_check(find("STK-08"), silent).outcome


def with_status(module, status):
    """Return *module* with a sandbox that answers a push that succeeds with *status*."""
    build = module.play_sandbox

    def play(good):
        def hook(options):
            sandbox = build(options)

            async def app(scope, receive, send):
                async def answer(message):
                    if message.get("status") == 200 and scope["path"] == "/stock":
                        message = {**message, "status": status}
                    await send(message)

                await sandbox.app(scope, receive, answer)

            return attrs.evolve(sandbox, app=app)

        return hook

    around("play_sandbox", play)(module)
    return module


def test_a_batch_may_be_answered_with_207():
    """Any status of success may hold rows that fail."""
    result = run_check(find("STK-06"), with_status(copied(), 207))

    assert (Outcome.PASSED, "") == (result.outcome, result.reason)


def test_which_window_brought_an_order_late(tmp_path):
    """It is told with the order's time, and what a pull asked is kept with the rest."""
    mutant = next(one for one in MUTANTS if one.check == "CUR-02")
    record = tmp_path / "CUR-02.jsonl"

    result = run_check(find("CUR-02"), mutant.build(), record=record)

    steps = [json.loads(line) for line in record.read_text().splitlines()]
    asked = [one for one in steps if one.get("hook") == "list_orders"]
    assert Outcome.FAILED is result.outcome
    assert "the window from 20" in result.reason
    assert len(asked) >= 2
    assert all("Window(start=" in one["given"]["window"] for one in asked)
    assert "Page(items=" in asked[0]["returned"]
