"""`crossdock_tokopedia.accounts`: who we are, and the preconditions."""

from __future__ import annotations

import pytest

import crossdock_tokopedia
from crossdock import CheckState
from crossdock.errors import CredentialsRefusedError
from crossdock.http import Response

PASSED, FAILED, UNANSWERED = CheckState.PASSED, CheckState.FAILED, CheckState.UNANSWERED
NAMES = [
    "shop-connected",
    "shop-open",
    "not-on-holiday",
    "shop-class",
    "not-integrated-elsewhere",
]


def row(**changes):
    """Return a row of shop-info in the shape of sheet 1.4."""
    return {
        "shop_id": 479573,
        "user_id": 5511917,
        "shop_name": "Toko ABC",
        "shop_url": "https://www.tokopedia.com/abc",
        "is_open": 1,
        "status": 1,
        "date_shop_created": "2013-05-20",
        "domain": "abc",
        "admin_id": [7141278],
        "reason": "",
        "warehouses": [
            {"warehouse_id": 341734, "partner_id": {"Int64": 0, "Valid": True}, "is_default": 1}
        ],
    } | changes


def new(*rows):
    """Return rows in the standard envelope, with its numeric zero."""
    header = {"process_time": 0.01, "messages": "ok", "reason": "", "error_code": 0}
    return {"header": header, "data": list(rows)}


def states(account):
    """Return the state of each check by name."""
    return {check.name: check.state for check in account.checks}


def check(account, name):
    """Return one check."""
    return next(check for check in account.checks if check.name == name)


def test_a_shop_in_order(connect, platform):
    """An open shop whose operator answered both questions passes every check."""
    platform.replies["/shop-info"] = new(row(shop_id=1), row())
    answers = {"shop_class": "official_store", "integrated_elsewhere": "no"}

    account = crossdock_tokopedia.inspect_account(connect(answers=answers))

    assert ("479573", "Toko ABC") == (account.account_id, account.name)
    assert dict.fromkeys(NAMES, PASSED) == states(account)
    assert all(not check.fix for check in account.checks)


def test_the_old_envelope_is_read_too(shop, platform):
    """Shop-info in the old envelope gives the same account."""
    platform.replies["/shop-info"] = {"data": [row()], "status": "200 Ok", "error_message": []}

    assert "Toko ABC" == crossdock_tokopedia.inspect_account(shop).name


def test_the_question_is_asked_with_the_shop(shop, platform):
    """Shop-info is asked for our shop, with page and per_page."""
    platform.replies["/shop-info"] = new(row())

    crossdock_tokopedia.inspect_account(shop)

    call = platform.calls("/shop-info")[0]
    assert "/v1/shop/fs/13004/shop-info" == call.url.path
    assert {"shop_id": "479573", "page": "1", "per_page": "50"} == dict(call.url.params)


def coded(code, status):
    """Return an error answer."""
    return Response(status, json={"header": {"error_code": code}, "data": None})


@pytest.mark.parametrize(
    "answer",
    [
        coded("RBAC_MDLW_001", 403),
        coded("ORD_USC_015", 500),
        new(),
        new(row(shop_id=1)),
        {"header": {}, "data": None},
    ],
)
def test_a_foreign_shop(shop, platform, answer):
    """A shop that is not the app's fails by both ids, and the rest is not guessed."""
    platform.replies["/shop-info"] = answer

    account = crossdock_tokopedia.inspect_account(shop)

    assert dict(zip(NAMES, [FAILED, *[UNANSWERED] * 4], strict=True)) == states(account)
    found = check(account, "shop-connected")
    assert "Shop 479573 does not belong to fs_id 13004" in found.detail
    assert "crossdock conn edit test" in found.fix


def test_a_shop_on_a_later_page(shop, platform):
    """Should shop-info ignore the shop asked for, its pages are read until the shop comes."""

    def answer(request):
        start = (int(request.url.params["page"]) - 1) * 50
        ids = [*range(1, 120), 479573][start : start + 50]
        return new(*(row(shop_id=shop_id) for shop_id in ids))

    platform.replies["/shop-info"] = answer

    assert PASSED is states(crossdock_tokopedia.inspect_account(shop))["shop-connected"]


def test_short_pages_are_read_on(shop, platform):
    """Should shop-info give fewer shops at once than asked for, the next page is read."""

    def answer(request):
        start = (int(request.url.params["page"]) - 1) * 10
        return new(*(row(shop_id=n) for n in [*range(1, 15), 479573][start : start + 10]))

    platform.replies["/shop-info"] = answer

    assert PASSED is states(crossdock_tokopedia.inspect_account(shop))["shop-connected"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [(new(), "does not know it"), (new(row(shop_id=1)), "not among the 1 shops")],
)
def test_how_a_foreign_shop_is_said(shop, platform, answer, words):
    """An empty answer does not know the shop; others do not list it."""
    platform.replies["/shop-info"] = answer

    assert words in check(crossdock_tokopedia.inspect_account(shop), "shop-connected").detail


