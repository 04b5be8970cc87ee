"""ORD: what buyers ordered arrives whole, and what becomes of it is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from crossdock.errors import CrossdockError
from crossdock.flows.orders import pull_orders
from crossdock.orders import Order, OrderStatus, Window
from crossdock.testing.conformance.check import CHANNEL, broken, check, equal, require
from crossdock.testing.conformance.checks import drives
from crossdock.testing.conformance.checks.products import (
    with_strange_fields,
    with_strange_states,
)
from crossdock.testing.conformance.level import Level
from crossdock.testing.conformance.played import Played
from crossdock.testing.conformance.subject import Shop, Subject
from crossdock.testing.conformance.tap import rewritten
from crossdock.workspace import Live, Workspace

HOOK = "list_orders"
#: Days that a seeded shop has sold for, at most.
HISTORY = timedelta(days=10)
#: Orders that a message names.
MOST_NAMED = 5


@check(
    "ORD-01",
    Level.BRONZE,
    "Every order arrives with its lines and where it goes.",
    roles=CHANNEL,
    hook=HOOK,
)
def arrives(subject: Subject) -> None:
    """Let buyers order, and compare what arrives with what the sandbox holds."""
    shop = subject.open()
    placed = shop.played.place(5)
    now = shop.played.now()
    window = Window(now - HISTORY, now + timedelta(minutes=1))
    found = {order.order_id: order for order in subject.orders(shop, window)}
    missing = [name for name in placed if name not in found]
    require(not missing, f"Of 5 orders placed {len(missing)} did not arrive: {missing}.")
    rows = shop.played.orders()
    for name, order in found.items():
        require(name in rows, f"Order {name} is none of the platform's.")
        equal(_bought(rows[name]["lines"]), _lines(order), f"The lines of order {name}")
    told = [found[name] for name in placed]
    require(
        all(order.sealed or any(_place(order)) for order in told),
        "An order does not tell where it goes.",
    )
    require(all(order.raw_status for order in told), "An order does not tell its raw_status.")


@check(
    "ORD-02",
    Level.SILVER,
    "Every status of the platform is known; one that is new becomes UNKNOWN, with its own word.",
    roles=CHANNEL,
    hook=HOOK,
)
def statuses(subject: Subject) -> None:
    """Read the seeded orders, then let the platform use a status that nobody has heard of."""
    shop = subject.open()
    shop.played.place(3)
    now = shop.played.now()
    window = Window(now - HISTORY, now + timedelta(minutes=1))
    usual = subject.orders(shop, window)
    strange = [
        one.raw_status
        for one in usual
        # A platform may have a word of its own for what it does not know.
        if one.status is OrderStatus.UNKNOWN
        and "unknown" not in one.raw_status.lower().replace("_", "")
    ]
    require(not strange, f"Orders of the seed have statuses that are not known: {strange[:3]}.")
    with shop.played.tap.after(lambda one: rewritten(one.answer, with_strange_fields)):
        same = subject.orders(shop, window)
    equal(usual, same, "The orders when their records hold an unknown field")
    states = {one.raw_status for one in usual}
    with shop.played.tap.after(lambda one: with_strange_states(one, states)):
        told = subject.orders(shop, window)
    unknown = [one for one in told if one.status is OrderStatus.UNKNOWN]
    require(unknown, "An order of a status that nobody has heard of is not UNKNOWN.")
    require(
        all(one.raw_status not in states for one in unknown),
        "The new status is not in raw_status.",
    )


@check(
    "ORD-03",
    Level.SILVER,
    "An order that is cancelled after it was pulled is seen as cancelled.",
    roles=CHANNEL,
    hook="get_order",
)
def cancelled(subject: Subject) -> None:
    """Cancel an order between two pulls, and read it and the list again."""
    shop = subject.open()
    name, other = shop.played.place(2)
    before = subject.hook("get_order", connection=shop.connection, order_id=name)
    require(
        before.status not in {OrderStatus.CANCELLED, OrderStatus.UNKNOWN},
        f"A new order is {before.status}.",
    )
    shop.played.happen(name, "cancel")
    after = subject.hook("get_order", connection=shop.connection, order_id=name)
    equal(OrderStatus.CANCELLED, after.status, "The status of an order that was cancelled")
    same = subject.hook("get_order", connection=shop.connection, order_id=other)
    equal(before.status, same.status, "The status of an order that was left alone")


@check(
    "ORD-04",
    Level.SILVER,
    "An order of goods that are linked to nothing is kept and shown to a person, never dropped.",
    roles=CHANNEL,
    hook=HOOK,
)
def unmapped(subject: Subject) -> None:
    """Pull an order in a workspace that knows no listing."""
    played = subject.play()
    workspace, live = subject.workspace(played)
    (name,) = played.place(1)
    _first_pull(workspace, live, played)
    kept = {order.order_id: order for order in _kept(workspace, live.name)}
    require(name in kept, "An order of goods that are linked to nothing was dropped.")
    equal(
        _bought(played.orders()[name]["lines"]), _lines(kept[name]), "The lines of the kept order"
    )


@check(
    "CUR-01",
    Level.SILVER,
    "A second pull brings what is new, and what lies on the boundary no second time.",
    roles=CHANNEL,
    hook=HOOK,
)
def only_new(subject: Subject) -> None:
    """Pull, let buyers order, and pull again."""
    played = subject.play()
    workspace, live = subject.workspace(played)
    played.place(2)
    _first_pull(workspace, live, played)
    known = {order.order_id for order in _kept(workspace, live.name)}
    nothing = pull_orders(workspace, live).counts
    equal(0, nothing.get("new", 0), "The new orders of a pull after which nobody ordered")
    placed = played.place(3)
    counts = pull_orders(workspace, live).counts
    equal(3, counts.get("new", 0), "The new orders after three were placed")
    now_known = {order.order_id for order in _kept(workspace, live.name)}
    equal(known | set(placed), now_known, "The orders that are kept")


@check(
    "CUR-02",
    Level.SILVER,
    "Orders of the second at which a pull ended are neither lost nor taken in twice.",
    roles=CHANNEL,
    hook=HOOK,
)
def same_second(subject: Subject) -> None:
    """Stop the clock, and let buyers order before and after a pull."""
    played = subject.play()
    # What the sandbox was furnished with happened before the second that is looked at.
    played.freeze(played.now() + timedelta(seconds=1))
    workspace, live = subject.workspace(played)
    first = played.place(2)
    _first_pull(workspace, live, played)
    second = played.place(2)
    with _counted(subject, 2, "The new orders of the same second") as counts:
        counts.update(pull_orders(workspace, live).counts)
    played.advance(timedelta(minutes=5))
    with _counted(subject, 0, "The new orders five minutes later") as counts:
        counts.update(pull_orders(workspace, live).counts)
    kept = Counter(order.order_id for order in _kept(workspace, live.name))
    equal([1] * 4, [kept[name] for name in (*first, *second)], "How often each order is kept")


@check(
    "CUR-03",
    Level.SILVER,
    "An order that shows up late, but within the declared overlap, is found.",
    roles=CHANNEL,
    hook=HOOK,
)
def late(subject: Subject) -> None:
    """Let an order carry a time from before the last pull."""
    played = subject.play()
    workspace, live = subject.workspace(played)
    played.advance(timedelta(hours=2))
    _first_pull(workspace, live, played)
    back = subject.manifest.order_overlap / 2
    played.advance(-back)
    placed = played.place(2)
    played.advance(back + timedelta(minutes=2))
    counts = pull_orders(workspace, live).counts
    kept = {order.order_id for order in _kept(workspace, live.name)}
    require(set(placed) <= kept, "An order that showed up late was not found.")
    equal(2, counts.get("new", 0), "The new orders of the pull")


@check(
    "CUR-04",
    Level.SILVER,
    "A span in the future holds nothing; a cursor that is none of its own is refused in words.",
    roles=CHANNEL,
    hook=HOOK,
)
def cursors(subject: Subject) -> None:
    """Ask for next year's orders, and with a cursor made up."""
    shop = drives.warmed(subject)
    ahead = shop.played.now() + timedelta(days=300)
    window = Window(ahead, ahead + timedelta(hours=1))
    equal([], subject.orders(shop, window), "The orders of next year")
    for hook, given in (("list_products", {}), ("list_orders", {"window": drives.lately(shop)})):
        for cursor in ("no cursor of yours", "{}", '{"page":-1}'):
            _refuses(subject, shop, hook, given, cursor)


