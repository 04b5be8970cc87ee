"""Whose an account is, how many orders it may carry, and which warehouses it has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from crossdock import Order, OrderStatus
from crossdock.accounts import CheckState
from crossdock.errors import InputRefusedError
from crossdock.flows.fulfilment.account import (
    Discovered,
    bind_account,
    check_orders,
    discover,
    inspect,
    name_of,
    news_come_by,
    orders_a_day,
)
from crossdock.fulfilment import RemoteWarehouse
from crossdock.inventory import SnapshotSemantics
from crossdock.store import Store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_warehouse_is_called_by_number_department_and_pin(house):
    """It has its service's number, and what that reports is all that lies there."""
    kept = house.store.warehouses.get(house.warehouse)
    told = house.settings

    assert f"{told['warehouse']}-{told['department']}-{told['pin']}" == kept.name
    assert ("gudang", told["warehouse"], told["department"], told["pin"], "ID", True) == (
        kept.connection,
        kept.remote_id,
        kept.department,
        kept.account,
        kept.country,
        kept.open,
    )
    assert SnapshotSemantics.PHYSICAL is kept.snapshots


def test_discovering_again_changes_nothing(house):
    """The warehouse is known, and so are those where no document of ours would go."""
    before = house.store.warehouses.all()

    found = discover(house.workspace, house.live)

    assert before == house.store.warehouses.all()
    assert {Discovered.KNOWN, Discovered.ELSEWHERE} == {one.became for one in found}


def test_a_second_connection_to_one_warehouse_is_refused_its_name(house):
    """One warehouse of one department and PIN is here once."""
    house.store.connections.add(house.stored("again"))

    found = discover(house.workspace, house.workspace.live("again"))

    (served,) = [one for one in found if one.remote.served]
    assert (Discovered.REFUSED, True) == (served.became, "already" in served.detail)


def test_the_pin_of_a_second_merchant_is_refused(house):
    """A second merchant is refused, and not told by whom it is used; the first may go on."""
    other = Store(house.workspace.folder / "crossdock.db", house.workspace.clock, "other")
    pin = house.settings["pin"]

    with pytest.raises(InputRefusedError) as refusal:
        other.bindings.bind("theirs", "jdid_fulfillment", pin)

    other.close()
    assert "main" not in f"{refusal.value.message} {refusal.value.next_step}"
    bind_account(house.workspace, house.live)
    house.store.connections.add(house.stored("second"))
    assert pin == bind_account(house.workspace, house.workspace.live("second"))


def test_the_database_itself_knows_one_merchant_per_account(house):
    """Whoever writes past the check is stopped all the same."""
    insert = """
        INSERT INTO account_bindings (merchant, connection, connector, account, created_at)
        VALUES ('other', 'theirs', 'jdid_fulfillment', ?, '')
        """

    with pytest.raises(Exception, match="one merchant only"):
        house.store.db.execute(insert, (house.settings["pin"],))


def test_a_removed_connection_sets_its_account_free(house):
    """Once no connection of the first merchant uses it, another merchant may."""
    house.store.connections.remove("gudang")
    other = Store(house.workspace.folder / "crossdock.db", house.workspace.clock, "other")

    other.bindings.bind("theirs", "jdid_fulfillment", house.settings["pin"])

    taken = house.store.bindings.is_taken("jdid_fulfillment", house.settings["pin"])
    other.close()
    assert taken


def test_an_account_in_use_elsewhere_is_a_check(house):
    """Looking tells that the account is another merchant's, and names nobody."""
    house.store.connections.remove("gudang")
    other = Store(house.workspace.folder / "crossdock.db", house.workspace.clock, "other")
    other.bindings.bind("theirs", "jdid_fulfillment", house.settings["pin"])
    other.close()

    checks = {one.name: one for one in inspect(house.workspace, house.live).checks}

    assert CheckState.FAILED is checks["account-ours"].state
    assert "other" not in checks["account-ours"].detail.replace("another", "")


def test_quick_authorisation_is_told_how_many_orders_come(house):
    """Basic authorisation is for any number, and nothing is said of it."""
    quick = house.workspace.open(house.stored(authorisation="quick"))

    told = {one.name for one in inspect(house.workspace, quick).checks}
    untold = {one.name for one in inspect(house.workspace, house.live).checks}

    assert (True, False) == ("orders-a-day" in told, "orders-a-day" in untold)


@pytest.mark.parametrize(
    ("a_day", "state"),
    [
        (0, CheckState.PASSED),
        (799.9, CheckState.PASSED),
        (800, CheckState.UNANSWERED),
        (1000, CheckState.UNANSWERED),
        (5000, CheckState.UNANSWERED),
    ],
)
def test_a_warning_begins_at_four_fifths(a_day, state):
    """It warns, and never fails: nobody is cut off."""
    assert state is check_orders(a_day, 1_000).state


def test_orders_are_counted_over_the_days_there_were(house):
    """Two days of orders are not spread over seven; a week ago is forgotten."""
    for number in range(40):
        at = NOON - timedelta(hours=number)
        house.store.orders.put("shop", Order(str(number), OrderStatus.PAID, (), at), pull=1)
    old = Order("old", OrderStatus.PAID, (), NOON - timedelta(days=8))
    house.store.orders.put("shop", old, pull=1)

    found = orders_a_day(house.store, NOON + timedelta(seconds=1))

    assert 24 <= found <= 25


def test_no_orders_are_none_a_day(house):
    """A new workspace has nothing to warn of."""
    assert 0 == orders_a_day(house.store, NOON)


def test_news_that_nobody_reads_do_not_come(house):
    """Subscribed or not, nothing here reads what the service would send."""
    assert "refresh" == news_come_by(house.workspace, "gudang")


def test_names_are_such_as_a_warehouse_may_have():
    """What no name may hold is replaced, and what says nothing is left out."""
    remote = RemoteWarehouse("110", "Gudang", department="EBU1")

    assert "110-EBU1-toko_budi_" == name_of(remote, "toko budi!")
    assert "110-EBU1" == name_of(remote, "EBU1")
    assert 64 == len(name_of(attrs.evolve(remote, department="E" * 80), "x"))


def test_an_account_that_the_service_names_is_bound_too(house):
    """Quick authorisation may go without a PIN; whose account it is shows once we ask."""
    house.store.connections.remove("gudang")
    house.store.connections.add(house.stored("quick", authorisation="quick", pin=""))
    live = house.workspace.live("quick")
    before = bind_account(house.workspace, live)

    discover(house.workspace, live)

    told = inspect(house.workspace, live).account_id
    assert ("", told) == (before, house.store.bindings.of("quick"))
    assert told
