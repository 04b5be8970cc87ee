"""`crossdock_jos.signing`: the signature, both ways."""

from __future__ import annotations

import hashlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import Secret
from crossdock.errors import InputRefusedError
from crossdock_jos.signing import canonical, serialise, sign, signed, verify

PUBLISHED = {
    "360buy_param_json": (
        '{"end_date":null,"optional_fields":null,"order_state":"WAIT_SELLER_STOCK_OUT",'
        '"page":"1","page_size":"200","start_date":null}'
    ),
    "access_token": "yourtoken",
    "app_key": "yourappkey",
    "method": "jingdong.pop.order.search",
    "timestamp": "2021-05-07 09:20:39.683+0800",
    "v": "2.0",
}
#: Parameters, secret and signature, from JD's own page and the sheets.
VECTORS = [
    (PUBLISHED, "yourappSecret", "D70825340F4084360B9362B60DFD7930"),
    (
        {
            "360buy_param_json": '{"orderId":1}',
            "access_token": "TOKEN",
            "app_key": "KEY",
            "method": "jingdong.seller.order.getOrderInfoByOrderId",
            "timestamp": "2022-06-22 15:12:56.074+0700",
            "v": "2.0",
        },
        "SECRET",
        "6125549E92AA8756D8E8F340741D8AD0",
    ),
    (
        {
            "access_token": "TOKEN",
            "app_key": "KEY",
            "format": "json",
            "method": "epi.popOrder.getOrderIdListByCondition",
            "param_json": '{"orderStatus":1,"startRow":0}',
            "sign_method": "md5",
            "timestamp": "2021-01-02 03:04:05.000+0700",
            "v": "1.0",
        },
        "SECRET",
        "108D09BC4F77A95AF3169E347BFEF053",
    ),
    (
        {
            "X-JOS-Access-Token": "testtoken",
            "X-JOS-App-Key": "testkey",
            "X-JOS-Timestamp": "1795312800000",
            "page": "1",
            "pageSize": "50",
        },
        "testsecret",
        "BBE7872DD16D582B30B7B64F21BE67E0",
    ),
]
#: Text as anybody might send it: Chinese, emoji, controls, nothing at all.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PARAMETERS = st.dictionaries(TEXT.filter(lambda name: name.strip() and name != "sign"), TEXT)


@pytest.mark.parametrize(("parameters", "secret", "signature"), VECTORS)
def test_published_vectors(parameters, secret, signature):
    """The vectors of JD's page and of the sheets come out, and are accepted."""
    assert signature == sign(parameters, Secret(secret))
    assert verify(parameters, Secret(secret), signature)
    assert verify({**parameters, "sign": signature}, Secret(secret))


@pytest.mark.parametrize(("parameters", "secret", "signature"), VECTORS)
def test_the_order_of_parameters_does_not_matter(parameters, secret, signature):
    """The vectors hold whatever order their parameters are written in."""
    names = list(parameters)
    random.Random(7).shuffle(names)  # noqa: S311 - an order, not a secret

    assert signature == sign({name: parameters[name] for name in names}, Secret(secret))


@pytest.mark.parametrize(("parameters", "secret", "signature"), VECTORS)
def test_a_changed_value_is_noticed(parameters, secret, signature):
    """A vector with any of its values changed is not accepted."""
    for name in parameters:
        changed = {**parameters, name: parameters[name] + "x"}

        assert not verify(changed, Secret(secret), signature)


def test_the_text_between_the_secrets():
    """Names and values follow each other without separators, digits before letters."""
    text = canonical(PUBLISHED)

    assert text.startswith('360buy_param_json{"end_date":null')
    assert text.endswith(
        "access_tokenyourtokenapp_keyyourappkeymethodjingdong.pop.order.search"
        "timestamp2021-05-07 09:20:39.683+0800v2.0"
    )


def test_chinese_is_signed_as_utf8():
    """A Chinese value is signed by its UTF-8 bytes, not by escapes of them."""
    expected = hashlib.md5('s360buy_param_json{"备注":"中文😀"}s'.encode()).hexdigest()  # noqa: S324

    assert expected.upper() == sign({"360buy_param_json": '{"备注":"中文😀"}'}, Secret("s"))


