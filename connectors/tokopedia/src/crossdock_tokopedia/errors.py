"""From an answer of Tokopedia to its JSON, or to the error it means (sheet 1.2, 1.3)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
    UnreadableAnswerError,
)
from crossdock.http import Answer, judge_status, quoted, retry_after
from crossdock_tokopedia.codes import Meaning, meaning_of
from crossdock_tokopedia.gateway import CREDENTIALS, error_code, raise_gateway, words_of
from crossdock_tokopedia.reading import Record, storable
from crossdock_tokopedia.settings import TokopediaSettings

_CALM_AT_MOST = 3600.0
#: What `messages` says of every failure, the client's and the platform's own (sheet 1.3).
_FAILURES = {"we could not process your request": 400, "our server encounters an error": 500}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MEANINGS = {
    Meaning.ACCESS: CredentialsRefusedError,
    Meaning.REQUEST: RequestRefusedError,
    Meaning.TROUBLE: RemoteTroubleError,
}


@attrs.define
class Envelope:
    """A judge that keeps what it read, so that a large page is parsed once.

    Args:

        settings: name shop and app in its messages.

        body: the last answer's JSON, an object.
    """

    settings: TokopediaSettings = attrs.field(repr=False)
    body: dict[str, Any] = attrs.field(factory=dict, repr=False)

    def __call__(self, answer: Answer) -> None:
        """Raise the error that *answer* is, or keep its body."""
        self.body = judged(answer, self.settings)


def judged(answer: Answer, settings: TokopediaSettings) -> dict[str, Any]:
    """Return the JSON object that *answer* carries, if it is a success.

    Raises:

        CredentialsRefusedError: token, address, app or shop are not accepted.

        RequestRefusedError: a code says that what was asked is not accepted.

        RateLimitedError: 429.

        RemoteTroubleError: the platform failed, or its answer cannot be read.
    """
    if answer.status == 429:
        wait = calm(answer.headers, answer.platform_time)
        when = f"in {math.ceil(wait):,} seconds" if wait > 1 else "later"
        raise RateLimitedError(
            f"Tokopedia answered {answer.endpoint} with 429: too many calls in a second.",
            next_step=f"Run it again {when}; a lower rate on the connection avoids it.",
            retry_after=wait,
            endpoint=answer.endpoint,
            status=429,
        )
    body = _object(answer)
    top = Record(body)
    header = top.record("header")
    code = error_code(header)
    if code:
        raise _coded(answer, header, code, settings)
    raise_gateway(answer, top)
    if _old_failure(top):
        shown = attrs.evolve(answer, status=_old_status(top) or answer.status)
        raise _plain(shown, _joined(top.value("error_message")), header)
    if not 200 <= answer.status < 300:
        raise _plain(answer, _said(header) or words_of(top), header)
    failure = _unnumbered_failure(top, header)
    if failure:
        raise _plain(attrs.evolve(answer, status=failure), _said(header), header)
    if not header and "data" not in {str(name).lower() for name in body}:
        raise UnreadableAnswerError(
            f"Tokopedia answered {answer.endpoint} with JSON that has neither header nor data.",
            next_step="Check the connection's endpoint; if it is right, run it again later.",
            endpoint=answer.endpoint,
            status=answer.status,
        )
    return body


def judge_label(answer: Answer, settings: TokopediaSettings) -> None:
    """Raise the error that the answer to a label is; a page of HTML is none."""
    start = answer.body.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1]
    if answer.status != 200 or start in {b"{", b""}:
        judged(answer, settings)
        raise UnreadableAnswerError(
            f"Tokopedia answered {answer.endpoint} with no label.",
            next_step="Run it again once the order is in status 400 or later.",
            endpoint=answer.endpoint,
            status=answer.status,
        )


def calm(headers: Mapping[str, str], now: datetime) -> float:
    """Return the seconds to wait that *headers* ask for; 1 when they do not say (sheet 1.3).

    ``Reset-After`` stays at minus zero while there is room, and the platform
    may write the others with a sign.
    """
    asked = retry_after(headers.get("retry-after"), now)
    if asked:
        return asked
    for name in ("x-ratelimit-full-reset-after", "x-ratelimit-reset-after"):
        try:
            seconds = abs(float(headers.get(name, "")))
        except ValueError:
            continue
        if math.isfinite(seconds) and seconds > 0:
            return min(seconds, _CALM_AT_MOST)
    return 1.0


def _object(answer: Answer) -> dict[str, Any]:
    try:
        body = answer.json()
    except UnreadableAnswerError:
        # A proxy's HTML page under 404 or 502: the status is all there is to judge.
        judge_status(answer)
        raise
    if isinstance(body, dict):
        return body
    judge_status(answer)
    raise UnreadableAnswerError(
        f"Tokopedia answered {answer.endpoint} with JSON that is no object.",
        next_step="Check the connection's endpoint; if it is right, run it again later.",
        endpoint=answer.endpoint,
        status=answer.status,
    )


def _said(header: Record) -> str:
    # The cause is in `reason`; `messages` says the same to everybody (sheet 1.3).
    return storable(_joined(header.value("reason")) or _joined(header.value("messages")))


def _joined(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _old_failure(top: Record) -> bool:
    """Return whether the envelope is the old one and reports a failure (sheet 1.3)."""
    status = top.value("status")
    if top.has("header") or not isinstance(status, str | int):
        return False
    words = top.value("error_message")
    return bool(words) if not str(status)[:3].isdigit() else str(status)[:1] != "2"


def _old_status(top: Record) -> int:
    """Return the failure that the old envelope's ``status`` names; 0 when it names none."""
    digits = str(top.value("status"))[:3]
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) >= 400 else 0


