"""`crossdock_jdid.errors`, `.payloads`, `.nesting`: four levels, two generations (sheet A5)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import (
    CredentialsRefusedError,
    DataRefusedError,
    RateLimitedError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock.http import Answer
from crossdock_jdid import calls
from crossdock_jdid.errors import Judge, judged
from crossdock_jdid.nesting import rows_of, unpacked
from crossdock_jdid.payloads import Payload
from crossdock_jdid.settings import Dialect
from crossdock_jos.records import Record

NEW, OLD = Dialect.GEN2, Dialect.GEN1
ROOT = "jingdong_seller_order_getOrderInfoByOrderId_response"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def answered(body, status=200):
    """Return the answer with *body*."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer("POST /routerjson", status, {}, raw)


def verdict(body, dialect=NEW, *, status=200, lenient=False):
    """Return what *body*, answering a call for an order, is judged to be."""
    return judged(answered(body, status), calls.order(dialect, 1), dialect, lenient=lenient)


def newer(payload, *, key="result", code="0", root=ROOT):
    """Return *payload* in the envelope of the newer generation."""
    return {root: {"code": code, key: payload}}


def older(payload, code=0, message="success"):
    """Return *payload* in the envelope of the older generation, as text."""
    return {"openapi_code": code, "openapi_msg": message, "openapi_data": json.dumps(payload)}


def test_a_success_of_the_newer_generation():
    """All four levels are content: the model is the answer."""
    payload = {"code": 200, "success": True, "message": "ok", "model": {"orderId": 1}}

    assert Payload({"orderId": 1}, 200, "ok", True) == verdict(newer(payload))


def test_a_success_of_the_older_generation():
    """The payload is JSON written as text inside JSON."""
    payload = {"code": 200, "success": True, "message": "ok", "model": {"orderId": 1}}

    assert Payload({"orderId": 1}, 200, "ok", True) == verdict(older(payload), OLD)


def test_three_decodings_deep():
    """A model that is itself text is decoded once more, to the last digit."""
    rows = [{"orderId": 9007199254740993, "totalPrice": 0.1}]
    payload = {"code": 200, "success": True, "model": json.dumps(rows)}
    [row] = verdict(older(payload), OLD).model

    assert 9007199254740993 == Record(row).whole("orderId")
    assert "0.1" == str(Record(row).exact("totalPrice"))


@pytest.mark.parametrize("key", ["result", "returnType", "EptRemoteResult", "RESULT"])
def test_any_familys_payload_key_is_found(key):
    """A payload under another family's key, or in another case, is still the payload."""
    assert [7] == verdict(newer({"success": True, "model": [7]}, key=key)).model


@pytest.mark.parametrize("member", ["isSuccess", "success"])
def test_both_spellings_of_success(member):
    """The list of products says isSuccess where others say success."""
    with pytest.raises(RequestRefusedError):
        verdict(newer({member: False, "model": [7]}))


@pytest.mark.parametrize("code", ["0", 0])
def test_the_envelopes_code_may_be_a_number(code):
    """The gateway's code is the text "0", and 0 is the same."""
    assert [7] == verdict(newer({"success": True, "model": [7]}, code=code)).model


def test_a_root_key_spelt_like_jd_coms():
    """A simulator that misspells the root as JD.com does is understood."""
    body = newer({"success": True, "model": 7}, root=ROOT.replace("response", "responce"))

    assert 7 == verdict(body).model


@pytest.mark.parametrize("dialect", [NEW, OLD])
def test_a_refusal_of_the_business_is_no_success(dialect):
    """A gateway that is content says nothing of the business, whose words are quoted."""
    payload = {"code": -1, "success": False, "message": "order not exist", "model": None}
    body = newer(payload) if dialect is NEW else older(payload)

    with pytest.raises(RequestRefusedError) as caught:
        verdict(body, dialect)

    assert ("-1", "order not exist") == (caught.value.remote_code, caught.value.remote_message)
    assert "getOrderInfoByOrderId" in caught.value.message


def test_a_business_in_trouble_may_be_asked_again():
    """A business that says it was busy failed, and did not refuse."""
    with pytest.raises(RemoteTroubleError):
        verdict(newer({"code": 500, "success": False, "message": "System error, try again"}))


def test_a_business_called_too_often_applied_nothing():
    """A business that says it was called too often is to be asked again, more slowly."""
    with pytest.raises(RateLimitedError):
        verdict(newer({"success": False, "code": 7, "message": "Too many requests"}))


def test_a_lenient_judge_reads_the_refusal():
    """Where rows are told of one by one, a refusal is a payload like any other."""
    payload = {"code": -1, "success": False, "message": "Parameter check failed"}

    found = verdict(newer(payload), lenient=True)

    assert (True, "Parameter check failed") == (found.refused, found.message)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("12", CredentialsRefusedError),
        ("19", CredentialsRefusedError),
        ("21", CredentialsRefusedError),
        ("24", CredentialsRefusedError),
        ("15", RequestRefusedError),
        ("2", RateLimitedError),
        ("23", RetryLaterError),
        ("65", RemoteTroubleError),
        (19, CredentialsRefusedError),
        ("4711", RequestRefusedError),
    ],
)
def test_gateway_errors(code, kind):
    """An error_response is what its code means, as text or as a number."""
    with pytest.raises(kind) as caught:
        verdict({"error_response": {"code": code, "zh_desc": "无效", "en_desc": "Invalid"}})

    assert kind is type(caught.value)
    assert str(code) == caught.value.remote_code


