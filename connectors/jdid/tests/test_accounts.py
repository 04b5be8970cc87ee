"""`crossdock_jdid.accounts` and `.approval`: who we are, and what is missing (sheet A2, A10)."""

from __future__ import annotations

import pytest

import crossdock_jdid
from crossdock import CheckState
from crossdock.errors import CredentialsRefusedError, UnreachableError, UnreadableAnswerError
from crossdock.http import Response

PASSED, FAILED, OPEN = CheckState.PASSED, CheckState.FAILED, CheckState.UNANSWERED
CALLS = ("getAccountByPin", "getWareInfoListByVendorId", "getOrderIdListByCondition")
OLD_CALLS = ("getWareTinyInfoListByVenderId", "getOrderIdListByCondition")


def welcome(platform, account=None):
    """Have *platform* let us make every call."""
    platform.say(
        CALLS[0], account or {"venderId": 10088, "shopName": "Toko Budi"}, key="returnType"
    )
    for ending in (CALLS[1], *OLD_CALLS):
        platform.say(ending, [], key="returnType" if "Ware" in ending else "result")


def refuse(platform, code, *endings):
    """Have *platform* refuse calls with a code of the gateway."""
    for ending in endings:
        platform.replies[ending] = {"error_response": {"code": code, "en_desc": "no"}}


def states(account):
    """Return the state of each check."""
    return {check.name: check.state for check in account.checks}


def check(account, name):
    """Return one check."""
    return next(one for one in account.checks if one.name == name)


def test_all_is_well(platform, connect):
    """A key that may call everything, a qualified seller and the right shop pass every check."""
    welcome(platform)
    account = crossdock_jdid.inspect_account(
        connect(shop_id=10088, answers={"seller_class": "qualified"})
    )

    assert ("10088", "Toko Budi") == (account.account_id, account.name)
    assert {
        "platform-open": PASSED,
        "api-approved": PASSED,
        "qualified-seller": PASSED,
        "shop-id": PASSED,
    } == states(account)


def test_the_older_generation_has_no_who_am_i(platform, connect):
    """The older generation is only looked at; whose the key is stays unanswered."""
    welcome(platform)
    account = crossdock_jdid.inspect_account(connect(dialect="gen1", shop_id=10088))

    assert [] == platform.calls(CALLS[0])
    assert (PASSED, OPEN) == (states(account)["api-approved"], states(account)["shop-id"])
    assert "10088" == account.account_id


def test_an_unasked_seller_class_is_not_guessed(platform, shop):
    """Whether a seller is qualified is asked and not guessed."""
    welcome(platform)
    found = check(crossdock_jdid.inspect_account(shop), "qualified-seller")

    assert OPEN is found.state
    assert "--answer seller_class=qualified" in found.fix


def test_a_basic_seller_fails(platform, connect):
    """A Basic Seller is told to upgrade."""
    welcome(platform)
    account = crossdock_jdid.inspect_account(connect(answers={"seller_class": "basic"}))

    assert FAILED is states(account)["qualified-seller"]
    assert "Qualified Seller" in check(account, "qualified-seller").fix


@pytest.mark.parametrize("code", ["22", "64"])
def test_a_kind_of_merchant_that_is_refused(platform, shop, code):
    """A refusal of the kind of merchant fails the seller's check, whatever was answered."""
    welcome(platform)
    refuse(platform, code, *CALLS[1:])
    account = crossdock_jdid.inspect_account(shop)

    assert (FAILED, OPEN) == (states(account)["qualified-seller"], states(account)["api-approved"])


@pytest.mark.parametrize("code", ["24", "25", "79", "88"])
def test_a_key_that_is_not_approved(platform, shop, code):
    """A key that may not call is explained by the portal's own words, call by call."""
    welcome(platform)
    refuse(platform, code, *CALLS[1:])
    found = check(crossdock_jdid.inspect_account(shop), "api-approved")

    assert FAILED is found.state
    assert "getWareInfoListByVendorId" in found.detail
    assert "getOrderIdListByCondition" in found.detail
    assert all(words in found.fix for words in ("Waiting Authorize", "Already Own", "Not Apply"))
    assert "7 at most" in found.fix


