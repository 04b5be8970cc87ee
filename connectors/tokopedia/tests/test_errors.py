"""`crossdock_tokopedia.errors` and `.codes`: answers to errors."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossdock import Secret
from crossdock.errors import (
    CredentialsRefusedError,
    CrossdockError,
    RateLimitedError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.http import Answer
from crossdock_tokopedia.codes import CODES, meaning_of
from crossdock_tokopedia.errors import judged
from crossdock_tokopedia.gateway import refuses_token
from crossdock_tokopedia.settings import TokopediaSettings

OURS = TokopediaSettings(13004, 479573, "id", Secret("planted-canary"))
MALFORMED = "We could not process your request due to malformed request, please check again"


def answer(body, status=200, **headers):
    """Return an answer with *body*, JSON unless it is bytes."""
    import json

    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("GET /v1/x", status, named, raw)


def coded(code, status=400, reason="because"):
    """Return an answer with an error code in the standard envelope."""
    header = {"process_time": 0, "messages": MALFORMED, "reason": reason, "error_code": code}
    return answer({"header": header, "data": None}, status)


def raised(shown):
    """Return the error that an answer means."""
    with pytest.raises(CrossdockError) as caught:
        judged(shown, OURS)
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        {"header": {"process_time": 102, "messages": "ok"}, "data": [1]},
        {"header": {"reason": "", "error_code": 0}, "data": None},
        {"header": {"error_code": "0"}, "data": {}},
        {"header": {"error_code": 200}, "data": {}},
        {"header": {"error_code": ""}, "data": {}},
        {"Header": {"Error_Code": None}, "Data": {}},
        {"data": "success", "status": "200 Ok", "error_message": []},
        {"data": {}, "status": "200 OK", "error_message": None},
        {"data": [], "status": 200},
        {"data": None},
    ],
)
def test_successes(body):
    """Both envelopes, and every way to write "no error", are successes."""
    assert body == judged(answer(body), OURS)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_sentence_and_a_next_step(code):
    """Each code of sheet 1.3 becomes a sentence with the code in it, and what to do next."""
    error = raised(coded(code))

    assert code == error.remote_code
    assert f"({code})" in error.message
    assert error.next_step
    assert not re.search(r"[{}]", error.message)
    assert "because" in error.message


@pytest.mark.parametrize("status", [200, 400, 403, 500])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("RBAC_MDLW_001", CredentialsRefusedError),
        ("ORD_USC_015", CredentialsRefusedError),
        ("RBAC_MDLW_002", CredentialsRefusedError),
        ("ORD_API_006", RemoteTroubleError),
        ("PRD_GRPC_001", RemoteTroubleError),
        ("PRD_GRPC_002", RemoteTroubleError),
        ("OPENAPI_DB_002", RemoteTroubleError),
        ("ORD_DLV_013", RequestRefusedError),
        ("ORD_USC_001", RequestRefusedError),
        ("ORD_API_008", RequestRefusedError),
        ("PRD_DLV_099", RequestRefusedError),
        ("SHP_DLV_014", RequestRefusedError),
        ("RBAC_NEW_007", CredentialsRefusedError),
        ("SHP_GRPC_002", RemoteTroubleError),
    ],
)
def test_a_known_code_says_more_than_its_status(code, status, kind):
    """Malformed requests came as 500 for years: the code decides, not the status."""
    assert kind is type(raised(coded(code, status)))


def test_a_foreign_shop_is_named_with_both_ids():
    """A shop of somebody else is said with its own id and the app's."""
    error = raised(coded("RBAC_MDLW_001", 403))

    assert "shop 479573 does not belong to fs_id 13004" in error.message


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("ORD_USC_777", 400, RequestRefusedError),
        ("ORD_USC_777", 200, RequestRefusedError),
        ("ORD_USC_777", 500, RemoteTroubleError),
        ("SOMETHING", 400, RequestRefusedError),
        ("SOMETHING", 200, RequestRefusedError),
        ("SOMETHING", 500, RemoteTroubleError),
        ("SOMETHING", 403, CredentialsRefusedError),
        (400, 200, RequestRefusedError),
        ("400", 200, RequestRefusedError),
        (401, 200, CredentialsRefusedError),
        (403, 200, CredentialsRefusedError),
        (429, 200, RateLimitedError),
        (500, 200, RemoteTroubleError),
        (1, 200, RequestRefusedError),
        (0, 500, RemoteTroubleError),
        ("", 400, RequestRefusedError),
        (None, 403, CredentialsRefusedError),
    ],
)
def test_unknown_codes(code, status, kind):
    """A code that nobody documented is read by its layer, its number or its status."""
    assert kind is type(raised(coded(code, status)))


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"message": "invalid_token"}, 401, CredentialsRefusedError),
        ({"message": "invalid_token"}, 200, CredentialsRefusedError),
        ({"message": "Unauthorized"}, 401, CredentialsRefusedError),
        ({"message": "forbidden"}, 403, CredentialsRefusedError),
        ({"message": "something else"}, 200, UnreadableAnswerError),
        ({"message": "no Route matched with those values"}, 404, RequestRefusedError),
        ({"message": "API rate limit exceeded"}, 429, RateLimitedError),
        ({"message": "failure to get a peer"}, 503, RemoteTroubleError),
        ({"error": "x", "error_description": "y"}, 200, UnreadableAnswerError),
        (b"<html>404</html>", 404, RequestRefusedError),
        (b"<html>502</html>", 502, RemoteTroubleError),
        (b"<html>login</html>", 200, UnreadableAnswerError),
        (b"", 200, UnreadableAnswerError),
        (b'{"header":{},"da', 200, UnreadableAnswerError),
        (b'{"data":1,"data":2}', 200, UnreadableAnswerError),
        (b"[1]", 200, UnreadableAnswerError),
        (b"null", 200, UnreadableAnswerError),
        (b"{}", 200, UnreadableAnswerError),
        (b"{}", 400, RequestRefusedError),
        (
            {"data": None, "status": "400 Bad Request", "error_message": ["bad input data"]},
            200,
            RequestRefusedError,
        ),
        ({"data": None, "status": "Error", "error_message": "bad"}, 200, RequestRefusedError),
        ({"status": "500 Internal Server Error", "error_message": []}, 500, RemoteTroubleError),
        (
            {"data": None, "status": "500 Internal", "error_message": ["x"]},
            200,
            RemoteTroubleError,
        ),
    ],
)
def test_answers_outside_of_the_envelope(body, status, kind):
    """The gateway, the old envelope, proxies and broken bodies each have their error."""
    assert kind is type(raised(answer(body, status)))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (MALFORMED, RequestRefusedError),
        ("Our server encounters an error, please try again later", RemoteTroubleError),
    ],
)
def test_a_failure_told_in_words_only(words, kind):
    """A 200 without data and code, whose words are those of every failure, is one."""
    header = {"process_time": 0, "messages": words, "reason": "context deadline exceeded"}

    error = raised(answer({"header": header, "data": None}))

    assert kind is type(error)
    assert "context deadline exceeded" in error.message
    assert answer({"header": header, "data": [1]}).json() == judged(
        answer({"header": header, "data": [1]}), OURS
    )


