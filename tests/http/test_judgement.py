"""What a status means, where nothing else is known; and an answer as an object."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from crossdock.errors import (
    ConfigurationError,
    CredentialsRefusedError,
    CrossdockError,
    RateLimitedError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.http import Answer, Redactor, judge_status, judging, quoted
from crossdock.http.wording import LONGEST_QUOTE, printable


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_success(status: int) -> None:
    """A 2xx passes."""
    judge_status(Answer("GET /", status, {}, b""))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (101, RemoteTroubleError),
        (301, ConfigurationError),
        (304, ConfigurationError),
        (400, RequestRefusedError),
        (401, CredentialsRefusedError),
        (403, CredentialsRefusedError),
        (404, RequestRefusedError),
        (408, RemoteTroubleError),
        (429, RateLimitedError),
        (500, RemoteTroubleError),
        (503, RemoteTroubleError),
        (999, RemoteTroubleError),
    ],
)
def test_failure(status: int, error: type[CrossdockError]) -> None:
    """Every other status means one thing, with a sentence and a next step."""
    with pytest.raises(error) as caught:
        judge_status(Answer("GET /a", status, {}, b"because"))

    assert caught.value.message.startswith(f"GET /a answered {status}")
    assert caught.value.message.endswith(".")
    assert caught.value.next_step.endswith(".")


def test_unavailable_for_a_while() -> None:
    """A 503 that says for how long asks for fewer calls."""
    with pytest.raises(RateLimitedError) as caught:
        judge_status(Answer("GET /", 503, {"retry-after": "9"}, b""))

    assert 9.0 == caught.value.retry_after


def test_redacted_before_it_is_cut() -> None:
    """A secret that the quote would cut in two is masked whole."""
    secret = "planted-canary-secret"
    body = b"x" * (LONGEST_QUOTE - 12) + b" " + secret.encode()

    with pytest.raises(RequestRefusedError) as caught:
        judge_status(Answer("GET /", 400, {}, body, redact=Redactor([secret]).text))

    assert "planted" not in caught.value.message


class TestAnswer:
    """A platform's answer."""

    def test_text(self) -> None:
        """Bytes that are no text become replacement characters, for people."""
        assert "a\N{REPLACEMENT CHARACTER}" == Answer("GET /", 200, {}, b"a\xff").text

    def test_json(self) -> None:
        """Its JSON has whole numbers and exact fractions."""
        assert [1, Decimal("1.10")] == Answer("GET /", 200, {}, b"[1, 1.10]").json()

    def test_not_json(self) -> None:
        """What is not JSON is told with its endpoint, status and reason."""
        with pytest.raises(UnreadableAnswerError) as caught:
            Answer("GET /a", 200, {}, b"<html>").json()

        assert (
            "GET /a answered 200 with something that is not the JSON its interface promises:"
            " Expecting value at line 1, column 1."
        ) == caught.value.message

    def test_repr(self) -> None:
        """It does not print its headers or body."""
        assert "Answer(endpoint='GET /a', status=200)" == repr(
            Answer("GET /a", 200, {"set-cookie": "s3cr3t"}, b"s3cr3t")
        )

    def test_platform_time(self) -> None:
        """The platform's time is what its header says, or ours."""
        at = datetime(2026, 1, 1, tzinfo=UTC)
        told = {"date": "Fri, 02 Jan 2026 00:00:00 GMT"}

        assert datetime(2026, 1, 2, tzinfo=UTC) == Answer("", 200, told, b"", at=at).platform_time
        assert at == Answer("", 200, {"date": "today"}, b"", at=at).platform_time


class TestQuoted:
    """A platform's words in our sentence."""

    @pytest.mark.parametrize(
        ("text", "quote"),
        [
            ("", ""),
            (" \n ", ""),
            ("no", " It said: no."),
            ("No way!", " It said: No way!"),
            ("a\n\n  b", " It said: a b."),
            ("<html><title>Bad\nGateway</title>", " It sent a web page titled Bad Gateway."),
            ("<!DOCTYPE html><p>", " It sent a web page."),
            ("<error>x</error>", " It said: <error>x</error>."),
        ],
    )
    def test_words(self, text: str, quote: str) -> None:
        """It stands on one line and ends like a sentence; a web page is named, not shown."""
        assert quote == quoted(text)

    def test_long(self) -> None:
        """It is cut between words."""
        assert " It said: " + "word " * 59 + "word …" == quoted("word " * 100)

    def test_one_long_word(self) -> None:
        """A single word that is too long could be a secret, and is left out."""
        assert " It said: …" == quoted("x" * 1000)

    @pytest.mark.parametrize("bad", ["\x1b[2J", "\x07", "\u202e", "\ud800", "\x00", "\u200b"])
    def test_control(self, bad: str) -> None:
        """What a terminal would obey, or nothing can store, is replaced."""
        shown = printable(f"a{bad}b")

        assert shown.isprintable()
        shown.encode()


class TestJudging:
    """A judge that knows where an error has its code and its words."""

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            (b'{"error": {"code": 17, "text": "closed"}}', ("17", "closed")),
            (b'{"error": {"text": ["a"], "code": true}}', ("", "")),
            (b'{"error": "closed"}', ("", "")),
            (b"[]", ("", "")),
            (b"<html>", ("", "")),
        ],
    )
    def test_they_are_told(self, body, told):
        """With the status; what is not there, or is no text, is left blank."""
        with pytest.raises(RequestRefusedError) as caught:
            judging(code="error.code", message="error.text")(Answer("GET /a", 409, {}, body))

        assert (409, told) == (
            caught.value.status,
            (caught.value.remote_code, caught.value.remote_message),
        )

    def test_a_success_passes(self):
        """Whatever its body says."""
        judging(code="error")(Answer("GET /a", 207, {}, b'{"error": "x"}'))
