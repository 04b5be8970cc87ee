"""Key, token, clock and quota over real HTTP, the connector against its sandbox."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest

from crossdock import CheckState
from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RequestRefusedError,
    RetryLaterError,
)
from crossdock_jdid_fulfillment import (
    create_outbound,
    inspect_account,
    list_stock,
    list_warehouses,
)

CALLBACK = "https://seller.example/jd"
NEIGHBOUR = {"warehouse": "110008499"}


def checks(account):
    """Return the state of each check by its name."""
    return {check.name: check.state for check in account.checks}


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        """Return nothing: where the page leads is what is asked."""


def code_of_login(house):
    """Return the code that the login page sends the browser on with."""
    query = {
        "response_type": "code",
        "client_id": house.settings["api_key"],
        "redirect_uri": CALLBACK,
    }
    opener = build_opener(_Stay)
    opener.addheaders = []
    try:
        opener.open(f"{house.url}/oauth/authorize?{urlencode(query)}")
    except OSError as answer:
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    raise AssertionError("the login page did not lead on")


# Who we are


@pytest.mark.parametrize("authorisation", ["basic", "quick"])
def test_the_account_of_a_fresh_sandbox(open_house, authorisation):
    """Every precondition that can be looked up is met; the rest is said to be open."""
    house = open_house(authorisation=authorisation)

    account = inspect_account(house.shop)

    states = checks(account)
    assert (CheckState.PASSED if authorisation == "basic" else CheckState.UNANSWERED) is (
        states.pop("order-volume")
    )
    assert {CheckState.PASSED} == set(states.values())
    parts = ("warehouse", "department", "pin")
    assert "-".join(house.settings[part] for part in parts) == account.name


@pytest.mark.parametrize("empty", ["error", "array", "null"])
@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({"warehouse": "110008422"}, {"warehouse-enabled"}),
        ({"warehouse": "110008423"}, {"warehouse-enabled"}),
        ({"warehouse": "110000000"}, {"warehouse-enabled"}),
        ({"shop": "ESP1"}, {"shop-known"}),
        ({"supplier": "EMS1"}, {"supplier-known"}),
        ({"shop": "", "supplier": "", "source": ""},
         {"shop-known", "supplier-known", "source-given"}),
    ],
)  # fmt: skip
def test_a_precondition_that_is_not_met(open_house, empty, changes, failed):
    """What is wrong is the one check that fails, and it says what to do."""
    house = open_house(empty=empty)
    shop = house.open(**changes)

    account = inspect_account(shop)
    shop.http.close()

    assert failed == {one.name for one in account.checks if one.state is CheckState.FAILED}
    assert all(one.fix for one in account.checks if one.state is CheckState.FAILED)


def test_the_department_of_somebody_else(house):
    """A neighbour's department is refused by its check, with all that hangs on it."""
    rows = house.control("state")["listings"]
    [goods] = [row for row in rows if row["sku"] == "TETANGGA-0001"]
    shop = house.open(department=goods["department"], **NEIGHBOUR)

    states = checks(inspect_account(shop))
    shop.http.close()

    assert CheckState.FAILED is states["department-known"]
    assert CheckState.UNANSWERED is states["pin-matches"]


@pytest.mark.parametrize("gateway_user", ["checked", "required"])
def test_the_gateway_user(open_house, gateway_user):
    """It goes along, signed, and is the right one."""
    house = open_house(gateway_user=gateway_user)

    assert 3 == len(list_warehouses(house.shop))


# Key and token


@pytest.mark.parametrize("name", ["api_key", "app_secret", "access_token"])
def test_a_wrong_credential(house, name):
    """It is refused as one, after a single call, and never printed."""
    wrong = {name: "planted-canary", "refresh_token": ""}
    shop = house.open(**wrong)

    with pytest.raises(CredentialsRefusedError) as caught:
        list_warehouses(shop)
    shop.http.close()

    shown = f"{caught.value} {vars(caught.value)}"
    assert not any(house.settings[secret] in shown for secret in ("app_secret", "access_token"))
    assert "planted-canary" not in shown or name == "api_key"
    assert 1 == house.calls("queryWarehouse")


def test_basic_credentials_without_a_token(house):
    """A gateway that wants a token says so."""
    shop = house.open(access_token="", refresh_token="")

    with pytest.raises(CredentialsRefusedError, match="access token"):
        list_warehouses(shop)
    shop.http.close()


def test_the_quick_way_in(house):
    """The login page's code becomes a token, which is kept and renewed like any other."""
    code = code_of_login(house)
    shop = house.open(
        authorisation="quick",
        access_token="",
        refresh_token="",
        authorization_code=code,
        redirect_uri=CALLBACK,
    )

    first = list_warehouses(shop)
    house.control("tokens/expire", {})
    second = list_warehouses(shop)
    shop.http.close()

    assert first == second
    assert 2 == house.calls("/oauth/token")