def _refuses(subject: Subject, shop: Shop, hook: str, given: dict[str, Any], cursor: str) -> None:
    mark = shop.played.tap.mark()
    try:
        subject.hook(hook, connection=shop.connection, cursor=cursor, **given)
    except CrossdockError as error:
        require(error.message.strip(), f"{hook} refuses the cursor {cursor!r} without a word.")
        require(not shop.played.tap.since(mark), f"{hook} sent the cursor {cursor!r} on its way.")
    except Exception as error:  # noqa: BLE001 - what a connector raises is what is looked at
        broken(f"{hook} with the cursor {cursor!r} raised {type(error).__name__}: {error}")
    else:
        broken(f"{hook} takes the cursor {cursor!r}, which is none of its own.")


def _first_pull(workspace: Workspace, live: Live, played: Played) -> None:
    """Pull for the first time, and not much further back than the next pulls will."""
    back = 3 * live.manifest.order_overlap + timedelta(hours=4)
    pull_orders(workspace, live, since=played.now() - back)


@contextmanager
def _counted(subject: Subject, due: int, what: str) -> Iterator[Counter[str]]:
    """Raise unless *due* orders are new in what is counted; tell which window brought which."""
    before = subject.recorder.pulled(HOOK)
    counts: Counter[str] = Counter()
    yield counts
    if counts["new"] == due:
        return
    known = {order.order_id for _, page in before for order in page.items}
    told = [
        f"the window from {given['window'].start.isoformat()} to"
        f" {given['window'].end.isoformat()} brought for the first time"
        f" {_named(one for one in page.items if one.order_id not in known)}"
        for given, page in subject.recorder.pulled(HOOK)[len(before) :]
    ]
    broken(
        f"{what}: expected {due}, found {counts['new']}; {'; '.join(told)}. A window's ends are"
        " both included, to the fraction of a second."
    )


def _named(orders: Iterable[Order]) -> str:
    told = [
        f"{one.order_id} (changed {one.updated_at.isoformat() if one.updated_at else '?'})"
        for one in orders
    ]
    return ", ".join(told[:MOST_NAMED]) or "none"


def _kept(workspace: Workspace, connection: str) -> list[Order]:
    return list(workspace.store.orders.of(connection))


def _bought(rows: Any) -> Counter[tuple[str, int]]:
    return Counter((str(row["listing_id"]), int(row["quantity"])) for row in rows)


def _lines(order: Order) -> Counter[tuple[str, int]]:
    return Counter((line.listing_id, line.quantity) for line in order.lines)


def _place(order: Order) -> tuple[str, ...]:
    address = order.address
    return (address.street, address.district, address.city, address.province, address.postal_code)
