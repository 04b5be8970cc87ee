"""STK: what a channel shows is what was pushed, listing by listing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import attrs

from crossdock.errors import CrossdockError, InputRefusedError
from crossdock.inventory import PushReport, RowOutcome, RowResult, StockReading, StockUpdate
from crossdock.testing.conformance.check import (
    CHANNEL,
    BrokenError,
    NotPlayedError,
    broken,
    check,
    equal,
    raised,
    require,
)
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.validators import MOST_UNITS

HOOK = "push_stock"


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
    updates = _updates(subject, shop, 4)
    for wanted in (updates, updates[::-1]):
        for batch in _batches(subject, wanted):
            report = subject.push(shop, batch)
            _one_result_each(batch, report)
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
    updates = _updates(subject, shop, 3)
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
    updates = _updates(subject, shop, 3)
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
    updates = _updates(subject, shop, 2)
    stranger = StockUpdate(drives.unknown_id(list(shop.played.listings())), 5)
    results = subject.push_each(shop, [updates[0], stranger, updates[1]])
    refused = results[stranger.listing_id]
    equal(RowOutcome.REFUSED, refused.outcome, "The outcome of a listing that does not exist")
    require(refused.reason.strip(), "It was refused without a reason.")
    _all_done(shop, updates, results)


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
    updates = _updates(subject, shop, min(size, 40))
    _all_done(shop, updates, subject.push_each(shop, updates))
    stranger = StockUpdate(drives.unknown_id(list(shop.played.listings())), 5)
    changed = [attrs.evolve(one, quantity=one.quantity + 1) for one in updates[1:]]
    _all_done(shop, changed, subject.push_each(shop, [*changed, stranger]))
    beyond = [StockUpdate(updates[0].listing_id, 3) for _ in range(size)] + updates[1:2]
    mark = shop.played.tap.mark()
    try:
        report = subject.push(shop, beyond[: size + 1])
    except InputRefusedError:
        require(not shop.played.tap.since(mark), "A batch that is too large was sent in part.")
    else:
        _one_result_each(beyond[: size + 1], report)


@check(
    "STK-06",
    Level.SILVER,
    "Rows that fail inside an answer of HTTP 200 are not taken for done.",
    roles=CHANNEL,
    hook=HOOK,
)
def partly(subject: Subject) -> None:
    """Let the sandbox fail some rows of a batch."""
    shop = subject.open(subject.play(120))
    updates = _updates(subject, shop, 6)
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
    require(statuses == {200}, f"The sandbox answered {statuses}, not 200.")
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
    huge, plain = _updates(subject, shop, 2)
    before = shop.played.stock()[huge.listing_id]
    results = subject.push_each(shop, [attrs.evolve(huge, quantity=MOST_UNITS), plain])
    after = shop.played.stock()[huge.listing_id]
    if results[huge.listing_id].outcome is RowOutcome.DONE:
        equal(MOST_UNITS, after, "What the listing shows after a push that is called done")
    else:
        equal(before, after, "What the listing shows after a push that was refused")
    _all_done(shop, [plain], results)


@check(
    "STK-08",
    Level.SILVER,
    "Units that a campaign holds back are read as locked, and no push lowers them.",
    roles=CHANNEL,
    hook="read_stock",
)
def locked(subject: Subject) -> None:
    """Let the channel lock units, and push fewer."""
    shop = subject.open(subject.play(120))
    one = drives.sellable(subject, shop, 1)[0]
    shop.played.control(
        "POST", "/stock", {"listing_id": one.listing_id, "quantity": 20, "locked": 6}
    )
    held = read(subject, shop, one.listing_id)
    equal(6, held.locked, "The units locked, as read back")
    results = subject.push_each(shop, [StockUpdate(one.listing_id, 2, sku=one.sku, locked=6)])
    require(results[one.listing_id].outcome is not RowOutcome.UNKNOWN, "Its outcome is not known.")
    after = read(subject, shop, one.listing_id)
    equal(6, after.locked, "The units locked after a push of fewer")
    require((after.quantity or 0) >= 6, f"It shows {after.quantity}, and 6 are locked.")


@check(
    "STK-09",
    Level.SILVER,
    "A connection bound to one of the channel's warehouses writes there and nowhere else.",
    roles=CHANNEL,
    hook=HOOK,
)
def bound(subject: Subject) -> None:
    """Bind a connection to each warehouse that the sandbox names, and push."""
    played = subject.play(120)
    places = played.state().get("places", ())
    if len(places) < 2:
        raise NotPlayedError("the sandbox's state names no second warehouse under 'places'")
    for place in places:
        shop = subject.open(played, settings=place["settings"])
        here = str(place["warehouse"])
        one = drives.sellable(subject, shop, 1, at=here)[0]
        update = StockUpdate(one.listing_id, one.quantity + 3, sku=one.sku)
        before = played.listings()[update.listing_id]["warehouses"]
        subject.push_each(shop, [update])
        after = played.listings()[update.listing_id]["warehouses"]
        equal(update.quantity, after.get(here), f"The units at warehouse {here}")
        equal(_without(before, here), _without(after, here), "The units at other warehouses")


@check(
    "STK-10",
    Level.GOLD,
    "An answer that never came is not called done or refused: it stays unknown until read back.",
    roles=CHANNEL,
    hook=HOOK,
)
def lost(subject: Subject) -> None:
    """Lose the answers of pushes that were applied."""
    shop = subject.open(subject.play(120))
    update = _updates(subject, shop, 1)[0]
    shop.played.fault("* *: timeout-after(seconds=0.05)")
    try:
        results = subject.push_each(shop, [update])
    except CrossdockError as error:
        require(
            error.exit_code in {5, 11},
            f"A lost answer was told as {type(error).__name__}: {error.message}",
        )
    else:
        said = results[update.listing_id].outcome
        require(said is RowOutcome.UNKNOWN, f"A lost answer was told as {said}.")
    shop.played.calm()
    again = subject.push_each(shop, [update])
    _all_done(shop, [update], again)


@check(
    "STK-11",
    Level.GOLD,
    "What is read back after a push is what was pushed, and drift is seen.",
    roles=CHANNEL,
    hook="read_stock",
)
def read_back(subject: Subject) -> None:
    """Read back, let the seller change one, and read again; and one that does not exist."""
    shop = subject.open(subject.play(120))
    updates = _updates(subject, shop, 2)
    subject.push_each(shop, updates)
    for update in updates:
        equal(
            update.quantity,
            read(subject, shop, update.listing_id).quantity,
            f"{update.listing_id} read back",
        )
    drifted = updates[0].listing_id
    shop.played.control("POST", "/stock", {"listing_id": drifted, "quantity": 77})
    equal(77, read(subject, shop, drifted).quantity, "A listing the seller changed, read back")
    nobody = drives.unknown_id(list(shop.played.listings()))
    found = subject.hook("read_stock", connection=shop.connection, listing_ids=(nobody,))
    equal((), found, "The reading of a listing that the channel does not know")


def read(subject: Subject, shop: Shop, listing_id: str) -> StockReading:
    """Return what a listing shows, read back."""
    found = subject.hook("read_stock", connection=shop.connection, listing_ids=(listing_id,))
    mine = [one for one in found if one.listing_id == listing_id]
    if not mine:
        broken(f"Listing {listing_id} was not read back.")
    reading: StockReading = mine[0]
    return reading


def _updates(subject: Subject, shop: Shop, count: int) -> list[StockUpdate]:
    """Return updates of *count* listings to numbers that they do not show."""
    return [
        StockUpdate(one.listing_id, one.quantity + 3 + number, sku=one.sku)
        for number, one in enumerate(drives.sellable(subject, shop, count))
    ]


def _batches(subject: Subject, updates: list[StockUpdate]) -> list[list[StockUpdate]]:
    size = subject.manifest.stock_batch
    return [updates[start : start + size] for start in range(0, len(updates), size)]


def _one_result_each(updates: list[StockUpdate], report: PushReport) -> None:
    asked = Counter(update.listing_id for update in updates)
    told = Counter(result.listing_id for result in report.results)
    equal(asked, told, "The results of a push, by listing")


def _all_done(shop: Shop, updates: list[StockUpdate], results: Mapping[str, RowResult]) -> None:
    now = shop.played.stock()
    for update in updates:
        result = results.get(update.listing_id)
        if result is None:
            raise BrokenError(f"{update.listing_id} has no result.")
        equal(RowOutcome.DONE, result.outcome, f"The outcome of {update.listing_id}")
        equal(update.quantity, now[update.listing_id], f"What {update.listing_id} shows")


def _without(units: Mapping[str, int], place: str) -> dict[str, int]:
    return {name: count for name, count in units.items() if name != place and count}
