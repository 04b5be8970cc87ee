"""Merge groups: what was decided of each is added to, and never taken away."""

import sqlite3
from typing import Any

import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.orders.merging import MergeReason, Proposal
from crossdock.store import MergeState, Store
from crossdock.store.merges import MergeGroup

WHO: dict[str, Any] = {"who": "person", "run": "r"}


def proposal(*order_ids: str, connection: str = "shop") -> Proposal:
    """Return a proposal to merge orders of one buyer."""
    return Proposal(connection, order_ids, MergeReason.SAME_BUYER, one_address=True)


def test_a_group_comes_back_as_it_was_proposed(store: Store) -> None:
    """Its orders in their order, proposed."""
    key = store.merges.propose(proposal("9", "10", "1"), **WHO)

    assert MergeGroup(key, proposal("9", "10", "1"), MergeState.PROPOSED) == store.merges.get(key)


def test_accepted_and_undone(store: Store) -> None:
    """Each decision is kept with who, when and in which run."""
    key = store.merges.propose(proposal("1", "2"), who="pull", run="r1")
    store.merges.accept(key, who="person", run="r2")
    before = store.merges.undo(key, who="person", run="r3")

    assert MergeState.ACCEPTED is before.state
    assert MergeState.UNDONE is store.merges.get(key).state
    assert [
        ("proposed", "pull", "r1"),
        ("accepted", "person", "r2"),
        ("undone", "person", "r3"),
    ] == [(row["action"], row["who"], row["run"]) for row in store.merges.history(key)]


def test_an_order_is_merged_once(store: Store) -> None:
    """A group with an order of another accepted one waits until that is undone."""
    one = store.merges.propose(proposal("1", "2"), **WHO)
    other = store.merges.propose(proposal("1", "2", "3"), **WHO)
    store.merges.accept(one, **WHO)

    with pytest.raises(InputRefusedError, match="Order 1") as caught:
        store.merges.accept(other, **WHO)
    assert f"undo {one}" in caught.value.next_step
    store.merges.undo(one, **WHO)
    store.merges.accept(other, **WHO)
    assert MergeState.ACCEPTED is store.merges.get(other).state


def test_orders_of_one_id_on_two_connections_are_two(store: Store) -> None:
    """Another connection's order 1 is another order."""
    for name in ("shop", "other"):
        store.merges.accept(
            store.merges.propose(proposal("1", "2", connection=name), **WHO), **WHO
        )

    assert 2 == len(store.merges.groups("", (MergeState.ACCEPTED,)))
    assert 1 == len(store.merges.groups("other"))


@pytest.mark.parametrize("before", ["accepted", "undone", "lapsed"])
def test_only_a_proposal_is_accepted(store: Store, before: str) -> None:
    """What was decided is not decided again."""
    key = store.merges.propose(proposal("1", "2"), **WHO)
    {
        "accepted": store.merges.accept,
        "undone": store.merges.undo,
        "lapsed": store.merges.lapse,
    }[before](key, **WHO)

    with pytest.raises(InputRefusedError, match=before):
        store.merges.accept(key, **WHO)


def test_what_lapsed_is_not_undone(store: Store) -> None:
    """There is nothing to undo."""
    key = store.merges.propose(proposal("1", "2"), **WHO)
    store.merges.lapse(key, **WHO)

    with pytest.raises(InputRefusedError, match="lapsed"):
        store.merges.undo(key, **WHO)


def test_an_unknown_group(store: Store) -> None:
    """It is not found."""
    with pytest.raises(NotFoundError):
        store.merges.get(7)


def test_open_groups_of_a_connection_are_undone_together(store: Store) -> None:
    """When the connection goes, its orders go."""
    open_one = store.merges.propose(proposal("1", "2"), **WHO)
    store.merges.propose(proposal("1", "2", connection="other"), **WHO)

    assert 1 == store.merges.undo_all("shop", **WHO)
    assert MergeState.UNDONE is store.merges.get(open_one).state
    assert 0 == store.merges.undo_all("shop", **WHO)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE merge_events SET action = 'undone'",
        "DELETE FROM merge_events",
        "DELETE FROM merge_groups",
        "DELETE FROM merge_members",
    ],
)
def test_nothing_is_deleted(store: Store, statement: str) -> None:
    """History stays, whoever asks."""
    store.merges.propose(proposal("1", "2"), **WHO)

    with pytest.raises(sqlite3.Error):
        store.db.execute(statement)