def test_format_and_sign_method_count_when_they_are_sent():
    """Adding format or sign_method changes the signature."""
    plain = sign(PUBLISHED, Secret("s"))

    assert plain != sign({**PUBLISHED, "format": "json"}, Secret("s"))
    assert plain != sign({**PUBLISHED, "sign_method": "md5"}, Secret("s"))


def test_blank_parameters_are_not_sent():
    """What is blank leaves neither on the wire nor in the signature."""
    sent = signed({**PUBLISHED, "format": "", "other": " \t"}, Secret("yourappSecret"))

    assert {*PUBLISHED, "sign"} == set(sent)
    assert "D70825340F4084360B9362B60DFD7930" == sent["sign"]


@pytest.mark.parametrize("name_kept", [True, False])
def test_blank_parameters_verify_in_both_readings(name_kept):
    """A blank parameter that was sent is accepted with its name signed and without."""
    sent = {**PUBLISHED, "format": ""}
    signature = sign(sent if name_kept else PUBLISHED, Secret("s"))

    assert verify(sent, Secret("s"), signature)


def test_a_file_parameter_verifies_unsigned():
    """A value that begins with @ is left out of the signature by some clients."""
    signature = sign(PUBLISHED, Secret("s"))

    assert verify({**PUBLISHED, "file": "@photo.jpg"}, Secret("s"), signature)


@given(PARAMETERS, TEXT.filter(str.strip), st.randoms())
def test_whatever_is_signed_verifies(parameters, secret, shuffler):
    """Any parameters, in any order, verify with what signed them and with nothing else."""
    sent = signed(parameters, Secret(secret))
    names = list(sent)
    shuffler.shuffle(names)
    received = {name: sent[name] for name in names}

    assert verify(received, Secret(secret))
    assert not verify(received, Secret(secret + "x"))


@given(PARAMETERS, TEXT)
def test_another_clients_signature_verifies(parameters, secret):
    """A signature computed from the description alone verifies, empty values included."""
    joined = "".join(name + parameters[name] for name in sorted(parameters, key=str.encode))
    signature = hashlib.md5(f"{secret}{joined}{secret}".encode()).hexdigest()  # noqa: S324

    assert verify(parameters, Secret(secret), signature.upper())
    assert verify(parameters, Secret(secret), signature)


@given(TEXT)
def test_no_signature_is_no_signature(text):
    """Text that is no signature never verifies and never fails otherwise."""
    assert not verify(PUBLISHED, Secret("s"), text)
    assert not verify(PUBLISHED, Secret("s"), "\udcff" + text)


def test_a_lone_surrogate_is_refused_by_name():
    """A value that is no Unicode is refused with the name of its parameter, and unquoted."""
    with pytest.raises(InputRefusedError, match="Parameter remark holds text"):
        sign({"remark": "张\ud800"}, Secret("s"))


def test_business_parameters_are_serialised_once():
    """Keys are sorted at every level, nothing is escaped, and None is absent."""
    text = serialise({"b": "中😀", "a": [{"y": 2**60, "x": None}], "c": None, "d": True})

    assert '{"a":[{"y":1152921504606846976}],"b":"中😀","d":true}' == text


@given(st.dictionaries(TEXT, TEXT | st.integers() | st.booleans() | st.lists(TEXT)))
def test_what_is_serialised_reads_back(business):
    """Any business parameters read back as they were, digits and characters alike."""
    assert business == json.loads(serialise(business))


def test_a_float_is_never_sent():
    """A fraction is refused: it has no exact form."""
    with pytest.raises(InputRefusedError, match="float"):
        serialise({"jdPrice": 19.9})


def test_broken_business_text_is_refused_by_name():
    """A lone surrogate among the business parameters is refused with its parameter's name."""
    with pytest.raises(InputRefusedError, match="Parameter remark"):
        serialise({"page": 1, "remark": "\udc80"})
