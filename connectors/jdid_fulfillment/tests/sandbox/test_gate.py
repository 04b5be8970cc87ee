"""What every call passes: signature, version, time, token, quota; and the envelope (B1, B2)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crossdock_jos.sandbox.signature import is_genuine

Open = Callable[..., Any]
PLATFORMS = "master.querySpSource"


def sign(parameters: dict[str, str], secret: str) -> str:
    """Sign as the sheet says."""
    text = "".join(name + parameters[name] for name in sorted(parameters))
    made = hashlib.md5(f"{secret}{text}{secret}".encode(), usedforsecurity=False)
    return made.hexdigest().upper()


def test_the_vector_of_the_sheet() -> None:
    """The published request has the published signature."""
    published = {
        "method": "jingdong.eclp.order.queryOrder",
        "app_key": "KEY",
        "access_token": "TOKEN",
        "timestamp": "2020-09-23 12:23:45",
        "format": "json",
        "v": "2.0",
        "360buy_param_json": '{"eclpSoNo":"ESL1"}',
        "sign": "4B7AE1108F0B1B39F4B4E753BCFF504D",
    }

    assert (True, False) == (
        is_genuine(published, "SECRET"),
        is_genuine({**published, "v": "3.0"}, "SECRET"),
    )


def test_a_hash_without_the_secret_is_refused(merchant: Any) -> None:
    """One integration leaves the secret out of its hash; that is no signature."""
    given = merchant.parameters(PLATFORMS, {}, sign="-")
    text = "".join(name + given[name] for name in sorted(given))
    forged = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()

    assert "12" == merchant.code(PLATFORMS, {}, sign=forged)


@pytest.mark.parametrize("way", ["md5", "hmacmd5", "hmacsha256"])
def test_sign_methods(merchant: Any, way: str) -> None:
    """The three ways of signing are told apart by sign_method."""
    assert "0" == merchant.code(PLATFORMS, {}, sign_method=way)


def test_another_sign_method_than_told_does_not_fit(merchant: Any) -> None:
    """What was signed with HMAC fits no other way."""
    given = merchant.parameters(PLATFORMS, {}, sign_method="hmacsha256")
    given["sign_method"] = "hmacmd5"
    answer = merchant.request("POST", "/routerjson", data=given).json()

    assert "12" == answer["error_response"]["code"]


@pytest.mark.parametrize(
    ("version", "code"), [("2.0", "0"), ("3.0", "0"), ("1.0", "15"), ("9.9", "5"), (None, "4")]
)
def test_versions(merchant: Any, version: str | None, code: str) -> None:
    """Methods answer under 2.0 and 3.0."""
    assert code == merchant.code(PLATFORMS, {}, v=version)


@pytest.mark.parametrize(
    ("missing", "code"), [("timestamp", "7"), ("method", "14"), ("access_token", "18")]
)
def test_missing_parameters(merchant: Any, missing: str, code: str) -> None:
    """Each missing system parameter has a code of its own."""
    given = merchant.parameters(PLATFORMS, {}, sign="-")
    del given[missing]
    given["sign"] = sign(given, merchant.settings["app_secret"])
    answer = merchant.request("POST", "/routerjson", data=given).json()

    assert code == answer["error_response"]["code"]


def test_missing_signature(merchant: Any) -> None:
    """A request without a signature is code 11."""
    assert "11" == merchant.code(PLATFORMS, {}, sign="-")


def test_unknown_method(merchant: Any) -> None:
    """The correctly spelt cancel of an inbound does not exist."""
    assert "15" == merchant.code("po.cancelPoOrder", {"poOrderNo": "EPL1"})


@pytest.mark.parametrize(("minutes", "code"), [(9.9, "0"), (-9.9, "0"), (10.2, "8"), (-11, "8")])
def test_ten_minutes_of_skew(merchant: Any, minutes: float, code: str) -> None:
    """A timestamp may be ten minutes off, either way."""
    stamp = merchant.wall(timedelta(minutes=minutes))

    assert code == merchant.code(PLATFORMS, {}, timestamp=stamp)


def test_six_minutes_by_switch(open_house: Open) -> None:
    """Another source allows six minutes."""
    merchant = open_house(switches={"clock_tolerance": "360"})

    assert "8" == merchant.code(PLATFORMS, {}, timestamp=merchant.wall(timedelta(minutes=7)))


def test_timestamps_are_chinas(merchant: Any) -> None:
    """Jakarta's wall clock is an hour off and refused."""
    stamp = merchant.wall(timedelta(hours=1))

    assert "8" == merchant.code(PLATFORMS, {}, timestamp=stamp)