@pytest.mark.parametrize(
    ("code", "words", "kind", "known"),
    [
        (19, "Invalid access_token", CredentialsRefusedError, "19"),
        (1004, "token expired", CredentialsRefusedError, "1004"),
        (77001, "sign check error", CredentialsRefusedError, "77001"),
        (77002, "appKey is not exist", CredentialsRefusedError, "77002"),
        (77003, "no permission to call this api", CredentialsRefusedError, "77003"),
        (77004, "too many requests", RateLimitedError, "77004"),
        (77005, "call service timeout", RemoteTroubleError, "77005"),
        (77006, "method not found", RequestRefusedError, "77006"),
        (15, "", RequestRefusedError, "15"),
    ],
)
def test_errors_of_the_older_generation_go_by_their_words(code, words, kind, known):
    """Its codes were never written down, so its words decide, and then the codes we know."""
    with pytest.raises(kind) as caught:
        verdict({"openapi_code": code, "openapi_msg": words, "openapi_data": None}, OLD)

    assert kind is type(caught.value)
    assert known == caught.value.remote_code


@pytest.mark.parametrize("body", [{"error": "Invalid sign"}, {"error": {"code": 1}}])
def test_an_error_field_alone_is_an_error(body):
    """The older generation may answer with an error field and nothing else."""
    with pytest.raises(RemoteError):
        verdict(body, OLD)


def test_one_gateway_in_front_of_both():
    """The older generation's envelope may be missing, and the error be the newer one's."""
    with pytest.raises(CredentialsRefusedError):
        verdict({"error_response": {"code": "12", "en_desc": "Invalid Signature"}}, OLD)


@pytest.mark.parametrize("code", ["24", "25", "64", "22", "21"])
def test_what_is_not_approved_is_explained(code):
    """Refusals about app or seller say what the portals ask for."""
    with pytest.raises(CredentialsRefusedError) as caught:
        verdict({"error_response": {"code": code, "en_desc": "no"}})

    step = caught.value.next_step
    assert any(word in step for word in ("Waiting Authorize", "Qualified", "Already Own"))


@pytest.mark.parametrize("dialect", [NEW, OLD])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"<html><title>Closed</title></html>", 200),
        (b'{"a":', 200),
        (b"[]", 200),
        (b"{}", 200),
        (b'{"openapi_code":0,"openapi_data":"no json"}', 200),
        (b"<html>", 502),
    ],
)
def test_what_is_no_answer_is_trouble(dialect, body, status):
    """A page, a fragment or an empty object is trouble, and never a success."""
    with pytest.raises(RemoteTroubleError):
        verdict(body, dialect, status=status)


@given(JSON, st.sampled_from([NEW, OLD]))
def test_any_json_is_judged_or_refused(body, dialect):
    """Whatever JSON comes, the judge answers with a payload or with an error of ours."""
    try:
        found = verdict(body, dialect)
    except RemoteError:
        return

    assert isinstance(found, Payload)


@given(JSON, st.sampled_from([NEW, OLD]))
def test_any_payload_is_judged_or_refused(payload, dialect):
    """Whatever stands in the place of the payload, it is judged or refused."""
    judge = Judge(calls.order(dialect, 1), dialect, lenient=True)
    body = newer(payload) if dialect is NEW else older(payload)
    try:
        judge(answered(body))
    except RemoteError:
        return

    assert isinstance(judge.payload, Payload)


@given(JSON)
def test_text_inside_text_reads_back(value):
    """An object or list that was written out as text twice reads back as it was."""
    expected = {"member": value}

    assert expected == unpacked(json.dumps(json.dumps(expected)))
    assert [expected] == rows_of(json.dumps([expected]))


@given(st.text())
def test_other_text_stays(text):
    """Text that is no JSON stays as it is; blank text and null are nothing."""
    found = unpacked("x" + text)

    assert "x" + text == found


def test_gbk_bytes_spoil_one_field_in_either_nesting():
    """Bytes in GBK under a UTF-8 label are refused by their field's name; others survive."""
    name = "一二".encode("gbk")
    row = b'{"skuName":"' + name + b'","area":"Tebet \xf0\x9f\x8d\x9c"}'
    plain = b'{"%s":{"code":"0","result":{"success":true,"model":%s}}}' % (ROOT.encode(), row)
    text = b'{\\"success\\":true,\\"model\\":' + row.replace(b'"', b'\\"') + b"}"
    nested = b'{"openapi_code":0,"openapi_data":"' + text + b'"}'

    for body, dialect in ((plain, NEW), (nested, OLD)):
        found = Record(verdict(body, dialect).model, "order.")
        assert "Tebet 🍜" == found.text("area")
        with pytest.raises(DataRefusedError, match=r"order\.skuName contains bytes that are not"):
            found.text("skuName")


def test_a_backslash_before_a_stray_byte_is_not_turned_into_letters():
    """A character whose second byte is a backslash makes the text unreadable, never nonsense."""
    inner = b'{\\"success\\":true,\\"model\\":{\\"skuName\\":\\"\x95\\\\\x95\\"}}'
    body = b'{"openapi_code":0,"openapi_data":"' + inner + b'"}'

    with pytest.raises(UnreadableAnswerError):
        verdict(body, OLD)