@pytest.mark.parametrize("charset", ["gbk", "utf-8"])
@pytest.mark.parametrize("access", ["new", "same"])
@pytest.mark.parametrize("rotates", ["on", "off"])
def test_a_token_that_died_is_renewed_once(open_house, charset, access, rotates):
    """It is renewed in the middle of a run, however the token host does that, and again later."""
    house = open_house(legacy_charset=charset, refresh_access=access, refresh_rotates=rotates)
    for _ in range(3):
        house.control("tokens/expire", {})
        list_warehouses(house.shop)

    assert 3 == house.calls("/oauth/token")


def test_many_renew_it_once(house):
    """Of many callers that find their token dead, one renews it."""
    house.control("tokens/expire", {})

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: len(list_warehouses(house.shop)), range(8)))

    assert [3] * 8 == found
    assert 1 == house.calls("/oauth/token")


def test_an_outbound_with_a_token_that_died(house):
    """A refused token does not make an outbound twice."""
    house.control("tokens/expire", {})
    asked = house.outbound()

    made = create_outbound(house.shop, asked)

    [kept] = house.documents(asked.reference)
    assert kept["order_id"] == made.remote_id


def test_a_token_at_its_end(open_house):
    """A token that has run out by the clock is renewed where the host still does that."""
    house = open_house(token_life="3600", refresh_window="0")
    list_warehouses(house.shop)
    house.advance(61)

    assert 3 == len(list_warehouses(house.shop))


def test_a_refresh_token_at_its_end(open_house):
    """Where there is no way to another token, the error says to authorise again."""
    house = open_house(token_life="3600", refresh_life="3600")
    house.advance(61)

    with pytest.raises(CredentialsRefusedError) as caught:
        list_warehouses(house.shop)

    assert "authorise the app" in caught.value.next_step


# Clock


@pytest.mark.parametrize("minutes", [-300, -12, -4, 4, 12, 300])
def test_a_clock_that_is_wrong(house, minutes):
    """Five minutes are nothing; beyond that the gateway's clock is learned from its refusal."""
    house.skew = timedelta(minutes=minutes)

    found = [list_warehouses(house.shop) for _ in range(3)]

    assert 3 == len(found)
    assert (3 if abs(minutes) < 10 else 4) == house.calls("queryWarehouse")


def test_a_stricter_gateway(open_house):
    """Six minutes, as one source has it, are kept as well."""
    house = open_house(clock_tolerance="360")
    house.skew = timedelta(minutes=-5)

    list_warehouses(house.shop)

    assert 1 == house.calls("queryWarehouse")


# Quota and permission


def test_the_quota_of_the_day(open_house):
    """A quota that is used up says to wait, and the next day goes on."""
    house = open_house(daily_calls="2")
    for _ in range(2):
        list_warehouses(house.shop)

    with pytest.raises(RateLimitedError) as caught:
        list_warehouses(house.shop)
    house.advance(24 * 60)

    assert 600 == caught.value.retry_after
    assert 3 == len(list_warehouses(house.shop))


def test_a_quota_met_by_an_outbound(open_house):
    """An outbound that met the quota was not made, and nothing is looked up for it."""
    house = open_house(daily_calls="1")
    list_warehouses(house.shop)
    asked = house.outbound()

    with pytest.raises(RateLimitedError):
        create_outbound(house.shop, asked)

    assert [] == house.documents(asked.reference)
    assert 0 == house.calls("ext.queryOrder")


@pytest.mark.parametrize(
    ("switch", "kind"),
    [
        ("no_permission", CredentialsRefusedError),
        ("stopped", RetryLaterError),
        ("retired", RequestRefusedError),
    ],
)
def test_a_method_that_is_closed(open_house, switch, kind):
    """It is said of the one method; every other goes on."""
    house = open_house(**{switch: "jingdong.eclp.stock.queryStock"})

    with pytest.raises(kind, match="queryStock"):
        list_stock(house.shop, None)

    assert 3 == len(list_warehouses(house.shop))


@pytest.mark.parametrize(
    ("switch", "value"),
    [("app_state", "offline"), ("merchant", "off"), ("ip_whitelist", "10.9.9.9")],
)
def test_an_account_that_may_not(open_house, switch, value):
    """App, account or address that are not allowed are credentials, with what to do."""
    house = open_house(**{switch: value})

    with pytest.raises(CredentialsRefusedError) as caught:
        list_warehouses(house.shop)

    assert caught.value.next_step