def test_query_and_form_are_merged(merchant: Any) -> None:
    """One integration sends the system parameters in the query and the JSON in the form."""
    given = merchant.parameters(PLATFORMS, {})
    body = {"360buy_param_json": given.pop("360buy_param_json")}
    answer = merchant.request("POST", "/routerjson", params=given, data=body).json()

    assert "0" == answer["jingdong_eclp_master_querySpSource_responce"]["code"]


def test_get_is_answered_too(merchant: Any) -> None:
    """Another sends everything in the query."""
    answer = merchant.request("GET", "/routerjson", params=merchant.parameters(PLATFORMS, {}))

    assert "0" == answer.json()["jingdong_eclp_master_querySpSource_responce"]["code"]


def test_the_wrapper_is_misspelt(merchant: Any) -> None:
    """The only root key is the method with underscores and ``_responce``."""
    assert ["jingdong_eclp_master_querySpSource_responce"] == list(merchant.send(PLATFORMS))


def test_the_wrapper_can_be_spelt(open_house: Open) -> None:
    """Other integrations read ``_response``."""
    merchant = open_house(switches={"wrapper": "response"})

    assert ["jingdong_eclp_master_querySpSource_response"] == list(merchant.send(PLATFORMS))


def test_gateway_refusals_have_two_texts(merchant: Any) -> None:
    """A refusal stands under error_response, with HTTP 200."""
    answer = merchant.request(
        "POST", "/routerjson", data=merchant.parameters(PLATFORMS, {}, sign="F" * 32)
    )

    assert (200, ["code", "zh_desc", "en_desc"]) == (
        answer.status_code,
        list(answer.json()["error_response"]),
    )


def test_business_failures_stand_in_the_same_place(merchant: Any) -> None:
    """A business failure is an error_response too, with a text in two languages."""
    answer = merchant.send("order.queryOrder", {"eclpSoNo": "ESL1"})["error_response"]

    assert ("67", True, True) == (answer["code"], "ESL1" in answer["zh_desc"],
                                  "ESL1" in answer["en_desc"])  # fmt: skip


def test_business_code_by_switch(open_house: Open) -> None:
    """Which code a business failure has is from memory only."""
    merchant = open_house(switches={"business_code": "10100"})

    assert "10100" == merchant.code("order.queryOrder", {"eclpSoNo": "ESL1"})


def test_daily_quota(open_house: Open) -> None:
    """The app's quota of a day is answered with code 2 until the next day."""
    merchant = open_house(switches={"daily_calls": "2"})
    codes = [merchant.code() for _ in range(3)]
    merchant.advance(24 * 60)

    assert (["0", "0", "2"], "0") == (codes, merchant.code())


def test_expired_token(merchant: Any) -> None:
    """A void access token is code 19."""
    merchant.control("/tokens/expire")

    assert "19" == merchant.code()


def test_a_token_ends_by_itself(open_house: Open) -> None:
    """An access token ends with its life."""
    merchant = open_house(switches={"token_life": "3600"})
    before = merchant.code()
    merchant.advance(61)

    assert ("0", "19") == (before, merchant.code())


@pytest.mark.parametrize(
    ("rule", "given", "code"),
    [
        ("ignored", "whoever", "0"),
        ("checked", None, "0"),
        ("checked", "whoever", "67"),
        ("required", None, "67"),
        ("required", "own", "0"),
    ],
)
def test_gateway_user(open_house: Open, rule: str, given: str | None, code: str) -> None:
    """Nobody knows what the gateway makes of gatewayuser; each reading can be played."""
    merchant = open_house(switches={"gateway_user": rule})
    sent = merchant.settings["gateway_user"] if given == "own" else given

    assert code == merchant.code(PLATFORMS, {}, gatewayuser=sent)


def test_json_that_is_none(merchant: Any) -> None:
    """Broken JSON is refused by the gateway."""
    assert ("63", "62") == (merchant.code(PLATFORMS, "{"), merchant.code(PLATFORMS, "[]"))


def test_columns_are_text(merchant: Any) -> None:
    """A column of the lines that is an array and no text is refused."""
    fields = merchant.order(quantity=[1])

    assert "quantity is not valid: not text" == merchant.refusal("order.addOrder", **fields)
