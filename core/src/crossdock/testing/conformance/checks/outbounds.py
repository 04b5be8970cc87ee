"""OUT: an order sent to a warehouse becomes one outbound there, whatever gets lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import attrs

from crossdock.errors import (
    CrossdockError,
    InputRefusedError,
    OutcomeUnknownError,
    RequestRefusedError,
)
from crossdock.fulfilment import (
    CancelOutcome,
    DocumentKey,
    DocumentLine,
    RemoteOutbound,
    StockLevel,
)
from crossdock.testing.conformance.check import (
    FULFILMENT,
    check,
    equal,
    raised,
    require,
)
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.testing.conformance.tap import saying

HOOK = "create_outbound"


def _ready(subject: Subject) -> tuple[Shop, list[StockLevel]]:
    shop = drives.warmed(subject)
    return shop, drives.in_stock(subject, shop, 2)


@check(
    "OUT-01",
    Level.BRONZE,
    "An outbound gets the service's id, and carries our reference.",
    roles=FULFILMENT,
    hook=HOOK,
)
def made(subject: Subject) -> None:
    """Make an outbound of two goods, and look it up."""
    shop, goods = _ready(subject)
    outbound = drives.outbound_of(subject, shop, *goods, units=2)
    one = drives.created(subject, shop, outbound)
    require(one.remote_id, "It has no id of the service's.")
    equal(outbound.reference, one.reference, "The reference of the outbound")
    row = shop.played.orders().get(one.remote_id)
    require(row is not None, f"The platform has no outbound {one.remote_id}.")
    equal(
        sorted(line.quantity for line in outbound.lines),
        sorted(line["quantity"] for line in (row or {})["lines"]),
        "The units of the outbound",
    )


@check(
    "OUT-02",
    Level.BRONZE,
    "The same outbound sent again is the one that is there already.",
    roles=FULFILMENT,
    hook=HOOK,
)
def once(subject: Subject) -> None:
    """Make one outbound twice."""
    shop, goods = _ready(subject)
    outbound = drives.outbound_of(subject, shop, *goods)
    before = len(shop.played.orders())
    first = drives.created(subject, shop, outbound)
    second = drives.created(subject, shop, outbound)
    equal(first.remote_id, second.remote_id, "The id of the second attempt")
    equal(before + 1, len(shop.played.orders()), "The outbounds at the service")


@check(
    "OUT-03",
    Level.BRONZE,
    "Another outbound under a reference that is taken is refused, and changes nothing.",
    roles=FULFILMENT,
    hook=HOOK,
)
def conflict(subject: Subject) -> None:
    """Send other goods under the same reference."""
    shop, goods = _ready(subject)
    outbound = drives.outbound_of(subject, shop, goods[0], units=1)
    drives.created(subject, shop, outbound)
    before = shop.played.orders()
    other = drives.outbound_of(subject, shop, goods[1], units=3, reference=outbound.reference)
    raised(
        RequestRefusedError,
        lambda: drives.created(subject, shop, other),
        "An outbound of other goods under a reference that is taken",
    )
    equal(before.keys(), shop.played.orders().keys(), "The outbounds at the service")


@check(
    "OUT-04",
    Level.SILVER,
    "When the answer to an outbound is lost, its outcome is unknown, and the look-up finds it.",
    roles=FULFILMENT,
    hook="find_outbound",
)
def lost_after(subject: Subject) -> None:
    """Apply an outbound, answer with nothing, and look it up."""
    shop, goods = _ready(subject)
    outbound = drives.outbound_of(subject, shop, *goods)
    before = len(shop.played.orders())
    with shop.played.tap.after(lambda _: saying(504, b"")):
        raised(
            OutcomeUnknownError,
            lambda: drives.created(subject, shop, outbound),
            "An outbound whose answer was lost",
        )
    found = _find(subject, shop, outbound.reference)
    require(found, "The look-up does not find an outbound that was made.")
    equal(outbound.reference, found[0].reference, "The reference of what was found")
    equal(before + 1, len(shop.played.orders()), "The outbounds at the service")


@check(
    "OUT-05",
    Level.SILVER,
    "When an outbound never arrived, the look-up says so, and the next attempt makes one.",
    roles=FULFILMENT,
    hook="find_outbound",
)
def lost_before(subject: Subject) -> None:
    """Swallow an outbound, look it up, and send it again."""
    shop, goods = _ready(subject)
    outbound = drives.outbound_of(subject, shop, *goods)
    before = len(shop.played.orders())
    with shop.played.tap.instead(lambda _: saying(504, b"")):
        raised(
            OutcomeUnknownError,
            lambda: drives.created(subject, shop, outbound),
            "An outbound that was never answered",
        )
    equal((), _find(subject, shop, outbound.reference), "What the look-up finds")
    drives.created(subject, shop, outbound)
    equal(before + 1, len(shop.played.orders()), "The outbounds at the service")


@check(
    "OUT-06",
    Level.SILVER,
    "What the service refuses is told as refused, with its reason, and is not tried again.",
    roles=FULFILMENT,
    hook=HOOK,
)
def refused(subject: Subject) -> None:
    """Ask for goods that the service does not know."""
    shop, goods = _ready(subject)
    known = [level.remote_id or level.sku for level in drives.levels(subject, shop)]
    nobody = drives.unknown_id(known)
    outbound = attrs.evolve(
        drives.outbound_of(subject, shop, *goods), lines=(DocumentLine(nobody, 1, nobody),)
    )
    before, mark = len(shop.played.orders()), shop.played.tap.mark()
    error = raised(
        (RequestRefusedError, InputRefusedError),
        lambda: drives.created(subject, shop, outbound),
        "An outbound of goods that the service does not know",
    )
    require(error.message.strip(), "It was refused without a reason.")
    bodies = [one.body for one in shop.played.tap.since(mark) if one.body]
    require(len(bodies) == len(set(bodies)), "What was refused was sent again.")
    equal(before, len(shop.played.orders()), "The outbounds at the service")


@check(
    "OUT-08",
    Level.SILVER,
    "Cancelling before picking succeeds, twice as once; once the goods left, it is refused.",
    roles=FULFILMENT,
    hook="cancel_outbound",
)
def cancelled(subject: Subject) -> None:
    """Cancel a new outbound twice, and one that has left."""
    shop, goods = _ready(subject)
    first = drives.created(subject, shop, drives.outbound_of(subject, shop, *goods))
    key = DocumentKey(first.reference, first.remote_id)
    for attempt in ("The first", "The second"):
        told = subject.hook("cancel_outbound", connection=shop.connection, document=key)
        equal(CancelOutcome.CANCELLED, told.outcome, f"{attempt} cancellation")
    left = drives.created(subject, shop, drives.outbound_of(subject, shop, *goods))
    _ship(shop, left.remote_id)
    key = DocumentKey(left.reference, left.remote_id)
    told = subject.hook("cancel_outbound", connection=shop.connection, document=key)
    equal(CancelOutcome.REFUSED, told.outcome, "The cancellation of what has left")
    require(told.reason.strip(), "The cancellation is refused without a reason.")


@check(
    "OUT-09",
    Level.GOLD,
    "Two workers that send one outbound at the same moment make one.",
    roles=FULFILMENT,
    hook=HOOK,
)
def together(subject: Subject) -> None:
    """Send one outbound from two threads."""
    shop, goods = _ready(subject)
    outbound = drives.outbound_of(subject, shop, *goods)
    before = len(shop.played.orders())

    def send(_: int) -> str:
        try:
            return drives.created(subject, shop, outbound).remote_id
        except CrossdockError as error:
            return type(error).__name__

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(send, range(2)))
    equal(before + 1, len(shop.played.orders()), f"The outbounds at the service ({told})")
    require(any(name in shop.played.orders() for name in told), f"Neither was told of it: {told}.")


def _find(subject: Subject, shop: Shop, reference: str) -> tuple[RemoteOutbound, ...]:
    found: tuple[RemoteOutbound, ...] = subject.hook(
        "find_outbound", connection=shop.connection, reference=reference
    )
    return found


def _ship(shop: Shop, remote_id: str) -> None:
    """Let an outbound leave the warehouse.

    Raises:

        NotPlayedError: the sandbox plays no event ``ship``.
    """
    shop.played.happen(remote_id, "ship")
