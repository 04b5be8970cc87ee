"""Interaction settings are kept as revisions, and refuse what they switch off."""

import sqlite3
from datetime import timedelta
from typing import Any

import pytest

from crossdock.errors import ConfigurationError
from crossdock.interaction import Interaction
from crossdock.store import Store


def test_unsaid_is_as_usual(store: Store) -> None:
    """A connection that nobody said anything of is dealt with as usual."""
    assert Interaction() == store.interactions.of("shop")


def test_settings_come_back_as_they_were_given(store: Store, clock: Any) -> None:
    """Every one of them, and of one connection only."""
    given = Interaction(
        active=False, max_stock=0, buffer=3, auto_merge=True, import_orders=clock()
    )

    store.interactions.put("shop", given, "r")

    assert given == store.interactions.of("shop")
    assert Interaction() == store.interactions.of("other")


def test_the_past_can_be_read(store: Store, clock: Any) -> None:
    """What held then is told of then."""
    store.interactions.put("shop", Interaction(buffer=1), "r1")
    then = clock()
    clock.pass_(60)
    store.interactions.put("shop", Interaction(buffer=2), "r2")

    assert 1 == store.interactions.of("shop", then).buffer
    assert 2 == store.interactions.of("shop", clock()).buffer
    assert 0 == store.interactions.of("shop", then - timedelta(1)).buffer
    assert ["r1", "r2"] == [row["run"] for row in store.interactions.history("shop")]


def test_an_end_goes_back_to_the_usual(store: Store) -> None:
    """A connection added again under an old name begins anew."""
    store.interactions.put("shop", Interaction(active=False), "r")

    assert 1 == store.interactions.end("shop")
    assert Interaction() == store.interactions.of("shop")


@pytest.mark.parametrize("setting", ["active", "sync_inventory", "sync_stock"])
def test_what_is_off_is_refused(store: Store, setting: str) -> None:
    """The refusal names the setting, and the next step switches it on."""
    store.interactions.require("shop", setting)
    store.interactions.put("shop", Interaction(**{setting: False}), "r")

    with pytest.raises(ConfigurationError, match="shop") as caught:
        store.interactions.require("shop", setting)
    assert f"shop --set {setting}=yes" in caught.value.next_step


def test_a_revision_stays(store: Store) -> None:
    """It is neither changed nor deleted."""
    store.interactions.put("shop", Interaction(), "r")

    with pytest.raises(sqlite3.Error):
        store.db.execute("UPDATE interactions SET body = '{}', until = 'x'")
    with pytest.raises(sqlite3.Error):
        store.db.execute("DELETE FROM interactions")