def test_pages_that_repeat_end(shop, platform):
    """Should shop-info ignore the page as well, reading ends."""
    platform.replies["/shop-info"] = new(*(row(shop_id=n) for n in range(1, 51)))

    assert FAILED is states(crossdock_tokopedia.inspect_account(shop))["shop-connected"]
    assert 2 == len(platform.calls("/shop-info"))


def test_a_holiday(shop, platform):
    """A holiday shop is closed, on holiday, and its note is quoted."""
    platform.replies["/shop-info"] = new(row(is_open=0, status=2, reason="Libur Lebaran"))

    account = crossdock_tokopedia.inspect_account(shop)

    assert (FAILED, FAILED) == tuple(
        states(account)[name] for name in ("shop-open", "not-on-holiday")
    )
    assert "Libur Lebaran" in check(account, "not-on-holiday").detail


@pytest.mark.parametrize(
    ("changes", "is_open", "no_holiday"),
    [
        ({"is_open": "1", "status": "1"}, PASSED, PASSED),
        ({"is_open": True}, PASSED, PASSED),
        ({"is_open": None}, PASSED, PASSED),
        ({"status": None}, PASSED, PASSED),
        ({"is_open": None, "status": None}, UNANSWERED, UNANSWERED),
        ({"is_open": 0}, FAILED, FAILED),
        ({"is_open": 0, "status": 3}, FAILED, PASSED),
        ({"is_open": 0, "status": 99}, FAILED, PASSED),
        ({"status": 0}, FAILED, PASSED),
        ({"is_open": "maybe", "status": "open"}, UNANSWERED, UNANSWERED),
    ],
)
def test_open_and_holiday(shop, platform, changes, is_open, no_holiday):
    """What is_open and status say, in all the ways they are written or left out."""
    platform.replies["/shop-info"] = new(row(**changes))

    found = states(crossdock_tokopedia.inspect_account(shop))

    assert (is_open, no_holiday) == (found["shop-open"], found["not-on-holiday"])


@pytest.mark.parametrize(
    ("shown", "answers", "state", "words"),
    [
        ({"is_official": True}, {}, PASSED, "an Official Store, says the list"),
        ({"is_power_badge": True}, {}, PASSED, "a Power Merchant, says the list"),
        ({"is_gold": 1}, {"shop_class": "regular"}, PASSED, "a Power Merchant, says the list"),
        ({"is_official": False}, {}, UNANSWERED, "nobody was asked"),
        ({}, {"shop_class": "power_merchant"}, PASSED, "says the operator"),
        ({}, {"shop_class": "regular"}, FAILED, "says the operator"),
        ({}, {"shop_class": "maybe"}, UNANSWERED, "nobody was asked"),
    ],
)
def test_the_shop_class(connect, platform, shown, answers, state, words):
    """A badge in the old product list settles the class; without one the operator does."""
    platform.replies["/shop-info"] = new(row())
    platform.replies["/product/list"] = {"data": [{"product_id": 1, "shop": {"id": 1, **shown}}]}

    found = check(crossdock_tokopedia.inspect_account(connect(answers=answers)), "shop-class")

    assert state is found.state
    assert words in found.detail
    assert (state is not PASSED) == ("--answer shop_class=official_store" in found.fix)


@pytest.mark.parametrize(
    "answer",
    [
        Response(404),
        Response(500, html="<html>"),
        Response(403, json={"message": "forbidden"}),
        Response(200, json=[]),
        {"data": None},
        {"data": [7, None, {"shop": 5}]},
        {"data": {"products": [{"shop": {}}]}},
    ],
)
def test_the_old_product_list_never_hurts(shop, platform, answer):
    """Whatever becomes of the old endpoint, the account is inspected."""
    platform.replies["/shop-info"] = new(row())
    platform.replies["/product/list"] = answer

    assert UNANSWERED is states(crossdock_tokopedia.inspect_account(shop))["shop-class"]


@pytest.mark.parametrize(
    ("answer", "state"), [("no", PASSED), ("yes", FAILED), ("", UNANSWERED), ("?", UNANSWERED)]
)
def test_integrated_elsewhere(connect, platform, answer, state):
    """Only the operator can tell whether another system is connected."""
    platform.replies["/shop-info"] = new(row())
    shop = connect(answers={"integrated_elsewhere": answer})

    found = check(crossdock_tokopedia.inspect_account(shop), "not-integrated-elsewhere")

    assert state is found.state
    assert (state is not PASSED) == ("--answer integrated_elsewhere=no" in found.fix)


def test_an_unlisted_address_raises(shop, platform):
    """An address that is not listed is about the credentials, not about the shop."""
    platform.replies["/shop-info"] = Response(403, json={"message": "unauthorized_ip_address"})

    with pytest.raises(CredentialsRefusedError, match="IP whitelist"):
        crossdock_tokopedia.inspect_account(shop)


def test_questions_offer_the_answers_that_are_understood():
    """The manifest asks for what the checks need, with the answers they know."""
    questions = {
        question.name: question.choices for question in crossdock_tokopedia.manifest().questions
    }

    assert {
        "shop_class": ("official_store", "power_merchant", "regular"),
        "integrated_elsewhere": ("no", "yes"),
    } == questions
