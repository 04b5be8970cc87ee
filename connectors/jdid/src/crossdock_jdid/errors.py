"""From an answer of either generation to its payload, or to the error it means (sheet A5).

A success has four parts: the status, no error of the gateway, the envelope's
code 0, and the business's own verdict. Whoever looks at one level only loses
errors.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from crossdock.errors import CredentialsRefusedError, RemoteError, UnreadableAnswerError
from crossdock.http import Answer, judge_status
from crossdock_jdid.approval import explain
from crossdock_jdid.calls import Call
from crossdock_jdid.nesting import unpacked
from crossdock_jdid.payloads import (
    TOO_OFTEN,
    TROUBLE,
    Payload,
    decode_payload,
    find_payload,
    tells_of,
)
from crossdock_jdid.settings import Dialect
from crossdock_jos.codes import Code, Meaning, meaning_of
from crossdock_jos.envelopes import ERROR, open_envelope, read_json, refusal
from crossdock_jos.records import Record

PLATFORM = "JD.ID"

#: The older generation's error codes were never written down, and its words were: each is
#: read as the code of the newer one that says the same. The first that fits counts.
_WORDS = (
    ("timestamp", "8"),
    ("sign", "12"),
    ("token", "19"),
    ("app_key", "21"),
    ("appkey", "21"),
    ("app key", "21"),
    ("api key", "21"),
    ("permission", "24"),
    ("authori", "24"),
    ("forbidden", "24"),
    ("too many", "3041"),
    ("frequen", "3041"),
    ("rate limit", "3041"),
    ("timeout", "65"),
    ("time out", "65"),
    ("unavailable", "66"),
    ("busy", "66"),
    ("system error", "67"),
)

_REFUSED = Code(
    Meaning.REQUEST, "it gave a reason of its own", "Read what it said and change the request."
)
_FAILED = Code(
    Meaning.TROUBLE,
    "a service behind it failed",
    "Run it again later; if it stays so, look at the shop in the seller centre.",
)


@attrs.define
class Judge:
    """Judges the answers to one call, and keeps what the last one carried.

    Args:

        lenient: a refusal of the business is no error but a payload to be read,
            as of a stock update, which tells of each row.
    """

    call: Call
    dialect: Dialect
    lenient: bool = False
    payload: Payload = attrs.field(factory=Payload, repr=False)

    def __call__(self, answer: Answer) -> None:
        """Raise the error that *answer* is, or keep its payload."""
        self.payload = judged(answer, self.call, self.dialect, lenient=self.lenient)


def judged(answer: Answer, call: Call, dialect: Dialect, *, lenient: bool) -> Payload:
    """Return the payload that *answer* carries, if it is a success.

    Raises:

        CredentialsRefusedError: key, secret, token or the app's approval.

        RequestRefusedError: what was asked is not accepted, by gateway or business.

        RetryLaterError: a quota is used up.

        RemoteTroubleError: the platform failed, or its answer cannot be read.
    """
    opened = _open_epi if dialect is Dialect.GEN1 else _open_router
    try:
        payload = opened(answer, call)
    except CredentialsRefusedError as error:
        explain(error, dialect)
        raise
    if payload is None:
        raise UnreadableAnswerError(
            f"{PLATFORM} answered {call.method} with JSON in which there is no payload.",
            next_step="Check the connection's endpoint and dialect; if they are right, run it"
            " again later.",
            endpoint=answer.endpoint,
            status=answer.status,
        )
    if payload.refused and not lenient:
        raise _business(answer, call, payload)
    return payload


def _open_router(answer: Answer, call: Call) -> Payload | None:
    return find_payload(open_envelope(answer, call.method, PLATFORM), call.payload)


def _open_epi(answer: Answer, call: Call) -> Payload | None:
    """Return the payload of the older generation's envelope, ``openapi_data``."""
    top = Record(read_json(answer))
    if top.has(ERROR):
        # One gateway was put in front of both in the end: its errors look like its own.
        open_envelope(answer, call.method, PLATFORM)
    code = top.words("openapi_code").strip()
    words = top.words("openapi_msg") or top.words("error")
    if code not in ("", "0") or (not code and top.has("error")):
        raise _gateway(answer, call, code, words)
    judge_status(answer)
    data = unpacked(top.value("openapi_data"))
    return decode_payload(Record(data)) if isinstance(data, Mapping) else None


def _gateway(answer: Answer, call: Call, code: str, words: str) -> RemoteError:
    said = words.lower()
    like = next((same for part, same in _WORDS if part in said), code)
    return refusal(answer, PLATFORM, call.method, code=code, words=words, known=meaning_of(like))


def _business(answer: Answer, call: Call, payload: Payload) -> RemoteError:
    return refusal(
        answer,
        PLATFORM,
        call.method,
        code="" if payload.code is None else str(payload.code),
        words=payload.message,
        known=_meaning(payload.message),
    )


def _meaning(said: str) -> Code | None:
    if tells_of(TOO_OFTEN, said):
        return meaning_of("3041")
    return _FAILED if tells_of(TROUBLE, said) else _REFUSED