def _unnumbered_failure(top: Record, header: Record) -> int:
    """Return the status that an answer without data has by its words alone; 0 for a success.

    Read as an empty page, it would end a list before its end.
    """
    if top.has("data"):
        return 0
    words = _joined(header.value("messages")).strip().lower()
    return next((status for start, status in _FAILURES.items() if words.startswith(start)), 0)


def _request_id(answer: Answer, header: Record) -> str:
    for name in ("response_id", "request_id"):
        value = header.value(name)
        if isinstance(value, str | int):
            return storable(str(value))
    return answer.headers.get("x-request-id", "")


def _coded(answer: Answer, header: Record, code: str, settings: TokopediaSettings) -> RemoteError:
    known = meaning_of(code, failed=answer.status >= 500)
    if known is None:
        # A number where a code should be is a status that travelled in the body.
        number = int(code) if code.isdigit() and len(code) == 3 else answer.status
        shown = attrs.evolve(answer, status=number if number >= 300 else 400)
        return _plain(shown, _said(header), header, code)
    warehouse = "the warehouse"
    if settings.warehouse_id is not None:
        warehouse = f"warehouse {settings.warehouse_id}"
    why = known.sentence.format(
        shop_id=settings.shop_id, fs_id=settings.fs_id, warehouse=warehouse
    )
    verb = "failed on" if known.meaning is Meaning.TROUBLE else "refused"
    return _MEANINGS[known.meaning](
        f"Tokopedia {verb} {answer.endpoint}: {why} ({code}).{quoted(_said(header))}",
        next_step=known.next_step,
        endpoint=answer.endpoint,
        status=answer.status,
        remote_code=code,
        remote_message=_said(header),
        request_id=_request_id(answer, header),
    )


def _plain(answer: Answer, words: str, header: Record, code: str = "") -> RemoteError:
    """Return what an answer without a known code means, by its status and words."""
    words = storable(words)
    status = answer.status
    tail = f" ({code})" if code else ""
    fields: dict[str, Any] = {
        "endpoint": answer.endpoint,
        "status": status,
        "remote_code": code,
        "remote_message": words,
        "request_id": _request_id(answer, header),
    }
    if status in {401, 403}:
        return CredentialsRefusedError(
            f"Tokopedia does not allow {answer.endpoint}{tail}.{quoted(words)}",
            next_step=f"{CREDENTIALS} Check also that the shop granted this access to the app.",
            **fields,
        )
    if status == 429:
        return RateLimitedError(
            f"Tokopedia asks for fewer calls of {answer.endpoint}{tail}.",
            next_step="Run it again later.",
            retry_after=calm(answer.headers, answer.platform_time),
            **fields,
        )
    if status == 408 or status >= 500:
        return RemoteTroubleError(
            f"Tokopedia is in trouble with {answer.endpoint}{tail}.{quoted(words)}",
            next_step="Run it again later; if it stays so, ask Tokopedia's support.",
            **fields,
        )
    return RequestRefusedError(
        f"Tokopedia refused {answer.endpoint}{tail}.{quoted(words)}",
        next_step="Read what it said and change the request.",
        **fields,
    )