@pytest.mark.parametrize(
    ("seconds", "words"), [("0.2", "again later"), ("3600", "again in 3,600 seconds")]
)
def test_a_long_wait_is_told(seconds, words):
    """After a 429 the next step names a wait that is longer than a moment."""
    assert words in raised(answer({}, 429, retry_after=seconds)).next_step


@pytest.mark.parametrize("status", [200, 401, 403])
def test_an_unlisted_address_names_the_whitelist(status):
    """A call from an unlisted address says so, and where to list it."""
    error = raised(answer({"message": "unauthorized_ip_address"}, status))

    assert CredentialsRefusedError is type(error)
    assert "IP whitelist" in error.message
    assert "developer.tokopedia.com" in error.next_step


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 1.0),
        ({"retry_after": "7"}, 7.0),
        ({"x_ratelimit_reset_after": "-0.000000"}, 1.0),
        (
            {"x_ratelimit_reset_after": "0.2", "x_ratelimit_full_reset_after": "0.9"},
            0.9,
        ),
        ({"x_ratelimit_full_reset_after": "-2.5"}, 2.5),
        ({"x_ratelimit_full_reset_after": "nan", "x_ratelimit_reset_after": "3"}, 3.0),
        ({"x_ratelimit_full_reset_after": "1e99"}, 3600.0),
        ({"x_ratelimit_full_reset_after": "soon", "retry_after": "-1"}, 1.0),
    ],
)
def test_how_long_to_wait(headers, seconds):
    """The wait after a 429 comes from its headers, an hour at most, a second by default."""
    error = raised(answer({"message": "slow down"}, 429, **headers))

    assert (RateLimitedError, seconds) == (type(error), error.retry_after)


def test_the_request_id_is_kept():
    """What the platform's support asks for first is on the error."""
    body = {"header": {"error_code": "ORD_DLV_001", "response_id": "abc-1"}, "data": None}

    assert "abc-1" == raised(answer(body, 400)).request_id


def test_a_next_step_never_quotes_the_platform():
    """The platform's words are in the message, where they are redacted."""
    error = raised(coded("ORD_USC_001", reason="planted-words"))

    assert "planted-words" in error.message
    assert "planted-words" not in error.next_step


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (401, None, True),
        (401, {"message": "x"}, True),
        (200, {"message": "invalid_token"}, True),
        (403, {"message": "invalid_token"}, True),
        (403, {"message": "forbidden"}, False),
        (403, {"message": "unauthorized_ip_address"}, False),
        (401, {"message": "unauthorized_ip_address"}, False),
        (401, {"header": {"error_code": "RBAC_MDLW_002"}, "data": None}, False),
        (401, {"header": {"error_code": "401", "reason": "expired"}, "data": None}, True),
        (401, {"header": {"error_code": 401}, "data": None}, True),
        (403, {"header": {"error_code": 403}, "data": None}, False),
        (200, {"header": {}, "data": {"message": "invalid_token"}}, False),
        (500, [], False),
    ],
)
def test_what_refuses_a_token(status, body, refused):
    """Only the gateway's refusal, or a 401 without a code of the interface, is about the token."""
    assert refused is refuses_token(status, body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["header", "data", "message", "status", "error_message", "error_code", "reason", "messages"]
)


@given(
    JSON | st.dictionaries(NAMES, JSON | st.dictionaries(NAMES, JSON)),
    st.sampled_from([200, 201, 400, 401, 403, 404, 429, 500, 503]),
)
def test_any_answer_is_a_body_or_an_error_of_ours(body, status):
    """Arbitrary JSON under any status is a success or one of our errors, never a crash."""
    try:
        judged(answer(body, status), OURS)
    except CrossdockError as error:
        error.message.encode()
    refuses_token(status, body)


@given(st.text())
def test_any_code_can_be_looked_up(code):
    """Arbitrary text as a code has a meaning or none."""
    meaning_of(code)
