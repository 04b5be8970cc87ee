"""STK-01 to STK-07: what a channel shows is what was pushed, listing by listing."""

from __future__ import annotations

import attrs

from crossdock.errors import CrossdockError, InputRefusedError
from crossdock.inventory import RowOutcome, StockUpdate
from crossdock.testing.conformance.check import (
    CHANNEL,
    NotPlayedError,
    check,
    equal,
    raised,
    require,
)
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.checks.pushes import (
    HOOK,
    all_done,
    batches_of,
    one_result_each,
    updates_of,
)
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject
from crossdock.validators import MOST_UNITS


@check(
    "STK-01",
    Level.BRONZE,
    "A push has one result per update, whatever their order.",
    roles=CHANNEL,
    hook=HOOK,
)
def one_each(subject: Subject) -> None:
    """Push to a few listings, forwards and backwards."""
    shop = subject.open(subject.play(120))
    updates = updates_of(subject, shop, 4)
    for wanted in (updates, updates[::-1]):
        for batch in batches_of(subject, wanted):
            report = subject.push(shop, batch)
            one_result_each(batch, report)
            outcomes = {one.outcome for one in report.results}
            equal({RowOutcome.DONE}, outcomes, "The outcomes of a push in calm weather")


@check(
    "STK-02",
    Level.BRONZE,
    "After a push the channel shows the numbers pushed, zero among them.",
    roles=CHANNEL,
    hook=HOOK,
)
def shown(subject: Subject) -> None:
    """Push, and look into the sandbox."""
    shop = subject.open(subject.play(120))
    before = shop.played.stock()
    updates = updates_of(subject, shop, 3)
    updates[0] = attrs.evolve(updates[0], quantity=0)
    subject.push_each(shop, updates)
    after = shop.played.stock()
    for update in updates:
        equal(update.quantity, after[update.listing_id], f"What {update.listing_id} shows")
    named = {update.listing_id for update in updates}
    others = {name for name, units in before.items() if name not in named and after[name] != units}
    require(not others, f"Listings that were not pushed changed: {sorted(others)[:3]}.")


@check(
    "STK-03",
    Level.BRONZE,
    "Pushing the same numbers again changes nothing.",
    roles=CHANNEL,
    hook=HOOK,
)
def twice_is_once(subject: Subject) -> None:
    """Push the same updates twice."""
    shop = subject.open(subject.play(120))
    updates = updates_of(subject, shop, 3)
    subject.push_each(shop, updates)
    before = shop.played.stock()
    results = subject.push_each(shop, updates)
    equal(before, shop.played.stock(), "The stock after the same push again")
    outcomes = {one.outcome for one in results.values()}
    equal({RowOutcome.DONE}, outcomes, "The outcomes of the same push again")


@check(
    "STK-04",
    Level.BRONZE,
    "An update of an unknown listing is refused with a reason; the rest goes on.",
    roles=CHANNEL,
    hook=HOOK,
)
def unknown_listing(subject: Subject) -> None:
    """Push one listing that does not exist among others."""
    shop = subject.open(subject.play(120))
    updates = updates_of(subject, shop, 2)
    stranger = StockUpdate(drives.unknown_id(list(shop.played.listings())), 5)
    results = subject.push_each(shop, [updates[0], stranger, updates[1]])
    refused = results[stranger.listing_id]
    equal(RowOutcome.REFUSED, refused.outcome, "The outcome of a listing that does not exist")
    require(refused.reason.strip(), "It was refused without a reason.")
    all_done(shop, updates, results)


@check(
    "STK-05",
    Level.SILVER,
    "A batch of the declared size is taken, a larger one is not half taken, and one bad update"
    " never blocks the rest.",
    roles=CHANNEL,
    hook=HOOK,
)
def batches(subject: Subject) -> None:
    """Push a whole batch, one with a bad update in it, and one that is too large."""
    size = subject.manifest.stock_batch
    shop = subject.open(subject.play(max(120, 4 * size)))
    updates = updates_of(subject, shop, min(size, 40))
    all_done(shop, updates, subject.push_each(shop, updates))
    stranger = StockUpdate(drives.unknown_id(list(shop.played.listings())), 5)
    changed = [attrs.evolve(one, quantity=one.quantity + 1) for one in updates[1:]]
    all_done(shop, changed, subject.push_each(shop, [*changed, stranger]))
    beyond = [StockUpdate(updates[0].listing_id, 3) for _ in range(size)] + updates[1:2]
    mark = shop.played.tap.mark()
    try:
        report = subject.push(shop, beyond[: size + 1])
    except InputRefusedError:
        require(not shop.played.tap.since(mark), "A batch that is too large was sent in part.")
    else:
        one_result_each(beyond[: size + 1], report)


@check(
    "STK-06",
    Level.SILVER,
    "Rows that fail inside an answer that says success, HTTP 2xx, are not taken for done.",
    roles=CHANNEL,
    hook=HOOK,
)
def partly(subject: Subject) -> None:
    """Let the sandbox fail some rows of a batch."""
    shop = subject.open(subject.play(120))
    updates = updates_of(subject, shop, 6)
    before = shop.played.stock()
    shop.played.fault("* *: partial-batch")
    mark = shop.played.tap.mark()
    results = subject.push_each(shop, updates)
    statuses = {one.answer.status for one in shop.played.tap.since(mark)}
    shop.played.calm()
    after = shop.played.stock()
    applied = {one.listing_id for one in updates if after[one.listing_id] == one.quantity}
    if len(applied) == len(updates):
        raise NotPlayedError("the sandbox does not play the fault partial-batch")
    bad = sorted(one for one in statuses if not 200 <= one < 300)
    require(not bad, f"The sandbox answered {bad}; where some rows fail it answers 2xx.")
    for update in updates:
        said, name = results[update.listing_id].outcome, update.listing_id
        if name not in applied:
            require(said is not RowOutcome.DONE, f"{name} was not applied and is called done.")
            equal(before[name], after[name], f"What {name} shows")
        else:
            require(said is not RowOutcome.REFUSED, f"{name} was applied and is called refused.")


@check(
    "STK-07",
    Level.SILVER,
    "Negative and fractional quantities cannot be asked for; one that is too large is refused and"
    " changes nothing.",
    roles=CHANNEL,
    hook=HOOK,
)
def impossible(subject: Subject) -> None:
    """Push the largest number that core lets through."""
    for quantity in (-1, 1.5, 2**80):
        raised(
            CrossdockError,
            lambda quantity=quantity: StockUpdate("1", quantity),  # type: ignore[misc]
            f"A quantity of {quantity}",
        )
    shop = subject.open(subject.play(120))
    huge, plain = updates_of(subject, shop, 2)
    before = shop.played.stock()[huge.listing_id]
    results = subject.push_each(shop, [attrs.evolve(huge, quantity=MOST_UNITS), plain])
    after = shop.played.stock()[huge.listing_id]
    if results[huge.listing_id].outcome is RowOutcome.DONE:
        equal(MOST_UNITS, after, "What the listing shows after a push that is called done")
    else:
        equal(before, after, "What the listing shows after a push that was refused")
    all_done(shop, [plain], results)
