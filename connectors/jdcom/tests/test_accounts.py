"""`crossdock_jdcom.accounts`: who we are, and what the app may read."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

import crossdock_jdcom
from crossdock import CheckState
from crossdock.errors import CredentialsRefusedError, RemoteTroubleError
from crossdock.http import Response

SHOP = "jingdong.vender.shop.query"
VENDER = "jingdong.seller.vender.info.get"
WARES = "jingdong.ware.read.searchWare4Valid"
ORDERS = "jingdong.pop.order.search"
AUDITS = "jingdong.pop.afs.soa.refundapply.queryPageList"
ROW = {"vender_id": 11, "shop_id": 22, "shop_name": "红色小店"}


@pytest.fixture(autouse=True)
def _everything_works(platform):
    platform.replies[SHOP] = {"shop_jos_result": ROW}
    platform.replies[WARES] = {"page": {"totalItem": 0}}
    platform.replies[ORDERS] = {"searchorderinfo_result": {"apiResult": {"success": True}}}
    platform.replies[AUDITS] = {"queryResult": {"success": True}}


def checks(shop):
    """Return the state of each check by its name."""
    return {check.name: check.state for check in crossdock_jdcom.inspect_account(shop).checks}


def test_the_shop_and_its_checks(shop):
    """The shop is named, and everything that is needed can be read."""
    account = crossdock_jdcom.inspect_account(shop)

    assert ("22", "红色小店") == (account.account_id, account.name)
    assert dict.fromkeys(
        (
            "shop-known",
            "clock-close",
            "products-readable",
            "orders-readable",
            "refunds-readable",
        ),
        CheckState.PASSED,
    ) == checks(shop)


@pytest.mark.parametrize("code", ["12", "19", "20", "21", "80"])
def test_bad_credentials_are_told_at_once(shop, platform, code):
    """Where key, secret, token or address are wrong, there is nothing else to check."""
    platform.replies[SHOP] = {"error_response": {"code": code}}

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdcom.inspect_account(shop)

    assert caught.value.next_step
    assert 1 == len(platform.asked)


def test_the_shop_by_its_merchant(shop, platform):
    """Where the app may not ask for the shop, the merchant tells it."""
    platform.replies[SHOP] = {"error_response": {"code": "24"}}
    platform.replies[VENDER] = {"vender_info_result": ROW}

    assert "22" == crossdock_jdcom.inspect_account(shop).account_id


def test_a_shop_that_nobody_tells(shop, platform):
    """An app that may ask for neither still has its other checks."""
    platform.replies[SHOP] = {"error_response": {"code": "24"}}

    found = checks(shop)

    assert CheckState.UNANSWERED is found["shop-known"]
    assert CheckState.PASSED is found["orders-readable"]


def test_a_closed_shop(shop, platform):
    """A shop that is not open is a failed check with what to do."""
    platform.replies[SHOP] = {
        "shop_jos_result": {"success": False, "errorCode": 11100006, "errorMsg": "店铺未开通"}
    }

    account = crossdock_jdcom.inspect_account(shop)

    assert ("shop-open", CheckState.FAILED) == (account.checks[0].name, account.checks[0].state)
    assert "Open the shop" in account.checks[0].fix


def test_a_missing_permission(shop, platform):
    """Orders that do not come in for want of a permission are a failed check, with the fix."""
    platform.replies[ORDERS] = {"error_response": {"code": "88", "en_desc": "apply first"}}

    [check] = [
        check
        for check in crossdock_jdcom.inspect_account(shop).checks
        if check.name == "orders-readable"
    ]

    assert CheckState.FAILED is check.state
    assert "apply first" in check.detail
    assert "Apply for this interface" in check.fix


def test_a_platform_in_trouble(shop, platform):
    """A check that could not be made is unanswered, not failed."""
    platform.replies[WARES] = {"error_response": {"code": "66"}}

    assert CheckState.UNANSWERED is checks(shop)["products-readable"]


def test_a_platform_in_trouble_from_the_start(shop, platform):
    """If nothing answers at all, that is the error."""
    platform.replies[SHOP] = Response(502)

    with pytest.raises(RemoteTroubleError):
        crossdock_jdcom.inspect_account(shop)


def test_without_refund_audits(connect):
    """What the settings switch off is not checked."""
    assert "refunds-readable" not in checks(connect(refund_audits="no"))


@pytest.mark.parametrize(("minutes", "state"), [(5, CheckState.PASSED), (-20, CheckState.FAILED)])
def test_this_machines_clock(shop, platform, minutes, state):
    """A clock that is off by more than JD takes is a failed check."""
    date = format_datetime(shop.now() + timedelta(minutes=minutes), usegmt=True)
    body = {"x_responce": {"code": "0", "shop_jos_result": ROW}}
    platform.replies[SHOP] = Response(200, json=body, headers={"Date": date})

    assert state is checks(shop)["clock-close"]
