"""`crossdock_jos.envelopes`: from an answer to its payload, or to the error it is."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock.http import Answer, Response
from crossdock_jos.envelopes import gateway_code, open_envelope, verdict_of
from crossdock_jos.records import Record

METHOD = "jingdong.pop.order.search"


def answer(body, status=200, **headers):
    """Return an answer with *body*, as JSON unless it is bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer("POST /routerjson", status, headers, content)


def opened(body, status=200, **headers):
    """Return the payload of *body*."""
    return open_envelope(answer(body, status, **headers), METHOD, "JD.com")


@pytest.mark.parametrize(
    "root",
    [
        "jingdong_pop_order_search_responce",
        "jingdong_pop_order_search_response",
        "Jingdong_Pop_Order_Search_Responce",
        "some_other_responce",
    ],
)
@pytest.mark.parametrize("code", ["0", 0, None, "100", 100])
def test_a_success(root, code):
    """Either spelling of the one root key, and either kind of zero, is a success."""
    assert 7 == opened({root: {"code": code, "x": 7}}).whole("x")


@pytest.mark.parametrize("code", ["12", 12])
@pytest.mark.parametrize("key", ["error_response", "jingdong_pop_order_search_responce"])
def test_an_error_with_its_code_as_text_or_number(key, code):
    """An error of its own and one inside the wrapper are the same error."""
    with pytest.raises(CredentialsRefusedError) as caught:
        opened({key: {"zh_desc": "无效签名", "en_desc": "Invalid Signature", "code": code}})

    assert ("12", "Invalid Signature / 无效签名") == (
        caught.value.remote_code,
        caught.value.remote_message,
    )
    assert "API secret" in caught.value.message + caught.value.next_step


def test_an_error_bare_at_the_root():
    """An error without any wrapper is one too."""
    with pytest.raises(RequestRefusedError) as caught:
        opened({"code": "10500001", "errorMessage": "no"})

    assert "10500001" == caught.value.remote_code


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("19", CredentialsRefusedError),
        ("61", RequestRefusedError),
        ("2", RateLimitedError),
        ("23", RetryLaterError),
        ("65", RemoteTroubleError),
        ("4711", RequestRefusedError),
    ],
)
def test_codes_become_errors(code, kind):
    """Each meaning has its error, and an unknown code is a refusal."""
    with pytest.raises(kind) as caught:
        opened({"error_response": {"code": code, "en_desc": "words"}})

    assert "words" in caught.value.message
    assert caught.value.next_step


def test_a_quota_says_how_long_to_wait():
    """The header's wait counts where there is one."""
    body = {"error_response": {"code": "2"}}

    for headers, expected in (({}, 600.0), ({"retry-after": "7"}, 7.0)):
        with pytest.raises(RateLimitedError) as caught:
            opened(body, **headers)
        assert expected == caught.value.retry_after


@pytest.mark.parametrize("body", [b"", b"  ", b"<html>busy</html>", b'{"a":', b"\xff\xfe"])
def test_no_json_is_trouble(body):
    """An empty body and a page of HTML under 200 are for another time."""
    with pytest.raises(UnreadableAnswerError) as caught:
        opened(body)

    assert f"POST /routerjson {METHOD}" == caught.value.endpoint
    assert METHOD in caught.value.message


@pytest.mark.parametrize(
    "body",
    [
        *({}, [], {"x": 1, "y": 2}, "text", None),
        *(
            {f"{METHOD.replace('.', '_')}_responce": payload}
            for payload in (None, "", "{}", [], 1)
        ),
    ],
)
def test_no_envelope_is_trouble(body):
    """JSON that is no envelope is not taken for an empty success."""
    with pytest.raises(UnreadableAnswerError):
        opened(body)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, CredentialsRefusedError), (400, RequestRefusedError), (502, RemoteTroubleError)],
)
def test_a_status_that_says_enough(status, kind):
    """A proxy's page is judged by its status, an error in JSON by its code."""
    with pytest.raises(kind):
        opened(b"<html></html>", status)
    with pytest.raises(CredentialsRefusedError):
        opened({"error_response": {"code": "12"}}, status)


def test_a_broken_text_is_left_to_its_record():
    """GBK in one field does not cost the page."""
    payload = opened(b'{"x_responce":{"code":"0","a":"\xba\xec","b":7}}')

    assert 7 == payload.whole("b")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (
            {"success": True, "numberCode": 0, "chineseErrCode": "成功", "englishErrCode": "ok"},
            (True, "0", "成功 / ok"),
        ),
        ({"success": "false", "errorCode": "999999"}, (False, "999999", "")),
        ({"success": False, "errorMessage": "no stock"}, (False, "", "no stock")),
        (
            {"isSuccess": True, "code": 1, "message": "Successful operation!!"},
            (True, "1", "Successful operation!!"),
        ),
        ({"code": "0"}, (None, "0", "")),
    ],
)
def test_business_verdicts(node, expected):
    """The verdict is found in each of the shapes it comes in."""
    verdict = verdict_of(Record(node))

    assert expected == (verdict.ok, verdict.code, verdict.words)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"error_response": {"code": 8}}, "8"),
        ({"x_responce": {"code": "19", "zh_desc": "无效"}}, "19"),
        ({"x_responce": {"code": "0", "data": 1}}, ""),
        ({"x_responce": {"code": "8", "data": 1}}, ""),
        ({"code": "19"}, ""),
        ({"code": "19", "errorMessage": "x"}, "19"),
    ],
)
def test_the_gateways_code(body, expected):
    """A gateway's code is told from a business code that looks alike."""
    assert expected == gateway_code(Response(200, json=body))


@given(st.binary(max_size=200))
def test_any_bytes_are_an_error_of_ours(body):
    """Whatever bytes come, the error is one of ours."""
    with pytest.raises(RemoteError):
        opened(body)
    assert "" == gateway_code(Response(200, content=body))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["code", "error_response", "x_responce", "zh_desc", "y"]), inner
            )
        ),
    )
)
def test_any_json_is_a_payload_or_an_error(body):
    """Whatever JSON comes is a payload, or an error of ours."""
    with contextlib.suppress(RemoteError):
        assert isinstance(opened(body), Record)
