"""The platform's envelopes (sheet 1.3)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import attrs

from crossdock_tokopedia.sandbox.reasons import MALFORMED, OUR_FAULT, ApiError

#: The platform's own clock never takes no time.
_PROCESS_TIME = 0.018328845
_SUCCESS = "Your request has been processed successfully"


@attrs.frozen
class Reply:
    """One answer: a JSON value or text, and its status."""

    body: Any
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = attrs.field(factory=dict)


def header(messages: str = _SUCCESS, **more: Any) -> dict[str, Any]:
    """Return the ``header`` object of the standard envelope."""
    return {"process_time": _PROCESS_TIME, "messages": messages, **more}


def done(data: Any, **more: Any) -> Reply:
    """Answer in the standard envelope."""
    return Reply({"header": header(**more), "data": data})


def old_done(data: Any) -> Reply:
    """Answer in the old envelope, which webhook registration still speaks."""
    return Reply({"data": data, "status": "200 Ok", "error_message": []})


def old_failed(message: str, status: int = 400) -> Reply:
    """Refuse in the old envelope."""
    phrase = f"{status} {HTTPStatus(status).phrase}"
    return Reply({"data": None, "status": phrase, "error_message": [message]}, status)


def failed(error: ApiError, *, numeric: bool = False) -> Reply:
    """Refuse in the standard envelope; ``error_code`` is text or, on a switch, the status."""
    messages = OUR_FAULT if error.status >= 500 else MALFORMED
    code: object = error.status if numeric else error.code
    refusal = header(messages, reason=error.reason, error_code=code)
    return Reply({"header": refusal, "data": None}, error.status)


def without_empty(value: Any) -> Any:
    """Leave out zero and empty members, as Go's omitempty does (sheet 1.5, Q6)."""
    if isinstance(value, dict):
        kept = {key: without_empty(member) for key, member in value.items()}
        return {key: member for key, member in kept.items() if not _is_empty(member)}
    if isinstance(value, list):
        return [without_empty(member) for member in value]
    return value


def _is_empty(value: Any) -> bool:
    """Go omits zero numbers, empty text, false and empty lists, but never a struct."""
    return value is None or value is False or value == "" or value == 0 or value == []
