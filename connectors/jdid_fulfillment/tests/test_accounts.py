"""`crossdock_jdid_fulfillment.accounts`: who we are, and what has to hold."""

from __future__ import annotations

import pytest

from crossdock.errors import CredentialsRefusedError, RequestRefusedError
from crossdock_jdid_fulfillment import inspect_account

DEPT, WAREHOUSE, SHOP, SUPPLIER = (
    "master.queryDept",
    "master.queryWarehouse",
    "master.queryShop",
    "master.querySupplier",
)


@pytest.fixture(name="all_well")
def _all_well(platform):
    platform.replies |= {
        DEPT: {"querydept_result": [{"deptNo": "EBU0000000000123", "deptName": "Toko Budi"}]},
        WAREHOUSE: {"querywarehouse_result": [{"warehouseNo": "110008765", "status": 2}]},
        SHOP: {"queryshop_result": [{"shopNo": "ESP0000000000456"}]},
        SUPPLIER: {"querysupplier_result": [{"supplierNo": "EMS0000000000789"}]},
    }


def states(shop):
    """Return the state of each check by its name."""
    return {check.name: check.state.value for check in inspect_account(shop).checks}


@pytest.mark.usefixtures("all_well")
def test_all_is_well(shop):
    """Department, warehouse, shop and supplier are there, and everything is passed."""
    account = inspect_account(shop)

    assert ("toko_budi", "110008765-EBU0000000000123-toko_budi") == (
        account.account_id,
        account.name,
    )
    assert {
        "platform-open": "passed",
        "department-known": "passed",
        "warehouse-enabled": "passed",
        "shop-known": "passed",
        "supplier-known": "passed",
        "source-given": "passed",
        "pin-matches": "passed",
        "status-updates": "passed",
        "order-volume": "passed",
    } == {check.name: check.state.value for check in account.checks}
    assert "31 March 2023" in account.checks[0].detail


@pytest.mark.usefixtures("all_well")
@pytest.mark.parametrize(
    ("method", "answer", "check", "state"),
    [
        (DEPT, {}, "department-known", "failed"),
        (DEPT, {"querydept_result": [{"deptNo": "EBU9"}]}, "department-known", "failed"),
        (
            DEPT,
            {"error_response": {"code": "67", "zh_desc": "事业部不存在"}},
            "department-known",
            "failed",
        ),
        (WAREHOUSE, {}, "warehouse-enabled", "failed"),
        (
            WAREHOUSE,
            {"querywarehouse_result": [{"warehouseNo": "110008765", "status": "3"}]},
            "warehouse-enabled",
            "failed",
        ),
        (
            WAREHOUSE,
            {"querywarehouse_result": [{"warehouseNo": "110008765"}]},
            "warehouse-enabled",
            "unanswered",
        ),
        (SHOP, {}, "shop-known", "failed"),
        (SUPPLIER, {}, "supplier-known", "failed"),
    ],
)
def test_what_is_not_there(platform, shop, method, answer, check, state):
    """Each number that JD does not know fails its own check, with what to do."""
    platform.replies[method] = answer

    account = inspect_account(shop)

    [found] = [one for one in account.checks if one.name == check]
    assert state == found.state.value
    assert found.fix


@pytest.mark.usefixtures("all_well")
def test_what_is_not_given(platform, connect):
    """Shop, supplier and source that are not given fail without being asked for."""
    found = states(connect(shop="", supplier="", source=""))

    assert {"failed"} == {found[name] for name in ("shop-known", "supplier-known", "source-given")}
    assert [DEPT, WAREHOUSE] == platform.methods


@pytest.mark.usefixtures("all_well")
@pytest.mark.parametrize(
    ("told", "state"), [("toko_budi", "passed"), ("toko_siti", "failed"), (None, "passed")]
)
def test_whose_pin_it_is(platform, shop, told, state):
    """A PIN that JD tells must be ours; where it tells none, the department speaks for it."""
    row = {"deptNo": "EBU0000000000123", "pin": told}
    platform.replies[DEPT] = {"querydept_result": [row]}

    account = inspect_account(shop)

    [found] = [one for one in account.checks if one.name == "pin-matches"]
    assert state == found.state.value
    assert "toko_siti" not in found.detail


@pytest.mark.usefixtures("all_well")
def test_a_pin_that_nothing_speaks_for(platform, shop):
    """Where the department is not known either, the PIN was not compared."""
    platform.replies[DEPT] = {}

    assert "unanswered" == states(shop)["pin-matches"]


@pytest.mark.usefixtures("all_well")
def test_quick_authorisation_may_go_without_a_pin(platform, connect):
    """Without a PIN, the department of whoever logged in speaks for itself, or nothing does."""
    shop = connect(authorisation="quick", pin="", gateway_user="")

    account = inspect_account(shop)

    assert "110008765-EBU0000000000123" == account.name
    assert "passed" == states(shop)["pin-matches"]
    platform.replies[DEPT] = {}
    assert "unanswered" == states(shop)["pin-matches"]


@pytest.mark.usefixtures("all_well")
def test_how_states_come_in(connect):
    """Without a subscription, states are said to be pulled by hand between refreshes."""
    details = []
    for subscribed in ("yes", "no"):
        account = inspect_account(connect(subscribed=subscribed))
        details += [one.detail for one in account.checks if one.name == "status-updates"]

    assert "the account is subscribed" in details[0]
    assert "by hand" in details[1]


@pytest.mark.usefixtures("all_well")
@pytest.mark.parametrize(
    ("authorisation", "answer", "state"),
    [
        ("quick", "", "unanswered"),
        ("quick", "yes", "passed"),
        ("quick", "no", "failed"),
        ("basic", "no", "passed"),
    ],
)
def test_quick_authorisation_is_for_few_orders(connect, authorisation, answer, state):
    """Quick authorisation asks whether there are fewer than about 1,000 a day; basic does not."""
    answers = {"order_volume": answer} if answer else {}

    assert state == states(connect(answers=answers, authorisation=authorisation))["order-volume"]


@pytest.mark.usefixtures("all_well")
@pytest.mark.parametrize(("authorisation", "most"), [("quick", 1_000), ("basic", None)])
def test_the_number_of_orders_that_a_way_in_is_for(connect, authorisation, most):
    """It is told as a number, so that whoever knows the orders can count them."""
    account = inspect_account(connect(authorisation=authorisation))

    assert most == account.most_orders_a_day


@pytest.mark.parametrize(
    ("code", "error"), [("12", CredentialsRefusedError), ("15", RequestRefusedError)]
)
def test_wrong_credentials_are_no_check(platform, shop, refused, code, error):
    """A wrong key, secret or token, and a method that JD does not have, are errors."""
    platform.replies[DEPT] = refused(code, "no")

    with pytest.raises(error):
        inspect_account(shop)
