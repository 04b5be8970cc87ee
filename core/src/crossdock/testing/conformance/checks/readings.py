"""STK-10, STK-11: an answer that was lost, and what is read back after a push."""

from __future__ import annotations

from crossdock.errors import CrossdockError
from crossdock.inventory import RowOutcome
from crossdock.testing.conformance.check import CHANNEL, check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.checks.pushes import HOOK, all_done, read, updates_of
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Subject


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
    update = updates_of(subject, shop, 1)[0]
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
    all_done(shop, [update], again)


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
    updates = updates_of(subject, shop, 2)
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
