"""P37 to P41: what a push engine owes to a channel that fails, forgets and answers late."""

# ruff: noqa: S101 - a law is an assertion

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import attrs
from hypothesis import strategies as st

from crossdock.inventory import SharingMode
from crossdock.testing import reference
from crossdock.testing.channel import Channel, Fault, ProcessDiedError
from crossdock.testing.strategies import CONNECTIONS, WAREHOUSES, faults, interleavings, worlds
from crossdock.testing.subjects import OpenFence, OpenSeller, Seller
from crossdock.testing.worlds import World, ordered, returned

#: News: which SKU, at which warehouse, how many more.
News = tuple[str, str, int]
_NEWS = st.lists(
    st.tuples(
        st.sampled_from(("shirt", "mug")), st.sampled_from(WAREHOUSES[:3]), st.integers(1, 3)
    ),
    max_size=5,
)
#: More pushes than any implementation needs once all faults are over.
_PATIENCE = 12


def convergence(open_seller: OpenSeller, world: Annotated[World, worlds()]) -> None:
    """P37: After one push every listing shows what it should, and a second one sends nothing."""
    channel = Channel()
    seller = open_seller(channel, world)
    seller.push()
    assert dict(seller.wanted()) == channel.snapshot() == dict(seller.shown())
    requests = channel.requests
    seller.push()
    assert requests == channel.requests


def coalescing(
    open_seller: OpenSeller,
    world: Annotated[World, worlds()],
    rounds: Annotated[Sequence[list[News]], st.lists(_NEWS, max_size=4)],
) -> None:
    """P38: Any number of changes between two pushes costs a listing one request at most.

    And none if it is to show what it shows.
    """
    channel = Channel()
    seller = open_seller(channel, world)
    number = 0
    for news in ([], *rounds):
        before, sent = channel.snapshot(), len(channel.sent)
        for sku, warehouse, units in news:
            number += 1
            seller.record([ordered(sku, warehouse, units, 100 + number)])
        seller.push()
        wanted = dict(seller.wanted())
        changed = {name: 1 for name in wanted if before.get(name) != wanted[name]}
        assert changed == Counter(name for name, _ in channel.sent[sent:])
        assert wanted == channel.snapshot()


def fence(
    open_fence: OpenFence,
    quantities: Annotated[Sequence[int], st.lists(st.integers(0, 5), min_size=1, max_size=6)],
    answers: Annotated[Sequence[int], st.lists(st.integers(0, 5), max_size=10)],
) -> None:
    """P39: Answers in any order, repeated or lost: an older one never replaces a newer."""
    memory = open_fence()
    sent = [(memory.send(quantity), quantity) for quantity in quantities]
    newest = -1
    for answer in answers:
        index = answer % len(sent)
        memory.acknowledge(*sent[index])
        newest = max(newest, index)
        assert quantities[newest] == memory.shown()


def fault_transparency(
    open_seller: OpenSeller,
    world: Annotated[World, worlds(kits=False)],
    rounds: Annotated[Sequence[list[News]], st.lists(_NEWS, max_size=3)],
    schedule: Annotated[list[Fault], faults()],
) -> None:
    """P40: Once faults end, the channel shows what it would show had there been none.

    Faults are requests turned away, lost, applied without an answer or applied
    late, and processes killed before and after sending.
    """
    calm, rough = Channel(), Channel()
    for channel in (calm, rough):
        seller = open_seller(channel, world)
        if channel is rough:
            channel.break_down(schedule)
        for number, news in enumerate(rounds):
            for index, (sku, warehouse, units) in enumerate(news):
                event = returned(sku, warehouse, units)
                seller.record([attrs.evolve(event, key=f"{event.key}:{number}.{index}")])
            _push(seller)
        settle_down(seller, channel)
        wanted = dict(seller.wanted())
        assert wanted == {name: channel.read(name) for name in wanted} == dict(seller.shown())
    assert {name: calm.read(name) for name in wanted} == wanted


def nothing_oversold(
    open_seller: OpenSeller,
    world: Annotated[
        World,
        worlds(
            kits=False, rules=(), pending=False, short=False, sharing=SharingMode.PARTITION, most=5
        ),
    ],
    turns: Annotated[Sequence[tuple[int, int]], interleavings(4)],
    schedule: Annotated[list[Fault], faults(without=(Fault.LATE,))],
) -> None:
    """P41: With stock divided, orders imported before every push, nothing is sold twice.

    At every moment all orders can be served, however buyers and pushes take
    turns and whatever requests fail, as long as none is applied late.
    """
    stock = world.available("shirt")
    if not reference.servable(stock, world.holdings.pooled("shirt").items()):
        return
    channel = Channel(faults=list(schedule))
    seller = open_seller(channel, world)
    owed = list(world.holdings.pooled("shirt").items())
    unread: list[tuple[str, frozenset[str], int]] = []
    orders = 0
    for turn, units in ((3, 0), *turns):
        if turn < len(world.offers):
            offer = world.offers[turn]
            sold = channel.sell(offer.listing_id, units)
            if sold:
                unread.append((offer.listing_id, offer.pool, sold))
                owed.append((offer.pool, sold))
        elif turn == len(CONNECTIONS):
            for listing_id, pool, sold in unread:
                orders += 1
                event = ordered("shirt", pool, sold, 1000 + orders)
                seller.imported(listing_id, sold, event)
            unread.clear()
            _push(seller)
        assert reference.servable(stock, owed)


def settle_down(seller: Seller, channel: Channel) -> None:
    """Push until nothing is sent any more, time passing in between, and assert that it ends."""
    for _ in range(_PATIENCE):
        channel.wait(channel.horizon)
        requests = channel.requests
        died = _push(seller)
        if not died and requests == channel.requests:
            channel.faults.clear()
            return
    raise AssertionError(f"After {_PATIENCE} pushes requests are still sent.")


def _push(seller: Seller) -> bool:
    """Push, restarting the process if it dies; return whether it did."""
    try:
        seller.push()
    except ProcessDiedError:
        seller.restart()
        return True
    return False