def test_a_refusal_of_the_older_generation_goes_by_its_words(platform, connect):
    """A code that nobody wrote down is explained by what was said with it."""
    welcome(platform)
    for ending in OLD_CALLS:
        platform.replies[ending] = {"openapi_code": 77003, "openapi_msg": "no permission"}
    account = crossdock_jdid.inspect_account(connect(dialect="gen1"))

    assert FAILED is states(account)["api-approved"]


def test_part_of_the_category_was_not_applied_for(platform, shop):
    """One kind of call that is refused fails the check, and names itself only."""
    welcome(platform)
    refuse(platform, "24", CALLS[2])
    found = check(crossdock_jdid.inspect_account(shop), "api-approved")

    assert FAILED is found.state
    assert "getWareInfoListByVendorId" not in found.detail


@pytest.mark.parametrize(
    ("answer", "words"),
    [("waiting_authorize", "still Waiting Authorize"), ("not_apply", "under Not Apply")],
)
def test_what_the_control_panel_shows_is_explained(platform, connect, answer, words):
    """A refused key is explained by the state that the operator saw."""
    welcome(platform)
    refuse(platform, "24", *CALLS)
    found = check(
        crossdock_jdid.inspect_account(connect(answers={"api_approval": answer})), "api-approved"
    )

    assert FAILED is found.state
    assert words in found.detail


def test_a_key_that_works_is_already_own(platform, connect):
    """What the platform does is worth more than what somebody saw last week."""
    welcome(platform)
    account = crossdock_jdid.inspect_account(
        connect(answers={"api_approval": "waiting_authorize"})
    )

    assert PASSED is states(account)["api-approved"]


@pytest.mark.parametrize("code", ["12", "19", "21"])
def test_wrong_credentials_are_an_error(platform, shop, code):
    """A wrong secret, token or key is no matter of approval."""
    refuse(platform, code, *CALLS)

    with pytest.raises(CredentialsRefusedError) as caught:
        crossdock_jdid.inspect_account(shop)

    assert code == caught.value.remote_code


def test_the_wrong_shop(platform, connect):
    """A token of another shop fails the shop's check and names both."""
    welcome(platform)
    found = check(crossdock_jdid.inspect_account(connect(shop_id=10099)), "shop-id")

    assert FAILED is found.state
    assert all(number in found.detail for number in ("10088", "10099"))


def test_a_missing_shop_id_is_suggested(platform, shop):
    """Without a shop id, the one that the platform tells is suggested."""
    welcome(platform)
    found = check(crossdock_jdid.inspect_account(shop), "shop-id")

    assert OPEN is found.state
    assert "--set shop_id=10088" in found.fix


def test_an_account_that_tells_nothing(platform, shop):
    """A platform that does not say who we are is good enough to work with."""
    welcome(platform)
    refuse(platform, "15", CALLS[0])
    account = crossdock_jdid.inspect_account(shop)

    assert PASSED is states(account)["api-approved"]
    assert "9B4D7F0C12E34A56B78C90D1E2F3A4B5" == account.account_id


def test_the_platform_is_gone(connect, platform):
    """Hosts that no longer resolve are the platform's end, and no fault of the settings."""

    def gone(_):
        raise UnreachableError("The host name open-api.jd.id could not be resolved.")

    for ending in CALLS:
        platform.replies[ending] = gone

    with pytest.raises(UnreachableError) as caught:
        crossdock_jdid.inspect_account(connect())

    assert "31 March 2023" in caught.value.message
    assert "sandbox start jdid" in caught.value.next_step


def test_a_page_instead_of_an_answer_is_trouble(platform, shop):
    """Somebody else's web page under the old name is not taken for JD.ID."""
    for ending in CALLS:
        platform.replies[ending] = Response(200, text="<html><title>Parked</title></html>")

    with pytest.raises(UnreadableAnswerError, match=r"31 March 2023.*not the JSON"):
        crossdock_jdid.inspect_account(shop)
