"""Stock rules and sharing: revisions that stay, so that the past can be read."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from crossdock.errors import InputRefusedError, NotFoundError
from crossdock.inventory import Rule, RuleKind, Sharing, SharingMode
from crossdock.store import SharedPattern, Store

KEEP = Rule("keep", RuleKind.BUFFER, 2, "shop", "KAOS-*", starts=datetime(2023, 1, 1, tzinfo=UTC))


def test_a_rule_comes_back_as_it_was_given(store: Store) -> None:
    """Every field of it."""
    ends = datetime(2030, 1, 1, 7, tzinfo=UTC)
    rule = attrs.evolve(KEEP, ends=ends)

    store.rules.add(rule, "r")

    assert [rule] == store.rules.rules()
    assert rule == store.rules.get("keep")


def test_a_name_is_taken_once(store: Store) -> None:
    """A second rule of the name is refused, and the first one stands."""
    store.rules.add(KEEP, "r")

    with pytest.raises(InputRefusedError, match="keep"):
        store.rules.add(attrs.evolve(KEEP, value=9), "r")
    assert [KEEP] == store.rules.rules()


def test_an_edit_leaves_the_past_readable(store: Store, clock: Any) -> None:
    """The rule as it was is there for whoever asks of then."""
    store.rules.add(KEEP, "r1")
    then = clock()
    clock.pass_(60)
    after = attrs.evolve(KEEP, value=5)
    store.rules.replace(after, "r2")

    assert [KEEP] == store.rules.rules(then)
    assert [after] == store.rules.rules()
    assert [after] == store.rules.rules(clock())
    assert [] == store.rules.rules(then - timedelta(seconds=1))
    assert [(2, "r1"), (5, "r2")] == [
        (row["value"], row["run"]) for row in store.rules.history("keep")
    ]


def test_a_removed_rule_holds_no_longer_and_stays(store: Store, clock: Any) -> None:
    """Its name is free again, and its history is longer."""
    store.rules.add(KEEP, "r")
    then = clock()
    clock.pass_(1)
    assert store.rules.end("keep") == KEEP
    store.rules.add(attrs.evolve(KEEP, value=7), "r")

    assert [KEEP] == store.rules.rules(then)
    assert 2 == len(store.rules.history("keep"))


@pytest.mark.parametrize(
    "act",
    [
        lambda rules: rules.get("keep"),
        lambda rules: rules.end("keep"),
        lambda rules: rules.replace(KEEP, "r"),
        lambda rules: rules.unshare("KAOS-*"),
    ],
)
def test_what_is_not_there(store: Store, act: Callable[[Any], Any]) -> None:
    """It is not found, and where to look is said."""
    with pytest.raises(NotFoundError) as caught:
        act(store.rules)

    assert "list" in caught.value.next_step


def test_rules_of_a_connection_end_with_it(store: Store) -> None:
    """Those for others, and for all, stay."""
    general = Rule("all", RuleKind.BUFFER, 1)
    store.rules.add(KEEP, "r")
    store.rules.add(general, "r")

    assert 1 == store.rules.end_of("shop")
    assert [general] == store.rules.rules()


def test_sharing_comes_back_as_it_was_given(store: Store, clock: Any) -> None:
    """Of one pattern the last word holds, and the word before can be read."""
    first = SharedPattern("KAOS-*", Sharing(SharingMode.HYBRID, (("b", 2), ("a", 1)), 4))
    store.rules.share(first, "r")
    then = clock()
    clock.pass_(1)
    second = SharedPattern("KAOS-*", Sharing(SharingMode.PARTITION))
    store.rules.share(second, "r")

    assert [first] == store.rules.sharing(then)
    assert [second] == store.rules.sharing()
    store.rules.unshare("KAOS-*")
    assert [] == store.rules.sharing()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_rules SET value = 9, until = 'x'",
        "UPDATE stock_rules SET value = 9",
        "DELETE FROM stock_rules",
        "UPDATE stock_sharing SET mode = 'shared', until = 'x'",
        "DELETE FROM stock_sharing",
        "REPLACE INTO stock_rules SELECT * FROM stock_rules",
    ],
)
def test_a_revision_stays(store: Store, statement: str) -> None:
    """Not even behind the store's back is what was said ever changed."""
    store.rules.add(KEEP, "r")
    store.rules.share(SharedPattern("*", Sharing(SharingMode.HYBRID)), "r")

    with pytest.raises(sqlite3.Error):
        store.db.execute(statement)


def test_an_ended_revision_never_holds_again(store: Store) -> None:
    """Its end is said once."""
    store.rules.add(KEEP, "r")
    store.rules.end("keep")

    with pytest.raises(sqlite3.Error):
        store.db.execute("UPDATE stock_rules SET until = '2099'")
