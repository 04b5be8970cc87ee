"""Whether a request is genuine (JOS sheet 1.4 and 1.5, JD.ID A4)."""

import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock_jos.sandbox.signature import is_genuine

OFFICIAL = {
    "360buy_param_json": '{"end_date":null,"optional_fields":null,'
    '"order_state":"WAIT_SELLER_STOCK_OUT","page":"1","page_size":"200","start_date":null}',
    "access_token": "yourtoken",
    "app_key": "yourappkey",
    "method": "jingdong.pop.order.search",
    "timestamp": "2021-05-07 09:20:39.683+0800",
    "v": "2.0",
    "sign": "D70825340F4084360B9362B60DFD7930",
}
INDONESIAN = {
    "360buy_param_json": '{"orderId":1}',
    "access_token": "TOKEN",
    "app_key": "KEY",
    "method": "jingdong.seller.order.getOrderInfoByOrderId",
    "timestamp": "2022-06-22 15:12:56.074+0700",
    "v": "2.0",
    "sign": "6125549E92AA8756D8E8F340741D8AD0",
}
OLD_INDONESIAN = {
    "param_json": '{"orderStatus":1,"startRow":0}',
    "access_token": "TOKEN",
    "app_key": "KEY",
    "method": "epi.popOrder.getOrderIdListByCondition",
    "timestamp": "2021-01-02 03:04:05.000+0700",
    "v": "1.0",
    "format": "json",
    "sign_method": "md5",
    "sign": "108D09BC4F77A95AF3169E347BFEF053",
}
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(str.strip)
PARAMETERS = st.dictionaries(
    NAMES.filter(lambda name: name != "sign"), st.text(st.characters(codec="utf-8"), max_size=12)
)


def signed(parameters: dict[str, str], secret: str, *, blanks: bool) -> dict[str, str]:
    """Sign as another language would: from the sheet's words, not from our code."""
    text = secret
    for name in sorted(parameters, key=lambda one: one.encode()):
        if blanks or parameters[name].strip():
            text += name + parameters[name]
    made = hashlib.md5((text + secret).encode(), usedforsecurity=False)
    return {**parameters, "sign": made.hexdigest().upper()}


def test_the_official_vector() -> None:
    """The example of JD's own guide is genuine."""
    assert True is is_genuine(OFFICIAL, "yourappSecret")


def test_the_indonesian_vectors() -> None:
    """The vectors of both generations of JD.ID are genuine."""
    assert (True, True) == (
        is_genuine(INDONESIAN, "SECRET"),
        is_genuine(OLD_INDONESIAN, "SECRET"),
    )


def test_lower_case_is_not_genuine() -> None:
    """The digest is upper case, and nothing else is taken."""
    lower = {**OFFICIAL, "sign": OFFICIAL["sign"].lower()}

    assert False is is_genuine(lower, "yourappSecret")


@given(PARAMETERS, st.text(st.characters(codec="utf-8"), max_size=20), st.booleans())
def test_both_ways_with_blanks(parameters: dict[str, str], secret: str, blanks: bool) -> None:
    """Blank values may be signed with their names or left out (Java, PHP)."""
    assert True is is_genuine(signed(parameters, secret, blanks=blanks), secret)


@given(PARAMETERS, NAMES, st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_changed_value_is_found(parameters: dict[str, str], name: str, value: str) -> None:
    """A value that was not signed makes the request false."""
    genuine = signed({**parameters, name: "Ä"}, "secret", blanks=True)
    forged = {**genuine, name: f"Ä{value}x"}

    assert False is is_genuine(forged, "secret")


def test_uploaded_files_may_be_left_out() -> None:
    """PHP clients leave values out that begin with an at sign."""
    genuine = signed({"a": "1"}, "s", blanks=True)

    assert True is is_genuine({**genuine, "file": "@/tmp/image.png"}, "s")


@pytest.mark.parametrize(
    ("way", "digest"), [("hmacmd5", hashlib.md5), ("hmacsha256", hashlib.sha256)]
)
def test_keyed_digest(way: str, digest: Any) -> None:
    """A keyed digest has the secret as its key and not around the text."""
    made = hmac.new(b"s", b"a1b2", digest).hexdigest().upper()
    parameters = {"b": "2", "a": "1", "sign": made}

    assert (True, False) == (is_genuine(parameters, "s", way), is_genuine(parameters, "s"))
