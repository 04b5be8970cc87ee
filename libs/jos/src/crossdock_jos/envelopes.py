"""From an answer of the router to its payload, or to the error it is (sheet 2).

The status is 200 whatever happened. A success has one root key, the method with
underscores and ``_responce`` (so spelt, or ``_response``); inside, ``code`` is
``"0"`` or 0. An error is an ``error_response``, or stands inside the wrapper, or
bare at the root. That the gateway is content says nothing about the business,
which has a verdict of its own one level down.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs

from crossdock.errors import (
    CredentialsRefusedError,
    RateLimitedError,
    RemoteError,
    RemoteTroubleError,
    RequestRefusedError,
    RetryLaterError,
    UnreadableAnswerError,
)
from crossdock.http import Answer, Response, judge_status, quoted, retry_after
from crossdock_jos.codes import Code, Meaning, meaning_of
from crossdock_jos.encodings import readable
from crossdock_jos.records import Record

ERROR = "error_response"
#: 100 beside 0: one integrator's program took it for a success.
_GOOD = frozenset({"", "0", "100"})
_WRAPPER = re.compile(r".*_respon[cs]e", re.IGNORECASE)
_KINDS: dict[Meaning, type[RemoteError]] = {
    Meaning.ACCESS: CredentialsRefusedError,
    Meaning.REQUEST: RequestRefusedError,
    Meaning.TROUBLE: RemoteTroubleError,
}
#: An error fits into this; a page of data is not parsed twice.
_SMALL = 8192


@attrs.frozen
class Verdict:
    """What the business level says of a call that the gateway passed.

    Args:

        ok: None where it does not say.
    """

    ok: bool | None
    code: str
    words: str


def open_envelope(answer: Answer, method: str, platform: str) -> Record:
    """Return the payload of *answer* to a call of *method*.

    Args:

        platform: its name, as the errors call it.

    Raises:

        CredentialsRefusedError: key, secret, token, app or merchant are not accepted.

        RequestRefusedError: what was asked is not accepted.

        RetryLaterError: a quota is used up, or the interface stopped for now.

        RemoteTroubleError: the platform failed, or its answer is no envelope.
    """
    # Every call goes to one path; what tells them apart is the method.
    named = attrs.evolve(answer, endpoint=f"{answer.endpoint} {method}")
    body = read_json(named)
    root = Record(body)
    if root.has(ERROR):
        raise _error(answer, root.record(ERROR), method, platform)
    judge_status(named)
    name = _wrapper(body, method)
    if name is None or not isinstance(body[name], Mapping):
        if root.has("code") and code_of(root) not in _GOOD:
            raise _error(answer, root, method, platform)
        raise UnreadableAnswerError(
            f"{platform} answered {method} with JSON that has no {_under(method)}_responce.",
            next_step="Check the connection's endpoint; if it is right, run it again later.",
            endpoint=named.endpoint,
            status=answer.status,
        )
    payload = Record(body[name])
    if payload.has("code") and code_of(payload) not in _GOOD:
        raise _error(answer, payload, method, platform)
    return payload


def read_json(answer: Answer) -> Any:
    """Return *answer*'s JSON; bytes of unknown meaning become lone surrogates.

    Raises:

        RemoteError: it is none; a status that says enough is judged by itself.
    """
    try:
        return attrs.evolve(answer, body=readable(answer.body)).json()
    except RemoteError:
        # A proxy's page under 502: the status is all there is to judge.
        judge_status(answer)
        raise


def gateway_code(response: Response) -> str:
    """Return the code of *response* if it is a gateway's error; empty otherwise."""
    if len(response.content) > _SMALL:
        return ""
    answer = Answer("", response.status_code, {}, readable(response.content))
    try:
        body = answer.json()
    except UnreadableAnswerError:
        return ""
    root = Record(body)
    if root.has(ERROR):
        return code_of(root.record(ERROR))
    name = _wrapper(body, "")
    found = root if name is None else Record(body[name])
    code = code_of(found)
    # A code of the business level may look alike inside the wrapper; a gateway's names itself
    # in two languages there.
    gateways = found.has("zh_desc") or found.has("en_desc")
    if name is None:
        gateways = gateways or found.has("errorMessage")
    return code if gateways and code not in _GOOD else ""


def verdict_of(node: Record) -> Verdict:
    """Return what a business node says: ``apiResult``, ``returnType``, ``queryResult``, ..."""
    ok = node.flag("success", "isSuccess")
    code = node.words("numberCode", "errorCode", "resultCode", "code")
    said = [node.words(name) for name in ("chineseErrCode", "englishErrCode")]
    words = " / ".join(dict.fromkeys(word for word in said if word))
    return Verdict(
        ok, code, words or node.words("errorMessage", "errorMsg", "message", "msg", "desc")
    )


def refusal(
    answer: Answer,
    platform: str,
    method: str,
    *,
    code: str,
    words: str,
    known: Code | None,
    request_id: str = "",
) -> RemoteError:
    """Return the error that *code* is, by *known*; without it, a refusal in their words."""
    meaning = known or Code(
        Meaning.REQUEST, "it gave a reason of its own", "Read what it said and change the request."
    )
    shown = f" (code {code})" if code else ""
    verb = "failed on" if meaning.meaning is Meaning.TROUBLE else "refused"
    message = f"{platform} {verb} {method}: {meaning.sentence}{shown}.{quoted(words)}"
    told: dict[str, Any] = {
        "next_step": meaning.next_step,
        "endpoint": f"{answer.endpoint} {method}",
        "status": answer.status,
        "remote_code": code,
        "remote_message": words,
        "request_id": request_id,
    }
    if meaning.meaning in {Meaning.QUOTA, Meaning.LATER}:
        kind = RateLimitedError if meaning.meaning is Meaning.QUOTA else RetryLaterError
        asked = retry_after(answer.headers.get("retry-after"), answer.platform_time)
        return kind(message, retry_after=asked or meaning.wait, **told)
    return _KINDS[meaning.meaning](message, **told)


def code_of(node: Record) -> str:
    """Return a node's code as text, which comes as text or as a number."""
    value = node.value("code", "errorCode")
    return "" if isinstance(value, bool | Mapping | list) else node.words("code", "errorCode")


def _error(answer: Answer, node: Record, method: str, platform: str) -> RemoteError:
    code = code_of(node).strip()
    said = dict.fromkeys(
        word
        for name in ("en_desc", "zh_desc", "errorMessage", "errorMsg", "message", "msg")
        if (word := node.words(name))
    )
    return refusal(
        answer,
        platform,
        method,
        code=code,
        words=" / ".join(said),
        known=meaning_of(code),
        request_id=node.words("requestId", "request_id"),
    )


def _wrapper(body: Any, method: str) -> str | None:
    """Return the root key that holds the payload: the method's own, or the only one there."""
    if not isinstance(body, Mapping):
        return None
    own = {f"{_under(method)}_{ending}".lower() for ending in ("responce", "response")}
    names = [name for name in body if str(name).lower() in own]
    if not names and len(body) == 1:
        names = [name for name in body if _WRAPPER.fullmatch(str(name))]
    return names[0] if names else None


def _under(method: str) -> str:
    return method.replace(".", "_")
